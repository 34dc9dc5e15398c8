"""A gateway that keeps the output of very many websocket consoles, and their host's sudden end."""
import contextlib
import os
import struct
import subprocess
import sys
import time

import processes
from bench import BenchError
from servers import Gateway, free_port, running
from tables import Figures, Target

MB = 1e6
CONNECTING = 120
"""Seconds for all consoles to be connected for the first time, histories made."""
LONGEST = 60
"""Seconds for all of them to come back."""
ONE_IN = 100
"""So many consoles share one that prints."""


def measure(bench):
    count = bench.sizes.fleet_consoles
    figures = Figures(f"{count:,} captured consoles, 1 % print a line per second")
    for number in range(bench.sizes.memory_rounds):
        bench.say(f"  round {number + 1}")
        consoles = {}
        with Host(bench, ONE_IN) as host:
            for console in range(count):
                consoles[f"fleet-{console}"] = f"ws://127.0.0.1:{host.port}/{console}"
            began = time.monotonic()
            with running(Gateway(bench, consoles, capture="always")) as gateway:
                host.await_calls(count, CONNECTING)
                figures.add("all dialled after the start, s", time.monotonic() - began, digits=1)
                _one_round(bench, gateway, host, count, figures)
    return figures.table()


def _one_round(bench, gateway, host, count, figures):
    time.sleep(bench.sizes.rest)
    used, began = gateway.cpu(), time.monotonic()
    time.sleep(bench.sizes.fleet_seconds)
    share = (gateway.cpu() - used) / (time.monotonic() - began) * 100
    figures.add("CPU, % of one core", share, Target("≤", 20, " %"), digits=1)
    figures.add("RSS, MB", processes.rss(gateway.pid) / MB, Target("≤", 1074, " MB"))
    sockets, files = processes.open_files(gateway.pid)
    figures.add("sockets", sockets)
    figures.add("open files besides", files, Target("≤", 1024, ""))
    restarted = host.restart(bench)
    back = host.await_calls(count, LONGEST)
    figures.add("all dialled again after the restart, s", back - restarted, Target("≤", 30, " s"), digits=1)
    figures.add("dials in the busiest second", _busiest(host.calls()), Target("≤", 500, ""))
    figures.add("RSS after all this, MB", processes.rss(gateway.pid) / MB, Target("≤", 1074, " MB"))
    figures.add("threads", processes.threads(gateway.pid))


class Host:
    """A context: the process with the guests, of which one in `one_in` prints, or none; and the times at which it was called."""

    def __init__(self, bench, one_in=None):
        self._bench = bench
        self._more = [str(one_in)] if one_in else []
        self._file = bench.file(f"calls-{os.urandom(4).hex()}")
        self.port = free_port()

    def __enter__(self):
        self._start(self._bench)
        return self

    def __exit__(self, *_):
        self._process.stdout.close()
        self._bench.end(self._process)
        with contextlib.suppress(FileNotFoundError):
            os.unlink(self._file)

    def _start(self, bench):
        script = os.path.join(os.path.dirname(__file__), "fleet_guests.py")
        command = [sys.executable, script, str(self.port), self._file, *self._more]
        self._process = bench.start(command, "fleet.log", stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
        if self._process.stdout.readline() != b"ready\n":
            raise BenchError("the host of the fleet did not start")

    def restart(self, bench):
        """Killed, and there again at once; when that was."""
        self._process.kill()
        self._process.wait()
        self._process.stdout.close()
        bench.forget(self._process)
        os.unlink(self._file)
        self._start(bench)
        return time.monotonic()

    def calls(self):
        with open(self._file, "rb") as file:
            data = file.read()
        return [time for (time,) in struct.iter_unpack("d", data[: len(data) // 8 * 8])]

    def await_calls(self, count, seconds):
        """Returns when the last of them was."""
        if not processes.wait_until(lambda: len(self.calls()) >= count, seconds):
            raise BenchError(f"{len(self.calls())} of {count} consoles were dialled in {seconds} s")
        return self.calls()[count - 1]


def _busiest(times):
    most = first = 0
    for last, time_of_last in enumerate(times):
        while time_of_last - times[first] >= 1:
            first += 1
        most = max(most, last - first + 1)
    return most
