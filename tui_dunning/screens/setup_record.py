"""4.4.9: one record of the set-up, with numbered fields; F10 shows what changes, then saves."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.containers import Horizontal

from tui_dunning.errors import BadInput, DunningError
from tui_dunning.output.format import clean
from tui_dunning.screens.actions import Action, plural
from tui_dunning.screens.cells import leader
from tui_dunning.screens.dialogs import Confirm
from tui_dunning.screens.entries import FieldError
from tui_dunning.screens.frame import FunctionScreen
from tui_dunning.screens.setup_fields import SPECS, Spec, read, shown
from tui_dunning.screens.widgets import Field, Label, Static
from tui_dunning.services import setup
from tui_dunning.services.setup_tables import RULE, TABLES

IN_WORDS = (
    ("; add a [[letter_text]] for it", "; F6 in 4.4.5 writes one"),
    ("; add a [[procedure.level]]", "; option 7 of the list adds one"),
    (" in quotes", ""),
    ("needs either level or no_letter = true", "it needs a level, or Y in No letter"),
    ("true or false", "Y or N"),
)
"""What the import says of a file, and what a clerk reads instead."""

LISTED = "F4 lists the values."

NAMES: Mapping[str, str] = {
    "unit": "Unit",
    "entry_type": "Entry type",
    "procedure": "Procedure",
    "level": "Level",
    "rule": "Rule",
    "profile_class": "Profile class",
    "finance_charge": "Finance charge",
}


class SetupRecordScreen(FunctionScreen):
    """A record. `values` is empty for a new one; `owner` is the procedure of a level or rule."""

    IDENT = "AR449R"
    HEADING = "Record of the set-up"
    HELP = (
        "Type the number of a field and press Enter to go to it. F10 checks the record as "
        "`dunning setup import` does, shows what would change and for whom, and asks before it "
        "saves. Letters that were made keep what they were made with."
    )
    ACTIONS: ClassVar[tuple[Action, ...]] = (
        Action(
            "f10",
            "CONFIRM",
            "Save",
            "save",
            "Checks, shows what changes for whom, then saves.",
            valid=lambda s: not s.read_only,
            why_disabled=lambda s: "Option 2 changes a record." if s.read_only else "",
        ),
    )

    def __init__(
        self,
        table: str,
        values: Mapping[str, object] | None = None,
        *,
        owner: str = "",
        read_only: bool = False,
    ) -> None:
        super().__init__()
        self.table = table
        self.owner = owner
        self.read_only = read_only
        self.is_new = values is None
        keys = RULE if table == "rule" else TABLES[table]
        start = {name: key.default for name, key in keys.items() if not key.required}
        self.values: dict[str, object] = {**start, **(values or {})}
        self.specs: Sequence[Spec] = SPECS[table]
        self.by_number: Field | None = None

    @property
    def heading(self) -> str:
        """The title: what it is."""
        of = f" of procedure {self.owner}" if self.owner else ""
        how = " (display)" if self.read_only else " (new)" if self.is_new else ""
        return f"{NAMES[self.table]}{of}{how}"

    @property
    def first(self) -> str:
        """The field that has the focus when it opens."""
        return ".set-line Field" if self.is_new else "#number-of-field"

    def focus_first(self) -> None:
        """Start at the first field of a new record, else at the number."""
        found = [widget for widget in self.query(self.first) if widget.focusable]
        self.set_focus(found[0] if found else self.query_one("#command", Field))

    def body(self) -> ComposeResult:
        """Yield the numbered fields, two to a line where they are short."""
        yield Static("", classes="blank-line")
        waiting: list[tuple[int, Spec]] = []
        for number, spec in enumerate(self.specs, 1):
            waiting.append((number, spec))
            following = self.specs[number] if number < len(self.specs) else None
            if spec.wide or len(waiting) == 2 or following is None or following.wide:
                yield Horizontal(*self._line(waiting), classes="subset set-line")
                waiting = []
        yield Static("", classes="blank-line")
        which = Field(
            id="number-of-field",
            length=2,
            label="Field to change",
            help_text=f"1 to {len(self.specs)}, then Enter: goes to that field.",
        )
        yield Horizontal(_label(" " + leader(which.label, 20), 22), which, classes="subset")

    def _line(self, fields: Sequence[tuple[int, Spec]]) -> list[Any]:
        parts: list[Any] = []
        for number, spec in fields:
            locked = self.read_only or (spec.is_key and not self.is_new)
            field = spec.field(self.values.get(spec.name), locked=locked)
            parts += [_label(f" {number:>2} {leader(spec.label, 18)}", 23), field]
            if not spec.wide:
                parts.append(_label("", 1))
        return parts

    def field_of(self, spec: Spec) -> Field:
        """Return the field of a key."""
        return self.query_one(f"#set-{spec.name}", Field)

    # --- keys -----------------------------------------------------------------------------------

    def do_enter(self) -> None:
        """Enter: go to the field whose number was typed; from there back, else to the next one."""
        which = self.query_one("#number-of-field", Field)
        if self.focused is not which:
            by_number, self.by_number = self.by_number, None
            if self.focused is by_number:
                self.set_focus(which)
            else:
                self.focus_next()
            return
        number, which.value = which.text, ""
        if self.read_only:
            self.say("This is the display; option 2 changes a record.")
        elif number.isascii() and number.isdigit() and 1 <= int(number) <= len(self.specs):
            self.go_to(self.specs[int(number) - 1])
        elif number:
            self.error(f"There is no field {number}; 1 to {len(self.specs)} can be changed.")
        else:
            self.say("Type the number of a field, or F10 to save.")

    def go_to(self, spec: Spec) -> None:
        """Go to a field; the name of a record stays as it is."""
        field = self.field_of(spec)
        if field.disabled:
            self.error(f"{spec.label} names the record and cannot be changed; F6 makes another.")
        else:
            self.by_number = field
            self.set_focus(field)
            field.select_all()

    def unsaved(self) -> str:
        """Say which fields were changed."""
        changed = [spec.label or spec.name for spec in self.specs if self.changed(spec.name)]
        return "" if self.read_only or not changed else f"Not saved yet: {', '.join(changed)}."

    def do_cancel(self) -> None:
        """F12: back without saving, asking first where something was changed."""
        self.start(self.leave())

    async def do_refresh(self) -> None:
        """F5: the fields as they were, asking first where something was changed."""
        lost = self.unsaved()
        if lost and not await self.ask(Confirm(lost, yes="Throw changes away")):
            return
        for spec in self.specs:
            self.field_of(spec).value = shown(spec.kind, self.values.get(spec.name))
        self.say("The fields are as they were before.")

    # --- saving ---------------------------------------------------------------------------------

    async def do_save(self) -> None:
        """F10: check, show what changes for whom, ask, save."""
        self.refuse_missing()
        typed = {spec.name: read(spec, self.field_of(spec)) for spec in self.specs}
        self.refuse_blanked(typed)
        given = await self.call(self.given, typed)
        document = await self.call(self.document, given)
        operator = self.desk.session.operator
        found = await self.call(setup.change_records, document, operator, dry_run=True)
        if not found.changes:
            self.say("Nothing was changed.")
            return
        effects = await self.effects(given)
        lines = [*found.changes, *([""] if effects else []), *effects]
        count = plural(len(found.changes), "change", "changes")
        if not await self.ask(Confirm(f"Save {count}?", lines, yes="Save")):
            self.say("Not saved yet; the fields stay as typed.")
            return
        await self.call(setup.change_records, document, operator)
        self.dismiss(f"{self.named(given)} saved.")

    def given(self, typed: Mapping[str, object]) -> dict[str, object]:
        """Return what is to be saved: of a record that exists what was changed, and what it needs.

        What somebody else changed meanwhile in other fields stays (called in a thread).
        """
        said = {name: value for name, value in typed.items() if value is not None}
        if self.is_new or self.table == "rule":
            return said
        keys = TABLES[self.table]
        name = tuple(self.values[spec.name] for spec in self.specs if spec.is_key)
        key = (self.owner, *name) if self.table == "level" else name
        found = [r.values for r in setup.records(self.table) if r.key[1] == key]
        stored = found[0] if found else self.values
        kept = {n: stored.get(n) if not self.changed(n) else value for n, value in said.items()}
        return {n: value for n, value in kept.items() if keys[n].required or self.changed(n)}

    def changed(self, name: str) -> bool:
        """Whether another value than at first stands in a field."""
        spec = next(spec for spec in self.specs if spec.name == name)
        now = self.field_of(spec).text
        return now != clean(shown(spec.kind, self.values.get(name))).strip()

    def refuse_missing(self) -> None:
        """Refuse blanks where the record needs something, the first field first."""
        keys = TABLES.get(self.table, {})
        for spec in self.specs:
            field = self.field_of(spec)
            if spec.name in keys and keys[spec.name].required and not field.text:
                hint = LISTED if field.choices is not None else ""
                raise FieldError(f"set-{spec.name}", f"{spec.label} is needed.", hint)

    def refuse_blanked(self, typed: Mapping[str, object]) -> None:
        """Refuse blanks where something stood that cannot be taken away again."""
        for spec in self.specs:
            if typed[spec.name] is None and self.values.get(spec.name) is not None:
                if self.table == "rule":
                    continue
                raise FieldError(
                    f"set-{spec.name}", f"{spec.label}: cannot be blank again.", "Enter Y or N."
                )

    def named(self, given: Mapping[str, object]) -> str:
        """Name the record in a message."""
        keys = [shown(spec.kind, given.get(spec.name)) for spec in self.specs if spec.is_key]
        return " ".join([NAMES[self.table], *keys, *([f"of {self.owner}"] if self.owner else [])])

    def document(self, given: dict[str, object]) -> dict[str, object]:
        """Return the tables of setup.toml that say the same (called in a thread)."""
        if self.table == "level":
            return {"procedure": [{**procedure_head(self.owner), "level": [given]}]}
        if self.table == "procedure" and self.is_new:
            return {"procedure": [{**given, **first_steps(str(given["method"]))}]}
        return {self.table: [given]}

    async def effects(self, given: Mapping[str, object]) -> Sequence[str]:
        """Say for whom the change counts."""
        if self.is_new and self.table not in ("level", "rule", "finance_charge"):
            if self.table == "procedure":
                lines = ["It starts with one level, which option 7 of the list changes."]
                if given["method"] == "action_list":
                    lines.append("It starts with one rule, too, which option 8 changes.")
                return lines
            return []
        if self.table in ("level", "rule", "finance_charge"):
            code = self.owner or str(given.get("procedure", ""))
            return await self.call(setup.effects, "procedure", code)
        return await self.call(setup.effects, self.table, str(given["code"]))

    def failed(self, error: DunningError) -> None:
        """Go to the field that is wrong and say what is wrong with it."""
        if isinstance(error, FieldError):
            self._show_at(error.field)
            super().failed(error)
        elif isinstance(error, BadInput) and error.problems:
            spec, text = self._place(error.problems[0])
            if spec is not None:
                self._show_at(f"set-{spec.name}")
                if self.field_of(spec).choices is not None:
                    text = f"{text.rstrip('.')}. {LISTED}"
            more = len(error.problems) - 1
            rest = f" ({plural(more, 'more mistake', 'more mistakes')})" if more else ""
            for said, words in IN_WORDS:
                text = text.replace(said, words)
            self.error(f"Not saved. {text}{rest}")
        else:
            super().failed(error)

    def _show_at(self, ident: str) -> None:
        field = self.query_one(f"#{ident}", Field)
        if not field.disabled:
            self.set_focus(field)
            field.select_all()

    def _place(self, problem: str) -> tuple[Spec | None, str]:
        """Return the field that a mistake is about, and the mistake with the field's label."""
        for spec in self.specs:
            found = re.search(rf", {spec.name}: (.+)", problem, re.DOTALL)
            if found:
                return spec, f"{spec.label}: {found[1]}"
            if re.search(rf"required key {spec.name} is missing", problem):
                return spec, f"{spec.label} is needed."
        return None, problem


def procedure_head(code: str) -> dict[str, object]:
    """Return the keys that a procedure must have, as they are stored."""
    found = next(r for r in setup.records("procedure") if r.key[1] == (code,))
    return {"code": code, "method": found.values["method"]}


def first_steps(method: str) -> dict[str, object]:
    """Return the level (and rule) that a new procedure starts with."""
    days = {"sequence": 31, "days": 1}.get(method, 0)
    steps: dict[str, object] = {
        "level": [{"number": 1, "letter_code": "1", "days_from": days, "days_to": 9900}]
    }
    if method == "action_list":
        steps["rule"] = [{"when": [["past_due_items", ">=", 1]], "level": 1}]
    return steps


def _label(text: str, width: int) -> Label:
    label = Label(text, classes="field-label")
    label.styles.width = width
    return label
