"""Tables of what was sent: runs, letters, what happened to them, prints."""

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

from tui_dunning.store.debt_tables import Customer, Item
from tui_dunning.store.setup_tables import LetterText, Unit
from tui_dunning.store.tables import CharField, Code, MinorField, Table, TextField, now


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

    `date` is the as-of date of its run. `address` holds the lines of the window that stand below
    `to_name` and `attention`, one a line.
    `text` is the version of the text it was made with; `edited_*` the one-time change of it;
    `payer_account` is the bank account that a payment slip is for; `final_*` the words that were
    sent. `revision` rises with every change before sending.
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
    payer_account = Code()
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
            (("status", "id"), False),
            (("status", "to_number", "id"), False),
            (("customer", "id"), False),
            (("run", "id"), False),
            (("run", "to_number", "id"), False),
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

IS_LIVE = SQL("status IN ('proposed', 'printed', 'sent')")
"""Whether a letter waits or went out, word for word as its index has it."""

Letter.add_index(Letter.index(Letter.level, where=IS_LIVE, name="letter_live_level"))
