"""Makes the pictures of the guide: each screen on the sample company, reached by its keys.

python -m tools.pictures [PATH ...]

The day, the operator and the folders are made up, so that the pictures are the same on every
machine; one picture is one start of the menus on a fresh copy of the sample company.
"""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import chdir, closing, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from tests.screens.desk import make_app, press, working
from tui_dunning.screens.actions import MENU
from tui_dunning.services import database, sample

FOLDER = Path(__file__).parent.parent / "docs" / "pictures"
AS_OF = date(2026, 11, 22)
OPERATOR = "jane"
DATABASE = "dunning.db"
HOME = "/home/jane"


@dataclass(frozen=True, slots=True)
class Picture:
    """A file of docs/pictures and the keys from the main menu to what it shows."""

    path: str
    keys: tuple[str, ...]
    part: str = ""

    @property
    def name(self) -> str:
        """The file's name: the menu path and the part of the function."""
        return "-".join(filter(None, (self.path, self.part))) + ".svg"


def opening(path: str) -> tuple[str, ...]:
    """Return the keys that open a menu line from anywhere."""
    return (f"={path}", "enter")


FIRST = {"4.4": (), "4.4.2": ("=4.4.2 100130", "enter"), "4.4.7.5": ("=4.4.7.5 IN20080", "enter")}
"""Keys to the first sight of a line where its path alone is not enough."""

FURTHER = (
    Picture("4.4.1", (*opening("4.4.1"), "enter"), "counts"),
    Picture("4.4.1", (*opening("4.4.1"), "enter", "f10"), "done"),
    Picture("4.4.3", ("=4.4.3 100130", "enter"), "record"),
    Picture("4.4.4", (*opening("4.4.4"), "f6", "enter"), "counts"),
    Picture("4.4.5", ("=4.4.5 1 en", "enter"), "editor"),
    Picture("4.4.6", (*opening("4.4.6"), "enter"), "who"),
    Picture("4.4.7.9", (*opening("4.4.7.9"), "enter"), "counts"),
    Picture("4.4.7.9", (*opening("4.4.7.9"), "enter", "f2"), "customers"),
    Picture("4.4.7.10", (*opening("4.4.7.10"), "enter"), "runs"),
    Picture("4.4.8", ("=4.4.8 100130", "enter"), "customer"),
)
"""Pictures besides the first sight of each menu line."""


def pictures() -> Iterator[Picture]:
    """Yield every picture, in the order of the menus."""
    for line in MENU:
        yield Picture(line.path, FIRST.get(line.path, opening(line.path)))
        yield from (each for each in FURTHER if each.path == line.path)


def draw(picture: Picture) -> str:
    """Return a picture as SVG; the database named DATABASE is in the working folder."""
    return asyncio.run(_drawn(picture))


async def _drawn(picture: Picture) -> str:
    app = make_app(facts=None, as_of=AS_OF, database=DATABASE, operator=OPERATOR)
    async with working(app) as pilot:
        await press(pilot, *picture.keys)
        return without_fonts(app.export_screenshot(title=f"dunning {picture.path}"))


def without_fonts(svg: str) -> str:
    """Take out the fonts that would be fetched from elsewhere; any fixed-width one will do."""
    svg = svg.replace("<svg ", '<svg xml:space="preserve" ', 1)
    return re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.S)


@contextmanager
def sample_company() -> Iterator[Path]:
    """Make the sample company in a folder of its own."""
    with tempfile.TemporaryDirectory(prefix="dunning-pictures-") as folder:
        path = Path(folder) / "sample.db"
        database.create(str(path))
        sample.fill_sample(AS_OF, OPERATOR)
        database.close()
        _stop_clock(path)
        yield path


def _stop_clock(path: Path) -> None:
    """Let everything have happened at eight on its day, whenever the pictures are made."""
    with closing(sqlite3.connect(path)) as books:
        tables = books.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        for (table,) in tables:
            for _, column, kind, *_ in books.execute(f'PRAGMA table_info("{table}")').fetchall():
                if kind == "DATETIME":
                    day = "as_of" if table == "run" else f"'{AS_OF}'"
                    books.execute(
                        f'UPDATE "{table}" SET "{column}" = {day} || \' 08:00:00\' '
                        f'WHERE "{column}" IS NOT NULL'
                    )
        books.commit()


def main(paths: Sequence[str]) -> None:
    """Make all pictures, or those of some menu paths."""
    os.environ.update({"HOME": HOME, "COLUMNS": "80", "LINES": "24"})
    for name in [each for each in os.environ if each.startswith(("DUNNING_", "TEXTUAL", "XDG_"))]:
        del os.environ[name]
    FOLDER.mkdir(exist_ok=True)
    wanted = [each for each in pictures() if not paths or each.path in paths]
    with sample_company() as books:
        for picture in wanted:
            with tempfile.TemporaryDirectory() as folder, chdir(folder):
                shutil.copy(books, DATABASE)
                database.open_(DATABASE)
                try:
                    drawn = draw(picture)
                finally:
                    database.close()
                assert folder not in drawn, f"{picture.name} shows a folder of this machine"
            (FOLDER / picture.name).write_text(drawn, encoding="utf-8")
            print(picture.name)
    if not paths:
        for left in {each.name for each in FOLDER.glob("*.svg")} - {each.name for each in wanted}:
            (FOLDER / left).unlink()


if __name__ == "__main__":
    main(sys.argv[1:])
