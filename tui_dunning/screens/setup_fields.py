"""4.4.9: the fields of the set-up's records: their labels, help, and values as typed text."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tui_dunning.engine.facts import FLAG_FACTS, NUMBER_FACTS
from tui_dunning.screens.entries import YES_NO, FieldError, listed, read_date, read_yes_no
from tui_dunning.screens.widgets import Choice, Choices, Field
from tui_dunning.services import choices, letter_text
from tui_dunning.services.setup_values import FACT_NAMES, OPERATORS


class Kind(StrEnum):
    """What a field holds."""

    TEXT = "text"
    FLAG = "Y or N"
    MAYBE = "Y, N or blank"
    WHOLE = "number"
    NONE_OR_WHOLE = "number or blank"
    DATE = "date"
    AMOUNTS = "amounts"
    MINIMUMS = "minimums"
    CONDITIONS = "conditions"


@dataclass(frozen=True, slots=True)
class Spec:
    """A field of a record: the key of setup.toml, and how a clerk sees it.

    `wide` fields have a line of their own; `is_key` names the record and never changes.
    """

    name: str
    label: str
    help_text: str
    kind: Kind = Kind.TEXT
    choices: Choices | Sequence[Choice] | None = None
    wide: bool = False
    is_key: bool = False

    def field(self, value: object, *, locked: bool) -> Field:
        """Return the entry field with a value in it."""
        choices_of = self.choices
        if choices_of is None and self.kind in (Kind.FLAG, Kind.MAYBE):
            choices_of = YES_NO
        return Field(
            shown(self.kind, value),
            id=f"set-{self.name}",
            length=54 if self.wide else 15,
            longest=1000 if self.kind is Kind.CONDITIONS else 255,
            label=self.label,
            help_text=self.help_text,
            choices=choices_of,
            disabled=locked,
        )


def words(*pairs: tuple[str, str]) -> tuple[Choice, ...]:
    """Return choices with their meaning."""
    return tuple(Choice(value, meaning) for value, meaning in pairs)


PROCEDURES = listed(choices.procedures)


def _letter_codes(_typed: str) -> list[Choice]:
    texts = letter_text.list_texts()
    codes = dict.fromkeys(text.code for text in texts)
    subjects = {text.code: text.subject for text in reversed(texts)}
    subjects.update({text.code: text.subject for text in texts if text.language == "en"})
    return [Choice(code, subjects[code]) for code in codes]


CHARGE_ON = words(("1", "the letter"), ("2", "an invoice"), ("3", "a late-charge notice"))
LANGUAGES = words(
    ("en", "English"), ("nl", "Dutch"), ("de", "German"), ("fr", "French"), ("es", "Spanish")
)

UNIT = (
    Spec("code", "Unit", "The code that items and customers name.", is_key=True),
    Spec("currency", "Currency", "An ISO code such as USD."),
    Spec("name", "Name", "Stands at the head of the letters.", wide=True),
    Spec("set_id", "Set id", "Units that share customers have the same; blank for none."),
    Spec("language", "Language", "Of letters to customers without one.", choices=LANGUAGES),
    Spec("procedure", "Procedure", "For items no customer or class decides.", choices=PROCEDURES),
    Spec(
        "addressing",
        "Addressing",
        "Letters go to the customer's address, or to the one on the item.",
        choices=words(("customer", "the customer's address"), ("item", "the item's site")),
    ),
    Spec(
        "display_currency",
        "Shown also in",
        "Blank: items' own currency only; unit, customer, or a currency.",
        choices=words(("", "items' own"), ("unit", "the unit's"), ("customer", "the customer's")),
    ),
    Spec("assess_fee", "Assess fees", "Y: fees of levels are charged.", Kind.FLAG),
    Spec("line1", "Address", "First line.", wide=True),
    Spec("line2", "", "Second line of the address.", wide=True),
    Spec("postal_code", "Postal code", "As the country writes it."),
    Spec("city", "City", "Of the unit."),
    Spec("region", "Region", "State or province."),
    Spec("country", "Country", "Two letters, such as US."),
    Spec("remit_to", "Remit to", "Bank account; an IBAN's check digits are checked.", wide=True),
    Spec("email", "E-mail", "Stands on the letters.", wide=True),
    Spec("phone", "Telephone", "Stands on the letters."),
    Spec("acceptgiro", "Acceptgiro", "Y: the legacy slip at the foot of letters.", Kind.FLAG),
    Spec(
        "acceptgiro_first_reference",
        "First reference",
        "Where the numbers of payment references start.",
        Kind.WHOLE,
    ),
)
ENTRY_TYPE = (
    Spec("code", "Entry type", "As items name it: IN, CM.", is_key=True),
    Spec("include", "Dunned", "Y: items of this type are dunned.", Kind.FLAG),
    Spec("name", "Name", "What it is.", wide=True),
)
PROCEDURE = (
    Spec("code", "Procedure", "Its name.", is_key=True),
    Spec(
        "method",
        "Method",
        "How an item gets its level.",
        choices=words(
            ("sequence", "letter by letter, a step each run"),
            ("days", "by days past due"),
            ("interval", "by days since the letter before"),
            ("action_list", "by rules over the account"),
        ),
    ),
    Spec(
        "credits",
        "Credits",
        "net subtracts open credits; ignore leaves them aside.",
        choices=words(("net", "subtracted"), ("ignore", "left aside")),
    ),
    Spec("include_disputed", "Disputed too", "Y: disputed items are dunned.", Kind.FLAG),
    Spec(
        "letter_per",
        "Letter for each",
        "How many letters a customer gets.",
        choices=words(
            ("customer", "one for all"),
            ("level", "one a level"),
            ("currency", "one a currency"),
            ("item", "one an item"),
        ),
    ),
    Spec(
        "after_last",
        "After last level",
        "Method interval: stop, or repeat the last level.",
        choices=words(("stop", "no more letters"), ("repeat", "the last one again")),
    ),
    Spec("resend_same_level", "Send level again", "Method days: each run sends again.", Kind.FLAG),
    Spec(
        "cycle",
        "Cycle",
        "Method interval: each item by itself, or all with the oldest.",
        choices=words(("item", "each by itself"), ("customer", "all with the one due first")),
    ),
    Spec("small_item", "Smallest item", "Such as USD 5.00, EUR 5.00.", Kind.AMOUNTS, wide=True),
)
LEVEL = (
    Spec("number", "Level", "1 to 99; of a sequence 1 to 5.", Kind.WHOLE, is_key=True),
    Spec("letter_code", "Letter code", "Names the text (4.4.5).", choices=_letter_codes),
    Spec("days_from", "Days from", "Days past due: sequence level 1, method days.", Kind.WHOLE),
    Spec("days_to", "Days to", "Method days.", Kind.WHOLE),
    Spec("days_between", "Days between", "Method interval: since the last letter.", Kind.WHOLE),
    Spec("automatic", "Automatic", "N: only 4.4.3 sets it.", Kind.FLAG),
    Spec("only_without_payment", "Without payment", "Y: a payment holds it.", Kind.FLAG),
    Spec("credit_hold", "Credit hold", "Y: sending it sets the credit hold.", Kind.FLAG),
    Spec(
        "extract",
        "Lists",
        "dunned: the items scheduled; all_open: every open item.",
        choices=words(("dunned", "the items scheduled"), ("all_open", "every open item")),
    ),
    Spec("mail_to_agency", "To the agency", "Y: goes to the credit agency.", Kind.FLAG),
    Spec("collection", "Collection", "Y: once sent, its items go to collection.", Kind.FLAG),
    Spec("fee_on", "Fee stands on", "1 letter, 2 invoice, 3 notice.", Kind.WHOLE, CHARGE_ON),
    Spec("fee", "Fee", "Such as USD 10.00, EUR 8.00; blank for none.", Kind.AMOUNTS, wide=True),
)
RULE = (
    Spec(
        "when",
        "When",
        "Such as: oldest_days_past_due >= 30 and past_due_total > 500.00. Facts: "
        + ", ".join(FACT_NAMES)
        + ".",
        Kind.CONDITIONS,
        wide=True,
    ),
    Spec("level", "Level", "The level that it gives; blank with No letter.", Kind.NONE_OR_WHOLE),
    Spec("no_letter", "No letter", "Y: met, but nothing is sent.", Kind.FLAG),
    Spec("credit_hold", "Credit hold", "Y: sets the credit hold.", Kind.FLAG),
    Spec("collection", "Collection", "Y: refers the items to collection.", Kind.FLAG),
    Spec("activity", "Activity", "A word for the history.", wide=True),
)
PROFILE_CLASS = (
    Spec("code", "Profile class", "Its name.", is_key=True),
    Spec("grace_days", "Grace days", "Days late before an item is past due.", Kind.WHOLE),
    Spec("dunning", "Dunning flag", "Of customers without one.", Kind.FLAG),
    Spec("procedure", "Procedure", "Blank: the unit's.", choices=PROCEDURES),
    Spec("assess_fee", "Assess fees", "Blank: the unit decides.", Kind.MAYBE),
    Spec(
        "minimums",
        "Minimums",
        "Total and item, which must be exceeded: USD 100.00/40.00, EUR 80.00/30.00.",
        Kind.MINIMUMS,
        wide=True,
    ),
)
FINANCE_CHARGE = (
    Spec("procedure", "Procedure", "Whose items.", choices=PROCEDURES, is_key=True),
    Spec("from", "From", "The first day of the rate.", Kind.DATE, is_key=True),
    Spec("yearly_rate", "Yearly rate %", "Such as 10.15."),
    Spec(
        "day_count",
        "Days of a year",
        "What a year counts.",
        choices=words(("365", ""), ("360", ""), ("actual", "365 or 366")),
    ),
    Spec("charge_on", "Stands on", "1 letter, 2 invoice, 3 notice.", Kind.WHOLE, CHARGE_ON),
)
FIRST_NUMBER = Spec(
    "first_dunning_number",
    "First dunning number",
    "The number of the first run; it can be set until that has been made.",
    Kind.WHOLE,
)
SPECS: Mapping[str, tuple[Spec, ...]] = {
    "unit": UNIT,
    "entry_type": ENTRY_TYPE,
    "procedure": PROCEDURE,
    "level": LEVEL,
    "rule": RULE,
    "profile_class": PROFILE_CLASS,
    "finance_charge": FINANCE_CHARGE,
}


def shown(kind: Kind, value: object) -> str:
    """Return a value as it stands in its field."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Y" if value else "N"
    if kind is Kind.AMOUNTS and isinstance(value, Mapping):
        return ", ".join(f"{code} {amount}" for code, amount in value.items())
    if kind is Kind.MINIMUMS and isinstance(value, list):
        return ", ".join(
            f"{row['currency']} {row.get('dunning_amount', '0')}/{row.get('invoice_amount', '0')}"
            for row in value
        )
    if kind is Kind.CONDITIONS and isinstance(value, list):
        return " and ".join(_condition_words(*row) for row in value)
    return str(value)


def _condition_words(fact: str, operator: str, value: object) -> str:
    each = value if isinstance(value, list) else [value]
    return f"{fact} {operator} {' '.join(shown(Kind.TEXT, one) for one in each)}"


def read(spec: Spec, field: Field) -> object:
    """Read a field into the value that setup.toml would have; None leaves the key out.

    Raises:
        FieldError: what was typed cannot be read at all; the import's checks come later.
    """
    text = field.text
    readers: Mapping[Kind, Callable[[], object]] = {
        Kind.TEXT: lambda: text,
        Kind.FLAG: lambda: read_yes_no(field),
        Kind.MAYBE: lambda: read_yes_no(field) if text else None,
        Kind.WHOLE: lambda: _whole(field),
        Kind.NONE_OR_WHOLE: lambda: _whole(field) if text else None,
        Kind.DATE: lambda: read_date(field),
        Kind.AMOUNTS: lambda: _amounts(field),
        Kind.MINIMUMS: lambda: _minimums(field),
        Kind.CONDITIONS: lambda: _conditions(field),
    }
    return readers[spec.kind]()


def _whole(field: Field) -> int:
    if not (field.text.isascii() and field.text.isdigit() and len(field.text) <= 18):
        raise FieldError(
            field.id or "", f"{field.label}: {field.text or 'blank'} is not a whole number."
        )
    return int(field.text)


def _pairs(field: Field, example: str) -> list[tuple[str, str]]:
    pairs = []
    for part in re.split(r"[,;]", field.text):
        if part.strip():
            found = part.split()
            if len(found) != 2:
                raise FieldError(
                    field.id or "", f"{field.label}: {part.strip()} is not as {example}."
                )
            pairs.append((found[0].upper(), found[1]))
    return pairs


def _amounts(field: Field) -> dict[str, str]:
    pairs = _pairs(field, "USD 5.00")
    if len(dict(pairs)) < len(pairs):
        raise FieldError(field.id or "", f"{field.label}: a currency stands there twice.")
    return dict(pairs)


def _minimums(field: Field) -> list[dict[str, str]]:
    rows = []
    for code, amounts in _pairs(field, "USD 100.00/40.00"):
        total, _, item = amounts.partition("/")
        rows.append({"currency": code, "dunning_amount": total, "invoice_amount": item or "0"})
    return rows


_CONDITION = re.compile(rf"(\w+)\s*({'|'.join(sorted(OPERATORS, key=len, reverse=True))})\s*(.+)")


def _conditions(field: Field) -> list[list[object]]:
    rows: list[list[object]] = []
    for part in re.split(r"\s+and\s+", field.text, flags=re.IGNORECASE) if field.text else ():
        found = _CONDITION.fullmatch(part.strip())
        if not found:
            raise FieldError(
                field.id or "",
                f"{field.label}: {part.strip()} is not a fact, an operator and a value.",
                "Such as oldest_days_past_due >= 30 and past_due_total > 500.00.",
            )
        fact, operator, value = found.groups()
        many = [_fact_value(fact, one) for one in re.split(r"[\s,]+", value.strip())]
        single = _fact_value(fact, value.strip())
        rows.append([fact, operator, many if operator == "in" else single])
    return rows


def _fact_value(fact: str, text: str) -> object:
    if fact in NUMBER_FACTS and text.isascii() and text.isdigit():
        return int(text)
    if fact in FLAG_FACTS and text.upper() in {"Y", "N", "TRUE", "FALSE"}:
        return text.upper() in {"Y", "TRUE"}
    return text


def plain_value(value: object) -> str:
    """Return a value for a list's column."""
    return value.isoformat() if isinstance(value, date) else shown(Kind.TEXT, value)
