"""What it costs to send the output of very many consoles to a log system, and to read the metrics of as many."""
import contextlib
import os
import struct
import subprocess
import sys
import time
import urllib.request

import fleet
import processes
from bench import BenchError
from servers import Gateway, free_port, running
from tables import Figures, Target

SCRAPES = 20


def measure(bench):
    count = bench.sizes.fleet_consoles
    figures = Figures(f"{count:,} captured consoles, 1 % print a line per second, with and without a log system")
    for number in range(bench.sizes.memory_rounds):
        bench.say(f"  round {number + 1}")
        orders = ((True, False), (False, True))[number % 2]
        shares = {sends: _round(bench, count, sends, figures) for sends in orders}
        figures.add("CPU without it, % of one core", shares[False], digits=1)
        figures.add("CPU with it", shares[True], digits=1)
        figures.add("CPU of the log system's part", shares[True] - shares[False], Target("≤", 5, " %"), digits=1)
    return figures.table()


def _round(bench, count, sends, figures):
    """The share of a core."""
    ops = free_port()
    with fleet.Host(bench, fleet.ONE_IN) as host, _receiver(bench) as receiver:
        consoles = {f"fleet-{console}": f"ws://127.0.0.1:{host.port}/{console}" for console in range(count)}
        more = {"ops": {"listen": f"127.0.0.1:{ops}"}}
        if sends:
            more["export"] = {"logs": {"to": f"loki+http://127.0.0.1:{receiver.port}"}}
        with running(Gateway(bench, consoles, capture="always", more=more)) as gateway:
            host.await_calls(count, fleet.CONNECTING)
            time.sleep(bench.sizes.rest)
            lines, used, began = receiver.lines(), gateway.cpu(), time.monotonic()
            time.sleep(bench.sizes.fleet_seconds)
            took = time.monotonic() - began
            share = (gateway.cpu() - used) / took * 100
            if sends:
                figures.add("lines that it took, a second", (receiver.lines() - lines) / took, digits=1)
                figures.add("RSS with it, MB", processes.rss(gateway.pid) / fleet.MB)
            else:
                _scrape(ops, gateway, figures)
            return share


def _scrape(port, gateway, figures):
    used, times = gateway.cpu(), []
    for _ in range(SCRAPES):
        began = time.monotonic()
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as answer:
            answer.read()
        times.append(time.monotonic() - began)
    figures.add("/metrics, median, ms", sorted(times)[SCRAPES // 2] * 1000, Target("≤", 50, " ms"), digits=1)
    figures.add("/metrics, CPU of one, ms", (gateway.cpu() - used) / SCRAPES * 1000, digits=1)


class Receiver:
    def __init__(self, port, file):
        self.port = port
        self._file = file

    def lines(self):
        with open(self._file, "rb") as file:
            return sum(count for (count,) in struct.iter_unpack("q", file.read()))


@contextlib.contextmanager
def _receiver(bench):
    receiver = Receiver(free_port(), bench.file(f"lines-{os.urandom(4).hex()}"))
    with open(receiver._file, "wb"):
        pass
    script = os.path.join(os.path.dirname(__file__), "export_receiver.py")
    command = [sys.executable, script, str(receiver.port), receiver._file]
    process = bench.start(command, "export.log", stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
    try:
        if process.stdout.readline() != b"ready\n":
            raise BenchError("the log system did not start")
        yield receiver
    finally:
        process.stdout.close()
        bench.end(process)
