"""Memory of a gateway that keeps the output of very many websocket consoles while nobody looks."""
import resource
import time

import processes
from bench import BenchError
from fleet import CONNECTING, Host
from servers import Gateway, running
from tables import Table, Target

MB = 1e6
FILES = 500
"""Open in the gateway or the host beside a socket for each console."""
WANTED = 20_000
"""Consoles that the targets are for."""
ALL = 50_000
"""As many as are reckoned with."""


def measure(bench):
    count = _as_many_as_can_be_open(bench)
    table = Table((f"{count:,} captured consoles", "with them", "empty", "difference", "target"))
    before, after, threads = ([[], []] for _ in range(3))
    for number in range(bench.sizes.memory_rounds):
        bench.say(f"  round {number + 1}")
        for side, consoles in ((0, count), (1, 0)) if number % 2 == 0 else ((1, 0), (0, count)):
            weights = _weigh(bench, consoles)
            for column, weight in zip((before, after, threads), weights):
                column[side].append(weight)
    table.difference("RSS after a garbage collection, MB", *after, digits=1)
    table.difference("RSS before it, MB", *before, digits=1)
    table.difference("threads", *threads)
    if bench.sizes.captured_consoles == WANTED:  # of few, what is there anyway would be multiplied too
        _judge(table, 0, Target("≤", 220, " MB"), after[0])
        every = [empty + (full - empty) * ALL / count for full, empty in zip(*after)]
        table.difference(f"{ALL:,} by arithmetic, after a collection, MB", every, after[1])
        _judge(table, -1, Target("≤", 700, " MB"), every)
    return table


def _judge(table, row, target, values):
    """The target is for what a gateway takes, not for the difference."""
    table.rows[row] = (*table.rows[row][:-1], target.judge(values))


def _as_many_as_can_be_open(bench):
    wanted, limit = bench.sizes.captured_consoles, resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    if limit < wanted + FILES:
        bench.say(f"  {wanted:,} consoles, but no more than {limit:,} files may be open here (ulimit -Hn): some fewer")
    return min(wanted, limit - FILES)


def _weigh(bench, count):
    """MB before and after a collection, and threads."""
    with Host(bench) as host:
        consoles = {f"captured-{number}": f"ws://127.0.0.1:{host.port}/{number}" for number in range(count)}
        with running(Gateway(bench, consoles, capture="always")) as gateway:
            if count:
                host.await_calls(count, CONNECTING)
            weights = _weigh_gateway(bench, gateway)
            if len(host.calls()) != count:
                raise BenchError(f"{count} consoles did not stay connected: there were {len(host.calls())} calls")
            return weights


def _weigh_gateway(bench, gateway):
    time.sleep(bench.sizes.rest)
    before = processes.rss(gateway.pid)
    gateway.collect()
    return before / MB, processes.rss(gateway.pid) / MB, processes.threads(gateway.pid)
