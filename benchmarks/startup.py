"""How long commands take to start, against an interpreter that loads click and peewee only."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from statistics import median

from benchmarks import measuring
from benchmarks.measuring import PROGRAM, Result, Size, at_most
from benchmarks.terminal import Terminal

TIMES = 7
PAIRS = 15
"""Starts of the bare application and of the menus, in turns."""
HEAVY = ("textual", "fpdf", "xlsxwriter", "psycopg")


def _cpu(*command: Sequence[str]) -> list[float]:
    """Return the least CPU time of each command, taken in turn so that noise meets all."""
    taken: list[list[float]] = [[] for _ in command]
    for _ in range(TIMES):
        for figures, each in zip(taken, command, strict=True):
            figures.append(measuring.used_by(each).cpu)
    return [min(figures) for figures in taken]


BARE_APP = """
from textual.app import App
from textual.widgets import Static
class Bare(App):
    def compose(self):
        yield Static("F12=Cancel")
Bare().run(mouse=False)
"""
READY = b"F12=Cancel"


def _first_screen(command: Sequence[str]) -> tuple[float, float]:
    """Return CPU seconds and MiB of memory of a program in a terminal, once READY is drawn."""
    line = Terminal(command)
    line.wait_for(READY)
    usage = line.end()
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def _first_screens(at: Sequence[str]) -> list[Result]:
    """Compare the menus' first screen with that of an application that does nothing.

    Each pair is compared by itself, and the middle ratio counts: a machine that is faster for a
    moment, for one of the two, would decide the ratio of the shortest starts.
    """
    bare, menus, memory = [], [], []
    for _ in range(PAIRS):
        bare.append(_first_screen((sys.executable, "-c", BARE_APP))[0])
        cpu, most = _first_screen((*PROGRAM, *at))
        menus.append(cpu)
        memory.append(most)
    ratio = median(ours / theirs for ours, theirs in zip(menus, bare, strict=True))
    return [
        Result("bare Textual application, first screen", median(bare) * 1000, "ms"),
        Result("menus, first screen", median(menus) * 1000, "ms"),
        at_most("menus / bare Textual application", ratio, 1.3),
        at_most("menus, memory", max(memory), 60, "MiB"),
    ]


def measure(size: Size) -> list[Result]:
    """Measure `--version`, a list, a dry update and the menus on a small company."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed program's modules are compiled
    small = Size(min(size.customers, 30), min(size.items, 100))
    with measuring.folder() as folder:
        path = measuring.copy_of(measuring.made_up(small), folder / "small.db")
        at = ("--database", str(path))
        bare, version, runs, update = _cpu(
            (sys.executable, "-c", "import click, peewee"),
            (*PROGRAM, "--version"),
            (*PROGRAM, "runs", *at),
            (*PROGRAM, "update", "--dry-run", *at),
        )
        loaded = _heavy("update", "--dry-run", *at) + _heavy("--version")
        screens = _first_screens(at)
    return [
        Result("bare Python, click and peewee", bare * 1000, "ms"),
        at_most("dunning --version / bare", version / bare, 2.5),
        at_most("dunning runs / bare", runs / bare, 2.5),
        at_most("dunning update --dry-run / bare", update / bare, 2.5),
        at_most("heavy libraries loaded by them", float(loaded), 0, ""),
        *screens,
    ]


def _heavy(*arguments: str) -> int:
    """Return how many of the heavy libraries a command loads."""
    code = (
        "import sys; from tui_dunning.cli import main\n"
        "try:\n    main()\nfinally:\n"
        f"    print(sum(name in sys.modules for name in {HEAVY!r}))"
    )
    used = measuring.used_by((sys.executable, "-c", code, *arguments))
    return int(used.output.split()[-1])


if __name__ == "__main__":
    measuring.main(measure)
