"""A host with very many websocket consoles, in a process of its own, so that it can be killed.

    fleet_guests.py PORT CALLS [ONE_IN]

Each console greets; one in ONE_IN, by the number in its path, prints a line per second, without it none. The time of each
call is added to the file CALLS, as a double of the monotonic clock. Standard output gets a line when it listens.
"""
import base64
import hashlib
import re
import select
import socket
import struct
import sys
import time

MAGIC = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"  # RFC 6455, section 1.3
BINARY, CLOSE, PING, PONG = 2, 8, 9, 10
BACKLOG = 4096
LINE = b"[    0.000000] a line as a kernel prints it, of about the usual length\r\n"


def frame(kind, data):
    return bytes([0x80 | kind, len(data)]) + data


class Line:
    def __init__(self, connection):
        self.connection = connection
        self.got = b""
        self.talking = False

    def shake_hands(self):
        """The number of the console, once the whole request is there."""
        head, end, self.got = self.got.partition(b"\r\n\r\n")
        if not end:
            self.got = head
            return None
        key = re.search(rb"(?im)^sec-websocket-key: *(\S+)", head)[1]
        accept = base64.b64encode(hashlib.sha1(key + MAGIC).digest())
        self.connection.send(
            b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Protocol: binary\r\nSec-WebSocket-Accept: " + accept + b"\r\n\r\n" + frame(BINARY, b"login: ")
        )
        self.talking = True
        return int(re.match(rb"GET /(\d+)", head)[1])

    def answer(self):
        """Pings; whatever else comes is not looked at. All frames of a client are masked."""
        while len(self.got) >= 6 and len(self.got) >= 6 + (self.got[1] & 0x7F):
            kind, length = self.got[0] & 0x0F, self.got[1] & 0x7F
            mask, data = self.got[2:6], self.got[6 : 6 + length]
            self.got = self.got[6 + length :]
            if kind == PING:
                self.connection.send(frame(PONG, bytes(byte ^ mask[i % 4] for i, byte in enumerate(data))))


class Host:
    def __init__(self, port, calls, one_in):
        self._one_in = one_in
        self._calls = open(calls, "ab", buffering=0)
        self._door = socket.create_server(("127.0.0.1", port), backlog=BACKLOG)
        self._door.setblocking(False)
        self._poll = select.epoll()
        self._poll.register(self._door, select.EPOLLIN)
        self._lines = {}
        self._printing = []

    def run(self):
        print("ready", flush=True)
        due, turn = time.monotonic(), 0
        while True:
            for number, _ in self._poll.poll(max(0.0, due - time.monotonic())):
                if number == self._door.fileno():
                    self._accept()
                else:
                    self._read(self._lines[number])
            if time.monotonic() >= due and self._printing:
                # Spread over the second, as it is with many machines.
                due += 1 / len(self._printing)
                turn = (turn + 1) % len(self._printing)
                self._print(self._printing[turn])
            elif time.monotonic() >= due:
                due += 0.1

    def _accept(self):
        while True:
            try:
                connection, _ = self._door.accept()
            except BlockingIOError:
                return
            self._calls.write(struct.pack("d", time.monotonic()))
            connection.setblocking(False)
            self._lines[connection.fileno()] = Line(connection)
            self._poll.register(connection, select.EPOLLIN)

    def _read(self, line):
        try:
            got = line.connection.recv(65536)
        except BlockingIOError:
            return
        except ConnectionError:
            got = b""
        if not got:
            self._drop(line)
            return
        line.got += got
        if not line.talking:
            number = line.shake_hands()
            if number is not None and self._one_in and number % self._one_in == 0:
                self._printing.append(line)
        if line.talking:
            line.answer()

    def _print(self, line):
        try:
            line.connection.send(frame(BINARY, LINE))
        except OSError:
            self._drop(line)

    def _drop(self, line):
        if line in self._printing:
            self._printing.remove(line)
        self._lines.pop(line.connection.fileno(), None)
        line.connection.close()


if __name__ == "__main__":
    Host(int(sys.argv[1]), sys.argv[2], int(sys.argv[3]) if len(sys.argv) > 3 else 0).run()
