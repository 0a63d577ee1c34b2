"""Reasons, notes and texts as staff type them: cleaned, and refused where they are too long."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests import builders as b
from tests.services.life import print_all, run
from tui_dunning.errors import BadInput
from tui_dunning.services import customer_letter, letter_text, review
from tui_dunning.store import models as m

HOSTILE = " \x1b[31mphoned\u202e\n twice\x9b "
CLEANED = "[31mphoned  twice"


def change(**values: object) -> None:
    customer_letter.change("C1", "jane", b.TODAY, **values)  # type: ignore[arg-type]


WRITERS: dict[str, tuple[str, int, Callable[[str], object]]] = {
    "note": ("note", 2000, lambda text: change(note=text)),
    "block": ("reason", 255, lambda text: change(block_until=b.TODAY, reason=text)),
    "by hand": ("reason", 255, lambda text: change(letter=2, reason=text)),
    "delete": ("reason", 255, lambda text: review.delete(1, "jane", b.TODAY, text)),
    "edit": ("subject", 255, lambda text: review.edit_text(1, text, "Words", "jane")),
    "text": ("subject", 255, lambda text: letter_text.edit("1", "en", text, "Words", "jane")),
    "tone": (
        "tone",
        30,
        lambda text: letter_text.edit("1", "en", "About", "Words", "jane", tone=text),
    ),
}


@pytest.mark.parametrize("writer", WRITERS)
def test_what_is_too_long_is_refused_and_changes_nothing(db, writer):
    what, longest, write = WRITERS[writer]
    b.add_basics()
    b.add_item(b.add_customer("C1"), "A", days=40)
    run()

    with pytest.raises(BadInput, match=f"The {what} has {longest + 1:,} characters"):
        write("x" * (longest + 1))
    record = customer_letter.show("C1", b.TODAY)
    assert (record.letter_code, record.block_reason, m.Letter.select().count()) == ("1", "", 1)
    assert review.letter(1).status == "proposed"

    write("x" * longest)


@pytest.mark.parametrize("sent", [False, True])
def test_the_reason_of_a_deletion_is_kept_clean(db, sent):
    b.add_basics()
    b.add_item(b.add_customer("C1"), "A", days=40)
    run()
    if sent:
        print_all()

    review.delete(1, "jane", b.TODAY, HOSTILE)

    assert m.Letter.get_by_id(1).end_reason == CLEANED


def test_an_edited_text_is_checked_and_kept_without_control_characters(db):
    b.add_basics()
    b.add_item(b.add_customer("C1"), "A", days=40)
    run()

    edited = review.edit_text(1, " About\x1b you ", "One\u202e\r\ntwo\x07\n", "jane")

    assert (edited.subject, edited.body.strip()) == ("About you", "One\ntwo")
    with pytest.raises(BadInput, match="mistakes"):
        review.edit_text(1, "About", "{\x00{ secret }}", "jane")
