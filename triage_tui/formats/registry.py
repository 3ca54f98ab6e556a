"""The kinds of files we can read: one row each, told apart by what is in them."""

from __future__ import annotations

from triage_tui.errors import WrongUsage, nearest
from triage_tui.formats import (
    anthropic,
    claude_code,
    database,
    inspect_log,
    issues,
    json_table,
    moderation,
    openai,
    openai_moderation,
    otel,
    policy,
    sharegpt,
    table,
    triage,
)
from triage_tui.formats.found import Mapping, Reader
from triage_tui.formats.source import Source
from triage_tui.formats.unknown import unknown

READERS: tuple[Reader, ...] = (
    triage.READER,
    policy.READER,
    table.READER,
    json_table.READER,
    database.READER,
    openai.READER,
    anthropic.READER,
    sharegpt.READER,
    issues.READER,
    moderation.READER,
    openai_moderation.READER,
    inspect_log.READER,
    otel.READER,
    claude_code.READER,
)
"""A new format is a module with a `Reader`, and its row here."""


def reader_for(source: Source, forced: str | None = None, mapping: Mapping = ()) -> Reader:
    """The reader for a file: the one that was named, else the surest; refuses a file no reader knows."""
    chosen = _named(forced) if forced is not None else _surest(source, mapping)
    if mapping and not chosen.fields:
        raise WrongUsage(f"{source.path}: --map is for tables, and this is {chosen.name}")
    return chosen


def _surest(source: Source, mapping: Mapping) -> Reader:
    among = [reader for reader in READERS if reader.fields or not mapping]
    sure = {reader.name: reader.sniff(source.head, source.path) for reader in among}
    if mapping and not any(sure.values()):
        return table.READER
    chosen = max(among, key=lambda reader: sure[reader.name])
    if not sure[chosen.name]:
        raise unknown(source)
    return chosen


def _named(name: str) -> Reader:
    for reader in READERS:
        if reader.name == name:
            return reader
    names = [reader.name for reader in READERS]
    near = nearest(name, names)
    raise WrongUsage(
        f"there is no format {name!r}", f"did you mean {near!r}?" if near else f"there are: {', '.join(names)}"
    )
