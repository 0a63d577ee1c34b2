"""The tables: columns and constraints, no rules.

Amounts are whole minor units in `..._minor` columns with the currency beside them (checked to be
integers on SQLite); dates are ISO dates, moments are UTC. Everything a letter was made with is
copied to `letter`, `letter_customer` and `letter_item`, so that later changes never alter it.
The classes stand in `setup_tables`, `debt_tables` and `letter_tables`.
"""

from __future__ import annotations

from tui_dunning.store.debt_tables import Contact, Customer, Item, Payment, Price, Site
from tui_dunning.store.letter_tables import (
    CustomerEvent,
    Letter,
    LetterCharge,
    LetterCustomer,
    LetterEvent,
    Letterhead,
    LetterItem,
    PrintBatch,
    PrintBatchLetter,
    Run,
)
from tui_dunning.store.setup_tables import (
    Counter,
    EntryType,
    ExchangeRate,
    FinanceChargeRate,
    LetterText,
    Procedure,
    ProcedureLevel,
    ProcedureRule,
    ProfileClass,
    SchemaInfo,
    Unit,
)
from tui_dunning.store.tables import (
    SCHEMA_VERSION,
    AddressColumns,
    CharField,
    Code,
    MinorField,
    Table,
    TextField,
    database,
    now,
    on_sqlite,
)

__all__ = [
    "SCHEMA_VERSION",
    "TABLES",
    "AddressColumns",
    "CharField",
    "Code",
    "Contact",
    "Counter",
    "Customer",
    "CustomerEvent",
    "EntryType",
    "ExchangeRate",
    "FinanceChargeRate",
    "Item",
    "Letter",
    "LetterCharge",
    "LetterCustomer",
    "LetterEvent",
    "LetterItem",
    "LetterText",
    "Letterhead",
    "MinorField",
    "Payment",
    "Price",
    "PrintBatch",
    "PrintBatchLetter",
    "Procedure",
    "ProcedureLevel",
    "ProcedureRule",
    "ProfileClass",
    "Run",
    "SchemaInfo",
    "Site",
    "Table",
    "TextField",
    "Unit",
    "database",
    "now",
    "on_sqlite",
]

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
