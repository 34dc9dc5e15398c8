"""Clients that look at one console, their output read in a process of its own.

    watch.py PATTERN BYTES FILE...

FILE are the numbers of open files. Prints one line when each has shown all of the guest's stream or none has
shown anything for a while: a JSON list with, per client, how many bytes of it came, whether all were right, and
the monotonic time of the last.
"""
import hashlib
import json
import os
import select
import sys
import time

MARK = b"\x02begin\x03"
"""What the guest prints before its stream."""
KEYS = bytes(range(0x80, 0x100))
"""Echoes of what is typed meanwhile; the stream has none of these."""
PATIENCE = 10
"""Seconds without any output, after the first."""
FIRST = 60
"""Seconds to wait for it."""


class Stream:
    """What one client shows of the guest's stream."""

    def __init__(self, pattern, size):
        self._wanted = bytes(byte & 0x7F for byte in pattern)
        self._size = size
        self._before = b""
        self._hash = hashlib.sha256()
        self.count = 0
        self.last = 0.0

    def add(self, data):
        plain = data.translate(None, KEYS)
        if self._before is not None:
            self._before += plain
            _, mark, plain = self._before.partition(MARK)
            self._before = None if mark else self._before[-len(MARK) :]
        if self._before is None and plain:
            plain = plain[: self._size - self.count]  # clients have last words, too
            self._hash.update(plain)
            self.count += len(plain)
            self.last = time.monotonic()

    def is_complete(self):
        return self.count == self._size

    def is_right(self):
        times = self._size // len(self._wanted) + 1
        return self._hash.digest() == hashlib.sha256((self._wanted * times)[: self._size]).digest()


def watch(pattern, size, files):
    streams = {number: Stream(pattern, size) for number in files}
    poll = select.epoll()
    for number in files:
        poll.register(number, select.EPOLLIN)
    reading = set(files)
    patience = FIRST
    while reading:
        ready = poll.poll(patience)
        if not ready:
            break
        for number, _ in ready:
            data = _read(number)
            streams[number].add(data)
            if streams[number].count:
                patience = PATIENCE
            if not data or streams[number].is_complete():
                poll.unregister(number)
                reading.discard(number)
    return [streams[number] for number in files]


def _read(number):
    """Nothing at the end."""
    try:
        return os.read(number, 1 << 18)
    except OSError:  # a terminal whose other side is closed
        return b""


def main(pattern, size, *files):
    with open(pattern, "rb") as file:
        seen = watch(file.read(), int(size), [int(number) for number in files])
    print(json.dumps([(stream.count, stream.is_right(), stream.last) for stream in seen]), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
