"""Letters before and after sending (menu 7): lists, one letter, delete, roll back, edit, items."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from tui_dunning.engine.types import LetterStatus
from tui_dunning.errors import BadInput, NotFound, Refused, WrongUsage
from tui_dunning.output.format import clean
from tui_dunning.paging import Page, Seek
from tui_dunning.services.ended_letters import Ended, left_words
from tui_dunning.services.letter_levels import take_level_of_rest
from tui_dunning.services.typed_words import one_line
from tui_dunning.store import letter_edit, letter_levels, letter_pages, letter_views
from tui_dunning.store import letter_ending as ending_store
from tui_dunning.store.charge_items import take_back_charges
from tui_dunning.store.database import reading, transaction
from tui_dunning.store.item_history import HistoryEntry, ItemStatus, LastLetter, read_item
from tui_dunning.store.left_behind import left_behind
from tui_dunning.store.letter_ending import Ending
from tui_dunning.store.letter_pages import LetterOrder, LetterQuery, LetterRow
from tui_dunning.store.letter_views import (
    ChargeView,
    LetterEventView,
    LetterItemView,
    LetterTotals,
    LetterView,
)
from tui_dunning.store.models import Letter, now

__all__ = [
    "ChargeView",
    "Ended",
    "HistoryEntry",
    "ItemStatus",
    "LastLetter",
    "LetterEventView",
    "LetterItemView",
    "LetterOrder",
    "LetterQuery",
    "LetterRow",
    "LetterTotals",
    "LetterView",
    "delete",
    "edit_text",
    "item_status",
    "latest_letter",
    "letter",
    "letter_page",
    "letters",
    "remove_item",
]

SENT = (LetterStatus.PRINTED, LetterStatus.SENT)


def letters(
    run: int | None = None,
    customer: str | None = None,
    last: bool = False,
    status: str | None = None,
) -> Iterator[LetterView]:
    """Return letters in the order of their numbers, a few hundred in memory at a time.

    Args:
        run: only those of a dunning number.
        customer: only those to this customer or with an item of it.
        last: only the latest one of each correspondence customer (of the customer where one is
            given): of those that wait or went out, or of those of the status.
        status: only those of a status.

    Raises:
        NotFound: no such run or customer.
    """
    with reading():
        if run is not None and not letter_edit.run_exists(run):
            raise NotFound(f"There is no run {run}.", "4.4.7.1 or `dunning runs` lists them.")
        owner = _customer(customer) if customer else None
        known = {each.value for each in LetterStatus}
        if status is not None and status not in known:
            raise WrongUsage(f"{status} is no letter status; those are {', '.join(sorted(known))}.")
        which = letter_views.which_letters(run=run, customer=owner, status=status, last=last)
    return _in_portions(which)


def _in_portions(which: letter_views.Which) -> Iterator[LetterView]:
    after = 0
    while True:
        with reading():
            portion = letter_views.read_portion(which, after)
        if not portion:
            return
        yield from portion
        after = portion[-1].number


def letter(number: int) -> LetterView:
    """Return one letter with its text and history.

    Raises:
        NotFound: no such letter.
    """
    with reading():
        found = letter_views.read_letter(number)
    if found is None:
        raise NotFound(f"There is no letter {number}.", "4.4.7.3 or `dunning letters` lists them.")
    return found


def latest_letter(customer: str) -> int | None:
    """Return the number of a customer's latest letter that waits or went out, None for none.

    Raises:
        NotFound: no such customer.
    """
    found = next(letters(customer=customer, last=True), None)
    return found.number if found else None


def letter_page(query: LetterQuery, seek: Seek, limit: int) -> Page[LetterRow]:
    """Return a page of the list of letters."""
    with reading():
        return letter_pages.read_letter_page(query, seek, limit)


def item_status(unit: str, number: str) -> ItemStatus:
    """Return the dunning status of an item and every letter that it stood on.

    Raises:
        NotFound: no such item.
    """
    with reading():
        found = read_item(unit, number)
    if found is None:
        raise NotFound(
            f"There is no item {number} in unit {unit}.", "Numbers keep their leading zeros."
        )
    return found


def delete(number: int, operator: str, as_of: date, reason: str = "") -> Ended:
    """Delete a letter that waits, or roll back one that was sent.

    Letter codes, `*`, statuses, credit hold, referrals and charges go back to what they were.

    Returns:
        What happened, and whom no letter reaches now, in sentences for the operator.

    Raises:
        BadInput: the reason is longer than 255 characters.
        NotFound: no such letter.
        Refused: it has ended already, or a later sent letter has one of its items.

    Source: domain rules 2, 4 and 8; seed 001, letter preview and letter review.
    """
    del as_of  # a letter that has gone leaves no date behind
    why = one_line(reason, "reason")
    with transaction():
        found = _lock(number)
        if found.status == LetterStatus.PROPOSED:
            ending = Ending(operator, now(), why or f"letter {number} deleted")
            back = ending_store.put_back_codes(number, ending)
            ending_store.end_letter(number, LetterStatus.DELETED, ending)
            said = f"Letter {number} was deleted; its items are as if never chosen."
            return Ended(said, left_words(left_behind(number, back)))
        if found.status in SENT:
            return _roll_back(found, operator, why)
        word = found.status.replace("_", " ")
        raise Refused(
            f"Letter {number} is {word} already; nothing was changed.",
            "Only a letter that waits or was sent can be deleted.",
        )


def _roll_back(found: Letter, operator: str, reason: str) -> Ended:
    number = found.id
    later = ending_store.later_letters(number)
    sent = [each for each in later if each.status in SENT]
    if sent:
        names = ", ".join(f"{each.number} of {each.date} (item {each.item})" for each in sent)
        word = "letter" if len(sent) == 1 else "letters"
        raise Refused(
            f"Letter {number} cannot be rolled back: {word} {names} went out later "
            f"with one of its items.",
            f"Delete letter {sent[0].number} first.",
        )
    ending = Ending(operator, now(), reason or f"letter {number} rolled back")
    for waiting in later:
        ending_store.put_back_codes(waiting.number, ending)
        ending_store.end_letter(waiting.number, LetterStatus.SUPERSEDED, ending)
    back = ending_store.put_back_codes(number, ending)
    ending_store.take_back_hold(number, ending)
    ending_store.end_letter(number, LetterStatus.ROLLED_BACK, ending)
    ending_store.roll_back_items(number)
    take_back_charges(number)
    gone = ", ".join(str(each.number) for each in later)
    also = f" Superseded, as they came after it: {gone}." if gone else ""
    said = f"Letter {number} was rolled back; its items are as before it.{also}"
    return Ended(said, left_words(left_behind(number, back)))


def remove_item(number: int, unit: str, item_number: str, operator: str) -> str:
    """Take an item off a letter that waits; the next run picks it up again.

    A letter that has nothing left to dun is deleted. Returns what happened, a sentence.

    Raises:
        NotFound: no such letter, or the item does not stand on it.
        Refused: the letter does not wait any more.

    Source: seed 001, delete item on letter.
    """
    with transaction():
        _waiting(number, "an item can be taken off")
        row = letter_levels.find_row(number, unit, item_number)
        if row is None:
            raise NotFound(
                f"Item {item_number} of unit {unit} does not stand on letter {number}.",
                f"Option 9 beside it or `dunning letter {number}` lists its items.",
            )
        item, customer, dunned = row
        ending = Ending(operator, now(), f"item {item_number} taken off")
        before = letter_levels.dunned_rows(number, customer)
        back: list[int] = []
        if dunned and before == 1:
            back = ending_store.put_back_codes(number, ending, customer)
            letter_levels.forget_move(number, customer)
        letter_levels.take_rows_off(number, [item])
        ending_store.note(number, "item_taken_off", ending, f"{unit} {item_number}")
        if not letter_levels.dunned_rows(number):
            ending_store.end_letter(number, LetterStatus.DELETED, ending)
            said = f"Item {item_number} was the last one: letter {number} was deleted."
            return str(Ended(said, left_words(left_behind(number, back))))
        take_level_of_rest([number], operator)
        other = letter_edit.words_of_other_level(number)
    look = f" Its words were edited for {other}; look at them." if other else ""
    return f"Item {item_number} was taken off letter {number}.{look}"


def edit_text(number: int, subject: str, body: str, operator: str) -> LetterView:
    """Change the text of a letter that waits, for this letter alone.

    The words may hold the variables of letter texts; they are filled in when it is printed.

    Raises:
        BadInput: the text has mistakes, each with its line, or the subject is too long.
        Refused: the letter does not wait any more.
    """
    subject, body = clean(subject, keep_lines=True), clean(body, keep_lines=True)
    _check_text(subject, body)
    subject = one_line(subject, "subject")
    with transaction():
        found = _waiting(number, "its text can be edited")
        Letter.update(edited_subject=subject, edited_body=body, revision=Letter.revision + 1).where(
            Letter.id == number
        ).execute()
        ending_store.note(number, "edited", Ending(operator, now()), f"level {found.level}")
    return letter(number)


def _check_text(subject: str, body: str) -> None:
    from tui_dunning.output.letter_text import check

    problems = check(subject, body)
    if problems:
        raise BadInput(
            "The text has mistakes; the letter was not changed.",
            [str(problem) for problem in problems],
            "Mend them and save again.",
        )


def _lock(number: int) -> Letter:
    found = letter_edit.lock_letter(number)
    if found is None:
        raise NotFound(f"There is no letter {number}.", "4.4.7.3 or `dunning letters` lists them.")
    return found


def _waiting(number: int, what: str) -> Letter:
    found = _lock(number)
    if found.status != LetterStatus.PROPOSED:
        word = found.status.replace("_", " ")
        raise Refused(f"Letter {number} is {word}; {what} only while it waits to be sent.")
    return found


def _customer(number: str) -> int:
    found = letter_edit.customer_id(number)
    if found is None:
        raise NotFound(
            f"There is no customer {number}.",
            "Numbers keep their leading zeros; look it up under 4.4.3.",
        )
    return found
