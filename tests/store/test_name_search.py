"""Names found by a part, with the trigram index and without it."""

from __future__ import annotations

import pytest

from tests import builders
from tui_dunning.engine.names import fold_name
from tui_dunning.store import name_search
from tui_dunning.store.models import Customer, database, on_sqlite
from tui_dunning.store.name_search import name_has

NAMES = ("Granite Builders", "Łódź Works", 'The "Anvil" Co', "100% Oak", "Oak_land", "Zażółć", "Li")


def names_with(part):
    query = Customer.select(Customer.name).where(name_has(part)).order_by(Customer.name)
    return [name for (name,) in query.tuples()]


@pytest.fixture
def named(db):
    for name in NAMES:
        builders.add_customer(name=name, name_folded=fold_name(name))


@pytest.mark.parametrize("indexed", [True, False])
@pytest.mark.parametrize(
    ("part", "expected"),
    [
        ("uild", ["Granite Builders"]),
        ("GRANITE BUILDERS", ["Granite Builders"]),
        ("lodz w", ["Łódź Works"]),
        ('"anvil"', ['The "Anvil" Co']),
        ("100% o", ["100% Oak"]),
        ("k_l", ["Oak_land"]),
        ("zolc", ["Zażółć"]),
        ("li", ["Li"]),
        ("builders granite", []),
        ("oak or 1", []),
    ],
)
def test_a_part_is_found_anywhere_in_a_name(named, monkeypatch, indexed, part, expected):
    if not indexed:
        monkeypatch.setattr(name_search, "SHORTEST", 99)

    assert names_with(part) == expected


def test_a_part_that_many_names_have_is_read_in_list_order(named, monkeypatch):
    monkeypatch.setattr(name_search, "FEW", 1)

    assert names_with("oak") == ["100% Oak", "Oak_land"]


def test_the_index_follows_changes_and_deletions(named):
    Customer.update(name="Slate", name_folded="slate").where(Customer.name == "Li").execute()
    Customer.delete().where(Customer.name == "Oak_land").execute()

    assert names_with("slat") == ["Slate"]
    assert names_with("oak") == ["100% Oak"]


def test_a_database_without_the_index_is_searched_all_the_same(named):
    if on_sqlite():
        for ending in ("added", "gone", "changed"):
            database.execute_sql(f"DROP TRIGGER customer_name_{ending}")
        database.execute_sql("DROP TABLE customer_name")

    assert names_with("uild") == ["Granite Builders"]
