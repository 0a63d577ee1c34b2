"""What a letter takes from the set-up when it is made: its text's version, its letterhead."""

from __future__ import annotations

import hashlib
import json

from tui_dunning.engine.types import LetterDraft
from tui_dunning.store import models

LETTERHEAD = (
    "code",
    "name",
    "line1",
    "line2",
    "postal_code",
    "city",
    "region",
    "country",
    "remit_to",
    "email",
    "phone",
    "currency",
    "language",
)
"""The columns of a unit that stand in a letterhead's JSON, under their own names."""

NO_TEXT = "no_text"
"""Why a letter is held whose letter code has no text in any language."""


class LetterTexts:
    """The current version of each letter text."""

    def __init__(self) -> None:
        table = models.LetterText
        query = table.select(table.code, table.language, table.id).where(table.is_current)
        self._ids = {(code, language): number for code, language, number in query.tuples()}

    def find(self, code: str, language: str) -> int | None:
        """Return the id of a code's text in a language, else in English, else None."""
        return self._ids.get((code, language)) or self._ids.get((code, "en"))


def held_reason(draft: LetterDraft, texts: LetterTexts) -> tuple[str, str]:
    """Return why a letter cannot be sent yet and the detail of it; two "" where it can."""
    if draft.held is not None:
        return draft.held.value, draft.held_detail
    if texts.find(draft.level.letter_code, draft.language) is None:
        return NO_TEXT, draft.level.letter_code
    return "", ""


class Letterheads:
    """The letterhead rows that letters point to; a new row for each differing content."""

    def __init__(self) -> None:
        self._units = {row.id: row for row in models.Unit.select()}
        self._ids: dict[tuple[int, str], int] = {}

    def unit(self, unit_id: int) -> models.Unit:
        """Return the sender."""
        return self._units[unit_id]

    def find(self, unit_id: int, remit_to: str) -> int:
        """Return the id of a unit's letterhead, made where it is not there yet.

        Args:
            unit_id: the sender.
            remit_to: the customer's own remit-to account, "" for the unit's.
        """
        key = (unit_id, remit_to)
        if key not in self._ids:
            self._ids[key] = self._stored(self._units[unit_id], remit_to)
        return self._ids[key]

    def _stored(self, unit: models.Unit, remit_to: str) -> int:
        values = {name: getattr(unit, name) for name in LETTERHEAD}
        if remit_to:
            values["remit_to"] = remit_to
        content = json.dumps(values, sort_keys=True, ensure_ascii=False)
        digest = hashlib.sha256(content.encode()).hexdigest()
        table = models.Letterhead
        found = table.get_or_none(table.digest == digest)
        if found is None:
            found = table.create(unit=unit.id, digest=digest, content=content)
        return int(found.id)
