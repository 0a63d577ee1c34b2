"""Making a company up: time, memory, and statistics for the planner afterwards."""

from __future__ import annotations

from benchmarks import measuring
from benchmarks.measuring import Result, Size, at_most


def measure(size: Size) -> list[Result]:
    """Measure the generator; a tenth of the size tells that memory does not grow with it."""
    bare = measuring.bare_python().memory
    results = []
    with measuring.folder() as folder:
        path = folder / "sample.db"
        measuring.dunning("init", "--database", str(path))
        used = measuring.make(size, str(path))
        results.append(Result("sample, rows", (size.customers + size.items) / used.cpu, "rows/s"))
        results.append(at_most("sample, memory", used.memory - bare, 100, "MiB"))
    return results


if __name__ == "__main__":
    measuring.main(measure)
