"""4.4.9.10 Settings in force: what they are and where each comes from."""

from __future__ import annotations

from tui_dunning import settings
from tui_dunning.screens.cells import fit
from tui_dunning.screens.text_screen import FunctionTextScreen


class SettingsScreen(FunctionTextScreen):
    """The settings of this sitting, without secrets."""

    HELP = (
        "Settings stand in a file, each also as an environment variable DUNNING_ and its name. "
        "They are read when the program starts."
    )

    def opened(self) -> None:
        """Show the settings."""
        path = settings.settings_path()
        there = "" if path.is_file() else " (not there; all is default)"
        lines = [f"Settings file: {path}{there}", ""]
        lines.append(f"{fit('Setting', 17)} {fit('From', 14)} Value")
        loaded = self.desk.session.settings
        for name, value in settings.describe(loaded).items():
            origin = str(loaded.origins.get(name, "default"))
            lines.append(f"{fit(name, 17)} {fit(origin, 14)} {value}")
        lines += ["", "Each may also be given as DUNNING_ and its name: DUNNING_PAPER=Letter."]
        self.show_text("\n".join(lines))
