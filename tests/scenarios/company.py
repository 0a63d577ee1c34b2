"""A company driven from outside: every step is a command, every answer its JSON."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from tui_dunning.cli import main

UNITS = """
[[unit]]
code = "US"
name = "Sample Company"
currency = "USD"
set_id = "SHARE"
procedure = "{procedure}"
line1 = "1 Main Street"
city = "Boise"
postal_code = "83702"
country = "US"

[[unit]]
code = "NL"
name = "Voorbeeld BV"
currency = "EUR"
set_id = "SHARE"
language = "nl"
procedure = "{procedure}"
line1 = "Dorpsstraat 1"
city = "Utrecht"
postal_code = "3511 AA"
country = "NL"

[[entry_type]]
code = "IN"
name = "Invoice"
include = true
"""

MENU = """
[[procedure]]
code = "MENU"
method = "sequence"

  [[procedure.level]]
  number = 1
  letter_code = "1"
  days_from = 31

  [[procedure.level]]
  number = 2
  letter_code = "2"

  [[procedure.level]]
  number = 3
  letter_code = "3"
  only_without_payment = true

  [[procedure.level]]
  number = 4
  letter_code = "4"
  automatic = false
  credit_hold = true

  [[procedure.level]]
  number = 5
  letter_code = "5"
  automatic = false
"""


@dataclass
class Answer:
    """What a command left behind."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Return standard output read as one JSON document."""
        return json.loads(self.out)


@dataclass
class Company:
    """A database and a folder for files; `do` runs one command on it."""

    url: str
    folder: Path
    today: date = date(2026, 6, 30)
    files: int = field(default=0)

    def do(self, *words: object, expect: int = 0) -> Answer:
        """Run one command and check its exit status."""
        out, err = io.StringIO(), io.StringIO()
        arguments = ["--database", self.url, *map(str, words)]
        with redirect_stdout(out), redirect_stderr(err):
            try:
                status = main(arguments)
            except SystemExit as end:
                status = end.code
        answer = Answer(int(status or 0), out.getvalue(), err.getvalue())
        assert answer.status == expect, (words, answer)
        assert "Traceback" not in answer.out + answer.err
        return answer

    def ask(self, *words: object, as_of: date | None = None) -> Any:
        """Run a command with --json, dated, and return the document."""
        return self.do(*words, "--json", "--as-of", as_of or self.today).json

    def write(self, name: str, text: str) -> Path:
        """Write a file into the company's folder."""
        self.files += 1
        path = self.folder / f"{self.files}-{name}"
        path.write_text(text, encoding="utf-8")
        return path

    def load(self, kind: str, rows: Sequence[Mapping[str, object]], *options: object) -> Answer:
        """Import rows as a CSV file of the columns they have."""
        text = io.StringIO()
        columns = list(dict.fromkeys(key for row in rows for key in row))
        writer = csv.DictWriter(text, columns)
        writer.writeheader()
        writer.writerows(rows)
        path = self.write(f"{kind}.csv", text.getvalue())
        return self.do("import", kind, path, "--as-of", self.today, *options)

    def setup(self, text: str, expect: int = 0) -> Answer:
        """Import set-up from TOML text."""
        return self.do("setup", "import", self.write("setup.toml", text), expect=expect)

    def customers(self, *numbers: str, **columns: object) -> None:
        """Add customers that share the given columns."""
        fixed = {"line1": "2 Elm St", "city": "Dayton", "postal_code": "45402", "country": "US"}
        self.load(
            "customers",
            [{"number": n, "name": f"Name {n}", "unit": "US", **fixed, **columns} for n in numbers],
        )

    def items(self, *items: tuple[str, str, int, str], **columns: object) -> None:
        """Add items of unit US in USD: (customer, number, days past due today, balance)."""
        self.load(
            "items",
            [
                {
                    "unit": "US",
                    "customer": customer,
                    "number": number,
                    "due_date": self.today - timedelta(days=late),
                    "currency": "USD",
                    "balance": balance,
                    **columns,
                }
                for customer, number, late, balance in items
            ],
        )

    def update(self, *options: object, days: int = 0) -> Any:
        """Run the update `days` after today and return its summary."""
        return self.ask("update", *options, as_of=self.today + timedelta(days=days))

    def print_all(self, *options: object, days: int = 0) -> Any:
        """Print what waits, dated like the update of that day."""
        self.files += 1
        target = self.folder / f"{self.files}-letters.pdf"
        return self.do(
            "print", "-o", target, "--as-of", self.today + timedelta(days=days), *options
        )

    def levels(self, run: int) -> dict[str, int]:
        """Return item number -> level over all letters of a run, dunned rows only."""
        return {
            item["item"]: item["level"]
            for letter in self.ask("letters", "--run", run)
            for item in letter["items"]
            if item["dunned"]
        }
