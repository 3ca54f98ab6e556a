"""Results on stdout: safe text in columns for people, ASCII JSON for programs."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Any

import click

from triage_tui.cli.options import Options
from triage_tui.ui.present.text import Capabilities, Safe, cells, clip, inline, ours, visible


def capabilities() -> Capabilities:
    """What may be printed where stdout goes: characters that its encoding has, ASCII signs where that was asked for."""
    context = click.get_current_context(silent=True)
    options = context.find_object(Options) if context is not None else None
    return _capabilities(options is not None and options.ascii_only, sys.stdout.encoding or "ascii")


@cache
def _capabilities(ascii_only: bool, encoding: str) -> Capabilities:
    return Capabilities(ascii_only=ascii_only, encoding=encoding)


def line(words: str, limit: int = 200) -> Safe:
    """Untrusted words on one line."""
    return inline(words, limit, capabilities())


def block(words: str) -> Safe:
    """Untrusted words on as many lines as they have."""
    return visible(words, capabilities()).text


def room() -> int | None:
    """Cells of a line where a terminal would break longer ones; none where nothing breaks lines behind our back."""
    return shutil.get_terminal_size().columns - 1 if sys.stdout.isatty() else None


def fitted(text: Safe) -> Iterator[Safe]:
    """A line as the terminal has room for it: what goes on does so indented, never in the first column."""
    limit = room()
    if limit is None or cells(text) <= limit:
        yield text
        return
    from triage_tui.ui.present.wrap import rows

    for n, (start, end) in enumerate(rows(text, max(limit - 4, 8))):
        yield ours("    {}", clip(text, start, end)) if n else clip(text, start, end)


def echo(*lines: Safe) -> None:
    """Print lines; an empty one when none is given."""
    click.echo("\n".join(row for each in lines for row in fitted(each)))


def tell(*lines: Safe) -> None:
    """Print lines that are no result, on stderr."""
    click.echo("\n".join(row for each in lines for row in fitted(each)), err=True)


def columns(rows: Iterable[Sequence[Safe]], *, indent: int = 0) -> None:
    """Print rows in columns as wide as their widest cell, two blanks apart, cut where the terminal ends."""
    table = list(rows)
    widths = [max(map(cells, column)) for column in zip(*table, strict=True)]
    limit = room()
    for row in table:
        padded = [cell + " " * (width - cells(cell)) for cell, width in zip(row, widths, strict=True)]
        text = (" " * indent + "  ".join(padded)).rstrip()
        click.echo(text if limit is None else line(text, limit))


def print_json(document: Any) -> None:
    """Print one JSON value on one line, every character beyond ASCII escaped: exact, and harmless to a terminal."""
    click.echo(json.dumps(document, separators=(",", ":")))
