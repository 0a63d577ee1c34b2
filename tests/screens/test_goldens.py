"""Every screen of the menus, and what F1 says of it, on the sample company at 80x24."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import chdir
from pathlib import Path

import pytest
from textual.pilot import Pilot

from tests.screens.desk import (
    AS_OF,
    GOLDENS,
    assert_golden,
    hold_golden,
    make_app,
    press,
    working,
)
from tests.screens.tours import TOURS, Tour
from tools.pictures import OPERATOR, sample_company
from tui_dunning.screens.actions import MenuLine, all_screens
from tui_dunning.screens.dialogs import TextPages
from tui_dunning.screens.widgets import Field
from tui_dunning.services import database, setup
from tui_dunning.store import models

FURTHER = {
    "procedure": [
        {
            "code": "ACTION",
            "method": "action_list",
            "level": [{"number": 1, "letter_code": "1"}],
            "rule": [
                {"when": [["past_due_total", "<", "25.00"]], "no_letter": True},
                {"when": [["oldest_days_past_due", ">=", 30]], "level": 1, "activity": "phone"},
            ],
        }
    ],
    "finance_charge": [{"procedure": "MENU", "from": AS_OF, "yearly_rate": "10.15"}],
}
"""What the sample company has none of."""
FILES = {
    "setup.toml": '[[entry_type]]\ncode = "RB"\nname = "Rebate"\n',
    "good.csv": "unit,customer,number,due_date,currency,balance\n"
    "US,100130,NEW1,2026-10-01,USD,120.50\nUS,100130,NEW2,2026-11-01,USD,80.00\n",
    "bad.csv": "unit,customer,number,due_date,currency,balance\n"
    "US,100130,NEW1,2026-10-01,USD,12.345\nUS,999999,NEW2,2026-13-01,USD,80.00\n",
}


@pytest.fixture(scope="module")
def books() -> bytes:
    """The sample company and a little more."""
    with sample_company() as path:
        database.open_(str(path))
        setup.change_records(FURTHER, OPERATOR)
        models.LetterText.update(operator=OPERATOR).execute()
        database.close()
        return path.read_bytes()


@pytest.fixture
def folder(books: bytes, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The working folder, whose name always has the same length; the database in it is open."""
    monkeypatch.setenv("HOME", "/home/jane")
    for name in ("XDG_CONFIG_HOME", "DUNNING_SETTINGS"):
        monkeypatch.delenv(name, raising=False)
    with tempfile.TemporaryDirectory(prefix="to", dir="/tmp") as name, chdir(name):
        here = Path(name)
        (here / "dunning.db").write_bytes(books)
        for file, text in FILES.items():
            (here / file).write_text(text)
        database.open_("dunning.db")
        yield here
        database.close()


@pytest.mark.parametrize("tour", TOURS, ids=[start for start, _ in TOURS])
async def test_a_tour_sees_what_it_saw_before(tour: Tour, folder: Path) -> None:
    start, stops = tour
    other = {folder.name: "the-folder"}
    app = make_app(
        facts=None, as_of=AS_OF, database="dunning.db", operator=OPERATOR, output_folder=folder
    )

    async with working(app) as pilot:
        await press(pilot, f"={start}", "enter")
        for name, keys in stops.items():
            await press(pilot, *keys)
            if name.startswith("help/"):
                hold_golden(name, await help_of(pilot), other)
            else:
                assert_golden(app, name, other)


async def help_of(pilot: Pilot[int]) -> str:
    """What F1 says here, then what it says of each other field."""
    fields = list(pilot.app.screen.query(Field))
    await press(pilot, "f1")
    assert isinstance(pilot.app.screen, TextPages)
    lines = [pilot.app.screen.text]
    await press(pilot, "f12")
    for field in fields:
        values = field.choices if isinstance(field.choices, (list, tuple)) else ()
        lines += ["", f"{field.label}: {field.help_text}"]
        lines += [f"  {choice.value}  {choice.meaning}".rstrip() for choice in values]
    return "\n".join(lines) + "\n"


LINES = [line for line, _ in all_screens()]


@pytest.mark.parametrize("line", LINES, ids=[line.path for line in LINES])
def test_every_line_of_the_menu_has_a_golden_and_one_of_its_help(line: MenuLine) -> None:
    heads = [path.read_text("utf-8").split("\n", 1)[0].split() for path in GOLDENS.glob("*.txt")]

    assert [head for head in heads if head[0] == line.ident and head[-2] == line.path]
    assert (GOLDENS / "help" / f"{line.path}.txt").is_file()


def test_every_golden_is_held_by_a_test() -> None:
    sources = "\n".join(path.read_text("utf-8") for path in Path(__file__).parent.glob("*.py"))
    names = [path.relative_to(GOLDENS).with_suffix("") for path in GOLDENS.rglob("*.txt")]

    assert [str(name) for name in names if f'"{name}"' not in sources] == []
