"""One ssh session, as a program sees it."""
import contextlib
import os
import pty
import subprocess
import tty

from bench import BenchError

GREETING = b"bench guest\n"
PATIENCE = 120
"""Seconds for one step of a session; longer counts as hung."""


def ssh(bench, terminal, *rest):
    """The command of a client, alike for all servers."""
    return [
        *("ssh", "-F", "none", "-i", bench.key, "-tt" if terminal else "-T"),
        *("-o", "IdentitiesOnly=yes", "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null"),
        *("-o", "PreferredAuthentications=publickey", "-o", "LogLevel=ERROR", *rest),
    ]


class Session:
    """A context. Without a terminal over pipes; with one, ssh sits in a raw pty of its own."""

    def __init__(self, bench, server, mode, terminal=False, options=(), target=None):
        self._bench = bench
        self._what = f"{mode} on {server.name}"
        self._log = f"ssh-{os.urandom(4).hex()}.log"
        command = self.command(bench, terminal, options, target or server.target(mode))
        if terminal:
            self._in, far = pty.openpty()
            tty.setraw(far)
            self._out = self._in
            self._process = bench.start(command, self._log, stdin=far, stdout=far)
            os.close(far)
        else:
            self._process = bench.start(
                command, self._log, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0
            )
            self._in, self._out = self._process.stdin.fileno(), self._process.stdout.fileno()
        self._terminal = terminal

    def command(self, bench, terminal, options, target):
        """What the program is that is its client."""
        return ssh(bench, terminal, *options, *target)

    def __enter__(self):
        return self

    def __exit__(self, failure, *_):
        if failure is None:
            self.close()
            os.unlink(self._bench.file(self._log))
        else:
            self._process.terminate()  # waited for at the very end

    def limit(self):
        """A context in which this session must get on."""
        return self._bench.limit(PATIENCE, self._what)

    def output(self):
        """The number of the file that its output comes from."""
        return self._out

    def read(self, most=1 << 20):
        """What is there, at least one byte. Blocks; see `limit`."""
        try:
            got = os.read(self._out, most)
        except OSError:  # a pty whose other side is closed
            got = b""
        if not got:
            raise BenchError(f"{self._what}: the session ended early")
        return got

    def write(self, data):
        """All of it. Blocks; see `limit`."""
        try:
            while data:
                data = data[os.write(self._in, data) :]
        except OSError as failure:
            raise BenchError(f"{self._what}: the session takes no more: {failure}") from failure

    def expect(self, wanted):
        """Exactly these bytes next. Blocks; see `limit`."""
        got = b""
        while len(got) < len(wanted):
            got += self.read(len(wanted) - len(got))
        if got != wanted:
            raise BenchError(f"{self._what}: {got!r} came instead of {wanted!r}")

    def read_to(self, wanted):
        """Whatever comes, up to these bytes, of which nothing may follow yet. Blocks; see `limit`."""
        got = b""
        while not got.endswith(wanted):
            got = (got + self.read())[-4096:]

    def greet(self):
        """The way to the guest is open."""
        with self.limit():
            self.expect(GREETING)

    def log(self):
        with open(self._bench.file(self._log), encoding="utf-8", errors="replace") as file:
            return file.read()

    def hang_up(self, now=False):
        """Ends the input; the session ends in its own time, or now."""
        if self._terminal or now:
            self._process.terminate()
        else:
            with contextlib.suppress(OSError):
                self._process.stdin.close()

    def close(self):
        """Returns when ssh has ended."""
        self.hang_up()
        try:
            self._process.wait(10)
            self._bench.forget(self._process)
        except subprocess.TimeoutExpired:
            self._bench.end(self._process)
        if self._terminal:
            os.close(self._in)
        else:
            self._process.stdout.close()


def session(bench, server, mode, terminal=False, options=()):
    """One as this server has them."""
    return getattr(server, "session", Session)(bench, server, mode, terminal, options)
