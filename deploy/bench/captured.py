"""Memory of a gateway that keeps the output of many websocket consoles while nobody looks."""
import time

import processes
from bench import BenchError
from servers import Gateway, running
from tables import Table, Target
from websocket import WebSocketGuests

MB = 1e6


def measure(bench):
    count = bench.sizes.captured_consoles
    table = Table((f"{count:,} captured consoles", "with them", "empty", "difference", "target"))
    before, after, threads = ([[], []] for _ in range(3))
    for number in range(bench.sizes.memory_rounds):
        bench.say(f"  round {number + 1}")
        for side, consoles in ((0, count), (1, 0)) if number % 2 == 0 else ((1, 0), (0, count)):
            weights = _weigh(bench, consoles)
            for column, weight in zip((before, after, threads), weights):
                column[side].append(weight)
    table.difference("RSS after a garbage collection, MB", *after, Target("≤", 60, " MB"), digits=1)
    table.difference("RSS before it, MB", *before, digits=1)
    table.difference("threads", *threads)
    return table


def _weigh(bench, count):
    """MB before and after a collection, and threads."""
    with WebSocketGuests() as guests:
        consoles = {f"captured-{number}": guests.address(number) for number in range(count)}
        with running(Gateway(bench, consoles, capture="always")) as gateway:
            return _weigh_gateway(bench, gateway, guests, count)


def _weigh_gateway(bench, gateway, guests, count):
    if not processes.wait_until(lambda: guests.connected == count, 120):
        raise BenchError(f"{guests.connected} of {count} consoles were connected")
    time.sleep(bench.sizes.rest)
    before = processes.rss(gateway.pid)
    gateway.collect()
    weights = before / MB, processes.rss(gateway.pid) / MB, processes.threads(gateway.pid)
    if guests.connected != count:
        raise BenchError(f"only {guests.connected} of {count} consoles stayed connected")
    return weights
