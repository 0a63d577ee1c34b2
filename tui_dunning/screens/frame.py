"""The standard screen: id, path, title, unit, date and operator; message, command line, keys."""

from __future__ import annotations

import inspect
import threading
from collections.abc import Awaitable, Callable, Coroutine
from typing import TYPE_CHECKING, Any, ClassVar, ParamSpec, Self, TypeVar, cast

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import Screen
from textual.widget import Widget

from tui_dunning.errors import DunningError
from tui_dunning.screens import command_line
from tui_dunning.screens.actions import COMMON, TOP, Action, MenuLine
from tui_dunning.screens.cells import header, wrap, wrap_whole
from tui_dunning.screens.frame_lines import FrameLines
from tui_dunning.screens.widgets import Field, RollingText, Stray

if TYPE_CHECKING:
    from tui_dunning.screens.navigation import Navigator

P = ParamSpec("P")
T = TypeVar("T")


class FunctionScreen(FrameLines):
    """A full screen of the menus. Subclasses yield their middle in `body()`.

    Class attributes: IDENT, PATH and HEADING where the screen is not a menu line itself; HELP for
    F1; ACTIONS, the keys of its own; FIRST, the selector of what has the focus when it opens.
    """

    IDENT: ClassVar[str] = ""
    HEADING: ClassVar[str] = ""
    HELP: ClassVar[str] = ""
    ACTIONS: ClassVar[tuple[Action, ...]] = ()
    FIRST: ClassVar[str] = "#command"
    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(f"f{n}", f"key('f{n}')", show=False) for n in range(1, 13)),
        Binding("pageup", "roll(-1)", show=False),
        Binding("pagedown", "roll(1)", show=False),
        Binding("up", "app.focus_previous", show=False),
        Binding("down", "app.focus_next", show=False),
    ]

    def __init__(self, argument: str = "") -> None:
        super().__init__()
        self.argument = argument
        self.line: MenuLine | None = None
        self.entry = False
        self.last_field: Widget | None = None
        self.cancel_asked = threading.Event()
        self.can_cancel = False

    def at(self, line: MenuLine) -> Self:
        """Take the place of a menu line: its id, path and title."""
        self.line = line
        self.entry = True
        return self

    def under(self, screen: FunctionScreen) -> Self:
        """Belong to the function of another screen (a record opened from its list)."""
        self.line = screen.line
        return self

    @property
    def desk(self) -> Navigator:
        """The application, as screens know it."""
        return cast("Navigator", self.app)

    @property
    def path(self) -> str:
        """The menu path of the function."""
        return self.line.path if self.line else TOP

    @property
    def ident(self) -> str:
        """The id in the top left corner."""
        return self.IDENT or (self.line.ident if self.line else "")

    @property
    def heading(self) -> str:
        """The title in the middle of the top line."""
        return self.HEADING or (self.line.title if self.line else "")

    # --- what is drawn --------------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        """Lay out the frame around `body()`."""
        with Vertical(id="body"):
            yield from self.body()
        yield Field(
            id="command",
            length=72,
            longest=200,
            label="Command",
            help_text="An option, a path such as 4.4.3, =4.4.3 to leave and go, 4.4.3 100130 "
            "to open a record, 0 for the main menu, or a word: "
            + ", ".join(word for word in command_line.WORDS if word[1:2].isalpha()),
        )

    def body(self) -> ComposeResult:
        """Yield the middle of the screen."""
        yield from ()

    def on_mount(self) -> None:
        """Draw the frame, set the focus, then let the screen read what it shows."""
        self.draw_frame()
        self.focus_first()
        self.opened()

    def opened(self) -> None:
        """Read what the screen shows; called once, when it stands."""

    def focus_first(self) -> None:
        """Set the focus to the screen's first field."""
        for selector in (self.FIRST, "#command"):
            if found := [w for w in self.query(selector) if w.focusable]:
                self.set_focus(found[0])
                return

    def on_resize(self, _event: events.Resize) -> None:
        """Draw the top lines for the new width."""
        if self.app.size != self.framed_for:
            self.draw_frame()

    def draw_frame(self) -> None:
        """Draw the two top lines and the legend."""
        session = self.desk.session
        unit = f"Unit {session.unit}  {session.unit_name}".rstrip() if session.unit else ""
        head = header(
            self.app.size.width,
            self.ident,
            self.heading,
            self.path,
            session.as_of.isoformat(),
            unit,
            session.operator,
        )
        self.show_head(head)
        self.draw_legend()

    def actions(self) -> dict[str, Action]:
        """Return what each key does here; the screen's own come before the common ones."""
        return {action.key: action for action in (*COMMON, *self.ACTIONS)}

    def draw_legend(self) -> None:
        """Show the keys that are valid now."""
        width = self.app.size.width - 2
        lines = [f" {line}".replace("\u00a0", " ") for line in wrap(self._legend(), width)]
        self.show_keys(lines[:2])

    def _legend(self) -> str:
        """Name the keys that are valid now, each with a no-break space for each blank in it."""
        valid = [action for action in self.actions().values() if action.valid(self)]
        valid.sort(key=lambda action: int(action.key[1:]))
        text = " ".join(
            f"{action.key_name}={action.label}".replace(" ", "\u00a0") for action in valid
        )
        if any(text.show_vertical_scrollbar for text in self.query(RollingText)):
            text += " PgUp\u00a0PgDn=Roll"
        return text

    def say(self, text: str) -> None:
        """Show a message; it stays until the next Enter or function key."""
        self._message(text, error=False)

    def error(self, text: str) -> None:
        """Show an error and forget the keys typed ahead; typing replaces what the field holds."""
        self.desk.flush_type_ahead()
        if isinstance(self.focused, Field):
            self.focused.select_all()
        self._message(text, error=True)

    def _message(self, text: str, *, error: bool) -> None:
        lines = wrap_whole(text, self.app.size.width - 2, 3)
        self.show_message([f" {line}" for line in lines], error=error)

    @property
    def message(self) -> str:
        """The text in the message line."""
        return "\n".join(self._said).strip()

    # --- services, in threads -------------------------------------------------------------------

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        """Run a coroutine of this screen; the keyboard stays locked until it ends."""
        self.run_worker(self._guarded(work), group="work", exit_on_error=False)

    async def _guarded(self, work: Awaitable[None]) -> None:
        with self.desk.working():
            try:
                await work
            except DunningError as error:
                self.failed(error)
            except Exception as error:
                self.error(self.desk.unexpected_problem(error))

    def failed(self, error: DunningError) -> None:
        """Show what a service refused; screens may do more (mark the field)."""
        self.error(f"{error.message} {error.hint}".strip())

    async def call(self, service: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a service in a thread and return its answer."""
        return await self.desk.call(service, *args, **kwargs)

    async def ask(self, dialog: Screen[T]) -> T | None:
        """Show a dialog (or a screen of this function) and wait for its answer."""
        if isinstance(dialog, FunctionScreen):
            dialog.under(self)
        with self.desk.asking():
            return await self.app.push_screen_wait(dialog)

    def cancel_work(self) -> bool:
        """Ask the work under way to stop; False where nothing can be stopped."""
        if self.can_cancel:
            self.cancel_asked.set()
        return self.can_cancel

    # --- keys and commands ----------------------------------------------------------------------

    def action_key(self, key: str) -> None:
        """Do what the key means on this screen."""
        action = self.actions().get(key)
        if action is None:
            self.error(f"{key.upper()} has no meaning on this screen.")
            return
        if reason := action.why_disabled(self):
            self.error(f"{action.key_name}: {reason}")
            return
        self._message("", error=False)
        self.perform(getattr(self, f"do_{action.do}"))

    def perform(self, method: Callable[[], Any]) -> None:
        """Call a method of this screen, in a worker where it is a coroutine."""
        if inspect.iscoroutinefunction(method):
            self.start(method())
            return
        try:
            method()
        except DunningError as error:
            self.failed(error)
        except Exception as error:
            self.error(self.desk.unexpected_problem(error))

    def on_input_submitted(self, event: Field.Submitted) -> None:
        """Enter: work off the command line, or the screen's fields."""
        event.stop()
        self._message("", error=False)
        if event.input.id == "command":
            self.run_command(event.value)
        else:
            self.perform(self.do_enter)

    def on_stray(self, event: Stray) -> None:
        """Carry what means nothing where it was typed to the command line."""
        event.stop()
        command = self.query_one("#command", Field)
        self.set_focus(command)
        kept = "" if command.selected_text else command.value
        command.value = kept + event.character
        command.cursor_position = len(command.value)

    def run_command(self, typed: str) -> None:
        """Do what stands at the command line; what is not understood stays there."""
        self.desk.commands.add(typed)
        words = {action.word: action.key for action in self.actions().values()}
        if own := words.get(typed.strip().upper()):
            self.command_done()
            self.action_key(own)
            return
        match command_line.parse(typed):
            case command_line.Nothing():
                self.perform(self.do_enter)
            case command_line.Press(key):
                self.command_done()
                self.press(key)
            case command_line.Go() as go:
                self.desk.navigate(lambda: self.desk.go(go, self.path))
            case command_line.SignOff():
                self.desk.navigate(self.desk.sign_off)
            case command_line.Unknown(text):
                self.error(f"{text} is neither an option, a path nor a command. F1 lists them.")

    def command_done(self) -> None:
        """Empty the command line and give the focus back to where it was."""
        for command in self.query("#command").results(Field):
            command.value = ""
        if self.last_field is not None and self.last_field.is_attached:
            self.set_focus(self.last_field)

    def press(self, key: str) -> None:
        """Do what a key does, for a word typed instead of it."""
        if key in {"home", "end"}:
            self.roll_to(1 if key == "end" else -1)
        elif key in {"pageup", "pagedown"}:
            self.action_roll(1 if key == "pagedown" else -1)
        else:
            self.action_key(key)

    def has_choices(self) -> bool:
        """Tell whether F4 lists something for the field."""
        return isinstance(self.last_field, Field) and self.last_field.choices is not None

    def action_roll(self, direction: int) -> None:
        """Roll the screen a page; screens with a list hand it on."""

    def roll_to(self, direction: int) -> None:
        """Roll to the top (-1) or bottom (1)."""

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Remember the field, so that F1 and F4 typed as words find it."""
        if event.widget.id != "command":
            self.last_field = event.widget
        elif self.focused is not None and not event.control.has_focus:
            return
        self.draw_legend()

    def do_enter(self) -> Any:
        """Enter outside the command line."""

    def do_exit(self) -> None:
        """F3: leave the function."""
        if self.path == TOP and len(self.app.screen_stack) <= 2:
            self.desk.navigate(self.desk.sign_off)
        else:
            self.desk.navigate(self.desk.leave_function)

    def do_cancel(self) -> None:
        """F12: back one screen without saving."""
        if self.path == TOP:
            self.say("This is the main menu. F3 signs off.")
        else:
            self.dismiss(None)

    def do_refresh(self) -> Any:
        """F5: read anew."""
        self.opened()

    def do_retrieve(self) -> None:
        """F9: put the command before this one on the command line."""
        command = self.query_one("#command", Field)
        command.value = self.desk.commands.earlier()
        command.cursor_position = len(command.value)
        self.set_focus(command)

    async def do_list(self) -> None:
        """F4: choose a value for the field."""
        field = self.last_field
        if not isinstance(field, Field) or field.choices is None:
            self.say("This field has no list of values.")
            return
        values = await self.call(field.values)
        if not values:
            fits = f" that fits {field.text}" if field.text else ""
            self.say(f"There is nothing to list{fits} for {field.label or 'this field'}.")
            return
        from tui_dunning.screens.dialogs import ValueList

        chosen = await self.ask(ValueList(field.label, values))
        if chosen is not None:
            field.value = chosen
            field.cursor_position = len(chosen)

    async def do_help(self) -> None:
        """F1: help for the field and the screen."""
        from tui_dunning.screens.dialogs import TextPages
        from tui_dunning.screens.help import help_for

        await self.ask(TextPages("Help", help_for(self, self.focused)))

    # --- leaving --------------------------------------------------------------------------------

    def unsaved(self) -> str:
        """Say what would be lost by leaving now; "" for nothing."""
        return ""

    async def may_leave(self) -> bool:
        """Ask whether unsaved work may be lost; True where there is none."""
        lost = self.unsaved()
        if not lost:
            return True
        from tui_dunning.screens.dialogs import Confirm

        with self.desk.asking():
            may_be_lost = await self.app.push_screen_wait(Confirm(lost, yes="Leave without saving"))
        return bool(may_be_lost)

    async def leave(self) -> None:
        """Leave, asking first where there is unsaved work."""
        if await self.may_leave():
            self.dismiss(None)
