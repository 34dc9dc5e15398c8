"""ssh -J: one connection inside another. Ours ends both; OpenSSH's goes through a real sshd to the same sshd again.

Also what a session inside another connection weighs in the gateway, beside one that comes by itself.
"""
import contextlib
import itertools
import shlex
import time

import bulk
import keys
from client import Session, ssh
from servers import Gateway, running
from tables import Table, percentile, versus_sshd

CIPHER = "aes128-gcm"
FIRST = 2
"""Sessions that are not weighed."""


class Jump:
    """A server as it is reached through itself."""

    def __init__(self, bench, server):
        self._bench = bench
        self._server = server
        self.name = f"{server.name} by -J"

    def target(self, mode):
        """The name of a console stands in the user name, and here in the host's."""
        _, port, _, user, host, *command = self._server.target(mode)
        ours = isinstance(self._server, Gateway)
        inner = ["-l", "root", user] if ours else ["-p", port, "-l", user, host]
        outer = ["-W", "[%h]:%p", "-p", port, "-l", "any" if ours else user, host]
        proxy = shlex.join(ssh(self._bench, False, *outer))
        return ["-o", f"ProxyCommand={proxy}", *inner, *command]

    def cpu(self):
        return self._server.cpu()

    def pids(self):
        return self._server.pids()

    def settle(self):
        self._server.settle()


def measure(bench, servers):
    jumps = [Jump(bench, server) for server in servers]
    table = versus_sshd(f"by -J; one key every {keys.GAP * 1000:.0f} ms, {bench.sizes.bulk_bytes >> 20} MiB")
    bench.say("  keys")
    _, blocks, _ = keys.typed(bench, jumps, True)
    table.ratio(
        "a key in a terminal, p50 of a block, µs",
        *([percentile(block, 50) for block in blocks[jump]] for jump in jumps),
    )
    every = [list(itertools.chain.from_iterable(blocks[jump])) for jump in jumps]
    table.ratio(f"the same, p99 of all {len(every[0])} keys, µs", *([percentile(all, 99)] for all in every))
    for way, name in bulk.WAYS.items():
        bench.say(f"  {name}")
        for jump in bench.pairs(bench.sizes.warm_ups, jumps):
            bulk.transfer(bench, jump, way, CIPHER)
        runs = {jump: [] for jump in jumps}
        for jump in bench.pairs(bench.sizes.rounds, jumps):
            runs[jump].append(bulk.transfer(bench, jump, way, CIPHER))
        speeds, costs = ([[run[i] for run in runs[jump]] for jump in jumps] for i in (0, 1))
        table.ratio(f"{name}, MB/s", *speeds)
        table.ratio(f"{name}, server CPU s", *costs, digits=2)
    return f"{table}\n\n{_weighed(bench)}"


def _weighed(bench):
    """Each way on a gateway of its own, with a console for each session."""
    count = bench.sizes.idle_sessions // 5
    table = Table((f"{count} idle sessions", "by -J", "direct", "difference", "target"))
    consoles = {f"echo-{number}": f"unix:{bench.file('echo')}.sock" for number in range(count + FIRST)}
    heaps = []
    for way in (lambda gateway: Jump(bench, gateway), lambda gateway: gateway):
        with running(Gateway(bench, consoles)) as gateway:
            _heap_of(bench, gateway, way(gateway), FIRST)
            heaps.append(_heap_of(bench, gateway, way(gateway), count))
    table.difference("heap of each, KiB", *([heap / 1024] for heap in heaps))
    return table


def _heap_of(bench, gateway, way, count):
    """Bytes of each of so many sessions."""
    before = _heap(bench, gateway)
    with contextlib.ExitStack() as sessions:
        for _ in range(count):
            sessions.enter_context(Session(bench, way, "echo")).greet()
        return (_heap(bench, gateway) - before) / count


def _heap(bench, gateway):
    """When those who were there before are forgotten."""
    time.sleep(bench.sizes.rest)
    gateway.settle()
    gateway.collect()
    return gateway.heap()
