"""What is kept in the repository holds on every machine."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
KEPT = ("benchmarks", "docs", "sample_data", "templates", "tests", "tools", "tui_dunning", ".ci")
MADE = {"__pycache__", ".venv", "_data", "snapshot_report.html"}
BINARY = {".pdf", ".png", ".ttf", ".xlsx", ".pyc"}


def texts() -> list[Path]:
    inside = [path for folder in KEPT for path in (ROOT / folder).rglob("*")]
    return [
        path
        for path in [*ROOT.glob("*"), *inside]
        if path.is_file() and path.suffix not in BINARY and not MADE & set(path.parts)
    ]


@pytest.mark.parametrize("place", [ROOT, Path.home()], ids=["checkout", "home"])
def test_no_file_names_a_folder_of_the_machine_it_was_made_on(place: Path) -> None:
    if len(place.parts) < 3:
        pytest.skip(f"{place} is a word that any text may hold")
    named = re.compile(re.escape(str(place)) + r"\b")
    found = [str(path) for path in texts() if named.search(path.read_text("utf-8", "replace"))]

    assert found == []


def test_the_pinned_packages_name_no_index() -> None:
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()

    assert [line for line in lines if "://" in line or line.startswith("-")] == []


def test_every_pinned_package_is_pinned_exactly() -> None:
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    pins = [line for line in lines if line and not line.startswith("#")]

    assert pins
    assert [line for line in pins if not re.fullmatch(r"[\w.-]+==[\w.!+]+( *[;#].*)?", line)] == []
