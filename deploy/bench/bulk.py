"""Throughput of one session in each direction, and what it costs the server."""
import time

from bench import BenchError
from client import session as open_session
from tables import Target, versus_sshd

CIPHERS = {
    "aes128-gcm": ["-c", "aes128-gcm@openssh.com"],
    "default ciphers": [],
}
TARGETS = {
    ("out", "aes128-gcm"): (Target("≥", 1.0), Target("≤", 0.8)),
    ("in", "aes128-gcm"): (Target("≥", 1.15), Target("≤", 0.45)),
    ("out", "default ciphers"): (Target("≥", 1.0), None),
    ("in", "default ciphers"): (Target("≥", 1.1), None),
}
WAYS = {"out": "guest to client", "in": "client to guest"}


def measure(bench, servers):
    table = versus_sshd(f"{bench.sizes.bulk_bytes >> 20} MiB")
    for (way, cipher), (faster, cheaper) in TARGETS.items():
        bench.say(f"  {WAYS[way]}, {cipher}")
        for server in bench.pairs(bench.sizes.warm_ups, servers):
            transfer(bench, server, way, cipher)
        runs = {server: [] for server in servers}
        for server in bench.pairs(bench.sizes.rounds, servers):
            runs[server].append(transfer(bench, server, way, cipher))
        speeds, costs = ([[run[i] for run in runs[server]] for server in servers] for i in (0, 1))
        table.ratio(f"{WAYS[way]}, {cipher}, MB/s", *speeds, faster)
        table.ratio(f"{WAYS[way]}, {cipher}, server CPU s", *costs, cheaper, digits=2)
    return table


def transfer(bench, server, way, cipher):
    """MB/s from the first byte to the last, and CPU seconds of the whole session, sign-in included."""
    before = server.cpu()
    mode, move = ("flood", _flood) if way == "out" else ("sink", _deliver)
    with open_session(bench, server, mode, options=CIPHERS[cipher]) as session:
        session.greet()
        began = time.perf_counter()
        with session.limit():
            move(session, bench.pattern, bench.sizes.bulk_bytes)
        took = time.perf_counter() - began
    server.settle()
    return bench.sizes.bulk_bytes / 1e6 / took, server.cpu() - before


def pieces(pattern, size, most=1 << 16):
    """The pattern over and over, as far as `size`, in pieces of at most `most`."""
    twice = pattern + pattern
    offset = 0
    while offset < size:
        start = offset % len(pattern)
        taken = yield twice[start : start + min(most, size - offset)]
        offset += taken


def _flood(session, pattern, size):
    session.write(b"go")
    receive(session, pattern, size)


def receive(session, pattern, size, first=b""):
    """Reads the pattern over and over, as far as `size`, of which `first` has been read."""
    parts = pieces(pattern, size)
    wanted = next(parts)
    got = first or session.read(len(wanted))
    try:
        while True:
            if got != wanted[: len(got)]:
                raise BenchError("a client got something else than the guest sent")
            wanted = parts.send(len(got))
            got = session.read(len(wanted))
    except StopIteration:
        pass


def _deliver(session, pattern, size):
    parts = pieces(pattern, size)
    piece = next(parts)
    try:
        while True:
            session.write(piece)
            piece = parts.send(len(piece))
    except StopIteration:
        session.expect(b"right\n")
