"""From a letter's facts to the document it is drawn from, and to its words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

from tui_dunning.engine.money import convert
from tui_dunning.engine.types import ChargeKind, ChargeOn, Currency
from tui_dunning.errors import NotFound
from tui_dunning.output.document import (
    ChargeNotice,
    CustomerRows,
    LetterDocument,
    NoticeRow,
    Row,
    Sender,
    Shown,
    Totals,
)
from tui_dunning.output.format import decimals
from tui_dunning.output.letter_text import LetterTextError, paragraphs, render
from tui_dunning.output.slips import epc_text
from tui_dunning.services.countries import country_name
from tui_dunning.services.letter_values import (
    PAY_WITHIN_DAYS,
    letter_values,
    pay_by,
    reference_of,
    tidy,
    totals_of,
)
from tui_dunning.store.addresses import address_lines
from tui_dunning.store.charge_notices import NoticeFacts
from tui_dunning.store.database import reading
from tui_dunning.store.documents import ItemFacts, LetterFacts, stream_facts


def words_of(facts: LetterFacts, pay_within_days: int = PAY_WITHIN_DAYS) -> tuple[str, str]:
    """Return the subject and body of a letter: those that were sent, else its text filled.

    Raises:
        LetterTextError: there is no text, or it cannot be filled.
    """
    if facts.is_final:
        return facts.subject or "", facts.body or ""
    if facts.body is None:
        raise LetterTextError(f"there is no text for letter code {facts.letter_code}")
    values = letter_values(facts, totals_of(facts), facts.text_language, pay_within_days)
    return render(facts.subject or "", facts.body, values)


def words(number: int, pay_within_days: int = PAY_WITHIN_DAYS) -> tuple[str, str]:
    """Return the subject and body of a letter by its number, as they were or would be sent.

    Raises:
        NotFound: there is no such letter.
        LetterTextError: its text cannot be filled.
    """
    with reading():
        return words_of(facts_of(number), pay_within_days)


def facts_of(number: int) -> LetterFacts:
    """Return what a letter is drawn from.

    Raises:
        NotFound: there is no such letter.
    """
    facts = next(stream_facts([number]), None)
    if facts is None:
        raise NotFound(f"There is no letter {number}.", "4.4.7.3 or `dunning letters` lists them.")
    return facts


def document_of(
    facts: LetterFacts, given: tuple[str, str], pay_within_days: int = PAY_WITHIN_DAYS
) -> LetterDocument:
    """Return the document of a letter.

    Args:
        facts: what the letter was made with.
        given: its subject and body, from `words_of`.
        pay_within_days: days from the letter's date to the date for payment.
    """
    subject, body = given
    before, after = paragraphs(body)
    totals = totals_of(facts)
    name = tidy(facts.to_name)
    sender = sender_of(facts.letterhead)
    reference = reference_of(facts)
    apart = [item for item in facts.items if not item.due]
    euros = sum(each.due for each in totals if each.currency == "EUR")
    return LetterDocument(
        number=facts.number,
        date=facts.date,
        language=facts.text_language,
        sender=sender,
        address=(name, *(line for line in map(tidy, facts.address) if line)),
        attention=tidy(facts.attention),
        to_number=tidy(facts.to_number),
        to_name=name,
        subject=subject,
        before=before,
        after=after,
        sections=_sections(facts, [item for item in facts.items if item.due]),
        not_due=_sections(facts, [item for item in apart if item.balance_minor > 0]),
        credits=_sections(facts, [item for item in apart if item.balance_minor <= 0]),
        totals=totals,
        shown=_shown(facts, totals),
        reference=reference,
        remit_to=sender.remit_to,
        pay_by=pay_by(facts, pay_within_days),
        slip=facts.acceptgiro and bool(facts.reference) and euros > 0,
        payer_account=tidy(facts.payer_account),
        epc=_epc(facts, sender, euros, reference),
        notices=tuple(map(_notice, facts.notices)),
    )


def _notice(facts: NoticeFacts) -> ChargeNotice:
    """Return what a notice that follows the letter is drawn from."""
    return ChargeNotice(
        number=facts.number,
        is_invoice=facts.charge_on is ChargeOn.INVOICE,
        is_fee=facts.kind is ChargeKind.FEE,
        customer=tidy(facts.customer),
        name=tidy(facts.name),
        currency=facts.currency,
        lines=tuple(
            NoticeRow(line.amount_minor, tidy(line.item), line.charged_from, line.charged_until)
            for line in facts.lines
        ),
    )


def _epc(facts: LetterFacts, sender: Sender, euros: int, reference: str) -> str:
    """Return the text of the payment QR code: for units in euro with an IBAN, else ""."""
    if facts.letterhead.get("currency") != "EUR":
        return ""
    return epc_text(sender.name, sender.remit_to, euros, reference)


def sender_of(head: Mapping[str, str]) -> Sender:
    """Return the sender from a letterhead's columns."""
    return _sender(tuple(head.items()))


@lru_cache(maxsize=256)
def _sender(head: tuple[tuple[str, str], ...]) -> Sender:
    values = {name: tidy(str(value or "")) for name, value in head}
    names = ("line1", "line2", "postal_code", "city", "region", "country")
    address = tuple(values.get(name, "") for name in names)
    country = country_name(address[5], values.get("language") or "en") if address[5] else ""
    # The sender's own country is named: letters go abroad as well.
    lines = address_lines(address, address[5], "")
    return Sender(
        name=values.get("name", ""),
        lines=(*lines, country) if country else lines,
        phone=values.get("phone", ""),
        email=values.get("email", ""),
        remit_to=values.get("remit_to", ""),
    )


def _sections(facts: LetterFacts, items: Iterable[ItemFacts]) -> tuple[CustomerRows, ...]:
    """Group rows by customer; they come ordered by customer, currency, due date."""
    grouped: dict[str, list[Row]] = {}
    for item in items:
        late = (facts.date - item.due_date).days
        row = Row(
            tidy(item.number),
            tidy(item.entry_type),
            item.item_date,
            item.due_date,
            late if late > 0 and item.balance_minor > 0 else None,
            item.currency,
            item.balance_minor,
            _converted(item.balance_minor, item.currency, facts),
        )
        grouped.setdefault(item.customer, []).append(row)
    return tuple(
        CustomerRows(tidy(number), tidy(facts.names.get(number, "")), tuple(rows))
        for number, rows in grouped.items()
    )


def _shown(facts: LetterFacts, totals: tuple[Totals, ...]) -> Shown | None:
    """Return the total in the display currency with the rates, None where there is none.

    It is the sum of the amounts as they stand on the letter, each rounded by itself.
    """
    target = facts.display_currency
    if not target:
        return None
    rates = tuple(
        (code, f"{rate.normalize():f}")
        for code, rate in facts.display_rates.items()
        if code != target
    )
    amounts = [(item.balance_minor, item.currency) for item in facts.items if item.due]
    for each in totals:
        amounts += [(each.fee, each.currency), (each.finance_charge, each.currency)]
    return Shown(target, sum(_converted(*each, facts) or 0 for each in amounts), rates)


def _converted(minor: int, currency: str, facts: LetterFacts) -> int | None:
    """Return an amount in the letter's display currency, None where it has no rate."""
    target = facts.display_currency
    rate = facts.display_rates.get(currency)
    if not target or rate is None:
        return minor if target and target == currency else None
    return convert(minor, _currency(currency), _currency(target), rate)


@lru_cache(maxsize=256)
def _currency(code: str) -> Currency:
    """Return a currency with its decimals."""
    return Currency(code, decimals(code))
