"""Results on stdout: safe text in columns for people, ASCII JSON for programs."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

import click

from triage_tui.cli.options import Options
from triage_tui.ui.present.text import Capabilities, Safe, cells, inline, visible


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


def echo(*lines: Safe) -> None:
    """Print lines; an empty one when none is given."""
    click.echo("\n".join(lines))


def columns(rows: Iterable[Sequence[Safe]], *, indent: int = 0) -> None:
    """Print rows in columns as wide as their widest cell, two blanks apart; the last one is ragged."""
    table = list(rows)
    widths = [max(map(cells, column)) for column in zip(*table, strict=True)]
    for row in table:
        padded = [cell + " " * (width - cells(cell)) for cell, width in zip(row, widths, strict=True)]
        click.echo((" " * indent + "  ".join(padded)).rstrip())


def print_json(document: Any) -> None:
    """Print one JSON value on one line, every character beyond ASCII escaped: exact, and harmless to a terminal."""
    click.echo(json.dumps(document, separators=(",", ":")))
