"""What a client may do to a gateway at full speed, in a process of its own.

    attacks.py NAME PORT KEY SECONDS

Goes on for so long once its connections stand, and prints in one line what it did, if that can be counted.
All but `plain_packets` and `no_client` need Paramiko; all stay on the loopback. KEY is the file of a key that may open everything.
"""
import os
import random
import socket
import sys
import threading
import time

HOST = "127.0.0.1"
STRANGER = "127.0.3.{}"
"""Nobody signs in from here: an address with people has more places, and is not refused for failing."""
NICENESS = 10
"""An attacker has a machine of its own: on this one it takes the processor that the others leave."""
UNKNOWN = bytes.fromhex("0000000c0a5a") + bytes(10)
"""A plain packet that opens a channel, long before anybody may."""
PATTERN = "'(x*y*z*){500}q'"
CONNECTIONS, CHANNELS, EARLY_BYTES = 60, 32, 4096
"""Of one person: the channels of a connection, and what one takes before anything is asked for on it."""
CONNECTING = 30
MSG_SERVICE_REQUEST, MSG_USERAUTH_REQUEST, MSG_GLOBAL_REQUEST, MSG_CHANNEL_REQUEST = 5, 50, 80, 98


class Attack:
    """Counts what is done until the time is over; the time may be started anew."""

    def __init__(self, port, key, seconds):
        self._port, self._key, self._seconds = port, key, seconds
        self._lock = threading.Lock()
        self._counts = {}
        self.start_time()

    def start_time(self):
        self._end = time.monotonic() + self._seconds

    def goes_on(self):
        return time.monotonic() < self._end

    def wait(self):
        time.sleep(max(0, self._end - time.monotonic()))

    def count(self, what, more=1):
        with self._lock:
            self._counts[what] = self._counts.get(what, 0) + more

    def told(self):
        with self._lock:
            return ", ".join(f"{number:,.0f} {what}" for what, number in self._counts.items())

    def socket(self, source=HOST):
        return socket.create_connection((HOST, self._port), CONNECTING, (source, 0))

    def sign_in(self, console):
        """A transport of Paramiko, whose ears can be shut."""
        import paramiko

        deaf = Deaf(self.socket())
        transport = paramiko.Transport(deaf)
        transport.ears = deaf.ears
        transport.start_client(timeout=CONNECTING)
        transport.auth_publickey(f"bench/{console}", paramiko.Ed25519Key.from_private_key_file(self._key))
        return transport

    def beside(self, work, *arguments, times=1):
        """Threads that end with the process at the latest; what they fail at is counted."""

        def run():
            try:
                work(*arguments)
            except Exception as failure:  # whatever Paramiko raises when it is cut off
                self.count(f"× {type(failure).__name__}")

        threads = [threading.Thread(target=run, daemon=True) for _ in range(times)]
        for thread in threads:
            thread.start()
        return threads


class Deaf:
    """A socket from which nothing is read while its ears are shut."""

    def __init__(self, open_socket):
        self._socket = open_socket
        self.ears = threading.Event()
        self.ears.set()

    def recv(self, most):
        if not self.ears.wait(0.1):
            raise TimeoutError
        return self._socket.recv(most)

    def __getattr__(self, name):
        return getattr(self._socket, name)


def no_client(attack):
    """For comparison: a program that has nothing to do with the gateway takes a core."""
    while attack.goes_on():
        sum(range(10_000))


def plain_packets(attack):
    block = UNKNOWN * 4096
    source = STRANGER.format(random.randrange(1, 255))
    while attack.goes_on():
        try:
            with attack.socket(source) as stranger:
                attack.count("connections")
                stranger.settimeout(0.2)
                stranger.sendall(b"SSH-2.0-x\r\n")
                _send_on(attack, stranger, block)
        except OSError:
            attack.count("cut off")


def _send_on(attack, stranger, block):
    while attack.goes_on():
        try:
            attack.count("MB", stranger.send(block) / 1e6)
        except TimeoutError:
            continue  # not listened to at the moment


def global_requests(attack):
    transport = attack.sign_in("idle-0")
    transport.ears.clear()
    attack.start_time()
    attack.beside(_send_requests, attack, transport)
    attack.wait()


def _send_requests(attack, transport):
    request = _message(MSG_GLOBAL_REQUEST, "keepalive@example.org", True)
    while attack.goes_on():
        transport.packetizer.send_message(request)
        attack.count("requests")


def two_waits(attack):
    _run_on(attack, [attack.sign_in("drip-0")] * 2, f"wait {PATTERN}")


def four_waits(attack):
    _run_on(attack, [attack.sign_in("drip-0")] * 4, f"wait {PATTERN}")


def greps(attack):
    _run_on(attack, [attack.sign_in("log-0")] * 4, f"log --grep {PATTERN}")


def lists(attack):
    _run_on(attack, [attack.sign_in("idle-0") for _ in range(8)], "list")


def _run_on(attack, transports, command):
    """One command after the other on each, all that they print read."""

    def run(transport):
        while attack.goes_on():
            with transport.open_session() as channel:
                channel.exec_command(command)
                attack.count("started")
                while channel.recv(1 << 16):
                    pass
                attack.count("ended")

    attack.start_time()
    for transport in transports:
        attack.beside(run, transport)
    attack.wait()


def early_input(attack):
    def connect():
        for _ in range(CONNECTIONS // 6):
            transport = attack.sign_in("idle-0")
            attack.count("connections")
            for _ in range(CHANNELS):
                transport.open_session().sendall(bytes(EARLY_BYTES))
                attack.count("channels")

    for thread in attack.beside(connect, times=6):
        thread.join()
    attack.start_time()
    attack.wait()


def key_offers(attack):
    source = STRANGER.format(random.randrange(1, 255))
    attack.beside(_offer_on, attack, source, times=8)
    attack.wait()


def _offer_on(attack, source):
    import paramiko

    while attack.goes_on():
        attack.count("connections")
        transport = None
        try:
            transport = paramiko.Transport(attack.socket(source))
            transport.start_client(timeout=CONNECTING)
            transport.packetizer.send_message(_message(MSG_SERVICE_REQUEST, "ssh-userauth"))
            while attack.goes_on() and transport.is_active():
                transport.packetizer.send_message(_offer())
                attack.count("offers")
            transport.packetizer.send_message(_message(MSG_SERVICE_REQUEST, "ssh-userauth"))
        except (OSError, EOFError, paramiko.SSHException):
            attack.count("cut off")
        finally:
            if transport:
                transport.close()


def _offer():
    """A key that nobody has, without a signature."""
    key = _message(None, "ssh-ed25519", os.urandom(32)).asbytes()
    return _message(MSG_USERAUTH_REQUEST, "bench/echo-0", "ssh-connection", "publickey", False, "ssh-ed25519", key)


def breaks(attack):
    transport = attack.sign_in("break-0")
    channel = _shell(transport)
    attack.start_time()
    attack.beside(_send_breaks, attack, transport, channel)
    attack.beside(_read_on, channel)
    attack.wait()


def _send_breaks(attack, transport, channel):
    request = _message(MSG_CHANNEL_REQUEST, channel.remote_chanid, "break", False, 500)
    while attack.goes_on():
        transport.packetizer.send_message(request)
        attack.count("breaks")


def _read_on(channel):
    while channel.recv(1 << 16):
        pass


def slow_reader(attack):
    transport = attack.sign_in("spew-0")
    _shell(transport)
    transport.ears.clear()
    attack.start_time()
    attack.wait()


def _shell(transport):
    channel = transport.open_session()
    channel.get_pty()
    channel.invoke_shell()
    return channel


def _message(number, *fields):
    import paramiko

    message = paramiko.Message()
    if number is not None:
        message.add_byte(bytes([number]))
    for field in fields:
        if isinstance(field, bool):
            message.add_boolean(field)
        elif isinstance(field, int):
            message.add_int(field)
        else:
            message.add_string(field)
    return message


ATTACKS = {
    work.__name__: work
    for work in (
        *(no_client, plain_packets, global_requests, two_waits, four_waits, greps),
        *(early_input, key_offers, lists, breaks, slow_reader),
    )
}


def main(name, port, key, seconds):
    os.nice(NICENESS)
    attack = Attack(int(port), key, float(seconds))
    ATTACKS[name](attack)
    print(attack.told(), flush=True)
    os._exit(0)  # the kernel closes all of it at once, read or not


if __name__ == "__main__":
    main(*sys.argv[1:])
