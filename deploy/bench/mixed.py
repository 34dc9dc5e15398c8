"""Everyday work of a person, again and again, with the ssh command in the arguments.

    mixed.py ssh OPTION...

Stops at a line `pause` on standard input and answers `paused`; any other line lets it go on. At the end of its input it
prints what it did. Whatever exits with another status than it should is counted as failed.
"""
import collections
import itertools
import os
import select
import subprocess
import sys

PATIENCE = 60
WORK = {
    "lists": ("idle-1", ["list", "--json"], b""),
    "logs": ("log-0", ["log", "--lines", "500"], b""),
    "searches": ("log-0", ["log", "--lines", "500", "--grep", "q"], b""),
    "states": ("echo-0", ["status"], b""),
    "sessions": ("idle-2+eof=close+replay=none", [], b"\r"),
}
"""Console, command, what is typed."""


def run(ssh, console, command, typed):
    """Whether it came to an end that a session may have."""
    whole = [*ssh, "-l", console, "127.0.0.1", *command]
    try:
        ended = subprocess.run(whole, input=typed, stdout=subprocess.DEVNULL, timeout=PATIENCE, check=False)
    except subprocess.TimeoutExpired:
        return False
    return ended.returncode in (0, 69, 75)


def orders(patience):
    """A line from standard input, None when there is none yet."""
    ready, _, _ = select.select([0], [], [], patience)
    return os.read(0, 100) if ready else None


def main(ssh):
    done = collections.Counter()
    for what in itertools.cycle(WORK):
        order = orders(0)
        if order and order.startswith(b"pause"):
            print("paused", flush=True)
            order = orders(None)
        if order == b"":
            break
        done[what if run(ssh, *WORK[what]) else "failed"] += 1
    print(", ".join(f"{number:,} {what}" for what, number in done.items()), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
