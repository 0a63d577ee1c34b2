"""4.4.4 Dunning letter form print: what waits by letter code; print, look at letters, try paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from tui_dunning.paging import Key, Page, Seek, page_of
from tui_dunning.screens.actions import Action, ListOption, plural
from tui_dunning.screens.customer_words import amounts
from tui_dunning.screens.dialogs import TextPages
from tui_dunning.screens.letters import ReviewScreen
from tui_dunning.screens.line_list import Column
from tui_dunning.screens.print_fields import PrintWish
from tui_dunning.screens.print_letters import PrintLettersScreen
from tui_dunning.screens.report_print import ask_path
from tui_dunning.screens.work_with import WorkWithScreen
from tui_dunning.services import form_print, letter_report, output_folder, review
from tui_dunning.services.form_print import WaitingCode
from tui_dunning.services.review import LetterQuery


@dataclass(frozen=True, slots=True)
class CodeRow:
    """What waits under one letter code, whatever its levels."""

    letter_code: str
    levels: tuple[int, ...]
    letters: int
    held: int
    totals: dict[str, int]

    @property
    def key(self) -> Key:
        """The letter code."""
        return (self.letter_code,)


def by_code(found: Sequence[WaitingCode]) -> list[CodeRow]:
    """Add up the levels of each letter code."""
    rows: dict[str, CodeRow] = {}
    for waiting in found:
        row = rows.get(waiting.letter_code, CodeRow(waiting.letter_code, (), 0, 0, {}))
        totals = dict(row.totals)
        for currency, minor in waiting.totals.items():
            totals[currency] = totals.get(currency, 0) + minor
        rows[row.letter_code] = CodeRow(
            row.letter_code,
            (*row.levels, waiting.level),
            row.letters + waiting.letters,
            row.held + waiting.held,
            totals,
        )
    return [rows[code] for code in sorted(rows)]


class FormPrintScreen(WorkWithScreen[CodeRow]):
    """What waits. `4.4.4 101` prints letter 101."""

    HELP = (
        "Letters that wait to be printed, by letter code. F6 prints all of them; 1 beside codes "
        "prints those. Before anything is printed you see how many letters it is and where they "
        "go. Held letters cannot be printed yet: option 5 lists them with the reason."
    )
    COLUMNS: ClassVar[Sequence[Column[CodeRow]]] = (
        Column("Code", 6, lambda row: row.letter_code, pinned=True),
        Column("Level", 8, lambda row: ", ".join(map(str, row.levels))),
        Column("Letters", 9, lambda row: f"{row.letters:,}", "right"),
        Column("Held", 7, lambda row: f"{row.held:,}" if row.held else "", "right"),
        Column("Past due", 30, lambda row: amounts(row.totals), grow=True),
    )
    OPTIONS: ClassVar[tuple[ListOption, ...]] = (
        ListOption("1", "Select to print", "select", "Prints the letters of the codes chosen."),
        ListOption("5", "Display letters", "display", "Lists the letters of the code."),
    )
    ACTIONS: ClassVar[tuple[Action, ...]] = (
        Action("f2", "TOTALS", "Totals", "totals", "Adds up by letter code and currency."),
        Action("f6", "PRINT", "Print all", "print", "Prints every letter that waits."),
        Action("f7", "AGAIN", "Print again", "print_again", "Prints letters again that were sent."),
        Action(
            "f8",
            "ALIGN",
            "Alignment",
            "align",
            "Makes a page that shows where the envelope's window, folds and text are.",
        ),
    )

    def __init__(self, argument: str = "") -> None:
        super().__init__(argument)
        self.chosen: list[str] = []

    def opened(self) -> None:
        """Read what waits, or print the letter that was asked for."""
        number, self.argument = self.argument, ""
        if number.isascii() and number.isdigit():
            self.start(self._open_at(int(number)))
        else:
            super().opened()

    async def _open_at(self, number: int) -> None:
        await self.position()
        letter = await self.call(review.letter, number)
        again = letter.status in {"printed", "sent"}
        await self.print_wish(PrintWish(letters=(number,), reprint=again))

    def page(self, seek: Seek, limit: int) -> Page[CodeRow]:
        """Return what waits."""
        return page_of(by_code(form_print.waiting()), seek, limit)

    def nothing(self) -> str:
        """Say that nothing waits."""
        return "No letter waits. 4.4.1 makes letters; F7 prints letters again that were sent."

    async def run_options(self) -> None:
        """Run the options; all codes selected are printed together."""
        self.chosen.clear()
        await super().run_options()
        if self.chosen:
            await self.print_wish(PrintWish(codes=tuple(self.chosen)))

    async def print_wish(self, wish: PrintWish) -> None:
        """Open the print and say what it did."""
        done = await self.ask(PrintLettersScreen(wish=wish))
        await self.work_list.reload()
        self.say(done or "")

    async def do_select(self, row: CodeRow) -> None:
        """1: print this code's letters."""
        self.chosen.append(row.letter_code)

    async def do_display(self, row: CodeRow) -> None:
        """5: list the letters of the code."""
        await self.ask(ReviewScreen(query=LetterQuery(letter_code=row.letter_code)))

    async def do_totals(self) -> None:
        """F2: what waits, by letter code and currency."""
        found = await self.call(letter_report.totals, letter_report.PREVIEW)
        await self.ask(TextPages("Past due on letters that wait", "\n".join(found.lines())))

    async def do_print(self) -> None:
        """F6: print all."""
        await self.print_wish(PrintWish())

    async def do_print_again(self) -> None:
        """F7: print again."""
        await self.print_wish(PrintWish(reprint=True))

    async def do_align(self) -> None:
        """F8: the alignment page."""
        settings = self.desk.session.settings
        name = output_folder.unused(settings.output_folder, f"alignment-{settings.paper}", ".pdf")
        heading = f"Alignment page on {settings.paper}"
        path = await ask_path(self, heading, name, replaces=False)
        if path is not None:
            made = await self.call(form_print.alignment_page, path.absolute(), settings.paper)
            self.say(f"Print {made} at 100%, {plural(1, 'page', 'pages')}; fold it and look.")
