"""4.4.5 Letter text maintenance: the texts by code and language, and their versions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult

from tui_dunning.errors import BadInput
from tui_dunning.paging import Key, Page, Seek, page_of
from tui_dunning.screens.actions import Action, ListOption, plural
from tui_dunning.screens.dialogs import Confirm, Dialog
from tui_dunning.screens.frame import FunctionScreen
from tui_dunning.screens.letter_text_editor import LetterTextEditor, show_preview
from tui_dunning.screens.line_list import Column
from tui_dunning.screens.text_screen import TextScreen
from tui_dunning.screens.widgets import Field, FieldLine
from tui_dunning.screens.work_with import WorkWithScreen
from tui_dunning.services import letter_text
from tui_dunning.services.letter_text import TextVersion


@dataclass(frozen=True, slots=True)
class TextRow:
    """A text in the list."""

    text: TextVersion

    @property
    def key(self) -> Key:
        """Code and language."""
        return (self.text.code, self.text.language)


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A version in the list of a text's versions, newest first."""

    text: TextVersion

    @property
    def key(self) -> Key:
        """The version, downwards."""
        return (-self.text.version,)


def _words(row: VersionRow) -> str:
    return "shipped" if row.text.is_shipped else "own"


def _by(row: TextRow) -> str:
    return "shipped" if row.text.is_shipped else row.text.operator


def _changed(row: TextRow) -> str:
    return f"{row.text.created_at:%Y-%m-%d}"


class AskTextKey(Dialog[tuple[str, str]]):
    """The code and language of a text to be written."""

    LEGEND = "Enter=OK  F12=Cancel"

    def __init__(self) -> None:
        super().__init__("A text for a new letter code or language")
        self.code = Field(id="new-code", length=12, longest=20, label="Letter code")
        self.language = Field("en", id="new-language", length=8, label="Language")

    def middle(self) -> ComposeResult:
        """Yield the fields."""
        yield FieldLine(self.code, width=18, remark="1 to 5, P, or one of your own")
        yield FieldLine(self.language, width=18, remark="such as en, nl, de, fr, es")

    def on_mount(self) -> None:
        """Start with the code."""
        self.code.focus()

    def on_input_submitted(self, event: Field.Submitted) -> None:
        """Enter goes to the language, then answers."""
        event.stop()
        if event.input is self.code and self.code.text:
            self.language.focus()
            return
        try:
            letter_text.refuse_strange(self.code.text, self.language.text)
        except BadInput as error:
            self.complain(f"{error.message} {error.hint}")
            return
        self.dismiss((self.code.text, self.language.text))


async def ask_about_waiting(screen: FunctionScreen, code: str, language: str) -> bool:
    """Ask whether letters that wait with the old text are to get the new one."""
    count = await screen.call(letter_text.waiting_with_older, code, language)
    if not count:
        return False
    waiting = plural(count, "letter waits", "letters wait")
    question = f"{waiting} with the old text {code} {language}. Give them the new one?"
    lines = ["Letters edited by hand keep their words either way."]
    agreed = await screen.ask(Confirm(question, lines, yes="New text"))
    return bool(agreed)


class LetterTextScreen(WorkWithScreen[TextRow]):
    """The list of texts; `4.4.5 1 nl` opens one at once."""

    HELP = (
        "One text for each letter code and language. Codes 1 to 5 are the numbered letters, P the "
        "special pricing letter (4.4.6). Every change is a new version; letters that wait keep "
        "theirs unless you say otherwise."
    )
    COLUMNS: ClassVar[Sequence[Column[TextRow]]] = (
        Column("Code", 5, lambda row: row.text.code, pinned=True),
        Column("Lang", 4, lambda row: row.text.language, pinned=True),
        Column("Vers", 4, lambda row: str(row.text.version), "right"),
        Column("Tone", 11, lambda row: row.text.tone),
        Column("Subject", 19, lambda row: row.text.subject, grow=True),
        Column("Changed", 10, _changed),
        Column("By", 8, _by),
    )
    OPTIONS: ClassVar[tuple[ListOption, ...]] = (
        ListOption("2", "Change", "change", "Opens the text in the editor."),
        ListOption("5", "Display", "display", "Shows the text."),
        ListOption("6", "Preview", "preview", "Shows it as it prints, on a real customer."),
        ListOption("7", "Versions", "versions", "All versions; an earlier one can be taken up."),
        ListOption("8", "Reset to shipped", "reset", "Back to the shipped words.", dangerous=True),
    )
    DEFAULT_OPTION = "2"
    ACTIONS: ClassVar[tuple[Action, ...]] = (
        Action("f6", "CREATE", "Create", "create", "A text for a new letter code or language."),
    )

    def fields(self) -> Sequence[Field]:
        """Return the position."""
        return (
            Field(
                id="position",
                length=12,
                longest=20,
                label="Position to code",
                help_text="The list starts at this letter code.",
            ),
            Field(
                id="language",
                length=6,
                label="Language",
                help_text="Only texts in this language; blank for all.",
            ),
        )

    def __init__(self, argument: str = "") -> None:
        super().__init__(argument)
        self.language = ""

    def opened(self) -> None:
        """Read the list, or open the text that was asked for."""
        if self.argument:
            words, self.argument = self.argument.split(), ""
            self.start(self.open_text(words[0], words[1] if len(words) > 1 else "en"))
        else:
            super().opened()

    async def open_text(self, code: str, language: str) -> None:
        """Open the editor over the list."""
        await self.position()
        text = await self.call(letter_text.show, code, language)
        self.say(await self.edit(text) or "")
        await self.work_list.reload()

    def entered(self, values: dict[str, str]) -> Key | None:
        """Keep the language; start at the code."""
        self.language = values["language"].lower()
        return (values["position"],) if values["position"] else None

    def page(self, seek: Seek, limit: int) -> Page[TextRow]:
        """Read the texts."""
        texts = sorted(letter_text.list_texts(), key=lambda text: (text.code, text.language))
        rows = [TextRow(t) for t in texts if self.language in {"", t.language}]
        return page_of(rows, seek, limit)

    def nothing(self) -> str:
        """Say that there is none."""
        return f"There is no text in {self.language}." if self.language else "There are no texts."

    def described(self, row: TextRow) -> str:
        """Name a text."""
        return f"{row.text.code} {row.text.language}  {row.text.subject}"

    async def edit(self, text: TextVersion, **options: bool) -> str | None:
        """Open the editor; afterwards ask about the letters that wait."""
        saved: str | None = await self.ask(LetterTextEditor(text, **options))
        if saved and await ask_about_waiting(self, text.code, text.language):
            words = await self.call(letter_text.show, text.code, text.language)
            given = await self.call(
                letter_text.edit,
                words.code,
                words.language,
                words.subject,
                words.body,
                self.desk.session.operator,
                waiting=True,
            )
            saved += f" {plural(given.waiting, 'waiting letter has', 'waiting letters have')} it."
        return saved

    async def do_change(self, row: TextRow) -> str:
        """2: edit."""
        text = await self.call(letter_text.show, row.text.code, row.text.language)
        return await self.edit(text) or ""

    async def do_display(self, row: TextRow) -> None:
        """5: look at it."""
        await self.ask(LetterTextEditor(row.text, read_only=True))

    async def do_preview(self, row: TextRow) -> None:
        """6: as it prints."""
        await show_preview(self, row.text.code, row.text.language, row.text.subject, row.text.body)

    async def do_versions(self, row: TextRow) -> str:
        """7: all versions."""
        chosen: TextVersion | None = await self.ask(
            TextVersionsScreen(row.text.code, row.text.language)
        )
        if chosen is None:
            return ""
        return await self.edit(chosen, taken_up=True) or ""

    async def do_reset(self, row: TextRow) -> str:
        """8: the shipped words again."""
        text, operator = row.text, self.desk.session.operator
        done = await self.call(letter_text.reset, text.code, text.language, operator)
        said = f"Text {text.code} {text.language} has the shipped words, version "
        said += f"{done.text.version}." if done.is_new else f"{done.text.version}, already."
        if await ask_about_waiting(self, text.code, text.language):
            again = await self.call(
                letter_text.reset, text.code, text.language, operator, waiting=True
            )
            said += f" {plural(again.waiting, 'waiting letter has', 'waiting letters have')} it."
        return said

    async def do_create(self) -> None:
        """F6: a text for a new code or language."""
        key = await self.ask(AskTextKey())
        if key is None:
            return
        code, language = key
        texts = await self.call(letter_text.list_texts)
        same = [text for text in texts if text.code == code]
        if any(text.language == language for text in same):
            await self.work_list.load(Seek(key, inclusive=True))
            self.error(f"There is a text {code} in {language} already. Option 2 changes it.")
            return
        other = next((t for t in same if t.language == "en"), same[0] if same else None)
        said = await self.edit(new_text(code, language, other), is_new=True)
        await self.work_list.load(Seek(key, inclusive=True))
        self.say(said or "No text was made.")


def new_text(code: str, language: str, other: TextVersion | None) -> TextVersion:
    """Return the words that a new text starts with: those of another language, if there are."""
    from datetime import UTC, datetime

    return TextVersion(
        text_id=0,
        code=code,
        language=language,
        version=0,
        tone=other.tone if other else "",
        subject=other.subject if other else "",
        body=other.body if other else "Dear {{ attention or customer_name }},\n\n",
        is_current=False,
        is_shipped=False,
        created_at=datetime.now(UTC),
        operator="",
    )


class TextVersionsScreen(WorkWithScreen[VersionRow]):
    """The versions of one text, newest first; answers with the one to take up again."""

    IDENT = "AR4452"
    HEADING = "Versions of a letter text"
    HELP = "Versions are never changed; taking one up again opens it in the editor."
    COLUMNS: ClassVar[Sequence[Column[VersionRow]]] = (
        Column("Vers", 4, lambda row: str(row.text.version), "right", pinned=True),
        Column("Current", 7, lambda row: "Y" if row.text.is_current else ""),
        Column("Words", 7, _words),
        Column("Changed (UTC)", 16, lambda row: f"{row.text.created_at:%Y-%m-%d %H:%M}"),
        Column("By", 10, lambda row: row.text.operator),
        Column("Subject", 14, lambda row: row.text.subject, grow=True),
    )
    OPTIONS: ClassVar[tuple[ListOption, ...]] = (
        ListOption("2", "Take up again", "take_up", "Opens its words in the editor."),
        ListOption("5", "Display", "display", "Shows its words."),
    )
    DEFAULT_OPTION = "5"

    def __init__(self, code: str, language: str) -> None:
        super().__init__()
        self.code = code
        self.language = language

    @property
    def heading(self) -> str:
        """The title."""
        return f"Versions of text {self.code} {self.language}"

    def page(self, seek: Seek, limit: int) -> Page[VersionRow]:
        """Read the versions."""
        found = letter_text.versions(self.code, self.language)
        return page_of([VersionRow(text) for text in found], seek, limit)

    async def do_take_up(self, row: VersionRow) -> None:
        """2: hand the version to the editor."""
        self.dismiss(row.text)

    async def do_display(self, row: VersionRow) -> None:
        """5: look at it."""
        text = row.text
        words = f" {text.subject}\n\n{text.body}"
        title = f"Text {text.code} {text.language}, version {text.version}"
        await self.ask(TextScreen(title, [words]))
