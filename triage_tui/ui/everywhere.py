"""The acts that are possible on every screen."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from triage_tui.errors import TriageError
from triage_tui.ui.dialogs.base import ask
from triage_tui.ui.dialogs.blank import Blank
from triage_tui.ui.dialogs.help import Help
from triage_tui.ui.dialogs.menu import Choice, Menu
from triage_tui.ui.dialogs.palette import CommandPalette
from triage_tui.ui.holding import hold
from triage_tui.ui.present.line import Run
from triage_tui.ui.present.text import inline, ours
from triage_tui.ui.present.words import OUTCOME
from triage_tui.ui.screens.base import Act, DeskScreen
from triage_tui.ui.screens.outbox import open_outbox
from triage_tui.ui.screens.queue import QueueScreen
from triage_tui.ui.terminal.modes import under_a_shell

if TYPE_CHECKING:
    from triage_tui.ui.app import TriageApp


def acts(app: TriageApp) -> dict[str, Act]:
    """What each command that holds everywhere does."""
    return {
        "undo": partial(undo, app),
        "redo": partial(redo, app),
        "back": partial(back, app),
        "go.queue": partial(back, app),
        "quit": partial(leave, app),
        "help": lambda: app.push_screen(Help(_screen(app))) and None,
        "palette": partial(palette, app),
        "go.case": partial(go_case, app),
        "go.outbox": lambda: open_outbox(_screen(app)),
        "copy.id": partial(copy_id, app),
        "copy.words": partial(copy_words, app),
        "copy.rationale": partial(copy_rationale, app),
        "theme": partial(theme, app),
        "blank": lambda: app.push_screen(Blank()) and None,
        "redraw": app.terminal_cleared,
        "suspend": partial(suspend, app),
    }


def _screen(app: TriageApp) -> DeskScreen:
    assert isinstance(app.screen, DeskScreen)
    return app.screen


async def undo(app: TriageApp) -> None:
    """Take the last decision back, and put its case in front again as it was."""
    last = app.desk.store.last_decision(app.desk.house.reviewer)
    sitting, how = await app.wrote(app.desk.undo)
    app.undone = last
    await app.show(sitting)
    case = inline(sitting.opened.case.id, 40)
    if how == "withdrawn":
        app.say(Run(ours("taken back: {} · U decides it again", case), "ok"))
    else:
        app.say(Run(ours("{}: your next decision replaces the one in force", case), "warning"))


async def redo(app: TriageApp) -> None:
    """Decide again what was just undone."""
    undone, app.undone = app.undone, None
    if undone is None:
        return
    sitting = await app.off(app.desk.open, undone.decision.case_id)
    hold(app, await app.wrote(app.desk.decide, sitting, undone.decision.outcome))
    app.status = (Run(ours("decided again: {}", OUTCOME[undone.decision.outcome]), "ok"),)
    await app.show_case(undone.decision.case_id)


async def back(app: TriageApp) -> None:
    """To the queue."""
    if app.case is not None:
        await app.case.leave()
    while not isinstance(app.screen, QueueScreen):
        app.pop_screen()


async def leave(app: TriageApp) -> None:
    """End; drafts and the place are kept. Where they cannot be, say so, and end when asked again."""
    try:
        if app.case is not None:
            await app.case.leave()
        await app.off(app.keep_place)
    except TriageError as error:
        last_word = Run(ours("{} · again: leaves all the same", inline(error.title)), "error")
        if last_word not in app.status:
            app.say(last_word)
            return
        app.exit(return_code=error.exit_code)
    else:
        app.exit(0)


async def go_case(app: TriageApp) -> None:
    """The case that was in front last."""
    if app.in_front is None:
        app.say(Run(ours("no case was open yet"), "muted"))
    else:
        await app.show_case(app.in_front.id)


def palette(app: TriageApp) -> None:
    """Any command by its name."""
    screen = _screen(app)

    async def chosen(command_id: str | None) -> None:
        if command_id is not None:
            await screen.run_command_id(command_id)

    ask(app, CommandPalette(screen), chosen)


def _copy(app: TriageApp, text: str) -> None:
    if not app.settings.clipboard:
        app.say(Run(ours("copying is off in the settings (clipboard = false)"), "warning"))
    elif not text:
        app.say(Run(ours("there is nothing to copy here"), "muted"))
    else:
        copied = app.copy_text(text)
        app.say(Run(inline(copied.words), "ok"))


def copy_id(app: TriageApp) -> None:
    """The id of the case in front."""
    head = _screen(app).situation().head
    _copy(app, head.id if head else "")


def copy_words(app: TriageApp) -> None:
    """The flagged words, in the form in which they are shown."""
    _copy(app, app.case.flagged_words() if app.case else "")


def copy_rationale(app: TriageApp) -> None:
    """What the draft gives as its reasons."""
    _copy(app, app.case.view.sitting.draft.rationale if app.case else "")


def suspend(app: TriageApp) -> None:
    """Back to the shell; where there is none, stopping would be for good."""
    if under_a_shell():
        app.action_suspend_process()
    else:
        app.say(Run(ours("no shell waits behind the desk · Q leaves"), "warning"))


def theme(app: TriageApp) -> None:
    """Choose a theme; it holds until the end, settings keep it for good."""

    def chosen(name: str | None) -> None:
        if name is not None:
            app.use_theme(app.themes[name])
            app.say(Run(ours("theme {} · triage-tui config set theme keeps it", inline(name)), "ok"))

    ask(app, Menu(ours("Theme"), [Choice(name, inline(name)) for name in app.themes]), chosen)
