"""Letter text maintenance (menu 4.4.5): texts by code and language, kept in versions."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from tui_dunning.errors import BadInput, NotFound
from tui_dunning.output.format import clean, is_language
from tui_dunning.output.letter_text import (
    PRICES_CODE,
    LetterTextError,
    Problem,
    variables_for,
)
from tui_dunning.output.letter_text import check as check_text
from tui_dunning.services.shipped_texts import shipped_text, shipped_texts
from tui_dunning.services.typed_words import LONGEST_TONE, one_line
from tui_dunning.store import letter_texts as store
from tui_dunning.store.database import reading, transaction
from tui_dunning.store.letter_texts import TextVersion

__all__ = ["Edited", "Problem", "TextVersion", "check", "edit", "has_shipped", "install_shipped",
           "list_texts", "preview", "refuse_strange", "reset", "show", "shown_on", "variables",
           "versions", "waiting_with_older"]  # fmt: skip

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,19}")


@dataclass(frozen=True, slots=True)
class Edited:
    """The current version after an edit or reset, and what it changed.

    `is_new` is false where the words were the same already; `waiting` counts the letters that
    wait and now carry this version.
    """

    text: TextVersion
    is_new: bool
    waiting: int = 0


def list_texts() -> tuple[TextVersion, ...]:
    """Return the current version of every text, by code and language."""
    with reading():
        return tuple(store.current_texts())


def show(code: str, language: str = "en") -> TextVersion:
    """Return the current version of a text.

    Raises:
        NotFound: there is no text of this code in this language.
    """
    with reading():
        found = store.current(code, language)
        if found is None:
            raise _not_found(code, language)
        return found


def versions(code: str, language: str = "en") -> tuple[TextVersion, ...]:
    """Return all versions of a text, newest first.

    Raises:
        NotFound: there is no text of this code in this language.
    """
    with reading():
        found = store.versions(code, language)
        if not found:
            raise _not_found(code, language)
        return tuple(found)


def _not_found(code: str, language: str) -> NotFound:
    """Say what there is instead."""
    texts = store.current_texts()
    languages = sorted(text.language for text in texts if text.code == code)
    codes = sorted({text.code for text in texts})
    close = difflib.get_close_matches(code, codes, 1)
    if languages:
        hint = f"There is one in {', '.join(languages)}."
    elif close:
        hint = f"Did you mean {close[0]}?"
    else:
        hint = f"Letter codes with a text: {', '.join(codes) or 'none'}."
    return NotFound(f"There is no text for letter code {code} in {language}.", hint)


def variables(code: str = "") -> Mapping[str, str]:
    """Return the variables that a text may use, with their meaning."""
    return variables_for(code)


def check(code: str, subject: str, body: str) -> tuple[Problem, ...]:
    """Return what is wrong with a text, each with its line; nothing is changed."""
    return check_text(_plain(subject), _plain(body), code)


def edit(
    code: str,
    language: str,
    subject: str,
    body: str,
    operator: str,
    *,
    tone: str | None = None,
    waiting: bool = False,
) -> Edited:
    """Save a new version of a text, the first one of a new language or code too.

    Args:
        code: the letter code.
        language: of the text, such as "nl".
        subject: one line.
        body: the text with its variables.
        operator: who writes it.
        tone: a word for lists, such as friendly; None keeps the one of the version before.
        waiting: also give it to letters that wait and were not edited by hand.

    Raises:
        BadInput: the text has problems; each stands in `problems` with its line; or the subject or
            the tone is longer than a set-up file takes.
    """
    refuse_strange(code, language)
    problems = check(code, subject, body)
    if problems:
        raise BadInput(
            f"The text of letter code {code} has mistakes; nothing was saved.",
            [str(problem) for problem in problems],
            hint="Mend these lines and save again.",
        )
    words = (one_line(subject, "subject"), _plain(body).strip("\n"))
    new_tone = None if tone is None else one_line(tone, "tone", LONGEST_TONE)
    with transaction():
        old = store.current(code, language)
        kept = old.tone if old else ""
        tone = kept if new_tone is None else new_tone
        if old is not None and (old.tone, old.subject, old.body) == (tone, *words):
            return Edited(old, False, store.give_to_waiting(old) if waiting else 0)
        new = store.add_version(code, language, tone, *words, operator, shipped=False)
        return Edited(new, True, _hand_out(new, waiting))


def waiting_with_older(code: str, language: str) -> int:
    """Count the letters that wait with an older version of a text, not edited by hand."""
    with reading():
        text = store.current(code, language)
        return 0 if text is None else store.count_waiting(text)


def has_shipped(code: str, language: str) -> bool:
    """Whether the product came with a text of this code in this language."""
    return shipped_text(code, language) is not None


def shown_on(code: str, customer: str = "") -> int | None:
    """Return the number of the letter that a preview shows a text on, None for a made-up one.

    Raises:
        NotFound: there is no such customer.
    """
    with reading():
        if customer and not store.customer_exists(customer):
            hint = "Without a number the latest letter is taken."
            raise NotFound(f"There is no customer {customer}.", hint)
        return None if code == PRICES_CODE else store.latest_letter(code, customer)


def reset(code: str, language: str, operator: str, *, waiting: bool = False) -> Edited:
    """Make the shipped words of a text current again, as a new version.

    Raises:
        NotFound: no text is shipped for this code and language.
    """
    shipped = shipped_text(code, language)
    if shipped is None:
        raise NotFound(
            f"No text is shipped for letter code {code} in {language}.",
            "An earlier version can be taken up again by editing.",
        )
    words = (shipped.subject, shipped.body)
    with transaction():
        old = store.current(code, language)
        if old is not None and (old.subject, old.body) == words:
            return Edited(old, False, store.give_to_waiting(old) if waiting else 0)
        new = store.add_version(code, language, shipped.tone, *words, operator, shipped=True)
        return Edited(new, True, _hand_out(new, waiting))


def _hand_out(text: TextVersion, waiting: bool) -> int:
    """Give a new version to letters that lack a text, and to those that wait if asked to."""
    released = store.release_textless(text)
    return released + (store.give_to_waiting(text) if waiting else 0)


def refuse_strange(code: str, language: str) -> None:
    """Refuse codes and languages that no letter could have.

    Raises:
        BadInput: one of them is wrong.
    """
    if not _CODE.fullmatch(code):
        raise BadInput(f"{code!r} is not a letter code.", hint="Use up to 20 letters and digits.")
    if not is_language(language):
        raise BadInput(f"{language!r} is not a language.", hint="Use a code such as en, nl, de.")


def _plain(text: str) -> str:
    """Return a text without control and bidi characters, with plain line ends."""
    return clean(text, keep_lines=True)


def install_shipped(operator: str) -> int:
    """Put the shipped texts into the database; what staff wrote stays current. Returns how many.

    Inside the transaction that makes the database, or one of its own.
    """
    added = 0
    with transaction():
        for text in shipped_texts():
            old = store.current(text.code, text.language)
            if old is not None and (
                not old.is_shipped or (old.subject, old.body) == (text.subject, text.body)
            ):
                continue
            store.add_version(
                text.code,
                text.language,
                text.tone,
                text.subject,
                text.body,
                operator,
                shipped=True,
            )
            added += 1
    return added


def preview(
    code: str, language: str, subject: str, body: str, as_of: date, customer: str = ""
) -> list[str]:
    """Return pages of text that show a text on a real customer's latest letter.

    Where there is no letter yet (or none of that customer), a made-up one is shown.

    Raises:
        BadInput: the text has mistakes.
    """
    from tui_dunning.output.preview import preview_pages
    from tui_dunning.services import letter_document, sample_letter

    problems = check(code, subject, body)
    if problems:
        raise BadInput("The text has mistakes.", [str(problem) for problem in problems])
    if code == PRICES_CODE:
        from tui_dunning.services.special_pricing import preview_text

        return preview_text(language, _plain(subject), _plain(body), as_of, customer)
    with reading():
        number = store.latest_letter(code, customer)
        facts = letter_document.facts_of(number) if number else sample_letter.facts(as_of)
    facts = replace(
        facts,
        text_language=language,
        subject=_plain(subject),
        body=_plain(body),
        is_final=False,
    )
    try:
        return preview_pages(letter_document.document_of(facts, letter_document.words_of(facts)))
    except LetterTextError as error:
        raise BadInput(f"The text cannot be filled for letter {facts.number}: {error}.") from error
