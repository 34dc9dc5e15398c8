"""What the kernel says about processes, by pid. Times in seconds, memory in bytes."""
import os
import time

TICKS = os.sysconf("SC_CLK_TCK")


def _stat(pid):
    with open(f"/proc/{pid}/stat", encoding="ascii", errors="replace") as file:
        return file.read().rpartition(")")[2].split()


def cpu(pid):
    """Of the process and of all its descendants that have ended and were waited for."""
    return sum(int(ticks) for ticks in _stat(pid)[11:15]) / TICKS


def work(pids):
    """Seconds of CPU and context switches of all threads that live, finer than `cpu`."""
    used = switches = 0
    for pid in pids:
        for thread in os.listdir(f"/proc/{pid}/task"):
            try:
                with open(f"/proc/{pid}/task/{thread}/schedstat", encoding="ascii") as file:
                    used += int(file.read().split()[0])
                with open(f"/proc/{pid}/task/{thread}/status", encoding="ascii", errors="replace") as file:
                    switches += sum(int(line.split()[1]) for line in file if "ctxt_switches" in line)
            except (FileNotFoundError, ProcessLookupError):
                continue  # it has just ended
    return used / 1e9, switches


def threads(pid):
    return int(_stat(pid)[17])


def descendants(pid):
    """Those that live, of any generation."""
    parents = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                parents[int(entry)] = int(_stat(entry)[1])
            except (FileNotFoundError, ProcessLookupError):
                continue  # it has just ended
    found = {pid}
    while True:
        more = {child for child, parent in parents.items() if parent in found} - found
        if not more:
            return found - {pid}
        found |= more


def open_files(pid):
    """How many sockets, and how many others."""
    kinds = []
    for number in os.listdir(f"/proc/{pid}/fd"):
        try:
            kinds.append(os.readlink(f"/proc/{pid}/fd/{number}").partition(":")[0])
        except FileNotFoundError:
            continue  # closed meanwhile
    sockets = kinds.count("socket")
    return sockets, len(kinds) - sockets


def pss(pids):
    """Proportional set size: memory shared by n processes counts 1/n in each."""
    return sum(_rollup(pid, "Pss") for pid in pids)


def rss(pid):
    return _rollup(pid, "Rss")


def forget_peak(pid):
    """From now on the peak is that of what comes."""
    with open(f"/proc/{pid}/clear_refs", "w", encoding="ascii") as file:
        file.write("5")


def peak_rss(pid):
    """The most that it was since `forget_peak`; costs next to nothing to read."""
    with open(f"/proc/{pid}/status", encoding="ascii", errors="replace") as file:
        for line in file:
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    raise ValueError(f"no VmHWM in status of {pid}")


def _rollup(pid, field):
    with open(f"/proc/{pid}/smaps_rollup", encoding="ascii") as file:
        for line in file:
            if line.startswith(field + ":"):
                return int(line.split()[1]) * 1024
    raise ValueError(f"no {field} in smaps_rollup of {pid}")


def wait_until(true, seconds):
    """Whether it came true in time."""
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


def wait_for_rest(pid, seconds=0.2, at_most=3):
    """Until the process has hardly used the CPU for so long."""
    end = time.monotonic() + at_most
    used, since = cpu(pid), time.monotonic()
    while time.monotonic() < min(end, since + seconds):
        time.sleep(0.05)
        now = cpu(pid)
        if now - used > 2 / TICKS:  # a heartbeat is no work
            used, since = now, time.monotonic()
