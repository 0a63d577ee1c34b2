"""Letters a second: one file, with payment QR codes, a file each; against reportlab's canvas.

From ready documents, layout included; then the whole command from the database, and its memory.
CPU time of one core; the best of three rounds, in which all ways take turns. No letter is drawn
twice: numbers and amounts that were drawn before are remembered.
"""

from __future__ import annotations

import io
import random
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from benchmarks import measuring
from benchmarks.measuring import AS_OF, Result, Size, Used, at_least, at_most
from tui_dunning.output.document import CustomerRows, LetterDocument, Row, Sender, Totals
from tui_dunning.output.layout import lay_out
from tui_dunning.output.letter_files import LetterFile, drawing
from tui_dunning.output.paper import A4
from tui_dunning.output.slips import epc_text
from tui_dunning.services.print_portions import garbage_set_aside

LETTERS = 1500
ROUNDS = 3
FIRST_NUMBER = 10_000
"""So that the numbers of all letters of all rounds are of one length."""
Way = Callable[[Sequence[LetterDocument]], None]
CREATED = datetime(2026, 11, 23)
IBAN = "NL91 ABNA 0417 1643 00"
SENDER = Sender("Voorbeeld Handel B.V.", ("Wilhelminakade 7", "3072 AP Rotterdam", "Nederland"),
                "+31 10 555 0142", "debiteuren@voorbeeldhandel.example", IBAN)  # fmt: skip
NAMES = ("Łódź Żurawie Sp. z o.o.", "Müller & Söhne GmbH", "Granite Builders Inc.", "Øst Færge ApS")
OLDEST = (
    "According to our records the items listed below, which belong to your account {number}, were "
    "still unpaid on 23 November 2026. The oldest is {days} days past its due date."
)
ASK = (
    "This may simply have been overlooked. We ask you to transfer the open amount of {total} EUR "
    "by 3 December 2026, so that no fee has to be charged."
)
AFTER = (
    "If you have already paid within the last few days, please regard this letter as settled. "
    "Should you have any queries about single items, our accounts receivable department will be "
    "glad to help.",
    "Yours sincerely\nVoorbeeld Handel B.V.",
)


def document(number: int, place: int, *, code: bool = False) -> LetterDocument:
    """Make a letter with seven items on average; `code`: with a payment QR code.

    How many items it has depends on its place among the letters of a round, so that all rounds
    draw as much; what stands on it depends on its number.
    """
    shape, chance = random.Random(place), random.Random(number)
    share = shape.random()
    count = shape.randint(1, 6) if share < 0.7 else shape.randint(7, 15 if share < 0.9 else 30)
    on = date.fromisoformat(AS_OF)
    rows = []
    for _ in range(count):
        late, minor = chance.randint(5, 160), chance.randint(1500, 950_000)
        due = on - timedelta(days=late)
        rows.append(Row(f"RE-{chance.randint(2025000000, 2025999999)}", "IN",
                        due - timedelta(days=30), due, late, "EUR", minor))  # fmt: skip
    total = sum(row.balance_minor for row in rows)
    name = f"{chance.choice(NAMES)} {number}"
    days = max(row.days_late or 0 for row in rows)
    return LetterDocument(
        number=number,
        date=on,
        language="en",
        sender=SENDER,
        address=(name, f"Street {number % 240}", "80331 München", "Germany"),
        attention=f"Zofia Wiśniewska {number % 100}",
        to_number=str(100_000 + number),
        to_name=name,
        subject=f"Payment reminder {number}",
        before=(
            f"Dear {name},",
            OLDEST.format(number=100_000 + number, days=days),
            ASK.format(total=f"{total / 100:,.2f}"),
        ),
        after=AFTER,
        sections=(CustomerRows(str(100_000 + number), name, tuple(rows)),),
        totals=(Totals("EUR", total),),
        reference=f"{number:016}",
        remit_to=IBAN,
        pay_by=on + timedelta(days=10),
        epc=epc_text(SENDER.name, IBAN, total, f"{number:016}") if code else "",
    )


def one_file(documents: Sequence[LetterDocument]) -> None:
    """Draw all into one file."""
    with tempfile.TemporaryFile() as target:
        file = LetterFile("A4", target=target)
        for each in documents:
            file.add(each)
        file.save(target, "Letters", CREATED)


def separate_files(documents: Sequence[LetterDocument]) -> None:
    """Draw each into a file of its own."""
    with tempfile.TemporaryDirectory() as folder:
        for each in documents:
            file = LetterFile("A4", single=True)
            file.add(each)
            with open(f"{folder}/{each.number}.pdf", "wb") as target:
                file.save(target, "Letter", CREATED)


def with_reportlab(documents: Sequence[LetterDocument]) -> None:
    """Draw all into one file with reportlab's canvas, laid out by us with what we remember."""
    from reportlab.lib.colors import Color, black
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.pdfgen.canvas import Canvas

    ours = drawing("A4", ())
    for name, face in (("R", ours.face.regular), ("B", ours.face.bold)):
        pdfmetrics.registerFont(TTFont(name, str(face.path)))
    mm, grey = 72 / 25.4, Color(150 / 255, 150 / 255, 150 / 255)
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=(A4.width * mm, A4.height * mm), pageCompression=1)
    for each in documents:
        for page in lay_out(each, A4, ours.face, ours.memory):
            for line in page.all_lines():
                canvas.setLineWidth(line.thickness * mm)
                canvas.setStrokeColor(black if line.thickness > 0.1 else grey)
                y = (A4.height - line.y) * mm
                canvas.line(line.x1 * mm, y, line.x2 * mm, y)
            for words in page.all_words():
                canvas.setFont("B" if words.bold else "R", words.size)
                canvas.drawString(words.x * mm, (A4.height - words.y) * mm, words.text)
            canvas.showPage()
    canvas.save()


def reportlabs_name() -> str:
    """Return what reportlab is called in the table, with or without its C code; "" without it.

    It takes the C code by itself where that is there. The versions are printed.
    """
    try:
        print(f"  reportlab {version('reportlab')}", file=sys.stderr)
        import _rl_accel
    except PackageNotFoundError:
        return ""
    except ImportError:
        return "reportlab's canvas without rl_accel"
    print(f"  rl_accel {_rl_accel.version}", file=sys.stderr)
    return "reportlab's canvas with rl_accel"


def rates(ways: dict[str, Way], letters: int) -> dict[str, float]:
    """Return the letters a second of each way, the best of rounds with letters of their own."""
    best: dict[str, float] = {}
    first = FIRST_NUMBER
    for _ in range(ROUNDS):
        for name, draw in ways.items():
            code = name == "coded"
            fresh = [document(first + place, place, code=code) for place in range(letters)]
            first += letters
            started = time.process_time()
            with garbage_set_aside():
                draw(fresh)
            best[name] = max(best.get(name, 0), letters / (time.process_time() - started))
    return best


def printed(company: Path, folder: Path, workers: int) -> tuple[int, float, Used]:
    """Print all that waits into one file; return how many letters, the seconds, what it took."""
    database = measuring.copy_of(company, folder / "print.db")
    target = folder / f"{workers}.pdf"
    target.unlink(missing_ok=True)
    options = ("-o", str(target), "--workers", str(workers), "--as-of", AS_OF, "--json")
    started = time.perf_counter()
    used = measuring.dunning("print", *options, "--database", str(database))
    seconds = time.perf_counter() - started
    return int(used.output.partition('"letters": ')[2].partition(",")[0]), seconds, used


def commands(size: Size) -> list[Result]:
    """Measure the whole command on made-up companies: reading, words, drawing, marks."""
    company = measuring.updated(Size(min(size.customers, 30_000), min(size.items, 100_000)))
    with measuring.folder() as folder:
        letters, alone, used = printed(company, folder, 1)
        _, together, _ = printed(company, folder, 2)
        results = [
            Result(f"print, {letters:,} letters, whole command", letters / used.cpu, "/s"),
            Result("print, memory", used.memory, "MiB"),
            at_least("print --workers 2, wall clock", alone / together, 1.9),
        ]
        many = measuring.updated(Size(min(size.customers, 107_000), min(size.items, 357_000)))
        letters, _, used = printed(many, folder, 1)
    return [*results, at_most(f"print, {letters:,} letters, memory", used.memory, 150, "MiB")]


def measure(size: Size) -> list[Result]:
    """Measure all of it."""
    ways: dict[str, Way] = {"one": one_file, "coded": one_file, "separate": separate_files}
    name = reportlabs_name()
    if name:
        ways["reportlab"] = with_reportlab
    found = rates(ways, min(LETTERS, size.customers))
    results = [
        at_least("letters into one file", found["one"], 2000, "/s"),
        at_least("letters with QR codes into one file", found["coded"], 1000, "/s"),
        at_least("letters into a file each", found["separate"], 1000, "/s"),
    ]
    if "reportlab" in found:
        ratio = found["one"] / found["reportlab"]
        results.append(Result(f"{name}, same layout", found["reportlab"], "/s"))
        results.append(at_least(f"one file against {name}", ratio, 3))
    return [*results, *commands(size)]


if __name__ == "__main__":
    measuring.main(measure)
