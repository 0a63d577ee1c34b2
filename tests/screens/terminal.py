"""A real pseudo-terminal with a program in it, 80x24."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


class Terminal:
    """The master's side: send keys, read what was drawn."""

    def __init__(self, argv: Sequence[str], **environment: str) -> None:
        self.master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        base = {k: v for k, v in os.environ.items() if not k.startswith(("TEXTUAL", "NO_COLOR"))}
        self.process = subprocess.Popen(
            argv,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            cwd=ROOT,
            env={**base, "TERM": "xterm", **environment},
            start_new_session=True,
        )
        os.close(slave)
        self.drawn = b""

    def read(self, quiet: float = 0.3, longest: float = 20) -> bytes:
        """Read until nothing has come for `quiet` seconds."""
        got = b""
        end = time.monotonic() + longest
        while time.monotonic() < end:
            ready, _, _ = select.select([self.master], [], [], quiet)
            if not ready:
                break
            try:
                data = os.read(self.master, 65536)
            except OSError:
                break
            if not data:
                break
            got += data
        self.drawn += got
        return got

    def wait_for(self, text: bytes, longest: float = 30, quiet: float = 0.3) -> bytes:
        """Read until a text has been drawn, and then until nothing has come for `quiet` seconds."""
        end = time.monotonic() + longest
        while text not in self.drawn:
            assert time.monotonic() < end, self.drawn[-2000:]
            self.read(quiet=0.1, longest=0.1)
        return self.read(quiet)

    def send(self, keys: str) -> None:
        """Send keys in one packet."""
        os.write(self.master, keys.encode())

    def hang_up(self) -> None:
        """Close the line, as a lost connection does."""
        os.close(self.master)
        self.master = -1


@contextmanager
def terminal(program: str, *arguments: str, **environment: str) -> Iterator[Terminal]:
    """Run a Python program in a pseudo-terminal."""
    line = Terminal([sys.executable, "-c", program, *arguments], **environment)
    try:
        yield line
    finally:
        if line.process.poll() is None:
            line.process.kill()
        line.process.wait()
        if line.master >= 0:
            os.close(line.master)
