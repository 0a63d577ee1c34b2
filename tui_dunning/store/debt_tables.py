"""Tables of who owes and what: customers, sites, contacts, items, payments, prices."""

from __future__ import annotations

from peewee import (
    SQL,
    BooleanField,
    Case,
    CompositeKey,
    DateField,
    DeferredForeignKey,
    ForeignKeyField,
    IntegerField,
)

from tui_dunning.store.setup_tables import EntryType, Procedure, ProfileClass, Unit
from tui_dunning.store.tables import AddressColumns, CharField, Code, MinorField, Table, TextField


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

        indexes = ((("correspondence", "id"), True), (("name_folded", "number"), True))


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


class PastDue(Table):
    """What a customer has past due in a currency, on the day of `PastDueDay`: see `past_due`.

    `minus_due` is minus that amount, so that its index reads as the list does. `next_due` is the
    first due date from that day on, null where there is none: the day after, the sum is another.
    A customer that owes nothing, but has a letter code, has one row, of no currency. There is no
    foreign key: a server would lock customers whose other writers wait for the lock of the sums.
    """

    customer_id = IntegerField()
    currency = CharField()
    minus_due = MinorField()
    number = CharField()
    next_due = DateField(null=True)

    class Meta:
        """The list's order, and what falls due next."""

        primary_key = CompositeKey("customer_id", "currency")
        indexes = ((("minus_due", "number", "currency"), False), (("next_due", "number"), False))


class PastDueDay(Table):
    """The day for which `PastDue` holds; no row before the first import.

    `revision` is another one after each change of the sums.
    """

    day = DateField(primary_key=True)
    revision = IntegerField()


Item.add_index(
    Item.index(Item.customer, Item.unit, Item.id, where=SQL("is_open"), name="item_open")
)

LTR_BY_CODE = Case(
    None,
    [(~Customer.dunning, SQL("'**'")), (Customer.all_sent, SQL("'*'"))],
    Customer.letter_code,
)
"""The column LTR of customers under the sequence method, word for word as its index has it."""

Customer.add_index(
    Customer.index(
        Customer.dunning_group,
        Customer.number,
        where=SQL("dunning_group <> ''"),
        name="customer_group",
    )
)
Customer.add_index(
    SQL(
        "CREATE INDEX customer_ltr ON customer ((CASE WHEN NOT dunning THEN '**'"
        " WHEN all_sent THEN '*' ELSE letter_code END), number)"
    )
)
