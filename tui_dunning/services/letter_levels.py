"""A waiting letter is split by level for printing, or takes the level of what is left on it.

Source: seed 001, printing by dunning level; domain rules 5.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from tui_dunning.engine.charges import assesses_fees, fee
from tui_dunning.engine.plan import prepare
from tui_dunning.engine.types import Charge, Level, OpenItem, RunParameters, Setup, TextChoice
from tui_dunning.output.format import decimals
from tui_dunning.services.countries import country_name
from tui_dunning.store import letter_levels as store
from tui_dunning.store.database import transaction
from tui_dunning.store.letter_edit import get_letter, held_among
from tui_dunning.store.letter_ending import Ending, note
from tui_dunning.store.letter_facts import LetterTexts
from tui_dunning.store.models import Letter, now
from tui_dunning.store.setup_facts import load_setup


def split_by_level(
    letter_ids: Sequence[int], levels: Collection[int], operator: str
) -> tuple[int, ...]:
    """Take the rows of some levels out of waiting letters, so that they can go out alone.

    A letter that holds other levels besides keeps those and goes on waiting; each wanted level
    gets a letter of its own with that level's text. In the caller's transaction or one of its own.

    Returns:
        The numbers of the letters that hold just one of the levels and can be sent, in order.
    """
    ready: list[int] = []
    with transaction():
        splitter = _Levels(operator)
        for number, present in store.levels_on(letter_ids).items():
            wanted = present & set(levels)
            if wanted:
                ready.extend(splitter.split(number, present, wanted))
        stuck = held_among(ready)
    return tuple(sorted(number for number in ready if number not in stuck))


def take_level_of_rest(numbers: Sequence[int], operator: str) -> None:
    """Give letters the level of the rows that are left on them, where their own has gone.

    So too their fee, where nothing is owed in its currency any more. In the caller's transaction.
    """
    levels = _Levels(operator)
    present = store.levels_on(numbers)
    for letter in store.letters_by_number(list(present)):
        levels.settle(letter, present[letter.id])


@dataclass(slots=True)
class _Levels:
    """What splitting needs to know; set-up and texts are read when first needed, once."""

    operator: str
    setup: Setup | None = None
    texts: LetterTexts | None = None
    choices: dict[int | None, str] = field(default_factory=dict)

    def split(self, number: int, present: set[int], wanted: set[int]) -> list[int]:
        """Split one letter; return the numbers to be sent."""
        letter = get_letter(number)
        rest = present - wanted
        own = letter.level if letter.level in present else max(present)
        leaving = sorted(wanted if rest else wanted - {own})
        ready = [self._split_off(letter, level) for level in leaving]
        left = rest or {own}
        self.settle(get_letter(number), left)
        return ready if rest else [*ready, number]

    def settle(self, letter: Letter, present: set[int]) -> None:
        """Give a letter the level its run's choice of text picks among those present."""
        modest = self._choice(letter.run_id) == TextChoice.MODEST
        number = min(present) if modest else max(present)
        level = self._level(letter.procedure, number)
        if level is None or (number == letter.level and store.fee_fits(letter.id)):
            return
        if number != letter.level:
            window = store.window_of(letter, level.mail_to_agency, country_name)
            store.set_level(letter, level, window, self._texts())
        store.set_fee(letter.id, self._fee(letter, level))

    def _split_off(self, letter: Letter, number: int) -> int:
        """Move the rows of a level to a new letter with that level's text."""
        own = letter.level == number
        target = store.copy_letter(letter, with_words=own)
        store.move_rows(letter.id, target, number, with_listed=own)
        store.split_effects(letter.id, target)
        level = self._level(letter.procedure, number)
        if level is not None and not own:
            copy = get_letter(target)
            window = store.window_of(copy, level.mail_to_agency, country_name)
            store.set_level(copy, level, window, self._texts())
            store.set_fee(target, self._fee(copy, level))
        ending = Ending(self.operator, now())
        store.touch(letter.id)
        note(letter.id, "split", ending, f"level {number} to letter {target}")
        note(target, "split", ending, f"level {number} of letter {letter.id}")
        return target

    def _choice(self, run: int | None) -> str:
        if run not in self.choices:
            self.choices[run] = store.text_choice(run)
        return self.choices[run]

    def _texts(self) -> LetterTexts:
        if self.texts is None:
            self.texts = LetterTexts()
        return self.texts

    def _level(self, procedure: str, number: int) -> Level | None:
        """Return a level as it is set up now; None where it is not there any more."""
        if self.setup is None:
            self.setup = load_setup(decimals)
        found = self.setup.procedures.get(procedure)
        levels = found.levels if found else ()
        return next((level for level in levels if level.number == number), None)

    def _fee(self, letter: Letter, level: Level) -> Charge | None:
        """Work out the one fee of a letter at a level."""
        assert self.setup is not None
        if not level.fee_minor:
            return None
        owner = store.payer_of(letter)
        unit = self.setup.units[letter.unit_id]
        plan = prepare(self.setup, RunParameters(letter.date))
        if not assesses_fees(owner, unit, plan):
            return None
        items = [
            OpenItem(0, unit.unit_id, owner.customer_id, "", 0, letter.date, code, 0)
            for code in store.currencies_of(letter.id)
        ]
        return fee(items, level, owner, unit)
