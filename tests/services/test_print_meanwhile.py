"""4.4.4 while others change what is being printed: those letters are left out, the rest go out."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from pypdf import PdfReader

from tests import builders as b
from tests.services.life import run, waiting
from tui_dunning.engine.types import RunParameters
from tui_dunning.errors import Refused
from tui_dunning.output import fast_pdf, letter_files
from tui_dunning.services import dunning_run, review
from tui_dunning.services.check import check
from tui_dunning.services.form_print import PrintResult, print_letters


def letters(count: int) -> list[int]:
    """So many letters that wait, each to a customer of its own."""
    b.add_basics()
    for number in range(count):
        b.add_item(b.add_customer(f"K{number:03}", name=f"Name {number:03}"), f"I-{number:03}")
    run()
    return waiting()


def printed_while(
    change: Callable[[], object], target: Path, *, drawn: bool = False, **options: int
) -> PrintResult:
    """Print, with a change by another connection before the first letter is drawn, or after all."""
    times: list[int] = []

    def meanwhile(done: int, _total: int) -> None:
        if bool(done) is drawn and not times:
            times.append(done)
            with ThreadPoolExecutor() as other:
                other.submit(change).result(20)

    return print_letters(target, "jane", b.TODAY, progress=meanwhile, **options)


def names(path: Path) -> list[str]:
    """The customers of a file, page by page."""
    texts = [page.extract_text() for page in PdfReader(path, strict=True).pages]
    return [text[text.index("Name ") :][:8] for text in texts]


def delete(number: int) -> object:
    return review.delete(number, "mary", b.TODAY, "meanwhile")


def test_a_letter_deleted_meanwhile_is_left_out_of_the_file(db, tmp_path):
    numbers = letters(3)
    target = tmp_path / "x.pdf"

    result = printed_while(lambda: delete(numbers[1]), target)

    assert (result.letters, result.pages, result.problems) == (2, 2, ())
    assert [str(each) for each in result.gone] == [f"Letter {numbers[1]}: is deleted already"]
    assert names(target) == ["Name 000", "Name 002"]
    assert target.read_bytes().count(b"/Type /Page /Parent") == 3
    assert target.read_bytes().count(b" 0 obj\nnull\nendobj") == 1
    assert [letter.status.value for letter in review.letters()] == ["printed", "deleted", "printed"]
    assert check().is_sound


def test_a_letter_changed_meanwhile_is_left_out_and_goes_on_waiting(db, tmp_path):
    numbers = letters(3)
    target = tmp_path / "x.pdf"

    result = printed_while(
        lambda: review.edit_text(numbers[0], "New", "Words", "mary"), target, drawn=True
    )

    assert result.gone[0].reason == "was changed while it was being printed"
    assert names(target) == ["Name 001", "Name 002"]
    assert waiting() == [numbers[0]]
    assert check().is_sound


@pytest.mark.parametrize("workers", [1, 2])
def test_whole_nodes_of_pages_may_be_left_out(lite, tmp_path, workers):
    numbers = letters(240)
    target = tmp_path / "x.pdf"
    gone = {*numbers[:70], *numbers[130:135], numbers[-1]}

    result = printed_while(lambda: [delete(n) for n in sorted(gone)], target, workers=workers)

    left = [place for place, number in enumerate(numbers) if number not in gone]
    assert names(target) == [f"Name {place:03}" for place in left]
    assert (result.letters, result.pages, len(result.gone)) == (len(left), len(left), len(gone))
    assert check().is_sound


def test_files_of_their_own_are_left_out_of_the_folder(lite, tmp_path):
    numbers = letters(3)
    folder = tmp_path / "out"
    folder.mkdir()

    result = printed_while(lambda: delete(numbers[2]), folder)

    assert sorted(path.name for path in folder.iterdir()) == [
        f"letter-{numbers[0]}-name-000.pdf",
        f"letter-{numbers[1]}-name-001.pdf",
    ]
    assert sorted(result.files) == sorted(folder.iterdir())
    assert check().is_sound


@pytest.mark.parametrize("folder", [False, True])
def test_where_a_run_replaces_all_of_them_nothing_is_printed(lite, tmp_path, folder):
    letters(2)
    target = tmp_path / "x"
    if folder:
        target.mkdir()
    later = RunParameters(b.TODAY + timedelta(days=1))

    result = printed_while(lambda: dunning_run.run(later, "mary"), target)

    assert (result.letters, result.files) == (0, ())
    assert {each.reason for each in result.gone} == {"is superseded already"}
    assert len(waiting()) == 2
    assert not list(tmp_path.rglob("*.p*"))
    assert check().is_sound


def test_what_the_reference_renderer_drew_is_refused_as_a_whole(lite, tmp_path, monkeypatch):

    numbers = letters(2)
    monkeypatch.setattr(fast_pdf, "works", lambda: False)
    letter_files.drawing.cache_clear()
    try:
        with pytest.raises(Refused, match=f"Letter {numbers[0]} is deleted already"):
            printed_while(lambda: delete(numbers[0]), tmp_path / "x.pdf")
    finally:
        letter_files.drawing.cache_clear()
    assert waiting() == numbers[1:]
    assert not list(tmp_path.glob("*.p*"))
