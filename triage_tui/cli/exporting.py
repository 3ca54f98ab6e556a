"""Every format that decisions are exported in: its name, what it needs, and who writes it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from triage_tui.cli.progress import Bar
from triage_tui.errors import WrongUsage

if TYPE_CHECKING:
    from triage_tui.domain.bundle import Allowed
    from triage_tui.domain.filter import Query
    from triage_tui.export.account import Weighed, Went
    from triage_tui.export.judged import Judged
    from triage_tui.export.told import Told
    from triage_tui.export.veil import Veil
    from triage_tui.settings.model import Settings
    from triage_tui.storage.workspace import Workspace


class Wanted(NamedTuple):
    """Which decisions, and how much of them may be seen."""

    query: Query | None
    since: datetime | None
    veil: Veil
    settings: Settings
    nda: bool
    """Whether the words of cases under a non-disclosure agreement may go out."""


LOOK = 256
"""Decisions between two looks at how far a table is: asking for each would take longer than its cells."""
Writer = Callable[["Workspace", "Weighed", Wanted], "Went"]


class Format(NamedTuple):
    """One format."""

    write: Writer
    unit: str
    """What is counted in it."""
    title: str
    allowed: Allowed = "decisions"
    """What a bundle has to allow for it."""
    file: bool = False
    """Whether it can go to a file only."""
    careful: bool = False
    """Whether one thing that is wrong stops all of it."""
    table: bool = False
    """Whether it is a data set that a Croissant file can describe."""


def _log(workspace: Workspace, out: Weighed, wanted: Wanted) -> Went:
    from triage_tui.export import lines
    from triage_tui.export.account import Went

    went, total = Went(), workspace.ledger.head().seq

    def entries() -> Iterator[bytes]:
        line = b""
        with Bar("log entries") as bar:
            for number, line in enumerate(_entries(workspace, wanted), 1):
                bar.at(number, total)
                yield line
        if line and wanted.query is None:
            went.head = lines.head_of(line)

    went.count = lines.write(lines.veiled(entries(), wanted.veil) if wanted.veil.hides else entries(), out)
    return went


def _entries(workspace: Workspace, wanted: Wanted) -> Iterator[bytes]:
    if wanted.query is None:
        return workspace.ledger.lines(wanted.since)
    return (one[0].line() for one in workspace.ledger.decisions(wanted.query, wanted.since))


def _sheet(workspace: Workspace, out: Weighed, wanted: Wanted) -> Went:
    from triage_tui.export import sheet
    from triage_tui.export.account import Went

    return Went(sheet.write(_told(workspace, wanted), out))


def _parquet(workspace: Workspace, out: Weighed, wanted: Wanted) -> Went:
    from triage_tui.export import parquet
    from triage_tui.export.account import Went

    return Went(parquet.write(_told(workspace, wanted), out))


def _sqlite(workspace: Workspace, out: Weighed, wanted: Wanted) -> Went:
    from triage_tui.export.account import Went
    from triage_tui.export.apart import INDEXES, TABLES, tables
    from triage_tui.storage.tabled import write

    count = write(out.out.name, tables(_told(workspace, wanted)), before=TABLES, after=INDEXES)
    out.weigh_again()
    return Went(count)


def _told(workspace: Workspace, wanted: Wanted) -> Iterator[Told]:
    from triage_tui.export.told import told

    rows, total = workspace.ledger.recorded(wanted.query, wanted.since), workspace.ledger.head().seq
    with Bar("decisions") as bar:
        for one in told(rows, wanted.veil):
            if not one.seq % LOOK:
                bar.at(one.seq, total)
            yield one


def _letters(workspace: Workspace, out: Weighed, wanted: Wanted) -> Went:
    from triage_tui.export.letters import House, write

    said = wanted.settings.export.letters
    house = House(said.house, said.redress, said.automated)
    return _judged(workspace, wanted, lambda decisions: write(decisions, out, house, wanted.veil))


def _dsa(workspace: Workspace, out: Weighed, wanted: Wanted) -> Went:
    from triage_tui.export.dsa import Scope, write

    said = wanted.settings.export.dsa
    scope = Scope(said.territorial_scope, said.terms_url, said.categories, said.account_type, said.content_type)
    return _judged(workspace, wanted, lambda decisions: write(decisions, out, scope, wanted.veil))


def _label_studio(workspace: Workspace, out: Weighed, wanted: Wanted) -> Went:
    from triage_tui.export.label_studio import write

    if wanted.veil.redact:
        raise WrongUsage("label-studio cannot be redacted", "the places of its labels would be wrong")
    return _judged(workspace, wanted, lambda decisions: write(decisions, out, wanted.veil))


def _inspect(workspace: Workspace, out: Weighed, wanted: Wanted) -> Went:
    from triage_tui.export.inspect import write

    return _judged(workspace, wanted, lambda decisions: write(decisions, out, wanted.veil))


def _judged(workspace: Workspace, wanted: Wanted, write: Callable[[Iterator[Judged]], Went]) -> Went:
    """Write the decisions that stand, each with its case; of the others only how many there are is said."""
    from triage_tui.domain.words import OutboxState
    from triage_tui.export.judged import Judged

    packs, replaced, over = lru_cache(64)(workspace.pack), workspace.ledger.replaced(), dict[str, int]()

    def standing() -> Iterator[Judged]:
        total = workspace.ledger.head().seq
        with Bar("decisions") as bar:
            for entry, one, _ in workspace.ledger.decisions(wanted.query, wanted.since):
                bar.at(entry.seq, total)
                decision = one.decision
                if one.outbox is OutboxState.WITHDRAWN or decision.id in replaced:
                    word = "withdrawn" if one.outbox is OutboxState.WITHDRAWN else "superseded"
                    over[word] = over.get(word, 0) + 1
                    continue
                raw = workspace.ledger.about(decision.case_id, decision.case_version)
                yield Judged(decision, entry, raw, packs, wanted.nda)

    went = write(standing())
    went.left_out = {**over, **went.left_out}
    return went


FORMATS: dict[str, Format] = {
    "jsonl": Format(_log, "log entries", "the log itself, entry by entry with its hashes", table=True),
    "csv": Format(_sheet, "decisions", "a table with a row for each finding, for a spreadsheet", table=True),
    "parquet": Format(_parquet, "decisions", "the same table, typed and compressed", file=True, table=True),
    "sqlite": Format(_sqlite, "decisions", "tables of decisions, findings and evidence", file=True),
    "reasons": Format(_letters, "letters", "a letter for each decision, in Markdown", allowed="reasons"),
    "dsa": Format(_dsa, "statements", "statements of reasons for the DSA transparency database", careful=True),
    "label-studio": Format(_label_studio, "tasks", "tasks with annotations", allowed="cases"),
    "inspect": Format(_inspect, "scores", "scores, for cases that came from a log of Inspect"),
}
"""By the name that is given to --format."""
