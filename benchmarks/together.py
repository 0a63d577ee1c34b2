"""One process runs the update while sixteen others read lists and change customers."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks import measuring, servers
from benchmarks.measuring import AS_OF, PROGRAM, PROJECT, Result, Size, at_most

OTHERS = 16
WAIT_SECONDS = 600
"""Longer than the longest run, as an installation with large runs sets it."""


def work(url: str, place: int, customers: int, stop: Path) -> dict[str, Any]:
    """Be one of the others: read pages and change own customers until the file `stop` is there."""
    from tui_dunning.errors import DunningError
    from tui_dunning.paging import Seek
    from tui_dunning.services import customer_letter, review
    from tui_dunning.services.customer_letter import CustomerQuery
    from tui_dunning.services.review import LetterQuery
    from tui_dunning.store.database import open_database

    open_database(url, wait_seconds=WAIT_SECONDS)
    as_of, pick = date.fromisoformat(AS_OF), random.Random(place)
    reads: list[float] = []
    waits: list[float] = []
    changes: dict[str, list[int]] = {}
    errors: list[str] = []
    while not stop.exists():
        number = f"{pick.randrange(customers // OTHERS) * OTHERS + place + 1:08}"
        days = pick.randrange(1, 90)
        try:
            began = time.monotonic()
            customer_letter.customer_page(CustomerQuery(), Seek((number,)), 16, as_of)
            review.letter_page(LetterQuery(), Seek(), 16)
            reads.append(time.monotonic() - began)
            began = time.monotonic()
            customer_letter.change(number, f"clerk {place}", as_of, grace_days=days)
            waits.append(time.monotonic() - began)
            if changes.get(number, [0])[-1] != days:
                changes.setdefault(number, []).append(days)
        except DunningError as error:
            errors.append(str(error))
        time.sleep(pick.uniform(0.1, 0.5))
    return {"reads": reads, "waits": waits, "changes": changes, "errors": errors}


def run_together(url: str, size: Size, folder: Path) -> tuple[list[dict[str, Any]], float]:
    """Run the update among the others; return what these saw and how long the update took."""
    stop = folder / "stop"
    stop.unlink(missing_ok=True)
    module = (sys.executable, "-m", __spec__.name, "--work")
    others = [
        subprocess.Popen(
            (*module, url, str(place), str(size.customers), str(stop)),
            stdout=(folder / f"other-{place}.json").open("w"),
            cwd=PROJECT,
        )
        for place in range(OTHERS)
    ]
    time.sleep(3)
    began = time.monotonic()
    command = (*PROGRAM, "update", "--database", url, "--as-of", AS_OF)
    update = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    took = time.monotonic() - began
    time.sleep(2)
    stop.touch()
    for other in others:
        other.wait()
    if update.returncode:
        raise SystemExit(f"The update among others failed: {update.stderr}")
    return [json.loads((folder / f"other-{n}.json").read_text()) for n in range(OTHERS)], took


def lost_changes(url: str, seen: list[dict[str, Any]]) -> int:
    """Count the changes that are not in the database as they were made, with their event."""
    from tui_dunning.store.database import close_database, open_database, reading
    from tui_dunning.store.models import Customer, CustomerEvent

    lost = 0
    open_database(url)
    with reading():
        for other in seen:
            for number, days in other["changes"].items():
                customer = Customer.get(Customer.number == number)
                events = CustomerEvent.select().where(
                    CustomerEvent.customer == customer, CustomerEvent.operator.startswith("clerk")
                )
                lost += abs(events.count() - len(days)) + (customer.grace_days != days[-1])
    close_database()
    return lost


def _results(name: str, url: str, size: Size, folder: Path) -> list[Result]:
    seen, took = run_together(url, size, folder)
    changes = sum(len(each) for other in seen for each in other["changes"].values())
    errors = [error for other in seen for error in other["errors"]]
    for error in sorted(set(errors)):
        print(f"  {name}: {errors.count(error)} times: {error}", file=sys.stderr)
    return [
        Result(f"together, {name}: update took", took, "s"),
        Result(f"together, {name}: changes by others", changes, ""),
        at_most(f"together, {name}: refused", len(errors), 0, ""),
        at_most(f"together, {name}: changes lost", lost_changes(url, seen), 0, ""),
        Result(f"together, {name}: longest read", max(max(o["reads"]) for o in seen), "s"),
        Result(f"together, {name}: longest change", max(max(o["waits"]) for o in seen), "s"),
    ]


def measure(size: Size) -> list[Result]:
    """Measure on SQLite and on PostgreSQL."""
    with measuring.folder() as folder:
        path = measuring.copy_of(measuring.made_up(size), folder / "together.db")
        results = _results("SQLite", str(path), size, folder)
        with servers.postgres(folder) as server:
            url = server.made_up(size)
            results += _results("PostgreSQL", url, size, folder)
    return results


if __name__ == "__main__":
    if sys.argv[1:2] == ["--work"]:
        _, _, address, mine, count, end = sys.argv
        print(json.dumps(work(address, int(mine), int(count), Path(end))))
    else:
        measuring.main(measure)
