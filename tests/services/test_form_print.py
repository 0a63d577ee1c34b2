"""Dunning letter form print (4.4.4): paper first, then marks; what waits, what is left out."""

from __future__ import annotations

import hashlib
import os
import stat
from datetime import timedelta
from pathlib import Path

import pytest
from pypdf import PdfReader

from tests import builders as b
from tests.services.life import run, waiting
from tui_dunning.errors import BadInput, Cancelled, NotFound, Refused, WrongUsage
from tui_dunning.services import form_print, letter_text, review
from tui_dunning.services.form_print import PaperChoice, print_letters
from tui_dunning.store import models as m


@pytest.fixture
def two(db):
    """Two letters that wait: C1 with two items, C2 with one; on both databases."""
    return two_letters()


@pytest.fixture
def pair(lite):
    """The same on SQLite alone, where the kind of database does not matter."""
    return two_letters()


def two_letters() -> list[int]:
    b.add_basics()
    first = b.add_customer("C1", name="Łódź Builders {{ level }}")
    b.add_item(first, "A", balance="1000.00")
    b.add_item(first, "B", balance="20.50")
    b.add_item(b.add_customer("C2"), "C")
    run()
    return waiting()


def printed(path) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(path).pages)


def statuses() -> list[str]:
    return [letter.status.value for letter in review.letters()]


def batches() -> list[tuple[str, str, int]]:
    rows = m.PrintBatch.select(m.PrintBatch.kind, m.PrintBatch.state, m.PrintBatch.letters)
    return list(rows.order_by(m.PrintBatch.id).tuples())


def test_all_that_waits_goes_into_one_file_and_is_marked(two, tmp_path):
    target = tmp_path / "letters.pdf"

    result = print_letters(target, "jane", b.TODAY)

    assert (result.letters, result.pages, result.files) == (2, 2, (target,))
    assert (result.held, result.problems) == ((), ())
    assert statuses() == ["printed", "printed"]
    assert stat.S_IMODE(target.stat().st_mode) == 0o640
    assert os.listdir(tmp_path).count("letters.pdf") == 1
    assert not [name for name in os.listdir(tmp_path) if name.endswith(".part")]
    text = printed(target)
    assert "You owe 1,020.50" in text
    assert "Łódź Builders {{ level }}" in text
    assert review.letter(two[0]).body == "Dear Łódź Builders {{ level }},\n\nYou owe 1,020.50 USD."
    assert batches() == [("letters", "done", 2)]


def test_a_folder_gets_a_file_for_each_letter(pair, tmp_path):
    result = print_letters(tmp_path, "jane", b.TODAY)

    names = sorted(path.name for path in result.files)
    assert names == ["letter-1-lodz-builders-level.pdf", "letter-2-customer-c2.pdf"]
    assert all(len(PdfReader(path).pages) == 1 for path in result.files)
    assert statuses() == ["printed", "printed"]


def test_nothing_waits_makes_no_file(lite, tmp_path):
    b.add_basics()

    result = print_letters(tmp_path / "x.pdf", "jane", b.TODAY)

    assert result.letters == 0
    assert not (tmp_path / "x.pdf").exists()
    assert batches() == []


def test_letters_are_chosen_by_number_run_level_and_code(two, tmp_path):
    target = tmp_path / "x.pdf"

    assert print_letters(target, "jane", b.TODAY, codes=["2"]).letters == 0
    assert print_letters(target, "jane", b.TODAY, run=1, letters=[two[1]]).letters == 1
    assert statuses() == ["proposed", "printed"]
    assert print_letters(target, "jane", b.TODAY, levels=[1]).letters == 1


def test_a_letter_that_does_not_fit_is_refused_with_the_next_step(pair, tmp_path):
    target = tmp_path / "x.pdf"
    print_letters(target, "jane", b.TODAY, letters=[pair[0]])

    with pytest.raises(Refused, match=r"was printed on .*") as refused:
        print_letters(tmp_path / "y.pdf", "jane", b.TODAY, letters=[pair[0]])
    assert "--reprint" in refused.value.hint
    with pytest.raises(NotFound, match="no letter 99"):
        print_letters(target, "jane", b.TODAY, letters=[99])
    with pytest.raises(NotFound, match="no run 99"):
        print_letters(target, "jane", b.TODAY, run=99)
    with pytest.raises(Refused, match="waits to be printed"):
        print_letters(target, "jane", b.TODAY, letters=[pair[1]], reprint=True)
    with pytest.raises(WrongUsage, match="needs a run or letter"):
        print_letters(target, "jane", b.TODAY, reprint=True)


def test_a_reprint_repeats_the_words_and_changes_only_the_history(two, tmp_path):
    first = tmp_path / "first.pdf"
    print_letters(first, "jane", b.TODAY)
    before = review.letter(two[0])
    m.Customer.update(name="Other name").execute()
    letter_text.edit("1", "en", "New", "New words", "jane", waiting=True)

    result = print_letters(tmp_path / "again.pdf", "joe", b.TODAY, run=1, reprint=True)

    after = review.letter(two[0])
    assert result.letters == 2
    assert printed(first) == printed(tmp_path / "again.pdf")
    assert (after.status, after.sent_at, after.sent_by) == ("printed", before.sent_at, "jane")
    assert [(e.kind, e.operator) for e in after.events][-1] == ("reprinted", "joe")
    assert batches()[-1][0] == "reprint"


def test_a_held_letter_is_left_out_and_listed(pair, tmp_path):
    m.Letter.update(held="no_rate", held_detail="USD to EUR").where(
        m.Letter.id == pair[0]
    ).execute()

    result = print_letters(tmp_path / "x.pdf", "jane", b.TODAY)

    assert result.letters == 1
    assert [str(each) for each in result.held] == ["Letter 1: held [no_rate]: USD to EUR"]
    assert statuses() == ["proposed", "printed"]


def test_a_character_without_a_font_leaves_that_letter_waiting(pair, tmp_path):
    m.Letter.update(to_name="株式会社").where(m.Letter.id == pair[0]).execute()

    result = print_letters(tmp_path / "x.pdf", "jane", b.TODAY)

    assert result.letters == 1
    assert result.problems[0].number == pair[0]
    assert "株 (U+682A)" in result.problems[0].reason
    assert statuses() == ["proposed", "printed"]


def test_where_no_letter_can_be_drawn_there_is_no_file(pair, tmp_path):
    m.Letter.update(to_name="株式会社").execute()

    result = print_letters(tmp_path / "x.pdf", "jane", b.TODAY)

    assert (result.letters, len(result.problems)) == (0, 2)
    assert list(tmp_path.glob("*.p*")) == []


def test_a_foreign_file_is_never_replaced_and_an_own_one_is(pair, tmp_path):
    target = tmp_path / "x.pdf"
    target.write_text("mine")

    with pytest.raises(Refused, match="not written by a print"):
        print_letters(target, "jane", b.TODAY)
    assert target.read_text() == "mine"
    target.unlink()
    print_letters(target, "jane", b.TODAY, letters=[pair[0]])
    print_letters(target, "jane", b.TODAY, letters=[pair[1]])
    assert "Customer C2" in printed(target)


@pytest.mark.parametrize("name", ["missing/x.pdf", "file/x.pdf"])
def test_a_place_that_cannot_be_written_is_said_before_any_work(pair, tmp_path, name):
    (tmp_path / "file").write_text("")

    with pytest.raises(BadInput, match="does not exist"):
        print_letters(tmp_path / name, "jane", b.TODAY)
    assert statuses() == ["proposed", "proposed"]


def test_what_is_no_file_is_refused_before_any_work(pair):
    with pytest.raises(Refused, match="not written by a print"):
        print_letters(Path("/dev/full"), "jane", b.TODAY)
    assert statuses() == ["proposed", "proposed"]


def test_a_stopped_print_marks_nothing_and_leaves_no_file(pair, tmp_path):
    seen = []

    with pytest.raises(Cancelled):
        print_letters(
            tmp_path / "x.pdf", "jane", b.TODAY, cancelled=lambda: True,
            progress=lambda done, total: seen.append((done, total)),
        )  # fmt: skip
    assert statuses() == ["proposed", "proposed"]
    assert list(tmp_path.glob("*.p*")) == []


def test_progress_ends_with_all_letters(pair, tmp_path):
    seen = []

    print_letters(tmp_path / "x.pdf", "jane", b.TODAY, progress=lambda *counts: seen.append(counts))

    assert (seen[0], seen[-1]) == ((0, 2), (2, 2))


def test_a_letter_changed_while_it_is_drawn_is_refused_and_nothing_stays(two, tmp_path):
    def change(done: int, total: int) -> None:
        if done == total and not changed:
            changed.append(True)
            _change_elsewhere(two[0])

    changed: list[bool] = []
    with pytest.raises(Refused, match="changed while"):
        print_letters(tmp_path / "x.pdf", "jane", b.TODAY, progress=change)
    assert statuses() == ["proposed", "proposed"]
    assert list(tmp_path.glob("*.p*")) == []
    assert batches() == [("letters", "failed", 0)]


def _change_elsewhere(number: int) -> None:
    m.Letter.update(revision=m.Letter.revision + 1).where(m.Letter.id == number).execute()


def test_an_edited_letter_prints_its_own_words(pair, tmp_path):
    review.edit_text(pair[0], "Just for {{ customer_number }}", "Call us.\n[items]\n\nBye", "jane")

    print_letters(tmp_path / "x.pdf", "jane", b.TODAY, letters=[pair[0]])

    text = printed(tmp_path / "x.pdf")
    assert "Just for C1" in text
    assert text.index("Call us.") < text.index("1,000.00") < text.index("Bye")


def test_a_text_that_cannot_be_filled_is_a_problem_of_that_letter(pair, tmp_path):
    m.Letter.update(edited_body="{{ nonsense }}").where(m.Letter.id == pair[0]).execute()

    result = print_letters(tmp_path / "x.pdf", "jane", b.TODAY)

    assert result.letters == 1
    assert "unknown variable nonsense" in result.problems[0].reason
    with pytest.raises(BadInput, match="nonsense"):
        form_print.preview(pair[0])


def test_one_level_goes_out_and_the_rest_waits(db, tmp_path):
    b.add_basics()
    procedure = b.add_days_procedure()
    unit = m.Unit.get()
    unit.procedure = procedure
    unit.save()
    customer = b.add_customer("C1")
    b.add_item(customer, "YOUNG", days=10)
    b.add_item(customer, "OLD", days=70)
    run()

    result = print_letters(tmp_path / "x.pdf", "jane", b.TODAY, levels=[3])

    text = printed(tmp_path / "x.pdf")
    assert result.letters == 1
    assert "OLD" in text
    assert "YOUNG" not in text
    assert [letter.items[0].item for letter in review.letters(status="proposed")] == ["YOUNG"]


def test_what_waits_is_counted_by_letter_code(two):
    m.Letter.update(held="no_rate").where(m.Letter.id == two[0]).execute()

    [row] = form_print.waiting()

    assert (row.letter_code, row.level, row.letters, row.held) == ("1", 1, 2, 1)
    assert row.totals == {"USD": 112_050}


def test_the_preview_shows_the_letter_and_changes_nothing(pair):
    [page] = form_print.preview(pair[0])

    assert "You owe 1,020.50 USD." in page
    assert "Attn." not in page
    assert "Page 1 of 1" in page
    assert statuses() == ["proposed", "proposed"]
    with pytest.raises(NotFound):
        form_print.preview(99)


def test_pay_by_follows_the_setting_and_the_customers_language(lite, tmp_path):
    b.add_basics()
    b.add_text("1", "nl", body="Betaal vóór {{ pay_by }}: {{ past_due }}.")
    b.add_item(b.add_customer("C1", language="nl"), "A", balance="1234.50")
    run()

    print_letters(
        tmp_path / "x.pdf", "jane", b.TODAY, paper=PaperChoice("Letter", pay_within_days=14)
    )

    text = printed(tmp_path / "x.pdf")
    assert (b.TODAY + timedelta(days=14)).isoformat() == "2026-03-16"
    assert "Betaal vóór 16 maart 2026: 1.234,50" in text
    assert "Pagina 1 van 1" in text


def test_the_alignment_page_is_a_file_of_its_own(tmp_path):
    path = form_print.alignment_page(tmp_path / "test.pdf", "Letter")

    assert len(PdfReader(path).pages) == 1
    with pytest.raises(Refused):
        form_print.alignment_page(path)


def test_a_file_that_a_broken_print_left_is_replaced_by_the_next(pair, tmp_path):
    target = tmp_path / "x.pdf"
    target.write_text("a whole file, but its letters were never marked")
    written = hashlib.sha256(target.read_bytes()).hexdigest()
    batch = m.PrintBatch.create(path=str(target), operator="jane", sha256=written)
    m.PrintBatchLetter.create(batch=batch, letter=pair[0], file=str(target))
    (tmp_path / f".x.pdf.{os.getpid()}.part").write_text("rest")

    result = print_letters(target, "jane", b.TODAY)

    assert result.letters == 2
    assert "Customer C2" in printed(target)
    assert [state for _, state, _ in batches()] == ["writing", "done"]


def test_a_file_changed_after_the_print_is_not_replaced(pair, tmp_path):
    target = tmp_path / "x.pdf"
    print_letters(target, "jane", b.TODAY, letters=[pair[0]])
    target.write_bytes(target.read_bytes() + b"signed")

    with pytest.raises(Refused, match="not written by a print"):
        print_letters(target, "jane", b.TODAY)


def test_many_letters_share_one_file_in_the_order_of_their_numbers(lite, tmp_path):
    b.add_basics()
    for number in range(60):
        b.add_item(b.add_customer(f"K{number:02}"), f"ITEM-{number:02}")
    run()

    result = print_letters(tmp_path / "x.pdf", "jane", b.TODAY)

    pages = [page.extract_text() for page in PdfReader(tmp_path / "x.pdf").pages]
    assert (result.letters, len(pages)) == (60, 60)
    assert all(f"ITEM-{n:02}" in page for n, page in enumerate(pages))


def test_a_file_that_appears_while_letters_are_drawn_is_kept(pair, tmp_path):
    target = tmp_path / "x.pdf"

    with pytest.raises(Refused, match="Somebody else has just written"):
        print_letters(
            target, "jane", b.TODAY, progress=lambda done, total: target.write_text("theirs")
        )
    assert target.read_text() == "theirs"
    assert statuses() == ["proposed", "proposed"]
