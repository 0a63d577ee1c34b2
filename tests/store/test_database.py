from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from peewee import IntegrityError

from tests import builders as b
from tui_dunning.errors import DatabaseProblem
from tui_dunning.store import models as m
from tui_dunning.store.database import (
    handle,
    insert_many,
    insert_values,
    reading,
    stream,
    transaction,
)


def test_a_new_database_takes_a_customer_and_an_item(db: str) -> None:
    b.add_basics()
    item = b.add_item(b.add_customer("C1"), "INV-1")

    row = m.Item.get(m.Item.number == "INV-1")

    assert row.id == item.id
    assert row.balance_minor == 100_00
    assert row.due_date == item.due_date


def test_many_rows_are_inserted_with_the_defaults_of_the_columns_left_out(db: str) -> None:
    unit = b.add_basics()
    customer = b.add_customer("C1")
    columns = [
        m.Item.unit,
        m.Item.customer,
        m.Item.number,
        m.Item.entry_type,
        m.Item.due_date,
        m.Item.currency,
        m.Item.balance_minor,
    ]
    kind = m.EntryType.get().id
    rows = ((unit.id, customer.id, f"I{n}", kind, b.TODAY, "USD", n) for n in range(5000))

    with transaction():
        count = insert_many(m.Item, columns, rows)
        seen = [row[0] for row in stream(m.Item.select(m.Item.balance_minor).order_by(m.Item.id))]

    assert count == 5000
    assert seen == list(range(5000))
    assert m.Item.select().where(m.Item.is_open).count() == 5000


@pytest.mark.parametrize("count", [0, 1, 1600])
def test_rows_are_inserted_from_one_list_of_their_values(db: str, count: int) -> None:
    unit = b.add_basics()
    columns = [m.Letterhead.unit, m.Letterhead.digest, m.Letterhead.content]
    rows = [(unit.id, f"digest {n}", "{}") for n in range(count)]

    with transaction():
        inserted = insert_values(m.Letterhead, columns, [value for row in rows for value in row])

    assert inserted == count
    kept = m.Letterhead.select(*columns).order_by(m.Letterhead.id).tuples()
    assert list(kept) == rows


def test_a_list_of_values_gets_the_defaults_of_the_columns_left_out(db: str) -> None:
    columns = [m.EntryType.code, m.EntryType.name]

    with transaction():
        insert_values(m.EntryType, columns, ["E1", "one", "E2", "two"])

    kept = m.EntryType.select(*columns, m.EntryType.include).order_by(m.EntryType.code).tuples()
    assert list(kept) == [("E1", "one", True), ("E2", "two", True)]


def test_two_streams_of_one_transaction_do_not_meet(db: str) -> None:
    b.add_basics()

    with reading():
        codes = stream(m.EntryType.select(m.EntryType.code).order_by(m.EntryType.code))
        levels = stream(
            m.ProcedureLevel.select(m.ProcedureLevel.number).order_by(m.ProcedureLevel.number)
        )
        both = list(zip((row[0] for row in codes), (row[0] for row in levels), strict=False))

    assert both == [("CM", 1), ("IN", 2)]


def test_a_file_that_was_moved_or_replaced_is_not_written_to(lite: str, tmp_path: Path) -> None:
    away = tmp_path / "away.db"
    Path(lite).rename(away)
    with pytest.raises(DatabaseProblem, match="was moved or replaced"), transaction():
        b.add_entry_type("IN")
    shutil.copy(away, lite)
    with pytest.raises(DatabaseProblem, match="was moved or replaced"), transaction():
        b.add_entry_type("CM")
    away.rename(lite)
    with transaction():
        b.add_entry_type("PM")

    assert [row.code for row in m.EntryType] == ["PM"]


def test_a_full_disk_is_a_sentence_and_leaves_nothing(lite: str) -> None:
    handle().execute_sql("PRAGMA max_page_count = 1")
    columns = [m.EntryType.code, m.EntryType.name]
    rows = ((f"E{n}", "x" * 1000) for n in range(5000))

    with (
        pytest.raises(DatabaseProblem, match=r"could not be written .* nothing was changed"),
        transaction(),
    ):
        insert_many(m.EntryType, columns, rows)

    assert m.EntryType.select().count() == 0


def test_a_row_that_breaks_a_rule_is_refused_by_both_databases(db: str) -> None:
    rows = [("IN", "one"), ("IN", "two")]

    with pytest.raises(IntegrityError), transaction():
        insert_many(m.EntryType, [m.EntryType.code, m.EntryType.name], rows)
