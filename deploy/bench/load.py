"""Very many people who type, while all their guests print: keys, memory, and the share of the time that the collector has."""
import contextlib
import json
import os
import re
import select
import subprocess
import time

import processes
from bench import BenchError
from servers import Gateway, running
from tables import Figures, Target

MB = 1e6
SIGNING_IN = 180
"""Seconds for all to be there."""
LAST = 30
"""Seconds for the last echoes, after those that count."""
BUSY = 0.9
"""Of a core: a client with one thread that has no more idle time than this is what is measured."""
LATE = 2
"""Milliseconds that one key in a hundred may be typed too late."""
TARGETS = {
    800: {"p50": Target("≤", 0.5, " ms"), "p99": Target("≤", 10, " ms")},
    2000: {"p99": Target("≤", 20, " ms"), "rss": Target("≤", 300, " MB"), "collector": Target("≤", 1, " %")},
}
"""Where they are wanted; fewer people have none."""


def measure(bench):
    if subprocess.run(["gcc", "-E", "-include", "openssl/evp.h", "-xc", os.devnull], capture_output=True, check=False).returncode:
        bench.say("  there is no openssl/evp.h: apt-get install libssl-dev")
        return "The part `load` was left out: it needs libssl-dev."
    _compile(bench, "load_guests", "load_guests.c")
    _compile(bench, "load_clients", "load_clients.c", "ssh_client.c", "-lcrypto")
    tables = []
    for count in bench.sizes.load_sessions:
        figures = Figures(f"{count:,} people type 5 keys/s, guests print 2 KB/s, {bench.sizes.load_seconds} s")
        remarks = set()
        for number in range(bench.sizes.memory_rounds):
            bench.say(f"  {count:,} people, round {number + 1}")
            remarks |= _one_round(bench, count, figures)
        tables.append("\n\n".join([str(figures.table()), *sorted(remarks)]))
    return "\n\n".join(tables)


def _compile(bench, name, *rest):
    here = os.path.dirname(__file__)
    sources = [os.path.join(here, word) if word.endswith(".c") else word for word in rest]
    bench.tool("gcc", "-std=gnu11", "-O2", "-pthread", "-o", bench.file(name), *sources)


def _one_round(bench, count, figures):
    """What else is to be said of it."""
    path = bench.file(f"load-{os.urandom(4).hex()}.sock")
    keys = bench.tool(bench.file("load_clients"), "keys", str(count)).splitlines()
    users = {f"person-{number}": {"keys": [key]} for number, key in enumerate(keys)}
    more = {"users": users, "rules": [{"users": list(users), "consoles": ["bench/*"], "right": "write"}]}
    consoles = {f"load-{number}": f"unix:{path}" for number in range(count)}
    with _program(bench, "load_guests", path) as guests:
        _await(guests, b"ready", 10)
        with running(Gateway(bench, consoles, more=more)) as gateway:
            people = ["load-%d+replay=none", str(count), str(count), str(bench.sizes.load_seconds)]
            with _program(bench, "load_clients", gateway.port, *people) as clients:
                _await(clients, b"connected", SIGNING_IN)
                time.sleep(bench.sizes.load_warm_up)
                return _weigh(bench, gateway, (guests, clients), count, figures)


@contextlib.contextmanager
def _program(bench, name, *words):
    command = [bench.file(name), *words]
    process = bench.start(command, "load.log", stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0)
    try:
        yield process
    finally:
        process.stdin.close()
        bench.end(process)
        process.stdout.close()


def _await(process, wanted, seconds):
    ready, _, _ = select.select([process.stdout], [], [], seconds)
    line = process.stdout.readline() if ready else b""
    if wanted not in line:
        raise BenchError(f"of those who type: {line!r} came instead of {wanted!r}")
    return line


def _weigh(bench, gateway, programs, count, figures):
    guests, clients = programs
    processes.forget_peak(gateway.pid)
    collected, used, printed, began = collector(gateway), gateway.cpu(), processes.cpu(guests.pid), time.monotonic()
    clients.stdin.write(b"\n")
    time.sleep(bench.sizes.load_seconds)
    lasted = time.monotonic() - began
    used, printed = gateway.cpu() - used, processes.cpu(guests.pid) - printed
    rss, peak = processes.rss(gateway.pid), processes.peak_rss(gateway.pid)
    collections, collecting = (after - before for after, before in zip(collector(gateway), collected))
    said = json.loads(_await(clients, b"p99_ms", LAST))
    if said["sessions_lost"]:
        raise BenchError(f"{said['sessions_lost']} of {count} sessions were lost")
    targets = TARGETS.get(count, {})
    figures.add("keys typed", said["keys"])
    figures.add("keys lost", said["lost"], Target("≤", 0, ""))
    figures.add("places where output was left out", said["gaps"])
    figures.add("key to echo, p50, ms", said["p50_ms"], targets.get("p50"), digits=2)
    figures.add("key to echo, p99, ms", said["p99_ms"], targets.get("p99"), digits=1)
    figures.add("key to echo, the slowest, ms", said["max_ms"], digits=1)
    figures.add("gateway's CPU, % of one core", 100 * used / lasted)
    figures.add("RSS, MB", rss / MB, targets.get("rss"))
    figures.add("the peak of RSS meanwhile, MB", peak / MB)
    figures.add("collections", collections)
    figures.add("collecting, % of the time", 100 * collecting / lasted, targets.get("collector"), digits=2)
    figures.add("clients' CPU, % of one core", 100 * said["cpu"])
    figures.add("guests' CPU, % of one core", 100 * printed / lasted)
    figures.add("clients' own lateness, p99, ms", said["lag_p99_ms"], digits=2)
    return _remarks(said, printed / lasted)


def _remarks(said, guests):
    remarks = set()
    if said["cpu"] > BUSY or guests > BUSY:
        remarks.add("The clients or the guests had no idle time in a round: they are what was measured there.")
    if said["lag_p99_ms"] > LATE:
        remarks.add(
            f"In a round one key in a hundred was typed {LATE} ms too late or more: the processors were full, and what the clients waited"
            " for them is in the times."
        )
    return remarks


def collector(gateway):
    """Collections so far, and seconds in them, by the JVM's own counters."""
    counters = gateway.counters()
    ticks = float(counters["sun.os.hrt.frequency"])
    names = [name for name in counters if re.fullmatch(r"sun\.gc\.collector\.\d+\.time", name)]
    seconds = sum(int(counters[name]) for name in names) / ticks
    return sum(int(counters[name.replace("time", "invocations")]) for name in names), seconds
