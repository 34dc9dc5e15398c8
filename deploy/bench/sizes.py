"""How much is measured."""
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Sizes:
    """Counts are per side; warm-ups are made before and not counted."""

    rounds: int
    warm_ups: int
    bulk_bytes: int
    key_blocks_per_round: int
    keys_per_block: int
    warm_up_keys: int
    connects_per_round: int
    warm_up_connects: int
    idle_sessions: int
    captured_consoles: int
    start_histories: int
    """Of captured consoles, on disk when the gateway starts."""
    viewers: int
    """On one console, the writer included; a gateway lets in 64."""
    stream_bytes: int
    """What the console prints to them, at 1 MB/s."""
    fan_out: int
    """Clients on one console, for each of the daemons compared."""
    polled_consoles: tuple
    """Idle consoles, for each of the daemons compared."""
    daemon_rounds: int
    """Of these, for one that loses output is waited for."""
    history_bytes: int
    log_reads: int
    first_lines: int
    fleet_consoles: int
    fleet_seconds: float
    """How long its CPU time is taken."""
    cloud_projects: int
    cloud_people: int
    """At 20 calls a second, one for each and one for each project."""
    cloud_seconds: float
    """How long its calls are counted, when all are known."""
    attack_seconds: float
    """How long each lasts, beside its connecting."""
    listed_consoles: int
    soak_seconds: float
    """At least, of rounds with all attacks in each."""
    soak_attack_seconds: float
    load_sessions: tuple
    """People who type at the same time, a table for each."""
    load_warm_up: float
    load_seconds: int
    vspc_vms: int
    vspc_bulk_bytes: int
    """vSPC.py takes a second for each MB or so."""
    web_sockets: int
    """Idle ones, each at a console of its own."""
    shell_bytes: int
    """Through a command in a guest, where the line has no bound."""
    shell_paced_bytes: int
    """The same where it has 11,520 bytes a second."""
    shell_keys: int
    memory_rounds: int
    """Sessions and consoles by the hundred: their spread is small and a round takes long."""
    rest: float
    """Seconds to wait before memory is read: idle histories close their files after five."""
    attacks: tuple = ()
    """The only ones to be made; none named are all."""

    def with_rounds(self, rounds):
        if rounds is None:
            return self
        return replace(
            self,
            rounds=rounds,
            memory_rounds=min(rounds, self.memory_rounds),
            daemon_rounds=min(rounds, self.daemon_rounds),
        )


FULL = Sizes(
    rounds=10,
    warm_ups=4,
    bulk_bytes=256 << 20,
    key_blocks_per_round=2,
    keys_per_block=50,
    warm_up_keys=10_000,
    connects_per_round=5,
    warm_up_connects=40,
    idle_sessions=500,
    captured_consoles=20_000,
    start_histories=20_000,
    viewers=64,
    stream_bytes=20_000_000,
    fan_out=16,
    polled_consoles=(100, 1000),
    daemon_rounds=3,
    history_bytes=1 << 30,
    log_reads=5,
    first_lines=20,
    fleet_consoles=10000,
    fleet_seconds=30,
    cloud_projects=1000,
    cloud_people=10000,
    cloud_seconds=120,
    attack_seconds=10,
    listed_consoles=1000,
    soak_seconds=600,
    soak_attack_seconds=5,
    load_sessions=(800, 2000),
    load_warm_up=20,
    load_seconds=30,
    vspc_vms=5000,
    vspc_bulk_bytes=4 << 20,
    web_sockets=2000,
    shell_bytes=32 << 20,
    shell_paced_bytes=300_000,
    shell_keys=200,
    memory_rounds=3,
    rest=8,
)
QUICK = Sizes(
    rounds=3,
    warm_ups=2,
    bulk_bytes=64 << 20,
    key_blocks_per_round=1,
    keys_per_block=50,
    warm_up_keys=5_000,
    connects_per_round=3,
    warm_up_connects=10,
    idle_sessions=100,
    captured_consoles=5000,
    start_histories=20_000,
    viewers=64,
    stream_bytes=20_000_000,
    fan_out=16,
    polled_consoles=(100, 1000),
    daemon_rounds=1,
    history_bytes=1 << 30,
    log_reads=2,
    first_lines=10,
    fleet_consoles=10000,
    fleet_seconds=15,
    cloud_projects=100,
    cloud_people=1000,
    cloud_seconds=60,
    attack_seconds=5,
    listed_consoles=1000,
    soak_seconds=90,
    soak_attack_seconds=1,
    load_sessions=(100, 400),
    load_warm_up=5,
    load_seconds=10,
    vspc_vms=5000,
    vspc_bulk_bytes=4 << 20,
    web_sockets=200,
    shell_bytes=8 << 20,
    shell_paced_bytes=100_000,
    shell_keys=100,
    memory_rounds=1,
    rest=8,
)
SMOKE = Sizes(
    rounds=1,
    warm_ups=0,
    bulk_bytes=1 << 20,
    key_blocks_per_round=1,
    keys_per_block=20,
    warm_up_keys=20,
    connects_per_round=1,
    warm_up_connects=0,
    idle_sessions=5,
    captured_consoles=10,
    start_histories=20,
    viewers=8,
    stream_bytes=500_000,
    fan_out=3,
    polled_consoles=(5, 20),
    daemon_rounds=1,
    history_bytes=16 << 20,
    log_reads=1,
    first_lines=2,
    fleet_consoles=100,
    fleet_seconds=1,
    cloud_projects=5,
    cloud_people=20,
    cloud_seconds=2,
    attack_seconds=0.5,
    listed_consoles=20,
    soak_seconds=30,
    soak_attack_seconds=0.2,
    load_sessions=(5, 10),
    load_warm_up=1,
    load_seconds=2,
    vspc_vms=50,
    vspc_bulk_bytes=1 << 20,
    web_sockets=5,
    shell_bytes=1 << 20,
    shell_paced_bytes=10_000,
    shell_keys=10,
    memory_rounds=1,
    rest=0,
)
