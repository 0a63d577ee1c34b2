"""A small company on a real database, and commands given to it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.builders import add_basics, add_customer, add_item
from tests.scenarios.company import Company
from tui_dunning.store.database import close_database

TODAY = date(2026, 6, 30)


@pytest.fixture(autouse=True)
def _own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the tests away from the settings and the log of whoever runs them."""
    monkeypatch.setenv("DUNNING_SETTINGS", str(tmp_path / "settings.toml"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.delenv("DUNNING_DATABASE", raising=False)
    monkeypatch.delenv("DUNNING_DEBUG", raising=False)


@pytest.fixture
def company(lite: str, tmp_path: Path) -> Company:
    """Return a company with three customers that owe, one of them with a hostile name."""
    unit = add_basics()
    names = {"C1": "Granite Builders", "C2": "Łódź Works", "C3": "\x1b[31mEvil\u202e\x9b"}
    for place, (number, name) in enumerate(names.items(), 1):
        customer = add_customer(number, unit=unit, name=name, name_folded=name.casefold())
        add_item(customer, f"INV-{place}", days=30 * place + 5, as_of=TODAY, balance="100.50")
    close_database()
    return Company(lite, tmp_path, TODAY)
