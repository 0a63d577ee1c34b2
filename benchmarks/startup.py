"""How long commands take to start, against an interpreter that loads click and peewee only."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from benchmarks import measuring
from benchmarks.measuring import PROGRAM, Result, Size, at_most

TIMES = 7
HEAVY = ("textual", "fpdf", "xlsxwriter", "psycopg")


def _cpu(*command: Sequence[str]) -> list[float]:
    """Return the least CPU time of each command, taken in turn so that noise meets all."""
    taken: list[list[float]] = [[] for _ in command]
    for _ in range(TIMES):
        for figures, each in zip(taken, command, strict=True):
            figures.append(measuring.used_by(each).cpu)
    return [min(figures) for figures in taken]


def measure(size: Size) -> list[Result]:
    """Measure `--version`, a list and a dry update on a small company."""
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
    return [
        Result("bare Python, click and peewee", bare * 1000, "ms"),
        at_most("dunning --version / bare", version / bare, 2.5),
        at_most("dunning runs / bare", runs / bare, 2.5),
        at_most("dunning update --dry-run / bare", update / bare, 2.5),
        at_most("heavy libraries loaded by them", float(loaded), 0, ""),
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
