"""The program in a pseudo-terminal of 80x24, and the CPU that it takes, asked for from outside."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import termios
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from resource import struct_rusage

from benchmarks.measuring import PROJECT

QUIET = 0.4
"""Seconds without CPU or output after which a screen is taken to be at rest: longer than the
0.3 s after which the program draws a screen that takes its time."""
IDLE = 0.002
"""Seconds of CPU that it may take meanwhile: it looks for keys ten times a second, 1 ms in all."""
LONGEST = 60.0
"""Seconds after which something is wrong."""


class Terminal:
    """The side of whoever sits at it: type, look, wait until all is at rest."""

    def __init__(self, command: Sequence[str]) -> None:
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        environment = {**os.environ, "TERM": "xterm", "TEXTUAL_ANIMATIONS": "none"}
        ends = {"stdin": slave, "stdout": slave, "stderr": slave}
        self._process = subprocess.Popen(
            command, **ends, env=environment, cwd=PROJECT, start_new_session=True
        )
        os.close(slave)
        self.drawn = b""
        """What was drawn since the last keys."""

    def type(self, keys: str) -> None:
        """Send keys in one packet."""
        self.drawn = b""
        os.write(self._master, keys.encode())

    def read(self, longest: float) -> bool:
        """Read what was drawn within so many seconds; return whether something was.

        Raises:
            SystemExit: the program ended.
        """
        if not select.select([self._master], [], [], longest)[0]:
            return False
        try:
            self.drawn += os.read(self._master, 65536)
        except OSError as error:
            raise SystemExit(f"The program ended: {self.drawn[-2000:]!r}") from error
        return True

    def wait_for(self, text: bytes) -> None:
        """Read until a text is drawn.

        Raises:
            SystemExit: it is not drawn.
        """
        end = time.monotonic() + LONGEST
        while text not in self.drawn:
            self.read(0.1)
            if time.monotonic() > end:
                raise SystemExit(f"{text!r} was not drawn: {self.drawn[-2000:]!r}")

    def settle(self) -> float:
        """Read until all threads sleep and nothing was drawn or done for a while; return the CPU.

        Raises:
            SystemExit: it does not come to rest.
        """
        end = time.monotonic() + LONGEST
        since, before = time.monotonic(), self.cpu()
        while time.monotonic() - since < QUIET:
            drawn, cpu = self.read(0.02), self.cpu()
            if drawn or cpu - before > IDLE or not self._sleeps():
                since, before = time.monotonic(), cpu
            if since > end:
                raise SystemExit(f"The program does not come to rest: {self.drawn[-2000:]!r}")
        return self.cpu()

    def cpu(self) -> float:
        """Return the CPU seconds of the process so far, of all its threads, ended ones too."""
        return time.clock_gettime(~self._process.pid << 3 | 2)  # CPUCLOCK_SCHED of that process

    def _sleeps(self) -> bool:
        """Tell whether no thread runs, waits for a processor or for the disk."""
        for task in Path(f"/proc/{self._process.pid}/task").iterdir():
            try:
                state = (task / "stat").read_text().rpartition(")")[2].split()[0]
            except FileNotFoundError:
                continue
            if state in "RD":
                return False
        return True

    def end(self) -> struct_rusage:
        """Kill the program and return what it took."""
        os.kill(self._process.pid, signal.SIGKILL)
        _, _, usage = os.wait4(self._process.pid, 0)
        self._process.returncode = -signal.SIGKILL
        os.close(self._master)
        return usage


@contextmanager
def terminal(command: Sequence[str]) -> Iterator[Terminal]:
    """Run a program in a terminal; it is killed at the end of the block."""
    line = Terminal(command)
    try:
        yield line
    finally:
        line.end()
