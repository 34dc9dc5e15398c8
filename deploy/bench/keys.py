"""How long a typed key takes to come back, in a terminal and without one."""
import contextlib
import itertools
import time

import processes
from client import session as open_session
from tables import Target, percentile, versus_sshd

GAP = 0.02
LETTERS = "abcdefghijklmnopqrstuvwxyz"
FIRST = 200
"""A JVM compiles what has run often; these keys, the first of all, mostly meet what it has not."""
NOT_COUNTED = 3
"""At the start of a block: the other side's block has left the caches cold."""


def measure(bench, servers):
    table = versus_sshd(f"one key every {GAP * 1000:.0f} ms")
    for terminal, name in ((True, "in a terminal (-tt)"), (False, "without (-T)")):
        bench.say(f"  {name}")
        firsts, blocks, costs = typed(bench, servers, terminal)
        middles, tails = ([[percentile(block, p) for block in blocks[s]] for s in servers] for p in (50, 99))
        table.ratio(f"{name}, p50 of a block, µs", *middles, Target("≤", 1.0))
        every = [list(itertools.chain.from_iterable(blocks[server])) for server in servers]
        table.ratio(f"{name}, p99 of all {len(every[0])} keys, µs", *([percentile(keys, 99)] for keys in every), Target("≤", 1.5))
        seconds, switches = ([[cost[kind] for cost in costs[server]] for server in servers] for kind in (0, 1))
        micros = ([second * 1e6 for second in side] for side in seconds)
        table.bounded(f"{name}, server CPU of a key, µs", *micros, Target("≤", 300, " µs"))
        table.bounded(f"{name}, context switches of a key", *switches, Target("≤", 7, ""), 1)
        if terminal:
            fresh = ([percentile(firsts[server], 50)] for server in servers)
            table.ratio(f"{name}, p50 of the first {len(firsts[servers[0]])} of all, µs", *fresh, Target("≤", 1.2))
    return table


def typed(bench, servers, terminal):
    """Per server, latencies in µs: of the first keys, and blocks of the others; seconds and switches of a key."""
    letters = itertools.cycle(LETTERS.encode())
    firsts = {}
    blocks, costs = ({server: [] for server in servers} for _ in range(2))
    with contextlib.ExitStack() as open_sessions:
        sessions = {}
        for server in servers:
            fresh = open_session(bench, server, "echo", terminal)
            sessions[server] = open_sessions.enter_context(fresh)
            fresh.greet()
            with fresh.limit():
                warm_up = [key(fresh, next(letters)) for _ in range(bench.sizes.warm_up_keys)]
            firsts[server] = warm_up[:FIRST]
        for server in bench.pairs(bench.sizes.rounds * bench.sizes.key_blocks_per_round, servers):
            pids = server.pids()
            before = processes.work(pids)
            blocks[server].append(_block(sessions[server], letters, bench.sizes.keys_per_block))
            keys = NOT_COUNTED + bench.sizes.keys_per_block
            spent = zip(processes.work(pids), before)
            costs[server].append([(after - begun) / keys for after, begun in spent])
    return firsts, blocks, costs


def _block(session, letters, count):
    times = []
    with session.limit():
        for _ in range(NOT_COUNTED + count):
            began = time.perf_counter()
            times.append(key(session, next(letters)))
            time.sleep(max(0, GAP - (time.perf_counter() - began)))
    return times[NOT_COUNTED:]


def key(session, letter):
    """Microseconds until it is back. Blocks; see `Session.limit`."""
    began = time.perf_counter_ns()
    session.write(bytes([letter]))
    session.expect(bytes([letter]))
    return (time.perf_counter_ns() - began) / 1000
