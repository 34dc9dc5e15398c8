"""VMware's hosts, which call: very many idle VMs, one that floods beside others, and keys and bulk beside vSPC.py.

vSPC.py is run from the folder that VSPC_PY names, a checkout of its repository, by Debian's Python; without it, it is left out.
Its clients speak telnet without encryption, ours SSH. conserver dials its consoles and cannot be called.
"""
import contextlib
import itertools
import os
import select
import socket
import subprocess
import sys
import threading
import time

import processes
from bench import BenchError
from client import PATIENCE, Session, ssh
from servers import Gateway, free_port, running
from tables import Figures, Table, Target, percentile, spread

MB = 1e6
REGISTERED = Target("≤", 20, " s")
BACK = Target("≤", 30, " s")
LIMIT = 120
"""Seconds for what concerns all of them."""
ECHOING = 100
KEYS = 10
"""For each of those beside a flood."""
GAP = 0.01
OPTIONS = "+eof=close+replay=none"
PYTHON = "/usr/bin/python3"


def measure(bench):
    checkout = os.environ.get("VSPC_PY")
    if not checkout:
        bench.say("  VSPC_PY names no checkout of vSPC.py, which is left out")
    for table in (_crowd, _flood):
        print(f"\n{table(bench)}", flush=True)  # they take long, and the next one may fail
    return _beside(bench, checkout)


class Called(Gateway):
    """A gateway that hosts can call."""

    def __init__(self, bench, port=None, state=None, jvm=""):
        self._closed = False
        self.vspc_port = port or free_port()
        self.state = state or bench.file(f"state-{os.urandom(4).hex()}")
        more = {
            "rules": [{"users": ["bench"], "consoles": ["vspc/*"], "right": "manage", "directory": "vspc"}],
            "vspc": {"listen": f"telnet://127.0.0.1:{self.vspc_port}"},
        }
        super().__init__(bench, {}, state=self.state, more=more, jvm=jvm)

    def close(self):
        """It may have been closed before, to start another one on its state."""
        if not self._closed:
            self._closed = True
            super().close()

    def target(self, mode, options=OPTIONS, command=()):
        return ["-p", self.port, "-l", f"vspc/{mode}{options}", "127.0.0.1", *command]

    def session(self, bench, name, whole=False):
        """A context: somebody in a terminal at the console of a VM, perhaps one who lets it wait."""
        target = self.target(name, OPTIONS + ("+drop=wait" if whole else ""))
        return Session(bench, self, name, terminal=True, target=target)


class Hosts:
    """A context: VMs that call when they are told to."""

    def __init__(self, bench, port, name, count, mode="idle"):
        script = os.path.join(os.path.dirname(__file__), "vspc_hosts.py")
        words = [sys.executable, script, str(port), name, str(count), mode]
        self._bench, self._count = bench, count
        self._process = bench.start(words, "vspc_hosts.log", stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._bench.end(self._process)
        self._process.stdin.close()
        self._process.stdout.close()

    def dial(self):
        self._process.stdin.write(b"dial\n")
        self._process.stdin.flush()

    def served(self):
        """When all were served, by the monotonic clock."""
        ready, _, _ = select.select([self._process.stdout], [], [], LIMIT)
        words = self._process.stdout.readline().split() if ready else []
        if words[:1] != [b"served"]:
            raise BenchError(f"{self._count} VMs were not served within {LIMIT} s")
        return float(words[1])


def _crowd(bench):
    count = bench.sizes.vspc_vms
    figures = Figures(f"{count:,} idle VMs that call one address at once")
    for number in range(bench.sizes.memory_rounds):
        bench.say(f"  {count:,} idle VMs, round {number + 1}")
        with running(Called(bench)) as gateway:
            time.sleep(bench.sizes.rest)
            empty = processes.rss(gateway.pid)
            gateway.collect()
            heap = gateway.heap()
            with Hosts(bench, gateway.vspc_port, "idle", count) as hosts:
                began = time.monotonic()
                hosts.dial()
                figures.add("all registered, s", hosts.served() - began, REGISTERED, 1)
                _await_live(bench, gateway, count)
                figures.add("all consoles connected, s", time.monotonic() - began, digits=1)
                time.sleep(bench.sizes.rest)
                more = processes.rss(gateway.pid) - empty
                figures.add("RSS over the empty gateway, MB", more / MB, Target("≤", 400, " MB"))
                used, since = gateway.cpu(), time.monotonic()
                time.sleep(bench.sizes.rest)
                share = (gateway.cpu() - used) / max(0.1, time.monotonic() - since) * 100
                figures.add("CPU of all of them, % of one core", share, digits=1)
                gateway.collect()
                figures.add("heap of each, KB", (gateway.heap() - heap) / 1000 / count, digits=1)
                gateway.close()
                began = time.monotonic()
                with running(Called(bench, gateway.vspc_port, gateway.state)) as again:
                    figures.add("all back after a restart, s", hosts.served() - began, BACK, 1)
                    _await_live(bench, again, count)
                    figures.add("all consoles connected after it, s", time.monotonic() - began, digits=1)
    return figures.table()


def _await_live(bench, gateway, count):
    """Asks once a second, which costs the gateway a sign-in."""
    command = ssh(bench, False, "-p", gateway.port, "-l", "menu", "127.0.0.1", "list")
    for _ in range(LIMIT):
        if bench.tool(*command).count(" live ") >= count:
            return
        time.sleep(1)
    raise BenchError(f"fewer than {count} consoles were connected within {LIMIT} s")


def _flood(bench):
    count = min(ECHOING, bench.sizes.vspc_vms)
    figures = Figures(f"a key at each of {count} VMs in turn, one every {GAP * 1000:.0f} ms")
    with running(Called(bench)) as gateway, contextlib.ExitStack() as opened:
        others = opened.enter_context(Hosts(bench, gateway.vspc_port, "echo", count, "echo"))
        others.dial()
        others.served()
        flooder = opened.enter_context(Hosts(bench, gateway.vspc_port, "flood", 1, "flood"))
        flooder.dial()
        flooder.served()
        sessions = [opened.enter_context(gateway.session(bench, f"echo-{number}")) for number in range(count)]
        _keys(sessions, KEYS)
        for flooding in (False, True):
            what = "while one VM floods" if flooding else "while none floods"
            bench.say(f"  keys {what}")
            if flooding:
                opened.enter_context(_Flood(bench, gateway))
            times = _keys(sessions, KEYS * max(1, bench.sizes.rounds // 2))
            figures.add(f"{what}, p50, ms", percentile(times, 50), digits=2)
            figures.add(f"{what}, p99, ms", percentile(times, 99), Target("≤", 20, " ms") if flooding else None, 2)
    return figures.table()


class _Flood:
    """A context: somebody who looks at the VM that floods, and reads all that comes."""

    def __init__(self, bench, gateway):
        self._session = gateway.session(bench, "flood-0")
        self._over = threading.Event()
        self._reader = threading.Thread(target=self._read)

    def __enter__(self):
        self._session.__enter__()
        with self._session.limit():
            self._session.write(b"x")
            self._session.read()
        self._reader.start()
        return self

    def _read(self):
        while not self._over.is_set():
            ready, _, _ = select.select([self._session.output()], [], [], 0.1)
            if ready:
                self._session.read()

    def __exit__(self, *_):
        self._over.set()
        self._reader.join()
        self._session.hang_up(now=True)
        self._session.__exit__(None, None, None)


def _keys(sessions, count):
    """Milliseconds of each key; the sessions take turns."""
    letters = itertools.cycle(b"abcdefghijklmnopqrstuvwxyz")
    times = []
    for _ in range(count):
        for session in sessions:
            times.append(_key(session, bytes([next(letters)])))
            time.sleep(GAP)
    return times


def _key(session, letter):
    with session.limit():
        began = time.perf_counter_ns()
        session.write(letter)
        session.expect(letter)
        return (time.perf_counter_ns() - began) / 1e6


def _beside(bench, checkout):
    bulk = bench.sizes.vspc_bulk_bytes
    sides = {"console-gw (ssh)": Called}
    if checkout:
        sides["vSPC.py (telnet)"] = lambda bench: VspcPy(bench, checkout)
    table = Table(("the same VMs, one client at each", *sides))
    keys, speeds, costs = ({side: [] for side in sides} for _ in range(3))
    for side in bench.pairs(bench.sizes.daemon_rounds, list(sides)):
        bench.say(f"  keys and {bulk >> 20} MiB, {side}")
        with running(sides[side](bench)) as server, contextlib.ExitStack() as opened:
            for name, mode in (("echo", "echo"), ("bulk", f"bulk={bulk}")):
                hosts = opened.enter_context(Hosts(bench, server.vspc_port, name, 1, mode))
                hosts.dial()
                hosts.served()
            with server.session(bench, "echo-0") as session:
                _keys([session], bench.sizes.warm_up_keys // 10)
                keys[side].append(percentile(_keys([session], 100), 50))
            with server.session(bench, "bulk-0", whole=True) as session:
                used = server.cpu()
                speeds[side].append(_bulk(session, bulk))
                costs[side].append(server.cpu() - used)
    table.rows.append(("a key, p50, ms", *(spread(keys[side], 3) for side in sides)))
    table.rows.append((f"{bulk >> 20} MiB that a VM prints, MB/s", *(spread(speeds[side], 1) for side in sides)))
    table.rows.append(("the same, server CPU s", *(spread(costs[side], 2) for side in sides)))
    return table


def _bulk(session, size):
    """MB/s from the key to the last byte: some wait long, and then bring all at once."""
    got = 0
    with session.limit():
        began = time.perf_counter()
        session.write(b"b")
        while got < size:
            got += len(session.read())
        return got / MB / (time.perf_counter() - began)


class VspcPy:
    """vSPC.py from a checkout, with a telnet port for each VM, in the order in which they come."""

    name = "vSPC.py"

    def __init__(self, bench, checkout):
        self._bench = bench
        library = bench.file("vspc-py")
        os.makedirs(library, exist_ok=True)
        with contextlib.suppress(FileExistsError):
            os.symlink(os.path.abspath(os.path.join(checkout, "lib")), os.path.join(library, "vSPC"))
        self.vspc_port, self._first = free_port(), _free_ports()
        self._known = {}
        command = [PYTHON, os.path.join(checkout, "vSPCServer"), "--stdout", "--no-fork", "--proxy-iface", "127.0.0.1"]
        command += ["--proxy-port", str(self.vspc_port), "-a", str(free_port()), "-r", str(self._first)]
        self._process = bench.start(
            command, "vspc-py.log", {"PYTHONPATH": library}, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL
        )
        if not processes.wait_until(self._listens, 10):
            raise BenchError("vSPC.py did not start")

    def _listens(self):
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.vspc_port)) == 0

    def cpu(self):
        return processes.cpu(self._process.pid)

    def session(self, bench, name, whole=True):
        port = self._known.setdefault(name, self._first + len(self._known))
        return Telnet(bench, name, port)

    def close(self):
        self._bench.end(self._process)


def _free_ports():
    """The first of some in a row that nobody has, as far as one can tell."""
    return free_port() // 2


class Telnet:
    """A context: a telnet client at a port of vSPC.py, with what `Session` has."""

    def __init__(self, bench, what, port):
        self._bench, self._what = bench, f"{what} on vSPC.py"
        if not processes.wait_until(lambda: self._connects(port), 10):
            raise BenchError(f"{self._what}: nobody listens on {port}")

    def _connects(self, port):
        try:
            self._socket = socket.create_connection(("127.0.0.1", port))
        except OSError:
            return False
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return True

    def __enter__(self):
        # It offers three options and asks for two, three bytes each, and is told that all are welcome.
        with self.limit():
            offered = b""
            while len(offered) < 15:
                offered += self._socket.recv(15 - len(offered))
            answers = {251: 253, 253: 251}
            said = [offered[i : i + 3] for i in range(0, 15, 3)]
            self._socket.sendall(b"".join(bytes([255, answers[one[1]], one[2]]) for one in said))
        time.sleep(1)  # it serves whoever has answered, or says nothing
        return self

    def __exit__(self, *_):
        self._socket.close()

    def limit(self):
        return self._bench.limit(PATIENCE, self._what)

    def read(self, most=1 << 20):
        got = self._socket.recv(most)
        if not got:
            raise BenchError(f"{self._what}: the session ended early")
        return got

    def write(self, data):
        self._socket.sendall(data)

    def expect(self, wanted):
        got = b""
        while len(got) < len(wanted):
            got += self.read(len(wanted) - len(got))
        if got != wanted:
            raise BenchError(f"{self._what}: {got!r} came instead of {wanted!r}")
