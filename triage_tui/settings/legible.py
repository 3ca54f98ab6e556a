"""What every theme must keep to: all roles there, every text readable, and nothing told by colour alone."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import combinations

from triage_tui.domain.values import Record
from triage_tui.settings.colour import DEFAULT, contrast, distance, why_not_colour

MARKS = ("hit", "hit-current", "evidence", "token", "search", "search-current")
"""Marks inside a text: each has attributes of its own, for those who see no colour."""

VERDICTS = ("violates", "allowed", "borderline", "not-violates", "cannot-tell")
STATES = (VERDICTS, ("ok", "warning", "error"), ("over", "under"))
"""Roles that answer one question and so must not look alike."""

_CHROME = ("text", "muted", "title", "title-muted", "heading", "border", "gutter", "cursor", "select", "input")
_SPEAKERS = ("user", "assistant", "system", "tool", "reasoning")
_REST = ("flagged", "bar", "bar-empty", "sealed", "key", "key-label")
ROLES = (*_CHROME, *_SPEAKERS, *_REST, *MARKS, *(role for group in STATES for role in group))
"""Everything that is drawn is drawn as one of these."""

_WIDGETS = ("primary", "secondary", "accent", "warning", "error", "success")
_GROUNDS = ("foreground", "background", "surface", "panel", "boost")
COLORS = (*_WIDGETS, *_GROUNDS)
"""The theme colours that Textual's own widgets draw with."""

GRAPHIC = frozenset({"border", "gutter", "bar", "bar-empty"})
"""Lines and bars: 3:1 is enough."""

GROUNDS = frozenset({"cursor", "input"})
"""Roles whose background lies under others."""

APART = 60
"""The least distance of two colours that are told apart by colour only."""

_ATTRIBUTES = frozenset({"bold", "dim", "italic", "underline", "reverse", "strike"})


class Paint(Record, forbid_unknown_fields=True):
    """How one role is drawn."""

    fg: str = ""
    """Colour of the letters; empty leaves what is there."""
    bg: str = ""
    """Colour behind them; empty leaves what is there."""
    style: str = ""
    """Attributes: bold, dim, italic, underline, reverse, strike."""

    @property
    def attributes(self) -> frozenset[str]:
        """The attributes, each once."""
        return frozenset(self.style.split())

    def definition(self, letters: str = "", ground: str = "") -> str:
        """The same as a Rich style definition, on these colours where it has none; the terminal's own go unsaid."""
        fg, bg = self.fg or letters, self.bg or ground
        parts = (self.style, fg if fg != DEFAULT else "", f"on {bg}" if bg not in ("", DEFAULT) else "")
        return " ".join(part for part in parts if part) or "none"


def faults(colors: Mapping[str, str], roles: Mapping[str, Paint], *, ansi: bool) -> Iterator[str]:
    """Everything that keeps a theme from being drawn or read."""
    unusable = [
        *_bad_names("colors", colors, COLORS),
        *_bad_names("roles", roles, ROLES),
        *_bad_colours(colors, roles, ansi),
        *_bad_attributes(roles),
    ]
    yield from unusable
    if not unusable:
        yield from _marks(roles)
        yield from _states(roles, ansi)
        if not ansi:
            yield from _contrasts(colors, roles)


def _bad_names(table: str, there: Iterable[str], wanted: Collection[str]) -> Iterator[str]:
    yield from (f"{table}.{name}: there is nothing of that name" for name in there if name not in wanted)
    if missing := [name for name in wanted if name not in there]:
        yield f"{table}: {', '.join(missing)} missing"


def _bad_colours(colors: Mapping[str, str], roles: Mapping[str, Paint], ansi: bool) -> Iterator[str]:
    used = {f"colors.{name}": words for name, words in colors.items()}
    used |= {f"roles.{name}.fg": paint.fg for name, paint in roles.items() if paint.fg}
    used |= {f"roles.{name}.bg": paint.bg for name, paint in roles.items() if paint.bg}
    for where, words in used.items():
        if reason := why_not_colour(words, ansi=ansi):
            yield f"{where}: {reason}"


def _bad_attributes(roles: Mapping[str, Paint]) -> Iterator[str]:
    for name, paint in roles.items():
        if unknown := paint.attributes - _ATTRIBUTES:
            yield f"roles.{name}.style: {', '.join(sorted(unknown))} is none of {', '.join(sorted(_ATTRIBUTES))}"


def _marks(roles: Mapping[str, Paint]) -> Iterator[str]:
    for one in MARKS:
        if not roles[one].attributes:
            yield f"roles.{one}: has no attribute, so it cannot be seen without colour"
    for one, other in combinations(MARKS, 2):
        if roles[one].attributes == roles[other].attributes:
            yield f"roles.{one} and roles.{other} differ by colour alone"


def _states(roles: Mapping[str, Paint], ansi: bool) -> Iterator[str]:
    for one, other in (pair for group in STATES for pair in combinations(group, 2)):
        a, b = roles[one], roles[other]
        if a.attributes != b.attributes or a.bg != b.bg:
            continue
        if a.fg == b.fg or (not ansi and a.fg and b.fg and distance(a.fg, b.fg) < APART):
            yield f"roles.{one} and roles.{other} look alike"


def _contrasts(colors: Mapping[str, str], roles: Mapping[str, Paint]) -> Iterator[str]:
    grounds = {name: colors[name] for name in ("background", "surface", "panel") if name in colors}
    grounds |= {name: roles[name].bg for name in GROUNDS if roles[name].bg}
    for name, paint in roles.items():
        least = 3.0 if name in GRAPHIC else 4.5
        own = {name: paint.bg} if paint.bg else grounds
        letters = paint.fg or roles["text"].fg or colors.get("foreground", DEFAULT)
        yield from _too_weak(f"roles.{name}", letters, own, least)


def _too_weak(where: str, letters: str, grounds: Mapping[str, str], least: float) -> Iterable[str]:
    for name, ground in grounds.items():
        if (got := contrast(letters, ground)) < least:
            yield f"{where}: {letters} on {ground} ({name}) has a contrast of {got:.1f}, less than {least}"
