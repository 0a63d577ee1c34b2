"""Memory of a command with all its processes while it runs: shared pages are counted once."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from benchmarks.measuring import PROGRAM, PROJECT

EVERY = 0.05
"""Seconds between two looks; a look takes about a millisecond for each process."""


class Most(NamedTuple):
    """The most that a command had at one moment: MiB (the sum of PSS), and in how many processes.

    The processes are those of the moment of the most memory.
    """

    memory: float
    processes: int


def most_of(*arguments: str) -> Most:
    """Run a command of the product and return the most memory of all its processes together.

    Raises:
        SystemExit: it failed.
    """
    most = Most(0, 0)
    process = subprocess.Popen(
        [*PROGRAM, *arguments],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=PROJECT,
        start_new_session=True,
    )
    while process.poll() is None:
        found = [*_shares(process.pid)]
        most = max(most, Most(sum(found) / 1024, len(found)))
        time.sleep(EVERY)
    if process.returncode:
        raise SystemExit(f"{' '.join(arguments[:8])} ended with {process.returncode}")
    return most


def _shares(session: int) -> Iterator[int]:
    """Yield the proportional share of memory of each process of a session, in KiB."""
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            after_name = (folder / "stat").read_text().rpartition(")")[2].split()
            if int(after_name[3]) != session or after_name[0] == "Z":
                continue
            for line in (folder / "smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    yield int(line.split()[1])
        except OSError:
            continue  # it has just ended
