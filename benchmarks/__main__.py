"""All benchmarks one after the other, and the figures of docs/performance.md.

    python -m benchmarks [--customers N] [--items M] [--write] [AREA ...]

Prints figures as they come, then the table for docs/performance.md and one line of JSON. `--write`
puts the table there, with machine and date; the words around it stay as they are.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date

from benchmarks import measuring
from benchmarks.measuring import PROJECT, Result, Size

AREAS = (
    *("sample", "update_floor", "update_postgres", "imports", "print"),
    *("lists", "lists_postgres", "keys", "startup", "reports", "together"),
)
PAGE = PROJECT / "docs" / "performance.md"
BEGIN, END = "<!-- figures: python -m benchmarks --write -->", "<!-- end of figures -->"


def table(measured: Sequence[Result], size: Size) -> str:
    """Return the results as a table for the page."""
    lines = [
        f"Measured on {date.today().isoformat()}, {measuring.machine()}; {size}.",
        "",
        "| what | figure | target | met |",
        "|---|---:|---:|---|",
    ]
    for each in measured:
        met = {True: "yes", False: "**no**", None: ""}[each.met]
        lines.append(
            f"| {each.what} | {each.figure:,.2f} {each.unit} | {each.target or '-'} | {met} |"
        )
    return "\n".join(lines)


def measure_apart(area: str, size: Size) -> list[Result]:
    """Measure an area in a process of its own.

    A process that is started counts the memory of the one that starts it as its own at first.
    """
    numbers = ("--customers", str(size.customers), "--items", str(size.items))
    done = subprocess.run(
        [sys.executable, "-m", f"benchmarks.{area}", *numbers],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        cwd=PROJECT,
    )
    return [Result(**each) for each in json.loads(done.stdout.splitlines()[-1])]


def write_page(text: str) -> None:
    """Replace the table in the page."""
    page = PAGE.read_text(encoding="utf-8")
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    PAGE.write_text(f"{before}{BEGIN}\n\n{text}\n\n{END}{after}", encoding="utf-8")


def main() -> None:
    """Measure the areas named, or all."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("areas", nargs="*", choices=[[], *AREAS], default=[])
    parser.add_argument("--customers", type=int, default=Size().customers)
    parser.add_argument("--items", type=int, default=Size().items)
    parser.add_argument("--write", action="store_true")
    chosen = parser.parse_args()
    size = Size(chosen.customers, chosen.items)
    measured: list[Result] = []
    for area in chosen.areas or AREAS:
        found = measure_apart(area, size)
        measuring.show(found)
        measured += found
    print(table(measured, size))
    print(json.dumps([asdict(each) for each in measured]))
    if chosen.write:
        write_page(table(measured, size))


if __name__ == "__main__":
    main()
