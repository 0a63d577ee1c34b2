"""The tables: columns and constraints, no rules.

Amounts are whole minor units in `..._minor` columns with the currency beside them (checked to be
integers on SQLite); dates are ISO dates, moments are UTC. Everything a letter was made with is
copied to `letter`, `letter_customer` and `letter_item`, so that later changes never alter it.
"""

from __future__ import annotations

from datetime import UTC, datetime

from peewee import (
    SQL,
    BigIntegerField,
    BooleanField,
    Context,
    DatabaseProxy,
    DateField,
    DateTimeField,
    DeferredForeignKey,
    ForeignKeyField,
    IntegerField,
    Model,
    Node,
    NodeList,
    SqliteDatabase,
)
from peewee import TextField as PlainTextField

SCHEMA_VERSION = 1
"""Raised with every change of the tables; a database of another version is refused."""

database: DatabaseProxy = DatabaseProxy()
"""The open database; `store.database` sets it, nobody else."""


def now() -> datetime:
    """Return the moment in UTC, without a zone, to the second."""
    return datetime.now(UTC).replace(tzinfo=None, microsecond=0)


def on_sqlite() -> bool:
    """Whether the open database is SQLite; else it is PostgreSQL."""
    return isinstance(database.obj, SqliteDatabase)


def _for_sqlite(ctx: Context) -> bool:
    """Whether a statement is being written for SQLite (its mark for a value is `?`)."""
    return bool(ctx.state.param == "?")


class TextField(PlainTextField):
    """A text of any length, ordered by code point on both databases."""

    def ddl(self, ctx: Context) -> Node:
        """Give PostgreSQL the order that SQLite has by itself."""
        column = super().ddl(ctx)
        return column if _for_sqlite(ctx) else NodeList((column, SQL('COLLATE "C"')))


class CharField(TextField):
    """A short text: a code, a name, a choice."""


class Code(CharField):
    """A short text that is never null: a code, a flag's text, an address line."""

    def __init__(self, **options: object) -> None:
        options.setdefault("default", "")
        super().__init__(**options)


class MinorField(BigIntegerField):
    """An amount in minor units. Refuses anything but a whole number."""

    def db_value(self, value: object) -> int | None:
        """Pass an int through; anything else is a programming error, not a rounding."""
        if value is not None and type(value) is not int:
            raise TypeError(f"minor units must be int, not {type(value).__name__}: {value!r}")
        return value

    def ddl(self, ctx: Context) -> Node:
        """Make SQLite, which takes any type in any column, check the type."""
        column = super().ddl(ctx)
        if not _for_sqlite(ctx):
            return column
        allowed = "IN ('integer', 'null')" if self.null else "= 'integer'"
        return NodeList((column, SQL(f"CHECK (typeof({self.column_name}) {allowed})")))


class Table(Model):
    """What all tables share."""

    class Meta:
        """Bind to the open database; table names as in the class names, in snake case."""

        database = database
        legacy_table_names = False


# --- set-up -------------------------------------------------------------------------------------


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


class AddressColumns(Table):
    """The address columns that units, customers and sites share."""

    line1 = Code()
    line2 = Code()
    postal_code = Code()
    city = Code()
    region = Code()
    country = Code()


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


# --- who owes -----------------------------------------------------------------------------------


class Customer(AddressColumns):
    """Who owes. `correspondence` is the customer itself where it has no parent.

    `letter_code`, `letter_code_on`, `all_sent` are the state of the sequence method.
    `name_folded` is the name as searches compare it; `minimums` null: the profile class decides.
    """

    number = CharField(unique=True)
    name = CharField()
    name_folded = CharField()
    unit = ForeignKeyField(Unit, null=True, on_delete="RESTRICT")
    correspondence = ForeignKeyField(
        "self",
        backref="members",
        on_delete="RESTRICT",
        deferrable="INITIALLY DEFERRED",
        index=False,
    )
    dunning = BooleanField(default=True)
    procedure = ForeignKeyField(Procedure, null=True, on_delete="RESTRICT")
    profile_class = ForeignKeyField(ProfileClass, null=True, on_delete="RESTRICT")
    dunning_group = Code()
    language = Code()
    currency = Code()
    credit_limit_minor = MinorField(null=True)
    credit_hold = BooleanField(default=False)
    risk_level = Code()
    assess_fee = BooleanField(null=True)
    grace_days = IntegerField(null=True)
    minimums = TextField(null=True)
    remit_to = Code()
    bank_account = Code()
    agency_name = Code()
    agency_line1 = Code()
    agency_line2 = Code()
    agency_postal_code = Code()
    agency_city = Code()
    agency_country = Code()
    letter_code = Code()
    letter_code_on = DateField(null=True)
    all_sent = BooleanField(default=False)
    blocked_until = DateField(null=True)
    block_reason = Code()

    class Meta:
        """The orders in which a run and the lists read customers."""

        indexes = ((("correspondence", "id"), True), (("name_folded", "id"), True))


class Site(AddressColumns):
    """One address of a customer; at most one has the dunning purpose."""

    customer = ForeignKeyField(Customer, backref="sites", on_delete="CASCADE")
    code = CharField()
    dunning_purpose = BooleanField(default=False)
    profile_class = ForeignKeyField(ProfileClass, null=True, on_delete="RESTRICT")
    minimums = TextField(null=True)

    class Meta:
        """A site's code stands once for a customer."""

        indexes = ((("customer", "code"), True),)


class Contact(Table):
    """A person at the customer. `preferred` is print, email or both."""

    customer = ForeignKeyField(Customer, backref="contacts", on_delete="CASCADE")
    name = CharField()
    email = Code()
    phone = Code()
    preferred = CharField(default="print")
    primary = BooleanField(default=False)

    class Meta:
        """A name stands once for a customer."""

        indexes = ((("customer", "name"), True),)


# --- what is owed -------------------------------------------------------------------------------


class Item(Table):
    """An open (or closed) item. `dunning_level`, `dunned_on`, `letter` are its dunning status.

    The status is that of the latest sent letter that dunned it: 0, null, null when never dunned.
    `charged_until` is the last day for which a finance charge was sent. `made_by_letter` is set
    for an item that the product itself made (a fee, a finance charge).
    """

    unit = ForeignKeyField(Unit, on_delete="RESTRICT", index=False)
    customer = ForeignKeyField(Customer, backref="items", on_delete="RESTRICT", index=False)
    number = CharField()
    entry_type = ForeignKeyField(EntryType, on_delete="RESTRICT", index=False)
    item_date = DateField(null=True)
    due_date = DateField()
    currency = CharField()
    amount_minor = MinorField(null=True)
    balance_minor = MinorField()
    site = ForeignKeyField(Site, null=True, on_delete="RESTRICT", index=False)
    disputed = BooleanField(default=False)
    blocked_until = DateField(null=True)
    block_reason = Code()
    in_collection = BooleanField(default=False)
    is_open = BooleanField(default=True)
    dunning_level = IntegerField(default=0)
    dunned_on = DateField(null=True)
    letter = DeferredForeignKey("Letter", null=True, on_delete="RESTRICT", index=False)
    charged_until = DateField(null=True)
    made_by_letter = DeferredForeignKey("Letter", null=True, on_delete="RESTRICT", index=False)

    class Meta:
        """An item's number stands once in its unit; open items are read by customer and unit."""

        indexes = ((("unit", "number"), True),)


class Payment(Table):
    """A dated fact; it never changes a balance. `occurrence` tells equal rows of a file apart."""

    customer = ForeignKeyField(Customer, backref="payments", on_delete="CASCADE", index=False)
    unit = ForeignKeyField(Unit, null=True, on_delete="RESTRICT", index=False)
    date = DateField()
    currency = CharField()
    amount_minor = MinorField()
    item = Code()
    reference = Code()
    occurrence = IntegerField(default=1)

    class Meta:
        """The latest payment of a customer is found by index."""

        indexes = ((("customer", "date"), False),)


class Price(Table):
    """A special price of a customer for a product, from a date until another or for good."""

    customer = ForeignKeyField(Customer, backref="prices", on_delete="CASCADE", index=False)
    product = CharField()
    description = Code()
    currency = CharField()
    price_minor = MinorField()
    valid_from = DateField()
    valid_until = DateField(null=True)

    class Meta:
        """The key of an imported price."""

        indexes = ((("customer", "product", "currency", "valid_from"), True),)


# --- what was sent ------------------------------------------------------------------------------


class Run(Table):
    """One execution of the update. `number` is the dunning number.

    `scope`, `totals` (currency to amount text), `not_dunned`, `errors` are JSON; `scope_key`
    finds the last run of the same scope.
    """

    number = BigIntegerField(primary_key=True)
    as_of = DateField()
    started_at = DateTimeField()
    finished_at = DateTimeField()
    operator = CharField()
    scope = TextField()
    scope_key = CharField(index=True)
    parameters = TextField(default="{}")
    letters = IntegerField()
    customers = IntegerField()
    items = IntegerField()
    totals = TextField()
    not_dunned = TextField()
    superseded = IntegerField()
    errors = TextField(default="[]")


class Letterhead(Table):
    """What a letter carries of its unit (JSON), one row for each differing content."""

    unit = ForeignKeyField(Unit, on_delete="RESTRICT")
    digest = CharField(unique=True)
    content = TextField()


class Letter(Table):
    """What one correspondence customer (or site, or agency) gets; `id` is the letter's number.

    `date` is the as-of date of its run. `address` holds the lines of the window, one a line.
    `text` is the version of the text it was made with; `edited_*` the one-time change of it;
    `final_*` the words that were sent. `revision` rises with every change before sending.
    """

    id = BigIntegerField(primary_key=True)
    run = ForeignKeyField(Run, null=True, backref="made_letters", on_delete="RESTRICT", index=False)
    date = DateField()
    status = CharField(default="proposed")
    unit = ForeignKeyField(Unit, on_delete="RESTRICT", index=False)
    letterhead = ForeignKeyField(Letterhead, on_delete="RESTRICT", index=False)
    procedure = CharField()
    customer = ForeignKeyField(Customer, backref="letters", on_delete="RESTRICT", index=False)
    recipient = CharField(default="customer")
    site = CharField(null=True)
    to_number = CharField()
    to_name = CharField()
    attention = Code()
    address = TextField()
    level = IntegerField()
    letter_code = CharField()
    language = CharField()
    text = ForeignKeyField(LetterText, null=True, on_delete="RESTRICT", index=False)
    extract = CharField(default="dunned")
    credit_hold = BooleanField(default=False)
    collection = BooleanField(default=False)
    effects = TextField(default="")
    manual = BooleanField(default=False)
    manual_reason = Code()
    edited_subject = TextField(null=True)
    edited_body = TextField(null=True)
    final_subject = TextField(null=True)
    final_body = TextField(null=True)
    display_currency = Code()
    display_rates = TextField(default="")
    held = Code()
    held_detail = Code()
    payment_reference = Code()
    acceptgiro = BooleanField(default=False)
    superseded_by = BigIntegerField(null=True)
    created_at = DateTimeField(default=now)
    operator = CharField()
    sent_at = DateTimeField(null=True)
    sent_by = Code()
    ended_at = DateTimeField(null=True)
    ended_by = Code()
    end_reason = Code()
    revision = IntegerField(default=1)

    class Meta:
        """Waiting letters, a customer's and a run's letters, and each order of the list."""

        indexes = (
            (("status", "letter_code", "id"), False),
            (("customer", "id"), False),
            (("run", "id"), False),
            (("to_number", "id"), False),
        )


class LetterCustomer(Table):
    """A customer on a letter: its name then, and how the letter moved its letter code.

    The `..._before` columns are what deleting or rolling back puts back; `moved` is false where
    the letter moved nothing. `hold_set` is true where sending the letter set the credit hold.
    """

    letter = ForeignKeyField(Letter, backref="customers", on_delete="CASCADE", index=False)
    customer = ForeignKeyField(Customer, on_delete="RESTRICT")
    name = CharField()
    moved = BooleanField(default=False)
    code_before = Code()
    code_on_before = DateField(null=True)
    all_sent_before = BooleanField(default=False)
    code_after = Code()
    hold_set = BooleanField(default=False)

    class Meta:
        """A customer stands once on a letter."""

        indexes = ((("letter", "customer"), True),)


class LetterItem(Table):
    """An item on a letter, with what was printed of it. Taken off, it stays here, marked so."""

    letter = ForeignKeyField(Letter, backref="items", on_delete="CASCADE", index=False)
    item = ForeignKeyField(Item, backref="letter_items", on_delete="RESTRICT")
    customer = ForeignKeyField(Customer, on_delete="RESTRICT", index=False)
    entry_type = CharField()
    item_date = DateField(null=True)
    due_date = DateField()
    currency = CharField()
    balance_minor = MinorField()
    dunned = BooleanField()
    due = BooleanField()
    level = IntegerField(null=True)
    previous_level = IntegerField(default=0)
    taken_off = BooleanField(default=False)
    referred = BooleanField(default=False)

    class Meta:
        """An item stands once on a letter."""

        indexes = ((("letter", "item"), True),)


class LetterCharge(Table):
    """A fee or finance charge of a letter; `posted_item` is the item made of it once sent."""

    letter = ForeignKeyField(Letter, backref="charges", on_delete="CASCADE")
    kind = CharField()
    currency = CharField()
    amount_minor = MinorField()
    charge_on = IntegerField(default=1)
    item = ForeignKeyField(Item, null=True, on_delete="RESTRICT", index=False)
    charged_from = DateField(null=True)
    charged_until = DateField(null=True)
    posted_item = ForeignKeyField(Item, null=True, on_delete="RESTRICT", index=False)


class CustomerEvent(Table):
    """What happened to a customer besides letters: a change by hand, a mark, a reset, a note.

    `kind` says what (letter_code, dunning, block, note, activity, ...); `before` and `after` are
    texts as a clerk reads them.
    """

    customer = ForeignKeyField(Customer, backref="events", on_delete="CASCADE", index=False)
    at = DateTimeField(default=now)
    operator = CharField()
    kind = CharField()
    before = TextField(default="")
    after = TextField(default="")
    reason = TextField(default="")
    run = ForeignKeyField(Run, null=True, on_delete="RESTRICT", index=False)
    letter = ForeignKeyField(Letter, null=True, on_delete="RESTRICT", index=False)

    class Meta:
        """A customer's events are read newest first."""

        indexes = ((("customer", "id"), False),)


class LetterEvent(Table):
    """Who did what to a letter when: edited, item taken off, printed, re-printed, deleted."""

    letter = ForeignKeyField(Letter, backref="events", on_delete="CASCADE")
    at = DateTimeField(default=now)
    operator = CharField()
    kind = CharField()
    detail = TextField(default="")


class PrintBatch(Table):
    """One print: written down before its file is made, `done` once file and marks are safe.

    `kind` is letters, reprint or prices; `state` is writing, done or failed.
    """

    kind = CharField(default="letters")
    path = TextField()
    state = CharField(default="writing")
    started_at = DateTimeField(default=now)
    finished_at = DateTimeField(null=True)
    operator = CharField()
    letters = IntegerField(default=0)
    pages = IntegerField(default=0)
    sha256 = Code()


class PrintBatchLetter(Table):
    """A letter in a print batch and the file that holds it."""

    batch = ForeignKeyField(PrintBatch, backref="batch_letters", on_delete="CASCADE", index=False)
    letter = ForeignKeyField(Letter, on_delete="RESTRICT")
    file = TextField(default="")

    class Meta:
        """A letter stands once in a batch."""

        indexes = ((("batch", "letter"), True),)


Letter.add_index(
    Letter.index(Letter.run, where=SQL("status = 'proposed'"), name="letter_proposed_of_run")
)
Item.add_index(
    Item.index(Item.customer, Item.unit, Item.id, where=SQL("is_open"), name="item_open")
)
LetterText.add_index(
    LetterText.index(
        LetterText.code,
        LetterText.language,
        unique=True,
        where=SQL("is_current"),
        name="letter_text_current",
    )
)

TABLES: tuple[type[Table], ...] = (
    SchemaInfo,
    Counter,
    Procedure,
    ProcedureLevel,
    ProcedureRule,
    FinanceChargeRate,
    ProfileClass,
    Unit,
    EntryType,
    LetterText,
    ExchangeRate,
    Customer,
    Site,
    Contact,
    Item,
    Payment,
    Price,
    Run,
    Letterhead,
    Letter,
    LetterCustomer,
    LetterItem,
    LetterCharge,
    CustomerEvent,
    LetterEvent,
    PrintBatch,
    PrintBatchLetter,
)
"""All tables in the order in which they are created."""
