"""Pages of long lists by key: what a list asks for and what it gets. No counts, no offsets."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

Key = tuple[object, ...]
"""The values of the sort columns of a row, the last of them unique."""


class Keyed(Protocol):
    """A row that knows its place in the list it came from."""

    @property
    def key(self) -> Key:
        """Return the row's sort key."""
        ...


Row = TypeVar("Row", bound=Keyed)


@dataclass(frozen=True, slots=True)
class Seek:
    """Where a page starts: after (or before, when `back`) a key; key None is the list's end.

    `inclusive` also takes the row of that key. `Seek()` is the top, `Seek(back=True)` the bottom.
    """

    key: Key | None = None
    back: bool = False
    inclusive: bool = False


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Rows in list order, and whether there are more before and after them."""

    rows: tuple[Row, ...] = ()
    more_before: bool = False
    more_after: bool = False


def _key(row: Keyed) -> Key:
    return row.key


def page_of(rows: Sequence[Row], seek: Seek, limit: int) -> Page[Row]:
    """Return a page of a short list that is all there, in the order of its keys."""
    if seek.key is None:
        start = max(0, len(rows) - limit) if seek.back else 0
        end = start + limit
    elif seek.back:
        end = (bisect_right if seek.inclusive else bisect_left)(rows, seek.key, key=_key)
        start = max(0, end - limit)
    else:
        start = (bisect_left if seek.inclusive else bisect_right)(rows, seek.key, key=_key)
        end = start + limit
    return Page(tuple(rows[start:end]), start > 0, end < len(rows))
