"""Consoles behind an SSH server: through the gateway, and with ssh -J past the same server."""
import os
import pwd
import shlex

import bulk
import keys
import processes
from bench import BenchError
from client import ssh
from servers import Gateway, Sshd, running
from tables import Table

CROWD = 200
"""Consoles behind one hop, all connected, nobody looks."""


class Hop(Sshd):
    """Forwards, and that is all."""

    name = "hop"
    FILES = "hop-"
    CONFIG = Sshd.CONFIG.replace("ForceCommand {command}\n", "")

    def user(self):
        return pwd.getpwuid(os.geteuid()).pw_name

    def via(self, bench):
        known = bench.file("hop-known-hosts")
        with open(bench.file("hop-hostkey.pub"), encoding="ascii") as key, open(known, "w", encoding="ascii") as hosts:
            hosts.write(f"[127.0.0.1]:{self.port} {key.read()}")
        return {"to": f"ssh://{self.user()}@127.0.0.1:{self.port}", "key": bench.key, "known-hosts": known}


class SshdBehind(Sshd):
    """The other side: its sessions come by way of the hop."""

    name = "ssh -J, sshd + socat"

    def __init__(self, bench, hop):
        super().__init__(bench)
        jump = ssh(bench, False, "-W", "%h:%p", "-p", hop.port, f"{hop.user()}@127.0.0.1")
        self._jump = ["-o", "ProxyCommand=" + shlex.join(jump)]

    def target(self, mode):
        return [*self._jump, *super().target(mode)]


def measure(bench):
    with running(Hop(bench)) as hop:
        via = hop.via(bench)
        names = [(mode, number) for mode in ("echo", "flood", "sink") for number in range(24)]
        consoles = {
            f"{mode}-{number}": {"address": f"unix:{bench.file(mode)}.sock", "via": via} for mode, number in names
        }
        with running(Gateway(bench, consoles)) as gateway, running(SshdBehind(bench, hop)) as sshd:
            tables = [keys.measure(bench, (gateway, sshd)), bulk.measure(bench, (gateway, sshd))]
        tables.append(_crowd(bench, hop, via))
    return "\n\n".join(str(table) for table in tables)


def _crowd(bench, hop, via):
    """What they are to the hop."""
    table = Table((f"{CROWD} consoles behind one hop", "is"))
    crowd = {f"idle-{number}": {"address": f"unix:{bench.file('idle')}.sock", "via": via} for number in range(CROWD)}
    with running(Gateway(bench, crowd, capture="always")):
        if not processes.wait_until(lambda: max(_open_files(hop)) >= CROWD, 60):
            raise BenchError("not all consoles behind the hop were connected")
        table.rows.append(("files open in the hop's busiest process", str(max(_open_files(hop)))))
        table.rows.append(("processes of the hop beside its first", str(len(hop.pids()) - 1)))
    return table


def _open_files(hop):
    return [len(os.listdir(f"/proc/{pid}/fd")) for pid in hop.pids()]
