"""The two sides. Both bring a session to the guest's socket named MODE."""
import contextlib
import itertools
import json
import os
import pwd
import re
import select
import signal
import socket
import subprocess

import processes
from bench import BenchError

BUILD_SECONDS = 900
"""./console-gw may have to build first."""
HISTORY = "state-of-log"
"""The state with a history that both sides read."""
CONSOLES_PER_MODE = 24
"""A console outlives its last viewer by two seconds; each session takes the next, so it finds a fresh one."""


@contextlib.contextmanager
def running(server):
    try:
        yield server
    finally:
        server.close()


class Gateway:
    name = "console-gw"

    def __init__(self, bench, consoles, capture="attached", state=None, keep="64MiB", cloud=None, more=None, jvm=""):
        """`consoles`: addresses or settings by name. `cloud`: has the people, and more consoles. `more`: settings instead. `jvm`: options."""
        self._bench = bench
        self._numbers = itertools.count()
        self._consoles = [*consoles, *(cloud.servers if cloud else ())]
        with open(bench.key + ".pub", encoding="ascii") as file:
            key = file.read().strip()
        settings = {
            "state": state or bench.file(f"state-{os.urandom(4).hex()}"),
            "ssh": {"listen": "127.0.0.1:0", "strangers": 1000, "strangers-per-address": 1000},
            "limits": {"viewers-per-person": 64},  # all viewers here are one person
            "history": {"capture": capture, "keep": keep},
            "users": {"bench": {"keys": [key]}},
            "rules": [{"users": ["bench"], "consoles": ["bench/*"], "right": "manage"}],
            "consoles": {f"bench/{name}": _console(address) for name, address in consoles.items()},
            **(more or {}),
        }
        if cloud:
            settings |= {"users": {}, "rules": [], "openstack": {"cloud": "bench"}}
        config = bench.file("gateway.yaml")
        with open(config, "w", encoding="utf-8") as file:
            json.dump(settings, file)  # JSON is YAML
        command = [*bench.gateway_command, "serve", "--config", config]
        environment = {"OS_CLIENT_CONFIG_FILE": cloud.clouds_yaml} if cloud else {}
        environment |= {"JDK_JAVA_OPTIONS": f"{os.environ.get('JDK_JAVA_OPTIONS', '')} {jvm}"} if jvm else {}
        self._process = bench.start(
            command, "gateway.log", environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE
        )
        self.pid = self._process.pid
        self.port = self._listening()

    def _listening(self):
        ready, _, _ = select.select([self._process.stdout], [], [], BUILD_SECONDS)
        words = self._process.stdout.readline().decode().split() if ready else []
        if words[:3] != ["console-gw:", "listening", "on"]:
            raise BenchError("the gateway did not start")
        return words[3].rpartition(":")[2]

    def target(self, mode, options="+eof=close+replay=none", command=()):
        """Where ssh goes for a session with MODE."""
        names = [name for name in self._consoles if name.startswith(mode)]
        name = names[next(self._numbers) % len(names)]
        return ["-p", self.port, "-l", name + options, "127.0.0.1", *command]

    def history(self):
        """The same for all that the one console has kept."""
        return self.target("log", "", ["log", "--raw"])

    def cpu(self):
        return processes.cpu(self.pid)

    def settle(self):
        """Until what a session left to be done is done."""
        processes.wait_for_rest(self.pid)

    def pids(self):
        return [self.pid]

    def jdk(self):
        """The home of the JDK that runs it."""
        return os.path.dirname(os.path.dirname(os.readlink(f"/proc/{self.pid}/exe")))

    def collect(self):
        """A full garbage collection."""
        self._jcmd("GC.run")

    def heap(self):
        """Bytes in use."""
        return sum(int(used) * 1024 for used in re.findall(r"total \d+K, used (\d+)K", self._jcmd("GC.heap_info")))

    def native(self):
        """Bytes that the JVM has for direct buffers and the like, when it keeps account of them."""
        return 1024 * int(re.search(r"Other \(reserved=(\d+)KB", self._jcmd("VM.native_memory")).group(1))

    def counters(self):
        """What the JVM counts of itself, by name."""
        lines = self._jcmd("PerfCounter.print").splitlines()
        return {name: value.strip('"') for name, equals, value in (line.partition("=") for line in lines) if equals}

    def _jcmd(self, command):
        return self._bench.tool(os.path.join(self.jdk(), "bin", "jcmd"), str(self.pid), command)

    def close(self):
        self._bench.end(self._process)
        self._process.stdout.close()


class Sshd:
    name = "sshd + socat"
    FILES = ""
    """What the names of its files begin with."""

    CONFIG = """
ListenAddress 127.0.0.1:{port}
HostKey {hostkey}
PidFile none
AuthorizedKeysFile {keys}
StrictModes no
UsePAM no
UseDNS no
PermitRootLogin yes
PermitUserRC no
PasswordAuthentication no
KbdInteractiveAuthentication no
MaxStartups 2000
ForceCommand {command}
"""
    # With a terminal, socat switches its echo off before it dials, so whoever saw the greeting may type.
    COMMAND = """#!/bin/sh
if [ "$SSH_ORIGINAL_COMMAND" = history ]; then exec cat "{folder}/{history}"/history/*/*.log; fi
if [ -t 0 ]; then exec socat -b 65536 STDIO,raw,echo=0 "UNIX-CONNECT:{folder}/$SSH_ORIGINAL_COMMAND.sock"; fi
exec socat -b 65536 -t 3600 STDIO "UNIX-CONNECT:{folder}/$SSH_ORIGINAL_COMMAND.sock"
"""

    def __init__(self, bench):
        self._bench = bench
        hostkey, command, config = (bench.file(self.FILES + name) for name in ("hostkey", "command", "sshd_config"))
        if not os.path.exists(hostkey):
            bench.tool("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", hostkey)
        self._port = str(free_port())
        with open(command, "w", encoding="utf-8") as file:
            file.write(self.COMMAND.format(folder=bench.folder, history=HISTORY))
        os.chmod(command, 0o755)
        with open(config, "w", encoding="utf-8") as file:
            file.write(
                self.CONFIG.format(port=self._port, hostkey=hostkey, keys=bench.key + ".pub", command=command)
            )
        if os.geteuid() == 0:
            os.makedirs("/run/sshd", mode=0o755, exist_ok=True)  # sshd insists on it
        self._process = bench.start(
            ["/usr/sbin/sshd", "-D", "-e", "-f", config], "sshd.log", stdin=subprocess.DEVNULL
        )
        self.pid = self._process.pid
        if not processes.wait_until(self._listens, 10):
            raise BenchError("sshd did not start")

    def _listens(self):
        with socket.socket() as probe:
            return self._process.poll() is None and probe.connect_ex(("127.0.0.1", int(self._port))) == 0

    def target(self, mode):
        return ["-p", self._port, "-l", pwd.getpwuid(os.geteuid()).pw_name, "127.0.0.1", mode]

    def history(self):
        return self.target("history")

    def cpu(self):
        """Of all sessions that have ended: the listener waits for its children, and they for theirs."""
        return processes.cpu(self.pid)

    def settle(self):
        if not processes.wait_until(lambda: not processes.descendants(self.pid), 30):
            raise BenchError("sessions of sshd did not end")

    def collect(self):
        """Nothing to collect."""

    def heap(self):
        """None to be seen."""
        return 0

    def pids(self):
        return [self.pid, *processes.descendants(self.pid)]

    @property
    def port(self):
        return self._port

    def close(self):
        sessions = processes.descendants(self.pid)  # these outlive the listener while a client is there
        self._bench.end(self._process)
        for pid in sessions:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGTERM)


def _console(address):
    return address if isinstance(address, dict) else {"address": address}


def free_port():
    with socket.socket() as picked:
        picked.bind(("127.0.0.1", 0))
        return picked.getsockname()[1]


@contextlib.contextmanager
def pair(bench, idle_consoles=64):
    """Both, fresh: the gateway first."""
    modes = {"echo": CONSOLES_PER_MODE, "flood": CONSOLES_PER_MODE, "sink": CONSOLES_PER_MODE, "idle": idle_consoles}
    consoles = {}
    for mode, count in modes.items():
        for number in range(count):
            consoles[f"{mode}-{number}"] = f"unix:{bench.file(mode)}.sock"
    with running(Gateway(bench, consoles)) as gateway, running(Sshd(bench)) as sshd:
        yield gateway, sshd
