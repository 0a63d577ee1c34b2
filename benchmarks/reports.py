"""The edit report of everybody, in each format: rows a second of CPU, and memory."""

from __future__ import annotations

from benchmarks import measuring
from benchmarks.measuring import AS_OF, Result, Size, at_least, at_most

MEMORY = 60
"""MiB above the interpreter: a chunk of rows and the library of the format."""


def measure(size: Size) -> list[Result]:
    """Measure XLSX, CSV, text and JSON; start-up counts."""
    bare = measuring.bare_python().memory
    results = []
    with measuring.folder() as folder:
        path = measuring.copy_of(measuring.updated(size), folder / "report.db")
        for form in ("xlsx", "csv", "text", "json"):
            target = folder / f"report.{form}"
            used = measuring.dunning(
                *("edit-report", "--format", form, "-o", str(target), "--as-of", AS_OF),
                *("--database", str(path)),
            )
            speed = size.customers / used.cpu
            if form == "xlsx":
                results.append(at_least("edit report, xlsx", speed, 20_000, "rows/s"))
            else:
                results.append(Result(f"edit report, {form}", speed, "rows/s"))
            memory = used.memory - bare
            results.append(at_most(f"edit report, {form}, memory", memory, MEMORY, "MiB"))
    return results


if __name__ == "__main__":
    measuring.main(measure)
