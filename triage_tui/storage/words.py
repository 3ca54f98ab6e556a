"""The words of a case in the full-text index."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from triage_tui.domain.case import Case
from triage_tui.domain.conversation import part_text

STRETCH = 2_000
"""Pages of the index that are laid together in one transaction, so that another need not wait for long; 4 KB each."""


def text_of(case: Case) -> str:
    """Everything in a case that a reviewer may search for.

    The index keeps no text, so forgetting a case takes exactly the text that was indexed: whoever changes this
    function adds a step to `triage_tui.storage.steps` that builds the index anew.
    """
    return "\n".join(_texts(case))


def _texts(case: Case) -> Iterator[str]:
    for turn in case.turns:
        if turn.text is not None:
            yield turn.text
        for part in turn.parts:
            yield part_text(part)
    if case.report is not None:
        yield case.report.text
    if case.appeal is not None:
        yield case.appeal.statement
        for news in case.appeal.new_information:
            yield news.title
            yield news.text


def lay_together(db: sqlite3.Connection) -> bool:
    """Make one piece of the index out of two, or a part of one; whether there may be more to do.

    A row is asked for a word in each piece: a dozen, as a large import leaves behind, take four times as long as two.
    """
    before = db.total_changes
    db.execute("INSERT INTO case_text (case_text, rank) VALUES ('merge', ?)", (STRETCH,))
    return db.total_changes - before > 1


def lay_all_together(db: sqlite3.Connection) -> bool:
    """Begin to make one piece out of all of them, `lay_together` goes on; whether there is more to do.

    Only then the words of a case that was forgotten are gone: until they meet in one piece, one has them and another
    says that they do not count.
    """
    before = db.total_changes
    db.execute("INSERT INTO case_text (case_text, rank) VALUES ('merge', ?)", (-STRETCH,))
    return db.total_changes - before > 1


def forget(db: sqlite3.Connection, n: int, text: str) -> None:
    """Take the text of one case out again."""
    db.execute("INSERT INTO case_text (case_text, rowid, text) VALUES ('delete', ?, ?)", (n, text))
