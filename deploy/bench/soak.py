"""Whether a gateway that is worked hard, and attacked, is afterwards as it was before."""
import contextlib
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace

import processes
from bench import BenchError
from client import ssh
from isolation import Bystander, attacked, attacks, failures_in, under_attack
from servers import running
from tables import Figures, Table, Target, percentile

MB = 1e6
COUNTED = "-XX:NativeMemoryTracking=summary"
"""So that direct memory can be told, at a few percent of the speed."""
LINGER = 3
"""Seconds: a console outlives its last viewer by two, and threads with nothing to do go after one."""
LEAST_ROUNDS = 2
"""The first has what is made once: threads, classes, compiled code."""


def measure(bench):
    table = Table(
        ("after, s", "heap, MB", "direct, MB", "threads", "sockets", "other files", "RSS, MB", "keys' p99, ms", "lost")
    )
    logged = bench.file("gateway.log")
    before = os.path.getsize(logged) if os.path.exists(logged) else 0
    bench.sizes = replace(bench.sizes, attack_seconds=bench.sizes.soak_attack_seconds)
    with contextlib.ExitStack() as open_now:
        gateway = open_now.enter_context(running(attacked(bench, COUNTED)))
        bystander = open_now.enter_context(contextlib.closing(Bystander(bench, gateway)))
        others = open_now.enter_context(_Others(bench, gateway))
        began, samples = time.monotonic(), []
        while len(samples) < LEAST_ROUNDS or time.monotonic() - began < bench.sizes.soak_seconds:
            times, lost = _round(bench, gateway, bystander)
            others.pause()
            samples.append(_Sample(gateway))
            others.go_on()
            passed = time.monotonic() - began
            table.rows.append((f"{passed:.0f}", *samples[-1].cells(), f"{percentile(times, 99):.1f}", str(lost)))
            bench.say("  " + " | ".join(table.rows[-1]))
        done = others.done()
    failures = failures_in(logged, before)
    for line in failures:
        bench.say(f"  in the log: {line}")
    return f"{table}\n\n{_grown(samples)}\n\nBesides, {done}. Exceptions in the gateway's log: {len(failures)}."


def _round(bench, gateway, bystander):
    """All attacks, one after the other: milliseconds of the bystander's keys, and how often their session was lost."""
    times, lost = [], 0
    for name in attacks(bench):
        try:
            times += under_attack(bench, gateway, bystander, name)[0]
        except BenchError as failure:
            bench.say(f"  lost in {name}: {failure}")
            lost += 1
            bystander.come()
    return times, lost


class _Sample:
    """What a gateway has at rest."""

    def __init__(self, gateway):
        time.sleep(LINGER)
        gateway.collect()
        processes.wait_for_rest(gateway.pid)
        self.heap, self.direct = gateway.heap() / MB, gateway.native() / MB
        self.threads = processes.threads(gateway.pid)
        self.sockets, self.files = processes.open_files(gateway.pid)
        self.rss = processes.rss(gateway.pid) / MB

    def cells(self):
        counts = (str(count) for count in (self.threads, self.sockets, self.files))
        return f"{self.heap:.1f}", f"{self.direct:.1f}", *counts, f"{self.rss:.0f}"


def _grown(samples):
    """From the first round to the last."""
    figures = Figures("more after the last round than after the first")
    first, last = samples[0], samples[-1]
    figures.add("heap after a collection, MB", last.heap - first.heap, Target("≤", 12, " MB"), 1)
    figures.add("direct memory, MB", last.direct - first.direct, Target("≤", 4, " MB"), 1)
    figures.add("threads", last.threads - first.threads, Target("≤", 8, ""))
    figures.add("sockets", last.sockets - first.sockets, Target("≤", 0, ""))
    figures.add("other files", last.files - first.files, Target("≤", 24, ""))
    figures.add("RSS, MB", last.rss - first.rss)
    return figures.table()


class _Others:
    """Everyday work meanwhile, in a process of its own: `mixed.py`. A context."""

    def __init__(self, bench, gateway):
        script = os.path.join(os.path.dirname(__file__), "mixed.py")
        words = ssh(bench, False, "-p", gateway.port)
        self._bench = bench
        self._process = bench.start(
            [sys.executable, script, *words], "mixed.log", stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )

    def __enter__(self):
        return self

    def pause(self):
        """Returns when nothing of it is under way."""
        self._say(b"pause\n")
        self._hear()

    def go_on(self):
        self._say(b"go on\n")

    def done(self):
        """Ends it. What was done, in words."""
        self._process.stdin.close()
        return self._hear()

    def _say(self, line):
        self._process.stdin.write(line)
        self._process.stdin.flush()

    def _hear(self):
        line = self._process.stdout.readline().decode().strip()
        if not line:
            self._bench.show_logs()
            raise BenchError("the everyday work has ended")
        return line

    def __exit__(self, *_):
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
        self._bench.end(self._process)
        self._process.stdout.close()
