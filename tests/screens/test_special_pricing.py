"""4.4.6 by keys, on a real database."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from tests.builders import TODAY, add_basics, add_customer, add_text
from tests.screens.desk import assert_golden, make_app, press, screen_text, working
from tui_dunning.app import DunningApp
from tui_dunning.screens.letter_text_editor import LetterTextEditor
from tui_dunning.screens.text_screen import TextScreen
from tui_dunning.services import letter_text
from tui_dunning.store import models


def fill() -> None:
    add_basics()
    add_text("P", subject="Prices for {{ customer_name }}", body="Dear {{ customer_name }},")
    for number, name in (("100001", "Granite Builders"), ("100002", "[/] Paint \x1b[31m北京")):
        customer = add_customer(number, name=name)
        models.Price.create(
            customer=customer,
            product="HX-100",
            description="[@click=app.quit]Bolts[/]",
            currency="USD",
            price_minor=1095,
            valid_from=date(2026, 1, 1),
        )
    add_customer("100003")


def app_on_database(folder: Path, start: str = "4.4.6") -> DunningApp:
    return make_app(start, facts=None, as_of=TODAY, output_folder=folder)


def shown(app: DunningApp) -> str:
    return "\n".join(screen_text(app))


async def test_enter_shows_who_gets_a_letter_and_f10_prints(lite: str, tmp_path: Path) -> None:
    fill()
    app = app_on_database(tmp_path / "out")

    async with working(app) as pilot:
        await press(pilot, "enter")
        assert " 2 letters with the prices valid on 2026-03-02" in shown(app)
        assert " 100002       [/] Paint [31m北京" in shown(app)
        await press(pilot, "f10")
        assert (
            getattr(app.screen, "message", "") == "1 letter is printed, 1 was left out: see above."
        )
        assert "1 letter was left out:" in shown(app)
        assert "Customer 100002: " in shown(app)
    [file] = (tmp_path / "out").iterdir()
    assert file.name == "prices-2026-03-02.pdf"
    assert file.read_bytes().startswith(b"%PDF")


async def test_one_customer_and_a_unit_narrow_it(lite: str, tmp_path: Path) -> None:
    fill()
    app = app_on_database(tmp_path)

    async with working(app) as pilot:
        await press(pilot, "down", "100003", "enter")
        assert "Customer 100003 has no price valid" in shown(app)
        await press(pilot, "100001", "down", "X", "X", "enter")
        assert "There is no unit XX." in shown(app)
        await press(pilot, "U", "S", "enter")
        assert " 1 letter with the prices" in shown(app)


async def test_a_name_with_a_slash_behind_it_is_a_new_folder(lite: str, tmp_path: Path) -> None:
    fill()
    app = app_on_database(tmp_path)

    async with working(app) as pilot:
        await press(pilot, "down", "100001", "down", "down", "prices/", "enter")
        assert "prices/" in shown(app)
        await press(pilot, "f10")
        assert getattr(app.screen, "message", "").startswith("1 letter is printed")

    [file] = (tmp_path / "prices").iterdir()
    assert file.read_bytes().startswith(b"%PDF")


async def test_f8_shows_the_letters(lite: str, tmp_path: Path) -> None:
    fill()
    app = app_on_database(tmp_path)

    async with working(app) as pilot:
        await press(pilot, "f8")
        assert "F8: Press Enter first" in shown(app)
        await press(pilot, "enter", "f8")
        assert isinstance(app.screen, TextScreen)
        await press(pilot, "pagedown", "f12")
        assert "100002" in shown(app)
    assert list(tmp_path.glob("*.pdf")) == []


async def test_f6_changes_the_words(lite: str, tmp_path: Path) -> None:
    fill()
    app = app_on_database(tmp_path)

    async with working(app) as pilot:
        await press(pilot, "f6")
        assert isinstance(app.screen, LetterTextEditor)
        await press(pilot, "Q", "f10")
        assert getattr(app.screen, "message", "") == "Text P en saved as version 2."
    assert letter_text.show("P", "en").body.startswith("QDear")


async def test_the_parameters(lite: str) -> None:
    fill()
    app = app_on_database(Path("/srv/letters"))

    async with working(app):
        assert_golden(app, "prices_parameters")
