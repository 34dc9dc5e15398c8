"""How soon `log --since` answers on a long history, and how fast `log --raw` gives all of it, beside `cat`."""
import os
import time

import processes
from bench import BenchError
from bulk import CIPHERS, receive
from client import Session, ssh
from servers import HISTORY, Gateway, Sshd, running
from tables import Figures, Target, percentile, versus_sshd

SEGMENT = 4 << 20
MARK_EVERY = 4096
"""Bytes between two times in the index."""
DAYS = 30
"""How long the console took to print it all, evenly."""
FIRST_LINES = {"--since 1h": Target("≤", 200, " ms"), f"--since {DAYS - 1}d": Target("≤", 100, " ms")}


def measure(bench):
    size = bench.sizes.history_bytes
    text = readable(bench)
    state = lay_down(bench, text, size, HISTORY)
    consoles = {"log-0": f"unix:{bench.file('idle')}.sock"}
    with running(Gateway(bench, consoles, state=state, keep=f"{2 * size}B")) as gateway:
        first_lines = _first_lines(bench, gateway, size)
        with running(Sshd(bench)) as sshd:
            table = _whole(bench, (gateway, sshd), text, size)
    return f"{table}\n\n{first_lines}"


def readable(bench):
    """As a console prints it: lines of readable text."""
    lines, length = [], 0
    while length < len(bench.pattern):
        line = f"[{length:12}.{bench.random.randrange(10**6):06}] unit {bench.random.randbytes(16).hex()} is ready\r\n"
        lines.append(line.encode())
        length += len(line)
    return b"".join(lines)


def lay_down(bench, text, size, state):
    """The files of docs/history.md, as a gateway leaves them that was stopped. Returns its state directory."""
    state = bench.file(state)
    folder = os.path.join(state, "history", "file%2Fbench%2Flog-0%3A0")
    os.makedirs(folder, mode=0o700)
    for path in (state, os.path.join(state, "history")):
        os.chmod(path, 0o700)
    enough = text * (SEGMENT // len(text) + 2)
    for start in range(0, size, SEGMENT):
        offset = start % len(text)
        with open(os.path.join(folder, f"{start:019}.log"), "wb", opener=_private) as file:
            file.write(enough[offset : offset + min(SEGMENT, size - start)])
    now = int(time.time() * 1000)
    began = now - DAYS * 86_400_000
    with open(os.path.join(folder, "index"), "w", encoding="ascii", opener=_private) as file:
        for offset in range(0, size, MARK_EVERY):
            file.write(f"{began + (now - began) * offset // size:013} {offset:019} time \n")
        file.write(f"{now:013} {size:019} clean\n")
    return state


def _private(path, flags):
    return os.open(path, flags, 0o600)


def _first_lines(bench, gateway, size):
    """Over a connection that stands already: what counts is the log."""
    figures = Figures(f"first line of log on {size >> 20} MiB")
    path = bench.file("log-mux")
    master = bench.start(
        ssh(bench, False, "-N", "-M", "-S", path, *gateway.target("log", "")), "ssh-log.log"
    )
    if not processes.wait_until(lambda: os.path.exists(path), 30):
        raise BenchError("the connection for log does not stand")
    for number, (since, target) in enumerate(FIRST_LINES.items()):
        times = []
        for turn in range(bench.sizes.first_lines):
            took = _first_line(bench, gateway, path, since)
            if number == turn == 0:
                figures.add(f"{since}, the first of all, ms", took)
            else:
                times.append(took)
        figures.add(f"{since}, p50, ms", percentile(times, 50), target)
        figures.add(f"{since}, p99, ms", percentile(times, 99))
    bench.end(master)
    return figures.table()


def _first_line(bench, gateway, path, since):
    """Milliseconds from starting the client to the end of the line."""
    target = gateway.target("log", "", ["log", *since.split()])
    began = time.perf_counter()
    with Session(bench, gateway, "log", options=["-S", path], target=target) as session:
        with session.limit():
            while b"\n" not in session.read():
                pass
        took = time.perf_counter() - began
        session.hang_up(now=True)
    return took * 1000


def _whole(bench, both, text, size):
    table = versus_sshd(f"{size >> 20} MiB of history")
    runs = {server: [] for server in both}
    for server in bench.pairs(1, both):
        _read_all(bench, server, text, size)
    for server in bench.pairs(bench.sizes.log_reads, both):
        runs[server].append(_read_all(bench, server, text, size))
    speeds, costs = ([[run[i] for run in runs[server]] for server in both] for i in (0, 1))
    table.ratio("log --raw beside cat, aes128-gcm, MB/s", *speeds, Target("≥", 0.8))
    table.ratio("log --raw beside cat, aes128-gcm, server CPU s", *costs, digits=2)
    return table


def _read_all(bench, server, text, size):
    """MB/s from the first byte to the last, and CPU seconds of the whole session, sign-in included."""
    before = server.cpu()
    target = server.history()
    with Session(bench, server, "log", options=CIPHERS["aes128-gcm"], target=target) as session:
        with session.limit():
            first = session.read(1)
            began = time.perf_counter()
            receive(session, text, size, first)
        took = time.perf_counter() - began
    server.settle()
    return size / 1e6 / took, server.cpu() - before
