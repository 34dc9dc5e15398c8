"""One session by Paramiko: WHAT PORT KEY NAME [COMMAND], or [through INNER-KEY]. Prints what came, then the exit status."""

import sys

import paramiko

PATIENCE = 20
ALL = bytes(range(256))


def sign_in(host, port, key, name, through=None):
    client = paramiko.SSHClient()
    client.set_missing_host_key_policy(paramiko.AutoAddPolicy())
    client.connect(host, port=port, username=name, key_filename=key, sock=through,
                   allow_agent=False, look_for_keys=False, timeout=PATIENCE)
    return client


def connect(port, key, name, inner_key=None):
    client = sign_in("127.0.0.1", int(port), key, name)
    if inner_key:
        way = client.get_transport().open_channel("direct-tcpip", (name, 22), ("127.0.0.1", 0))
        try:
            outer, client = client, sign_in(name, 22, inner_key, "root", way)
        except paramiko.AuthenticationException as refused:
            print("not let in:", refused)
            client.close()
            sys.exit()
        client.outer = outer
    channel = client.get_transport().open_session()
    channel.settimeout(PATIENCE)
    return client, channel


def read_until(read, done):
    got = b""
    while not done(got):
        piece = read(4096)
        if not piece:
            raise EOFError(got)
        got += piece
    return got


def end(channel):
    """Ends stdin, prints what still comes, and the exit status."""
    channel.shutdown_write()
    for piece in iter(lambda: channel.recv(4096), b""):
        sys.stdout.write(piece.decode())
    status = channel.recv_exit_status()
    print("exit status", status, flush=True)


def command(channel, words):
    channel.exec_command(words)
    end(channel)


def echo(channel):
    channel.set_environment_variable("CONSOLE_EOF", "close")
    channel.invoke_shell()
    read_until(channel.recv_stderr, lambda got: got.endswith(b"\n"))
    channel.sendall(ALL)
    if read_until(channel.recv, lambda got: len(got) >= len(ALL)) == ALL:
        print("all bytes came back", flush=True)
    end(channel)


def terminal(channel):
    """A terminal that is told its past by the environment, and then gets another size."""
    channel.get_pty("xterm", width=100, height=30)
    channel.set_environment_variable("CONSOLE_REPLAY", "none")
    channel.set_environment_variable("CONSOLE_EOF", "close")
    channel.invoke_shell()
    first = read_until(channel.recv, lambda got: got.endswith(b"$ "))
    channel.resize_pty(width=132, height=50)
    second = read_until(channel.recv, lambda got: got.endswith(b"$ "))
    print((first + second).decode(), flush=True)
    end(channel)


def prompt(channel):
    """Prints what comes on a terminal that is called as people's are."""
    channel.get_pty("xterm")
    channel.invoke_shell()
    while True:
        sys.stdout.buffer.write(channel.recv(4096))
        sys.stdout.flush()


what, *where = sys.argv[1:]
words = where[3:]
inner = words[1:] if words[:1] == ["through"] else []
client, channel = connect(*where[:3], *inner)
{"command": command, "echo": echo, "prompt": prompt, "terminal": terminal}[what](channel, *([] if inner else words))
client.close()
