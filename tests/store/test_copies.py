"""Backups: a whole copy while others write, on both databases."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import builders as b
from tui_dunning.errors import BadInput
from tui_dunning.store import models as m
from tui_dunning.store.checks import integrity
from tui_dunning.store.copies import backup
from tui_dunning.store.database import close_database, open_database


def test_a_backup_opens_like_any_database_with_all_rows(db: str, tmp_path: Path) -> None:
    b.add_basics()
    customer = b.add_customer("00123", name="Łódź Ltd")
    item = b.add_item(customer, "INV-1", balance="12.34", disputed=True)
    target = tmp_path / "copy.db"

    backup(target)
    close_database()
    open_database(str(target))
    copied = m.Item.get(m.Item.number == "INV-1")

    assert (copied.balance_minor, copied.due_date, copied.disputed) == (1234, item.due_date, True)
    assert (copied.customer.number, copied.customer.name) == ("00123", "Łódź Ltd")
    assert m.SchemaInfo.get().created_at is not None
    assert integrity() == []
    assert sorted(p.name for p in tmp_path.glob("*copy*")) == [
        "copy.db",
        "copy.db-shm",
        "copy.db-wal",
    ]
    assert target.stat().st_mode & 0o777 == 0o640


def test_a_backup_never_overwrites(db: str, tmp_path: Path) -> None:
    target = tmp_path / "copy.db"
    target.write_text("precious")

    with pytest.raises(BadInput, match="exists already"):
        backup(target)

    assert target.read_text() == "precious"


def test_a_backup_into_no_folder_is_refused(db: str, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="does not exist"):
        backup(tmp_path / "no" / "copy.db")
