"""4.4.1 Dunning letter update: parameters, what would happen, F10, totals."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tui_dunning.engine.types import RunParameters, Scope, TextChoice
from tui_dunning.output.format import money
from tui_dunning.screens.actions import plural
from tui_dunning.screens.batch import BatchScreen, Cancel, Progress, Stage
from tui_dunning.screens.cells import fit, leader, wrap
from tui_dunning.screens.entries import (
    YES_NO,
    FieldError,
    date_field,
    listed,
    read_date,
    read_word,
    read_yes_no,
)
from tui_dunning.screens.reasons import reason_words
from tui_dunning.screens.widgets import Choice, Field
from tui_dunning.services import choices, dunning_run
from tui_dunning.services.dunning_run import RunSummary

TEXTS = (Choice("severest", "the highest level's words"), Choice("modest", "the lowest level's"))


class DunningRunScreen(BatchScreen[tuple[RunParameters, bool], RunSummary]):
    """The update. Nothing runs on opening; F10 after the counts runs it."""

    HELP = (
        "The update looks at every past-due customer, moves it to its next letter and writes the "
        "letters down; nothing is sent before 4.4.4 prints it. Enter shows what would happen. "
        "Without unit and set id every unit sends letters of its own."
    )

    def fields(self) -> Sequence[tuple[Field, str]]:
        """Return the parameters."""
        as_of = self.desk.session.as_of
        return (
            (date_field("as_of", "As-of date", as_of, "Days past due count up to it."), ""),
            (_code("unit", "Unit", "Only this unit's items.", choices.units), "blank: all units"),
            (
                _code("set_id", "Set id", "The units of a set together.", choices.set_ids),
                "one letter over its units",
            ),
            (_customer("customer", "Customer", "Only this customer's items."), ""),
            (
                _customer(
                    "correspondence",
                    "Correspondence customer",
                    "Only customers whose letters go to this one.",
                ),
                "",
            ),
            (_code("group", "Dunning group", "Only this group.", choices.dunning_groups), ""),
            (
                Field(
                    "severest",
                    id="text",
                    length=8,
                    label="Text of a letter",
                    help_text="Which level among a letter's items gives it its words.",
                    choices=TEXTS,
                ),
                "severest or modest",
            ),
            (
                Field(
                    "N",
                    id="force",
                    length=1,
                    label="Force",
                    help_text="Y runs although a later run of the same scope was made.",
                    choices=YES_NO,
                ),
                "Y: also before the last run's date",
            ),
        )

    def read_parameters(self) -> tuple[RunParameters, bool]:
        """Read the fields."""
        as_of = read_date(self.field("as_of"))
        assert as_of is not None
        scope = Scope(
            **{
                name: self.field(name).text
                for name in ("unit", "set_id", "customer", "correspondence", "group")
            }
        )
        if scope.unit and scope.set_id:
            raise FieldError("set_id", "A unit and a set id do not go together.", "Clear one.")
        text = TextChoice(read_word(self.field("text"), [choice.value for choice in TEXTS]))
        return RunParameters(as_of, scope, text), read_yes_no(self.field("force"))

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
        return self._run(parameters, progress, cancelled, dry_run=True)

    def execute(
        self, parameters: tuple[RunParameters, bool], progress: Progress, cancelled: Cancel
    ) -> RunSummary:
        """Run."""
        return self._run(parameters, progress, cancelled, dry_run=False)

    def _run(
        self,
        parameters: tuple[RunParameters, bool],
        progress: Progress,
        cancelled: Cancel,
        *,
        dry_run: bool,
    ) -> RunSummary:
        session = self.desk.session
        return dunning_run.run(
            parameters[0],
            session.operator,
            dry_run=dry_run,
            force=parameters[1],
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
            lines.append(f"   {leader('Past due on letters', 26)} {fit(money(minor, code), 24)}")
        if result.superseded:
            replaced = "were replaced" if done else "would be replaced"
            lines.append(
                f"   {plural(result.superseded, 'waiting letter', 'waiting letters')} {replaced}."
            )
        if result.not_dunned:
            lines += ["", " Not dunned, by reason:"]
            lines += _two_columns(
                [
                    f"{leader(reason_words(reason), 25)} {fit(f'{count:,}', 8, 'right')}"
                    for reason, count in result.not_dunned.items()
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


def _code(
    ident: str, label: str, help_text: str, pairs: Callable[[], Sequence[tuple[str, str]]]
) -> Field:
    return Field(id=ident, length=10, label=label, help_text=help_text, choices=listed(pairs))


def _customer(ident: str, label: str, help_text: str) -> Field:
    return Field(id=ident, length=20, label=label, help_text=help_text, choices=_customers)


def _customers(typed: str) -> list[Choice]:
    return [Choice(number, name) for number, name in choices.customers(typed)]
