"""Where the shipped files are: beside the installed package first, then in the checkout."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def templates_folder() -> Path:
    """The shipped letter texts, one folder for each language."""
    return _folder("templates")


def sample_folder() -> Path:
    """The sample company: CSV files and setup.toml."""
    return _folder("sample_data")


def fonts_folder() -> Path:
    """The fonts that letters are set in, with their licences."""
    return _folder("fonts")


def _folder(name: str) -> Path:
    """The folder in the wheel, else the one of the checkout."""
    shipped = _PACKAGE / "_data" / name
    return shipped if shipped.is_dir() else _PACKAGE.parent / name
