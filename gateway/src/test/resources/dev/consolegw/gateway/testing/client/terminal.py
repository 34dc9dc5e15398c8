"""Runs a command in a terminal of its own: terminal.py ROWS COLUMNS COMMAND...

What the terminal shows goes to stdout. Stdin takes frames of a letter, a length (4 bytes, big-endian)
and a body: k are keys to type, s is a new size, as two 2-byte numbers. The end of stdin hangs up.
"""
import fcntl
import os
import pty
import select
import struct
import sys
import termios

PIXELS_PER_ROW, PIXELS_PER_COLUMN = 16, 8


def resize(terminal, rows, columns):
    size = struct.pack("HHHH", rows, columns, columns * PIXELS_PER_COLUMN, rows * PIXELS_PER_ROW)
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, size)


def frames(waiting):
    """Takes the whole frames off a buffer."""
    while len(waiting) >= 5:
        letter, length = struct.unpack_from(">cI", waiting)
        if len(waiting) < 5 + length:
            return
        body = bytes(waiting[5 : 5 + length])
        del waiting[: 5 + length]
        yield letter, body


def relay(terminal):
    asked, keys = bytearray(), bytearray()
    while True:
        readable, writable, _ = select.select([0, terminal], [terminal] if keys else [], [])
        if terminal in readable:
            try:
                shown = os.read(terminal, 65536)
            except OSError:  # EIO: nobody has the terminal open any more
                return
            os.write(1, shown)
        if terminal in writable:
            del keys[: os.write(terminal, keys)]
        if 0 in readable:
            more = os.read(0, 65536)
            if not more:
                return
            asked += more
            for letter, body in frames(asked):
                if letter == b"k":
                    keys += body
                else:
                    resize(terminal, *struct.unpack(">HH", body))


def main():
    child, terminal = pty.fork()
    if child == 0:
        resize(0, int(sys.argv[1]), int(sys.argv[2]))
        os.execvp(sys.argv[3], sys.argv[3:])
    os.set_blocking(terminal, False)
    relay(terminal)
    os.close(terminal)  # hangs up if the command still runs
    sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) & 0xFF)


main()
