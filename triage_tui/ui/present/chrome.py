"""What frames every screen: the title row, the key bar and the status row. They hold rows of their own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache, lru_cache

from msgspec import Struct, field

from triage_tui.settings.keynames import shown
from triage_tui.ui.commands import COMMANDS, Command
from triage_tui.ui.present.bundle import Progress, progress_note
from triage_tui.ui.present.frame import spread
from triage_tui.ui.present.line import Line, Run, fit, width
from triage_tui.ui.present.link import Signal, health, trouble
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
    signal: Signal | None = None
    """The link to the source; none on a local workspace."""
    bundle: Progress | None = None
    """The bundle that the cases came in; it takes the place of the link and of the counts."""


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
    if desktop.bundle is not None:
        right = progress_note(desktop.bundle, cells >= 100)
    else:
        right = _standing(desktop.waiting, desktop.today, desktop.signal, cells)
    return _title(desktop.where, desktop.read_only, right, cells)


@lru_cache(16)
def _title(where: tuple[Safe, ...], read_only: bool, standing: Line, cells: int) -> Line:
    left: list[Run] = [Run(ours(" triage-tui"), "title")]
    for one in where:
        left += [Run(ours(" ▸ "), "title-muted"), Run(one, "title")]
    right = (Run(ours("read-only  "), "warning"), *standing) if read_only else standing
    return fit(spread((*left, Run(ours(" "), "title")), right, cells), cells, "title")


@lru_cache(16)
def _standing(waiting: int, today: int, signal: Signal | None, cells: int) -> Line:
    """How the work stands, and the link."""
    right: list[Run] = []
    if signal is not None:
        right += [*trouble(signal), *(health(signal, cells >= 100) if signal.health is not None else ())]
    if cells >= 100:
        right.append(Run(ours("{} to send  today {} ", waiting, today), "title-muted"))
    else:
        right.append(Run(ours("↑{}  {}✓ ", waiting, today), "title-muted"))
    return tuple(right)


def key_bar(now: Situation, context: str, desktop: Desktop, cells: int) -> Line:
    """The commands of a context by rank, whole or not at all; `? help` always stays at the right edge."""
    keys = desktop.keys
    entries = [(one.title, one.why_not(now) is None, keys.get(one.id, one.keys)) for one in _ranked(context)]
    return _key_bar(tuple(entries), cells)


@cache
def _ranked(context: str) -> Sequence[Command]:
    return sorted((c for c in COMMANDS if c.bar and c.context in (context, "everywhere")), key=lambda c: c.bar)


@lru_cache(64)
def _key_bar(entries: tuple[tuple[str, bool, tuple[str, ...]], ...], cells: int) -> Line:
    tail = (Run(ours("? "), "key"), Run(ours("help "), "key-label"))
    room = cells - width(tail) - 1
    line: list[Run] = []
    for name, possible, keys in entries:
        entry = _entry(name, possible, keys)
        if width((*line, *entry)) <= room:
            line += entry
    return spread(tuple(line), tail, cells)


def _entry(name: str, possible: bool, keys: tuple[str, ...]) -> Line:
    if not keys:
        return ()
    key = Run(ours(" {} ", key_name(keys[0])), "key" if possible else "muted")
    return (key, Run(ours("{} ", inline(name)), "key-label" if possible else "muted"))


@lru_cache(16)
def status_bar(status: Line, cells: int) -> Line:
    """The last row: what happened."""
    return fit((Run(ours(" "), "text"), *status), cells)


def framed(body: Sequence[Line], now: Situation, context: str, desktop: Desktop, cells: int) -> list[Line]:
    """Title, body, key bar and status as one frame; the body must be three rows lower than the screen."""
    return [title(desktop, cells), *body, key_bar(now, context, desktop, cells), status_bar(desktop.status, cells)]
