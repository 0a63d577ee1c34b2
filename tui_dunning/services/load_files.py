"""Rows out of CSV and XLSX files, each with its line; a row that cannot be read says why."""

from __future__ import annotations

import codecs
import csv
import stat
import warnings
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain
from math import isfinite
from pathlib import Path
from typing import NamedTuple, Protocol, TextIO

from tui_dunning.errors import BadInput, NotFound

Progress = Callable[[int, int], None]
LONGEST_CELL = 131_072
MOST_COLUMNS = 1_000
MOST_LINES = 1_048_576
"""A sheet has no more; openpyxl would count through whatever a file claims."""
SMALL_SHEET = 100_000_000
DENSEST = 100
"""How often a sheet may grow when it is unpacked; honest ones grow 5 to 30 times."""
_UNREADABLE = (
    *(SyntaxError, ValueError, LookupError, TypeError, AttributeError, OSError, EOFError),
    *(ArithmeticError, RuntimeError, zipfile.BadZipFile, zlib.error),
)
"""What openpyxl, zipfile and the XML parser (its ParseError is a SyntaxError) raise on damage."""
_SAVE_AS = "Save it as CSV in UTF-8, or as XLSX."


class CellDate(str):
    """The ISO text of a real date cell, whatever date format a map names."""


class CellNumber(str):
    """The text of a real number cell, with a point before its decimals."""


class BadCells(NamedTuple):
    """Why a row cannot be read: its cell at `place`, or (None) the whole of it."""

    place: int | None
    reason: str


class Row(NamedTuple):
    """One line of a file: its cells as text, and what could not be read of it."""

    line: int
    cells: Sequence[str]
    wrong: BadCells | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A file's header and its rows; blank lines are left out."""

    header: tuple[str, ...]
    rows: Iterator[Row]


@contextmanager
def open_table(path: Path, progress: Progress | None = None) -> Iterator[Table]:
    """Open a CSV or XLSX file, told apart by its first bytes.

    Raises:
        NotFound: there is no such file.
        BadInput: it is neither, or in another encoding; the message says what to do.
    """
    try:
        if not stat.S_ISREG(path.stat().st_mode) and not path.is_dir():
            raise BadInput(f"{path} is not an ordinary file.", hint=_SAVE_AS)
        with path.open("rb") as stream:
            start = stream.read(4096)
    except (FileNotFoundError, NotADirectoryError):
        raise NotFound(f"There is no file {path}.", "Name a file that is there.") from None
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error.strerror}.") from None
    _refuse_other_kinds(path, start)
    if start.startswith(b"PK\x03\x04"):
        with _open_sheet(path, progress) as table:
            yield table
    else:
        with path.open(encoding="utf-8-sig", newline="") as text:
            yield _read_csv(path, text, progress)


def _refuse_other_kinds(path: Path, start: bytes) -> None:
    """Name the files that people try and that cannot be read."""
    if not start.strip():
        raise BadInput(f"{path.name} is empty.", hint="It needs a line with column names.")
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        raise BadInput(f"{path.name} is an old or protected Excel file.", hint=_SAVE_AS)
    if start.startswith((b"\x1f\x8b", b"BZh", b"\xfd7zXZ")):
        raise BadInput(f"{path.name} is compressed.", hint="Unpack it first.")
    if start.startswith(b"PK"):  # a small one has zeros enough to look like UTF-16
        return
    half = len(start) // 2
    wide = start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    if wide or (half > 8 and start.count(0) > half - 2):
        raise BadInput(f"{path.name} is in UTF-16.", hint=_SAVE_AS)


# --- CSV ----------------------------------------------------------------------------------------


def _read_csv(path: Path, text: TextIO, progress: Progress | None) -> Table:
    """Split a CSV file; comma or semicolon, whichever its first line uses more."""
    csv.field_size_limit(LONGEST_CELL)
    before = 0
    try:
        while not (first := text.readline()).strip():
            before += 1
            if not first:
                raise BadInput(f"{path.name} is empty.", hint="It needs a line with column names.")
        delimiter = ";" if first.count(";") > first.count(",") else ","
        reader = csv.reader(chain([first], text), delimiter=delimiter, strict=True)
        header = tuple(cell.strip() for cell in next(reader))
    except csv.Error as error:
        raise BadInput(f"{path.name}: the line of column names cannot be read ({error}).") from None
    except UnicodeDecodeError:
        raise _other_encoding(path) from None
    if len(header) == 1 and "\t" in first:
        raise BadInput(f"{path.name} is separated by tabs.", hint="Use commas or semicolons.")
    rows = _csv_rows(path, reader, len(header), before)
    return Table(header, _with_progress(rows, text, path.stat().st_size, progress))


def _other_encoding(path: Path) -> BadInput:
    """Find the first line that is not UTF-8."""
    with path.open("rb") as stream:
        for number, raw in enumerate(stream, 1):
            try:
                raw.decode()
            except UnicodeDecodeError as error:
                return BadInput(
                    f"{path.name} is not in UTF-8: line {number} has the byte"
                    f" 0x{raw[error.start]:02X}.",
                    hint=_SAVE_AS,
                )
    return BadInput(f"{path.name} is not in UTF-8.", hint=_SAVE_AS)


def _with_progress(
    rows: Iterator[Row], text: TextIO, size: int, progress: Progress | None
) -> Iterator[Row]:
    """Tell every few thousand rows how many bytes are behind."""
    if progress is None:
        yield from rows
        return
    for count, row in enumerate(rows, 1):
        if count % 5000 == 0:
            progress(min(text.buffer.tell(), size), size)
        yield row
    progress(size, size)


class _CsvReader(Protocol):
    """What `csv.reader` returns."""

    line_num: int

    def __next__(self) -> list[str]: ...


def _csv_rows(path: Path, reader: _CsvReader, width: int, before: int) -> Iterator[Row]:
    """Yield the rows under the header, each with the line it starts on."""
    while True:
        start = before + reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            wrong = _csv_mistake(path, str(error), start, before + reader.line_num)
            yield Row(start, (), wrong)
            continue
        except UnicodeDecodeError:
            raise _other_encoding(path) from None
        if len(cells) == width:
            if any(cells):
                yield Row(start, cells)
        elif any(cell.strip() for cell in cells):
            yield Row(start, cells, _wrong_width(len(cells), width))


def _csv_mistake(path: Path, error: str, start: int, end: int) -> BadCells:
    """Say what a line that cannot be split has; an unclosed quote hides the lines after it."""
    if "unexpected end" in error or (end > start and "field larger" in error):
        raise BadInput(
            f'{path.name}: line {start} opens a quote (") that is never closed.',
            hint="Close it, or double the quotes that belong to the text.",
        )
    if "field larger" in error:
        return BadCells(None, f"has a cell of more than {LONGEST_CELL:,} characters")
    return BadCells(None, 'has a quote (") inside a cell; double those that belong to the text')


def _wrong_width(found: int, width: int) -> BadCells:
    """Say how many cells a row has and should have."""
    few = "few" if found < width else "many"
    return BadCells(None, f"has too {few} cells: {found} instead of {width}")


# --- XLSX ---------------------------------------------------------------------------------------


@contextmanager
def _open_sheet(path: Path, progress: Progress | None) -> Iterator[Table]:
    """Open the first sheet of a workbook, row by row."""
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    # What it warns of is said by row and column, and would be written across a screen.
    warnings.filterwarnings("ignore", category=UserWarning, module="openpyxl")
    try:
        _refuse_bomb(path)
        book = load_workbook(path, read_only=True, data_only=True)
        formulas = load_workbook(path, read_only=True) if _has_formulas(path) else None
        sheet = book.worksheets[0]
    except (InvalidFileException, *_UNREADABLE):
        raise _damaged(path) from None
    try:
        sheet.reset_dimensions()
        rows = _readable(path, _sheet_rows(sheet, formulas.worksheets[0] if formulas else None))
        header: tuple[str, ...] = ()
        for _, cells, _ in rows:
            header = tuple(_trimmed([cell.strip() for cell in cells]))
            if header:
                break
        if not header:
            raise BadInput(f"{path.name} is empty.", hint="It needs a line with column names.")
        yield Table(header, _sheet_table(rows, len(header), progress))
    finally:
        book.close()
        if formulas:
            formulas.close()


def _damaged(path: Path) -> BadInput:
    """Say that a workbook cannot be read."""
    return BadInput(f"{path.name} is not a readable XLSX file.", hint=_SAVE_AS)


def _refuse_bomb(path: Path) -> None:
    """Refuse a small file that unpacks to a huge one."""
    with zipfile.ZipFile(path) as archive:
        size = sum(part.file_size for part in archive.infolist())
    if size > SMALL_SHEET and size > DENSEST * path.stat().st_size:
        raise BadInput(
            f"{path.name} unpacks to {size // 1_000_000:,} MB; it is no ordinary XLSX file.",
            hint="Save it as CSV in UTF-8.",
        )


def _has_formulas(path: Path) -> bool:
    """Whether a sheet of the workbook computes anything; most do not, and then one reading does."""
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if name.startswith("xl/worksheets/"):
                with archive.open(name) as part:
                    tail = b""
                    while block := part.read(1 << 16):
                        if b"<f>" in tail + block or b"<f " in tail + block:
                            return True
                        tail = block[-3:]
    return False


SheetRow = tuple[int, list[str], BadCells | None]


def _readable(path: Path, rows: Iterator[SheetRow]) -> Iterator[SheetRow]:
    """Pass rows on until one is larger than sheets are, or damaged."""
    while True:
        try:
            row = next(rows)
        except StopIteration:
            return
        except _UNREADABLE:
            raise _damaged(path) from None
        if row[0] > MOST_LINES or len(row[1]) > MOST_COLUMNS:
            raise BadInput(
                f"{path.name}: line {row[0]} is beyond {MOST_LINES:,} lines or has more than"
                f" {MOST_COLUMNS:,} columns.",
                hint=_SAVE_AS,
            )
        yield row


def _sheet_rows(sheet: object, formulas: object) -> Iterator[SheetRow]:
    """Yield (line, cells, why one cannot be read); a formula may have no stored result."""
    computed = formulas.iter_rows() if formulas else None  # type: ignore[attr-defined]
    if formulas:
        formulas.reset_dimensions()  # type: ignore[attr-defined]
    for line, row in enumerate(sheet.iter_rows(), 1):  # type: ignore[attr-defined]
        cells: list[str] = []
        wrong: BadCells | None = None
        texts = next(computed, ()) if computed else ()
        for at, cell in enumerate(row):
            text, reason = _cell_text(cell)
            if text == "" and at < len(texts) and texts[at].data_type == "f":
                reason = "holds a formula without a stored result"
            wrong = wrong or (BadCells(at, reason) if reason else None)
            cells.append(text)
        yield line, cells, wrong


def _sheet_table(rows: Iterator[SheetRow], width: int, progress: Progress | None) -> Iterator[Row]:
    """Bring rows to the header's width; Excel leaves empty cells at the end away."""
    for line, cells, wrong in rows:
        if progress and line % 1000 == 0:
            progress(line, 0)
        if not any(cell.strip() for cell in cells) and not wrong:
            continue
        cells = _trimmed(cells)
        if len(cells) > width:
            yield Row(line, cells, _wrong_width(len(cells), width))
            continue
        cells.extend([""] * (width - len(cells)))
        yield Row(line, cells, wrong)


def _trimmed(cells: list[str]) -> list[str]:
    """Take empty cells off the end."""
    while cells and not cells[-1].strip():
        cells.pop()
    return cells


def _cell_text(cell: object) -> tuple[str, str]:
    """Return a cell's text and why it cannot be read."""
    value = cell.value  # type: ignore[attr-defined]
    if value is None:
        return "", ""
    if isinstance(value, str):
        if cell.data_type == "e":  # type: ignore[attr-defined]
            return value, "holds an error"
        return value, ""
    if isinstance(value, bool):
        return ("Y" if value else "N"), ""
    if isinstance(value, datetime | date):
        day = value.date() if isinstance(value, datetime) else value
        return CellDate(day.isoformat()), ""
    if isinstance(value, float) and not isfinite(value):
        return str(value), "is no number that can be read"
    if isinstance(value, int | float):
        return _number_text(value, str(cell.number_format)), ""  # type: ignore[attr-defined]
    return str(value), "holds a time, which no column takes"


def _number_text(value: int | float, number_format: str) -> str:
    """Return a number cell as it is meant: 100130.0 is 100130, format 000000 keeps its zeros.

    A fraction has 15 digits, which is what spreadsheets show: 0.1 + 0.2 is 0.3.
    """
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    if isinstance(value, float) and not value.is_integer():
        value = float(f"{value:.15g}")
    text = repr(value)
    if number_format and not number_format.strip("0") and isinstance(value, int) and value >= 0:
        text = text.zfill(len(number_format))
    return CellNumber(text)
