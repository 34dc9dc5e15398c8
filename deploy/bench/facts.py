"""The machine and the programs that the figures hold for."""
import os
import re
import subprocess
import time

from client import Session


def about(bench, servers):
    gateway = servers[0]
    socat = _version("socat", "-V", pattern=r"socat version ([0-9.]+)")
    memory = int(_first("/proc/meminfo", r"MemTotal: *([0-9]+)")) / 2**20
    lines = [
        f"Measured {time.strftime('%Y-%m-%d', time.gmtime())}, medians (min..max); pairs per figure:"
        f" {bench.sizes.rounds} for bulk, {bench.sizes.rounds * bench.sizes.key_blocks_per_round} blocks of keys,"
        f" {bench.sizes.rounds * bench.sizes.connects_per_round} connects, {bench.sizes.memory_rounds} for memory.",
        "",
        f"- {len(os.sched_getaffinity(0))} cores ({_first('/proc/cpuinfo', 'model name.*: (.*)')}),"
        f" {memory:.0f} GiB, load {os.getloadavg()[0]:.1f} at the start",
        f"- Linux {os.uname().release}, histories on {_filesystem(bench.folder)}",
        f"- {_jdk(gateway)}",
        f"- {_version('ssh', '-V').split(',')[0]}, socat {socat}",
    ]
    for server in servers:
        lines.append(f"- with {server.name} the client's defaults agree on {_agreed(bench, server)}")
    return "\n".join(lines)


def _agreed(bench, server):
    """Key exchange and cipher, as the client tells them."""
    with Session(bench, server, "idle", options=["-v"]) as session:
        session.greet()
        told = session.log()
    kex = re.search(r"kex: algorithm: (\S+)", told)
    cipher = re.search(r"kex: server->client cipher: (\S+) MAC: (\S+)", told)
    mac = "" if cipher[2] == "<implicit>" else f" with {cipher[2]}"
    return f"{kex[1]}, {cipher[1]}{mac}"


def _jdk(gateway):
    release = os.path.join(gateway.jdk(), "release")
    return " JDK ".join(_first(release, f'{key}="(.*)"') for key in ("IMPLEMENTOR", "JAVA_RUNTIME_VERSION"))


def _first(path, pattern):
    with open(path, encoding="utf-8", errors="replace") as file:
        found = re.search(pattern, file.read())
    return found[1] if found else "unknown"


def _version(*command, pattern="(.*)"):
    ran = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    return re.search(pattern, ran.stdout)[1]


def _filesystem(path):
    ran = subprocess.run(["stat", "-f", "-c", "%T", path], stdout=subprocess.PIPE, text=True, check=True)
    return ran.stdout.strip()
