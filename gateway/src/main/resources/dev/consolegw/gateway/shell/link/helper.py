# What the gateway runs in a guest: it serves commands and connections over the terminal that it was
# started on, in frames; what stands outside of them is other people's text. Python 3.4 and newer.
# Comments and blank lines are left out of what is sent; the rest must fit in about 5 KB, compressed.
import ast, base64, errno, fcntl, os, pwd, re, select, signal, socket, struct, subprocess, sys, termios, time, zlib

DATA, ACK, NAK, READY, HELLO, PING, GONE = range(7)
OPENED, FAILED, BYTES, ERRORS, EOF, WINDOW, RESIZE, SIGNAL, CLOSE, EXEC, CONNECT, EXIT, COPY, B64, LISTEN, ACCEPTED, ARGS, COPY64, BYE = range(1, 20)
MARK = b'\xc1'
IGNORED = signal.SIGPIPE, signal.SIGINT, signal.SIGQUIT, signal.SIGTTOU, signal.SIGTSTP
CREDIT = 262144
FIRST = 16384
CHANNELS = 64
NONCE = os.urandom(8)
now = time.monotonic


# Frames: C1 body C1, or 02 base64 03 where the line does not carry all bytes.
class Wire:
    def __init__(s):
        s.out = bytearray()
        s.buf = bytearray()
        s.tail = b''
        s.armour = s.search = True
        s.inside = 0
        s.breaks = []
        s.heard = now()

    def put(s, kind, seq, ack, payload=b''):
        b = struct.pack('>BHH', kind, seq & 65535, ack & 65535) + payload
        b += struct.pack('>I', zlib.crc32(b) & 0xffffffff)
        if s.armour:
            b = b'\2' + base64.b64encode(b) + b'\3'
        else:
            for plain, written in s.escape:
                b = b.replace(plain, written)
            b = MARK + b + MARK
        s.out += b

    # All bytes, twice: what comes over in its place is safe.
    def probe(s):
        s.out += b'<@<' + bytes(range(256)) * 2 + b'\x11>@>'

    def lost(s):
        m = re.findall(b'(?s)<@<(.*?)>@>', s.tail)
        if not m:
            return b'\xff' * 32
        bits = bytearray(32)
        for i in range(256):
            if bytes([(i - 1) % 256, i, (i + 1) % 256]) not in m[-1]:
                bits[i >> 3] |= 1 << (i & 7)
        return bytes(bits)

    def unfit(s, bits):
        bad = {i for i in range(256) if bits[i >> 3] >> (i & 7) & 1}
        return bad, len(bad) > 48 or bool(bad & {0xc0, 0xc1, 0xe0, 0xe1}) or any(i ^ 32 in bad for i in bad)

    def use(s, bits):
        bad, s.armour = s.unfit(bits)
        s.escape = [(bytes([i]), bytes([0xc0, i ^ 32])) for i in [0xc0, 0xc1] + sorted(bad)]

    def feed(s, new):
        s.tail = (s.tail + new)[-4096:]
        s.buf += new
        frames = []
        while s.search:
            m = re.search(b'\2([A-Za-z0-9+/=]{12,})\3', s.buf)
            if not m:
                break
            s.take(m.group(), frames)
            del s.buf[:m.end()]
        bodies = bytes(s.buf).split(MARK)
        for b in bodies[:-1]:
            s.inside = 0 if s.take(b, frames) else now()
        s.buf = bytearray(bodies[-1])
        if s.search and b'\2RESET\3' in s.buf:
            raise EOFError('it was told to end')
        # Somebody presses Ctrl-C: that is no piece of a frame whose mark was lost.
        keys = bytes(s.buf[-16:])
        if b'\3' in keys and max(keys) < 128 and not b'\2' in keys and (not s.inside or now() - s.inside > 10):
            s.breaks += [now()] * min(keys.count(b'\3'), new.count(b'\3'))
            s.breaks = [t for t in s.breaks if now() - t < 2]
            if len(s.breaks) > 4:
                raise EOFError('somebody at the console has ended it')
        if len(s.buf) > 4096:
            del s.buf[:]
            s.inside = 0
        return frames

    def take(s, b, frames):
        if b in (b'RESET', b'\2RESET\3'):
            raise EOFError('it was told to end')
        try:
            if b[:1] == b'\2' and b[-1:] == b'\3':
                b = base64.b64decode(b[1:-1])
            else:
                p = b.split(b'\xc0')
                b = p[0] + b''.join(bytes([x[0] ^ 32]) + x[1:] for x in p[1:])
            ok = len(b) > 8 and struct.pack('>I', zlib.crc32(b[:-4]) & 0xffffffff) == b[-4:]
        except (ValueError, IndexError):
            ok = False
        if ok:
            frames.append(struct.unpack('>BHH', b[:5]) + (b[5:-4],))
            s.heard = now()
            s.breaks = []
        elif len(b) > 8:
            frames.append(None)
        return ok


# Numbered frames: what is lost is sent again; no more on the way than the line takes in a moment.
class Arq:
    def __init__(s, wire):
        s.wire = wire
        s.more = s.first = s.sent = s.flight = s.next = s.total = s.rate = s.rtt = s.asked = 0
        s.q = []
        s.pend = bytearray()
        s.base = 1
        s.cap = 4096
        s.window = 2048
        s.mtu = 256
        s.ready = 4096
        s.rto = 1
        s.owed = s.slow = False
        s.since = now()

    def pump(s):
        w = s.wire
        while len(w.out) < s.ready and s.up:
            if s.sent == len(s.q):
                if not s.pend or s.flight and s.flight + min(len(s.pend), s.mtu) > s.window:
                    break
                s.q.append([bytes(s.pend[:s.mtu]), 0, 0, len(s.pend) > s.mtu])
                del s.pend[:s.mtu]
            e = s.q[s.sent]
            if s.flight and s.flight + len(e[0]) > s.window:
                break
            if not s.sent:
                s.since = now()
            e[1:3] = (-1 if e[1] else now()), s.total
            w.put(DATA, s.first + s.sent, s.next, e[0])
            s.sent += 1
            s.flight += len(e[0])
            s.owed = False
        if s.owed and not s.more:
            w.put(ACK, 0, s.next)
            s.owed = False

    def again(s, share):
        s.sent = s.flight = 0
        s.slow = True
        s.cap = max(2 * s.mtu, s.cap // share)
        s.window = min(s.window, s.cap)

    def alarm(s):
        if s.sent and now() - s.since > s.rto:
            s.rto = min(8, 2 * s.rto)
            s.again(8)

    def heard(s, kind, seq, ack, payload):
        n = (ack - s.first) & 65535
        if 0 < n <= len(s.q):
            size = sum(len(e[0]) for e in s.q[:n])
            s.flight -= sum(len(e[0]) for e in s.q[:min(n, s.sent)])
            e = s.q[n - 1]
            del s.q[:n]
            s.first += n
            s.sent = max(0, s.sent - n)
            s.total += size
            s.since = now()
            s.measure(e, size)
        if kind == NAK and s.q and not n > len(s.q):
            s.again(2)
        if kind == DATA:
            d = (seq - s.next) & 65535
            s.owed = True
            if d == 0:
                s.next += 1
                s.asked = 0
                return payload
            if d < 32768:
                s.bad()
        elif kind == PING:
            s.owed = True
        return b''

    def bad(s):
        if now() - s.asked > max(0.5, 2 * s.rtt):
            s.asked = now()
            s.wire.put(NAK, 0, s.next)

    def measure(s, e, size):
        s.cap = min(131072, s.cap + (size * s.mtu // s.cap if s.slow else size))
        if e[1] > 0:
            t = max(now() - e[1], 1e-4)
            r = (s.total - e[2]) / t
            s.base = min(s.base, t)
            s.rtt = max(t, s.rtt * 0.9)
            if r > s.rate or e[3]:
                s.rate += (r - s.rate) * (0.5 if r > s.rate else 0.03 if r * 2 > s.rate else 0.125)
            s.mtu = int(max(128, min(1024, s.rate * 0.03)))
            s.ready = int(max(4096, min(65536, s.rate * 0.005)))
            s.rto = max(1, 4 * s.rtt + s.window / (s.rate + 1))
        s.window = int(min(s.cap, max(2 * s.mtu, s.rate * (s.base + 0.04))))


class Channel:
    def __init__(s, number):
        s.number = number
        s.proc = s.sock = s.listener = s.lookup = s.inp = s.code = s.ended = s.kill = None
        s.outs = {}
        s.queue = bytearray()
        s.carry = b''
        s.eof = s.pty = s.opening = s.hung = False
        s.own = 0
        s.credit = FIRST
        s.given = s.last = 0

    def wants(s):
        return s.inp is not None and (s.queue or s.opening)

    def drop(s, fd):
        s.outs.pop(fd, None)
        if not s.sock and not s.pty:
            os.close(fd)
            if fd == s.inp:
                s.inp = None

    def signal(s, n):
        groups = {s.proc.pid} if s.proc else set()
        if s.pty and s.inp is not None:
            try:
                groups.add(os.tcgetpgrp(s.inp))
            except OSError:
                pass
        for g in groups - {0, os.getpgrp()}:
            try:
                os.killpg(g, n)
            except OSError:
                pass


class Helper:
    def __init__(s):
        s.wire = Wire()
        s.arq = Arq(s.wire)
        s.arq.up = False
        s.zo = zlib.compressobj(6)
        s.zi = zlib.decompressobj()
        s.mess = b''
        s.came = bytearray()
        s.ring = bytearray()
        s.args = {}
        s.channels = {}
        s.ratio = 1
        s.dull = 0
        s.mixed = True
        s.bye = s.hello = s.pause = 0
        s.level = None
        s.number = 32768
        s.wake, w = os.pipe()
        nonblocking(s.wake)
        nonblocking(w)
        signal.set_wakeup_fd(w)
        signal.signal(signal.SIGCHLD, lambda *a: None)

    def tell(s, op, number, data=b''):
        b = s.pack(struct.pack('>BHI', op, number, len(data)) + data)
        s.ratio += (max(1, min(64, len(data) / len(b))) - s.ratio) / 4 if data else 0
        s.arq.pend += b

    # Data that does not get shorter is stored as it is where the line is faster than compression.
    def pack(s, b):
        n = len(b)
        if s.dull > 32768 and s.arq.rate > 2e6:
            s.dull += n
            if s.dull > 524288:
                s.dull = 32768
            z = s.zo.flush(zlib.Z_FULL_FLUSH) if s.mixed else b''
            s.mixed = False
            return z + struct.pack('<BHH', 0, n, n ^ 65535) + b
        s.mixed = True
        z = s.zo.compress(b) + s.zo.flush(zlib.Z_SYNC_FLUSH)
        if n > 64:
            s.dull = s.dull + n if n < 1.05 * len(z) else 0
        return z

    def took(s, c, n):
        c.given += n
        if c.given >= CREDIT // 8:
            s.tell(WINDOW, c.number, struct.pack('>I', c.given))
            c.given = 0

    def fail(s, number, x):
        s.tell(FAILED, number, (getattr(x, 'strerror', None) or str(x)).encode('utf8', 'replace')[:300])

    def frame(s, kind, seq, ack, payload):
        if kind == HELLO:
            bits = s.wire.lost()
            s.wire.put(READY, 0, s.arq.next, NONCE + bits + payload[:1])
            if payload[0] & 2:
                return
            s.memory = struct.unpack('>I', payload[1:5])[0]
            s.wire.use(payload[5:37])
            s.wire.search = s.wire.unfit(bits)[1]
            if payload[0] & 1 and s.level is None:
                s.quiet()
            if not s.arq.up:
                s.arq.up = True
            elif s.arq.q:
                s.arq.again(1)
        elif s.arq.up:
            s.came += s.arq.heard(kind, seq, ack, payload)

    def messages(s):
        m = s.mess + s.zi.decompress(s.came)
        del s.came[:]
        at = 0
        while len(m) >= at + 7:
            op, number, n = struct.unpack('>BHI', m[at:at + 7])
            if len(m) < at + 7 + n:
                break
            at += 7 + n
            s.message(op, number, m[at - n:at])
        s.mess = m[at:]

    # Kernel lines would stand in the middle of frames.
    def quiet(s):
        try:
            with open('/proc/sys/kernel/printk', 'r+') as f:
                s.level = f.read().split()[0]
                f.seek(0)
                f.write('1')
        except OSError:
            s.level = ''

    def remember(s, d):
        s.ring += d
        if len(s.ring) > s.memory + 1048576:
            del s.ring[:-s.memory]

    def message(s, op, number, d):
        c = s.channels.get(number)
        if op in (COPY, COPY64):
            back, n = struct.unpack('>II', d)
            at = len(s.ring) - back
            d = bytes(s.ring[at:at + n])
            op = BYTES if op == COPY else B64
        if op in (BYTES, B64):
            s.remember(d)
            if c and op == B64:
                d = c.carry + d
                n = len(d) // 3 * 3
                c.carry = d[n:]
                d = base64.b64encode(d[:n])
        if op == ARGS:
            s.args[number] = s.args.get(number, b'') + d
        elif op in (EXEC, CONNECT, LISTEN):
            c = Channel(number)
            d = s.args.pop(number, b'')
            try:
                if len(s.channels) >= CHANNELS:
                    raise OSError(0, 'too many channels')
                {EXEC: s.execute, CONNECT: s.connect, LISTEN: s.listen}[op](c, d)
                s.channels[number] = c
            except Exception as x:
                s.fail(number, x)
        elif op == BYE:
            s.bye = now()
            s.tell(BYE, 0)
        elif not c:
            pass
        elif op in (BYTES, B64):
            if c.inp is None:
                s.took(c, len(d))
            else:
                c.queue += d
                s.write(c)
        elif op == EOF:
            c.eof = True
            s.write(c)
        elif op == WINDOW:
            c.credit += struct.unpack('>I', d)[0]
        elif op == RESIZE and c.pty and c.inp is not None:
            w, h = struct.unpack('>HH', d)
            fcntl.ioctl(c.inp, termios.TIOCSWINSZ, struct.pack('HHHH', h, w, 0, 0))
        elif op == SIGNAL:
            n = getattr(signal, 'SIG' + d.decode('latin1'), None)
            if isinstance(n, int):
                c.signal(n)
        elif op == CLOSE:
            s.hangup(c)

    def execute(s, c, d):
        flags, cols, rows = struct.unpack('>BHH', d[:5])
        fields = d[5:].split(b'\0')
        term, account, n = fields[0], fields[1], int(fields[2])
        command = b'\0'.join(fields[3 + n:])
        me = pwd.getpwuid(os.getuid())
        shell = me.pw_shell or '/bin/sh'
        home = me.pw_dir if os.path.isdir(me.pw_dir) else '/'
        env = {k: v for k, v in os.environ.items() if k[:3] == 'LC_' or k in ('PATH', 'LANG', 'TZ', 'MAIL')}
        env.setdefault('PATH', '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin')
        env.update(HOME=me.pw_dir, USER=me.pw_name, LOGNAME=me.pw_name, SHELL=shell)
        env = {os.fsencode(k): os.fsencode(v) for k, v in env.items()}
        env.update(x.split(b'=', 1) for x in fields[3:3 + n])
        # A tool asks for the home of the name that it signed in with, which is not always a name here.
        if account and command in (b"/bin/sh -c 'echo ~" + account + b" && sleep 0'",
                                   b"/bin/sh -c 'echo '\"'\"'~" + account + b"'\"'\"' && sleep 0'"):
            command = b"echo '" + os.fsencode(me.pw_dir).replace(b"'", b"'\\''") + b"'"
        argv = [os.fsencode(shell), b'-c', command] if command else [b'-' + os.fsencode(os.path.basename(shell))]
        ends = []
        try:
            if flags & 1:
                env[b'TERM'] = term or b'vt220'
                master, slave = os.openpty()
                ends = [slave]
                mine = [master]
                fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack('HHHH', rows, cols, 0, 0))
                theirs = [slave] * 3
            else:
                pairs = [os.pipe() for i in range(3)]
                theirs = [pairs[0][0], pairs[1][1], pairs[2][1]]
                ends = list(theirs)
                mine = [pairs[0][1], pairs[1][0], pairs[2][0]]
            def child():
                os.setsid()
                for n in IGNORED:
                    signal.signal(n, signal.SIG_DFL)
                if flags & 1:
                    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
            try:
                c.proc = subprocess.Popen(argv, executable=shell, stdin=theirs[0], stdout=theirs[1], stderr=theirs[2],
                                          cwd=home, env=env, preexec_fn=child, close_fds=True)
            except Exception:
                ends += mine
                raise
        finally:
            for fd in ends:
                os.close(fd)
        for fd in mine:
            nonblocking(fd)
        c.pty = bool(flags & 1)
        c.inp = mine[0]
        c.outs = {mine[0]: BYTES} if c.pty else {mine[1]: BYTES, mine[2]: ERRORS}
        s.tell(OPENED, c.number)

    def adopt(s, c, k):
        k.setblocking(False)
        c.sock = k
        c.inp = k.fileno()

    # Names are looked up by a child, for that may take long.
    def connect(s, c, d):
        host, port = d.decode().rsplit(' ', 1)
        r, w = os.pipe()
        c.lookup = os.fork()
        if not c.lookup:
            try:
                signal.signal(signal.SIGHUP, signal.SIG_DFL)
                signal.alarm(30)
                a = [(int(x[0]), x[4]) for x in socket.getaddrinfo(host, int(port), 0, socket.SOCK_STREAM)][:8]
            except Exception as x:
                a = getattr(x, 'strerror', None) or str(x)
            os.write(w, repr(a)[:4000].encode())
            os._exit(0)
        os.close(w)
        c.outs = {r: CONNECT}

    def found(s, c, fd):
        a = os.read(fd, 4096).decode() or "'it was not found in time'"
        os.waitpid(c.lookup, 0)
        c.lookup = None
        c.drop(fd)
        c.error = 'no such address'
        try:
            c.ways = ast.literal_eval(a)
            if isinstance(c.ways, str):
                c.error, c.ways = c.ways, []
        except Exception:
            c.ways = []
        s.next_way(c)

    def next_way(s, c):
        while c.ways:
            family, address = c.ways.pop(0)
            try:
                s.adopt(c, socket.socket(int(family), socket.SOCK_STREAM))
                n = c.sock.connect_ex(address)
            except OSError as x:
                n = x.errno
            if not n or n == errno.EINPROGRESS:
                c.opening = True
                return
            c.error = os.strerror(n)
        c.sock = c.inp = None
        del s.channels[c.number]
        s.fail(c.number, c.error)

    def listen(s, c, d):
        host, port = d.decode().rsplit(' ', 1)
        family, kind, proto, name, address = socket.getaddrinfo(host or None, int(port), 0, socket.SOCK_STREAM, 0, socket.AI_PASSIVE)[0]
        k = socket.socket(family, kind, proto)
        try:
            k.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            k.bind(address)
            k.listen(16)
        except OSError:
            k.close()
            raise
        k.setblocking(False)
        c.listener = k
        s.tell(OPENED, c.number, struct.pack('>H', k.getsockname()[1]))

    def accept(s, c):
        try:
            k, peer = c.listener.accept()
        except OSError:
            return
        if len(s.channels) >= CHANNELS:
            k.close()
            return
        while s.number in s.channels:
            s.number = 32768 + (s.number + 1) % 32768
        n = Channel(s.number)
        s.number = 32768 + (s.number + 1) % 32768
        s.adopt(n, k)
        n.outs = {n.inp: BYTES}
        s.channels[n.number] = n
        s.tell(ACCEPTED, c.number, struct.pack('>H', n.number) + ('%s %d' % peer[:2]).encode())

    def write(s, c):
        if c.opening:
            return
        if c.queue and c.inp is not None:
            try:
                n = os.write(c.inp, c.queue[:65536])
                del c.queue[:n]
            except (BlockingIOError, InterruptedError):
                n = 0
            except OSError:
                n = len(c.queue)
                c.queue.clear()
                if not c.pty and not c.sock:
                    c.drop(c.inp)
            if not c.queue:
                n -= c.own
                c.own = 0
            s.took(c, n)
        if c.eof and not c.queue and c.inp is not None:
            c.eof = False
            if c.sock:
                c.hung = True
                try:
                    c.sock.shutdown(1)
                except OSError:
                    pass
            elif not c.pty:
                c.drop(c.inp)
            elif termios.tcgetattr(c.inp)[3] & termios.ICANON:
                c.queue += b'\4'
                c.own = 1
                s.write(c)

    def opened(s, c):
        n = c.sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        c.opening = False
        if n:
            c.sock.close()
            c.error = os.strerror(n)
            s.next_way(c)
        else:
            c.outs = {c.inp: BYTES}
            s.tell(OPENED, c.number)
            s.write(c)

    def read(s, c, fd):
        c.last = now()
        size = max(s.arq.mtu - 24, s.arq.window // 8) * s.ratio
        try:
            b = os.read(fd, int(max(1, min(16384, size, c.credit))))
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            b = b''
        if b:
            c.credit -= len(b)
            s.tell(c.outs[fd], c.number, b)
        else:
            s.tell(EOF, c.number, bytes([c.outs[fd]]))
            c.drop(fd)

    # What was sent to a connection before its end was told is still delivered, within 30 s.
    def hangup(s, c):
        if c.sock and not c.opening and c.inp is not None and (c.queue or c.eof):
            c.outs.clear()
            c.eof = True
            c.kill = now() + 30
            s.write(c)
            return
        c.queue.clear()
        if c.listener:
            c.listener.close()
            s.end(c)
        elif not c.proc:
            s.end(c)
        else:
            c.signal(signal.SIGHUP)
            c.signal(signal.SIGCONT)
            if not c.kill:
                c.kill = now() + 5
            for fd in [] if c.pty else list(c.outs) + [c.inp]:
                if fd is not None:
                    c.drop(fd)
            c.outs.clear()

    def end(s, c):
        for fd in set(c.outs) | ({c.inp} if c.inp is not None else set()):
            if not c.sock:
                os.close(fd)
        if c.sock:
            c.sock.close()
        if c.lookup:
            os.kill(c.lookup, signal.SIGKILL)
            os.waitpid(c.lookup, 0)
        c.outs.clear()
        c.inp = None
        s.channels.pop(c.number, None)
        s.tell(EXIT, c.number, struct.pack('>i', c.code or 0))

    # Ended are: a process that left nothing to read for a second, a connection closed both ways.
    def check(s, c, idle):
        if c.proc:
            if c.code is None:
                c.code = c.proc.poll()
                c.ended = now()
            if c.kill and now() > c.kill and c.code is None:
                c.signal(signal.SIGKILL)
                c.kill = now() + 5
            if c.code is not None and (not c.outs or idle and c.credit > 0 and now() - max(c.ended, c.last) > 1):
                s.end(c)
        elif c.sock and not c.opening and not c.outs and (c.hung or c.inp is None or c.kill and now() > c.kill):
            s.end(c)

    def turn(s):
        a, w = s.arq, s.wire
        a.alarm()
        a.pump()
        room = a.up and a.sent == len(a.q) and a.flight + len(a.pend) < a.window
        if a.sent and a.flight + len(a.pend) >= a.window:
            a.q[a.sent - 1][3] = True
        R, W = [0, s.wake], [1] if w.out else []
        owner = {}
        wait = 15.0 if a.up else 1.0
        if a.sent:
            wait = min(wait, max(0.01, a.since + a.rto - now()))
        for c in s.channels.values():
            if c.wants():
                W.append(c.inp)
                owner[c.inp] = c
            if room and c.listener:
                R.append(c.listener.fileno())
                owner[R[-1]] = c
            if room and c.credit > 0:
                for fd in c.outs:
                    R.append(fd)
                    owner[fd] = c
            if c.code is not None or c.kill:
                wait = min(wait, 0.25)
        if s.bye:
            wait = min(wait, 0.1)
        if a.more:
            wait = 0.002
        try:
            r, ready, _ = select.select(R, W, [], wait)
        except InterruptedError:
            return
        if s.wake in r:
            os.read(s.wake, 4096)
        if 0 in r:
            s.listen_line()
        else:
            a.more = 0
        for fd in ready:
            c = owner.get(fd)
            if c and c.inp == fd:
                s.opened(c) if c.opening else s.write(c)
        if 1 in ready and w.out:
            try:
                del w.out[:os.write(1, w.out)]
            except (BlockingIOError, InterruptedError):
                pass
        # Whoever was quiet for longest goes first: keys before files.
        for fd in sorted((fd for fd in r if fd in owner), key=lambda fd: owner[fd].last):
            c = owner[fd]
            if a.flight + len(a.pend) >= a.window:
                break
            if c.listener and c.number in s.channels:
                s.accept(c)
            elif c.outs.get(fd) == CONNECT:
                s.found(c, fd)
            elif fd in c.outs and c.credit > 0:
                s.read(c, fd)
        for c in list(s.channels.values()):
            s.check(c, room and not any(fd in r for fd in c.outs))

    # As much as there is: what is said to it is said once. A full buffer is seldom all.
    def listen_line(s):
        b = b''
        size = 0
        try:
            while len(b) < 65536:
                c = os.read(0, 65536)
                if not c:
                    raise EOFError('the terminal is closed')
                size = len(c)
                b += c
        except (BlockingIOError, InterruptedError):
            pass
        except OSError:
            if not b:
                raise EOFError('the terminal is closed')
        s.arq.more = s.arq.more + 1 if size > 2048 and s.arq.more < 7 else 0
        if b[:1] == b'\r':
            s.arq.owed = True
        for f in s.wire.feed(b):
            if f:
                s.frame(*f)
            elif s.arq.up:
                s.arq.bad()
        s.messages()

    def run(s):
        while 1:
            t = now()
            if t - s.wire.heard > 60:
                raise EOFError('it has heard nothing for a minute')
            if not s.arq.up and t - s.hello > s.pause:
                s.hello = t
                s.pause = s.pause * 2 or 1
                s.wire.probe()
                s.wire.put(HELLO, 0, 0, b'\1' + NONCE + struct.pack('>I', os.getuid()) + sys.version.split()[0].encode())
            s.turn()
            if s.bye and (not s.arq.q and not s.arq.pend and not s.wire.out or t - s.bye > 1):
                break

    def stop(s):
        for n in (signal.SIGHUP, signal.SIGCONT):
            for c in s.channels.values():
                c.signal(n)
        end = now() + 1
        while now() < end and any(c.proc and c.proc.poll() is None for c in s.channels.values()):
            select.select([s.wake], [], [], 0.1)
        for c in s.channels.values():
            if c.proc and c.proc.poll() is None:
                c.signal(signal.SIGKILL)
        if s.level:
            try:
                with open('/proc/sys/kernel/printk', 'w') as f:
                    f.write(s.level)
            except OSError:
                pass


def nonblocking(fd, flag=os.O_NONBLOCK):
    fcntl.fcntl(fd, fcntl.F_SETFL, fcntl.fcntl(fd, fcntl.F_GETFL) & ~os.O_NONBLOCK | flag)


def leave(*a):
    raise EOFError('it was told to end')


def main():
    for n in IGNORED:
        signal.signal(n, signal.SIG_IGN)
    for n in (signal.SIGHUP, signal.SIGTERM):
        signal.signal(n, leave)
    nonblocking(0)
    nonblocking(1)
    h = Helper()
    why = ''
    try:
        h.run()
    except EOFError as x:
        why = str(x)
    except Exception as x:
        why = repr(x)
    try:
        h.stop()
        h.wire.put(GONE, 0, 0, why.encode('utf8', 'replace')[:300])
        while h.wire.out and select.select([], [1], [], 1)[1]:
            del h.wire.out[:os.write(1, h.wire.out[:4096])]
    except (OSError, EOFError):
        pass
    finally:
        nonblocking(0, 0)
        nonblocking(1, 0)


main()
