"""4.4.9 Set-up: what the lists of its records share."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from tui_dunning.errors import NotFound
from tui_dunning.paging import Key, Page, Seek, page_of
from tui_dunning.screens.actions import Action, ListOption
from tui_dunning.screens.setup_fields import Kind, plain_value, shown
from tui_dunning.screens.setup_record import SetupRecordScreen
from tui_dunning.screens.widgets import Field
from tui_dunning.screens.work_with import WorkWithScreen
from tui_dunning.services import setup

CHANGE = ListOption("2", "Change", "change", "Opens the record to change its fields.")
DISPLAY = ListOption("5", "Display", "display", "Opens the record to look at.")
CREATE = Action("f6", "CREATE", "Create", "create", "Makes a new record.")


@dataclass(frozen=True, slots=True)
class SetupRow:
    """A record in a list."""

    key: Key
    values: Mapping[str, object]


def value(name: str, kind: Kind = Kind.TEXT) -> Callable[[SetupRow], str]:
    """Return what a column shows of a record."""
    if kind is Kind.TEXT:
        return lambda row: plain_value(row.values.get(name))
    return lambda row: shown(kind, row.values.get(name))


class SetupListScreen(WorkWithScreen[SetupRow]):
    """The records of one table; `owner` is the procedure of levels."""

    TABLE: ClassVar[str] = ""
    OPTIONS: ClassVar[tuple[ListOption, ...]] = (CHANGE, DISPLAY)
    DEFAULT_OPTION = "2"
    ACTIONS: ClassVar[tuple[Action, ...]] = (CREATE,)

    def __init__(self, argument: str = "", *, owner: str = "") -> None:
        super().__init__(argument)
        self.owner = owner

    def opened(self) -> None:
        """Read the list; open the record that was asked for."""
        if self.argument and not self.owner:
            code, self.argument = self.argument, ""
            self.start(self.open_record(code))
        else:
            super().opened()

    async def open_record(self, code: str) -> None:
        """Open a record over the list."""
        await self.position()
        rows = await self.call(self.all_rows)
        found = next((row for row in rows if row.key[0] == code), None)
        if found is None:
            raise NotFound(f"There is no {code} here.", "F6 makes it.")
        self.say(await self.do_change(found) or "")
        await self.work_list.reload()

    def all_rows(self) -> Sequence[SetupRow]:
        """Read the records."""
        records = setup.records(self.TABLE, self.owner)
        return [SetupRow(record.key[1], record.values) for record in records]

    def page(self, seek: Seek, limit: int) -> Page[SetupRow]:
        """Read a page."""
        return page_of(self.all_rows(), seek, limit)

    def nothing(self) -> str:
        """Say that there is none."""
        return "There is none yet. F6 makes one."

    def record(self, row: SetupRow | None, read_only: bool = False) -> SetupRecordScreen:
        """Return the screen of a record."""
        values = row.values if row is not None else None
        return SetupRecordScreen(self.TABLE, values, owner=self.owner, read_only=read_only)

    async def do_change(self, row: SetupRow) -> str:
        """2: change."""
        return await self.ask(self.record(row)) or ""

    async def do_display(self, row: SetupRow) -> None:
        """5: display."""
        await self.ask(self.record(row, read_only=True))

    async def do_create(self) -> None:
        """F6: a new record."""
        said = await self.ask(self.record(None))
        await self.work_list.load(Seek())
        self.say(said or "Nothing was made.")


class CodedListScreen(SetupListScreen):
    """Records with a code of their own, which the list can be positioned to."""

    def fields(self) -> Sequence[Field]:
        """Return the position."""
        return (
            Field(
                id="position",
                length=20,
                longest=60,
                label="Position to",
                help_text="The list starts at this code.",
            ),
        )

    def entered(self, values: dict[str, str]) -> Key | None:
        """Start at the code."""
        return (values["position"],) if values["position"] else None
