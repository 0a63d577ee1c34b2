"""What F4 lists: the first values that begin as typed, however many there are."""

from __future__ import annotations

import pytest

from tests import builders as b
from tui_dunning.services import choices
from tui_dunning.store import models as m
from tui_dunning.store.database import handle


@pytest.fixture
def company(db: str) -> None:
    b.add_basics()
    netherlands = b.add_unit("NL", "EUR")
    for number, name in (("100", "Bolt"), ("101", "Abel"), ("200", "100 Nails"), ("𝒜1", "Ab")):
        b.add_customer(number, name=name)
    ann = m.Customer.get(m.Customer.number == "100")
    for number in ("7", "70", "8"):
        b.add_item(ann, number)
    b.add_item(ann, "70", unit=netherlands)


@pytest.mark.parametrize(
    ("typed", "listed"),
    [
        ("", ["100", "101", "200", "𝒜1"]),
        ("10", ["100", "101", "200"]),
        ("ab", ["𝒜1", "101"]),
        ("𝒜", ["𝒜1"]),
        ("zzz", []),
    ],
)
def test_customers_are_listed_by_number_then_by_name(company, typed, listed):
    assert [number for number, _ in choices.customers(typed)] == listed


@pytest.mark.parametrize(
    ("typed", "listed"),
    [
        ("", [("7", "US"), ("70", "NL"), ("70", "US"), ("8", "US")]),
        ("7", [("7", "US"), ("70", "NL"), ("70", "US")]),
        ("9", []),
    ],
)
def test_items_of_all_units_are_listed_by_number(company, typed, listed):
    assert choices.items(typed) == [
        (number, f"unit {unit}, customer 100") for number, unit in listed
    ]


def test_the_units_that_have_an_item(company):
    assert choices.units_of_item("70") == ["NL", "US"]
    assert choices.units_of_item("8") == ["US"]
    assert choices.units_of_item("x") == []


def test_more_are_not_listed(company, monkeypatch):
    monkeypatch.setattr("tui_dunning.store.choices.MOST", 2)

    assert [number for number, _ in choices.customers("")] == ["100", "101"]
    assert [number for number, _ in choices.items("")] == ["7", "70"]


def test_no_list_reads_all_rows_of_a_table(lite, monkeypatch):
    b.add_basics()
    db, steps = handle(), []
    execute = db.execute_sql

    def noted(sql, params=None):
        steps.extend(row[-1] for row in execute(f"EXPLAIN QUERY PLAN {sql}", params).fetchall())
        return execute(sql, params)

    monkeypatch.setattr(db, "execute_sql", noted)
    choices.items("7")
    choices.customers("a")
    choices.units_of_item("70")

    assert len(steps) > 5
    assert not [step for step in steps if step.startswith("SCAN") and "unit_code" not in step]
    assert not [step for step in steps if "TEMP B-TREE" in step]
