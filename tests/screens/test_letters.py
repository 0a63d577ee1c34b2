"""Menu 7 by keys: review, history, last letters, items, reports, roll back; on a real database."""

from __future__ import annotations

from pathlib import Path

import pytest
from rich.cells import cell_len

from tests.builders import TODAY, add_basics, add_customer, add_item, add_unit
from tests.screens.desk import assert_golden, make_app, press, screen_text, working
from tests.screens.test_hostile import HOSTILE
from tests.screens.test_hostile import fill as fill_hostile
from tests.services.life import print_all, run, waiting
from tui_dunning.app import DunningApp
from tui_dunning.screens.dialogs import TextPages
from tui_dunning.screens.editor import Editor
from tui_dunning.screens.letter_display import LetterItemsScreen, LetterScreen, LetterWordsEditor
from tui_dunning.screens.letters import HistoryScreen, LetterListScreen, ReviewScreen
from tui_dunning.screens.print_letters import PrintLettersScreen
from tui_dunning.services import customer_letter, review
from tui_dunning.store import models as m

NAMES = ("Granite Builders", "[/] Markup", "Zoë's [@click=app.quit]x[/]")


def fill() -> None:
    """Three customers with two items each and a letter that waits."""
    add_basics()
    for place, name in enumerate(NAMES, start=1):
        customer = add_customer(f"10000{place}", name=name)
        add_item(customer, f"INV-{place}A", days=40)
        add_item(customer, f"INV-{place}B", days=35, balance="50.00")
    run()


def fill_life() -> None:
    """Run 1 was printed, run 2 waits, a letter of it was deleted."""
    fill()
    print_all()
    run()
    review.delete(4, "jane", TODAY, "they phoned")


def app_at(start: str, **settings: object) -> DunningApp:
    return make_app(start, facts=None, as_of=TODAY, **settings)


def shown(app: DunningApp) -> str:
    return "\n".join(screen_text(app))


def letters(app: DunningApp) -> list[int]:
    assert isinstance(app.screen, LetterListScreen)
    return [row.number for row in app.screen.work_list.rows]


async def test_menu_seven_lists_its_lines(lite: str) -> None:
    fill()
    app = app_at("")

    async with working(app) as pilot:
        await press(pilot, "7", "enter")

        assert_golden(app, "menu_7")


async def test_letters_that_wait_are_listed_for_review(lite: str) -> None:
    fill()
    app = app_at("4.4.7.2")

    async with working(app):
        assert_golden(app, "review")


async def test_a_letter_is_shown_as_it_prints_with_its_items_and_amounts(lite: str) -> None:
    fill()
    app = app_at("4.4.7.2")

    async with working(app) as pilot:
        await press(pilot, "down", "5", "enter")
        assert isinstance(app.screen, LetterScreen)
        assert_golden(app, "letter")
        await press(pilot, "f11")
        assert_golden(app, "letter_items")
        await press(pilot, "f11")
        assert "To be paid now" in shown(app)
        await press(pilot, "f11")
        assert "made" in shown(app)
        await press(pilot, "f12")
        assert isinstance(app.screen, ReviewScreen)


async def test_the_text_of_one_letter_is_edited_once(lite: str) -> None:
    fill()
    app = app_at("4.4.7.2")

    async with working(app) as pilot:
        await press(pilot, "2", "enter")
        assert isinstance(app.screen, LetterWordsEditor)
        app.screen.query_one(Editor).load_text("Dear {{ customer_name }}, call me.")
        await press(pilot, "f6")
        assert "Dear Granite Builders, call me." in shown(app)
        assert not review.letter(1).edited
        await press(pilot, "f12", "f10")
        assert "changed, for this letter alone" in shown(app)
        assert isinstance(app.screen, ReviewScreen)
        assert app.screen.work_list.rows[0].edited
    assert review.letter(1).body == "Dear {{ customer_name }}, call me."
    assert not review.letter(2).edited


async def test_a_mistake_in_the_text_is_not_saved(lite: str) -> None:
    fill()
    app = app_at("4.4.7.2")

    async with working(app) as pilot:
        await press(pilot, "2", "enter")
        app.screen.query_one(Editor).load_text("Dear {{ customer_nam }}")
        await press(pilot, "f10")
        assert "Not saved." in shown(app)
        assert "customer_name" in shown(app)
        await press(pilot, "f12")
        assert "The text of letter 1 is not saved." in shown(app)
        await press(pilot, "y")
        assert isinstance(app.screen, ReviewScreen)
    assert not review.letter(1).edited


async def test_items_are_taken_off_before_sending(lite: str) -> None:
    fill()
    app = app_at("4.4.7.2")

    async with working(app) as pilot:
        await press(pilot, "9", "enter")
        assert isinstance(app.screen, LetterItemsScreen)
        assert_golden(app, "letter_items_list")
        await press(pilot, "4", "enter", "y")
        assert "Item INV-1A was taken off letter 1." in shown(app)
        await press(pilot, "f12")
        assert "Item INV-1A was taken off letter 1." in shown(app)
    assert [item.item for item in review.letter(1).items] == ["INV-1B"]


async def test_letters_are_deleted_after_one_question_and_one_reason(lite: str) -> None:
    fill()
    app = app_at("4.4.7.2")

    async with working(app) as pilot:
        await press(pilot, "4", "down", "down", "4", "enter")
        assert "letter 3 to 100003 Zoë's [@click=app.quit]x[/]" in shown(app)
        await press(pilot, "y", "disputed", "enter")
        assert letters(app) == [2]
    assert review.letter(1).end_reason == review.letter(3).end_reason == "disputed"


@pytest.mark.parametrize("keys", [("f12",), ("y", "f12")])
async def test_a_question_answered_no_deletes_nothing(lite: str, keys: tuple[str, ...]) -> None:
    fill()
    app = app_at("4.4.7.2")

    async with working(app) as pilot:
        await press(pilot, "4", "down", "4", "enter", *keys)
        assert "Nothing was done" in shown(app)
        assert letters(app) == [1, 2, 3]
    assert len(waiting()) == 3


async def test_letters_chosen_are_printed_together(lite: str, tmp_path: Path) -> None:
    fill()
    app = app_at("4.4.7.2", output_folder=tmp_path)

    async with working(app) as pilot:
        await press(pilot, "6", "down", "down", "6", "enter")
        assert isinstance(app.screen, PrintLettersScreen)
        assert app.screen.wish.letters == (1, 3)
        await press(pilot, "enter", "f10", "f12")
        assert "2 letters printed." in shown(app)
        assert letters(app) == [2]


async def test_history_has_every_letter_newest_first(lite: str) -> None:
    fill_life()
    app = app_at("4.4.7.3")

    async with working(app) as pilot:
        assert_golden(app, "history")
        await press(pilot, "f7")
        assert letters(app) == [1, 4, 2, 5, 3, 6]


async def test_history_of_a_customer_stands_behind_the_path(lite: str) -> None:
    fill_life()
    app = app_at("4.4.7.3 100001")

    async with working(app) as pilot:
        assert letters(app) == [4, 1]
        app.screen.query_one("#status").focus()
        await press(pilot, "deleted", "enter")
        assert letters(app) == [4]


async def test_the_last_letter_of_each_customer(lite: str) -> None:
    fill_life()
    app = app_at("4.4.7.4")

    async with working(app):
        assert letters(app) == [1, 5, 6]


async def test_a_deleted_letter_cannot_be_printed(lite: str) -> None:
    fill_life()
    app = app_at("4.4.7.3 100001")

    async with working(app) as pilot:
        await press(pilot, "6", "enter")

        assert "Letter 4 is deleted; it cannot be printed." in shown(app)


async def test_a_sent_letter_is_rolled_back_the_later_one_first(lite: str) -> None:
    fill()
    print_all()
    run()
    print_all()
    app = app_at("4.4.7.8 1")

    async with working(app) as pilot:
        assert letters(app) == [1]
        await press(pilot, "4", "enter", "y", "enter")
        assert "Delete letter 4 first." in shown(app)
        await press(pilot, "backspace")
        app.screen.query_one("#position").focus()
        await press(pilot, "4", "enter")
        app.screen.work_list.focus()
        await press(pilot, "4", "down", "down", "down", "4", "enter", "y", "enter")

        assert "2 rows done. Letter 1 was rolled back" in shown(app)
    assert customer_letter.show("100001", TODAY).letter_code == ""
    assert review.item_status("US", "INV-1A").level == 0


async def test_an_item_shows_its_status_and_every_letter(lite: str) -> None:
    fill_life()
    app = app_at("4.4.7.5")

    async with working(app) as pilot:
        await press(pilot, "INV-1A", "enter")
        assert_golden(app, "item_status")
        app.screen.query_one("LineList").focus()
        await press(pilot, "5", "enter")
        assert isinstance(app.screen, LetterScreen)


async def test_an_item_that_stood_on_no_letter_is_explained_too(lite: str) -> None:
    fill()
    add_item(m.Customer.get(m.Customer.number == "100001"), "INV-0", days=-5)
    app = app_at("4.4.7.5")

    async with working(app) as pilot:
        await press(pilot, "f8")
        assert "Type an item's number first." in shown(app)
        await press(pilot, "INV-0", "enter")
        assert "The item stood on no letter yet; F8 explains why." in shown(app)
        await press(pilot, "f8")
        assert isinstance(app.screen, TextPages)
        assert "not due yet: 1 item" in shown(app)


async def test_an_item_number_of_two_units_asks_for_the_unit(lite: str) -> None:
    fill()
    add_item(m.Customer.get(m.Customer.number == "100001"), "INV-1A", unit=add_unit("NL", "EUR"))
    app = app_at("4.4.7.5 INV-1A")

    async with working(app) as pilot:
        assert "Item INV-1A is there in units NL, US. Enter the unit." in shown(app)
        app.screen.query_one("#unit").focus()
        await press(pilot, "US", "enter")
        assert "Item INV-1A of unit US" in shown(app)


@pytest.mark.parametrize(
    ("start", "said"),
    [
        ("4.4.7.5", "Type an item's number"),
        ("4.4.7.5 NONE", "There is no item NONE."),
        ("4.4.7.5 US INV-1A", "Item INV-1A of unit US"),
    ],
)
async def test_an_item_is_found_by_what_stands_behind_the_path(
    lite: str, start: str, said: str
) -> None:
    fill()
    app = app_at(start)

    async with working(app):
        assert said in shown(app)


async def test_the_control_report_holds_what_went_out(lite: str, tmp_path: Path) -> None:
    fill_life()
    review.delete(2, "jane", TODAY)
    app = app_at("4.4.7.6", output_folder=tmp_path)

    async with working(app) as pilot:
        assert letters(app) == [1, 2, 3]
        await press(pilot, "f2")
        assert "All: 3 letters" in shown(app)
        await press(pilot, "f12", "f6", "t", "enter", "enter")
        assert "3 rows on 1 page" in shown(app)
    text = (tmp_path / f"control-report-{TODAY}.txt").read_text("utf-8")
    assert "DUNNING CONTROL REPORT" in text
    assert "rolled back" in text
    assert max(map(len, text.splitlines())) <= 132


async def test_the_preview_report_holds_what_waits(lite: str, tmp_path: Path) -> None:
    fill_life()
    app = app_at("4.4.7.7", output_folder=tmp_path)

    async with working(app) as pilot:
        assert letters(app) == [5, 6]
        await press(pilot, "f6", "c", "enter", "enter")
    lines = (tmp_path / f"preview-report-{TODAY}.csv").read_text("utf-8").splitlines()
    assert lines[0].startswith("letter,run,date,")
    assert len(lines) == 3


async def test_runs_lead_to_their_letters(lite: str) -> None:
    fill_life()
    app = app_at("4.4.7.1")

    async with working(app) as pilot:
        assert_golden(app, "runs")
        await press(pilot, "5", "enter")
        assert isinstance(app.screen, HistoryScreen)
        assert letters(app) == [6, 5, 4]
        await press(pilot, "f12", "2", "enter")
        assert letters(app) == [5, 6]
        await press(pilot, "f12", "7", "enter")
        assert "As of 2026-03-02, all units" in shown(app)


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("position", "abc", "abc is not a letter's number"),
        ("run", "x", "Run: x is not a number."),
        ("status", "gone", "There is no status gone."),
    ],
)
async def test_a_wrong_filter_is_refused(lite: str, field: str, typed: str, said: str) -> None:
    fill()
    app = app_at("4.4.7.3")

    async with working(app) as pilot:
        app.screen.query_one(f"#{field}").focus()
        await press(pilot, typed, "enter")

        assert said in shown(app)


async def test_a_wrong_number_behind_the_path_puts_the_cursor_into_its_field(lite: str) -> None:
    fill()
    app = app_at("4.4.7.2 x")

    async with working(app) as pilot:
        assert "Run: x is not a number." in shown(app)
        assert app.screen.focused is app.screen.query_one("#run")
        await press(pilot, "1", "enter")
        assert "Run  . . . . . . . . . 1_" in shown(app)


async def test_a_letter_that_is_not_there_names_the_menu_that_lists_them(lite: str) -> None:
    fill()
    app = app_at("4.4.4 999")

    async with working(app):
        assert "There is no letter 999. 4.4.7.3 or" in shown(app)


@pytest.mark.parametrize("number", range(1, len(HOSTILE) + 1))
async def test_a_letter_with_a_hostile_name_is_text_in_every_view(lite: str, number: int) -> None:
    fill_hostile()
    app = app_at(f"4.4.7.3 H{number - 1}")

    async with working(app) as pilot:
        for keys in (("5", "enter"), ("f11",), ("f11",), ("f11",), ("f7",), ("5", "enter")):
            await press(pilot, *keys)
            lines = screen_text(app)
            assert all(line.replace("\xad", "").isprintable() for line in lines), lines
            assert max(map(cell_len, lines)) <= 80
