"""Imports: customers, sites, contacts, items, payments, rates, prices from CSV or XLSX files."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import chain, groupby
from pathlib import Path

from tui_dunning.engine.names import fold_name
from tui_dunning.errors import BadInput, WrongUsage
from tui_dunning.output.format import counted
from tui_dunning.services.load_columns import amount, is_email
from tui_dunning.services.load_files import Progress, open_table
from tui_dunning.services.load_kinds import Known, columns, kinds
from tui_dunning.services.load_map import FileMap, read_map
from tui_dunning.services.load_parse import Problem, RowReader, plan
from tui_dunning.services.load_rejects import KeepRejects, write_rejects
from tui_dunning.store import load_checks as checks
from tui_dunning.store import load_known, load_rows
from tui_dunning.store.database import transaction
from tui_dunning.store.load_rows import Stage
from tui_dunning.store.load_targets import TARGETS

MOST_NAME_NOTICES = 20
MOST_UNITS = 20


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What an import did, in rows.

    `closed` counts open items that are closed now, by their own row (then they are among `changed`
    too) or by missing in a snapshot. `rejects_path` is None where no row was left out.
    """

    read: int = 0
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    closed: int = 0
    rejected: int = 0
    notices: tuple[str, ...] = ()
    rejects_path: Path | None = None


def import_file(
    kind: str,
    path: Path | str,
    *,
    map_path: Path | str | None = None,
    snapshot: bool = False,
    skip_bad: bool = False,
    create_customers: bool = False,
    as_of: date,
    operator: str,
    progress: Progress | None = None,
    keep_rejects: KeepRejects = write_rejects,
) -> ImportResult:
    """Import a file: all of it, or nothing where a row is bad (`skip_bad`: its good rows).

    Args:
        kind: one of `kinds()`.
        path: a CSV or XLSX file.
        map_path: how a foreign file reads.
        snapshot: the file is the whole truth for its units; items it lacks are closed.
        skip_bad: import the good rows and write the others to FILE.rejected.csv.
        create_customers: make a customer for each unknown number.
        as_of: items settled on or before it are closed.
        operator: who imports.
        progress: called with (bytes done, all bytes).
        keep_rejects: writes the rows left out, with `skip_bad`.

    Raises:
        WrongUsage: options that do not go with the kind.
        BadInput: `problems` has a line for each mistake; nothing was imported.
    """
    _check_usage(kind, snapshot, create_customers)
    path = Path(path)
    how = read_map(Path(map_path), [c.name for c in columns(kind)]) if map_path else FileMap()
    with transaction():
        known = Known(
            load_known.unit_ids(),
            load_known.procedure_ids(),
            load_known.profile_class_ids(),
            load_known.entry_type_ids() if kind == "items" else {},
        )
        stage = Stage(TARGETS[kind])
        last_item = load_rows.watch_sums() if kind == "items" else None
        with open_table(path, progress) as table:
            reader = plan(
                kind,
                table.header,
                columns(kind, known, how),
                stage.target.staged,
                how,
                mapped=map_path is not None,
                as_of=as_of,
                name=path.name,
            )
            stage.add(reader.staged, reader.staged_rows(table.rows))
        result = _Import(kind, path, stage, reader, how, keep_rejects).finish(
            snapshot=snapshot, skip_bad=skip_bad, create_customers=create_customers
        )
        if last_item is not None:
            load_rows.keep_sums(last_item, as_of, snapshot=snapshot)
        stage.drop()
    return result


def _check_usage(kind: str, snapshot: bool, create_customers: bool) -> None:
    """Refuse a kind that does not exist and options that do not go with it."""
    if kind not in kinds():
        raise WrongUsage(f"There is no import of {kind}; the kinds are {', '.join(kinds())}.")
    if snapshot and kind != "items":
        raise WrongUsage("--snapshot goes with items only.")
    if create_customers and kind in ("customers", "rates"):
        raise WrongUsage(f"--create-customers does not go with {kind}.")


@dataclass(slots=True)
class _Import:
    """The staged file, from checks to counts; lives inside the transaction."""

    kind: str
    path: Path
    stage: Stage
    reader: RowReader
    how: FileMap
    keep_rejects: KeepRejects

    def finish(self, *, snapshot: bool, skip_bad: bool, create_customers: bool) -> ImportResult:
        """Check the rows against each other and the database, write them, count.

        Raises:
            BadInput: a row is bad and bad rows are not to be skipped.
        """
        self.stage.index()
        problems = self.reader.problems
        problems += self._check(create_customers)
        problems.sort(key=lambda problem: problem.line)
        if problems and not skip_bad:
            raise self._refusal()
        load_rows.wait_for_imports()
        notices = list(self._make_customers()) if create_customers else []
        result = self._write(snapshot, notices)
        if not problems:
            return result
        reasons = {
            line: [_reason(problem) for problem in group]
            for line, group in groupby(problems, key=lambda problem: problem.line)
        }
        for line in self._silent_rejects(reasons):
            reasons[line] = ["differs from a later row with the same key"]
        return ImportResult(
            read=result.read,
            added=result.added,
            changed=result.changed,
            unchanged=result.unchanged,
            closed=result.closed,
            rejected=len(reasons),
            notices=result.notices,
            rejects_path=self.keep_rejects(self.path, reasons),
        )

    def _silent_rejects(self, reasons: dict[int, list[str]]) -> list[int]:
        """The rejected rows that no problem names: the first of two that differ."""
        return [line for line in self.stage.rejected_lines() if line not in reasons]

    def _check(self, create_customers: bool) -> list[Problem]:
        """Return what only the whole file and the database tell; mark such rows as rejected."""
        found: list[Problem] = []
        present = self.reader.present | {"is_open", "credit_limit_text"}
        compared = [name for name in self.stage.target.staged if name in present]
        found += _problems(checks.find_duplicates(self.stage, _without(compared, "customer_name")))
        if not self.stage.target.key:
            load_rows.number_equal_rows(self.stage)
        steps: list[Callable[[], Iterator[checks.Finding]]] = []
        if "customer" in self.stage.target.staged and not create_customers:
            steps.append(checks.find_unknown_customers)
        if self.kind == "items" and "site" in present:
            steps.append(checks.find_unknown_sites)
        if self.kind == "sites" and "dunning_purpose" in present:
            steps.append(checks.find_second_purposes)
        if self.kind == "contacts":
            steps.append(self._find_unreachable)
            if "primary" in present:
                steps.append(checks.find_second_primaries)
        for step in steps:
            found += self._rejected(_problems(step()))
        if self.kind == "customers" and "credit_limit" in present:
            found += self._rejected(list(self._read_credit_limits()))
        if self.kind == "customers" and "correspondence_customer" in present:
            # A row rejected here may be the one that another row relies on.
            while broken := _problems(checks.find_broken_correspondence()):
                found += self._rejected(broken)
        return found

    def _find_unreachable(self) -> Iterator[checks.Finding]:
        """Yield contacts who are to be e-mailed, but have no address for it."""
        for line, preferred, email in checks.mailed_contacts(self.reader.present):
            if not email:
                reason = "needs an e-mail address, and the contact has none"
                yield checks.Finding(line, "preferred", preferred, reason)
            elif not is_email(email):
                yield checks.Finding(line, "email", email, "is not an e-mail address")

    def _rejected(self, problems: list[Problem]) -> list[Problem]:
        """Mark the rows of problems as rejected, and pass the problems on."""
        self.stage.reject(problem.line for problem in problems)
        return problems

    def _read_credit_limits(self) -> Iterator[Problem]:
        """Read credit limits, whose currency may be the customer's stored one or its unit's."""
        read = amount(self.how.decimal, self.how.rounded)
        limits = []
        for line, text, currency in checks.credit_limits():
            try:
                if not currency:
                    raise ValueError("has no currency: give the customer a currency or a unit")
                if (limit := read(text, currency)) < 0:
                    raise ValueError("is negative; a customer without credit has 0")
                limits.append((limit, line))
            except ValueError as error:
                yield Problem(line, "credit_limit", text, str(error))
        checks.set_credit_limits(limits)

    def _make_customers(self) -> Iterator[str]:
        """Make a customer for each unknown number; yield what the clerk should know."""
        made: list[tuple[str, str, str, int | None]] = []
        notices: list[str] = []
        rows = load_rows.unknown_customers(self.stage)
        for number, group in groupby(rows, key=lambda row: row[1]):
            _, _, first_name, unit_id = first = next(group)
            names = dict.fromkeys(row[2] for row in chain([first], group) if row[2])
            name = first_name or next(iter(names), number)
            made.append((number, name, fold_name(name), unit_id))
            if len(names) > 1:
                others = ", ".join(list(names)[1:6])
                notices.append(
                    f"Customer {number} has several names; {name} is kept, not {others}."
                )
        load_rows.add_customers(made)
        if made:
            yield f"{counted(len(made), 'customer')} {'was' if len(made) == 1 else 'were'} made."
        yield from notices[:MOST_NAME_NOTICES]
        if len(notices) > MOST_NAME_NOTICES:
            yield f"... and {len(notices) - MOST_NAME_NOTICES:,} more with several names."

    def _write(self, snapshot: bool, notices: list[str]) -> ImportResult:
        """Add and change rows, close what a snapshot lacks, and count."""
        present = self.reader.present
        if self.kind == "items":
            present |= {"is_open"}
        if self.kind == "customers":
            present |= {"name_folded"}
        closed = load_rows.count_closing() if self.kind == "items" else 0
        added = load_rows.add_new(self.stage.target, present)
        changed = load_rows.change_stored(self.stage.target, present)
        if snapshot and self.reader.keyless:
            notices.append("Nothing was closed: rejected rows hide which items the file has.")
        elif snapshot:
            closed += load_rows.close_missing()
            notices += _units_left_out()
        if doubled := self.stage.count("bad = 2"):
            verbs = ("repeats", "counts") if doubled == 1 else ("repeat", "count")
            rows = counted(doubled, "row")
            notices.append(f"{rows} {verbs[0]} another row and {verbs[1]} once.")
        return ImportResult(
            read=self.reader.read,
            added=added,
            changed=changed,
            unchanged=self.stage.count() - added - changed,
            closed=closed,
            notices=tuple(notices),
        )

    def _refusal(self) -> BadInput:
        """The refusal that lists every bad row."""
        problems = self.reader.problems
        count = len({problem.line for problem in problems})
        return BadInput(
            f"{self.path.name} has {count} bad {'row' if count == 1 else 'rows'};"
            " nothing was imported.",
            [str(problem) for problem in problems],
            hint="Correct the file, or import its good rows with --skip-bad.",
        )


def _units_left_out() -> list[str]:
    """Say of which units a snapshot closed nothing, because it has no row of them."""
    units = load_rows.units_left_out()
    if not units:
        return []
    named = ", ".join(units[:MOST_UNITS]) + (" and more" if len(units) > MOST_UNITS else "")
    whose = "unit" if len(units) == 1 else "units"
    return [f"The file has no row of {whose} {named}: what is open there was left as it is."]


def _problems(findings: Iterator[checks.Finding]) -> list[Problem]:
    """Return what the database found as problems."""
    return [Problem(*finding) for finding in findings]


def _reason(problem: Problem) -> str:
    """Return a problem without its line, which is another one in the rejects file."""
    return str(problem).partition(f"line {problem.line}")[2].lstrip(",: ")


def _without(names: list[str], left_out: str) -> list[str]:
    """Return the names but one."""
    return [name for name in names if name != left_out]
