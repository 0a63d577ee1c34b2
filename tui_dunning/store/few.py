"""Sets small enough to be named by their ids: an index finds them, whatever order a list has."""

from __future__ import annotations

from typing import Final

from peewee import ModelSelect, Value, fn

from tui_dunning.store.models import Customer

FEW: Final = 5000
"""Up to so many rows are fetched by index; of more, a page is filled sooner in list order."""


def are_few(ids: ModelSelect, most: int) -> bool:
    """Whether a set is small enough to be named; no more of it is read than that takes."""
    some = ids.clone().limit(most + 1).alias("some")
    return int(Customer.select(fn.COUNT(Value(1))).from_(some).scalar()) <= most
