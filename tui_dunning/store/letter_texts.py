"""Versions of letter texts: read, added, made current; never changed."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from peewee import fn

from tui_dunning.engine.types import LetterStatus
from tui_dunning.store.letter_facts import NO_TEXT
from tui_dunning.store.models import Customer, Letter, LetterText

COLUMNS = (
    *(LetterText.id, LetterText.code, LetterText.language, LetterText.version, LetterText.tone),
    *(LetterText.subject, LetterText.body, LetterText.is_current, LetterText.is_shipped),
    *(LetterText.created_at, LetterText.operator),
)


class TextVersion(NamedTuple):
    """One version of a text. `is_shipped`: its words came with the product."""

    text_id: int
    code: str
    language: str
    version: int
    tone: str
    subject: str
    body: str
    is_current: bool
    is_shipped: bool
    created_at: datetime
    operator: str


def current_texts() -> list[TextVersion]:
    """Return the current version of every text, by code and language."""
    query = LetterText.select(*COLUMNS).where(LetterText.is_current)
    return _read(query.order_by(LetterText.code, LetterText.language))


def versions(code: str, language: str) -> list[TextVersion]:
    """Return all versions of a text, newest first."""
    same = (LetterText.code == code) & (LetterText.language == language)
    return _read(LetterText.select(*COLUMNS).where(same).order_by(LetterText.version.desc()))


def current(code: str, language: str) -> TextVersion | None:
    """Return the version that new letters take."""
    return next((text for text in versions(code, language) if text.is_current), None)


def add_version(
    code: str, language: str, tone: str, subject: str, body: str, operator: str, *, shipped: bool
) -> TextVersion:
    """Add a version and make it the current one. Inside the caller's transaction."""
    same = (LetterText.code == code) & (LetterText.language == language)
    last = LetterText.select(fn.MAX(LetterText.version)).where(same).scalar() or 0
    LetterText.update(is_current=False).where(same, LetterText.is_current).execute()
    LetterText.create(
        code=code,
        language=language,
        version=last + 1,
        tone=tone,
        subject=subject,
        body=body,
        is_shipped=shipped,
        operator=operator,
    )
    found = current(code, language)
    assert found is not None
    return found


def give_to_waiting(text: TextVersion) -> int:
    """Give a version to the letters that wait with another one of its text, not edited by hand."""
    update = Letter.update(text=text.text_id, revision=Letter.revision + 1)
    return int(update.where(*_waiting_with_another(text)).execute())


def count_waiting(text: TextVersion) -> int:
    """Count the letters that `give_to_waiting` would change."""
    return int(Letter.select().where(*_waiting_with_another(text)).count())


def _waiting_with_another(text: TextVersion) -> tuple[Any, ...]:
    """Return the conditions of letters that wait with another version of a text."""
    older = LetterText.select(LetterText.id).where(
        LetterText.code == text.code, LetterText.language == text.language
    )
    return (
        Letter.status == LetterStatus.PROPOSED.value,
        Letter.letter_code == text.code,
        (Letter.language == text.language) | Letter.text.in_(older),
        Letter.text.is_null() | (Letter.text != text.text_id),
        Letter.edited_subject.is_null(),
        Letter.edited_body.is_null(),
    )


def release_textless(text: TextVersion) -> int:
    """Let go the letters that were held because their code had no text."""
    languages = (Letter.language == text.language) | (text.language == "en")
    return int(
        Letter.update(text=text.text_id, held="", held_detail="", revision=Letter.revision + 1)
        .where(Letter.held == NO_TEXT, Letter.letter_code == text.code, languages)
        .execute()
    )


def used_codes() -> set[str]:
    """Return the letter codes that have a text in any language."""
    return {code for (code,) in LetterText.select(LetterText.code).distinct().tuples()}


def customer_exists(number: str) -> bool:
    """Whether there is a customer of this number."""
    return bool(Customer.select().where(Customer.number == number).exists())


def latest_letter(code: str, customer_number: str) -> int | None:
    """Return the latest letter of a code, of one customer where one is named; else of any code."""
    for of_code in (Letter.letter_code == code, True):
        query = Letter.select(fn.MAX(Letter.id)).where(of_code)
        if customer_number:
            query = query.where(Letter.to_number == customer_number)
        found = query.scalar()
        if found:
            return int(found)
    return None


def _read(query: Any) -> list[TextVersion]:
    """Return a query's rows as values."""
    return [TextVersion(*row) for row in query.tuples()]
