"""4.4.4 by keys, on a real database."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.builders import TODAY, add_basics, add_customer, add_item
from tests.screens.desk import assert_golden, burst, make_app, press, screen_text, working
from tests.services.life import run, waiting
from tui_dunning.app import DunningApp
from tui_dunning.screens.batch import Stage
from tui_dunning.screens.form_print import FormPrintScreen
from tui_dunning.screens.letters import ReviewScreen
from tui_dunning.screens.print_fields import as_ranges, numbers_in
from tui_dunning.screens.print_letters import PrintLettersScreen
from tui_dunning.screens.widgets import Field
from tui_dunning.services import customer_letter, review

NAMES = ("Granite Builders", "[/] Markup", "Zoë's [@click=app.quit]x[/]", "Ideal Paint")


def fill() -> None:
    """Two letters with code 1, one with 4, one with 5."""
    add_basics()
    for place, name in enumerate(NAMES, start=1):
        add_item(add_customer(f"10000{place}", name=name), f"INV-{place}", days=40)
    run()
    for number, code in (("100003", "4"), ("100004", "5")):
        customer_letter.change(number, "jane", TODAY, letter=code)


def app_in(tmp_path: Path, start: str = "") -> DunningApp:
    return make_app(start, facts=None, as_of=TODAY, output_folder=tmp_path)


def shown(app: DunningApp) -> str:
    return "\n".join(screen_text(app))


@pytest.fixture
def short_folder() -> Iterator[Path]:
    """A folder whose name always has the same length, for goldens."""
    with tempfile.TemporaryDirectory(prefix="to", dir="/tmp") as name:
        yield Path(name)


def golden(app: DunningApp, name: str, folder: Path) -> None:
    """Hold the screen against its golden; the folder of the test is another each time."""
    assert_golden(app, name, {str(folder): "/tmp/the-folder"})


async def test_it_lists_what_waits_by_letter_code(lite: str, tmp_path: Path) -> None:
    fill()
    app = app_in(tmp_path)

    async with working(app) as pilot:
        await press(pilot, "4", "enter")

        assert_golden(app, "form_print")
        await press(pilot, "f2")
        assert "Letter code 1: 2 letters" in shown(app)


async def test_all_are_printed_typed_ahead(lite: str, tmp_path: Path) -> None:
    fill()
    app = app_in(tmp_path)

    async with working(app) as pilot:
        await burst(pilot, "4\nprint\n\n")
        screen = app.screen
        assert isinstance(screen, PrintLettersScreen)
        assert screen.stage is Stage.PREVIEW
        assert "It would print 4 letters:" in shown(app)
        assert len(waiting()) == 4
        await press(pilot, "f10")
        assert screen.stage is Stage.DONE
        assert "Printed 4 letters on 4 pages, into" in shown(app)
        await press(pilot, "enter")
        assert isinstance(app.screen, FormPrintScreen)
        assert app.screen.message == "4 letters printed."
    assert waiting() == []
    assert (tmp_path / f"letters-{TODAY}.pdf").read_bytes().startswith(b"%PDF")


async def test_the_codes_selected_are_printed_together(lite: str, tmp_path: Path) -> None:
    fill()
    app = app_in(tmp_path, "4.4.4")

    async with working(app) as pilot:
        await press(pilot, "1", "down", "down", "1", "enter")
        assert app.screen.query_one("#codes", Field).text == "1,5"
        await press(pilot, "enter", "f10", "f12")
        assert "3 letters printed." in shown(app)
    assert [letter.letter_code for letter in review.letters(status="proposed")] == ["4"]


async def test_a_file_for_each_letter_goes_into_a_folder(lite: str, tmp_path: Path) -> None:
    fill()
    app = app_in(tmp_path, "4.4.4")

    async with working(app) as pilot:
        await press(pilot, "f6")
        app.screen.query_one("#files").focus()
        await press(pilot, "each", "enter")
        assert "a PDF for each letter" in shown(app)
        await press(pilot, "f10")
        assert "4 files in" in shown(app)
    assert len(list((tmp_path / f"letters-{TODAY}").glob("*.pdf"))) == 4


async def test_f12_after_the_counts_prints_nothing(lite: str, tmp_path: Path) -> None:
    fill()
    app = app_in(tmp_path, "4.4.4")

    async with working(app) as pilot:
        await press(pilot, "f6", "enter", "f12")
        assert "Nothing was changed." in shown(app)
        await press(pilot, "f12")
        assert isinstance(app.screen, FormPrintScreen)
    assert len(waiting()) == 4
    assert list(tmp_path.glob("*.pdf")) == []


async def test_letters_that_changed_since_the_counts_are_counted_again_first(
    lite: str, tmp_path: Path
) -> None:
    fill()
    app = app_in(tmp_path, "4.4.4")

    async with working(app) as pilot:
        await press(pilot, "f6", "enter")
        customer_letter.change("100001", "mary", TODAY, letter="5")
        await press(pilot, "f10")
        assert "What waits has changed meanwhile" in shown(app)
        assert len(waiting()) == 4
        await press(pilot, "f5")
        assert "letter code 5: 2 letters" in shown(app)
        await press(pilot, "f10")
        assert "Printed 4 letters" in shown(app)


async def test_a_second_print_of_the_day_takes_another_name(lite: str, tmp_path: Path) -> None:
    fill()
    app = app_in(tmp_path, "4.4.4")

    async with working(app) as pilot:
        await press(pilot, "1", "enter", "enter", "f10", "f12", "f6", "enter", "f10")
    names = sorted(path.name for path in tmp_path.glob("*.pdf"))
    assert names == [f"letters-{TODAY}-2.pdf", f"letters-{TODAY}.pdf"]


async def test_printing_again_needs_to_know_which(lite: str, tmp_path: Path) -> None:
    fill()
    app = app_in(tmp_path, "4.4.4")

    async with working(app) as pilot:
        await press(pilot, "f6", "enter", "f10", "f12", "f7", "enter")
        assert "Printing again needs letter numbers or a run." in shown(app)
        await press(pilot, "f12", "f7", "1-2", "enter")
        assert "It would print 2 letters once more:" in shown(app)
        await press(pilot, "f10", "f12")
        assert "2 letters printed." in shown(app)
    kinds = [event.kind for event in review.letter(1).events]
    assert "reprinted" in kinds


async def test_a_file_without_a_name_is_asked_for_again(lite: str, tmp_path: Path) -> None:
    fill()
    app = app_in(tmp_path, "4.4.4")

    async with working(app) as pilot:
        await press(pilot, "f6")
        for typed in (".", "..", "/", ""):
            app.screen.query_one("#target", Field).value = typed
            await press(pilot, "enter")
            assert "File: a name is needed." in shown(app), typed


@pytest.mark.parametrize("typed", ["a" * 300, "~nobody-of-this-name/x"])
async def test_a_file_that_cannot_be_is_refused_in_words(
    lite: str, tmp_path: Path, typed: str
) -> None:
    fill()
    app = app_in(tmp_path, "4.4.4")

    async with working(app) as pilot:
        await press(pilot, "f6")
        app.screen.query_one("#target", Field).value = typed
        await press(pilot, "enter", "f10")

        assert "It would print 4 letters" in shown(app)
        assert "The program made an error" not in shown(app)
    assert len(waiting()) == 4


async def test_a_letter_is_printed_by_its_number_behind_the_path(lite: str, tmp_path: Path) -> None:
    fill()
    app = app_in(tmp_path, "4.4.4 2")

    async with working(app) as pilot:
        await press(pilot, "enter", "f10", "f12")
        assert "1 letter printed." in shown(app)
    assert review.letter(2).status == "printed"


async def test_a_letter_without_glyphs_is_named_and_waits_on(lite: str, short_folder: Path) -> None:
    add_basics()
    add_item(add_customer("1", name="北京饭店"), "A", days=40)
    add_item(add_customer("2", name="Ideal Paint"), "B", days=40)
    run()
    app = app_in(short_folder, "4.4.4")

    async with working(app) as pilot:
        await press(pilot, "f6")
        golden(app, "form_print_parameters", short_folder)
        await press(pilot, "enter")
        golden(app, "form_print_counts", short_folder)
        await press(pilot, "f10")

        assert "Not printed, 1 letter goes on waiting:" in shown(app)
        golden(app, "form_print_done", short_folder)
    assert waiting() == [1]


async def test_a_code_opens_its_letters(lite: str, tmp_path: Path) -> None:
    fill()
    app = app_in(tmp_path, "4.4.4")

    async with working(app) as pilot:
        await press(pilot, "5", "enter")

        assert isinstance(app.screen, ReviewScreen)
        assert [row.letter_code for row in app.screen.work_list.rows] == ["1", "1"]


async def test_the_alignment_page_is_a_file(lite: str, tmp_path: Path) -> None:
    fill()
    app = app_in(tmp_path, "4.4.4")

    async with working(app) as pilot:
        await press(pilot, "f8", "enter")
        assert "at 100%" in shown(app)
    assert (tmp_path / "alignment-A4.pdf").exists()


async def test_nothing_waits_says_what_to_do(lite: str, tmp_path: Path) -> None:
    add_basics()
    app = app_in(tmp_path, "4.4.4")

    async with working(app) as pilot:
        assert "No letter waits." in shown(app)
        await press(pilot, "f6", "enter")
        assert "No letter that fits waits." in shown(app)


@pytest.mark.parametrize(
    ("numbers", "written"),
    [((), ""), ((7,), "7"), ((1, 2, 3, 7, 9, 10), "1-3,7,9-10"), ((3, 1), "1,3")],
)
def test_numbers_are_written_as_they_are_read(numbers: tuple[int, ...], written: str) -> None:
    assert as_ranges(numbers) == written
    assert numbers_in(written) == tuple(sorted(numbers))
