"""Files of reports: what they may take the place of."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tui_dunning.errors import BadInput
from tui_dunning.services.report_file import safe_file


@pytest.mark.parametrize("name", ["/dev/null", "/dev/stdout", "queue"])
def test_a_report_never_takes_the_place_of_a_device(tmp_path: Path, name: str) -> None:
    os.mkfifo(tmp_path / "queue")

    with pytest.raises(BadInput, match="not an ordinary file"), safe_file(tmp_path / name):
        pass
    assert [path.is_fifo() for path in tmp_path.iterdir()] == [True]


@pytest.mark.parametrize("start", [b"SQLite format 3\0", b"\x37\x7f\x06\x82", b"\x37\x7f\x06\x83"])
def test_a_report_never_takes_the_place_of_a_database(tmp_path: Path, start: bytes) -> None:
    books = tmp_path / "books.csv"
    books.write_bytes(start + b"...")

    with pytest.raises(BadInput, match="is a database"), safe_file(books):
        pass
    assert books.read_bytes() == start + b"..."
    assert list(tmp_path.iterdir()) == [books]


def test_a_full_disk_is_told_as_one(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="No space left") as refusal, safe_file(tmp_path / "r.csv"):
        Path("/dev/full").write_text("...")
    assert refusal.value.hint == "Make room on the disk and try again."
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not os.access("/dev/shm", os.W_OK), reason="no memory to write files to")
def test_the_folder_for_files_in_memory_is_one_like_any_other() -> None:
    path = Path("/dev/shm") / f"report-{os.getpid()}.csv"
    try:
        with safe_file(path) as target:
            target.write(b"C1")

        assert path.read_bytes() == b"C1"
    finally:
        path.unlink(missing_ok=True)
