"""The sample company has customers in every state; a made-up company is as large as asked."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from tui_dunning.errors import Refused
from tui_dunning.services import database, sample
from tui_dunning.services.check import check
from tui_dunning.store import models as m

AS_OF = date(2027, 5, 17)


@pytest.fixture(params=["sqlite_url", "postgres_url"])
def empty(request: pytest.FixtureRequest) -> Iterator[None]:
    database.create(request.getfixturevalue(request.param))
    yield
    database.close()


def test_the_sample_company_has_customers_in_every_state(empty: None) -> None:
    sample.fill_sample(AS_OF, "jane")

    states = Counter(
        "**" if not row.dunning else "*" if row.all_sent else row.letter_code
        for row in m.Customer.select()
    )
    waiting = m.Letter.select().where(m.Letter.status == "proposed").count()
    assert set(states) == {"", "1", "2", "3", "4", "5", "*", "**"}, states
    assert m.Run.select().count() == 3
    assert 30 <= waiting <= 40
    assert m.Letter.select().where(m.Letter.status == "printed").count() > 50
    assert 1400 <= m.Item.select().where(m.Item.is_open).count() <= 1700
    assert check().problems == ()
    with pytest.raises(Refused, match="has customers already"):
        sample.fill_sample(AS_OF, "jane")


def test_a_company_of_any_size_is_the_same_for_the_same_seed(empty: None) -> None:
    told: list[tuple[int, int]] = []

    sample.generate(50, 200, 1, AS_OF, progress=lambda done, total: told.append((done, total)))

    assert (m.Customer.select().count(), m.Item.select().count()) == (50, 200)
    assert told[-1] == (250, 250)
    assert m.Customer.select().where(m.Customer.correspondence != m.Customer.id).count() == 5
    assert check().problems == ()


def test_the_script_makes_the_files_that_are_shipped(tmp_path: Path) -> None:
    root = Path(__file__).resolve().parents[2]
    before = _digests(root / "sample_data")
    script = "import sys; from pathlib import Path; from tools import make_sample_data as make;"
    script += f"make.FOLDER = Path({str(tmp_path)!r}); make.main()"

    subprocess.run([sys.executable, "-c", script], check=True, cwd=root, timeout=60)

    assert _digests(tmp_path) == before


def _digests(folder: Path) -> dict[str, str]:
    return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in folder.glob("*.csv")}
