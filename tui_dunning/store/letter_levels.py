"""Rows of a waiting letter move to a letter of their own, or the letter takes another level."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from tui_dunning.engine.references import payment_reference
from tui_dunning.engine.types import Addressing, Charge, ChargeKind, Level, RecipientKind
from tui_dunning.engine.types import Customer as Payer
from tui_dunning.store.addresses import address_lines
from tui_dunning.store.charge_items import CHARGE_CODES
from tui_dunning.store.counters import next_number, reserve_references
from tui_dunning.store.letter_facts import LetterTexts
from tui_dunning.store.models import (
    Contact,
    Customer,
    Item,
    Letter,
    LetterCharge,
    LetterCustomer,
    LetterItem,
    Run,
    Site,
    Unit,
)
from tui_dunning.store.statements import execute, fetch

PORTION = 1000

EDITED = ("edited_subject", "edited_body")
FINAL = ("final_subject", "final_body")


@dataclass(frozen=True, slots=True)
class Window:
    """Where a letter goes: recipient, site, whose, attention, address lines; or why it cannot."""

    recipient: str
    site: str | None
    to_number: str
    to_name: str
    attention: str
    address: str
    held: str = ""


def levels_on(letters: Sequence[int]) -> dict[int, set[int]]:
    """Return the levels of the dunned rows of letters that wait."""
    found: dict[int, set[int]] = defaultdict(set)
    for start in range(0, len(letters), PORTION):
        query = (
            LetterItem.select(LetterItem.letter, LetterItem.level)
            .join(Letter)
            .where(
                LetterItem.letter.in_(letters[start : start + PORTION]),
                LetterItem.dunned,
                ~LetterItem.taken_off,
                Letter.status == "proposed",
            )
            .distinct()
        )
        for letter, level in query.tuples():
            found[letter].add(level)
    return dict(found)


def text_choice(run: int | None) -> str:
    """Return whether a run chose the severest or the modest text; by hand it is the severest."""
    if run is None:
        return "severest"
    parameters = json.loads(Run.get_by_id(run).parameters)
    return str(parameters.get("text", "severest"))


def letters_by_number(numbers: Sequence[int]) -> Iterator[Letter]:
    """Yield letters by their numbers, a portion in memory at a time."""
    for start in range(0, len(numbers), PORTION):
        yield from Letter.select().where(Letter.id.in_(numbers[start : start + PORTION]))


def currencies_of(letter: int) -> list[str]:
    """Return the currencies of a letter's dunned rows that earn a fee."""
    rows = fetch(
        "SELECT DISTINCT currency FROM letter_item "
        "WHERE letter_id = ? AND dunned AND NOT taken_off AND entry_type NOT IN (?, ?)",
        letter,
        *CHARGE_CODES,
    )
    return [code for (code,) in rows]


def fee_fits(letter: int) -> bool:
    """Tell whether a row of the letter earns a fee in the currency of its fee, if it has one."""
    fees = fetch("SELECT currency FROM letter_charge WHERE letter_id = ? AND kind = 'fee'", letter)
    return not fees or {code for (code,) in fees} <= set(currencies_of(letter))


def window_of(letter: Letter, to_agency: bool, country_of: Any) -> Window:
    """Return where the letter goes when a level's `mail_to_agency` is as given."""
    was_agency = letter.recipient == RecipientKind.AGENCY
    if to_agency == was_agency:
        held = "" if letter.held == "no_text" else letter.held
        whose = (letter.to_number, letter.to_name, letter.attention)
        return Window(letter.recipient, letter.site, *whose, letter.address, held)
    owner = Customer.get_by_id(letter.customer_id)
    unit = Unit.get_by_id(letter.unit_id)
    if not to_agency:
        return _own_window(_site_of(letter, unit), owner, unit, country_of)
    if not (owner.agency_line1 or owner.agency_city):
        return Window(
            RecipientKind.AGENCY.value, None, owner.number, "", "", "", "no_agency_address"
        )
    source = (
        owner.agency_line1,
        owner.agency_line2,
        owner.agency_postal_code,
        owner.agency_city,
        "",
        owner.agency_country,
    )
    lines = _lines(source, unit, country_of)
    return Window(RecipientKind.AGENCY.value, None, owner.number, owner.agency_name, "", lines)


def _site_of(letter: Letter, unit: Unit) -> Site | None:
    """Return the site that a letter's dunned rows go to; None where that is not one and the same.

    Source: `engine.delivery.Delivery.site_id`, which a run asks for each item.
    """
    by_item = unit.addressing == Addressing.ITEM
    purpose = Site.get_or_none(Site.customer == letter.customer_id, Site.dunning_purpose)
    if purpose is not None and not by_item:
        return purpose
    rows = fetch(
        "SELECT DISTINCT i.site_id, i.customer_id FROM letter_item l JOIN item i "
        "ON i.id = l.item_id WHERE l.letter_id = ? AND l.dunned AND NOT l.taken_off",
        letter.id,
    )
    sites = {site if by_item or owner == letter.customer_id else None for site, owner in rows}
    only = sites.pop() if len(sites) == 1 else None
    return Site.get_by_id(only) if only else None


def _own_window(site: Site | None, owner: Customer, unit: Unit, country_of: Any) -> Window:
    """Return the customer's site or main address."""
    kind = RecipientKind.SITE if site else RecipientKind.CUSTOMER
    person, place = (site.customer, site) if site else (owner, owner)
    columns = ("line1", "line2", "postal_code", "city", "region", "country")
    lines = _lines(tuple(getattr(place, column) for column in columns), unit, country_of)
    code = site.code if site else None
    return Window(kind.value, code, person.number, person.name, _attention(person), lines)


def _attention(owner: Customer) -> str:
    """Return the primary contact, "" where the customer has none."""
    query = Contact.select(Contact.name).where(Contact.customer == owner, Contact.primary)
    return str(query.scalar() or "")


def _lines(source: tuple[str, ...], unit: Unit, country_of: Any) -> str:
    country = country_of(source[5], unit.language) if source[5] else ""
    return "\n".join(address_lines(source, unit.country, country))


def set_level(letter: Letter, level: Level, window: Window, texts: LetterTexts) -> None:
    """Give a waiting letter another level's text, address and deeds."""
    text = texts.find(level.letter_code, letter.language)
    execute(
        """UPDATE letter SET level = ?, letter_code = ?, text_id = ?, extract = ?, credit_hold = ?,
            collection = ?, recipient = ?, site = ?, to_number = ?, to_name = ?, attention = ?,
            address = ?, held = ?, held_detail = ?, revision = revision + 1
        WHERE id = ?""",
        level.number,
        level.letter_code,
        text,
        level.extract.value,
        level.credit_hold,
        level.collection,
        window.recipient,
        window.site,
        window.to_number,
        window.to_name,
        window.attention,
        window.address,
        window.held or ("" if text else "no_text"),
        letter.held_detail if window.held else ("" if text else level.letter_code),
        letter.id,
    )


def copy_letter(letter: Letter, *, with_words: bool) -> int:
    """Make a further letter like this one, without rows, and return its number.

    With words: those that were edited for this letter alone go along, for they are of the level
    that leaves it.
    """
    row = Letter.select().where(Letter.id == letter.id).dicts().get()
    number = next_number("letter_number")
    row.update(id=number, revision=1, **dict.fromkeys(FINAL))
    if with_words:
        Letter.update(**dict.fromkeys(EDITED)).where(Letter.id == letter.id).execute()
    else:
        row.update(dict.fromkeys(EDITED))
    if letter.payment_reference:
        unit = Unit.get_by_id(letter.unit_id)
        row["payment_reference"] = payment_reference(reserve_references(unit, 1))
    Letter.insert(**row).execute()
    return number


def move_rows(letter: int, target: int, level: int, *, with_listed: bool) -> None:
    """Move the dunned rows of a level to another letter, and what belongs to them.

    Credits go along where nothing else of their customer and currency stays behind. Charges go
    with their item, customers and their moves with their last dunned row.

    Args:
        letter: from which letter.
        target: to which letter.
        level: whose rows.
        with_listed: also move rows that are only listed, and the fee: they came with this level.
    """
    here = (LetterItem.letter == letter) & ~LetterItem.taken_off
    of_level = here & LetterItem.dunned & (LetterItem.level == level)
    moving = {
        (customer, currency)
        for customer, currency in LetterItem.select(LetterItem.customer, LetterItem.currency)
        .where(of_level)
        .tuples()
    }
    LetterItem.update(letter=target).where(of_level).execute()
    staying = set(
        LetterItem.select(LetterItem.customer, LetterItem.currency)
        .where(here & LetterItem.dunned)
        .tuples()
    )
    for customer, currency in moving - staying:
        LetterItem.update(letter=target).where(
            here & ~LetterItem.dunned,
            LetterItem.balance_minor < 0,
            LetterItem.customer == customer,
            LetterItem.currency == currency,
        ).execute()
    if with_listed:
        LetterItem.update(letter=target).where(
            here & ~LetterItem.dunned & (LetterItem.balance_minor > 0)
        ).execute()
        LetterCharge.update(letter=target).where(
            LetterCharge.letter == letter, LetterCharge.kind == ChargeKind.FEE.value
        ).execute()
    _move_charges(letter, target)
    _move_customers(letter, target)


def _move_charges(letter: int, target: int) -> None:
    there = LetterItem.select(LetterItem.item).where(LetterItem.letter == target)
    LetterCharge.update(letter=target).where(
        LetterCharge.letter == letter, LetterCharge.item.in_(there)
    ).execute()


def _move_customers(letter: int, target: int) -> None:
    rows = fetch(
        """SELECT lc.id, lc.customer_id, lc.name,
            EXISTS (SELECT 1 FROM letter_item li WHERE li.letter_id = lc.letter_id
                AND li.customer_id = lc.customer_id AND NOT li.taken_off),
            EXISTS (SELECT 1 FROM letter_item li WHERE li.letter_id = lc.letter_id
                AND li.customer_id = lc.customer_id AND li.dunned AND NOT li.taken_off)
        FROM letter_customer lc WHERE lc.letter_id = ? AND EXISTS (
            SELECT 1 FROM letter_item li WHERE li.letter_id = ?
                AND li.customer_id = lc.customer_id)""",
        letter,
        target,
    )
    for row, customer, name, stays, owes_here in rows:
        if owes_here:
            LetterCustomer.create(letter=target, customer=customer, name=name)
            continue
        LetterCustomer.update(letter=target).where(LetterCustomer.id == row).execute()
        if stays:
            LetterCustomer.create(letter=letter, customer=customer, name=name)


def split_effects(letter: int, target: int) -> None:
    """Share the effects of an action list out: each goes where its customer's items went."""
    effects = json.loads(Letter.get_by_id(letter).effects or "[]")
    if not effects:
        return
    moved = LetterCustomer.select(LetterCustomer.customer).where(LetterCustomer.letter == target)
    owes = LetterItem.select(LetterItem.customer).where(
        LetterItem.letter == letter, LetterItem.dunned, ~LetterItem.taken_off
    )
    gone = {c for (c,) in moved.tuples()} - {c for (c,) in owes.tuples()}
    for number, kept in (
        (letter, [e for e in effects if e["customer"] not in gone]),
        (target, [e for e in effects if e["customer"] in gone]),
    ):
        text = json.dumps(kept) if kept else ""
        Letter.update(effects=text).where(Letter.id == number).execute()


def set_fee(letter: int, fee: Charge | None) -> None:
    """Replace a letter's fee."""
    execute("DELETE FROM letter_charge WHERE letter_id = ? AND kind = 'fee'", letter)
    if fee is not None:
        execute(
            """INSERT INTO letter_charge (letter_id, kind, currency, amount_minor, charge_on)
            VALUES (?, ?, ?, ?, ?)""",
            letter,
            fee.kind.value,
            fee.currency,
            fee.amount_minor,
            int(fee.charge_on),
        )


def payer_of(letter: Letter) -> Payer:
    """Return the correspondence customer of a letter as the rules for fees want it."""
    rows = fetch(
        """SELECT c.number, c.correspondence_id, p.code, c.currency, c.assess_fee
        FROM customer c LEFT JOIN profile_class p ON p.id = c.profile_class_id WHERE c.id = ?""",
        letter.customer_id,
    )
    number, correspondence_id, profile, currency, assess_fee = rows[0]
    return Payer(
        customer_id=letter.customer_id,
        number=number,
        correspondence_id=correspondence_id,
        profile_class=profile or "",
        currency=currency,
        assess_fee=None if assess_fee is None else bool(assess_fee),
    )


def touch(letter: int) -> None:
    """Note that a letter changed, so that what was drawn of it is out of date."""
    Letter.update(revision=Letter.revision + 1).where(Letter.id == letter).execute()


def take_rows_off(letter: int, items: Sequence[int]) -> None:
    """Mark rows as taken off a letter; their finance charges are dropped."""
    LetterItem.update(taken_off=True).where(
        LetterItem.letter == letter, LetterItem.item.in_(items)
    ).execute()
    LetterCharge.delete().where(
        LetterCharge.letter == letter, LetterCharge.item.in_(items)
    ).execute()
    touch(letter)


def find_row(letter: int, unit: str, number: str) -> tuple[int, int, bool] | None:
    """Return item id, customer id and dunned of a row that stands on a letter."""
    query = (
        LetterItem.select(LetterItem.item, LetterItem.customer, LetterItem.dunned)
        .join(Item, on=(LetterItem.item == Item.id))
        .join(Unit, on=(Item.unit == Unit.id))
        .where(
            LetterItem.letter == letter,
            ~LetterItem.taken_off,
            Unit.code == unit,
            Item.number == number,
        )
    )
    return next(iter(query.tuples()), None)


def dunned_rows(letter: int, customer: int | None = None) -> int:
    """Count the dunned rows of a letter, or those of one customer on it."""
    query = LetterItem.select().where(
        LetterItem.letter == letter, LetterItem.dunned, ~LetterItem.taken_off
    )
    if customer is not None:
        query = query.where(LetterItem.customer == customer)
    return int(query.count())


def forget_move(letter: int, customer: int) -> None:
    """Note that a letter moves a customer's letter code no more."""
    LetterCustomer.update(moved=False).where(
        LetterCustomer.letter == letter, LetterCustomer.customer == customer
    ).execute()
