"""4.4.1, run by run: what a run makes, counts and refuses. Source: domain rules 2 to 5, 9."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.builders import (
    TODAY,
    add_basics,
    add_contact,
    add_customer,
    add_days_procedure,
    add_entry_type,
    add_item,
    add_level,
    add_payment,
    add_procedure,
    add_profile_class,
    add_site,
    add_text,
    add_unit,
)
from tests.services.updates import both, letters, ltr, update
from tui_dunning.engine.types import DisplayCurrency, RunParameters
from tui_dunning.errors import Busy, Refused
from tui_dunning.services.dunning_run import last_run, list_runs, run
from tui_dunning.services.explain import explain
from tui_dunning.store import counters, database
from tui_dunning.store import models as m


def test_three_updates_in_one_day_give_1_2_3_and_a_fourth_the_star(db):
    add_basics()
    customer = add_customer("C1")
    add_item(customer, "A", days=45)

    seen = [(both().letters, ltr(customer)) for _ in range(5)]

    assert seen == [(1, "1"), (1, "2"), (1, "3"), (0, "*"), (0, "*")]
    assert [letter.letter_code for letter in letters()] == ["3"]
    assert [letter.superseded_by for letter in letters("superseded")] == [2, 3]


def test_a_run_counts_letters_customers_items_totals_and_reasons(db):
    add_basics()
    customer = add_customer("C1")
    add_item(customer, "A", days=45, balance="100.00")
    add_item(customer, "B", days=1, balance="20.50")
    add_item(customer, "N", days=-3, balance="7.00")
    add_item(customer, "D", days=45, disputed=True)
    add_item(customer, "E", days=45, entry_type=add_entry_type("XX", include=False))
    add_item(add_customer("C2"), "F", days=30)
    add_item(add_customer("C3", dunning=False), "G", days=45)

    summary = both()

    assert (summary.run, summary.letters, summary.customers, summary.items) == (1, 1, 1, 2)
    assert summary.totals == {"USD": 12050}
    assert summary.not_dunned == {
        "disputed": 1,
        "entry_type": 1,
        "not_due": 1,
        "not_flagged": 1,
        "too_recent": 1,
    }


def test_a_run_with_nothing_to_send_uses_a_number_and_a_dry_run_none(db):
    add_basics()
    counters.set_next_number("dunning_number", 501)

    dry = update(dry_run=True)
    numbers = [update().run, update().run]

    assert dry.run is None
    assert numbers == [501, 502]
    assert [row.number for row in list_runs()] == [501, 502]


def test_letter_numbers_follow_one_another_over_runs(db):
    add_basics()
    for number in ("C1", "C2", "C3"):
        add_item(add_customer(number), days=45)

    update()
    update()

    assert [row.id for row in m.Letter.select().order_by(m.Letter.id)] == [1, 2, 3, 4, 5, 6]
    assert counters.peek_number("letter_number") == 7


def test_a_payment_on_or_after_the_second_letter_holds_the_third(db):
    add_basics()
    customer = add_customer("C1")
    add_item(customer, days=45)
    update()
    update()
    add_payment(customer, TODAY)

    summary = both()

    assert summary.not_dunned == {"payment_received": 1}
    assert ltr(customer) == "2"
    assert [letter.letter_code for letter in letters()] == ["2"]


def test_a_payment_dated_after_the_run_holds_nothing_until_its_day_has_come(db):
    add_basics()
    customer = add_customer("C1")
    add_item(customer, days=45)
    update()
    update()
    add_payment(customer, TODAY + timedelta(days=400))

    assert explain("C1", TODAY).items[0].facts["last_payment_on"] is None
    assert update(TODAY + timedelta(days=400), dry_run=True).not_dunned == {"payment_received": 1}
    both()

    assert ltr(customer) == "3"


def test_a_payment_before_the_second_letter_does_not_hold_the_third(db):
    add_basics()
    customer = add_customer("C1")
    add_item(customer, days=45)
    update()
    update()
    add_payment(customer, TODAY - timedelta(days=1))

    update()

    assert ltr(customer) == "3"


@pytest.mark.parametrize("code", ["1", "3", "4", "5"])
def test_a_customer_who_owes_nothing_past_due_goes_back_to_blank(db, code):
    add_basics()
    paid = add_customer("C1", letter_code=code, letter_code_on=TODAY, all_sent=code == "3")
    not_yet = add_customer("C2", letter_code=code, letter_code_on=TODAY, credit_hold=True)
    add_item(not_yet, days=0)

    both()

    assert (ltr(paid), ltr(not_yet)) == ("", "")
    assert m.Customer.get_by_id(not_yet.id).credit_hold
    events = [(e.kind, e.before, e.after, e.run_id) for e in paid.events]
    assert events == [("letter_code", "*" if code == "3" else code, "", 1)]


def test_a_disputed_or_blocked_item_keeps_the_letter_code(db):
    add_basics()
    customer = add_customer("C1", letter_code="2", letter_code_on=TODAY)
    add_item(customer, days=45, disputed=True)
    add_item(customer, days=45, blocked_until=TODAY)

    both()

    assert ltr(customer) == "2"


def test_letters_4_and_5_are_left_alone(db):
    add_basics()
    customer = add_customer("C1", letter_code="4", letter_code_on=TODAY)
    add_item(customer, days=45)

    summary = both()

    assert summary.not_dunned == {"manual_letter": 1}
    assert ltr(customer) == "4"


def test_a_letter_holds_names_address_and_letterhead_of_its_day(db):
    add_basics()
    customer = add_customer(
        "C1", name="Granite Builders", city="Utrecht", postal_code="3511 AA", country="NL"
    )
    add_contact(customer, "Kim Day")
    add_contact(customer, "Not Primary", primary=False)
    add_item(customer, days=45)
    m.Unit.update(country="US").execute()
    update()

    m.Unit.update(name="New name").execute()
    m.Customer.update(city="Moved").execute()

    (letter,) = letters()
    assert letter.address == "2 Elm Street\n3511 AA Utrecht\nNETHERLANDS"
    assert (letter.to_number, letter.to_name) == ("C1", "Granite Builders")
    assert letter.attention == "Kim Day"
    assert '"name": "Unit US"' in letter.letterhead.content
    assert [row.name for row in letter.customers] == ["Granite Builders"]


def test_units_of_the_same_content_share_one_letterhead_row_over_runs(db):
    add_basics()
    add_item(add_customer("C1"), days=45)
    add_item(add_customer("C2", remit_to="NL91ABNA0417164300"), days=45)

    update()
    update()

    assert m.Letterhead.select().count() == 2


@pytest.mark.parametrize(
    ("customer_language", "unit_language", "expected"),
    [("nl", "en", "nl"), ("", "nl", "nl"), ("pl", "nl", "en"), ("", "en", "en")],
)
def test_a_letter_takes_the_text_of_the_customers_language_else_english(
    lite, customer_language, unit_language, expected
):
    add_basics()
    add_text("1", "nl")
    m.Unit.update(language=unit_language).execute()
    add_item(add_customer("C1", language=customer_language), days=45)

    update()

    assert letters()[0].text.language == expected


def test_a_letter_code_without_any_text_is_held_and_listed(db):
    add_basics()
    m.LetterText.delete().execute()
    add_item(add_customer("C1"), days=45)

    summary = both()

    assert letters()[0].held == "no_text"
    assert summary.errors == (
        "The letter of level 1 to customer C1 is held [no_text]: letter code 1 has no text; "
        "write one under 4.4.5, then delete the letter and run again.",
    )


def test_a_missing_rate_holds_the_letter_and_names_the_pair(db):
    add_basics()
    add_item(add_customer("C1"), days=45)
    parameters = RunParameters(TODAY, display=DisplayCurrency("EUR"))

    summary = run(parameters, "jane")

    assert letters()[0].held == "no_rate"
    assert "USD" in summary.errors[0]
    assert "EUR" in summary.errors[0]


def test_grace_and_minimums_come_from_the_profile_class(db):
    add_basics()
    profile = add_profile_class(
        grace_days=5,
        minimums='[{"currency": "USD", "dunning_amount": "100.00", "invoice_amount": "40.00"}]',
    )
    four_times_thirty = add_customer("C1", profile_class=profile)
    enough = add_customer("C2", profile_class=profile)
    for _ in range(4):
        add_item(four_times_thirty, days=45, balance="30.00")
    for balance in ("30.00", "30.00", "30.00", "50.00"):
        add_item(enough, days=45, balance=balance)
    add_item(enough, days=4)

    summary = both()

    assert summary.not_dunned == {"below_minimum_invoice": 4, "in_grace": 1}
    assert (summary.items, ltr(enough), ltr(four_times_thirty)) == (4, "1", "")


def test_each_customer_goes_by_its_own_procedure(db):
    add_basics()
    by_days = add_days_procedure()
    add_item(add_customer("C1"), "A", days=65)
    add_item(add_customer("C2", procedure=by_days), "B", days=65)

    update()

    assert [(x.procedure, x.level) for x in letters()] == [("MENU", 1), ("DAYS", 3)]


def test_three_sites_past_due_are_three_letters_and_one_with_the_dunning_purpose(db):
    add_basics()
    spread = add_customer("C1", procedure=add_days_procedure())
    bundled = add_customer("C2", procedure=spread.procedure)
    for code in ("S1", "S2", "S3"):
        add_item(spread, days=45, site=add_site(spread, code))
        purpose = code == "S2"
        add_item(bundled, days=45, site=add_site(bundled, code, dunning_purpose=purpose))

    both()

    assert [(x.to_number, x.site) for x in letters()] == [
        ("C1", "S1"),
        ("C1", "S2"),
        ("C1", "S3"),
        ("C2", "S2"),
    ]
    assert letters()[0].address.splitlines()[0] == "S1 Street"


def test_a_rule_without_a_letter_acts_at_once(db):
    add_basics()
    procedure = add_procedure("ACT", "action_list")
    add_level(procedure, 1)
    m.ProcedureRule.create(
        procedure=procedure,
        position=1,
        conditions='[["past_due_total", ">", "50.00"]]',
        no_letter=True,
        credit_hold=True,
        collection=True,
        activity="call them",
    )
    customer = add_customer("C1", procedure=procedure)
    item = add_item(customer, days=45)

    summary = both()

    assert summary.not_dunned == {"no_letter": 1}
    assert m.Customer.get_by_id(customer.id).credit_hold
    assert m.Item.get_by_id(item.id).in_collection
    assert {(e.kind, e.after) for e in customer.events} == {
        ("credit_hold", "Y"),
        ("collection", "1 item"),
        ("activity", "call them"),
    }


def test_fees_and_finance_charges_are_written_with_the_letter(db):
    add_basics()
    m.ProcedureLevel.update(fee='{"USD": "10.00"}').execute()
    procedure = m.Procedure.get(m.Procedure.code == "MENU")
    m.FinanceChargeRate.create(
        procedure=procedure, valid_from=date(2020, 1, 1), yearly_rate="10.00"
    )
    add_item(add_customer("C1", assess_fee=True), days=73, balance="1000.00")

    update()

    charges = {row.kind: row.amount_minor for row in m.LetterCharge.select()}
    assert charges == {"fee": 1000, "finance_charge": 2000}


def test_letters_of_a_euro_unit_get_payment_references_in_turn(db):
    add_basics()
    unit = add_unit("NL", "EUR", acceptgiro=True, acceptgiro_first_reference=6)
    add_item(add_customer("C1", unit=unit, bank_account="NL91ABNA0417164300"), days=45)
    add_item(add_customer("C2", unit=unit), days=45)

    update()

    first, second = letters()
    assert (first.payment_reference, first.acceptgiro) == ("1000000000000006", True)
    assert second.payment_reference.endswith("000000000000007")
    assert not second.acceptgiro


def test_a_run_dated_before_the_last_of_the_same_scope_is_refused_unless_forced(db):
    add_basics()
    update()
    yesterday = TODAY - timedelta(days=1)

    with pytest.raises(Refused, match="Run 1 of the same scope was dated 2026-03-02"):
        update(yesterday)
    with pytest.raises(Refused):
        update(yesterday, dry_run=True)
    other_scope = update(yesterday, unit="US")
    forced = update(yesterday, force=True)

    assert (other_scope.run, forced.run) == (2, 3)


def test_a_second_run_at_once_is_refused_with_who_runs(db):
    add_basics()

    with database.run_lock("mary"):
        dry = update(dry_run=True)

    assert dry.letters == 0
    if db.startswith("postgres"):
        return  # the same session may hold its lock twice; see tests of the lock
    with database.run_lock("mary"), pytest.raises(Busy, match="mary"):
        update()


def test_the_list_of_runs_tells_scope_and_what_became_of_letters(db):
    add_basics()
    add_item(add_customer("C1"), days=45, balance="99.10")
    update(unit="US")
    update()

    first, second = list_runs()

    assert first.scope == {"unit": "US"}
    assert first.statuses == {"superseded": 1}
    assert second.statuses == {"proposed": 1}
    assert second.totals == {"USD": 9910}
    assert (second.superseded, second.operator) == (1, "jane")
    assert last_run() == second
    assert list_runs(1) == (second,)
