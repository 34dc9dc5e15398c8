"""A gateway whose people are those of a large cloud: read for the first time, known at the next start, kept up to date."""
import contextlib
import os
import re
import subprocess
import sys
import time

import processes
from bench import BenchError
from client import Session
from cloud_stub import KEYS_EACH, PROJECTS_EACH, SERVERS
from servers import Gateway, free_port, running
from tables import Figures, Table, Target
from websocket import WebSocketGuests

MB = 1e6
PER_SECOND = 20
"""Calls, while people are read for the first time; the gateway's own default."""
LISTED_EVERY = 10
"""Seconds between two lists of the servers of a project in use."""
PEOPLE = re.compile(r" (/v3/(users|projects|domains|role_assignments)|/v2.1/os-keypairs)")
GREETING = b"login: "


def measure(bench):
    projects, people = bench.sizes.cloud_projects, bench.sizes.cloud_people
    figures = Figures(f"{people:,} people with {people * KEYS_EACH:,} keys in {projects:,} projects")
    with WebSocketGuests() as guests:
        with _Stub(bench, guests, projects, people) as stub:
            state = bench.file("state-of-cloud")
            _first_round(bench, stub, state, figures)
            with _started(bench, stub, state) as (gateway, took):
                figures.add("next start, to the first byte of a session, s", took, Target("≤", 5, " s"), digits=1)
                _steady(bench, stub, figures)
                weights = _weigh(bench, gateway)
                table = _sign_in(bench, gateway, guests)
        with _Stub(bench, guests, 1, 1) as tiny, _started(bench, tiny) as (gateway, took):
            figures.add("a start with a cloud of one person, s", took, digits=1)
            empty = _weigh(bench, gateway)
    figures.add("heap in use, over a cloud of one person, MB", weights[0] - empty[0], Target("≤", 60, " MB"), digits=1)
    figures.add("RSS, over a cloud of one person, MB", weights[1] - empty[1], digits=1)
    return f"{figures.table()}\n\n{table}"


@contextlib.contextmanager
def _started(bench, stub, state=None):
    """A gateway, and the seconds from starting the program to the first byte of a session."""
    began = time.monotonic()
    with running(Gateway(bench, {}, state=state, cloud=stub)) as gateway:
        _greet(bench, gateway)
        yield gateway, time.monotonic() - began


def _first_round(bench, stub, state, figures):
    """Everybody is on disk when it is through."""
    bench.say("  everybody for the first time")
    most = 60 + 2 * (bench.sizes.cloud_projects + bench.sizes.cloud_people) / PER_SECOND
    with running(Gateway(bench, {}, state=state, cloud=stub)) as gateway:
        if not processes.wait_until(lambda: os.path.exists(os.path.join(state, "openstack-people")), most):
            raise BenchError(f"the people of the cloud were not read in {most:.0f} s")
        times = [call for call, _ in stub.calls()]
        figures.add("first round, calls", len(times))
        figures.add("first round, s", times[-1] - times[0], digits=1)
        rate = len(times) / max(times[-1] - times[0], 1)
        figures.add("first round, calls a second", rate, Target("≤", PER_SECOND, ""), digits=1)
        figures.add("first round, CPU of the gateway, s", gateway.cpu(), digits=1)


def _steady(bench, stub, figures):
    """Nobody is there, but somebody was just now: their projects are in use."""
    bench.say("  as it goes on")
    began = time.monotonic()
    time.sleep(bench.sizes.cloud_seconds)
    minutes = (time.monotonic() - began) / 60
    lines = [line for call, line in stub.calls() if call >= began]
    people = sum(bool(PEOPLE.search(line)) for line in lines) / minutes
    figures.add("later, calls about people a minute", people, Target("≤", 60, ""))
    projects = min(PROJECTS_EACH, bench.sizes.cloud_projects)
    lists = sum("/servers/detail" in line for line in lines) / minutes / projects * LISTED_EVERY / 60
    what = f"later, calls about servers per project in use and {LISTED_EVERY} s"
    figures.add(what, lists, Target("≤", 1, ""), digits=2)


def _weigh(bench, gateway):
    """MB of heap in use, and of RSS, after a collection."""
    time.sleep(bench.sizes.rest)
    gateway.collect()
    return gateway.heap() / MB, processes.rss(gateway.pid) / MB


def _sign_in(bench, cloud, guests):
    """Two gateways alike, the same key and the same guests; who knows the key differs."""
    bench.say("  sign-in")
    heads = ("connect to first byte of a websocket console", "people of a cloud", "of a file", "difference", "target")
    table = Table(heads)
    with running(Gateway(bench, {f"cloud-{n}": guests.address(n) for n in range(SERVERS)})) as file:
        servers = (cloud, file)
        for server in bench.pairs(bench.sizes.warm_up_connects, servers):
            _greet(bench, server)
        times = {server: [] for server in servers}
        for server in bench.pairs(bench.sizes.rounds * bench.sizes.connects_per_round, servers):
            times[server].append(_greet(bench, server))
    table.difference("curve25519-sha256, ms", times[cloud], times[file], Target("≤", 20, " ms"))
    return table


def _greet(bench, server):
    """Milliseconds from starting a client to the guest's first byte."""
    began = time.perf_counter()
    options = ["-o", "KexAlgorithms=curve25519-sha256"]
    with Session(bench, server, "cloud", options=options) as session:
        with session.limit():
            first = session.read(1)
            took = time.perf_counter() - began
            session.expect(GREETING[len(first) :])
    server.settle()
    return took * 1000


class _Stub:
    """A context: the process that is Keystone and Nova, and the calls that it was asked."""

    def __init__(self, bench, guests, projects, people):
        self._bench = bench
        self._calls = bench.file(f"cloud-calls-{os.urandom(4).hex()}")
        self._port = free_port()
        self._guests = guests.address(0).rpartition("/")[0]
        self._sizes = [str(projects), str(people)]
        self.clouds_yaml = bench.file(f"clouds-{os.urandom(4).hex()}.yaml")
        self.servers = [f"cloud-{number}" for number in range(SERVERS)]

    def __enter__(self):
        with open(self.clouds_yaml, "w", encoding="utf-8") as file:
            file.write(
                f"clouds: {{bench: {{auth: {{auth_url: 'http://127.0.0.1:{self._port}/v3',"
                " username: gateway, password: any, user_domain_id: default}}}\n"
            )
        script = os.path.join(os.path.dirname(__file__), "cloud_stub.py")
        command = [sys.executable, script, str(self._port), self._calls, self._bench.key + ".pub", self._guests]
        self._process = self._bench.start(
            [*command, *self._sizes], "cloud.log", stdin=subprocess.DEVNULL, stdout=subprocess.PIPE
        )
        if self._process.stdout.readline() != b"ready\n":
            raise BenchError("the cloud did not start")
        return self

    def __exit__(self, *_):
        self._process.stdout.close()
        self._bench.end(self._process)

    def calls(self):
        """Times and lines, in order."""
        with open(self._calls, encoding="ascii") as file:
            return [(float(line.split(" ", 1)[0]), line) for line in file if line.endswith("\n")]
