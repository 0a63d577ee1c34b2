"""What must hold between the records of the set-up, stored and new ones together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from tui_dunning.output.letter_text import check as check_text
from tui_dunning.services.load_map import suggestion
from tui_dunning.services.setup_file import label
from tui_dunning.store.setup_rows import RecordKey, Records

SHIPPED_CODES = frozenset("12345")


def problems_of(records: Records, touched: Sequence[RecordKey], codes: set[str]) -> Iterator[str]:
    """Yield what is wrong with touched records, seen with all others.

    Args:
        records: the whole set-up as it would be.
        touched: the records that the file names.
        codes: the letter codes that have a text already.
    """
    procedures = [str(key[1][0]) for key in records if key[0] == "procedure"]
    codes = codes | SHIPPED_CODES | {str(k[1][0]) for k in records if k[0] == "letter_text"}
    for key in touched:
        table, record = key[0], records[key]
        if table in ("unit", "profile_class", "finance_charge"):
            yield from _reference(key, str(record["procedure"]), procedures)
        if table == "level" and record["letter_code"] not in codes:
            yield (
                f"{label(key)}, letter_code: there is no text for the letter code"
                f" {record['letter_code']}; add a [[letter_text]] for it"
            )
        if table == "level" and int(str(record["days_from"])) > int(str(record["days_to"])):
            yield (
                f"{label(key)}, days_from: {record['days_from']} is above"
                f" days_to, which is {record['days_to']}"
            )
        if table == "letter_text":
            for problem in check_text(str(record["subject"]), str(record["body"]), str(key[1][0])):
                at = f"body: {problem}" if problem.line else problem
                yield f"{label(key)}, {at}"
    for name in dict.fromkeys(
        str(key[1][0]) for key in touched if key[0] in ("procedure", "level")
    ):
        if ("procedure", (name,)) in records:
            yield from _procedure(name, records)


def _reference(key: RecordKey, procedure: str, known: Sequence[str]) -> Iterator[str]:
    """Yield that a procedure is not there."""
    if procedure and procedure not in known:
        yield (
            f"{label(key)}, procedure: there is no procedure"
            f' "{procedure}"{suggestion(procedure, known)}'
        )


def _procedure(name: str, records: Records) -> Iterator[str]:
    """Yield what is wrong between a procedure, its levels and its rules."""
    key: RecordKey = ("procedure", (name,))
    procedure = records[key]
    levels = sorted(
        (int(str(k[1][1])), record)
        for k, record in records.items()
        if k[0] == "level" and k[1][0] == name
    )
    rules = procedure["rule"]
    assert isinstance(rules, list)
    if not levels and not rules:
        yield f"{label(key)}: has no level; add a [[procedure.level]]"
    if rules and procedure["method"] != "action_list":
        yield f"{label(key)}, rule: only the method action_list has rules"
    if procedure["method"] == "action_list" and not rules:
        yield f"{label(key)}: the method action_list needs at least one [[procedure.rule]]"
    numbers = [number for number, _ in levels]
    for at, rule in enumerate(rules, 1):
        if rule["level"] is not None and rule["level"] not in numbers:
            yield f"{label(key)}, rule {at}, level: there is no level {rule['level']}"
    if procedure["method"] == "sequence":
        for number in numbers:
            if str(number) not in SHIPPED_CODES:
                yield (
                    f"{label(('level', (name, number)))}, number: a sequence has levels 1 to 5"
                    " only, which are the letter codes that customers hold"
                )
    if procedure["method"] == "days":
        spans = sorted(
            (int(str(level["days_from"])), int(str(level["days_to"])), number)
            for number, level in levels
        )
        for (_, end, first), (start, _, second) in pairwise(spans):
            if start <= end:
                yield (
                    f"{label(('level', (name, second)))}, days_from: day {start} belongs to"
                    f" level {first} already, which goes up to {end}"
                )
