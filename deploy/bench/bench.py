"""What all parts of the benchmark share: a folder, a guest, keys, and the list of what was started."""
import contextlib
import os
import random
import resource
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile

ROOT = os.path.realpath(os.path.join(os.path.dirname(__file__), "..", ".."))
PATTERN_BYTES = (1 << 20) + 7
"""No multiple of any buffer's size, so that a lost or doubled buffer shows."""


class BenchError(Exception):
    """Something did not work; the figures would mean nothing."""


class Bench:
    """A context: all that was started in it is ended, by pid, when it is left."""

    def __init__(self, sizes, gateway_command):
        self.sizes = sizes
        self.gateway_command = shlex.split(gateway_command or shlex.quote(os.path.join(ROOT, "console-gw")))
        self.random = random.Random(1)
        self.pattern = self.random.randbytes(PATTERN_BYTES)
        self._open = contextlib.ExitStack()
        self._started = []

    def __enter__(self):
        hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
        try:
            # Not /tmp: that is memory on many machines, and histories belong on a disk.
            self.folder = tempfile.mkdtemp(prefix="console-gw-bench.", dir=os.environ.get("TMPDIR", "/var/tmp"))
            self._open.callback(shutil.rmtree, self.folder, ignore_errors=True)
            self._open.callback(self._end_all)
            self._start_guest()
            self.key = self.file("key")
            self.tool("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "bench", "-f", self.key)
        except BaseException:
            self._open.close()
            raise
        return self

    def __exit__(self, *_):
        self._open.close()

    def file(self, *names):
        return os.path.join(self.folder, *names)

    def start(self, command, log, more=None, **options):
        """Away from the terminal's signals; standard error goes to the end of the file `log`. `more`: environment."""
        environment = {name: value for name, value in os.environ.items() if name != "SSH_AUTH_SOCK"} | (more or {})
        with open(self.file(log), "ab") as errors:
            process = subprocess.Popen(
                command, stderr=errors, start_new_session=True, env=environment, **options
            )
        self._started.append(process)
        return process

    def end(self, process, patience=15):
        """Asks it to end, then makes it."""
        process.terminate()
        try:
            process.wait(patience)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        self.forget(process)

    def forget(self, process):
        """It has ended and was waited for."""
        self._started.remove(process)

    def _end_all(self):
        for process in self._started:
            process.terminate()
        for process in self._started.copy():
            self.end(process, patience=5)

    def tool(self, *command):
        ran = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
        if ran.returncode != 0:
            raise BenchError(f"{command[0]} failed: {(ran.stderr or ran.stdout).strip()}")
        return ran.stdout

    def _start_guest(self):
        with open(self.file("pattern"), "wb") as file:
            file.write(self.pattern)
        source = os.path.join(os.path.dirname(__file__), "guest.c")
        self.tool("gcc", "-std=gnu11", "-O2", "-pthread", "-o", self.file("guest"), source)
        command = [self.file("guest"), self.folder, str(self.sizes.bulk_bytes), self.file("pattern")]
        command.append(str(self.sizes.stream_bytes))
        guest = self.start(command, "guest.log", stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
        if guest.stdout.readline() != b"ready\n":
            raise BenchError("the guest stand-in did not start")

    @contextlib.contextmanager
    def limit(self, seconds, what):
        """Whatever blocks within it does not do so for longer."""

        def late(*_):
            raise BenchError(f"{what}: nothing for {seconds} s")

        before = signal.signal(signal.SIGALRM, late)
        signal.alarm(seconds)
        try:
            yield
        finally:
            signal.alarm(0)
            signal.signal(signal.SIGALRM, before)

    def pairs(self, rounds, servers):
        """Each server once per round; who comes first changes every time."""
        for number in range(rounds):
            for server in servers if number % 2 == 0 else reversed(servers):
                yield server

    def say(self, text):
        print(f"bench: {text}", file=sys.stderr, flush=True)

    def show_logs(self):
        """The end of each log, when something went wrong."""
        for name in sorted(os.listdir(self.folder)):
            if name.endswith(".log") and os.path.getsize(self.file(name)):
                with open(self.file(name), encoding="utf-8", errors="replace") as file:
                    lines = file.readlines()[-10:]
                self.say(f"the end of {name}:\n  " + "  ".join(lines).rstrip())
