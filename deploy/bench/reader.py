"""Many clients' output, read and checked in a process of its own; see watch.py."""
import json
import os
import subprocess
import sys

from bench import BenchError


class Reader:
    """A context. Each of `files` is to show `size` bytes of the guest's stream."""

    def __init__(self, bench, size, files):
        self._bench = bench
        script = os.path.join(os.path.dirname(__file__), "watch.py")
        command = [sys.executable, script, bench.file("pattern"), str(size), *map(str, files)]
        self._process = bench.start(
            command, "watch.log", stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, pass_fds=files
        )

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._process.stdout.close()
        self._bench.end(self._process)

    def results(self):
        """Per file: bytes, whether all were right, when the last came. Waits for them."""
        said = self._process.stdout.readline()
        if not said:
            raise BenchError("the clients' output was not read")
        return json.loads(said)
