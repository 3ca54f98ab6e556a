"""A policy pack, a clause and a change in words, for people on a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from triage_tui.cli.printing import block, columns, echo, line
from triage_tui.domain.values import rfc3339
from triage_tui.ui.present.text import ours

if TYPE_CHECKING:
    from triage_tui.domain.policy import Clause, PolicyPack
    from triage_tui.formats.compare import Change


def pack_words(pack: PolicyPack) -> None:
    """Print a pack's own fields and a row for each clause; ``#3`` is a severity."""
    since = f", in force from {rfc3339(pack.effective_from)}" if pack.effective_from else ""
    echo(line(f"{pack.id}@{pack.version}  {pack.title}{since}"), line(f"sha256 {pack.sha256}"))
    columns(
        (
            (line(one.id), line("" if one.severity is None else f"#{one.severity}"), line(one.title))
            for one in pack.clauses
        ),
        indent=2,
    )


def clause_words(clause: Clause) -> None:
    """Print everything a clause says."""
    echo(line(f"{clause.id}  {clause.title}"))
    facts = [] if clause.severity is None else [f"severity {clause.severity}"]
    facts += ["dual use"] if clause.dual_use else []
    facts += [f"threshold for {tier} {level}" for tier, level in clause.thresholds.items()]
    facts += [f"not for {tier}" for tier in clause.exempt_tiers]
    if facts:
        echo(line(", ".join(facts), 1000))
    echo(block(clause.text))
    for title, ones in (
        (ours("All of these make a violation:"), [f"{one.id}: {one.text}" for one in clause.elements]),
        (ours("Any of these lifts it:"), [f"{one.id}: {one.text}" for one in clause.exceptions]),
        (ours("Over the line:"), clause.examples.violating),
        (ours("On this side of it:"), clause.examples.allowed),
    ):
        if ones:
            echo(line(""), title, *(ours("  {}", line(one, 2000)) for one in ones))


def change_words(change: Change) -> None:
    """Print one change: what went after ``-``, what came after ``+``."""
    what = change.field or ("is new" if change.after else "is gone")
    echo(line(f"{change.where}  {what}"), *(ours("  {}", line(one, 2000)) for one in change.lines()))
