"""What frames every screen: the title row, the key bar and the status row. They hold rows of their own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct, field

from triage_tui.settings.keynames import shown
from triage_tui.ui.commands import COMMANDS, Command
from triage_tui.ui.present.frame import spread
from triage_tui.ui.present.line import Line, Run, fit, width
from triage_tui.ui.present.text import Safe, inline, ours
from triage_tui.ui.situation import Situation


class Desktop(Struct, frozen=True):
    """What the chrome says on every screen."""

    where: tuple[Safe, ...] = ()
    """Breadcrumb after the program's name."""
    waiting: int = 0
    """Decisions that are held or queued."""
    today: int = 0
    """Decisions taken since midnight UTC."""
    read_only: bool = False
    status: Line = ()
    """The last thing that happened; empty for nothing."""
    keys: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Keys in force by command id; a command that is not there has its own."""


NAMES = {
    "space": "Spc", "enter": "Enter", "escape": "Esc", "tab": "Tab", "backspace": "BkSp",
    "down": "↓", "up": "↑", "pagedown": "PgDn", "pageup": "PgUp", "home": "Home", "end": "End",
}  # fmt: skip
"""Keys that type no character, as they are written on keyboards."""


def key_name(key: str) -> Safe:
    """A key as it is written on the screen: `gq`, `C-d`, `Tab`."""
    return inline("".join(NAMES.get(one) or shown(one.replace("ctrl+", "C-")) for one in key.split(" ")), 12)


def title(desktop: Desktop, cells: int) -> Line:
    """The program, where we are, and how the work stands."""
    left: list[Run] = [Run(ours(" triage-tui"), "title")]
    for one in desktop.where:
        left += [Run(ours(" ▸ "), "title-muted"), Run(one, "title")]
    right: list[Run] = []
    if desktop.read_only:
        right.append(Run(ours("read-only  "), "warning"))
    if cells >= 100:
        right.append(Run(ours("{} to send  today {} ", desktop.waiting, desktop.today), "title-muted"))
    else:
        right.append(Run(ours("↑{}  {}✓ ", desktop.waiting, desktop.today), "title-muted"))
    return fit(spread((*left, Run(ours(" "), "title")), tuple(right), cells), cells, "title")


def key_bar(now: Situation, context: str, desktop: Desktop, cells: int) -> Line:
    """The commands of a context by rank, whole or not at all; `? help` always stays at the right edge."""
    shown = sorted((c for c in COMMANDS if c.bar and c.context in (context, "everywhere")), key=lambda c: c.bar)
    tail = (Run(ours("? "), "key"), Run(ours("help "), "key-label"))
    room = cells - width(tail) - 1
    line: list[Run] = []
    for command in shown:
        entry = _entry(command, now, desktop.keys)
        if width((*line, *entry)) <= room:
            line += entry
    return spread(tuple(line), tail, cells)


def _entry(command: Command, now: Situation, keys: Mapping[str, tuple[str, ...]]) -> Line:
    spelt = keys.get(command.id, command.keys)
    if not spelt:
        return ()
    off = command.why_not(now) is not None
    key = Run(ours(" {} ", key_name(spelt[0])), "muted" if off else "key")
    return (key, Run(ours("{} ", inline(command.title)), "muted" if off else "key-label"))


def status_bar(status: Line, cells: int) -> Line:
    """The last row: what happened."""
    return fit((Run(ours(" "), "text"), *status), cells)


def framed(body: Sequence[Line], now: Situation, context: str, desktop: Desktop, cells: int) -> list[Line]:
    """Title, body, key bar and status as one frame; the body must be three rows lower than the screen."""
    return [title(desktop, cells), *body, key_bar(now, context, desktop, cells), status_bar(desktop.status, cells)]
