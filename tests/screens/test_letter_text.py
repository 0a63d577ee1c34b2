"""4.4.5 by keys, on a real database."""

from __future__ import annotations

from datetime import UTC, datetime

from tests.builders import TODAY, add_basics, add_customer, add_item, add_text
from tests.screens.desk import assert_golden, make_app, press, screen_text, working
from tui_dunning.app import DunningApp
from tui_dunning.screens.letter_text import LetterTextScreen
from tui_dunning.screens.letter_text_editor import LetterTextEditor, insertion
from tui_dunning.screens.text_screen import TextScreen
from tui_dunning.services import customer_letter, letter_text, review


def fill() -> None:
    add_basics()
    add_text("1", "nl", subject="Herinnering", operator="[/]")
    add_text("9", "en", subject="[@click=a]x[/]", tone="[/]")
    customer = add_customer("100007", name="[/] Granite \x1b[31m")
    add_item(customer, "INV-1", days=40)


def app_on_database(start: str = "4.4.5") -> DunningApp:
    return make_app(start, facts=None, as_of=TODAY)


def shown(app: DunningApp) -> str:
    return "\n".join(screen_text(app))


async def test_the_list_shows_each_text_with_its_version(lite: str) -> None:
    fill()
    app = app_on_database()

    async with working(app) as pilot:
        lines = screen_text(app)
        assert "  1      en       1" in lines[7]
        assert_golden(app, "letter_texts", {f"{datetime.now(UTC):%F}": "(that day)"})
        assert "[@click=a]x[/]" in shown(app)
        await press(pilot, "shift+tab", "shift+tab", "9", "enter")
        assert isinstance(app.screen, LetterTextScreen)
        assert [row.text.code for row in app.screen.work_list.rows] == ["9"]


async def test_the_editor_shows_the_words_beside_the_variables(lite: str) -> None:
    fill()
    app = app_on_database("4.4.5 1")

    async with working(app):
        assert isinstance(app.screen, LetterTextEditor)
        assert_golden(app, "letter_text_editor")


async def test_f10_saves_a_new_version(lite: str) -> None:
    fill()
    app = app_on_database("4.4.5 1 nl")

    async with working(app) as pilot:
        await press(pilot, "H", "o", "i", "enter", "f10")

        assert getattr(app.screen, "message", "") == "Text 1 nl saved as version 2."
    saved = letter_text.show("1", "nl")
    assert saved.body.startswith("Hoi\nDear")
    assert (saved.version, saved.operator) == (2, "jane")


async def test_a_mistake_is_shown_with_its_line_and_the_cursor_goes_there(lite: str) -> None:
    fill()
    app = app_on_database("4.4.5 1")

    async with working(app) as pilot:
        editor = app.screen
        assert isinstance(editor, LetterTextEditor)
        editor.editor.load_text("Dear {{ customer_nam }},\n\n\n{{ past_du }}")
        await press(pilot, "f10")

        assert "Not saved. line 1: unknown variable customer_nam, did you" in shown(app)
        assert editor.editor.cursor_location == (0, 0)
        await press(pilot, "f8")
        assert editor.editor.cursor_location == (3, 0)
        assert_golden(app, "letter_text_mistakes")
        await press(pilot, "f11")
        assert "Variables: F4" in shown(app)
    assert letter_text.show("1", "en").version == 1


async def test_f4_puts_a_variable_in_at_the_cursor(lite: str) -> None:
    fill()
    app = app_on_database("4.4.5 1")

    async with working(app) as pilot:
        editor = app.screen
        assert isinstance(editor, LetterTextEditor)
        await press(pilot, "f4", "p", "a", "y", "enter")
        assert editor.editor.text.startswith("{{ pay_by }}Dear")
        await press(pilot, "shift+tab", "shift+tab", "end", "f4", "enter")
        assert editor.field("subject").value == "Reminder 1{{ customer_number }}"


async def test_leaving_with_changes_is_asked_about(lite: str) -> None:
    fill()
    app = app_on_database("4.4.5 1")

    async with working(app) as pilot:
        await press(pilot, "x", "f12")
        assert "The changes of text 1 en are not saved." in shown(app)
        await press(pilot, "f12")
        assert isinstance(app.screen, LetterTextEditor)
        await press(pilot, "f12", "y")
        assert isinstance(app.screen, LetterTextScreen)
    assert letter_text.show("1", "en").version == 1


async def test_a_text_that_somebody_saved_meanwhile_is_asked_about(lite: str) -> None:
    fill()
    app = app_on_database("4.4.5 1")

    async with working(app) as pilot:
        letter_text.edit("1", "en", "Other", "Other words", "joe")
        await press(pilot, "Q", "f10")
        assert "joe saved version 2 meanwhile." in shown(app)
        await press(pilot, "n", "f10", "y")
        assert getattr(app.screen, "message", "") == "Text 1 en saved as version 3."


async def test_f7_in_the_editor_selects_nothing(lite: str) -> None:
    fill()
    app = app_on_database("4.4.5 1")

    async with working(app) as pilot:
        editor = app.screen
        assert isinstance(editor, LetterTextEditor)
        await press(pilot, "f7", "x")
        assert editor.editor.text.startswith("xDear")


async def test_letters_that_wait_get_the_new_text_when_one_says_so(lite: str) -> None:
    fill()
    customer_letter.change("100007", "jane", TODAY, letter="1")
    app = app_on_database("4.4.5 1")

    async with working(app) as pilot:
        await press(pilot, "Q", "f10")
        assert "1 letter waits with the old text 1 en." in shown(app)
        await press(pilot, "y")
        assert "1 waiting letter has it." in getattr(app.screen, "message", "")
    assert (review.letter(1).body or "").startswith("QDear")


async def test_letters_that_wait_keep_their_text_otherwise(lite: str) -> None:
    fill()
    customer_letter.change("100007", "jane", TODAY, letter="1")
    app = app_on_database("4.4.5 1")

    async with working(app) as pilot:
        await press(pilot, "Q", "f10", "n")
        assert getattr(app.screen, "message", "") == "Text 1 en saved as version 2."
    assert (review.letter(1).body or "").startswith("Dear")


async def test_a_preview_shows_the_text_on_a_real_letter(lite: str) -> None:
    fill()
    customer_letter.change("100007", "jane", TODAY, letter="1")
    app = app_on_database()

    async with working(app) as pilot:
        await press(pilot, "6", "enter", "100007", "enter")
        assert isinstance(app.screen, TextScreen)
        assert "[/] Granite" in shown(app)
        assert app.screen.message.startswith("Shown on letter 1.")
        await press(pilot, "f12", "6", "enter", "77", "enter")
        assert "There is no customer 77." in getattr(app.screen, "message", "")


async def test_an_earlier_version_is_taken_up_again(lite: str) -> None:
    fill()
    letter_text.edit("1", "en", "Newer", "Newer words", "joe")
    app = app_on_database()

    async with working(app) as pilot:
        await press(pilot, "7", "enter")
        assert "Versions of text 1 en" in screen_text(app)[0]
        await press(pilot, "down", "2", "enter", "f10")
        assert getattr(app.screen, "message", "") == "Text 1 en saved as version 3."
    assert letter_text.show("1", "en").subject == "Reminder 1"


async def test_an_option_that_closes_its_list_is_the_last_one_run(lite: str) -> None:
    fill()
    letter_text.edit("1", "en", "Newer", "Newer words", "joe")
    app = app_on_database()

    async with working(app) as pilot:
        await press(pilot, "7", "enter", "2", "down", "2", "enter")
        assert isinstance(app.screen, LetterTextEditor)
        assert app.screen.field("subject").value == "Newer"


async def test_reset_asks_then_takes_the_shipped_words(lite: str) -> None:
    fill()
    app = app_on_database()

    async with working(app) as pilot:
        await press(pilot, "8", "enter")
        assert "8=Reset to shipped  1 en" in shown(app)
        await press(pilot, "f12")
        assert letter_text.show("1", "en").version == 1
        await press(pilot, "enter", "y")
        assert "has the shipped words, version 2." in getattr(app.screen, "message", "")
    assert letter_text.show("1", "en").is_shipped


async def test_f6_writes_a_text_in_a_new_language_from_the_english_one(lite: str) -> None:
    fill()
    app = app_on_database()

    async with working(app) as pilot:
        await press(pilot, "f6", "2", "enter", "d", "e", "enter")
        assert isinstance(app.screen, LetterTextEditor)
        assert app.screen.field("subject").value == "Reminder 2"
        await press(pilot, "f10")
        assert getattr(app.screen, "message", "") == "Text 2 de saved as version 1."
        await press(pilot, "f6", "2", "enter", "d", "e", "enter")
        assert "There is a text 2 in de already." in getattr(app.screen, "message", "")
        await press(pilot, "f6", "a", "b", "/", "enter", "enter")
        assert "is not a letter code" in shown(app)


def test_a_list_is_put_in_as_a_loop() -> None:
    found = insertion("totals", "list: currency, past_due")

    assert found == "{% for total in totals %}\n{{ total.currency }}\n{% endfor %}"
    assert letter_text.check("1", "Subject", found) == ()
