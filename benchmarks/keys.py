"""Keys pressed in the menus on a large database, in a pseudo-terminal of 80x24: CPU for each.

A key counts from when it is sent until the screen is at rest, with all that the program does for
it: reading the key, the query, drawing. Each list is opened in a program of its own.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple

from benchmarks import measuring
from benchmarks.lists import LIMIT
from benchmarks.measuring import AS_OF, PROGRAM, Result, Size, at_most
from benchmarks.terminal import Terminal, terminal
from benchmarks.update_floor import connect

TIMES = 5
"""Rounds after the first one, whose keys count by themselves."""
READY = b"F12=Cancel"
ITEM = """SELECT number FROM item WHERE id = (SELECT item_id FROM letter_item
    WHERE id >= (SELECT MAX(id) / 2 FROM letter_item) ORDER BY id LIMIT 1)"""
"""The number of an item in the middle of those that stand on a letter."""
OPEN = "Enter that opens it"
TAB, CLEAR, ENTER = "\t", "\x15", "\r"
PAGE_UP, PAGE_DOWN, END = "\x1b[5~", "\x1b[6~", "\x1b[F"
F4, F7, F8, F12 = "\x1bOS", "\x1b[18~", "\x1b[19~", "\x1b[24~"


class Key(NamedTuple):
    """A key's name in the table ("": not counted), what is typed, a text that is drawn then."""

    name: str
    typed: str
    drawn: str


def _list(path: str, heading: str, tabs: int, part: str, found: str) -> tuple[Key, ...]:
    """Return a list's keys: open, page, sort, filter in the field so many tabs away, leave."""
    return (
        Key("", f"={path}", path),
        Key(OPEN, ENTER, heading),
        Key("PgDn", PAGE_DOWN, "More..."),
        Key("End", END, "Bottom"),
        Key("PgUp", PAGE_UP, "More..."),
        Key("F7", F7, "Sorted by"),
        Key("", TAB * tabs, heading),
        Key("", part, part),
        Key("filter, Enter", ENTER, found),
        Key("PgDn in the filtered list", PAGE_DOWN, found),
        Key("PgUp in the filtered list", PAGE_UP, found),
        Key("", F12, "Dunning letter update"),
    )


def _screens(item: str) -> dict[str, tuple[Key, ...]]:
    """Return each screen with its keys; `item` is the number of one that stands on a letter."""
    heading = "Item dunning status"
    return {
        "edit report": _list("4.4.2", "Dunning letter edit report", 3, "hoek", "Hoekstra"),
        "customers": _list("4.4.3", "Customer letter maintenance", 3, "hoek", "Hoekstra"),
        "letters": _list("4.4.7.3", "History of letters", 5, "proposed", "proposed"),
        "item": (
            Key("", "=4.4.7.5", "4.4.7.5"),
            Key(OPEN, ENTER, heading),
            Key("", item[:4], item[:4]),
            Key("F4", F4, "the first 200"),
            Key("PgDn in F4", PAGE_DOWN, item[:4]),
            Key("", F12, heading),
            Key("", CLEAR + item, item),
            Key("number, Enter", ENTER, "proposed"),
            Key("F8", F8, "Explain"),
            Key("", F12, heading),
            Key("", F12, "Dunning letter update"),
        ),
    }


def _press(line: Terminal, key: Key) -> float:
    """Press a key and return the seconds of CPU that it took.

    Raises:
        SystemExit: it did not draw its text.
    """
    before = line.cpu()
    line.type(key.typed)
    line.wait_for(key.drawn.encode())
    return line.settle() - before


def rounds(database: Path, keys: Sequence[Key]) -> list[dict[str, float]]:
    """Press all keys some times in one program; return the milliseconds of each, round by round."""
    with terminal((*PROGRAM, "--database", str(database), "--as-of", AS_OF)) as line:
        line.wait_for(READY)
        line.settle()
        pressed = [[_press(line, key) for key in keys] for _ in range(TIMES + 1)]
    return [
        {key.name: cpu * 1000 for key, cpu in zip(keys, each, strict=True) if key.name}
        for each in pressed
    ]


def results_of(screen: str, pressed: Sequence[dict[str, float]]) -> list[Result]:
    """Return the lines of a screen: each key, and the first round's opening and slowest key."""
    first, *others = pressed
    middle = {name: median(each[name] for each in others) for name in first}
    for name, took in first.items():
        print(f"  {screen}, {name}: {took:.1f}, then {middle[name]:.1f}", file=sys.stderr)
    slowest = max(first.keys() - {OPEN}, key=lambda name: first[name])
    return [
        *(at_most(f"keys, {screen}: {name}", middle[name], LIMIT, "ms") for name in first),
        at_most(f"keys, {screen}: slowest the first time ({slowest})", first[slowest], LIMIT, "ms"),
        Result(f"keys, {screen}: opened first after the start", first[OPEN], "ms"),
    ]


def measure(size: Size) -> list[Result]:
    """Measure the keys after a run."""
    with measuring.folder() as folder:
        path = measuring.copy_of(measuring.updated(size), folder / "keys.db")
        connection = connect(str(path))
        number = connection.execute(ITEM).fetchone()[0]
        connection.close()
        return [
            result
            for screen, keys in _screens(number).items()
            for result in results_of(screen, rounds(path, keys))
        ]


if __name__ == "__main__":
    measuring.main(measure)
