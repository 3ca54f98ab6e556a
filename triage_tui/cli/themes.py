"""The verb ``themes``: which there are, and which files could not be loaded."""

from __future__ import annotations

import click

from triage_tui.cli.options import Options, pass_options
from triage_tui.cli.printing import columns, line, print_json
from triage_tui.settings.paths import user_themes
from triage_tui.settings.themes import ThemeFile, load_themes


@click.command(short_help="List the themes, and the ones that could not be loaded.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@pass_options
def command(options: Options, as_json: bool) -> int:
    """List the built-in themes and your own, which lie in the folder `themes` beside the settings file."""
    from triage_tui.cli.main import complain

    loaded = load_themes([user_themes()])
    wanted = options.settings.theme
    if as_json:
        for theme in loaded.themes.values():
            print_json({"name": theme.name, "dark": theme.dark, "ansi": theme.ansi, "chosen": theme.name == wanted})
    else:
        columns(
            [line("*" if name == wanted else " "), line(name), line(_kind(theme))]
            for name, theme in loaded.themes.items()
        )
    for path, reason in loaded.failed:
        complain(reason if str(path) in reason else f"{path}: {reason}", "this theme is skipped")
    return 1 if loaded.failed else 0


def _kind(theme: ThemeFile) -> str:
    colours = (
        "no colours" if theme.name == "mono" else "the terminal's 16 colours" if theme.ansi else "256 colours or more"
    )
    return f"{'dark' if theme.dark else 'light'}, {colours}"
