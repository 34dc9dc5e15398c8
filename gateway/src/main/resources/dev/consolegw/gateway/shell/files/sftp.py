# Serves files of a guest that has no sftp-server: SFTP version 3 (draft-ietf-secsh-filexfer-02) with
# the extensions that OpenSSH's clients ask for. Requests on stdin, answers on stdout, names in bytes.
# Python 3.4 and newer.
import errno, grp, os, pwd, stat, struct, sys, time

PACKET = 262144
LENGTH = PACKET - 1024
HANDLES = 128
ENTRIES = 100
OK, EOF, NO_FILE, DENIED, FAILURE, BAD, UNSUPPORTED = 0, 1, 2, 3, 4, 5, 8
STATUS, HANDLE, DATA, NAME, ATTRS, REPLY = 101, 102, 103, 104, 105, 201
SIZE, OWNER, MODE, TIMES = 1, 2, 4, 8
CODES = {errno.ENOENT: NO_FILE, errno.ENOTDIR: NO_FILE, errno.EBADF: NO_FILE, errno.ELOOP: NO_FILE,
         errno.EPERM: DENIED, errno.EACCES: DENIED, errno.EFAULT: DENIED,
         errno.ENAMETOOLONG: BAD, errno.EINVAL: BAD, errno.ENOSYS: UNSUPPORTED}
EXTENSIONS = [(b'posix-rename@openssh.com', b'1'), (b'statvfs@openssh.com', b'2'), (b'fstatvfs@openssh.com', b'2'),
              (b'hardlink@openssh.com', b'1'), (b'fsync@openssh.com', b'1'), (b'lsetstat@openssh.com', b'1'),
              (b'limits@openssh.com', b'1'), (b'expand-path@openssh.com', b'1'), (b'copy-data', b'1')]


def text(b):
    return struct.pack('>I', len(b)) + b


class Bad(Exception):
    pass


# What a request says, word by word.
class Words:
    def __init__(self, data):
        self.data = data
        self.at = 0

    def take(self, n):
        if n > len(self.data) - self.at:
            raise Bad('the request ends too early')
        self.at += n
        return self.data[self.at - n:self.at]

    def u32(self):
        return struct.unpack('>I', self.take(4))[0]

    def u64(self):
        return struct.unpack('>Q', self.take(8))[0]

    def text(self):
        return self.take(self.u32())

    def path(self):
        path = self.text() or b'.'
        if b'\0' in path:
            raise Bad('a name has a zero byte in it')
        return path

    def attrs(self):
        flags = self.u32()
        a = {}
        if flags & SIZE:
            a[SIZE] = self.u64()
        if flags & OWNER:
            a[OWNER] = self.u32(), self.u32()
        if flags & MODE:
            a[MODE] = self.u32() & 0o7777
        if flags & TIMES:
            a[TIMES] = self.u32(), self.u32()
        if flags & 0x80000000:
            for i in range(self.u32()):
                self.text(), self.text()
        return a


def attributes(s):
    seconds = [max(0, min(0xffffffff, int(t))) for t in (s.st_atime, s.st_mtime)]
    return struct.pack('>IQIIIII', SIZE | OWNER | MODE | TIMES, s.st_size, s.st_uid & 0xffffffff,
                       s.st_gid & 0xffffffff, s.st_mode, seconds[0], seconds[1])


class Owners:
    def __init__(self):
        self.known = {}

    def name(self, find, number):
        key = find, number
        if key not in self.known:
            try:
                self.known[key] = find(number)[0]
            except KeyError:
                self.known[key] = str(number)
        return self.known[key]

    # As ls -l has it.
    def line(self, name, s):
        old = abs(time.time() - s.st_mtime) > 180 * 86400
        date = time.strftime('%b %e  %Y' if old else '%b %e %H:%M', time.localtime(s.st_mtime))
        words = (stat.filemode(s.st_mode), '%3d' % s.st_nlink, '%-8s' % self.name(pwd.getpwuid, s.st_uid),
                 '%-8s' % self.name(grp.getgrgid, s.st_gid), '%8d' % s.st_size, date)
        return os.fsencode(' '.join(words)) + b' ' + name


class Directory:
    def __init__(self, path):
        self.path = path
        self.names = iter([b'.', b'..'] + os.listdir(path))


class Server:
    def __init__(self, requests):
        self.requests = requests
        self.handles = {}
        self.last = 0
        self.owners = Owners()
        self.kinds = {3: self.open, 4: self.close, 5: self.read, 6: self.write, 7: self.lstat, 8: self.fstat,
                      9: self.setstat, 10: self.fsetstat, 11: self.opendir, 12: self.readdir, 13: self.remove,
                      14: self.mkdir, 15: self.rmdir, 16: self.realpath, 17: self.stat, 18: self.rename,
                      19: self.readlink, 20: self.symlink, 200: self.extended}
        self.more = {b'posix-rename@openssh.com': self.replace, b'statvfs@openssh.com': self.statvfs,
                     b'fstatvfs@openssh.com': self.fstatvfs, b'hardlink@openssh.com': self.hardlink,
                     b'fsync@openssh.com': self.fsync, b'lsetstat@openssh.com': self.lsetstat,
                     b'limits@openssh.com': self.limits, b'expand-path@openssh.com': self.expand,
                     b'copy-data': self.copy}

    def send(self, kind, *parts):
        body = bytes([kind]) + b''.join(parts)
        out = memoryview(struct.pack('>I', len(body)) + body)
        while out:
            out = out[os.write(1, out):]

    def serve(self):
        while True:
            head = self.requests.read(4)
            if len(head) < 4:
                return
            n = struct.unpack('>I', head)[0]
            if not 0 < n <= PACKET:
                sys.exit('a request of %d bytes is none of SFTP' % n)
            body = self.requests.read(n)
            if len(body) < n:
                return
            self.request(body[0], Words(body[1:]))

    def request(self, kind, words):
        if kind == 1:
            self.send(2, struct.pack('>I', 3), *[text(x) for pair in EXTENSIONS for x in pair])
            return
        number = words.take(4)
        try:
            if kind not in self.kinds:
                raise OSError(errno.ENOSYS, 'there is no such request')
            answer = self.kinds[kind](words) or self.status(OK, 'it is done')
        except OSError as x:
            answer = self.status(CODES.get(x.errno, FAILURE), x.strerror or str(x))
        except EOFError:
            answer = self.status(EOF, 'that is all')
        except OverflowError:
            answer = self.status(BAD, 'a number is too large')
        except (Bad, ValueError, TypeError) as x:
            answer = self.status(BAD, str(x))
        self.send(answer[0], number, *answer[1:])

    def status(self, code, why):
        return STATUS, struct.pack('>I', code), text(why.encode('utf8', 'replace')), text(b'')

    def names(self, entries):
        return (NAME, struct.pack('>I', len(entries))) + tuple(
            text(name) + text(line) + attrs for name, line, attrs in entries)

    def name(self, name):
        return self.names([(name, name, struct.pack('>I', 0))])

    def keep(self, thing):
        self.last += 1
        self.handles[self.last] = thing
        return HANDLE, text(struct.pack('>I', self.last))

    def room(self):
        if len(self.handles) >= HANDLES:
            raise OSError(errno.EMFILE, os.strerror(errno.EMFILE))

    def held(self, words, kind):
        handle = words.text()
        number = struct.unpack('>I', handle)[0] if len(handle) == 4 else 0
        if not isinstance(self.handles.get(number), kind):
            raise OSError(errno.EBADF, os.strerror(errno.EBADF))
        return number

    def file(self, words):
        return self.handles[self.held(words, int)]

    def open(self, words):
        path, flags, a = words.path(), words.u32(), words.attrs()
        self.room()
        how = {1: os.O_RDONLY, 2: os.O_WRONLY, 3: os.O_RDWR}.get(flags & 3)
        if how is None:
            raise Bad('it is to be opened neither for reading nor for writing')
        for bit, more in (4, os.O_APPEND), (8, os.O_CREAT), (16, os.O_TRUNC), (32, os.O_EXCL):
            if flags & bit:
                how |= more
        return self.keep(os.open(path, how | os.O_NOCTTY, a.get(MODE, 0o666)))

    def close(self, words):
        thing = self.handles.pop(self.held(words, (int, Directory)))
        if isinstance(thing, int):
            os.close(thing)

    def read(self, words):
        fd, at, n = self.file(words), words.u64(), min(words.u32(), LENGTH)
        data = os.pread(fd, n, at)
        if n and not data:
            raise EOFError
        return DATA, text(data)

    def write(self, words):
        fd, at, data = self.file(words), words.u64(), memoryview(words.text())
        while data:
            n = os.pwrite(fd, data, at)
            at += n
            data = data[n:]

    def lstat(self, words):
        return ATTRS, attributes(os.lstat(words.path()))

    def stat(self, words):
        return ATTRS, attributes(os.stat(words.path()))

    def fstat(self, words):
        return ATTRS, attributes(os.fstat(self.file(words)))

    # All that is asked for, even where one of it fails.
    def change(self, thing, a, **how):
        wrong = []
        for key, call in ((SIZE, lambda size: os.truncate(thing, size)),
                          (MODE, lambda mode: os.chmod(thing, mode, **how)),
                          (TIMES, lambda times: os.utime(thing, times, **how)),
                          (OWNER, lambda ids: os.chown(thing, ids[0], ids[1], **how))):
            if key in a:
                try:
                    call(a[key])
                except NotImplementedError:
                    wrong.append(OSError(errno.ENOSYS, 'a link has none'))
                except OSError as x:
                    wrong.append(x)
        if wrong:
            raise wrong[-1]

    def setstat(self, words):
        self.change(words.path(), words.attrs())

    def fsetstat(self, words):
        self.change(self.file(words), words.attrs())

    def lsetstat(self, words):
        path, a = words.path(), words.attrs()
        if SIZE in a:
            raise Bad('a link has no size to set')
        self.change(path, a, follow_symlinks=False)

    def opendir(self, words):
        path = words.path()
        self.room()
        return self.keep(Directory(path))

    def readdir(self, words):
        directory = self.handles[self.held(words, Directory)]
        entries = []
        for name in directory.names:
            try:
                s = os.lstat(os.path.join(directory.path, name))
            except OSError:
                continue
            entries.append((name, self.owners.line(name, s), attributes(s)))
            if len(entries) == ENTRIES:
                break
        if not entries:
            raise EOFError
        return self.names(entries)

    def remove(self, words):
        os.unlink(words.path())

    def mkdir(self, words):
        path = words.path()
        os.mkdir(path, words.attrs().get(MODE, 0o777))

    def rmdir(self, words):
        os.rmdir(words.path())

    def realpath(self, words):
        return self.name(os.path.realpath(words.path()))

    # It replaces nothing: where files have several names, not even one made meanwhile.
    def rename(self, words):
        old, new = words.path(), words.path()
        if stat.S_ISREG(os.lstat(old).st_mode):
            try:
                os.link(old, new, follow_symlinks=False)
                os.unlink(old)
                return
            except OSError as x:
                if x.errno not in (errno.EOPNOTSUPP, errno.ENOSYS, errno.EXDEV, errno.EPERM, errno.EMLINK):
                    raise
        if os.path.lexists(new):
            raise OSError(errno.EEXIST, os.strerror(errno.EEXIST))
        os.rename(old, new)

    def readlink(self, words):
        return self.name(os.readlink(words.path()))

    # OpenSSH has the target first, against the draft, and so has everybody.
    def symlink(self, words):
        target = words.path()
        os.symlink(target, words.path())

    def extended(self, words):
        name = words.text()
        if name not in self.more:
            raise OSError(errno.ENOSYS, 'there is no such extension')
        return self.more[name](words)

    def replace(self, words):
        old = words.path()
        os.rename(old, words.path())

    def hardlink(self, words):
        old = words.path()
        os.link(old, words.path())

    def fsync(self, words):
        os.fsync(self.file(words))

    def room_of(self, v):
        flags = v.f_flag & (os.ST_RDONLY | os.ST_NOSUID)
        return REPLY, struct.pack('>11Q', v.f_bsize, v.f_frsize, v.f_blocks, v.f_bfree, v.f_bavail, v.f_files,
                                  v.f_ffree, v.f_favail, 0, flags, v.f_namemax)

    def statvfs(self, words):
        return self.room_of(os.statvfs(words.path()))

    def fstatvfs(self, words):
        return self.room_of(os.fstatvfs(self.file(words)))

    def limits(self, words):
        return REPLY, struct.pack('>4Q', PACKET, LENGTH, LENGTH, HANDLES)

    def expand(self, words):
        path = words.path()
        wide = os.path.expanduser(path)
        if path[:1] == b'~' and wide == path:
            raise OSError(errno.ENOENT, 'there is no such account')
        return self.name(os.path.realpath(wide))

    def copy(self, words):
        source, start, length = self.file(words), words.u64(), words.u64()
        target, at = self.file(words), words.u64()
        if source == target:
            raise Bad('a file is not copied into itself')
        end = start + length if length else 1 << 63
        while start < end:
            data = memoryview(os.pread(source, min(65536, end - start), start))
            if not data:
                break
            start += len(data)
            while data:
                n = os.pwrite(target, data, at)
                at += n
                data = data[n:]


try:
    Server(sys.stdin.buffer).serve()
except (BrokenPipeError, KeyboardInterrupt):
    pass
