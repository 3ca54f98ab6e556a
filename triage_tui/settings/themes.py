"""Theme files: which there are, and which could not be loaded and why. The screen turns them into styles."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, cached_property
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
from msgspec import Struct

from triage_tui.domain.values import Record
from triage_tui.errors import WrongUsage
from triage_tui.settings.legible import Paint, faults
from triage_tui.settings.toml import SettingsError, checked

BUILT_IN = ("dark", "light", "high-contrast-dark", "high-contrast-light", "ansi-dark", "ansi-light", "mono")


class Written(Record, forbid_unknown_fields=True):
    """A theme file as it is written."""

    name: str = ""
    """What it is called; the file's name when absent."""
    base: str = ""
    """The built-in theme that says whatever is absent here."""
    dark: bool = True
    """Whether letters are light on a dark ground."""
    ansi: bool = False
    """Whether it names the terminal's sixteen colours instead of writing ``#rrggbb``."""
    palette: dict[str, str] = {}
    """Names for colours; wherever else a colour stands, one of these names may."""
    colors: dict[str, str] = {}
    """Textual's own theme colours."""
    roles: dict[str, Paint] = {}
    """How each role is drawn."""


class ThemeFile(Struct, frozen=True, dict=True):
    """A theme that can be drawn with."""

    name: str
    dark: bool
    ansi: bool
    colors: Mapping[str, str]
    """Textual's theme colours."""
    roles: Mapping[str, Paint]
    """One for every name in `ROLES`."""

    @cached_property
    def styles(self) -> dict[str, str]:
        """Every role as a whole Rich style definition, as in ``bold #d9dee5 on #15181d``."""
        letters, ground = self.roles["text"].fg, self.colors["background"]
        return {role: paint.definition(letters, ground) for role, paint in self.roles.items()}

    @property
    def textual_colors(self) -> dict[str, str]:
        """The theme colours in Textual's spelling."""
        return {name: f"ansi_{words}" if self.ansi else words for name, words in self.colors.items()}


class Themes(Mapping[str, ThemeFile]):
    """Themes by name, built-in ones first; each of those is read when it is first asked for."""

    def __init__(self, own: dict[str, ThemeFile]) -> None:
        self._own = own

    def __getitem__(self, name: str) -> ThemeFile:
        return _built_in(name) if name in BUILT_IN else self._own[name]

    def __iter__(self) -> Iterator[str]:
        return chain(BUILT_IN, self._own)

    def __len__(self) -> int:
        return len(BUILT_IN) + len(self._own)


class Loaded(NamedTuple):
    """What `load_themes` found."""

    themes: Themes
    failed: list[tuple[Path, str]]
    """Files that are skipped, and why; the reasons quote the file, so they are untrusted."""


def built_in_dir() -> Path:
    """Where the program's own themes lie: inside the installed package, else in the repository."""
    package = Path(__file__).parent.parent
    shipped = package / "_themes"
    return shipped if shipped.is_dir() else package.parent / "themes"


def load_themes(dirs: Iterable[Path] = ()) -> Loaded:
    """The built-in themes, and those in a person's own folders; a broken one is skipped and named."""
    own: dict[str, ThemeFile] = {}
    found = Loaded(Themes(own), [])
    for path in (path for folder in dirs for path in sorted(folder.glob("*.toml"))):
        try:
            theme = _theme(path.stem, _on_base(_document(path)))
            if theme.name in BUILT_IN:
                raise SettingsError(f"the name {theme.name!r} belongs to a built-in theme")
        except SettingsError as error:
            found.failed.append((path, error.title))
        except OSError as error:
            found.failed.append((path, error.strerror or type(error).__name__))
        else:
            own[theme.name] = theme
    return found


def suited(themes: Mapping[str, ThemeFile], wanted: str, colours: str) -> ThemeFile:
    """The theme to draw with: the wanted one where the terminal has the colours for it, else its poorer relative."""
    if wanted != "auto" and wanted not in themes:
        raise WrongUsage(f"there is no theme {wanted!r}", f"there are {', '.join(themes)}")
    theme = themes["dark" if wanted == "auto" else wanted]
    if colours == "none":
        return themes["mono"]
    if colours == "16" and not theme.ansi:
        return themes["ansi-dark" if theme.dark else "ansi-light"]
    return theme


def _document(path: Path) -> dict[str, Any]:
    return checked(path.read_bytes(), str(path), Written)


@cache
def _written(name: str) -> dict[str, Any]:
    return _on_base(_document(built_in_dir() / f"{name}.toml"))


@cache
def _built_in(name: str) -> ThemeFile:
    return _theme(name, _written(name))


def _on_base(document: dict[str, Any]) -> dict[str, Any]:
    """A document with what it leaves out taken from its base, table by table."""
    base = document.get("base", "")
    if not base:
        return document
    if base not in BUILT_IN:
        raise SettingsError(f"base: there is no built-in theme {base!r}")
    below = _written(base)
    tables = {key: {**below[key], **document.get(key, {})} for key in ("palette", "colors", "roles")}
    return {**below, "name": "", **document, **tables}


def _theme(stem: str, document: dict[str, Any]) -> ThemeFile:
    file = msgspec.convert(document, Written)
    name = file.name or stem
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,39}", name):
        raise SettingsError(f"name: {name!r} is not made of small letters, digits and hyphens")
    palette = file.palette
    colors = {key: palette.get(words, words) for key, words in file.colors.items()}
    roles = {
        role: Paint(fg=palette.get(paint.fg, paint.fg), bg=palette.get(paint.bg, paint.bg), style=paint.style)
        for role, paint in file.roles.items()
    }
    wrong = list(faults(colors, roles, ansi=file.ansi))
    if wrong:
        more = f" (and {len(wrong) - 1} more)" if len(wrong) > 1 else ""
        raise SettingsError(f"{wrong[0]}{more}")
    return ThemeFile(name, file.dark, file.ansi, colors, roles)
