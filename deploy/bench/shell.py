"""Commands in a guest over its serial console, beside sshd in the same guest, and beside the bare line.

The guest is a shell on a pty of this machine, on a line without a bound and on one of 115,200 baud; where the long tests
have made the Debian of theirs, that too.
"""
import contextlib
import os
import shutil
import subprocess
import sys
import time

import keys
import processes
from bench import ROOT, BenchError
from client import GREETING, PATIENCE, Session, ssh
from hop import Hop
from servers import Gateway, running
from tables import Figures, Table, Target, percentile, spread

MB = 1e6
BAUD_BYTES = 11_520
"""A second, at 115,200 baud."""
AT_ONCE = 8
HELLO = f"echo {GREETING.decode().strip()}"
DEBIAN = os.path.join(ROOT, "target", "debian-guest")
PASSWORD = "rig"
SHELL = "exec bash --norc"
OPEN = {"open-shell": "use"}


class Way:
    """How a command gets into the guest: a target for ssh and the name of a column."""

    def __init__(self, name, target, cpu):
        self.name, self._target, self.cpu = name, target, cpu

    def target(self, command):
        return [*self._target, command]


def measure(bench):
    raws = [f"raw-{number}" for number in range(2 * bench.sizes.rounds)]
    consoles = {name: {"address": f"unix:{bench.file(name)}.sock", "shell": OPEN} for name in ("fast", "slow", "play", *raws)}
    tables = []
    with running(Gateway(bench, consoles)) as gateway, running(Hop(bench)) as sshd:
        with _guest(bench, "fast", SHELL), _guest(bench, "slow", SHELL, BAUD_BYTES):
            native = Way("sshd", ["-p", sshd.port, f"{sshd.user()}@127.0.0.1"], sshd.cpu)
            ours = _way(gateway, "fast")
            tables.append(_commands(bench, ours, native))
            tables.append(_bytes(bench, gateway, ours, iter(raws)))
            tables.append(_baud(bench, _way(gateway, "slow"), gateway))
    if os.path.exists(os.path.join(DEBIAN, "initrd.gz")) and shutil.which("qemu-system-x86_64"):
        tables.append(_debian(bench))
    else:
        bench.say("  there is no Debian guest, which ./verify --long makes; it is left out")
    return "\n\n".join(str(table) for table in tables)


def _way(gateway, console):
    return Way("console-gw", gateway.target(console, "+shell"), gateway.cpu)


@contextlib.contextmanager
def _guest(bench, name, command, rate=0):
    """A program on a pty, on the socket of its name."""
    script = os.path.join(os.path.dirname(__file__), "pty_guest.py")
    words = [sys.executable, script, f"{bench.file(name)}.sock", str(rate), command]
    process = bench.start(words, "pty_guest.log", {"PS1": "vm# "}, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
    if process.stdout.readline() != b"ready\n":
        raise BenchError("a shell on a pty did not start")
    try:
        yield
    finally:
        bench.end(process)
        process.stdout.close()


def _run(bench, target, options=(), **streams):
    """Seconds that one ssh takes from start to end."""
    command = ssh(bench, False, *options, *target)
    began = time.perf_counter()
    try:
        ran = subprocess.run(
            command, capture_output=True, timeout=PATIENCE, check=False, **(streams or {"stdin": subprocess.DEVNULL})
        )
    except subprocess.TimeoutExpired as late:
        raise BenchError(f"{target[-1]}: not done within {PATIENCE} s") from late
    took = time.perf_counter() - began
    if ran.returncode:
        raise BenchError(f"{target[-1]} came to {ran.returncode}: {ran.stderr.decode(errors='replace').strip()}")
    return took


@contextlib.contextmanager
def _shared(bench, way):
    """Options of ssh for one connection that all of a way's commands share."""
    path = bench.file(f"cm-{os.urandom(2).hex()}")
    options = ["-o", f"ControlPath={path}"]
    master = bench.start(
        ssh(bench, False, "-M", "-N", *options, *way.target("")[:-1]), "master.log", stdin=subprocess.DEVNULL
    )
    if not processes.wait_until(lambda: os.path.exists(path), PATIENCE):
        raise BenchError("no connection to share")
    try:
        yield options
    finally:
        bench.end(master)


def _commands(bench, ours, native):
    bench.say("  commands")
    ways = (ours, native)
    table = Table(("`true` in a shell of this machine", "console-gw", "sshd", "ratio", "target"))
    first = _run(bench, ours.target("true"))
    table.rows.append(("the first of all, signing in and the program included, ms", f"{first * 1e3:,.0f}", "–", "–", ""))
    count = bench.sizes.rounds * bench.sizes.connects_per_round
    with contextlib.ExitStack() as masters:
        shared = {way: masters.enter_context(_shared(bench, way)) for way in ways}
        for what, bound, run in (
            ("a connection for each, ms", 250, lambda way: _run(bench, way.target("true"))),
            ("one connection (ControlMaster), ms", 150, lambda way: _run(bench, way.target("true"), shared[way])),
            (f"{AT_ONCE} at once over it, until the last, ms", None, lambda way: _crowd(bench, way, shared[way])),
        ):
            for way in ways:
                run(way)
            times = {way: [] for way in ways}
            for way in bench.pairs(count, ways):
                times[way].append(run(way) * 1e3)
            table.ratio(what, times[ours], times[native])
            if bound:
                table.rows[-1] = (*table.rows[-1][:-1], Target("≤", bound, " ms").judge(times[ours]))
    return table


def _crowd(bench, way, options):
    """Seconds until the last of several commands is done."""
    began = time.perf_counter()
    command = ssh(bench, False, *options, *way.target("true"))
    crowd = [subprocess.Popen(command, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL) for _ in range(AT_ONCE)]
    for one in crowd:
        one.wait(PATIENCE)
    if any(one.returncode for one in crowd):
        raise BenchError("not all of the commands at once ended well")
    return time.perf_counter() - began


def _bytes(bench, gateway, ours, raws):
    size = bench.sizes.shell_bytes
    bench.say(f"  {size >> 20} MiB each way")
    table = Table((f"{size >> 20} MiB of random bytes, no bound on the line", "+shell", "+raw", "ratio", "target"))
    for way, command in _transfers(bench, size).items():
        speeds, costs = [], []
        bare = []
        for _ in range(bench.sizes.rounds):
            data = _random(bench, size)
            before = gateway.cpu()
            speeds.append(_through(bench, ours, f"{HELLO}; {command}", way, data))
            gateway.settle()
            costs.append((gateway.cpu() - before) * 1e3 * MB / size)
            name = next(raws)
            with _guest(bench, name, f"stty raw -echo; head -c 1 >/dev/null; {HELLO}; {command}"):
                line = Way("+raw", gateway.target(name, "+raw+eof=keep"), gateway.cpu)
                bare.append(_through(bench, line, None, way, data))
        table.ratio(f"{way}, MB/s", speeds, bare, Target("≥", 0.8), digits=1)
        table.rows.append((f"{way}, CPU of the gateway, ms per MB", spread(costs, 1), "–", "–", ""))
    return table


def _random(bench, size):
    """Bytes that neither side has seen, in the file `random` too."""
    data = bench.random.randbytes(size)
    with open(bench.file("random"), "wb") as file:
        file.write(data)
    return data


def _transfers(bench, size):
    """What the guest does for each way."""
    file = bench.file("random")
    return {"stdin": f"head -c {size} | cmp - {file} && echo right; sleep 1", "stdout": f"cat {file}; sleep 1"}


def _through(bench, server, command, way, data):
    """MB/s; `command` is none where the guest's program waits for a byte."""
    target = server.target(command) if command else server._target
    with Session(bench, server, way, target=target) as session:
        if not command:
            session.write(b"!")
        session.greet()
        took = _transfer(session, way, data)
        session.hang_up(now=True)
    return len(data) / MB / took


def _transfer(session, way, data):
    """Seconds until the other side has it all."""
    began = time.perf_counter()
    with session.limit():
        if way == "stdin":
            session.write(data)
            session.expect(b"right\n")
        else:
            session.expect(data)
    return time.perf_counter() - began


def _baud(bench, ours, gateway):
    size = bench.sizes.shell_paced_bytes
    bench.say("  115,200 baud")
    figures = Figures(f"at 115,200 baud, {BAUD_BYTES:,} bytes/s each way")
    figures.add("the first `true`, the program included, s", _run(bench, ours.target("true")), digits=1)
    for _ in range(min(3, bench.sizes.rounds)):
        figures.add("`true`, a connection for each, s", _run(bench, ours.target("true")), Target("≤", 0.25, " s"), 2)
    for way, command in _transfers(bench, size).items():
        data = _random(bench, size)
        speed = _through(bench, ours, f"{HELLO}; {command}", way, data) * MB
        share = 100 * speed / BAUD_BYTES
        figures.add(f"{way}, {size:,} random bytes, % of the line", share, Target("≥", 90, " %"), 1)
    for key in _keys_beside_a_file(bench, ours):
        figures.add(*key)
    if shutil.which("ansible"):
        with _guest(bench, "play", SHELL, BAUD_BYTES):
            _ansible(bench, gateway, "raw", "-a", "true")  # the program is there, as in any task but the first
            for number, bound in (("first", 10), ("second", 1.5)):
                took = _ansible(bench, gateway, "ping")
                figures.add(f"`ansible -m ping`, pipelined, the {number}, s", took, Target("≤", bound, " s"), 1)
    else:
        bench.say("  ansible is not installed and left out")
    return figures.table()


def _keys_beside_a_file(bench, ours):
    """A key each 50 ms in a terminal of the guest, while a file goes up."""
    endless = bench.file("endless")
    with open(endless, "wb") as file:
        file.write(bench.random.randbytes(60 * BAUD_BYTES))
    with Session(bench, ours, "keys", True, target=ours.target(f"stty raw -echo; {HELLO}; exec cat")) as typing:
        typing.greet()
        with open(endless, "rb") as file:
            upload = bench.start(
                ssh(bench, False, *ours.target("cat >/dev/null")), "upload.log", stdin=file, stdout=subprocess.DEVNULL
            )
        time.sleep(1)
        times = []
        with typing.limit():
            for number in range(bench.sizes.shell_keys):
                times.append(keys.key(typing, ord("a") + number % 26) / 1e3)
                time.sleep(0.05)
        if upload.poll() is not None:
            raise BenchError("the file was through before all keys were typed")
        bench.end(upload)
    yield "a key in a terminal while a file goes up, p50, ms", percentile(times, 50)
    yield "the same, p99, ms", percentile(times, 99), Target("≤", 150, " ms")


def _ansible(bench, gateway, *module):
    """Seconds of the whole program."""
    folder = bench.file("ansible")
    os.makedirs(folder, exist_ok=True)
    config, hosts = os.path.join(folder, "ssh_config"), os.path.join(folder, "hosts")
    with open(config, "w", encoding="ascii") as file:
        file.write(
            f"Host gw\n  HostName 127.0.0.1\n  Port {gateway.port}\n  User any\nHost *\n  IdentityFile {bench.key}\n"
            "  IdentitiesOnly yes\n  StrictHostKeyChecking no\n  UserKnownHostsFile /dev/null\n  LogLevel ERROR\n"
        )
    with open(hosts, "w", encoding="ascii") as file:
        file.write("play ansible_user=root ansible_python_interpreter=/usr/bin/python3\n")
    settings = os.path.join(folder, "ansible.cfg")
    with open(settings, "w", encoding="ascii"):
        pass
    environment = {
        "HOME": folder, "ANSIBLE_CONFIG": settings, "ANSIBLE_HOST_KEY_CHECKING": "False",
        "ANSIBLE_PIPELINING": "True", "ANSIBLE_SSH_CONTROL_PATH_DIR": os.path.join(folder, "cp"),
        "ANSIBLE_SSH_ARGS": f"-F {config} -J gw -o ControlMaster=auto -o ControlPersist=10s",
    }
    began = time.perf_counter()
    ran = subprocess.run(
        ["ansible", "all", "-i", hosts, "-m", *module], capture_output=True, text=True, stdin=subprocess.DEVNULL,
        env=os.environ | environment, timeout=PATIENCE, check=False,
    )
    if ran.returncode:
        raise BenchError(f"ansible: {ran.stdout} {ran.stderr}")
    return time.perf_counter() - began


def _debian(bench):
    bench.say("  Debian")
    size = bench.sizes.shell_paced_bytes
    figures = Figures("a Debian in QEMU, its processor emulated (TCG)")
    password = bench.file("password")
    with open(os.open(password, os.O_WRONLY | os.O_CREAT, 0o600), "w", encoding="ascii") as file:
        file.write(PASSWORD + "\n")
    account = {"user": "root", "password-file": password, "open-shell": "use", "linger": "1s"}
    line = bench.file("debian.sock")
    rules = [{"users": ["bench"], "consoles": ["bench/*"], "right": "manage", "shell": {"as": ["root"]}}]
    qemu = bench.start(_qemu(line), "qemu.log", stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    consoles = {"debian": {"address": f"unix:{line}", "shell": account}}
    with running(Gateway(bench, consoles, more={"rules": rules})) as gateway:
        ours = Way("console-gw", gateway.target("debian", "+shell"), gateway.cpu)
        _await_login(bench, gateway)
        figures.add("the first `true`, signing in and the program included, s", _run(bench, ours.target("true")), digits=1)
        for _ in range(bench.sizes.rounds):
            figures.add("`true`, a connection for each, s", _run(bench, ours.target("true")), digits=2)
        line = Way("+raw", gateway.target("debian", "+raw+eof=keep"), gateway.cpu)
        transfers = {"stdin": f"head -c {size} >/dev/null; echo right", "stdout": "cat /tmp/random"}
        speeds = {way: ([], []) for way in transfers}
        for _ in range(bench.sizes.rounds):
            data = {way: _random(bench, size) for way in transfers}  # the link remembers what it has carried
            _run(bench, ours.target("cat >/tmp/random"), input=data["stdout"])
            for way, command in transfers.items():
                speeds[way][0].append(_through(bench, ours, f"{HELLO}; {command}; sleep 1", way, data[way]) * 1e3)
            _await_login(bench, gateway)  # the link leaves
            for way, command in transfers.items():
                speeds[way][1].append(_bare(bench, line, command, way, data[way]) * 1e3)
        table = Table((f"{size:,} random bytes through its serial port", "+shell", "+raw", "ratio", "target"))
        for way, (ways, bare) in speeds.items():
            table.ratio(f"{way}, KB/s", ways, bare, Target("≥", 0.8))
    bench.end(qemu)
    return f"{figures.table()}\n\n{table}"


def _bare(bench, line, command, way, data):
    """MB/s of a program at the guest's terminal, with nothing of ours between."""
    with Session(bench, line, way, target=line.target("")[:-1]) as session:
        with session.limit():
            work = f"stty raw -echo; {HELLO}; head -c 1 >/dev/null; {command}; stty sane"
            session.write(b"\r")
            for wanted, typed in (("login: ", "root"), ("Password: ", PASSWORD), ("# ", work)):
                session.read_to(wanted.encode())
                session.write(typed.encode() + b"\r")
            session.read_to(GREETING)
            session.write(b"!")
        took = _transfer(session, way, data)
        with session.limit():
            session.read_to(b"# ")
            session.write(b"exit\r")
            session.read_to(b"login: ")
        session.hang_up(now=True)
    return len(data) / MB / took


def _qemu(line):
    return [
        *("qemu-system-x86_64", "-accel", "tcg", "-cpu", "max", "-m", "1024", "-display", "none", "-nodefaults"),
        *("-nic", "none", "-kernel", os.path.join(DEBIAN, "vmlinuz"), "-initrd", os.path.join(DEBIAN, "initrd.gz")),
        *("-append", "console=ttyS0 quiet", "-serial", "chardev:c0"),
        *("-chardev", f"socket,id=c0,server=on,wait=off,path={line}"),
    ]


def _await_login(bench, gateway):
    """Until the guest asks who is there."""
    target = gateway.target("debian", "", [f"wait --timeout {PATIENCE}s 'login: $'"])
    _run(bench, target)
