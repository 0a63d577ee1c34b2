"""Pages of long lists by key: what a list asks for and what it gets. No counts, no offsets."""

from __future__ import annotations

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


class PageSource(Protocol[Row]):
    """Anything that serves pages: a service's function with its query filled in."""

    def __call__(self, seek: Seek, limit: int) -> Page[Row]:
        """Return at most `limit` rows from `seek` on."""
        ...
