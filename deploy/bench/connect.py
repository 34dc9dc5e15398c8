"""From starting the client to the guest's first byte."""
import time

from client import GREETING, Session
from tables import Target, versus_sshd

EXCHANGES = {
    "curve25519-sha256": (["-o", "KexAlgorithms=curve25519-sha256"], Target("≤", 0.12)),
    "the client's default exchange": ([], Target("≤", 0.3)),
}


def measure(bench, servers):
    table = versus_sshd("connect to first byte")
    for name, (options, target) in EXCHANGES.items():
        bench.say(f"  {name}")
        for server in bench.pairs(bench.sizes.warm_up_connects, servers):
            _connect(bench, server, options)
        times = {server: [] for server in servers}
        for server in bench.pairs(bench.sizes.rounds * bench.sizes.connects_per_round, servers):
            times[server].append(_connect(bench, server, options))
        table.ratio(f"{name}, ms", *(times[server] for server in servers), target)
    return table


def _connect(bench, server, options):
    """Milliseconds."""
    began = time.perf_counter()
    with Session(bench, server, "idle", options=options) as session:
        with session.limit():
            first = session.read(1)
            took = time.perf_counter() - began
            session.expect(GREETING[len(first) :])
    server.settle()
    return took * 1000
