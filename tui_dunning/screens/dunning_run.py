"""4.4.1 Dunning letter update: parameters, what would happen, F10, totals."""

from __future__ import annotations

from collections.abc import Sequence

from tui_dunning.engine.types import RunParameters
from tui_dunning.output.format import money
from tui_dunning.screens.actions import plural
from tui_dunning.screens.batch import BatchScreen, Cancel, Progress, Stage
from tui_dunning.screens.cells import fit, leader, wrap
from tui_dunning.screens.reasons import by_what_is_counted, reason_words
from tui_dunning.screens.run_fields import read_run, run_fields
from tui_dunning.screens.widgets import Field
from tui_dunning.services import dunning_run
from tui_dunning.services.dunning_run import RunSummary


class DunningRunScreen(BatchScreen[tuple[RunParameters, bool], RunSummary]):
    """The update. Nothing runs on opening; F10 after the counts runs it."""

    HELP = (
        "The update looks at every past-due customer, moves it to its next letter and writes the "
        "letters down; nothing is sent before 4.4.4 prints it. Enter shows what would happen. "
        "Without unit and set id every unit sends letters of its own."
    )

    def fields(self) -> Sequence[tuple[Field, str]]:
        """Return the parameters."""
        return run_fields(self.desk.session.as_of)

    def read_parameters(self) -> tuple[RunParameters, bool]:
        """Read the fields."""
        return read_run(self.field)

    def warning(self, parameters: tuple[RunParameters, bool]) -> str:
        """Warn of a second update for the same date."""
        last = dunning_run.last_run()
        if last is None or last.as_of != parameters[0].as_of:
            return ""
        return f"Run {last.number} was made for {last.as_of} already: this moves them once more."

    def preview(
        self, parameters: tuple[RunParameters, bool], progress: Progress, cancelled: Cancel
    ) -> RunSummary:
        """Run dry."""
        return self._run(parameters, progress, cancelled)

    def execute(
        self, parameters: tuple[RunParameters, bool], progress: Progress, cancelled: Cancel
    ) -> RunSummary:
        """Run."""
        return self._run(parameters, progress, cancelled, agreed=self.shown)

    def _run(
        self,
        parameters: tuple[RunParameters, bool],
        progress: Progress,
        cancelled: Cancel,
        agreed: RunSummary | None = None,
    ) -> RunSummary:
        session = self.desk.session
        return dunning_run.run(
            parameters[0],
            session.operator,
            dry_run=agreed is None,
            force=parameters[1],
            after=agreed.after if agreed else None,
            wait_seconds=session.settings.wait_seconds,
            progress=progress,
            cancelled=cancelled,
        )

    def described(self, result: RunSummary, stage: Stage) -> Sequence[str]:
        """Return the counts, the reasons and the errors."""
        done = stage is Stage.DONE
        head = f"Run {result.run} made" if done else "The update would make"
        assert self.parameters is not None
        lines = [
            f" {scope_line(self.parameters[0])}",
            "",
            f" {head} {plural(result.letters, 'letter', 'letters')} "
            f"to {plural(result.customers, 'customer', 'customers')} "
            f"with {plural(result.items, 'item', 'items')}.",
        ]
        for code, minor in result.totals.items():
            lines.append(
                f"   {leader('Past due on letters', 26)} {fit(money(minor, code), 24, 'right')}"
            )
        if result.superseded:
            replaced = "were replaced" if done else "would be replaced"
            lines.append(
                f"   {plural(result.superseded, 'waiting letter', 'waiting letters')} {replaced}."
            )
        if result.not_dunned:
            lines.append("")
        for who, counts in by_what_is_counted(result.not_dunned).items():
            lines.append(f" {who} not dunned, by reason:")
            lines += _two_columns(
                [
                    f"{leader(reason_words(reason), 25)} {fit(f'{count:,}', 8, 'right')}"
                    for reason, count in counts.items()
                ]
            )
        if result.errors:
            lines += ["", f" {plural(len(result.errors), 'letter is', 'letters are')} held:"]
            for error in result.errors:
                lines += [f"   {line}" for line in wrap(error, 74)]
        return lines

    def finished(self, result: RunSummary) -> str:
        """Return the message of a run that is done."""
        if not result.letters:
            return f"Run {result.run} is done; it made no letters."
        return f"Run {result.run} is done. 4.4.2 lists the letters, 4.4.4 prints them."


def scope_line(parameters: RunParameters) -> str:
    """Say whom a run is for, in one line."""
    scope = parameters.scope
    given = {
        "unit": scope.unit,
        "set id": scope.set_id,
        "customer": scope.customer,
        "correspondence customer": scope.correspondence,
        "group": scope.group,
    }
    words = [f"{name} {value}" for name, value in given.items() if value]
    return f"As of {parameters.as_of}, {', '.join(words) or 'all units'}."


def _two_columns(entries: Sequence[str]) -> list[str]:
    half = (len(entries) + 1) // 2
    right = [*entries[half:], ""]
    return [f"   {left}   {right[at]}".rstrip() for at, left in enumerate(entries[:half])]
