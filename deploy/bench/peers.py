"""The gateway beside Debian's conserver and conman, on the same UNIX sockets and with their own clients.

Between client and daemon are SSH, conserver's TLS without certificates, and conman's plain TCP.
"""
import contextlib
import os
import pty
import shutil
import signal
import socket
import subprocess
import time
import tty

import processes
from bench import BenchError
from client import ssh
from reader import Reader
from servers import Gateway, free_port, running
from tables import Table, spread

KB = 1e3
MB = 1e6
SETTLED = 60
"""Seconds for a daemon to connect all its consoles."""


def measure(bench):
    present = [kind for kind in (OurGateway, Conserver, Conman) if kind.is_there()]
    for kind in (Conserver, Conman):
        if kind not in present:
            bench.say(f"  {kind.name} is not installed and left out")
    table = Table(("on the same UNIX sockets", *(kind.name for kind in present)))
    _throughput(bench, present, table)
    _memory(bench, present, table)
    return table


def _throughput(bench, present, table):
    bulk, some, clients = bench.sizes.bulk_bytes, bench.sizes.stream_bytes, bench.sizes.fan_out
    ways = {
        f"{bulk >> 20} MiB to one client": (1, b"b", bulk),
        f"{some // 1000:,} KB to each of {clients} clients": (clients, b"u", some),
    }
    for what, (count, key, size) in ways.items():
        bench.say(f"  {what}")
        speeds, shares = ({kind: [] for kind in present} for _ in range(2))
        for kind in bench.pairs(bench.sizes.daemon_rounds, present):
            speed, share = _print_to(bench, kind, count, key, size)
            speeds[kind].append(speed)
            shares[kind].append(share)
        table.rows.append((f"{what}, MB/s to the slowest", *(spread(speeds[kind], 0) for kind in present)))
        table.rows.append((f"{what}, clients that got every byte, %", *(spread(shares[kind], 0) for kind in present)))


def _print_to(bench, kind, count, key, size):
    """MB/s of the client that got least or was last, and the percentage of those that got all."""
    with contextlib.ExitStack() as started:
        daemon = started.enter_context(running(kind(bench, _consoles(bench, "stream", 1))))
        _await(daemon, 1)
        clients = [
            started.enter_context(Client(bench, daemon.client("stream-0", watch=number > 0))) for number in range(count)
        ]
        time.sleep(max(1, bench.sizes.rest / 4))  # these clients do not all say when they are there
        reader = started.enter_context(Reader(bench, size, [client.terminal for client in clients]))
        began = time.monotonic()
        os.write(clients[0].terminal, key)
        seen = reader.results()
    speed = min(came / MB / max(last - began, 0.001) for came, _, last in seen)
    return speed, 100 * sum(right for _, right, _ in seen) / count


def _memory(bench, present, table):
    few, many = bench.sizes.polled_consoles
    weights = {kind: {few: [], many: []} for kind in present}
    bench.say(f"  {few} and {many} idle consoles")
    for kind in bench.pairs(bench.sizes.memory_rounds, present):
        for count in (few, many):
            weights[kind][count].append(_weigh(bench, kind, count))
    for count in (few, many):
        table.rows.append(
            (f"{count:,} idle consoles, PSS, MB", *(spread(weights[kind][count], 1) for kind in present))
        )
    each = (
        [(high - low) * MB / KB / (many - few) for low, high in zip(weights[kind][few], weights[kind][many])]
        for kind in present
    )
    table.rows.append(("each of them, KB", *(spread(values, 1) for values in each)))


def _weigh(bench, kind, count):
    with running(kind(bench, _consoles(bench, "idle", count))) as daemon:
        _await(daemon, count)
        time.sleep(bench.sizes.rest)
        return processes.pss(daemon.pids()) / MB


def _consoles(bench, mode, count):
    """Names and sockets; each console has a path of its own, as conman insists on."""
    consoles = {}
    for number in range(count):
        name = f"{mode}-{number}"
        consoles[name] = bench.file(f"{name}.sock")
        if not os.path.lexists(consoles[name]):
            os.symlink(bench.file(f"{mode}.sock"), consoles[name])
    return consoles


def _await(daemon, count):
    """Until it has connected all its consoles; it listens on at least one socket more."""
    if not processes.wait_until(lambda: _sockets(daemon) > count, SETTLED):
        raise BenchError(f"{daemon.name} connected fewer than {count} consoles")


def _sockets(daemon):
    return sum(processes.open_files(pid)[0] for pid in daemon.pids())


class Client:
    """A context: a client in a raw terminal of its own, since conman runs in nothing else."""

    def __init__(self, bench, command):
        self._bench = bench
        self.terminal, far = pty.openpty()
        tty.setraw(far)
        self._process = bench.start(command, "clients.log", stdin=far, stdout=far)
        os.close(far)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._bench.end(self._process)
        os.close(self.terminal)


class OurGateway(Gateway):
    def __init__(self, bench, consoles):
        super().__init__(bench, {name: f"unix:{path}" for name, path in consoles.items()}, capture="always")

    @staticmethod
    def is_there():
        return True

    def client(self, name, watch):
        options = "+drop=wait+replay=none" + ("+ro" if watch else "")
        return ssh(self._bench, True, *self.target(name, options))


class _Daemon:
    """One of the others, with settings and logs in the bench's folder."""

    program = name = ""

    @classmethod
    def is_there(cls):
        return shutil.which(cls.program) is not None

    def __init__(self, bench, consoles):
        self._bench = bench
        self._port = str(free_port())
        self._folder = bench.file(f"{self.name}-{os.urandom(4).hex()}")
        os.makedirs(self._folder, mode=0o700)
        settings = os.path.join(self._folder, "settings")
        with open(settings, "w", encoding="ascii") as file:
            file.write(self._settings(consoles))
        self._process = bench.start(
            self._command(settings), f"{self.name}.log", stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL
        )
        if not processes.wait_until(self._listens, SETTLED):
            raise BenchError(f"{self.name} did not start")

    def _listens(self):
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", int(self._port))) == 0

    def _settings(self, consoles):
        raise NotImplementedError

    def _command(self, settings):
        raise NotImplementedError

    def _file(self, name):
        return os.path.join(self._folder, name)

    def pids(self):
        return [self._process.pid, *processes.descendants(self._process.pid)]

    def close(self):
        children = processes.descendants(self._process.pid)  # conserver may leave them behind
        self._bench.end(self._process)
        for pid in children:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGTERM)
        shutil.rmtree(self._folder, ignore_errors=True)


class Conserver(_Daemon):
    program = name = "conserver"

    def _settings(self, consoles):
        with open(self._file("passwords"), "w", encoding="ascii") as file:
            file.write("*any*:\n")
        lines = [
            f"config * {{ passwdfile {self._file('passwords')}; sslrequired no; }}",
            "access * { trusted 127.0.0.1; }",
        ]
        for name, path in consoles.items():
            lines.append(
                f"console {name} {{ master localhost; rw *; type uds; uds {path};"
                f" logfile {self._file(name)}.log; }}"
            )
        return "\n".join(lines) + "\n"

    def _command(self, settings):
        return ["conserver", "-n", "-C", settings, "-p", self._port, "-b", str(free_port()), "-M", "127.0.0.1"]

    def client(self, name, watch):
        return ["console", "-M", "127.0.0.1", "-p", self._port, "-l", "bench", "-s" if watch else "-a", name]


class Conman(_Daemon):
    program, name = "conmand", "conman"

    def _settings(self, consoles):
        lines = ["SERVER loopback=ON", f"SERVER port={self._port}"]
        lines.append(f'SERVER pidfile="{self._file("pid")}"')
        for name, path in consoles.items():
            lines.append(f'CONSOLE name="{name}" dev="unix:{path}" log="{self._file(name)}.log"')
        return "\n".join(lines) + "\n"

    def _command(self, settings):
        return ["conmand", "-F", "-c", settings]

    def client(self, name, watch):
        return ["conman", "-Q", "-d", f"127.0.0.1:{self._port}", "-m" if watch else "-j", name]
