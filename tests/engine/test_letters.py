"""Letters: how many, to whom, with which text, rows and totals."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.engine.builders import (
    AS_OF,
    CM,
    DAYS,
    MENU,
    NL,
    US,
    customer,
    days,
    family,
    item,
    minimums,
    run,
    setup,
    site,
)
from tui_dunning.engine.types import (
    Addressing,
    Customer,
    DisplayCurrency,
    Extract,
    Held,
    LetterDraft,
    LetterPer,
    Level,
    Member,
    Method,
    OpenItem,
    Procedure,
    Recipient,
    RecipientKind,
    Scope,
    TextChoice,
    Unit,
)


def per(choice: LetterPer) -> Procedure:
    return replace(DAYS, letter_per=choice)


def rows(letter: LetterDraft) -> list[OpenItem]:
    return [line.item for line in letter.lines]


def parent_and_child(*child_items: OpenItem) -> tuple[Customer, Member]:
    parent = customer(1)
    return parent, Member(customer(2, correspondence_id=1), child_items)


@pytest.mark.parametrize(("choice", "expected"), [(TextChoice.SEVEREST, 3), (TextChoice.MODEST, 1)])
def test_severest_and_modest_list_all_items_either_way(choice, expected):
    (letter,) = run([item(5), item(65), item(40)], DAYS, text=choice).letters

    assert letter.level.number == expected
    assert sorted(line.level or 0 for line in letter.lines) == [1, 2, 3]


def test_a_letter_goes_to_the_correspondence_customer_with_the_whole_groups_items():
    parent, child = parent_and_child(item(customer=2))
    own = item()

    (letter,) = run(family(parent, Member(parent, (own,)), child), DAYS).letters

    assert letter.correspondence_id == 1
    assert letter.recipient == Recipient(RecipientKind.CUSTOMER, 1)
    assert rows(letter) == [own, *child.items]


def test_a_parent_that_owes_nothing_still_gets_the_letter():
    parent, child = parent_and_child(item(customer=2))

    (letter,) = run(family(parent, child), DAYS).letters

    assert letter.recipient.customer_id == 1


def test_rows_are_ordered_by_customer_currency_due_date():
    parent, child = parent_and_child(child_item := item(99, customer=2))
    euros, late, early = item(40, 1, "EUR"), item(35), item(50)

    (letter,) = run(family(parent, Member(parent, (late, early, euros)), child), DAYS).letters

    assert rows(letter) == [euros, early, late, child_item]


def test_each_unit_sends_its_own_letter_in_a_run_without_a_unit():
    letters = run([item(), item(unit=NL)], DAYS).letters

    assert [letter.unit_id for letter in letters] == [US, NL]


@pytest.mark.parametrize(
    "scope", [Scope(set_id="SHARE"), Scope(customer="C1"), Scope(correspondence="C1")]
)
@pytest.mark.parametrize(("own_unit", "sender"), [(US, US), (NL, NL), (None, NL)])
def test_one_letter_over_all_units_under_the_own_units_letterhead(scope, own_unit, sender):
    """Source: seed 001, the table of combined parameters."""
    (letter,) = run(
        [item(), item(unit=NL)], DAYS, of=customer(unit_id=own_unit), scope=scope
    ).letters

    assert letter.unit_id == sender
    assert len(letter.lines) == 2


@pytest.mark.parametrize(
    ("choice", "expected"),
    [(LetterPer.CUSTOMER, 1), (LetterPer.LEVEL, 2), (LetterPer.CURRENCY, 2), (LetterPer.ITEM, 3)],
)
def test_what_gets_a_letter_of_its_own(choice, expected):
    owed = [item(5), item(6, 100, "EUR"), item(40)]

    letters = run(owed, per(choice)).letters

    assert len(letters) == expected
    assert sum(len(letter.lines) for letter in letters) == 3


@pytest.mark.parametrize("choice", list(LetterPer))
def test_a_credit_stands_on_one_letter_only(choice):
    credit = item(2, -50, entry_type=CM)

    letters = run([item(5, 100), item(40, 900), credit], per(choice)).letters

    assert [rows(letter).count(credit) for letter in letters] == [0] * (len(letters) - 1) + [1]


def test_mixed_procedures_write_apart():
    other = replace(DAYS, code="OTHER")
    parent, child = parent_and_child(item(customer=2))
    child = Member(child.customer._replace(procedure="OTHER"), child.items)

    letters = run(family(parent, Member(parent, (item(),)), child), setup(DAYS, other)).letters

    assert [letter.procedure.code for letter in letters] == ["DAYS", "OTHER"]


def sites_of(*, purpose: bool) -> Customer:
    return customer(sites=(site(11, dunning_purpose=purpose), site(12), site(13)))


def test_three_sites_past_due_get_three_letters():
    """Source: seed 002, dunning business purpose."""
    owed = [item(site_id=number) for number in (11, 12, 13)]

    letters = run(owed, DAYS, of=sites_of(purpose=False)).letters

    assert [letter.recipient for letter in letters] == [
        Recipient(RecipientKind.SITE, 1, number) for number in (11, 12, 13)
    ]


def test_the_site_with_the_dunning_purpose_gets_one_letter_for_all():
    owed = [item(site_id=number) for number in (11, 12, 13)] + [item()]

    (letter,) = run(owed, DAYS, of=sites_of(purpose=True)).letters

    assert letter.recipient == Recipient(RecipientKind.SITE, 1, 11)
    assert len(letter.lines) == 4


def test_items_without_a_site_go_to_the_main_address():
    letters = run([item(site_id=12), item()], DAYS, of=sites_of(purpose=False)).letters

    assert [letter.recipient.kind.value for letter in letters] == ["customer", "site"]


def test_a_sequence_customer_with_sites_moves_once_and_writes_to_each():
    outcome = run([item(site_id=11), item(1, site_id=12)], of=sites_of(purpose=False))

    assert [len(letter.moves) for letter in outcome.letters] == [1, 1]
    assert outcome.letters[0].moves == outcome.letters[1].moves


def test_a_sites_own_minimums_hold_for_its_items():
    who = customer(sites=(site(11, minimums=minimums(USD=(10_000, 0))), site(12)))

    letters = run([item(site_id=11), item(site_id=12)], DAYS, of=who).letters

    assert [letter.recipient.site_id for letter in letters] == [12]


def test_a_members_sites_count_only_where_items_are_addressed():
    parent, child = parent_and_child(item(customer=2, site_id=21))
    by_item = setup(
        DAYS, units=[Unit(US, "US", "USD", procedure="DAYS", addressing=Addressing.ITEM)]
    )
    group = family(parent, child)

    assert run(group, DAYS).letters[0].recipient == Recipient(RecipientKind.CUSTOMER, 1)
    assert run(group, by_item).letters[0].recipient == Recipient(RecipientKind.SITE, 2, 21)


def one_level(**options: object) -> Procedure:
    return Procedure("ONE", Method.DAYS, levels=(Level(1, "1", days_from=1, **options),))  # type: ignore[arg-type]


@pytest.mark.parametrize(("has_agency", "held"), [(True, None), (False, Held.NO_AGENCY_ADDRESS)])
def test_an_agency_letter_without_an_address_is_held(has_agency, held):
    """Source: seed 003, mail to credit agency."""
    who = customer(has_agency=has_agency)

    (letter,) = run(item(), one_level(mail_to_agency=True), of=who).letters

    assert letter.recipient == Recipient(RecipientKind.AGENCY, 1)
    assert letter.held is held


def test_all_open_lists_what_is_due_and_what_is_not_yet():
    """Source: seed 003, extract indicator."""
    dunned, disputed, later = item(40), item(30, disputed=True), item(-10)

    (letter,) = run([dunned, disputed, later], one_level(extract=Extract.ALL_OPEN)).letters

    assert [(line.item, line.dunned, line.due) for line in letter.lines] == [
        (dunned, True, True),
        (disputed, False, True),
        (later, False, False),
    ]


@pytest.mark.parametrize("owed", [{"late": -10}, {"disputed": True}])
def test_all_open_sends_nothing_where_nothing_is_scheduled(owed):
    assert run(item(**owed), one_level(extract=Extract.ALL_OPEN)).letters == ()


def test_all_open_leaves_a_failing_currency_off_and_other_units_too():
    who = customer(minimums=minimums(FRF=(10_000, 0)))
    owed = [item(), item(40, 100, "FRF"), item(-3, 100, "FRF"), item(-3, unit=NL)]

    (letter,) = run(owed, one_level(extract=Extract.ALL_OPEN), of=who).letters

    assert rows(letter) == owed[:1]


@pytest.mark.parametrize("choice", [LetterPer.LEVEL, LetterPer.CURRENCY])
def test_all_open_lists_an_item_once_however_many_letters(choice):
    levels = tuple(replace(level, extract=Extract.ALL_OPEN) for level in DAYS.levels)
    owed = [item(5), item(40), item(40, 5, "EUR"), item(-1), item(-1, 5, "EUR")]

    letters = run(owed, replace(DAYS, levels=levels, letter_per=choice)).letters

    listed = [line.item.item_id for letter in letters for line in letter.lines]
    assert sorted(listed) == sorted(one.item_id for one in owed)


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        (customer(language="fr"), "fr"),
        (customer(unit_id=NL), "nl"),
        (customer(unit_id=US), "en"),
        (customer(unit_id=None), "en"),
    ],
)
def test_language_is_the_customers_else_its_units(who, expected):
    assert run(item(), DAYS, of=who).letters[0].language == expected


@pytest.mark.parametrize(
    ("wish", "currency", "rates"),
    [
        (None, "", {}),
        (DisplayCurrency("unit"), "USD", {"USD": Decimal(1), "EUR": Decimal("1.25")}),
        (DisplayCurrency("customer"), "EUR", {"USD": Decimal("0.8"), "EUR": Decimal(1)}),
        (
            DisplayCurrency("GBP", Decimal("0.75")),
            "GBP",
            {"USD": Decimal("0.75"), "EUR": Decimal("0.9")},
        ),
    ],
)
def test_display_currency(wish, currency, rates):
    known = {
        ("EUR", "USD"): Decimal("1.25"),
        ("USD", "EUR"): Decimal("0.8"),
        ("EUR", "GBP"): Decimal("0.9"),
    }
    owed = [item(), item(40, 100, "EUR")]

    (letter,) = run(
        owed, setup(DAYS, rates=known), of=customer(currency="EUR"), display=wish
    ).letters

    assert (letter.display_currency, dict(letter.display_rates), letter.held) == (
        currency,
        rates,
        None,
    )


def test_a_missing_rate_holds_the_letter_and_names_pair_and_date():
    wish = DisplayCurrency("GBP", rate_date=AS_OF - days(30))

    (letter,) = run(item(), DAYS, display=wish).letters

    assert letter.held is Held.NO_RATE
    assert letter.held_detail == "USD to GBP on 2026-05-31"


def test_the_units_display_currency_holds_without_a_wish():
    shown = setup(DAYS, units=[Unit(US, "US", "USD", procedure="DAYS", display_currency="unit")])

    assert run(item(), shown).letters[0].display_currency == "USD"


def test_previous_level_is_that_of_the_latest_sent_letter():
    (letter,) = run(item(level=1), MENU, of=customer(letter_code="2")).letters

    assert (letter.lines[0].level, letter.lines[0].previous_level) == (3, 1)
