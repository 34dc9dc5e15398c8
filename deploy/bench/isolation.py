"""How long somebody's keys take while another client does its worst, and how soon all is as it was."""
import contextlib
import importlib.util
import itertools
import os
import re
import subprocess
import sys
import time

import processes
from attacks import CHANNELS, CONNECTIONS, EARLY_BYTES
from bench import BenchError
from client import Session
from keys import GAP, LETTERS, key
from log import lay_down, readable
from servers import Gateway, running
from tables import Table, percentile

MB = 1e6
HISTORY_BYTES = 16 << 20
KEYS = 25
"""After an attack, so many are looked at together: half a second."""
MORE_CPU = 0.1
"""Of a core, over that of a quiet gateway, is still as before."""
LONGEST = 30
"""Seconds to wait for it."""
SETTING_UP = 120
"""Seconds for an attack to connect, and end."""
NEED_NOTHING = {
    "no_client": "none: a program beside takes a core",
    "plain_packets": "a stranger's unknown packets, unread",
}
NEED_PARAMIKO = {
    "global_requests": "requests for the whole connection, replies unread",
    "two_waits": "two `wait` with a hard pattern",
    "four_waits": "four `wait` with a hard pattern",
    "greps": f"four `log --grep` of it on {HISTORY_BYTES >> 20} MiB",
    "early_input": f"{CONNECTIONS} connections × {CHANNELS} channels, {EARLY_BYTES} bytes each too early",
    "key_offers": "a stranger's keys, from 8 connections",
    "lists": "`list` from 8 connections",
    "breaks": "breaks",
    "slow_reader": "the output of a flooding console, unread",
}


NAMES = [*NEED_NOTHING, *NEED_PARAMIKO]


def measure(bench):
    table = Table(("attack", "p50, ms", "p99, ms", "max, ms", "RSS over quiet, MB", "all back within, s"))
    names = attacks(bench)
    logged = bench.file("gateway.log")
    before = os.path.getsize(logged) if os.path.exists(logged) else 0
    with running(attacked(bench)) as gateway, contextlib.closing(Bystander(bench, gateway)) as bystander:
        quiet = _Quiet(bench, gateway, bystander)
        table.rows.append(("quiet", *_latencies(quiet.times), "", ""))
        for name, what in names.items():
            bench.say(f"  {what}")
            table.rows.append(_row(bench, gateway, bystander, quiet, (name, what)))
    failures = failures_in(logged, before)
    for line in failures:
        bench.say(f"  in the log: {line}")
    return f"{table}\n\nExceptions in the gateway's log: {len(failures)}."


def attacks(bench):
    """Those that can be made here and are asked for, by name, in words."""
    names = dict(NEED_NOTHING)
    if importlib.util.find_spec("paramiko"):
        names |= NEED_PARAMIKO
    else:
        bench.say("  without Paramiko there are few attacks: apt-get install python3-paramiko")
    only = bench.sizes.attacks
    return {name: what for name, what in names.items() if not only or name in only}


def attacked(bench, jvm=""):
    """A gateway as it is shipped, with somebody else who may open everything too. `jvm`: more options."""
    greedy = bench.file("greedy")
    bench.tool("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "greedy", "-f", greedy)
    users = {}
    for name, file in (("bench", bench.key), ("greedy", greedy)):
        with open(file + ".pub", encoding="ascii") as key_file:
            users[name] = {"keys": [key_file.read().strip()]}
    consoles = {f"{mode}-0": f"unix:{bench.file(mode)}.sock" for mode in ("echo", "drip", "spew")}
    idle = f"unix:{bench.file('idle')}.sock"
    consoles |= {f"idle-{number}": idle for number in range(bench.sizes.listed_consoles)}
    consoles |= {"log-0": idle, "break-0": {"address": idle, "qmp": idle}}
    more = {
        "ssh": {"listen": "127.0.0.1:0"},
        "users": users,
        "rules": [{"users": list(users), "consoles": ["bench/*"], "right": "manage"}],
    }
    state = lay_down(bench, readable(bench), HISTORY_BYTES, "state-of-isolation")
    return Gateway(bench, consoles, state=state, more=more, jvm=jvm)


class Bystander:
    """Somebody at a console, who types a key every GAP. Close it."""

    def __init__(self, bench, gateway):
        self._bench, self._gateway = bench, gateway
        self._letters = itertools.cycle(LETTERS.encode())
        self.come()
        with self._session.limit():
            for _ in range(bench.sizes.warm_up_keys):
                key(self._session, next(self._letters))

    def come(self):
        """At first, and again after the session was lost."""
        self._session = Session(self._bench, self._gateway, "echo", terminal=True)
        self._session.greet()

    def type(self, goes_on):
        """Milliseconds that each key took, while it goes on."""
        times = []
        with self._session.limit():
            while goes_on():
                began = time.perf_counter()
                times.append(key(self._session, next(self._letters)) / 1000)
                time.sleep(max(0, GAP - (time.perf_counter() - began)))
        return times

    def block(self):
        count = itertools.count()
        return self.type(lambda: next(count) < KEYS)

    def close(self):
        self._session.close()


class _Quiet:
    """What a gateway is like with the bystander alone."""

    def __init__(self, bench, gateway, bystander):
        self._gateway, self._bystander = gateway, bystander
        processes.wait_for_rest(gateway.pid)
        used, began = gateway.cpu(), time.monotonic()
        end = began + max(bench.sizes.attack_seconds, KEYS * GAP)
        self.times = bystander.type(lambda: time.monotonic() < end)
        self._cpu = (gateway.cpu() - used) / (time.monotonic() - began)
        self._slow = percentile(self.times, 99)
        self._sockets, _ = processes.open_files(gateway.pid)
        self.rss = processes.rss(gateway.pid)

    def is_back(self):
        """Whether keys, processor and sockets were as before, in one more block of keys."""
        used, began = self._gateway.cpu(), time.monotonic()
        slowest = percentile(self._bystander.block(), 90)
        cpu = (self._gateway.cpu() - used) / (time.monotonic() - began)
        sockets, _ = processes.open_files(self._gateway.pid)
        return slowest <= self._slow and cpu <= self._cpu + MORE_CPU and sockets <= self._sockets


def _row(bench, gateway, bystander, quiet, attack):
    name, what = attack
    processes.forget_peak(gateway.pid)
    try:
        times, did = under_attack(bench, gateway, bystander, name)
        cells = _latencies(times)
    except BenchError as failure:
        bench.say(f"  lost: {failure}")
        bystander.come()
        did, cells = "the session was lost", ("–", "–", "lost")
    grown = (processes.peak_rss(gateway.pid) - quiet.rss) / MB
    return f"{what} ({did})" if did else what, *cells, f"{grown:.0f}", _back(quiet)


def under_attack(bench, gateway, bystander, name):
    """Milliseconds of the bystander's keys, and what the attack did in its own words. Raises BenchError when they are lost."""
    script = os.path.join(os.path.dirname(__file__), "attacks.py")
    command = [sys.executable, script, name, gateway.port, bench.file("greedy"), str(bench.sizes.attack_seconds)]
    process = bench.start(command, "attacks.log", stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
    end = time.monotonic() + bench.sizes.attack_seconds + SETTING_UP
    try:
        times = bystander.type(lambda: process.poll() is None and time.monotonic() < end)
    finally:
        bench.end(process)
        did = process.stdout.read().decode().strip()
        process.stdout.close()
    if process.returncode != 0:
        bench.show_logs()
        bench.say(f"  the attack {name} ended with {process.returncode}")
        did = "failed"
    return times, did


def _back(quiet):
    began = time.monotonic()
    while not quiet.is_back():
        if time.monotonic() - began > LONGEST:
            return f"not in {LONGEST}"
    return f"{time.monotonic() - began:.1f}"


def _latencies(times):
    return *(f"{percentile(times, percent):.1f}" for percent in (50, 99)), f"{max(times):.1f}"


def failures_in(log, start):
    """Lines of exceptions in a log, from a position on."""
    with open(log, encoding="utf-8", errors="replace") as file:
        file.seek(start)
        return [line.rstrip() for line in file if re.search(r"\b\w+(Exception|Error)\b|^\s+at ", line)]
