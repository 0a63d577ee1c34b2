"""4.4.9.3: the rules of an action list, in order; the first that matches decides."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from tui_dunning.errors import Refused
from tui_dunning.screens.actions import Action, ListOption
from tui_dunning.screens.line_list import Column
from tui_dunning.screens.setup_fields import Kind
from tui_dunning.screens.setup_list_screen import CHANGE, DISPLAY, SetupListScreen, SetupRow, value
from tui_dunning.screens.setup_record import SetupRecordScreen, procedure_head
from tui_dunning.services import setup

Rules = list[dict[str, object]]


def rules_of(procedure: str) -> Rules:
    """Return the rules of a procedure in order."""
    found = next(r for r in setup.records("procedure") if r.key[1] == (procedure,))
    rules = found.values["rule"]
    assert isinstance(rules, list)
    return [dict(rule) for rule in rules]


def document_of(procedure: str, rules: Rules) -> dict[str, object]:
    """Return the table of setup.toml that gives a procedure these rules."""
    plain = [{k: v for k, v in rule.items() if v is not None} for rule in rules]
    return {"procedure": [{**procedure_head(procedure), "rule": plain}]}


class RuleRecordScreen(SetupRecordScreen):
    """One rule. `place` counts from 1; a new rule goes behind it."""

    HEADING = "Rule of an action list"

    def __init__(self, owner: str, place: int, rule: dict[str, object] | None, read_only: bool):
        super().__init__("rule", rule, owner=owner, read_only=read_only)
        self.place = place

    def document(self, given: dict[str, object]) -> dict[str, object]:
        """Put the rule into the list of all rules."""
        rules = rules_of(self.owner)
        if self.is_new:
            rules.insert(self.place, given)
        elif self.place > len(rules) or rules[self.place - 1] != self.values:
            raise Refused("The rules were changed meanwhile.", "F12 goes back, then F5.")
        else:
            rules[self.place - 1] = given
        return document_of(self.owner, rules)


class RulesScreen(SetupListScreen):
    """The rules of one procedure in their order."""

    IDENT = "AR449M"
    HEADING = "Rules of an action list"
    TABLE = "rule"
    HELP = (
        "The rules are tried from the top; the first whose conditions all hold decides for the "
        "account. F6 puts a new rule behind the one that the cursor stands on."
    )
    COLUMNS: ClassVar[Sequence[Column[SetupRow]]] = (
        Column("Rule", 4, lambda row: str(row.key[0]), "right", pinned=True),
        Column("When", 32, value("when", Kind.CONDITIONS), grow=True),
        Column("Level", 5, value("level"), "right"),
        Column("No letter", 9, value("no_letter")),
        Column("Hold", 4, value("credit_hold")),
        Column("Collection", 10, value("collection")),
        Column("Activity", 16, value("activity")),
    )
    OPTIONS: ClassVar[tuple[ListOption, ...]] = (
        CHANGE,
        ListOption("4", "Delete", "delete", "Takes the rule out.", dangerous=True),
        DISPLAY,
        ListOption("6", "Up", "up", "Moves the rule one place up."),
    )
    ACTIONS: ClassVar[tuple[Action, ...]] = (
        Action("f6", "CREATE", "Create", "create", "A new rule behind the cursor's."),
    )

    @property
    def heading(self) -> str:
        """The title."""
        return f"Rules of procedure {self.owner}"

    def all_rows(self) -> Sequence[SetupRow]:
        """Read the rules."""
        return [SetupRow((at,), rule) for at, rule in enumerate(rules_of(self.owner), 1)]

    def described(self, row: SetupRow) -> str:
        """Name a rule."""
        return f"{row.key[0]}  {value('when', Kind.CONDITIONS)(row)}"

    def record(self, row: SetupRow | None, read_only: bool = False) -> SetupRecordScreen:
        """Return the screen of a rule."""
        if row is not None:
            return RuleRecordScreen(self.owner, _place(row), dict(row.values), read_only)
        current = self.work_list.current
        return RuleRecordScreen(self.owner, _place(current) if current else 0, None, False)

    async def do_create(self) -> None:
        """F6: a new rule."""
        if (await self.call(procedure_head, self.owner))["method"] != "action_list":
            raise Refused("Only procedures of the method action_list have rules.")
        await super().do_create()

    async def do_delete(self, row: SetupRow) -> str:
        """4: take a rule out."""

        def take(rules: Rules, at: int) -> None:
            del rules[at]

        await self.call(self._rearrange, row, take)
        return f"Rule {row.key[0]} was taken out."

    async def do_up(self, row: SetupRow) -> str:
        """6: one place up."""

        def swap(rules: Rules, at: int) -> None:
            if at == 0:
                raise Refused("The first rule cannot go up.")
            rules[at - 1], rules[at] = rules[at], rules[at - 1]

        await self.call(self._rearrange, row, swap)
        return f"Rule {row.key[0]} went up."

    def _rearrange(self, row: SetupRow, change: Callable[[Rules, int], None]) -> None:
        """Change the order of the rules; a rule that moved meanwhile is found by what it says."""
        rules = rules_of(self.owner)
        same = [at for at, rule in enumerate(rules) if rule == dict(row.values)]
        at = _place(row) - 1 if _place(row) - 1 in same else same[0] if len(same) == 1 else None
        if at is None:
            raise Refused("The rules were changed meanwhile.", "F5 reads them again.")
        change(rules, at)
        setup.change_records(document_of(self.owner, rules), self.desk.session.operator)


def _place(row: SetupRow) -> int:
    place = row.key[0]
    assert isinstance(place, int)
    return place
