"""docs/setup.md keeps up with the keys and facts of setup.toml."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path

import pytest

from tui_dunning.engine import choices
from tui_dunning.engine.facts import FACTS
from tui_dunning.services.setup_tables import RULE, TABLES, Key

TEXT = (Path(__file__).parent.parent / "docs" / "setup.md").read_text(encoding="utf-8")


def section(heading: str) -> str:
    found = re.search(rf"^## {heading}$\n(.*?)(?=^## |\Z)", TEXT, re.M | re.S)
    assert found is not None, f"docs/setup.md has no section {heading}"
    return found[1]


def rows(table: str) -> list[tuple[str, str]]:
    """The first two columns of what stands below a heading."""
    return re.findall(r"^\| `(\w+)` \| (.*?) \|", section(table), re.M)


def default(key: Key) -> str:
    if key.required:
        return "needed"
    return "none" if key.default is None else f"`{json.dumps(key.default)}`"


@pytest.mark.parametrize(("table", "keys"), {**TABLES, "rule": RULE}.items(), ids=[*TABLES, "rule"])
def test_every_key_is_documented_with_its_default(table: str, keys: Mapping[str, Key]) -> None:
    assert rows(table) == [(name, default(key)) for name, key in keys.items()]


@pytest.mark.parametrize(
    ("table", "name", "values"),
    [
        ("unit", "addressing", choices.Addressing),
        ("procedure", "method", choices.Method),
        ("procedure", "credits", choices.Credits),
        ("procedure", "letter_per", choices.LetterPer),
        ("procedure", "cycle", choices.Cycle),
        ("level", "extract", choices.Extract),
    ],
)
def test_every_choice_of_a_key_is_documented(table: str, name: str, values: type[StrEnum]) -> None:
    (said,) = re.findall(rf"^\| `{name}` \|.*$", section(table), re.M)

    assert [value for value in values if f"`{value}`" not in said] == []


def test_every_fact_of_a_rule_is_documented() -> None:
    assert re.findall(r"^\| `(\w+)` \|", section("Facts"), re.M) == list(FACTS)
