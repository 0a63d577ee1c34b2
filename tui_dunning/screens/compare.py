"""4.4.7.9 Compare a run with the last one: who would be new, moved up or down, the same or gone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from tui_dunning.engine.types import RunParameters
from tui_dunning.screens.actions import Action
from tui_dunning.screens.batch import Cancel, Progress, Stage
from tui_dunning.screens.cells import fit
from tui_dunning.screens.compared_list import ComparedListScreen
from tui_dunning.screens.dunning_run import scope_line
from tui_dunning.screens.look_ahead import (
    LookAheadScreen,
    amount_in,
    currencies,
    is_shown,
    not_shown,
)
from tui_dunning.screens.reasons import reason_words
from tui_dunning.screens.run_fields import force_field, read_scoped, scope_fields, text_field
from tui_dunning.screens.widgets import Field
from tui_dunning.services import compare, look_ahead_report
from tui_dunning.services.compare import Comparison
from tui_dunning.services.compared_rows import Chosen, ComparedRows
from tui_dunning.services.look_ahead_report import Format, Written


@dataclass(frozen=True, slots=True)
class Compared:
    """The counts and the customers behind them."""

    found: Comparison
    rows: ComparedRows


class CompareScreen(LookAheadScreen[tuple[RunParameters, bool], Compared]):
    """The comparison. Nothing is written."""

    HELP = (
        "Works out what an update would do now and shows it beside the last run of the same scope: "
        "who would be new, moved up or down, the same or gone, by level and by currency. A "
        "customer counts once for each unit and procedure that writes to it. Nothing is written. "
        "F2 lists the customers, F6 prints them with the counts."
    )
    STEM = "compare"
    ACTIONS: ClassVar[tuple[Action, ...]] = (
        Action(
            "f2",
            "CUSTOMERS",
            "Customers",
            "customers",
            "Lists the customers behind the counts, with what was and what would be.",
            valid=is_shown,
            why_disabled=not_shown,
        ),
        *LookAheadScreen.ACTIONS,
    )

    def fields(self) -> Sequence[tuple[Field, str]]:
        """Return the parameters: those of an update that decide who gets what."""
        return (*scope_fields(self.desk.session.as_of), text_field(), force_field())

    def read_parameters(self) -> tuple[RunParameters, bool]:
        """Read the fields."""
        return read_scoped(self.field)

    def preview(
        self, parameters: tuple[RunParameters, bool], progress: Progress, cancelled: Cancel
    ) -> Compared:
        """Compare."""
        rows = ComparedRows()
        try:
            found = compare.compare(
                parameters[0],
                each=rows.add,
                force=parameters[1],
                progress=progress,
                cancelled=cancelled,
            )
            rows.sort()
        except BaseException:
            rows.close()
            raise
        self._forget()
        return Compared(found, rows)

    def on_unmount(self) -> None:
        """Forget the customers when the screen is left."""
        self._forget()

    def _forget(self) -> None:
        if self.result is not None:
            self.result.rows.close()
            self.result = None

    def next_step(self) -> str:
        """Say what can be done with the result."""
        return "Nothing was written. F2 lists the customers, F6 prints, F12 goes back."

    def described(self, result: Compared, stage: Stage) -> Sequence[str]:
        """Return the changes, then the levels."""
        assert self.parameters is not None
        found = result.found
        beside = "No run of this scope was made yet; all that it would do is new."
        if found.run is not None:
            beside = f"A run now beside run {found.run} as of {found.run_as_of}:"
        return [
            f" {scope_line(self.parameters[0])}",
            f" {beside}",
            "",
            *change_lines(found),
            "",
            *level_lines(found),
        ]

    async def do_customers(self) -> None:
        """F2: the customers behind the counts."""
        assert self.result is not None
        await self.ask(ComparedListScreen(self.result.found, self.result.rows, self.write_rows))
        self.say(self.next_step())

    def write(
        self, form: str, path: Path, progress: Callable[[int], None], cancelled: Cancel
    ) -> Written:
        """Write all customers, with the counts behind them."""
        return self.write_rows(Chosen(), form, path, progress, cancelled)

    def write_rows(
        self,
        chosen: Chosen,
        form: str,
        path: Path,
        progress: Callable[[int], None],
        cancelled: Cancel,
    ) -> Written:
        """Write the customers chosen (called in a thread)."""
        assert self.result is not None
        assert self.parameters is not None
        result, paper = self.result, self.desk.session.settings.paper
        scope = scope_line(self.parameters[0]).partition(", ")[2].rstrip(".")
        report = look_ahead_report.comparison(
            result.found, self.ident, self.heading.upper(), scope, paper
        )
        words = [chosen.change.value if chosen.change else "", chosen.customer]
        report = look_ahead_report.titled(report, ", ".join(filter(None, words)))
        lines = look_ahead_report.customer_lines(result.rows.rows(chosen), reason_words)
        return look_ahead_report.write(
            path, Format(form), lines, report, progress=progress, cancelled=cancelled
        )


def change_lines(found: Comparison) -> Iterator[str]:
    """Yield how many customers changed in each way, a line for each currency."""
    yield _line("Change", "", "Customers", "", "Past due before", "Past due now", "Cur")
    for change, count in found.changes.items():
        for place, code in enumerate(currencies(count.before, count.now)):
            left = ("", "", "") if place else (change.value, "", f"{count.rows:,}")
            amounts = (amount_in(each, code, 17) for each in (count.before, count.now))
            yield _line(*left, "", *amounts, code)


def level_lines(found: Comparison) -> Iterator[str]:
    """Yield the letters of each level before and now, a line for each currency."""
    before = {(each.procedure, each.level): each for each in found.levels_before}
    now = {(each.procedure, each.level): each for each in found.levels_now}
    yield _line("Procedure", "Lv", "Letters", "now", "Past due before", "Past due now", "Cur")
    for key in sorted(before.keys() | now.keys()):
        sides = [side.get(key) for side in (before, now)]
        totals = [side.totals if side else {} for side in sides]
        letters = [f"{side.letters:,}" if side else "0" for side in sides]
        for place, code in enumerate(currencies(*totals)):
            left = ("", "", "", "") if place else (key[0], str(key[1]), *letters)
            yield _line(*left, *(amount_in(each, code, 17) for each in totals), code)


def _line(*cells: str) -> str:
    """Put the seven cells of a line side by side."""
    name, level, before, now, amount_before, amount_now, code = cells
    return (
        f"  {fit(name, 10)} {fit(level, 2, 'right')} {fit(before, 9, 'right')} "
        f"{fit(now, 9, 'right')} {fit(amount_before, 17, 'right')} "
        f"{fit(amount_now, 17, 'right')} {code}"
    ).rstrip()
