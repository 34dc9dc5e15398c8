"""A serial port with a shell behind it: a program on a pty of this machine, on a UNIX socket.

Run as a program: pty_guest.py SOCKET RATE COMMAND. RATE is bytes a second for each way, 0 for no bound. One client at
a time; the program goes on when that is gone.
"""
import os
import pty
import select
import socket
import sys
import time

MOST = 65536
TICK = 0.005
"""Seconds; a slow line takes a piece each time, as a UART with a queue of some bytes does."""


class Pace:
    """How much may pass now; at no time more than a tick's worth at once."""

    def __init__(self, rate):
        self._rate = rate
        self._left, self._at = 0.0, time.monotonic()

    def room(self):
        if not self._rate:
            return MOST
        now = time.monotonic()
        self._left = min(self._left + (now - self._at) * self._rate, 4 * TICK * self._rate)
        self._at = now
        return int(self._left) if self._left >= TICK * self._rate else 0

    def took(self, count):
        self._left -= count


def main(path, rate, command):
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(path)
    listener.listen(4)
    child, line = pty.fork()
    if child == 0:
        listener.close()
        os.execvp("sh", ["sh", "-c", command])
    os.set_blocking(line, False)
    print("ready", flush=True)
    typing, printing = Pace(rate), Pace(rate)
    client, typed = None, b""
    while True:
        wanted = [listener] if client is None else []
        if client is not None and not typed and typing.room():
            wanted.append(client)
        if printing.room():
            wanted.append(line)
        ready, takes, _ = select.select(wanted, [line] if typed else [], [], TICK if rate else None)
        if listener in ready:
            client = listener.accept()[0]
        if client in ready:
            try:
                typed = client.recv(typing.room())
            except OSError:
                typed = b""
            typing.took(len(typed))
            if not typed:
                client.close()
                client = None
        if takes:
            try:
                typed = typed[os.write(line, typed) :]
            except BlockingIOError:
                pass
        if line in ready:
            try:
                printed = os.read(line, printing.room())
            except OSError:
                return  # the program has ended
            printing.took(len(printed))
            if client is not None:
                try:
                    client.sendall(printed)
                except OSError:
                    client.close()
                    client = None


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3])
