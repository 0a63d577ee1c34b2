"""The work-with list: options on many rows, pages by key, hostile and wide names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len

from tests.screens.desk import assert_golden, burst, make_app, press, screen_text, working
from tui_dunning.errors import Refused
from tui_dunning.paging import Key, Page, Seek
from tui_dunning.screens.actions import ListOption
from tui_dunning.screens.line_list import Column
from tui_dunning.screens.widgets import Field
from tui_dunning.screens.work_with import WorkWithScreen

HOSTILE = (
    "[/]",
    "[@click=app.quit]x[/]",
    "\x1b[31mred\x1b[0m",
    "\u202egnirts",
    "北京饭店" * 80,
    "x" * 300,
    "a\tb\nc",
    "\x9b2J",
)


@dataclass(frozen=True, slots=True)
class FakeRow:
    number: int
    name: str

    @property
    def key(self) -> Key:
        return (self.number,)


class FakeList(WorkWithScreen[FakeRow]):
    IDENT = "AR4430"
    HEADING = "Work with names"
    COLUMNS: ClassVar = (
        Column("Number", 8, lambda row: f"{row.number:06}", pinned=True),
        Column("Name", 30, lambda row: row.name, grow=True),
        Column("City", 24, lambda row: "Boise"),
        Column("Wide", 40, lambda row: "far right"),
    )
    OPTIONS: ClassVar = (
        ListOption("2", "Change", "change"),
        ListOption("4", "Delete", "delete", dangerous=True),
    )

    def __init__(self, size: int = 100, names: tuple[str, ...] = ()) -> None:
        super().__init__()
        self.rows = {
            n: FakeRow(n, names[n - 1] if names else f"Name {n}") for n in range(1, size + 1)
        }
        self.done: list[tuple[str, int]] = []

    def fields(self) -> list[Field]:
        return [Field(id="at", length=8, label="Position to number")]

    def entered(self, values: dict[str, str]) -> Key | None:
        return (int(values["at"]),) if values["at"] else None

    def described(self, row: FakeRow) -> str:
        return f"{row.number} {row.name}"

    def page(self, seek: Seek, limit: int) -> Page[FakeRow]:
        numbers = sorted(self.rows)
        if seek.key is None:
            chosen = numbers[-limit:] if seek.back else numbers[:limit]
        else:
            at = seek.key[0]
            assert isinstance(at, int)
            if seek.back:
                chosen = [n for n in numbers if n < at][-limit:]
            else:
                chosen = [n for n in numbers if n > at or (seek.inclusive and n == at)][:limit]
        rows = tuple(self.rows[n] for n in chosen)
        return Page(
            rows,
            bool(rows) and rows[0].number > numbers[0],
            bool(rows) and rows[-1].number < numbers[-1],
        )

    async def do_change(self, row: FakeRow) -> str:
        if row.number % 2:
            raise Refused(f"{row.number} is odd.")
        self.done.append(("2", row.number))
        return f"{row.number} changed."

    async def do_delete(self, row: FakeRow) -> None:
        self.done.append(("4", row.number))
        del self.rows[row.number]


async def test_the_list_is_drawn_with_options_and_more() -> None:
    app = make_app()

    async with working(app) as pilot:
        app.push_screen(FakeList())
        await press(pilot, "f5")

        assert_golden(app, "work_with")


async def test_paging_goes_by_key_to_the_bottom_and_back() -> None:
    app = make_app()

    async with working(app) as pilot:
        screen = FakeList(30)
        app.push_screen(screen)
        await press(pilot, "f5", "pagedown", "pagedown")
        assert [row.number for row in screen.work_list.rows] == [27, 28, 29, 30]
        assert screen_text(app)[20].endswith("Bottom")
        await press(pilot, "pageup")
        assert screen.work_list.rows[0].number == 14
        await press(pilot, "home", "end")
        assert screen.work_list.rows[-1].number == 30
        await press(pilot, "home")
        assert screen.work_list.rows[0].number == 1


async def test_the_arrows_roll_over_the_edge_of_a_page() -> None:
    app = make_app()

    async with working(app) as pilot:
        screen = FakeList(30)
        app.push_screen(screen)
        await press(pilot, "f5", *["down"] * 13)
        assert screen.work_list.current == FakeRow(14, "Name 14")
        await press(pilot, "up")
        assert screen.work_list.current == FakeRow(13, "Name 13")


async def test_options_run_top_to_bottom_over_pages_and_a_failed_row_keeps_its_option() -> None:
    app = make_app()

    async with working(app) as pilot:
        screen = FakeList(30)
        app.push_screen(screen)
        await press(pilot, "f5", "pagedown", "2", "pageup", "down", "2", "down", "2", "enter")

        assert screen.done == [("2", 2), ("2", 14)]
        assert [row.number for _, row in screen.work_list.typed_rows()] == [3]
        assert screen.message == "3 is odd."
        assert screen_text(app)[9].startswith("  2!  000003")


async def test_delete_lists_its_rows_and_asks() -> None:
    app = make_app()

    async with working(app) as pilot:
        screen = FakeList(30)
        app.push_screen(screen)
        await press(pilot, "f5", "4", "down", "4", "enter")
        text = "\n".join(screen_text(app))
        assert "Delete: 2 rows. Confirm?" in text
        assert "4=Delete  2 Name 2" in text
        await press(pilot, "f12")
        assert screen.done == []
        await press(pilot, "enter", "f10")
        assert screen.done == [("4", 1), ("4", 2)]
        assert screen.work_list.rows[0].number == 3


async def test_a_burst_of_options_keeps_its_rows() -> None:
    app = make_app()

    async with working(app) as pilot:
        screen = FakeList(30)
        app.push_screen(screen)
        await press(pilot, "f5")
        screen.work_list.move(1)
        await burst(pilot, "2\n")

        assert screen.done == [("2", 2)]


async def test_position_to_shows_the_list_from_there() -> None:
    app = make_app()

    async with working(app) as pilot:
        screen = FakeList(30)
        app.push_screen(screen)
        await press(pilot, "f5", "shift+tab", "20", "enter")

        assert screen.work_list.rows[0].number == 20


async def test_other_characters_go_to_the_command_line() -> None:
    app = make_app()

    async with working(app) as pilot:
        app.push_screen(FakeList(30))
        await press(pilot, "f5", "=4.4.9", "enter")

        assert getattr(app.screen, "path", "") == "4.4.9"


async def test_f11_shows_the_columns_that_did_not_fit() -> None:
    app = make_app()

    async with working(app) as pilot:
        app.push_screen(FakeList(30))
        await press(pilot, "f5", "f11")
        assert "Wide" in screen_text(app)[6]
        assert "Number" in screen_text(app)[6]
        await press(pilot, "f11")
        assert "Name" in screen_text(app)[6]


async def test_a_wide_terminal_shows_more_columns() -> None:
    app = make_app()

    async with working(app, (132, 24)) as pilot:
        app.push_screen(FakeList(30))
        await press(pilot, "f5")

        assert "Wide" in screen_text(app)[6]


async def test_hostile_and_wide_names_move_no_column() -> None:
    app = make_app()

    async with working(app) as pilot:
        app.push_screen(FakeList(len(HOSTILE), HOSTILE))
        await press(pilot, "f5")
        lines = screen_text(app)

    rows = lines[7 : 7 + len(HOSTILE)]
    assert {cell_len(line.partition("Boise")[0]) for line in rows} == {55}
    assert "[@click=app.quit]x[/]" in rows[1]
    assert all(line.isprintable() and "\u202e" not in line for line in lines)


async def test_after_the_options_the_list_stands_on_the_first_row_that_failed() -> None:
    app = make_app()

    async with working(app) as pilot:
        screen = FakeList(30)
        app.push_screen(screen)
        await press(pilot, "f5", "2", "end", "2", "enter")

        assert screen.work_list.current == FakeRow(1, "Name 1")
        assert screen.message == "1 is odd."


async def test_a_path_that_begins_with_an_option_goes_to_the_command_line_whole() -> None:
    app = make_app()

    async with working(app) as pilot:
        screen = FakeList(30)
        app.push_screen(screen)
        await press(pilot, "f5", "2", "4.4.9", "enter")

        assert getattr(app.screen, "path", "") == "4.4.9"
        assert [option for option, _ in screen.work_list.typed_rows()] == ["2"]


async def test_a_path_in_one_packet_leaves_no_option_behind() -> None:
    app = make_app()

    async with working(app) as pilot:
        screen = FakeList(30)
        app.push_screen(screen)
        await press(pilot, "f5")
        await burst(pilot, "4.4.9\n")

        assert getattr(app.screen, "path", "") == "4.4.9"
        assert screen.work_list.typed_rows() == []


async def test_capital_letters_answer_a_question_too() -> None:
    app = make_app()

    async with working(app) as pilot:
        screen = FakeList(30)
        app.push_screen(screen)
        await press(pilot, "f5", "4", "enter", "N")
        assert screen.done == []
        await press(pilot, "enter", "Y")
        assert screen.done == [("4", 1)]


async def test_a_question_about_many_rows_says_how_to_roll_them() -> None:
    app = make_app()

    async with working(app) as pilot:
        app.push_screen(FakeList(30))
        await press(pilot, "f5", *["4", "down"] * 11, "enter")
        text = "\n".join(screen_text(app))
        assert "Delete: 11 rows. Confirm?" in text
        assert "F12 or N=Cancel  PgUp PgDn=Roll" in text
        assert "4=Delete  11 Name 11" not in text
        await press(pilot, "pagedown")
        assert "4=Delete  11 Name 11" in "\n".join(screen_text(app))


async def test_enlarging_the_terminal_in_the_second_view_shows_all_columns() -> None:
    app = make_app()

    async with working(app) as pilot:
        app.push_screen(FakeList(30))
        await press(pilot, "f5", "f11")
        assert "Name" not in screen_text(app)[8]
        await pilot.resize_terminal(132, 43)
        await press(pilot, "f5")

        assert "Name 2" in screen_text(app)[8]
        assert "far right" in screen_text(app)[8]
