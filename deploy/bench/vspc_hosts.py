"""ESXi hosts, as far as a serial port concentrator sees them, in a process of its own.

    vspc_hosts.py PORT NAME COUNT MODE

Each VM has one port, named vSPC.py, and calls from one of ten addresses; one whose connection is lost calls again. MODE is
what VMs do with a byte: `idle` nothing, `echo` gives it back, `flood` prints at full speed from the first one on, `bulk=N`
prints N bytes for each `b`. Commands on standard input: `dial`, `end`. Standard output gets a line `served TIME` each time all
are served, by the monotonic clock.
"""
import errno
import os
import re
import select
import socket
import sys
import time

IAC, DONT, DO, WONT, WILL, SB, SE = 255, 254, 253, 252, 251, 250, 240
EXTENSION = 232
KNOWN = bytes([0, 1, 2, 3, 40, 41, 43, 44, 45, 46, 48, 70, 71, 73, 80, 81, 82, 83])
COMMAND = re.compile(rb"\xff(?:[\xfb-\xfe].|\xfa((?:[^\xff]|\xff\xff)*)\xff\xf0|([^\xfa-\xfe]))", re.DOTALL)
ADDRESSES = 10
AGAIN = 0.5
"""Seconds between two calls of a VM."""
PIECE = b"0123456789abcdef" * 4096
"""No 255 in it, which would be two on the wire."""


class Vm:
    def __init__(self, host, number):
        self.host, self.number = host, number
        self.socket = None
        self.due = 0.0
        self.called = self.known = self.served = False

    def call(self):
        self.got, self.waiting = b"", bytearray()
        self.left = 0
        """Bytes of the pattern that are to be printed."""
        self.called = self.known = False
        self.socket = socket.socket()
        self.socket.setblocking(False)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.bind((f"127.0.0.{1 + self.number % ADDRESSES}", 0))
        failed = self.socket.connect_ex(("127.0.0.1", self.host.port))
        if failed not in (0, errno.EINPROGRESS):
            self.lost()
            return
        self.host.lines[self.socket.fileno()] = self
        self.host.poll.register(self.socket, select.EPOLLIN | select.EPOLLOUT)

    def lost(self):
        if self.socket.fileno() in self.host.lines:
            del self.host.lines[self.socket.fileno()]
            self.host.poll.unregister(self.socket)
        self.socket.close()
        self.host.served -= self.served
        self.served = False
        self.due = time.monotonic() + AGAIN
        self.host.down.append(self)

    def ready(self, what):
        try:
            if not self.called:
                self._begin()
            if what & (select.EPOLLIN | select.EPOLLHUP | select.EPOLLERR):
                self._read()
            if self.socket.fileno() >= 0:
                self.flush()
        except OSError:
            self.lost()

    def _begin(self):
        failed = self.socket.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        if failed:
            raise OSError(failed, "no answer")
        self.called = True
        self.waiting += bytes([IAC, WILL, 37])

    def _read(self):
        try:
            got = self.socket.recv(65536)
        except BlockingIOError:
            return
        if not got:
            self.lost()
            return
        if self.got or IAC in got:
            self._interpret(self.got + got)
        else:
            self._typed(got)

    def _interpret(self, got):
        self.got = b""
        at = 0
        while at < len(got):
            begin = got.find(b"\xff", at)
            self._typed(got[at : begin if begin >= 0 else len(got)])
            if begin < 0:
                return
            whole = COMMAND.match(got, begin)
            if not whole:
                self.got = got[begin:]
                return
            at = whole.end()
            if whole[1] is not None:
                self._said(whole[1].replace(b"\xff\xff", b"\xff"))
            elif whole[2] == b"\xff":
                self._typed(b"\xff")
            elif whole[2] is None:
                self._negotiate(got[begin + 1], got[begin + 2])

    def _negotiate(self, verb, option):
        if verb == DO and option in (0, 3, EXTENSION):
            self.waiting += bytes([IAC, WILL, option])
        elif verb == WILL and option in (0, 1, 3):
            self.waiting += bytes([IAC, DO, option])

    def _said(self, words):
        if words[0] != EXTENSION:
            return
        code = words[1]
        if code == 1 and not self.known:
            self.known = True
            self._say(0, KNOWN)
            self._say(70, b"SvSPC.py")
        elif code == 81:
            digits = f"{self.host.seed:08x}{self.number:024x}"
            pairs = [digits[i : i + 2] for i in range(0, 32, 2)]
            self._say(80, (" ".join(pairs[:8]) + "-" + " ".join(pairs[8:])).encode())
        elif code == 83:
            self._say(82, f"{self.host.name}-{self.number}".encode())
        elif code == 71 and not self.served:
            self.served = True
            self.host.one_more()

    def _say(self, code, value):
        self.waiting += bytes([IAC, SB, EXTENSION, code]) + value.replace(b"\xff", b"\xff\xff") + bytes([IAC, SE])

    def _typed(self, data):
        if not data:
            return
        mode = self.host.mode
        if mode == "echo":
            self.waiting += data.replace(b"\xff", b"\xff\xff")
        elif mode == "flood":
            self.left = 1 << 62
        elif mode.startswith("bulk="):
            self.left += data.count(b"b") * int(mode[5:])

    def flush(self):
        while self.waiting or self.left:
            part = bytes(self.waiting) if self.waiting else PIECE[: min(self.left, len(PIECE))]
            try:
                sent = self.socket.send(part)
            except BlockingIOError:
                self.host.poll.modify(self.socket, select.EPOLLIN | select.EPOLLOUT)
                return
            if self.waiting:
                del self.waiting[:sent]
            else:
                self.left -= sent
                self.waiting += part[sent:]  # the pattern goes on where it stopped
                self.left -= len(part) - sent
        self.host.poll.modify(self.socket, select.EPOLLIN)


class Host:
    def __init__(self, port, name, count, mode):
        self.port, self.name, self.mode = port, name, mode
        self.seed = sum(name.encode()) & 0x7FFFFFFF
        self.lines = {}
        self.served = 0
        self.poll = select.epoll()
        self.vms = [Vm(self, number) for number in range(count)]
        self.down = []

    def one_more(self):
        self.served += 1
        if self.served == len(self.vms):
            print(f"served {time.monotonic()}", flush=True)

    def run(self):
        self.poll.register(0, select.EPOLLIN)
        while True:
            patience = max(0.0, self.down[0].due - time.monotonic()) if self.down else None
            for number, what in self.poll.poll(patience):
                if number == 0:
                    if not self._obey():
                        return
                elif number in self.lines:
                    self.lines[number].ready(what)
            now = time.monotonic()
            while self.down and self.down[0].due <= now:
                self.down.pop(0).call()

    def _obey(self):
        words = os.read(0, 100)
        if words.startswith(b"dial"):
            self.down.extend(self.vms)
        return bool(words) and not words.startswith(b"end")


if __name__ == "__main__":
    Host(int(sys.argv[1]), sys.argv[2], int(sys.argv[3]), sys.argv[4]).run()
