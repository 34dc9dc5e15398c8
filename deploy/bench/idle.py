"""Memory of a server with many sessions that do nothing, each on a TCP connection and a console of its own."""
import contextlib
import time

import processes
import servers
from client import Session
from tables import Target, versus_sshd

MB = 1e6
AT_ONCE = 10
"""Clients that start at the same time."""


def measure(bench):
    count = bench.sizes.idle_sessions
    table = versus_sshd(f"{count} idle sessions")
    loaded, grown, collected = ([[], []] for _ in range(3))
    heaps = []
    for number in range(bench.sizes.memory_rounds):
        bench.say(f"  round {number + 1}")
        with servers.pair(bench, idle_consoles=count) as both:
            for side in (0, 1) if number % 2 == 0 else (1, 0):
                empty, full, swept, heap = _weigh(bench, both[side], count)
                loaded[side].append(full)
                grown[side].append(full - empty)
                collected[side].append(swept)
                heaps += [heap / count / 1e3] if side == 0 else []
    table.ratio("PSS, MB", *loaded, Target("≤", 0.25), digits=1)
    table.ratio("PSS over the empty server, MB", *grown, digits=1)
    table.ratio("PSS after a garbage collection, MB", *collected, digits=1)
    table.bounded("heap of each, KB", heaps, [], Target("≤", 40, " KB"), digits=1)
    return table


def _weigh(bench, server, count):
    """MB: empty, with the sessions, and with them after the collector ran, where there is one; heap for them in bytes."""
    time.sleep(bench.sizes.rest)
    empty = processes.pss(server.pids())
    server.collect()
    before = server.heap()
    with contextlib.ExitStack() as open_sessions:
        sessions = []
        while len(sessions) < count:
            some = range(min(AT_ONCE, count - len(sessions)))
            fresh = [open_sessions.enter_context(Session(bench, server, "idle")) for _ in some]
            for session in fresh:
                session.greet()
            sessions += fresh
        time.sleep(bench.sizes.rest)
        full = processes.pss(server.pids())
        server.collect()
        swept = processes.pss(server.pids())
        heap = server.heap() - before
        for session in sessions:
            session.hang_up()
    server.settle()
    return empty / MB, full / MB, swept / MB, heap
