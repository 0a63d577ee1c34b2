"""The customers of a comparison (4.4.7.9), kept on disk while they are looked at and printed.

A comparison of a million customers must not fill the memory: rows go into a file without a name,
which is gone when it is closed, and only their places stay.
"""

from __future__ import annotations

import json
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass
from tempfile import SpooledTemporaryFile

from tui_dunning.paging import Key, Page, Seek
from tui_dunning.services.compare import Change, ComparedRow

IN_MEMORY = 4_000_000
"""Bytes; what is more goes to disk."""


@dataclass(frozen=True, slots=True)
class ListedRow:
    """A row and its place, in the order in which a run looks at customers."""

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
    """Keeps rows in order; give `add` to the comparison, then read pages or all of them."""

    def __init__(self) -> None:
        self._file = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  # closed by close()
        self._starts = array("Q")
        self._of_change = {change: array("Q") for change in Change}
        self._last: tuple[Chosen, Sequence[int]] = (Chosen(), ())

    def __len__(self) -> int:
        """Return how many rows there are."""
        return len(self._starts)

    def close(self) -> None:
        """Forget all rows."""
        self._file.close()

    def add(self, row: ComparedRow) -> None:
        """Keep a row."""
        self._of_change[row.change].append(len(self._starts))
        self._starts.append(self._file.tell())
        self._file.write(json.dumps(astuple(row)).encode() + b"\n")

    def rows(self, chosen: Chosen) -> Iterator[ComparedRow]:
        """Yield the rows chosen, in order."""
        return map(self._read, self._places(chosen))

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
        rows = tuple(ListedRow(place, self._read(place)) for place in places[start:end])
        return Page(rows, start > 0, end < len(places))

    def _places(self, chosen: Chosen) -> Sequence[int]:
        """Return the places of the rows chosen; those of the last choice are kept."""
        places: Sequence[int] = range(len(self._starts))
        if chosen.change is not None:
            places = self._of_change[chosen.change]
        if not chosen.customer:
            return places
        if self._last[0] != chosen:
            begins = chosen.customer
            kept = (at for at in places if self._read(at).customer.startswith(begins))
            self._last = (chosen, array("Q", kept))
        return self._last[1]

    def _read(self, place: int) -> ComparedRow:
        self._file.seek(self._starts[place])
        values = json.loads(self._file.readline())
        values[4] = Change(values[4])
        return ComparedRow(*values)
