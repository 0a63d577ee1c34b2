"""4.4.9 Set-up: units, entry types, procedures, profile classes and finance charges as lists."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from tui_dunning.screens.actions import ListOption
from tui_dunning.screens.line_list import Column
from tui_dunning.screens.setup_fields import Kind
from tui_dunning.screens.setup_list_screen import (
    CHANGE,
    DISPLAY,
    CodedListScreen,
    SetupListScreen,
    SetupRow,
    value,
)
from tui_dunning.screens.setup_rules import RulesScreen


class UnitsScreen(CodedListScreen):
    """4.4.9.1: the units that send letters."""

    TABLE = "unit"
    HELP = "The business units that send letters: letterhead, bank account, currency, procedure."
    COLUMNS: ClassVar[Sequence[Column[SetupRow]]] = (
        Column("Unit", 8, value("code"), pinned=True),
        Column("Name", 24, value("name"), grow=True),
        Column("Cur", 3, value("currency")),
        Column("Lang", 5, value("language")),
        Column("Set id", 8, value("set_id")),
        Column("Procedure", 10, value("procedure")),
        Column("City", 16, value("city")),
        Column("Country", 7, value("country")),
    )


class EntryTypesScreen(CodedListScreen):
    """4.4.9.2: the kinds of items."""

    TABLE = "entry_type"
    HELP = "The kinds of items, and whether they are dunned."
    COLUMNS: ClassVar[Sequence[Column[SetupRow]]] = (
        Column("Type", 10, value("code"), pinned=True),
        Column("Name", 40, value("name"), grow=True),
        Column("Dunned", 6, value("include")),
    )


class ProceduresScreen(CodedListScreen):
    """4.4.9.3: procedures; their levels and rules are lists of their own."""

    TABLE = "procedure"
    HELP = (
        "A procedure is a way to dun: a method, levels, and for an action list rules. A change "
        "counts from the next update; letters that were made keep what they were made with."
    )
    COLUMNS: ClassVar[Sequence[Column[SetupRow]]] = (
        Column("Procedure", 16, value("code"), pinned=True, grow=True),
        Column("Method", 11, value("method")),
        Column("Credits", 7, value("credits")),
        Column("Letter per", 10, value("letter_per")),
        Column("Disputed", 8, value("include_disputed")),
        Column("After last", 10, value("after_last")),
        Column("Cycle", 8, value("cycle")),
    )
    OPTIONS: ClassVar[tuple[ListOption, ...]] = (
        CHANGE,
        DISPLAY,
        ListOption("7", "Levels", "levels", "Lists the levels of the procedure."),
        ListOption("8", "Rules", "rules", "Lists the rules of an action list."),
    )

    async def do_levels(self, row: SetupRow) -> None:
        """7: the levels."""
        await self.ask(LevelsScreen(owner=str(row.values["code"])))

    async def do_rules(self, row: SetupRow) -> None:
        """8: the rules."""
        await self.ask(RulesScreen(owner=str(row.values["code"])))


class LevelsScreen(SetupListScreen):
    """The levels of one procedure."""

    IDENT = "AR449L"
    HEADING = "Levels of a procedure"
    TABLE = "level"
    HELP = "When each level is reached, which letter it sends, and what it does besides."
    COLUMNS: ClassVar[Sequence[Column[SetupRow]]] = (
        Column("Level", 5, value("number"), "right", pinned=True),
        Column("Letter", 8, value("letter_code"), grow=True),
        Column("From", 5, value("days_from"), "right"),
        Column("To", 6, value("days_to"), "right"),
        Column("Between", 7, value("days_between"), "right"),
        Column("Auto", 4, value("automatic")),
        Column("Hold", 4, value("credit_hold")),
        Column("Fee", 18, value("fee", Kind.AMOUNTS)),
        Column("Collection", 10, value("collection")),
        Column("Agency", 6, value("mail_to_agency")),
        Column("Without payment", 15, value("only_without_payment")),
    )

    @property
    def heading(self) -> str:
        """The title."""
        return f"Levels of procedure {self.owner}"


class ProfileClassesScreen(CodedListScreen):
    """4.4.9.4: what customers share."""

    TABLE = "profile_class"
    HELP = "Grace days, dunning flag, procedure, fees and minimums that customers share."
    COLUMNS: ClassVar[Sequence[Column[SetupRow]]] = (
        Column("Class", 14, value("code"), pinned=True),
        Column("Grace", 5, value("grace_days"), "right"),
        Column("Dunning", 7, value("dunning")),
        Column("Procedure", 10, value("procedure")),
        Column("Fees", 4, value("assess_fee")),
        Column("Minimums", 20, value("minimums", Kind.MINIMUMS), grow=True),
    )


class FinanceChargesScreen(SetupListScreen):
    """4.4.9.5: yearly rates by procedure and date."""

    TABLE = "finance_charge"
    HELP = "Interest on what is past due: a yearly rate of a procedure from a date on."
    COLUMNS: ClassVar[Sequence[Column[SetupRow]]] = (
        Column("Procedure", 16, value("procedure"), pinned=True, grow=True),
        Column("From", 10, value("from")),
        Column("Rate %", 10, value("yearly_rate"), "right"),
        Column("Days", 6, value("day_count")),
        Column("On", 3, value("charge_on"), "right"),
    )
