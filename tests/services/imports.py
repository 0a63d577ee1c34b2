"""A file to import, given as text, on a database with the basics in it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests import builders as make
from tui_dunning.errors import BadInput
from tui_dunning.services.load import ImportResult, import_file
from tui_dunning.store import models as m

AS_OF = date(2026, 3, 2)
ITEMS = "unit,customer,number,due_date,currency,balance\n"
Load = Callable[..., ImportResult]


@pytest.fixture
def load(db: str, tmp_path: Path) -> Load:
    """Import text as a file; a unit US, entry types and the procedure MENU are there."""
    make.add_basics()
    make.add_unit("NL", "EUR")

    def run(kind: str, text: str | bytes, **options: Any) -> ImportResult:
        path = tmp_path / options.pop("name", f"{kind}.csv")
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        if "map" in options:
            options["map_path"] = tmp_path / "map.toml"
            options["map_path"].write_text(options.pop("map"))
        return import_file(kind, path, as_of=AS_OF, operator="jane", **options)

    return run


def refused(load: Load, kind: str, text: str | bytes, **options: Any) -> tuple[str, ...]:
    """Return the problems of an import that must be refused, with the refusal itself first."""
    with pytest.raises(BadInput) as caught:
        load(kind, text, **options)
    return (str(caught.value), *caught.value.problems)


def counts(result: ImportResult) -> tuple[int, int, int, int]:
    return result.added, result.changed, result.unchanged, result.closed


def item(number: str) -> Any:
    return m.Item.get(m.Item.number == number)
