"""The set-up as plain records by name, read and written whole."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from peewee import fn

from tui_dunning.store import letter_texts
from tui_dunning.store.counters import (
    has_references,
    peek_number,
    peek_reference,
    set_next_number,
)
from tui_dunning.store.models import (
    EntryType,
    FinanceChargeRate,
    Procedure,
    ProcedureLevel,
    ProcedureRule,
    ProfileClass,
    Run,
    Unit,
)

RecordKey = tuple[str, tuple[object, ...]]
"""A table's name and the values that name the record: ("level", ("MENU", 2))."""

Records = dict[RecordKey, dict[str, object]]

_UNIT = (
    *("code", "name", "currency", "set_id", "language", "addressing", "display_currency"),
    *("assess_fee", "line1", "line2", "postal_code", "city", "region", "country", "remit_to"),
    *("email", "phone", "acceptgiro", "acceptgiro_first_reference"),
)
_LEVEL = (
    *("number", "letter_code", "days_from", "days_to", "days_between", "automatic"),
    *("only_without_payment", "credit_hold", "extract", "mail_to_agency", "collection", "fee_on"),
)
_PROCEDURE = (
    *("code", "method", "credits", "include_disputed", "letter_per", "after_last"),
    *("resend_same_level", "cycle"),
)
_RULE = ("level", "no_letter", "credit_hold", "collection", "activity")


def read(*, shipped_texts: bool = True) -> Records:
    """Return all of the set-up; without `shipped_texts` only the letter texts that staff wrote."""
    records: Records = {}
    codes = {row.id: row.code for row in Procedure.select()}
    for row in Unit.select().order_by(Unit.code):
        procedure = {"procedure": codes.get(row.procedure_id, "")}
        records["unit", (row.code,)] = _cells(row, _UNIT) | procedure
    for row in EntryType.select().order_by(EntryType.code):
        records["entry_type", (row.code,)] = _cells(row, ("code", "name", "include"))
    _read_procedures(records)
    for row in ProfileClass.select().order_by(ProfileClass.code):
        records["profile_class", (row.code,)] = {
            **_cells(row, ("code", "grace_days", "dunning", "assess_fee")),
            "procedure": codes.get(row.procedure_id, ""),
            "minimums": json.loads(row.minimums),
        }
    for row in FinanceChargeRate.select().order_by(FinanceChargeRate.valid_from):
        code = codes[row.procedure_id]
        records["finance_charge", (code, row.valid_from)] = {
            "procedure": code,
            "from": row.valid_from,
            **_cells(row, ("yearly_rate", "day_count", "charge_on")),
        }
    for text in letter_texts.current_texts():
        if shipped_texts or not text.is_shipped:
            names = ("code", "language", "tone", "subject", "body")
            record = {name: getattr(text, name) for name in names}
            records["letter_text", (text.code, text.language)] = record
    return records


def _read_procedures(records: Records) -> None:
    """Add procedures with their rules, and their levels."""
    for row in Procedure.select().order_by(Procedure.code):
        rules = ProcedureRule.select().where(ProcedureRule.procedure == row.id)
        records["procedure", (row.code,)] = {
            **_cells(row, _PROCEDURE),
            "small_item": json.loads(row.small_item),
            "rule": [
                {"when": json.loads(rule.conditions), **_cells(rule, _RULE)}
                for rule in rules.order_by(ProcedureRule.position)
            ],
        }
        levels = ProcedureLevel.select().where(ProcedureLevel.procedure == row.id)
        for level in levels.order_by(ProcedureLevel.number):
            records["level", (row.code, level.number)] = {
                **_cells(level, _LEVEL),
                "fee": json.loads(level.fee),
            }


def letter_codes() -> set[str]:
    """Return the letter codes that have a text."""
    return letter_texts.used_codes()


def has_runs() -> bool:
    """Whether a dunning run has been made."""
    return bool(Run.select().exists())


def first_number() -> int:
    """Return the number of the first run, made or to come."""
    first = Run.select(fn.MIN(Run.number)).scalar()
    return peek_number("dunning_number") if first is None else int(first)


def set_first_number(number: int) -> None:
    """Set the number that the first run takes."""
    set_next_number("dunning_number", number)


def next_references() -> list[tuple[str, str, int]]:
    """Return code, name and next reference number of the units whose letters carry one."""
    units = Unit.select().order_by(Unit.code)
    return [(u.code, u.name, peek_reference(u)) for u in units if has_references(u)]


def write(records: Records, operator: str) -> None:
    """Add or change these records, inside the caller's transaction."""
    for table in ("procedure", "level", "entry_type", "unit", "profile_class", "finance_charge"):
        for key, record in records.items():
            if key[0] == table:
                _WRITERS[table](key, record)
    for key, record in records.items():
        if key[0] == "letter_text":
            _write_text(record, operator)


def _write_procedure(key: RecordKey, record: Mapping[str, Any]) -> None:
    values = {name: record[name] for name in _PROCEDURE}
    row = _save(
        Procedure, {"code": key[1][0]}, values | {"small_item": _json(record["small_item"])}
    )
    ProcedureRule.delete().where(ProcedureRule.procedure == row).execute()
    for position, rule in enumerate(record["rule"], 1):
        ProcedureRule.create(
            procedure=row,
            position=position,
            conditions=_json(rule["when"]),
            **{name: rule[name] for name in _RULE},
        )


def _write_level(key: RecordKey, record: Mapping[str, Any]) -> None:
    values = {name: record[name] for name in _LEVEL} | {"fee": _json(record["fee"])}
    _save(ProcedureLevel, {"procedure": _procedure(key[1][0]), "number": key[1][1]}, values)


def _write_entry_type(key: RecordKey, record: Mapping[str, Any]) -> None:
    _save(EntryType, {"code": key[1][0]}, {n: record[n] for n in ("name", "include")})


def _write_unit(key: RecordKey, record: Mapping[str, Any]) -> None:
    values = {name: record[name] for name in _UNIT}
    _save(Unit, {"code": key[1][0]}, values | {"procedure": _procedure(record["procedure"])})


def _write_profile_class(key: RecordKey, record: Mapping[str, Any]) -> None:
    values = {name: record[name] for name in ("grace_days", "dunning", "assess_fee")}
    values |= {"procedure": _procedure(record["procedure"]), "minimums": _json(record["minimums"])}
    _save(ProfileClass, {"code": key[1][0]}, values)


def _write_finance_charge(key: RecordKey, record: Mapping[str, Any]) -> None:
    values = {name: record[name] for name in ("yearly_rate", "day_count", "charge_on")}
    assert isinstance(key[1][1], date)
    _save(
        FinanceChargeRate,
        {"procedure": _procedure(key[1][0]), "valid_from": key[1][1]},
        values,
    )


def _write_text(record: Mapping[str, Any], operator: str) -> None:
    """Make a text the current version, unless its words and tone are current already."""
    names = ("tone", "subject", "body")
    old = letter_texts.current(record["code"], record["language"])
    if old is not None and all(getattr(old, name) == record[name] for name in names):
        return
    new = letter_texts.add_version(
        record["code"],
        record["language"],
        *(record["tone"], record["subject"], record["body"]),
        operator,
        shipped=False,
    )
    letter_texts.release_textless(new)


_WRITERS = {
    "procedure": _write_procedure,
    "level": _write_level,
    "entry_type": _write_entry_type,
    "unit": _write_unit,
    "profile_class": _write_profile_class,
    "finance_charge": _write_finance_charge,
}


def _procedure(code: object) -> Any:
    """Return the procedure of a code, None for ""."""
    return Procedure.get(Procedure.code == code) if code else None


def _save(model: Any, key: Mapping[str, Any], values: Mapping[str, Any]) -> Any:
    """Add or change the row of a key and return it."""
    row, is_new = model.get_or_create(**key, defaults=dict(values))
    if not is_new:
        for name, value in values.items():
            setattr(row, name, value)
        row.save()
    return row


def _cells(row: Any, names: Iterable[str]) -> dict[str, object]:
    """Return columns of a row by name."""
    return {name: getattr(row, name) for name in names}


def _json(value: object) -> str:
    """Write a value as the JSON that the table holds."""
    return json.dumps(value, ensure_ascii=False)
