"""From the command to the line that says where it listens: without consoles, and with many histories on disk."""
import os
import shutil
import time

import processes
from bench import BenchError
from servers import Gateway, running
from tables import Figures, Target

OUTPUT = b"booting\r\n" * 10
OPENING = 300
"""Seconds for all histories to be open."""


def measure(bench):
    count = bench.sizes.start_histories
    figures = Figures("from the command to listening")
    with running(Gateway(bench, {})):
        pass  # builds and prepares what is not
    for number in range(bench.sizes.rounds):
        bench.say(f"  round {number + 1}")
        _start(bench, figures, "no consoles", {}, None, Target("≤", 0.6, " s"))
    for number in range(bench.sizes.memory_rounds):
        bench.say(f"  histories, round {number + 1}")
        state = bench.file("state-of-starts")
        names = [f"start-{console}" for console in range(count)]
        indexes = [_lay_down(state, name) for name in names]
        consoles = {name: f"unix:{bench.folder}/nobody-{name}" for name in names}
        _start(bench, figures, f"{count:,} captured histories", consoles, (state, indexes), Target("≤", 1, " s"))
        shutil.rmtree(state)
    return figures.table()


def _start(bench, figures, what, consoles, histories, target):
    began = time.monotonic()
    more = {"capture": "always", "state": histories[0]} if histories else {}
    with running(Gateway(bench, consoles, **more)) as gateway:
        figures.add(f"{what}, s", time.monotonic() - began, target, digits=2)
        figures.add(f"{what}, CPU s", gateway.cpu(), digits=2)
        if histories:
            _await_all_open(histories[1])
            figures.add(f"{what}, all open, s", time.monotonic() - began, digits=1)
            figures.add(f"{what}, RSS when all are open, MB", processes.rss(gateway.pid) / 1e6)


def _await_all_open(indexes):
    """The line that says `clean` is taken off when a history is opened."""
    closed = dict.fromkeys(indexes, True)

    def none_is_closed():
        for index in list(closed):
            with open(index, "rb") as file:
                if b" clean" in file.read():
                    return False
            del closed[index]
        return True

    if not processes.wait_until(none_is_closed, OPENING):
        raise BenchError(f"{len(closed)} histories were not opened")


def _lay_down(state, name):
    """As docs/history.md says it is after a close in order; returns its index."""
    home = os.path.join(state, "history", f"file%2Fbench%2F{name}%3A0")
    os.makedirs(home, mode=0o700)
    now = int(time.time() * 1000)
    index = os.path.join(home, "index")
    _write(os.path.join(home, "0000000000000000000.log"), OUTPUT)
    _write(index, f"{now:013} {0:019} time \n{now:013} {len(OUTPUT):019} clean\n".encode())
    _write(os.path.join(home, "about"), f"key file%2Fbench%2F{name}%3A0\nkeep {64 << 20}\n".encode())
    return index


def _write(path, content):
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
