"""Consoles over websockets: idle ones by the hundred, then one browser's worth of output and of keys, beside ssh to the same guests."""
import concurrent.futures
import contextlib
import itertools
import os
import select
import subprocess
import time

import bulk
import keys
import processes
from bench import BenchError
from client import PATIENCE, Session, ssh
from servers import CONSOLES_PER_MODE, Gateway, running
from tables import Figures, Table, Target, percentile

MB = 1e6
AT_ONCE = 10
"""Clients of ssh that ask for tickets at the same time; a person may have some thirty of these."""
FIRST = 2
"""Websockets that are not weighed."""
SETTINGS = {
    "web": {"listen": "127.0.0.1:0"},
    "limits": {"viewers-per-person": 64, "sessions-per-person": 10_000, "connections-per-person": 5_000},
}
CIPHER = "aes128-gcm"
HEADS = ("websocket", "ssh to the same gateway", "ratio", "target")


class WebSession(Session):
    """The small client of the benchmark, in place of ssh."""

    def command(self, bench, terminal, options, target):
        return [bench.file("web_client"), *target]


class Web:
    """A gateway as browsers reach it."""

    name = "websocket"
    session = WebSession

    def __init__(self, bench, gateway):
        self._bench = bench
        self._gateway = gateway

    def target(self, mode):
        asked = self._gateway.target(mode, "", ["url", "--websocket"])
        url = self._bench.tool(*ssh(self._bench, False, *asked)).strip()
        return [f"{url}&replay=none&drop=wait"]

    def cpu(self):
        return self._gateway.cpu()

    def pids(self):
        return self._gateway.pids()

    def settle(self):
        self._gateway.settle()


def measure(bench):
    source = os.path.join(os.path.dirname(__file__), "web_client.c")
    bench.tool("gcc", "-std=gnu11", "-O2", "-o", bench.file("web_client"), source)
    idle = Figures(f"{bench.sizes.web_sockets:,} idle websockets")
    for number in range(bench.sizes.memory_rounds):
        bench.say(f"  {bench.sizes.web_sockets} idle, round {number + 1}")
        _weigh(bench, bench.sizes.web_sockets, idle)
    modes = ("echo", "flood", "sink")
    consoles = {f"{mode}-{n}": f"unix:{bench.file(mode)}.sock" for mode in modes for n in range(CONSOLES_PER_MODE)}
    with running(Gateway(bench, consoles, more=SETTINGS)) as gateway:
        both = [Web(bench, gateway), gateway]
        return "\n\n".join(map(str, (idle.table(), _bulk(bench, both), _keys(bench, both))))


def _weigh(bench, count, figures):
    consoles = {f"idle-{number}": f"unix:{bench.file('idle')}.sock" for number in range(count + FIRST)}
    with running(Gateway(bench, consoles, more=SETTINGS)) as gateway, _idle_client(bench) as client:
        _open(bench, gateway, client, FIRST)
        heap, rss = _memory(bench, gateway)
        _open(bench, gateway, client, count)
        time.sleep(bench.sizes.rest)
        full = processes.rss(gateway.pid)
        heaps, collected = _memory(bench, gateway)
        if client.poll() is not None:
            raise BenchError("a websocket was lost")
    figures.add("heap of each, KB", (heaps - heap) / count / 1e3, Target("≤", 20, " KB"), digits=1)
    figures.add("RSS, MB", full / MB)
    figures.add("RSS after a garbage collection, MB", collected / MB)
    figures.add("RSS of each, after a garbage collection, KB", (collected - rss) / count / 1e3, digits=1)


@contextlib.contextmanager
def _idle_client(bench):
    process = bench.start(
        [bench.file("web_client"), "idle"], "web.log", stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0
    )
    try:
        yield process
    finally:
        process.stdin.close()
        bench.end(process)
        process.stdout.close()


def _open(bench, gateway, client, count):
    """So many more. A ticket is good for a minute, so each is used as soon as it is there."""
    web = Web(bench, gateway)
    with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
        for (url,) in pool.map(lambda _: web.target("idle"), range(count)):
            client.stdin.write(url.encode() + b"\n")
            ready, _, _ = select.select([client.stdout], [], [], PATIENCE)
            if not ready or client.stdout.readline() != b"open\n":
                raise BenchError("a websocket was not opened")


def _memory(bench, gateway):
    """Heap and RSS, when those who were there before are forgotten."""
    time.sleep(bench.sizes.rest)
    gateway.settle()
    gateway.collect()
    return gateway.heap(), processes.rss(gateway.pid)


def _bulk(bench, both):
    table = Table((f"{bench.sizes.bulk_bytes >> 20} MiB, ssh with {CIPHER}", *HEADS))
    for way, name in bulk.WAYS.items():
        bench.say(f"  {name}")
        for server in bench.pairs(bench.sizes.warm_ups, both):
            bulk.transfer(bench, server, way, CIPHER)
        runs = {server: [] for server in both}
        for server in bench.pairs(bench.sizes.rounds, both):
            runs[server].append(bulk.transfer(bench, server, way, CIPHER))
        speeds, costs = ([[run[i] for run in runs[server]] for server in both] for i in (0, 1))
        table.ratio(f"{name}, MB/s", *speeds, Target("≥", 1.0))
        table.ratio(f"{name}, the gateway's CPU s", *costs, digits=2)
    return table


def _keys(bench, both):
    table = Table((f"one key every {keys.GAP * 1000:.0f} ms, in a terminal", *HEADS))
    bench.say("  keys")
    _, blocks, costs = keys.typed(bench, both, True)
    table.ratio("p50 of a block, µs", *([percentile(block, 50) for block in blocks[s]] for s in both), Target("≤", 1.0))
    every = [list(itertools.chain.from_iterable(blocks[server])) for server in both]
    table.ratio(f"p99 of all {len(every[0])} keys, µs", *([percentile(all, 99)] for all in every))
    table.ratio("the gateway's CPU of a key, µs", *([cost[0] * 1e6 for cost in costs[server]] for server in both))
    return table
