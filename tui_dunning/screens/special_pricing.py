"""4.4.6 Special pricing letters: customers with prices of their own, one letter for each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import ClassVar

from tui_dunning.errors import Refused
from tui_dunning.screens.actions import Action, plural
from tui_dunning.screens.batch import BatchScreen, Cancel, Progress, Stage
from tui_dunning.screens.cells import fit, wrap
from tui_dunning.screens.dialogs import ValueList
from tui_dunning.screens.entries import FieldError, date_field, listed, read_date, read_file
from tui_dunning.screens.letter_text import LetterTextScreen
from tui_dunning.screens.letter_text_editor import LetterTextEditor
from tui_dunning.screens.text_screen import TextScreen
from tui_dunning.screens.widgets import Choice, Field
from tui_dunning.services import choices, letter_text, output_folder, special_pricing
from tui_dunning.services.form_print import PaperChoice
from tui_dunning.services.print_job import PrintResult
from tui_dunning.services.special_pricing import PricedCustomer

CODE = "P"
LOOKED_AT = 20
"""How many letters F8 shows at most."""


@dataclass(frozen=True, slots=True)
class PriceParameters:
    """Whose prices of which day, and into which file."""

    as_of: date
    customer: str
    unit: str
    target: Path
    folder: bool


@dataclass(frozen=True, slots=True)
class PriceCounts:
    """The customers found, and what was printed once it was."""

    customers: tuple[PricedCustomer, ...]
    printed: PrintResult | None = None


class SpecialPricingScreen(BatchScreen[PriceParameters, PriceCounts]):
    """Parameters, the customers with prices, F10 prints."""

    HELP = (
        "Prints one letter for each customer with prices valid on the as-of date. The letters "
        "have no number and move no dunning level. The words are letter code P: F6 changes them."
    )
    CONFIRM = "Nothing has been printed yet. F10 prints, F8 shows the letters, F12 goes back."
    ACTIONS: ClassVar[tuple[Action, ...]] = (
        *BatchScreen.ACTIONS,
        Action("f6", "TEXT", "Text", "text", "Changes the words of the letter (code P)."),
        Action(
            "f8",
            "LOOK",
            "Letters",
            "look",
            f"Shows the letters as they print, {LOOKED_AT} at most.",
            valid=lambda s: s.stage is Stage.PREVIEW,
            why_disabled=lambda s: (
                "" if s.stage is Stage.PREVIEW else "Press Enter first to see who gets one."
            ),
        ),
    )

    def fields(self) -> Sequence[tuple[Field, str]]:
        """Return the parameters."""
        session = self.desk.session
        home = Path(session.settings.output_folder)
        file = output_folder.unused(home, f"prices-{session.as_of}", ".pdf")
        return (
            (date_field("as_of", "As-of date", session.as_of, "Prices valid on this day."), ""),
            (
                Field(
                    self.argument,
                    id="customer",
                    length=20,
                    label="Customer",
                    help_text="Only this customer; blank for all with prices.",
                    choices=_customers,
                ),
                "blank: all customers",
            ),
            (
                Field(
                    id="unit",
                    length=10,
                    label="Unit",
                    help_text="Only customers of this unit.",
                    choices=listed(choices.units),
                ),
                "blank: all units",
            ),
            (
                Field(
                    str(file),
                    id="file",
                    length=50,
                    longest=400,
                    label="File or folder",
                    help_text="One PDF; for one PDF for each customer name a folder, a new one "
                    "with / behind it.",
                ),
                "",
            ),
        )

    def read_parameters(self) -> PriceParameters:
        """Read the fields."""
        as_of = read_date(self.field("as_of"))
        assert as_of is not None
        return PriceParameters(
            as_of,
            self.field("customer").text,
            self.field("unit").text,
            read_file(self.field("file"), self.desk.session.settings),
            folder=self.field("file").text.endswith("/"),
        )

    def preview(
        self, parameters: PriceParameters, progress: Progress, cancelled: Cancel
    ) -> PriceCounts:
        """Find the customers."""
        known = [code for code, _ in choices.units()]
        if parameters.unit and parameters.unit not in known:
            raise FieldError("unit", f"There is no unit {parameters.unit}.", "F4 lists them.")
        found = special_pricing.customers_with_prices(parameters.as_of)
        customers = tuple(
            one
            for one in found
            if parameters.customer in {"", one.number} and parameters.unit in {"", one.unit}
        )
        if not customers and parameters.customer:
            raise FieldError(
                "customer",
                f"Customer {parameters.customer} has no price valid on {parameters.as_of}"
                + (f" in unit {parameters.unit}." if parameters.unit else "."),
            )
        if not customers:
            raise Refused(
                f"No customer asked for has a price valid on {parameters.as_of}.",
                "4.4.9.8 brings prices in.",
            )
        return PriceCounts(customers)

    def execute(
        self, parameters: PriceParameters, progress: Progress, cancelled: Cancel
    ) -> PriceCounts:
        """Print."""
        counts = self.preview(parameters, progress, cancelled)
        session = self.desk.session
        settings = session.settings
        printed = special_pricing.print_prices(
            output_folder.ready(parameters.target, settings),
            session.operator,
            parameters.as_of,
            customers=[one.number for one in counts.customers],
            folder=parameters.folder or None,
            paper=PaperChoice(
                settings.paper, tuple(settings.fallback_fonts), settings.pay_within_days
            ),
            progress=progress,
            cancelled=cancelled,
        )
        return PriceCounts(counts.customers, printed)

    def described(self, result: PriceCounts, stage: Stage) -> Sequence[str]:
        """Return the customers, or what was printed."""
        assert self.parameters is not None
        if result.printed is not None:
            return _printed_lines(result.printed)
        letters = plural(len(result.customers), "letter", "letters")
        slash = "/" if self.parameters.folder else ""
        lines = [
            f" {letters} with the prices valid on {self.parameters.as_of}, into",
            *(f"   {part}" for part in wrap(f"{self.parameters.target}{slash}", 74)),
            "",
            f" {fit('Number', 12)} {fit('Name', 44)} {fit('Unit', 8)} {fit('Prices', 8, 'right')}",
        ]
        lines += [
            f" {fit(one.number, 12)} {fit(one.name, 44)} {fit(one.unit, 8)} "
            f"{fit(f'{one.prices:,}', 8, 'right')}"
            for one in result.customers
        ]
        return lines

    def finished(self, result: PriceCounts) -> str:
        """Say where the letters are."""
        printed = result.printed
        assert printed is not None
        if not printed.letters:
            return "No letter could be printed; the reasons are above."
        done = f"{plural(printed.letters, 'letter is', 'letters are')} printed"
        left = plural(len(printed.problems), "was", "were")
        return f"{done}, {left} left out: see above." if printed.problems else f"{done}."

    async def do_look(self) -> None:
        """F8: the letters as they print."""
        assert self.parameters is not None
        nothing = self.stopped
        found = await self.call(self.preview, self.parameters, lambda _done, _of: None, nothing)
        pages: list[str] = []
        for one in found.customers[:LOOKED_AT]:
            pages += await self.call(special_pricing.preview, one.number, self.parameters.as_of)
        more = len(found.customers) - LOOKED_AT
        said = f"The first {LOOKED_AT} letters; {more} more will print." if more > 0 else ""
        await self.ask(TextScreen("Special pricing letters", pages, said))

    async def do_text(self) -> None:
        """F6: change the words."""
        texts = [t for t in await self.call(letter_text.list_texts) if t.code == CODE]
        if not texts:
            await self.ask(LetterTextScreen())
            return
        language: str | None = texts[0].language
        if len(texts) > 1:
            values = [Choice(text.language, text.subject) for text in texts]
            language = await self.ask(ValueList("Words of the letter, by language", values))
        chosen = next((text for text in texts if text.language == language), None)
        if chosen is not None:
            saved = await self.ask(LetterTextEditor(chosen))
            self.say(saved or "The words stay as they were.")


def _printed_lines(printed: PrintResult) -> list[str]:
    letters = plural(printed.letters, "letter", "letters")
    lines = [f" {letters} on {plural(printed.pages, 'page', 'pages')} printed into"]
    for file in printed.files[:10]:
        lines += [f"   {part}" for part in wrap(str(file), 74)]
    if len(printed.files) > 10:
        lines.append(f"   and {len(printed.files) - 10} more files in that folder")
    if printed.problems:
        lines += ["", f" {plural(len(printed.problems), 'letter was', 'letters were')} left out:"]
        for problem in printed.problems:
            lines += [f"   {part}" for part in wrap(problem.reason, 74)]
    return lines


def _customers(typed: str) -> list[Choice]:
    return [Choice(number, name) for number, name in choices.customers(typed)]
