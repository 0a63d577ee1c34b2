"""What all benchmarks share: results, made-up databases, processes measured from outside."""

from __future__ import annotations

import argparse
import ctypes
import hashlib
import json
import os
import platform
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from resource import struct_rusage

PROGRAM = (sys.executable, "-m", "tui_dunning")
PROJECT = Path(__file__).parents[1]
AS_OF = "2026-11-23"
"""The day on which every benchmark stands; made-up due dates lie around the day of making."""
KEPT_SECONDS = 7 * 24 * 3600
"""After which a kept database goes that nothing has used."""
PR_SET_CHILD_SUBREAPER = 36
"""Of Linux's prctl.h."""


@dataclass(frozen=True, slots=True)
class Size:
    """How large a made-up company is."""

    customers: int = 300_000
    items: int = 1_000_000

    def __str__(self) -> str:
        """Say it in words."""
        return f"{self.customers:,} customers, {self.items:,} items"


@dataclass(frozen=True, slots=True)
class Result:
    """One line of the table; `met` is None where there is no target."""

    what: str
    figure: float
    unit: str
    target: str = ""
    met: bool | None = None


def at_most(what: str, figure: float, limit: float, unit: str = "x") -> Result:
    """Make the result of a figure that has to stay below a limit."""
    return Result(what, figure, unit, f"<= {limit:g}", figure <= limit)


def at_least(what: str, figure: float, limit: float, unit: str = "x") -> Result:
    """Make the result of a figure that has to reach a limit."""
    return Result(what, figure, unit, f">= {limit:g}", figure >= limit)


@dataclass(frozen=True, slots=True)
class Used:
    """What a process and all that it started took: CPU seconds, the most memory of one in MiB.

    `clock` are the seconds from start to end, `output` is what it printed. What all of them hold
    together is measured in `memory.py`.
    """

    cpu: float
    memory: float
    output: str
    clock: float


def used_by(arguments: Sequence[str], *, quiet: bool = False) -> Used:
    """Run a process to its end and return what it took.

    Workers are children of a process that the first one starts and does not wait for: whoever is
    left of its group when it ends is waited for here, and counted.

    Raises:
        SystemExit: it failed.
    """
    with tempfile.TemporaryFile() as out, _adopting_orphans():
        errors = subprocess.DEVNULL if quiet else None
        started = time.perf_counter()
        process = subprocess.Popen(
            arguments, stdout=out, stderr=errors, cwd=PROJECT, process_group=0
        )
        try:
            _, status, usage = os.wait4(process.pid, 0)
            clock = time.perf_counter() - started
            process.returncode = os.waitstatus_to_exitcode(status)
            taken = [usage, *_waited_for(process.pid)]
        except BaseException:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            raise
        out.seek(0)
        text = out.read().decode(errors="replace")
    if process.returncode:
        raise SystemExit(
            f"{' '.join(arguments[:8])} ended with {process.returncode}: {text[-500:]}"
        )
    cpu = sum(each.ru_utime + each.ru_stime for each in taken)
    return Used(cpu, max(each.ru_maxrss for each in taken) / 1024, text, clock)


@contextmanager
def _adopting_orphans() -> Iterator[None]:
    """Be the parent of whatever the processes started in the block leave behind (Linux).

    Raises:
        SystemExit: the system cannot do that; the CPU of workers would be missing.
    """
    control = ctypes.CDLL(None, use_errno=True).prctl
    if control(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0):
        raise SystemExit(f"No orphans can be adopted: {os.strerror(ctypes.get_errno())}")
    try:
        yield
    finally:
        control(PR_SET_CHILD_SUBREAPER, 0, 0, 0, 0)


def _waited_for(group: int) -> Iterator[struct_rusage]:
    """Wait for all that is left of a group of processes; yield what each took."""
    while True:
        try:
            yield os.wait4(-group, 0)[2]
        except ChildProcessError:
            return


def least(rounds: Sequence[Used]) -> Used:
    """Return the least times of several rounds of one thing, and the most memory."""
    return Used(
        min(each.cpu for each in rounds),
        max(each.memory for each in rounds),
        rounds[-1].output,
        min(each.clock for each in rounds),
    )


def dunning(*arguments: str) -> Used:
    """Run a command of the product."""
    return used_by([*PROGRAM, *arguments], quiet=True)


def bare_python() -> Used:
    """Run an interpreter that does nothing."""
    return used_by([sys.executable, "-c", ""])


@contextmanager
def folder() -> Iterator[Path]:
    """A temporary folder for databases."""
    path = Path(tempfile.mkdtemp(prefix="dunning-bench-"))
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


def made_up(size: Size) -> Path:
    """Return a made-up company of a size; made once, then kept. Only for copies."""

    def fill(path: Path) -> None:
        dunning("init", "--database", str(path))
        make(size, str(path))

    return _kept(f"{size.customers}-{size.items}", fill)


def updated(size: Size) -> Path:
    """Return a made-up company after its first run; kept, too. Only for copies."""

    def fill(path: Path) -> None:
        copy_of(made_up(size), path)
        dunning("update", "--database", str(path), "--as-of", AS_OF)

    return _kept(f"{size.customers}-{size.items}-updated", fill)


def _kept(name: str, fill: Callable[[Path], None]) -> Path:
    """Return a database of a name, filled where this program has not filled it yet."""
    folder = Path(tempfile.gettempdir()) / f"dunning-bench-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    path = folder / f"{name}-{_sources()}.db"
    if path.exists():
        path.touch()
        return path
    for other in folder.glob("*.db"):
        if time.time() - other.stat().st_mtime > KEPT_SECONDS:
            other.unlink(missing_ok=True)
    with tempfile.TemporaryDirectory(dir=folder) as making:
        new = Path(making) / "new.db"
        fill(new)
        new.rename(path)
    return path


@cache
def _sources() -> str:
    """Return what stands for all sources of the program and for how this file uses them.

    Any of them may decide what is made up, or what the run makes of it.
    """
    digest = hashlib.sha256()
    for source in (*sorted((PROJECT / "tui_dunning").rglob("*.py")), Path(__file__)):
        digest.update(str(source.relative_to(PROJECT)).encode() + b"\0")
        digest.update(hashlib.sha256(source.read_bytes()).digest())
    return digest.hexdigest()[:12]


def make(size: Size, database: str) -> Used:
    """Fill an empty database with a made-up company."""
    numbers = ("--customers", str(size.customers), "--items", str(size.items), "--seed", "1")
    return dunning("sample", *numbers, "--as-of", AS_OF, "--database", database)


def copy_of(source: Path, target: Path) -> Path:
    """Copy a closed database; what an earlier one left beside the target goes."""
    for ending in ("-wal", "-shm"):
        target.with_name(target.name + ending).unlink(missing_ok=True)
    shutil.copyfile(source, target)
    return target


def machine() -> str:
    """Say what it was measured on."""
    name = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        models = [line for line in info.read_text().splitlines() if line.startswith("model name")]
        name = models[0].partition(":")[2].strip() if models else name
    return (
        f"{name}, {os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"
    )


def show(results: Sequence[Result]) -> None:
    """Print results as lines of a table."""
    for each in results:
        verdict = {True: "met", False: "NOT MET", None: ""}[each.met]
        figure = f"{each.figure:,.2f} {each.unit}"
        print(f"{each.what:<80}{figure:>18}  {each.target:<12}{verdict}", flush=True)


def main(measure: Callable[[Size], list[Result]]) -> None:
    """Measure one area: `python -m benchmarks.AREA [--customers N --items M]`."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--customers", type=int, default=Size().customers)
    parser.add_argument("--items", type=int, default=Size().items)
    chosen = parser.parse_args()
    results = measure(Size(chosen.customers, chosen.items))
    show(results)
    print(json.dumps([asdict(each) for each in results]))
