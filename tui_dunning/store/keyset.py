"""Keyset paging: a page of a long list by its sort key, without offsets and without counts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from peewee import SQL, EnclosedNodeList, Expression, Field, ModelSelect

from tui_dunning.paging import Key, Keyed, Page, Seek
from tui_dunning.store.connection import is_postgres

Row = TypeVar("Row", bound=Keyed)


def read_page(
    query: ModelSelect,
    columns: Sequence[Field],
    seek: Seek,
    limit: int,
    make_row: Callable[[tuple[Any, ...]], Row],
    *,
    newest_first: bool = False,
) -> Page[Row]:
    """Read at most `limit` rows of the query's list from `seek` on.

    `columns` are the sort columns, all of one direction, the last of them unique; an index on them
    makes a page cost the same anywhere in the list. `newest_first` turns the list around.
    """
    backwards = seek.back != newest_first
    ordered = query.order_by(*[c.desc() if backwards else c.asc() for c in columns])
    if seek.key is not None:
        ordered = ordered.where(_beyond(columns, seek.key, backwards, seek.inclusive))
    found = [make_row(row) for row in ordered.limit(limit + 1).tuples().iterator()]
    more = len(found) > limit
    rows = tuple(found[:limit])
    behind = seek.key is not None and _anything_behind(query, columns, seek, rows, backwards)
    if seek.back:
        return Page(rows[::-1], more_before=more, more_after=behind)
    return Page(rows, more_before=behind, more_after=more)


def _anything_behind(
    query: ModelSelect, columns: Sequence[Field], seek: Seek, rows: Sequence[Keyed], backwards: bool
) -> bool:
    """Tell whether the list goes on at the other side of the page."""
    key = rows[0].key if rows else seek.key
    assert key is not None
    inclusive = not rows and not seek.inclusive
    behind = query.where(_beyond(columns, key, not backwards, inclusive))
    nearest = [c.asc() if backwards else c.desc() for c in columns]
    # a server that is told no order may look for one row through all of them
    behind = behind.order_by(*nearest) if is_postgres() else behind.order_by()
    return bool(behind.select(SQL("1")).limit(1).tuples().execute())


def _beyond(columns: Sequence[Field], key: Key, backwards: bool, inclusive: bool) -> Expression:
    """Compare the sort columns with a key as one row value."""
    if len(columns) == 1:
        here, there = columns[0], key[0]
    else:
        here, there = EnclosedNodeList(columns), EnclosedNodeList(list(key))
    if backwards:
        return here <= there if inclusive else here < there
    return here >= there if inclusive else here > there
