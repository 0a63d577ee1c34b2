"""What the update, the comparison and the simulation share: the scope's check and the counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from tui_dunning.engine.plan import is_sequence
from tui_dunning.engine.types import GroupOutcome, LetterDraft, RunParameters
from tui_dunning.errors import Refused
from tui_dunning.store.letter_facts import LetterTexts, held_reason
from tui_dunning.store.runs import last_run_of
from tui_dunning.store.scope import ScopeIds, find_scope, scope_key
from tui_dunning.store.stream import LedgerGroup

MOST_ERRORS = 1000
"""A run lists so many held letters; the rest is counted."""


def checked_scope(parameters: RunParameters, *, force: bool) -> ScopeIds:
    """Look a scope up, and refuse a date before that of the last run of the same scope.

    Raises:
        WrongUsage, NotFound: the scope's codes do not fit.
        Refused: the date is too early, and not forced.
    """
    ids = find_scope(parameters.scope)
    last = last_run_of(scope_key(parameters.scope))
    if last is not None and last[1] > parameters.as_of and not force:
        raise Refused(
            f"Run {last[0]} of the same scope was dated {last[1]}, after {parameters.as_of}.",
            "Give a later date, or force the run.",
        )
    return ids


@dataclass(slots=True)
class Tally:
    """What a summary counts, group by group."""

    letters: int = 0
    customers: int = 0
    items: int = 0
    totals: Counter[str] = field(default_factory=Counter)
    not_dunned: Counter[str] = field(default_factory=Counter)
    errors: list[str] = field(default_factory=list)
    more_errors: int = 0

    def add(self, outcome: GroupOutcome, ledger: LedgerGroup, texts: LetterTexts) -> None:
        """Count one group's outcome."""
        for reason, times in outcome.not_dunned.items():
            self.not_dunned[reason.value] += times
        if not outcome.letters:
            return
        owing: set[int] = set()
        items, totals = 0, self.totals
        for letter in outcome.letters:
            for item, dunned, due, _level, _previous in letter.lines:
                if dunned:
                    items += 1
                    owing.add(item.customer_id)
                if due:
                    totals[item.currency] += item.balance_minor
            self._add_error(letter, ledger, texts)
        self.letters += len(outcome.letters)
        self.items += items
        self.customers += len(owing)

    def merge(self, later: Tally) -> None:
        """Add the counts of groups that come later."""
        self.letters += later.letters
        self.customers += later.customers
        self.items += later.items
        self.totals.update(later.totals)
        self.not_dunned.update(later.not_dunned)
        room = MOST_ERRORS - len(self.errors)
        self.errors += later.errors[:room]
        self.more_errors += later.more_errors + len(later.errors[room:])

    def _add_error(self, letter: LetterDraft, ledger: LedgerGroup, texts: LetterTexts) -> None:
        held, detail = held_reason(letter, texts)
        if not held:
            return
        if len(self.errors) == MOST_ERRORS:
            self.more_errors += 1
            return
        number = ledger.number(letter.correspondence_id)
        self.errors.append(held_sentence(held, detail, number, letter))

    def all_errors(self) -> tuple[str, ...]:
        """Return what went wrong, the rest as a number."""
        more = (f"and {self.more_errors} letters more are held",) if self.more_errors else ()
        return (*self.errors, *more)


@dataclass(frozen=True, slots=True)
class LevelCount:
    """Letters of one level of a procedure; `totals` is what is past due on them, minor units."""

    procedure: str
    level: int
    letters: int
    totals: dict[str, int]


@dataclass(slots=True)
class Levels:
    """Counts letters by procedure and level."""

    _letters: Counter[tuple[str, int]] = field(default_factory=Counter)
    _totals: dict[tuple[str, int], Counter[str]] = field(default_factory=dict)

    def add(self, letter: LetterDraft) -> None:
        """Count a letter that a run would make."""
        self.count(letter.procedure.code, letter.level.number, past_due_of(letter))

    def count(
        self, procedure: str, level: int, totals: Mapping[str, int], letters: int = 1
    ) -> None:
        """Count letters of a level."""
        self._letters[procedure, level] += letters
        self._totals.setdefault((procedure, level), Counter()).update(totals)

    def counts(self) -> tuple[LevelCount, ...]:
        """Return the levels that have letters, in order."""
        return tuple(
            LevelCount(*key, letters, dict(sorted(self._totals[key].items())))
            for key, letters in sorted(self._letters.items())
        )


def past_due_of(letter: LetterDraft) -> dict[str, int]:
    """Add up what is past due on a letter, by currency in minor units."""
    totals: dict[str, int] = {}
    for item, _dunned, due, _level, _previous in letter.lines:
        if due:
            totals[item.currency] = totals.get(item.currency, 0) + item.balance_minor
    return totals


def held_sentence(held: str, detail: str, customer: str, letter: LetterDraft) -> str:
    """Say why a letter is held and what to do, for a run's list of errors.

    In a sequence another run goes on to the next letter, unless this one is deleted before.
    """
    whose = f"The letter of level {letter.level.number} to customer {customer} is held [{held}]"
    again = "delete the letter and run again" if is_sequence(letter.procedure) else "run again"
    if held == "no_agency_address":
        return f"{whose}: the customer has no credit agency address; add one, then {again}."
    if held == "no_rate":
        return f"{whose}: no exchange rate {detail}; add it, then {again}."
    if held == "no_text":
        return f"{whose}: letter code {detail} has no text; write one under 4.4.5, then {again}."
    return f"{whose}: {detail}."
