"""4.4.5: the editor of one letter text, its variables beside it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll

from tui_dunning.screens.actions import Action, plural
from tui_dunning.screens.cells import wrap
from tui_dunning.screens.dialogs import AskText, Confirm, ValueList
from tui_dunning.screens.editor import Editor
from tui_dunning.screens.frame import FunctionScreen
from tui_dunning.screens.text_screen import TextScreen
from tui_dunning.screens.widgets import Choice, Field, FieldLine, Static
from tui_dunning.services import letter_text
from tui_dunning.services.letter_text import Problem, TextVersion

BESIDE = 28
"""Cells for the variables beside the editor."""

ITEMS_LINE = "[items]"


async def show_preview(
    screen: FunctionScreen, code: str, language: str, subject: str, body: str
) -> None:
    """Ask for a customer and show a text as it prints on the customer's latest letter."""
    customer = await screen.ask(
        AskText(
            f"Preview of text {code} {language}",
            "Customer",
            help_text="Its number; blank shows the latest letter of this code.",
            length=20,
        )
    )
    if customer is None:
        return
    number = await screen.call(letter_text.shown_on, code, customer)
    as_of = screen.desk.session.as_of
    pages = await screen.call(letter_text.preview, code, language, subject, body, as_of, customer)
    message = ""
    if number is not None:
        message = f"Shown on letter {number}. Nothing was saved or printed."
    elif code != "P":
        whose = f"Customer {customer} has" if customer else "There is"
        message = f"{whose} no letter yet: shown on a made-up one."
    await screen.ask(TextScreen(f"Preview of text {code} {language}", pages, message))


class LetterTextEditor(FunctionScreen):
    """One text: subject, tone, words. F4 inserts a variable, F10 checks and saves."""

    IDENT = "AR4451"
    HEADING = "Letter text"
    FIRST = "Editor"
    HELP = (
        "Write the words of the letter; an empty line starts a new paragraph. A line that holds "
        "only [items] says where the table of items goes. {{ past_due }} puts a value in; "
        "{% if fee %} ... {% endif %} keeps words for letters with a fee. Tab leaves the text."
    )
    ACTIONS: ClassVar[tuple[Action, ...]] = (
        Action(
            "f4",
            "LIST",
            "Variable",
            "insert",
            "Lists the variables; the one chosen is put in where the cursor stands.",
            why_disabled=lambda s: "This is the display." if s.read_only else "",
        ),
        Action("f6", "PREVIEW", "Preview", "preview", "Shows the words as they would print."),
        Action(
            "f8",
            "NEXT",
            "Next mistake",
            "next_problem",
            "Goes to the next line with a mistake.",
            valid=lambda s: bool(s.problems),
            why_disabled=lambda s: "" if s.problems else "No mistake is known. F10 checks.",
        ),
        Action(
            "f10",
            "CONFIRM",
            "Save",
            "save",
            "Checks the text and saves it as a new version.",
            valid=lambda s: not s.read_only,
            why_disabled=lambda s: "Option 2 changes a text." if s.read_only else "",
        ),
        Action("f11", "VIEW", "Roll variables", "roll_beside", "Rolls what stands beside it."),
    )

    def __init__(
        self,
        text: TextVersion,
        *,
        read_only: bool = False,
        is_new: bool = False,
        taken_up: bool = False,
    ) -> None:
        super().__init__()
        self.text = text
        self.read_only = read_only
        self.is_new = is_new
        self.taken_up = taken_up
        self.problems: tuple[Problem, ...] = ()
        self.at_problem = 0

    @property
    def heading(self) -> str:
        """The title says which text it is."""
        what = " (display)" if self.read_only else " (new)" if self.is_new else ""
        return f"Letter text {self.text.code} {self.text.language}{what}"

    def body(self) -> ComposeResult:
        """Yield subject, tone, the words and the variables."""
        subject = Field(
            self.text.subject,
            id="subject",
            length=64,
            longest=200,
            label="Subject",
            help_text="One line; variables may stand in it too.",
            disabled=self.read_only,
        )
        tone = Field(
            self.text.tone,
            id="tone",
            length=20,
            label="Tone",
            help_text="A word for the list: friendly, firm, final. It is not printed.",
            disabled=self.read_only,
        )
        yield FieldLine(subject, width=12)
        yield FieldLine(tone, width=12, remark=self._version_words())
        yield Static("", classes="blank-line")
        with Horizontal(id="editing"):
            yield Editor(
                self.text.body,
                id="words",
                help_text="The words of the letter. F4 puts a variable in where the cursor "
                "stands, F10 checks and saves.",
                soft_wrap=True,
                show_line_numbers=True,
                read_only=self.read_only,
            )
            with VerticalScroll(id="beside", can_focus=False):
                yield Static(id="beside-text")

    def _version_words(self) -> str:
        if self.is_new:
            return "nothing is saved before F10"
        kind = "shipped words" if self.text.is_shipped else f"by {self.text.operator}"
        return f"version {self.text.version}, {kind}"

    def opened(self) -> None:
        """Show the variables."""
        self.show_variables()
        if self.taken_up:
            self.say(f"These are the words of version {self.text.version}. F10 makes them current.")
        elif self.is_new and self.text.subject:
            self.say("It starts with the words of another language. Nothing is saved before F10.")

    @property
    def editor(self) -> Editor:
        """The words."""
        return self.query_one(Editor)

    def field(self, ident: str) -> Field:
        """Return a field by its id."""
        return self.query_one(f"#{ident}", Field)

    def beside(self, lines: Sequence[str]) -> None:
        """Show lines beside the words."""
        self.query_one("#beside-text", Static).show("\n".join(lines))
        self.query_one("#beside", VerticalScroll).scroll_home(animate=False)

    def show_variables(self) -> None:
        """Show the variables with their meaning beside the words."""
        lines = ["Variables: F4 puts one in"]
        for name, meaning in letter_text.variables(self.text.code).items():
            lines += [name, *(f"  {part}" for part in wrap(meaning, BESIDE - 3))]
        lines += [ITEMS_LINE, "  alone on a line: the table", "  of items goes there"]
        self.beside(lines)

    # --- what was typed -------------------------------------------------------------------------

    def words(self) -> tuple[str, str, str]:
        """Return tone, subject and body as they stand."""
        return self.field("tone").text, self.field("subject").text, self.editor.text

    def unsaved(self) -> str:
        """Say that the words were changed."""
        before = (self.text.tone, self.text.subject.strip(), self.text.body)
        if self.read_only or self.words() == before:
            return ""
        return f"The changes of text {self.text.code} {self.text.language} are not saved."

    def do_enter(self) -> None:
        """Enter in a field goes on to the words."""
        self.set_focus(self.editor)

    def do_cancel(self) -> None:
        """F12: leave without saving, asking first where there are changes."""
        self.start(self.leave())

    async def do_refresh(self) -> None:
        """F5: the words as they were, asking first."""
        if not self.unsaved():
            self.show_variables()
            return
        if await self.ask(Confirm("Take the words as they were before?", yes="Throw changes away")):
            self.field("subject").value = self.text.subject
            self.field("tone").value = self.text.tone
            self.editor.load_text(self.text.body)

    async def do_insert(self) -> None:
        """F4: put a variable in where the cursor stands."""
        known = letter_text.variables(self.text.code)
        values = [Choice(name, meaning) for name, meaning in known.items()]
        if self.last_field is not self.field("subject"):
            values.append(Choice(ITEMS_LINE, "alone on a line: the table of items"))
        name = await self.ask(ValueList("Variables", values))
        if name is None:
            return
        written = insertion(name, known.get(name, ""))
        if self.last_field is self.field("subject"):
            self.field("subject").insert_text_at_cursor(written)
            self.set_focus(self.field("subject"))
        else:
            self.editor.insert(written)
            self.set_focus(self.editor)

    async def do_preview(self) -> None:
        """F6: as it would print, saved or not."""
        _tone, subject, body = self.words()
        if await self._is_right(subject, body):
            await show_preview(self, self.text.code, self.text.language, subject, body)

    async def do_save(self) -> None:
        """F10: check, then save."""
        tone, subject, body = self.words()
        if not await self._is_right(subject, body, "Not saved. ") or not await self._still_wanted():
            return
        edited = await self.call(
            letter_text.edit,
            self.text.code,
            self.text.language,
            subject,
            body,
            self.desk.session.operator,
            tone=tone,
        )
        name = f"Text {self.text.code} {self.text.language}"
        if not edited.is_new:
            self.dismiss(f"{name} was not changed.")
        else:
            self.dismiss(f"{name} saved as version {edited.text.version}.")

    async def _still_wanted(self) -> bool:
        """Ask where somebody else saved the text meanwhile."""
        if self.taken_up:
            return True
        texts = await self.call(letter_text.list_texts)
        key = (self.text.code, self.text.language)
        now = next((text for text in texts if (text.code, text.language) == key), None)
        if now is None or now.version == self.text.version:
            return True
        question = f"{now.operator} saved version {now.version} meanwhile. Save yours over it?"
        agreed = await self.ask(Confirm(question, ["Option 7 shows that version."], yes="Save"))
        return bool(agreed)

    async def _is_right(self, subject: str, body: str, otherwise: str = "") -> bool:
        """Check the text; show what is wrong, behind the words `otherwise`, and go there."""
        self.problems = await self.call(letter_text.check, self.text.code, subject, body)
        self.at_problem = 0
        self.draw_legend()
        if not self.problems:
            self.show_variables()
            return True
        lines = [f"{plural(len(self.problems), 'mistake', 'mistakes')} (F8=Next):"]
        for problem in self.problems:
            lines += ["", *wrap(str(problem), BESIDE - 1)]
        self.beside(lines)
        self.show_problem(otherwise)
        return False

    def show_problem(self, before: str = "") -> None:
        """Put the cursor where a mistake is and say what it is."""
        problem = self.problems[self.at_problem]
        if problem.line:
            last = self.editor.document.line_count - 1
            self.editor.move_cursor((min(problem.line - 1, last), 0))
            self.set_focus(self.editor)
        else:
            self.set_focus(self.field("subject"))
        which = f" ({self.at_problem + 1} of {len(self.problems)})"
        self.error(f"{before}{problem}{which if len(self.problems) > 1 else ''}")

    def do_next_problem(self) -> None:
        """F8: the next mistake."""
        self.at_problem = (self.at_problem + 1) % len(self.problems)
        self.show_problem()

    def do_roll_beside(self) -> None:
        """F11: roll what stands beside, from the end back to the top; mistakes give way first."""
        beside = self.query_one("#beside", VerticalScroll)
        if self.problems:
            self.problems = ()
            self.show_variables()
            self.draw_legend()
        elif beside.scroll_offset.y >= beside.max_scroll_y:
            beside.scroll_home(animate=False)
        else:
            beside.scroll_page_down(animate=False)


def insertion(name: str, meaning: str) -> str:
    """Return what is put in for a variable; a list becomes a loop over it."""
    if name == ITEMS_LINE:
        return name
    if meaning.startswith("list: "):
        first = meaning.removeprefix("list: ").split(",")[0]
        one = name.removesuffix("s")
        return f"{{% for {one} in {name} %}}\n{{{{ {one}.{first} }}}}\n{{% endfor %}}"
    return f"{{{{ {name} }}}}"
