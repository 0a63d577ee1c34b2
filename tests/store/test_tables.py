"""The columns of the tables belong to their version: a database of another one is refused."""

from __future__ import annotations

import os
from pathlib import Path

from tui_dunning.store.models import SCHEMA_VERSION, TABLES

KNOWN = Path(__file__).parent / "golden" / f"tables_{SCHEMA_VERSION}.txt"


def columns() -> list[str]:
    return [
        f"{table._meta.table_name}.{field.column_name} {field.field_type}"
        + (" null" if field.null else "")
        for table in TABLES
        for field in table._meta.sorted_fields
    ]


def test_tables_that_change_get_a_new_version() -> None:
    if os.environ.get("UPDATE_GOLDENS") == "1" and not KNOWN.exists():
        KNOWN.write_text("\n".join(columns()) + "\n", "utf-8")
    known = KNOWN.read_text("utf-8").splitlines() if KNOWN.exists() else []

    assert columns() == known, "raise SCHEMA_VERSION in store/tables.py, then see CONTRIBUTING.md"
