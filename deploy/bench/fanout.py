"""Many viewers on one console that prints 1 MB/s, and how long the writer's keys take meanwhile."""
import contextlib
import itertools
import select
import time

import processes
from bench import BenchError
from client import Session
from keys import GAP
from reader import Reader
from servers import Gateway, running
from tables import Figures, Target, percentile
from watch import KEYS, Stream

PER_CONNECTION = 9
"""Watchers that share a connection: 63 clients with ciphers of their own would measure the clients."""


def measure(bench):
    viewers = bench.sizes.viewers
    figures = Figures(f"{viewers} viewers, {bench.sizes.stream_bytes // 1000:,} KB at 1 MB/s")
    for number in range(bench.sizes.memory_rounds):
        bench.say(f"  round {number + 1}")
        consoles = {"stream-0": f"unix:{bench.file('stream')}.sock"}
        with running(Gateway(bench, consoles)) as gateway, Session(bench, gateway, "stream") as writer:
            writer.greet()
            _one_round(bench, gateway, writer, figures)
    return figures.table()


def _one_round(bench, gateway, writer, figures):
    letters = itertools.cycle(KEYS)
    with writer.limit():
        for _ in range(bench.sizes.warm_up_keys):
            _key(writer, next(letters))
    with Watchers(bench, gateway, bench.sizes.viewers - 1) as watchers:
        for _ in range(min(bench.sizes.warm_ups, 1)):
            _print_once(bench, writer, watchers, letters)
        used, began = gateway.cpu(), time.monotonic()
        busy, stream, seen = _print_once(bench, writer, watchers, letters)
        share = (gateway.cpu() - used) / (time.monotonic() - began) * 100
        watched = _quiet(bench, writer, letters)
    processes.wait_for_rest(gateway.pid)
    alone = _quiet(bench, writer, letters)
    complete = stream.is_right() + sum(right for _, right, _ in seen)
    figures.add("viewers that got every byte", complete, Target("≥", bench.sizes.viewers, ""))
    figures.add("gateway's CPU meanwhile, % of one core", share)
    for name, times in (("nobody else looks", alone), ("all look, quiet", watched), ("while it prints", busy)):
        figures.add(f"writer's key, {name}, p50, µs", percentile(times, 50))
    figures.add("while it prints ÷ nobody else", percentile(busy, 50) / percentile(alone, 50), Target("≤", 3), digits=2)


def _print_once(bench, writer, watchers, letters):
    """The times of the writer's keys meanwhile, what the writer saw, and what the watchers did."""
    stream = Stream(bench.pattern, bench.sizes.stream_bytes)
    with watchers.reading() as reader:
        busy = _while_it_prints(writer, stream, letters)
        return busy, stream, reader.results()


def _key(writer, key):
    """Microseconds; the console is quiet."""
    began = time.perf_counter_ns()
    writer.write(bytes([key]))
    writer.expect(bytes([key]))
    return (time.perf_counter_ns() - began) / 1000


def _quiet(bench, writer, letters):
    times = []
    with writer.limit():
        for _ in range(bench.sizes.keys_per_block * 4):
            times.append(_key(writer, next(letters)))
            time.sleep(GAP)
    return times


def _while_it_prints(writer, stream, letters):
    """A key every GAP, its echo picked from all that is printed."""
    times = []
    with writer.limit():
        writer.write(b"p")
        while not stream.is_complete():
            key = next(letters)
            began = time.perf_counter_ns()
            writer.write(bytes([key]))
            got = b""
            while key not in got:
                got = writer.read()
                stream.add(got)
            times.append((time.perf_counter_ns() - began) / 1000)
            _read_on(writer, stream, began / 1e9 + GAP)
    return times


def _read_on(writer, stream, until):
    while not stream.is_complete():
        left = until - time.perf_counter()
        if left <= 0 or not select.select([writer.output()], [], [], left)[0]:
            return
        stream.add(writer.read())


class Watchers:
    """A context: clients that only look, some to a connection."""

    def __init__(self, bench, gateway, count):
        self._bench = bench
        self._open = contextlib.ExitStack()
        try:
            self._start(gateway, count)
        except BaseException:
            self._open.close()
            raise

    def _start(self, gateway, count):
        sessions = []
        for number in range(count):
            path = self._bench.file(f"mux-{number // PER_CONNECTION}")
            shared = ["-o", f"ControlPath={path}"]
            if number % PER_CONNECTION == 0:
                shared += ["-o", "ControlMaster=yes"]
            target = gateway.target("stream", "+ro+eof=keep+replay=none")
            session = Session(self._bench, gateway, "stream", options=shared, target=target)
            sessions.append(self._open.enter_context(session))
            # Each says so on standard error when it is there.
            if not processes.wait_until(lambda one=session: "attached" in one.log(), 30):
                raise BenchError("a watcher was not let in: " + session.log())
        self._sessions = sessions

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for session in reversed(self._sessions):  # masters last
            session.hang_up(now=True)
        self._open.close()

    def reading(self):
        """The process that reads what all of them show of one stream."""
        return Reader(self._bench, self._bench.sizes.stream_bytes, [session.output() for session in self._sessions])
