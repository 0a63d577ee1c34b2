"""How fast the product is on this machine: a made-up company, a run, a print, a report.

    python -m tools.bench [CUSTOMERS] [ITEMS] [DATABASE]

Prints seconds and peak memory of each command. Nothing is asserted: machines differ.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PROGRAM = [sys.executable, "-c", "import sys; from tui_dunning.cli import main; sys.exit(main())"]


def measure(name: str, arguments: list[str]) -> None:
    """Run one command and print what it took."""
    started = time.perf_counter()
    with open(os.devnull, "wb") as nothing:
        process = subprocess.Popen([*PROGRAM, *arguments], stdout=nothing)
        _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - started
    print(f"{name:<28}{seconds:>9.2f} s{used.ru_maxrss // 1024:>8} MiB", flush=True)
    if process.returncode:
        sys.exit(f"{name} ended with {process.returncode}")


def main() -> None:
    """Measure one company from its making to its letters."""
    customers, items = (sys.argv[1:3] + ["20000", "60000"][len(sys.argv[1:3]) :])[:2]
    with tempfile.TemporaryDirectory() as folder:
        database = sys.argv[3] if len(sys.argv) > 3 else str(Path(folder) / "bench.db")
        base = ["--database", database]
        print(f"{customers} customers, {items} items, {database}")
        measure("init", ["init", *base])
        made_up = ["sample", "--customers", customers, "--items", items, "--seed", "1"]
        measure("sample", [*made_up, *base])
        measure("update --dry-run", ["update", "--dry-run", *base])
        measure("update", ["update", *base])
        measure("edit-report, text", ["edit-report", "-o", f"{folder}/report.txt", *base])
        measure("print, one file", ["print", "-o", f"{folder}/letters.pdf", *base])
        measure("check", ["check", *base])
        measure("backup", ["backup", f"{folder}/copy.db", *base])


if __name__ == "__main__":
    main()
