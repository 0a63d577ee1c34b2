"""The formats of reports, and text that stays text in all of them."""

from __future__ import annotations

from enum import StrEnum

from tui_dunning.output.format import clean

_FORMULA = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""How a formula begins for spreadsheets; those of East Asia take the wide signs, too."""


class Format(StrEnum):
    """The formats of a report."""

    TEXT = "text"
    CSV = "csv"
    JSON = "json"
    XLSX = "xlsx"
    PDF = "pdf"


def no_formula(text: str) -> str:
    """Return text that no spreadsheet takes for a formula."""
    text = clean(text)
    return "'" + text if text.lstrip(" ").startswith(_FORMULA) else text
