"""The customers of a comparison (4.4.7.9), kept on disk while they are looked at and printed.

A comparison of a million customers must not fill the memory: rows go into a file without a name,
which is gone when it is closed, and only their places stay.
"""

from __future__ import annotations

import json
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from heapq import merge
from operator import attrgetter
from tempfile import SpooledTemporaryFile

from tui_dunning.paging import Key, Page, Seek
from tui_dunning.services.compare import Change, ComparedRow

IN_MEMORY = 4_000_000
"""Bytes; what is more goes to disk."""
AT_ONCE = 50_000
"""Rows whose customers are in memory together while they are sorted."""
_CHANGES = tuple(Change)
_values = attrgetter(*(each.name for each in fields(ComparedRow)))


@dataclass(frozen=True, slots=True)
class ListedRow:
    """A row and its place among all."""

    place: int
    row: ComparedRow

    @property
    def key(self) -> Key:
        """The place."""
        return (self.place,)


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which rows: of one way of change (None: all), of customers whose number begins so."""

    change: Change | None = None
    customer: str = ""


class ComparedRows:
    """Keeps rows by customer: give `add` to the comparison, `sort`, then read pages or all.

    What stays in memory of a row is where it starts, times 8, and its way of change.
    """

    def __init__(self) -> None:
        self._file = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  # closed by close()
        self._rows = array("Q")
        self._last: tuple[Chosen, Sequence[int]] = (Chosen(), ())

    def __len__(self) -> int:
        """Return how many rows there are."""
        return len(self._rows)

    def close(self) -> None:
        """Forget all rows."""
        self._file.close()

    def add(self, row: ComparedRow) -> None:
        """Keep a row."""
        self._rows.append(self._file.tell() << 3 | _CHANGES.index(row.change))
        self._file.write(f"{row.customer}\t{json.dumps(_values(row))}\n".encode())

    def sort(self) -> None:
        """Put the rows into the order of the customers' numbers; a run looks at them in another."""
        parts = (self._rows[at : at + AT_ONCE] for at in range(0, len(self), AT_ONCE))
        in_order = [array("Q", sorted(part, key=self._customer)) for part in parts]
        self._rows = array("Q", merge(*in_order, key=self._customer))

    def rows(self, chosen: Chosen) -> Iterator[ComparedRow]:
        """Yield the rows chosen, in order."""
        return (self._at(place) for place in self._places(chosen))

    def page(self, chosen: Chosen, seek: Seek, limit: int) -> Page[ListedRow]:
        """Return a page of the rows chosen."""
        places = self._places(chosen)
        if seek.key is None:
            at = len(places) if seek.back else 0
        else:
            after = seek.back == seek.inclusive
            place = int(str(seek.key[0]))
            at = (bisect_right if after else bisect_left)(places, place)
        start, end = (max(0, at - limit), at) if seek.back else (at, at + limit)
        rows = tuple(ListedRow(place, self._at(place)) for place in places[start:end])
        return Page(rows, start > 0, end < len(places))

    def _places(self, chosen: Chosen) -> Sequence[int]:
        """Return the places of the rows chosen; those of the last choice are kept."""
        places = range(len(self))
        if begins := chosen.customer.encode():

            def beginning(place: int) -> bytes:
                return self._customer(self._rows[place])[: len(begins)]

            first = bisect_left(places, begins, key=beginning)
            places = range(first, bisect_right(places, begins, key=beginning))
        if chosen.change is None:
            return places
        if self._last[0] != chosen:
            change = _CHANGES.index(chosen.change)
            kept = (place for place in places if self._rows[place] & 7 == change)
            self._last = (chosen, array("Q", kept))
        return self._last[1]

    def _customer(self, kept: int) -> bytes:
        return self._line(kept).partition(b"\t")[0]

    def _line(self, kept: int) -> bytes:
        self._file.seek(kept >> 3)
        return self._file.readline()

    def _at(self, place: int) -> ComparedRow:
        values = json.loads(self._line(self._rows[place]).partition(b"\t")[2])
        values[4] = Change(values[4])
        return ComparedRow(*values)
