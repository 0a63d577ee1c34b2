"""`dunning check --mend` and `dunning upgrade`, as their users see them."""

from __future__ import annotations

from datetime import date

from tui_dunning.store import models as m
from tui_dunning.store import past_due
from tui_dunning.store.database import close_database, open_database, transaction


def test_check_mends_sums_on_demand_only_and_says_so(company):
    assert company.do("check", "--mend", "--as-of", "2026-06-30").out == (
        "What each customer has past due was summed anew.\nThe database is sound.\n"
    )
    open_database(company.url)
    assert past_due.kept_day() == date(2026, 6, 30)
    with transaction():
        m.PastDue.update(minus_due=-1).where(m.PastDue.number == "C1").execute()
    close_database()

    wrong = company.do("check", expect=1).err
    assert "USD is kept wrongly: 1 minor units instead of 10,050; `dunning check --mend`" in wrong
    assert company.do("check", "--json", expect=1).json["mended"] is False
    mended = company.do("check", "--mend", "--json").json
    assert (mended["mended"], mended["sound"]) == (True, True)
