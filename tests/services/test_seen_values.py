"""4.4.3: two people change one customer; the later one learns what the other did."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest

from tests import builders as b
from tui_dunning.errors import Refused
from tui_dunning.services import customer_letter
from tui_dunning.services.customer_letter import CustomerRecord, code_seen, record_seen
from tui_dunning.store.database import transaction
from tui_dunning.store.models import Customer, CustomerEvent, Letter

LATER = b.TODAY + timedelta(days=9)


@pytest.fixture
def shown(db: str) -> CustomerRecord:
    """The record as mary's screen shows it, before jane changes anything."""
    b.add_basics()
    b.add_item(b.add_customer("C1", grace_days=10), "I1", days=40)
    return customer_letter.show("C1", b.TODAY)


def by_jane(**values: object) -> None:
    customer_letter.change("C1", "jane", b.TODAY, **values)  # type: ignore[arg-type]


def by_mary(shown: CustomerRecord, **values: object) -> CustomerRecord:
    seen = record_seen(shown)
    return customer_letter.change("C1", "mary", b.TODAY, seen=seen, **values)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        ({"grace_days": 20}, {"grace_days": 30}, "Grace days was changed to 20"),
        ({"grace_days": None}, {"grace_days": 30}, "Grace days was changed to blank"),
        ({"language": "nl"}, {"language": "de"}, "Language was changed to nl"),
        ({"block_until": LATER}, {"block_until": b.TODAY}, f"Blocked until was changed to {LATER}"),
        ({"letter": "2"}, {"letter": "4"}, "Letter code was changed to 2"),
        ({"letter": "4"}, {"letter": "4"}, "Letter code was changed to 4"),
    ],
)
def test_a_field_that_somebody_else_changed_since_is_not_written_over(shown, first, second, said):
    by_jane(**first)
    events, letters = CustomerEvent.select().count(), Letter.select().count()

    with pytest.raises(Refused) as refused:
        by_mary(shown, **second)

    assert refused.value.message == f"{said} by another user meanwhile; nothing was saved."
    assert refused.value.hint == "F5 reads it anew."
    assert (CustomerEvent.select().count(), Letter.select().count()) == (events, letters)


def test_every_field_that_differs_is_named_and_nothing_else_is_saved(shown):
    by_jane(grace_days=20, language="nl")

    with pytest.raises(Refused) as refused:
        by_mary(shown, grace_days=30, language="de", credit_hold=True)

    assert refused.value.message == (
        "Language was changed to nl, Grace days was changed to 20 by another user meanwhile; "
        "nothing was saved."
    )
    assert refused.value.hint == "F5 reads them anew."
    assert not customer_letter.show("C1", b.TODAY).credit_hold


def test_different_fields_go_together(shown):
    by_jane(grace_days=20, dunning=False)
    by_mary(shown, language="de", credit_hold=True, note="phoned")

    found = customer_letter.show("C1", b.TODAY)

    assert (found.own_grace_days, found.dunning) == (20, False)
    assert (found.language, found.credit_hold) == ("de", True)


def test_who_wants_what_is_stored_already_is_not_refused(shown):
    by_jane(grace_days=20)

    assert by_mary(shown, grace_days=20, language="de").language == "de"


def test_what_was_seen_of_the_record_anew_can_be_changed(shown):
    by_jane(grace_days=20, letter="2")

    found = by_mary(customer_letter.show("C1", b.TODAY), grace_days=30, letter="4")

    assert (found.own_grace_days, found.letter_code) == (30, "4")


def test_all_letters_sent_is_a_letter_code_of_its_own(shown):
    Customer.update(letter_code="3").execute()
    third = customer_letter.show("C1", b.TODAY)
    Customer.update(all_sent=True).execute()

    with pytest.raises(Refused, match=r"Letter code was changed to \*"):
        customer_letter.change("C1", "mary", b.TODAY, letter="4", seen=code_seen(third))


def test_a_command_that_saw_nothing_changes_what_is_there(shown):
    by_jane(grace_days=20)

    customer_letter.change("C1", "mary", b.TODAY, grace_days=30)

    assert customer_letter.show("C1", b.TODAY).own_grace_days == 30


def test_who_waits_for_the_other_to_save_is_refused_as_well(shown):
    holds, said = threading.Event(), []

    def change() -> None:
        holds.wait(10)
        try:
            by_mary(shown, grace_days=30)
        except Refused as refused:
            said.append(refused.message)

    mary = threading.Thread(target=change)
    mary.start()
    with transaction():
        Customer.update(grace_days=20).where(Customer.number == "C1").execute()
        holds.set()
        mary.join(0.5)
        assert mary.is_alive()
    mary.join(10)

    assert said == ["Grace days was changed to 20 by another user meanwhile; nothing was saved."]
