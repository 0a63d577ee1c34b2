"""Special pricing letters (menu 4.4.6): customers' own prices, one letter for each customer.

They are no dunning letters: they have no number and change nothing; a print is on record.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from tui_dunning.errors import BadInput, Cancelled, NotFound
from tui_dunning.output.document import LetterDocument, PriceRow
from tui_dunning.output.format import slug
from tui_dunning.output.letter_text import PRICES_CODE, LetterTextError, paragraphs, render
from tui_dunning.services.countries import country_name
from tui_dunning.services.letter_document import sender_of
from tui_dunning.services.letter_values import amount, day, tidy, unit_values
from tui_dunning.services.print_files import PrintFiles
from tui_dunning.services.print_job import CHECK_EVERY, PrintResult, Unprinted, on_record
from tui_dunning.services.print_portions import PaperChoice
from tui_dunning.store import letter_texts, printing
from tui_dunning.store import special_prices as store
from tui_dunning.store.addresses import address_lines
from tui_dunning.store.database import reading, transaction
from tui_dunning.store.letter_texts import TextVersion
from tui_dunning.store.models import now
from tui_dunning.store.special_prices import PricedCustomer, PriceFacts, PriceLetterFacts

__all__ = ["PricedCustomer", "customers_with_prices", "preview", "print_prices"]

_SAMPLE = (
    PriceFacts("A-100", "Sample product", "USD", 1250, date(2026, 1, 1), None),
    PriceFacts("B-200", "Another product", "USD", 99900, date(2026, 1, 1), date(2026, 12, 31)),
)


def customers_with_prices(as_of: date) -> tuple[PricedCustomer, ...]:
    """Return the customers that have prices valid on a day, by number."""
    with reading():
        return tuple(store.priced_customers(as_of))


def preview(number: str, as_of: date) -> list[str]:
    """Return a customer's letter as pages of text.

    Raises:
        NotFound: the customer has no price that is valid.
        BadInput: there is no text, or it cannot be filled.
    """
    from tui_dunning.output.preview import preview_pages

    with reading():
        facts = _facts_of([number], as_of)[0]
        texts = _Texts()
    try:
        return preview_pages(_document(facts, texts.find(facts.language), as_of))
    except LetterTextError as error:
        raise BadInput(f"The letter cannot be drawn: {error}.") from error


def preview_text(
    language: str, subject: str, body: str, as_of: date, customer: str = ""
) -> list[str]:
    """Return pages that show a text on a customer with prices, or on made-up ones.

    Raises:
        BadInput: the text cannot be filled.
    """
    from tui_dunning.output.preview import preview_pages

    with reading():
        known = [customer] if customer else [c.number for c in store.priced_customers(as_of)[:1]]
        found = next(store.stream_price_letters(known, as_of), None) if known else None
    address = ("2 Elm Street", "", "", "Their Town", "", "")
    facts = found or PriceLetterFacts("100001", "Sample Customer", "", "en", address, {}, _SAMPLE)
    text = TextVersion(0, "P", language, 0, "", subject, body, False, False, now(), "")
    try:
        return preview_pages(_document(facts, text, as_of))
    except LetterTextError as error:
        raise BadInput(f"The text cannot be filled: {error}.") from error


def print_prices(
    target: Path,
    operator: str,
    as_of: date,
    *,
    customers: Sequence[str] = (),
    folder: bool | None = None,
    paper: PaperChoice | str = "A4",
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> PrintResult:
    """Print the letters of customers with prices valid at the as-of date (all, or those named).

    Raises:
        NotFound: a customer that was named is not there, or has no valid price.
        BadInput: the target cannot be written, or there is no text.
        Cancelled: as asked for.

    Source: seed 004, 4.4.6.
    """
    choice = PaperChoice(paper) if isinstance(paper, str) else paper
    with reading():
        numbers = _numbers(customers, as_of)
    if not numbers:
        return PrintResult()
    files = PrintFiles(
        target, folder=target.is_dir() if folder is None else folder, ours=printing.is_ours
    )
    job = _PriceJob(files, choice, as_of, len(numbers), progress, cancelled)
    try:
        with on_record("prices", files, operator, job.started) as batch:
            with reading():
                job.draw(numbers)
            if not job.drawn:
                return PrintResult(problems=tuple(job.problems))
            _record(batch, files, job)
    finally:
        files.discard()
        job.close()
    return PrintResult(job.drawn, job.pages, files.files, (), tuple(job.problems))


def _numbers(customers: Sequence[str], as_of: date) -> list[str]:
    """Return the numbers of the customers to print, in order."""
    known = [customer.number for customer in store.priced_customers(as_of)]
    if not customers:
        return known
    for number in customers:
        if not letter_texts.customer_exists(number):
            raise NotFound(f"There is no customer {number}.", "Numbers keep their leading zeros.")
        if number not in known:
            raise NotFound(
                f"Customer {number} has no special price valid on {as_of.isoformat()}.",
                "4.4.9.8 or `dunning import prices` brings prices in.",
            )
    return [number for number in known if number in set(customers)]


def _facts_of(numbers: Sequence[str], as_of: date) -> list[PriceLetterFacts]:
    """Return the facts of named customers."""
    return list(store.stream_price_letters(_numbers(numbers, as_of), as_of))


class _Texts:
    """The current texts of special pricing letters, by language."""

    def __init__(self) -> None:
        found = [text for text in letter_texts.current_texts() if text.code == PRICES_CODE]
        self._texts = {text.language: text for text in found}

    def find(self, language: str) -> TextVersion:
        """Return the text in a language, else in English.

        Raises:
            BadInput: there is none in either.
        """
        text = self._texts.get(language) or self._texts.get("en")
        if text is None:
            raise BadInput(
                "There is no text for special pricing letters (code P).",
                hint="Write one under 4.4.5, or reset it to the shipped one.",
            )
        return text


class _PriceJob:
    """One print of special pricing letters under way."""

    def __init__(
        self,
        files: PrintFiles,
        choice: PaperChoice,
        as_of: date,
        total: int,
        progress: Callable[[int, int], None] | None,
        cancelled: Callable[[], bool] | None,
    ) -> None:
        self.drawn = 0
        self.pages = 0
        self.problems: list[Unprinted] = []
        self.started = now()
        self._files = files
        self._choice = choice
        self._as_of = as_of
        self._total = total
        self._progress = progress
        self._cancelled = cancelled
        self._one: Any = None

    def close(self) -> None:
        """Drop what was not saved."""
        if self._one:
            self._one.close()

    def draw(self, numbers: Sequence[str]) -> None:
        """Draw all letters into files beside their places."""
        from tui_dunning.output.letter_files import LetterFile

        texts = _Texts()
        for count, facts in enumerate(store.stream_price_letters(numbers, self._as_of)):
            if count % CHECK_EVERY == 0:
                self._report(count)
            kinds = (self._choice.paper, self._choice.fallback_fonts)
            file = self._one or LetterFile(*kinds, single=self._files.folder)
            if not self._draw_letter(facts, texts, file):
                continue
            self.drawn += 1
            if self._files.folder:
                self._write(file, f"prices-{slug(facts.number)}", facts.name)
            else:
                self._one = file
        if self._one:
            self._write(self._one, "", "")
        self._report(self._total)

    def _draw_letter(self, facts: PriceLetterFacts, texts: _Texts, file: Any) -> bool:
        """Draw one letter; false where it has a problem, which is noted."""
        try:
            problem = file.add(_document(facts, texts.find(facts.language), self._as_of))
        except LetterTextError as error:
            problem = f"its text cannot be filled: {error}"
        if problem:
            self.problems.append(Unprinted(0, f"Customer {tidy(facts.number)}: {problem}"))
        return not problem

    def _write(self, file: Any, stem: str, name: str) -> None:
        """Write a finished file."""
        name = "-".join(part for part in (stem, slug(name)) if part) + ".pdf"

        def save(target: Any) -> None:
            self.pages += file.save(target, "Special prices", self.started)

        self._files.write(name, save)

    def _report(self, count: int) -> None:
        """Tell how far the print is, and stop where asked to."""
        if self._cancelled and self._cancelled():
            raise Cancelled("The print was stopped; no file was written.")
        if self._progress:
            self._progress(count, self._total)


def _record(batch: int, files: PrintFiles, job: _PriceJob) -> None:
    """Write the files down, then move them."""
    files.settle()
    sha256 = files.sha256()
    with transaction():
        printing.hold(batch, (), sha256)
    with transaction():
        printing.finish(batch, job.drawn, job.pages, sha256)
        files.move()


def _document(facts: PriceLetterFacts, text: TextVersion, as_of: date) -> LetterDocument:
    """Return the document of a special pricing letter.

    Raises:
        LetterTextError: the text cannot be filled.
    """
    language, name = text.language, tidy(facts.name)
    subject, body = render(text.subject, text.body, _values(facts, language, as_of))
    before, after = paragraphs(body)
    here = facts.letterhead.get("country", "")
    country = facts.address[5]
    unit_language = facts.letterhead.get("language") or "en"
    lines = address_lines(facts.address, here, country_name(country, unit_language))
    return LetterDocument(
        number=0,
        date=as_of,
        language=language,
        sender=sender_of(facts.letterhead),
        address=(name, *map(tidy, lines)),
        attention=tidy(facts.attention),
        to_number=tidy(facts.number),
        to_name=name,
        subject=subject,
        before=before,
        after=after,
        prices=tuple(PriceRow(tidy(p.product), tidy(p.description), *p[2:]) for p in facts.prices),
    )


def _values(facts: PriceLetterFacts, language: str, as_of: date) -> dict[str, Any]:
    """Return the values of the variables of code P."""
    return {
        "customer_number": tidy(facts.number),
        "customer_name": tidy(facts.name),
        "attention": tidy(facts.attention),
        "date": day(as_of, language, "long"),
        **unit_values(facts.letterhead),
        "prices": [
            {
                "product": tidy(price.product),
                "description": tidy(price.description),
                "price": amount(price.price_minor, price.currency, language),
                "currency": price.currency,
                "valid_from": day(price.valid_from, language),
                "valid_until": day(price.valid_until, language) if price.valid_until else "",
            }
            for price in facts.prices
        ],
    }
