"""What a key of setup.toml needs beside its check stands in other rooms; this says what is missing.

A new method, key, fact or reason is followed through: engine, store, screen.
"""

from __future__ import annotations

import json
import pkgutil
import tomllib
from collections.abc import Iterable
from dataclasses import MISSING, fields
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from tests.services.test_setup import WHOLE
from tui_dunning.engine import methods
from tui_dunning.engine import setup_values as engine
from tui_dunning.engine.explain import METHOD_FACTS
from tui_dunning.engine.methods import METHODS
from tui_dunning.engine.types import Held, Method, Reason
from tui_dunning.output.format import decimals
from tui_dunning.screens.reasons import WORDS
from tui_dunning.screens.setup_fields import SPECS
from tui_dunning.services.setup import import_setup
from tui_dunning.services.setup_tables import RULE, TABLES
from tui_dunning.store import models as m
from tui_dunning.store.setup_facts import load_setup

ON_A_RECORD = {name: keys for name, keys in TABLES.items() if name != "letter_text"}
STORED = {
    "unit": m.Unit,
    "entry_type": m.EntryType,
    "procedure": m.Procedure,
    "level": m.ProcedureLevel,
    "profile_class": m.ProfileClass,
    "finance_charge": m.FinanceChargeRate,
}
RENAMED = {"from": "valid_from"}
ELSEWHERE = {("procedure", "rule")}
"""The rules of a procedure have a table and a screen of their own."""


def keys_of(tables: Iterable[str]) -> list[tuple[str, str]]:
    return [(table, name) for table in tables for name in TABLES[table]]


def test_every_method_decides_and_explains() -> None:
    assert set(METHODS) == set(METHOD_FACTS) == set(Method)


def test_every_file_of_a_method_is_in_the_table_of_methods() -> None:
    names = {each.name for each in pkgutil.iter_modules(methods.__path__)} - {"verdict"}
    decide = {name: import_module(f"{methods.__name__}.{name}").decide for name in names}

    assert {Method(name): function for name, function in decide.items()} == METHODS


def test_every_reason_has_words_for_clerks() -> None:
    assert {*Reason, *Held} - set(WORDS) == set()


@pytest.mark.parametrize("table", [*ON_A_RECORD, "rule"])
def test_every_key_has_its_field_on_the_screen(table: str) -> None:
    keys = RULE if table == "rule" else TABLES[table]

    shown = {spec.name for spec in SPECS[table]}
    assert shown == {name for name in keys if (table, name) not in ELSEWHERE}


@pytest.mark.parametrize("table", [*ON_A_RECORD, "rule"])
def test_a_screen_offers_nothing_that_an_import_refuses(table: str) -> None:
    keys = RULE if table == "rule" else TABLES[table]

    for spec in SPECS[table]:
        if isinstance(spec.choices, tuple) and not spec.name.endswith("_on"):
            for choice in spec.choices:
                assert keys[spec.name].check(choice.value) == choice.value


def test_the_screen_offers_every_method() -> None:
    spec = next(spec for spec in SPECS["procedure"] if spec.name == "method")

    assert isinstance(spec.choices, tuple)
    assert {choice.value for choice in spec.choices} == set(Method)


@pytest.mark.parametrize(("table", "name"), keys_of(STORED))
def test_every_key_has_a_column_with_the_same_default(table: str, name: str) -> None:
    if (table, name) in ELSEWHERE:
        return
    column = getattr(STORED[table], RENAMED.get(name, name))
    key = TABLES[table][name]

    if not key.required and name != "procedure":
        stored = column.default
        if isinstance(key.default, dict | list):
            stored = json.loads(stored)
        assert stored == key.default


@pytest.mark.parametrize(
    ("table", "value"), [("level", engine.Level), ("procedure", engine.Procedure)]
)
def test_the_engine_has_the_same_defaults(table: str, value: Any) -> None:
    known = {field.name: field.default for field in fields(value) if field.default is not MISSING}
    common = {name: key for name, key in TABLES[table].items() if name in known}

    assert len(common) > 5
    for name, key in common.items():
        if not key.required:
            assert type(key.default)(known[name]) == key.default, name


def test_the_file_of_these_tests_has_every_key() -> None:
    """So that what is stored and exported is held for all of them."""
    document = tomllib.loads(WHOLE)
    procedures = document["procedure"]
    document["level"] = [level for one in procedures for level in one["level"]]
    document["rule"] = [rule for one in procedures for rule in one.get("rule", [])]

    for table, keys in {**TABLES, "rule": RULE}.items():
        given = {name for row in document[table] for name in row} - {"level"} | (
            {"level"} if table == "rule" else set()
        )
        assert set(keys) - given == set(), table


@pytest.mark.parametrize("table", ["procedure", "level", "rule", "profile_class"])
def test_every_key_reaches_the_rules(lite: str, tmp_path: Path, table: str) -> None:
    path = tmp_path / "setup.toml"
    path.write_text(WHOLE, encoding="utf-8")
    import_setup(path, operator="jane")

    value = first_of(load_setup(decimals), table)
    for name, key in (RULE if table == "rule" else TABLES[table]).items():
        if (table, name) not in LEFT_AT_DEFAULT:
            found = getattr(value, IN_THE_ENGINE.get(name, name))
            assert found not in (key.default, str(key.default)), name


def first_of(setup: engine.Setup, table: str) -> Any:
    """Return the record of a table in which WHOLE gives each key another value than its default."""
    level, rule = setup.procedures["MENU"].levels[0], setup.procedures["RULES"].rules[0]
    if table == "profile_class":
        return setup.profile_classes["STANDARD"]
    return {"procedure": setup.procedures["MENU"], "level": level, "rule": rule}[table]


IN_THE_ENGINE = {"fee": "fee_minor", "small_item": "small_item_minor", "when": "conditions"}
LEFT_AT_DEFAULT = {("procedure", "rule"), ("rule", "no_letter"), ("rule", "collection")}
