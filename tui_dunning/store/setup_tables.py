"""Tables of the set-up: units, procedures, profile classes, letter texts, rates."""

from __future__ import annotations

from peewee import (
    SQL,
    BigIntegerField,
    BooleanField,
    DateField,
    DateTimeField,
    ForeignKeyField,
    IntegerField,
)

from tui_dunning.store.tables import AddressColumns, CharField, Code, Table, TextField, now


class SchemaInfo(Table):
    """One row: whose database this is and which version its tables have."""

    product = CharField()
    version = IntegerField()
    created_at = DateTimeField(default=now)


class Counter(Table):
    """The next number of a gap-free series; updated in the transaction that uses it.

    Names: `dunning_number`, `letter_number`, `payment_reference:UNIT`.
    """

    name = CharField(primary_key=True)
    next_value = BigIntegerField()


class Procedure(Table):
    """A named way to dun. `small_item` is JSON, currency to amount text."""

    code = CharField(unique=True)
    method = CharField()
    credits = CharField(default="net")
    include_disputed = BooleanField(default=False)
    small_item = TextField(default="{}")
    letter_per = CharField(default="customer")
    after_last = CharField(default="stop")
    resend_same_level = BooleanField(default=True)
    cycle = CharField(default="item")


class ProcedureLevel(Table):
    """One level of a procedure. `fee` is JSON, currency to amount text."""

    procedure = ForeignKeyField(Procedure, backref="levels", on_delete="CASCADE")
    number = IntegerField()
    letter_code = CharField()
    days_from = IntegerField(default=0)
    days_to = IntegerField(default=9900)
    days_between = IntegerField(default=0)
    automatic = BooleanField(default=True)
    only_without_payment = BooleanField(default=False)
    credit_hold = BooleanField(default=False)
    extract = CharField(default="dunned")
    mail_to_agency = BooleanField(default=False)
    collection = BooleanField(default=False)
    fee = TextField(default="{}")
    fee_on = IntegerField(default=1)

    class Meta:
        """A level stands once in its procedure."""

        indexes = ((("procedure", "number"), True),)


class ProcedureRule(Table):
    """One rule of an action list. `conditions` is JSON, a list of [fact, operator, value]."""

    procedure = ForeignKeyField(Procedure, backref="rules", on_delete="CASCADE")
    position = IntegerField()
    conditions = TextField(default="[]")
    level = IntegerField(null=True)
    no_letter = BooleanField(default=False)
    credit_hold = BooleanField(default=False)
    collection = BooleanField(default=False)
    activity = Code()

    class Meta:
        """A position stands once in its procedure."""

        indexes = ((("procedure", "position"), True),)


class FinanceChargeRate(Table):
    """A yearly rate (percent, decimal text) of a procedure from a date on."""

    procedure = ForeignKeyField(Procedure, backref="rates", on_delete="CASCADE")
    valid_from = DateField()
    yearly_rate = CharField()
    day_count = CharField(default="365")
    charge_on = IntegerField(default=1)

    class Meta:
        """One rate for each day."""

        indexes = ((("procedure", "valid_from"), True),)


class ProfileClass(Table):
    """Defaults that customers share. `minimums` is JSON: [{currency, dunning_amount, ...}]."""

    code = CharField(unique=True)
    grace_days = IntegerField(default=0)
    dunning = BooleanField(default=True)
    procedure = ForeignKeyField(Procedure, null=True, on_delete="RESTRICT")
    assess_fee = BooleanField(null=True)
    minimums = TextField(default="[]")


class Unit(AddressColumns):
    """The business unit that sends letters."""

    code = CharField(unique=True)
    name = CharField()
    currency = CharField()
    set_id = Code(index=True)
    language = CharField(default="en")
    procedure = ForeignKeyField(Procedure, null=True, on_delete="RESTRICT")
    addressing = CharField(default="customer")
    display_currency = Code()
    assess_fee = BooleanField(default=False)
    remit_to = Code()
    email = Code()
    phone = Code()
    acceptgiro = BooleanField(default=False)
    acceptgiro_first_reference = BigIntegerField(default=1)


class EntryType(Table):
    """A kind of item, included in dunning or not."""

    code = CharField(unique=True)
    name = Code()
    include = BooleanField(default=True)


class LetterText(Table):
    """One version of the text of a letter code in a language. Versions are never changed.

    `is_current` marks the version that new letters take, `is_shipped` one that came with the
    product. Code `P` is the text of special pricing letters.
    """

    code = CharField()
    language = CharField()
    version = IntegerField()
    tone = Code()
    subject = TextField()
    body = TextField()
    is_current = BooleanField(default=True)
    is_shipped = BooleanField(default=False)
    created_at = DateTimeField(default=now)
    operator = Code()

    class Meta:
        """A version stands once."""

        indexes = ((("code", "language", "version"), True),)


class ExchangeRate(Table):
    """A rate (decimal text) from one currency into another from a date on."""

    from_currency = CharField()
    to_currency = CharField()
    date = DateField()
    rate = CharField()

    class Meta:
        """One rate for each pair and day."""

        indexes = ((("from_currency", "to_currency", "date"), True),)


LetterText.add_index(
    LetterText.index(
        LetterText.code,
        LetterText.language,
        unique=True,
        where=SQL("is_current"),
        name="letter_text_current",
    )
)
