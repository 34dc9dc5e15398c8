#!/usr/bin/python3
"""Captures what programs send to a terminal, for the tests of the screen model.

usage, as root: captures.py FOLDER ROWS COLUMNS [NAME...]

Writes FOLDER/NAME.bin for each program. It runs in namespaces of its own: no process, host name or
path of this machine is in a capture. Needs python3-pexpect, vim, htop, procps, dialog, whiptail,
less, man-db, mc, nano, tmux, vttest. GoldenScreensTest says how screens are made of captures.
"""
import os
import subprocess
import sys
import time

HOME = '/srv/demo'
UP, DOWN, PAGE_DOWN = '\x1b[A', '\x1b[B', '\x1b[6~'
PATIENCE = float(os.environ.get('PATIENCE', '1'))  # more on a slow machine

# name: terminal, command, keys (a number waits so many seconds)
PROGRAMS = {
    'vim': ('xterm-256color', 'vim -n -u NONE -c "syntax on" -c "set ruler number hlsearch" lamp.c', [
        1.0, ':set nowrap\r', '/light\r', 'nnn', '\x06\x06', '\x02', 'ggO// wörld 漢字 é\x1b', '50G', 'dd5jp',
        'zz', '\x05\x05\x05', '\x19\x19', ':split\r', '\x17j', '20j', '\x17k', 'G', 'ihello\x1b']),
    'vim-vt220': ('vt220', 'vim -n -u NONE -c "set ruler number" lamp.c', [
        1.0, '/light\r', 'nn', '\x06\x06', '\x02', '50G', 'dd5jp', '\x05\x05', '\x19', 'G', 'iabc\x1b']),
    'vim-linux': ('linux', 'vim -n -u NONE -c "syntax on" -c "set ruler number" lamp.c', [
        1.0, '/light\r', 'nn', '\x06\x06', '\x02', '50G', 'dd5jp', '\x05\x05', '\x19', 'G', 'iabc\x1b', ':q!\r']),
    'vim-quit': ('xterm-256color', 'ls -l --color; vim -n -u NONE -c "syntax on" lamp.c; echo bye', [
        0.8, '\x06', '/light\r', ':q!\r', 0.3]),
    'htop': ('xterm-256color', 'sleep 99 & htop -d 5', [1.5, DOWN, DOWN, 't', 1.0, '\x1b[15~', '\x1b[17~']),
    'htop-linux': ('linux', 'sleep 99 & htop -d 5', [1.5, DOWN, 't', 1.0]),
    'top': ('xterm-256color', 'sleep 99 & top -d 0.5', [1.0, 'z', '1', 1.2, 'x', 'M', 0.8]),
    'top-vt220': ('vt220', 'sleep 99 & top -d 0.5', [1.5, '1', 0.8]),
    'dialog': ('xterm-256color',
               'dialog --title "Disks" --backtitle "Set up a guest" --menu "Choose one, ünïcode too" 18 60 8 '
               '1 "The whole disk" 2 "With volumes" 3 "With encrypted volumes" 4 "By hand"', [DOWN, DOWN, '\t']),
    'dialog-linux': ('linux',
                     'for i in 10 50 100; do echo $i; sleep 0.1; done | dialog --gauge "Copying" 8 50; '
                     'dialog --title "Check" --checklist "pick" 15 50 6 a A on b B off c C on', [0.8, DOWN, ' ']),
    'whiptail': ('xterm-256color',
                 'whiptail --title "[!] Software" --checklist "What is to be installed:" 20 70 8 '
                 'd "A desktop" on g "... of another kind" off s "A server" on u "Usual tools" on',
                 [DOWN, ' ', DOWN, ' ', '\t']),
    'whiptail-vt100': ('vt100', 'whiptail --title "Network" --inputbox "Name of the host" 12 60 guest', ['abc', '\t']),
    'whiptail-linux': ('linux', 'whiptail --title "Question" --yesno "Go on?" 12 60', ['\t']),
    'less': ('xterm-256color', 'less -R -N lamp.c', [' ', ' ', 'b', '/light\r', 'n', UP, 'j', 'j', '50%', 'G']),
    'less-quit': ('xterm-256color', 'less lamp.c; ls', [' ', 'b', 'q', 0.3]),
    'man': ('xterm-256color', 'MANPAGER="less -R" man ./lamp.1', [0.5, ' ', ' ', 'j', 'b']),
    'mc': ('xterm-256color', 'mc -d many .', [1.2, DOWN, DOWN, '\r', '\t', PAGE_DOWN]),
    'mc-linux': ('linux', 'mc -d many .', [1.2, DOWN, DOWN, '\t']),
    'nano': ('xterm-256color', 'nano lamp.c', [0.8, '\x16', '\x16', 'hello', '\x17light\r', '\x0b', '\x0b', '\x15']),
    'tmux': ('xterm-256color', 'tmux -L inner -f /dev/null new-session "ls -l --color; exec sh"', [
        1.0, 'echo hi\r', '\x02%', 'ls --color many | head -40\r', '\x02"', 'seq 1 50\r', '\x02o', 'echo x\r',
        '\x02[', '\x02']),
    'bash': ('xterm-256color', 'bash --norc -i', [
        'ls --color many | head -60\r', 'echo ' + 'a' * 130 + '\r', '\x10', '\x01', 'xx', '\x1bf', '\x17', '\x05bb\r',
        'seq 1 60\r', 'printf "a\\tb\\tc\\n"\r', '\x12seq', '\x07', 'clear\r', 'echo done\r']),
    'bash-vt220': ('vt220', 'bash --norc -i', [
        'ls many | head -60\r', 'echo ' + 'a' * 130 + '\r', '\x10', '\x01', 'xx', '\x05bb\r', 'seq 1 60\r',
        'clear\r', 'echo done\r']),
    'vttest-cursor': ('vt220', 'vttest', [0.5, '1\r', 0.4, '\r', '\r', '\r', '\r', '\r']),
    'vttest-screen': ('vt220', 'vttest', [0.5, '2\r', 0.4] + ['\r'] * 6),
    'vttest-sets': ('vt220', 'vttest', [0.5, '3\r', 0.4, '8\r', 0.4, '\r']),
    'vttest-insert': ('vt220', 'vttest', [0.5, '8\r', 0.4] + ['\r'] * 6),
}


def progress(rows, columns):
    out = 'Downloading...\r\n'
    for i in range(0, 101, 2):
        out += '\r\x1b[K%3d%% [%s%s] %d MB/s' % (i, '#' * (i // 2), '.' * (50 - i // 2), 10 + i * 7 % 90)
    out += '\r\ndone\r\n' + ''.join('task %d: \x1b[33mwait\x1b[0m\r\n' % i for i in range(5))
    for i in range(5):
        out += '\x1b[%dA\r\x1b[2Ktask %d: \x1b[32mdone\x1b[0m\x1b[%dB\r' % (5 - i, i, 5 - i)
    return out + '$ '


def boot(rows, columns):
    lines = ('\x1b[32m[%5d.%06d] \x1b[0m\x1b[33mpci 0000:00:%02x.0\x1b[0m: found a bridge of class 0x060000, window %d '
             '[mem 0xfd000000-0xfdffffff pref], which is more than fits into one line\r\n'
             % (i // 50, i * 311 % 1000000, i % 32, i) for i in range(200))
    return ''.join(lines) + '\x1b[1m\x1b[31mKernel panic: no root\x1b[0m\r\n'


def systemd(rows, columns):
    out = '\x1bc\x1b[?7l\x1b[2J\x1b[0mThe firmware says hello\r\n'
    for i in range(60):
        out += '\x1b[?25l\r\x1b[K[\x1b[0;32m  OK  \x1b[0m] Started \x1b[0;1;39munit-%d.service\x1b[0m' % i
        out += ' - A long description of unit %d that goes beyond the right edge of the screen.\r\n' % i
        out += '\x1b[K[\x1b[0;1;31m*\x1b[0m\x1b[0;31m*    \x1b[0m] A job is running (%ds / 1min 30s)\r' % i
    return out + '\x1b[K\x1b[?7h\x1b[?25h\r\nGNU/Linux guest ttyS0\r\n\r\nguest login: '


def grub(rows, columns):
    out = '\x1b[0m\x1b[30m\x1b[47m\x1b[2J\x1b[01;01H\x1b[0m\x1b[37m\x1b[40m\x1b[2J\x1b[1;1H\x1b[02;30HBoot menu\r\n\n'
    for row in range(4, 18):
        edge = row in (4, 17)
        out += '\x1b[%02d;02H' % row + ('+' + '-' * 76 + '+' if edge else '|' + ' ' * 76 + '|')
    items = ['GNU/Linux', 'Advanced options for GNU/Linux', 'Settings of the firmware']
    for chosen in (0, 1, 2, 1, 0):
        for i, text in enumerate(items):
            out += '\x1b[0m\x1b[30m\x1b[47m' if i == chosen else ''
            out += '\x1b[%02d;03H%s%-75s\x1b[0m\x1b[37m\x1b[40m' % (5 + i, '*' if i == chosen else ' ', text)
        out += '\x1b[%02d;78H' % (5 + chosen)
    out += '\x1b[19;02H   The keys ^ and v choose an entry.\x1b[20;02H   Enter starts it.'
    for seconds in range(5, 1, -1):
        out += '\x1b[23;04HThe chosen entry starts by itself in %ds.   ' % seconds
    return out + '\x1b[5;78H'


def ovmf(rows, columns):
    out = '\x1b[2J\x1b[01;01H\x1b[=3h\x1b[2J\x1b[01;01H\x1b[0m\x1b[35m\x1b[40m\x1b[0m\x1b[37m\x1b[44m'
    out += '\x1b[1;1H┌' + '─' * 78 + '┐'
    for row in range(2, 23):
        out += '\x1b[%d;1H│' % row + ' ' * 78 + '│'
    out += '\x1b[23;1H└' + '─' * 78 + '┘\x1b[1;37m\x1b[44m\x1b[3;5HBoot menu\x1b[0;30;47m\x1b[5;5HFirst disk'
    return out + '\x1b[0;37;44m\x1b[6;5HNetwork\x1b[7;5HShell  ↑↓\x1b[24;80H'


def unicode_(rows, columns):
    out = '漢字かな交じり文 한국어 テスト\r\n' * 3 + 'e\u0301a\u0308o\u0302 n\u0303 combining\r\n'
    out += '🚀🎉 emoji ✓ ✗ → ░▒▓█\r\n\x1b[10;%dH漢字wrap\r\n' % (columns - 2)
    out += '\x1b[10;%dHx\r\n\x1b[12;5H漢漢漢\x1b[12;6HX\x1b[12;9H\x1b[P\r\n' % (columns - 1)
    out += '\x1b(0lqqqk\r\nx   x\r\nmqqqj\x1b(B\r\n\x0eabc\x0f\x1b)0\x0eqqq\x0fqqq\r\n❤\ufe0f\r\n'
    return out + '\x1b[9;1Hwie\u0301n漢\u0301漢'


def flags(rows, columns):
    return '🇩🇪 x\r\n'


def latin1(rows, columns):
    return 'latin: '.encode() + b'\xe9\xe8 bad: \xff\xfe \xc3( \xf0\x9f\x9a cut \xe2\x82\r\n'


def colours(rows, columns):
    out = ''.join('\x1b[48;5;%dm%3d\x1b[0m' % (i, i) for i in range(256)) + '\r\n'
    for i in range(0, 200, 5):
        out += '\x1b[38;2;%d;%d;%dm\x1b[48;2;0;%d;0mX' % (i, 255 - i, 100, i)
    out += '\x1b[0m\r\n' + ''.join('\x1b[%dm%d\x1b[0m ' % (i, i) for i in (1, 2, 3, 4, 5, 7, 8, 9, 53))
    out += '\x1b[4:3mcurly\x1b[0m \x1b[38:2::10:20:30mcol\x1b[0m \x1b[38:5:100mc5\x1b[0m\r\n'
    out += '\x1b[90mbr\x1b[91mbr\x1b[104mbg\x1b[0m \x1b[1;4;31;42mmix\x1b[22mnob\x1b[24mnou\x1b[39mdef\x1b[49mdefb\x1b[0m\r\n'
    return out + '\x1b[44m\x1b[K\r\nbce\x1b[10;1H\x1b[2K\x1b[5X\x1b[3@\x1b[2P\x1b[0m'


def edits(rows, columns):
    out = ''.join('\x1b[%d;1Hline %d ' % (r, r) + 'abcdefghij' * 4 for r in range(1, rows + 1))
    out += '\x1b[5;10H\x1b[3@***\x1b[6;10H\x1b[4P\x1b[7;5H\x1b[6X\x1b[8;1H\x1b[2L\x1b[12;1H\x1b[3M'
    out += '\x1b[5;15r\x1b[15;1H\n\n\x1b[5;1H\x1bM\x1bM\x1b[3S\x1b[2T\x1b[r'
    out += '\x1b[3;6r\x1b[?6h\x1b[1;1HORIGIN\x1b[4;1HBOT\x1b[?6l\x1b[r'
    out += '\x1b[10;5H\x1b7\x1b[31m\x1b[20;1HX\x1b8after\x1b[4hINS\x1b[4l'
    out += '\x1b[1;1H\t\tT\x1b[3g\x1b[1;20H\x1bH\r\tU\x1b[2;1H\x1b[0K\x1b[3;20H\x1b[1K\x1b[22;10H\x1b[0J'
    out += '\x1b[?7l\x1b[2;1H' + 'w' * (columns + 20) + '\x1b[?7h\x1b[4;1H' + 'v' * (columns + 5)
    out += '\x1b[100;100H#\x1b[2;5HA\x1b[5bz\x1b[10d\x1b[7Gq\x1b[`s'
    out += '\x1b[?1049h\x1b[Halt\x1b[?1049l\x1b[24;1H'
    return out + '\x1b[?1h\x1b=\x1b[?2004h\x1b[?1000h\x1b[?1006h\x1b[2 q'


def relative(rows, columns):
    return '\x1b[5;5H\x1b[3e\x1b[2ar'


def wrap(rows, columns):
    return '\x1b[2;%dHab\bc\x1b[4;%dHxy\x1b[K\x1b[6;%dHxy\x1b[Dz' % (columns - 1, columns - 1, columns - 1)


WRITTEN = {'progress': progress, 'boot': boot, 'systemd': systemd, 'grub': grub, 'ovmf': ovmf, 'unicode': unicode_,
           'flags': flags, 'latin1': latin1, 'colours': colours, 'edits': edits, 'relative': relative, 'wrap': wrap}


def captured(name, rows, columns):
    import pexpect
    terminal, command, keys = PROGRAMS[name]
    env = {'TERM': terminal, 'LANG': 'C.UTF-8', 'LC_ALL': 'C.UTF-8', 'PATH': os.environ['PATH'], 'HOME': HOME,
           'PS1': '$ ', 'USER': 'root', 'SHELL': '/bin/sh'}
    child = pexpect.spawn('/bin/sh', ['-c', command], dimensions=(rows, columns), env=env, timeout=3, cwd=HOME)
    out = bytearray()

    def drain(seconds):
        end = time.time() + seconds * PATIENCE
        while time.time() < end:
            try:
                more = child.read_nonblocking(65536, timeout=0.1)
            except pexpect.TIMEOUT:
                continue
            except pexpect.EOF:
                return False
            out.extend(more)
            if name.startswith('vttest') and (b'\x1b[c' in more or b'\x1b[0c' in more):
                child.send('\x1b[?62;1c')
        return True

    alive = drain(0.6)
    for key in keys:
        if alive and not isinstance(key, float):
            child.send(key)
        alive = alive and drain(key if isinstance(key, float) else 0.25)
    child.close(force=True)
    return bytes(out)


def furnish():
    """What the programs show: files of our own, at the same place on every machine."""
    os.makedirs(HOME, exist_ok=True)
    subprocess.run(['mount', '-t', 'tmpfs', 'demo', HOME], check=True)
    os.makedirs(HOME + '/many')
    for i in range(90):
        folder = i % 7 == 0
        path = '%s/many/%s-%02d' % (HOME, 'shelf' if folder else 'book', i)
        os.mkdir(path) if folder else open(path, 'w').write('x' * i)
    with open(HOME + '/lamp.c', 'w') as lamp:
        lamp.write('#include <stdio.h>\n\n/* A lamp, in many colours. */\n')
        for i in range(90):
            lamp.write('int light%d(int n) {\n  return n > %d ? n : light%d(n + 1); // %s\n}\n' % (i, i, i, 'on ' * (i % 30)))
    with open(HOME + '/lamp.1', 'w') as page:
        page.write('.TH LAMP 1\n.SH NAME\nlamp \\- gives light\n.SH OPTIONS\n')
        for i in range(60):
            page.write('.TP\n.BI \\-\\-level%d= N\nHow much of it, \\fBat most\\fP %d times as much as before.\n' % (i, i))


def main():
    if 'INSIDE' not in os.environ:
        os.makedirs(sys.argv[1], exist_ok=True)
        command = ['unshare', '--mount', '--uts', '--pid', '--ipc', '--fork', '--mount-proc']
        command += ['bash', '-c', 'exec -a init /usr/bin/python3 -']  # what lists of processes will show
        with open(__file__) as script:
            inside = {**os.environ, 'INSIDE': ' '.join([os.path.abspath(sys.argv[1])] + sys.argv[2:])}
            sys.exit(subprocess.run(command, stdin=script, env=inside).returncode)
    folder, rows, columns, *names = os.environ['INSIDE'].split()
    rows, columns = int(rows), int(columns)
    subprocess.run(['hostname', 'guest'], check=True)
    furnish()
    for name in names or [*WRITTEN, *PROGRAMS]:
        made = WRITTEN[name](rows, columns) if name in WRITTEN else captured(name, rows, columns)
        made = made if isinstance(made, bytes) else made.encode()
        with open('%s/%s.bin' % (folder, name), 'wb') as out:
            out.write(made)
        print(name, len(made), flush=True)


main()
