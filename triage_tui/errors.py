"""One tree of errors: each says what happened, what to do, and how the program exits."""

from __future__ import annotations

from collections.abc import Iterable


class TriageError(Exception):
    """A failure a person can act on."""

    exit_code: int = 1
    """What the process returns when this ends it; see the table in docs/cli.md."""

    def __init__(self, title: str, hint: str = "") -> None:
        super().__init__(title)
        self.title = title
        """What happened and where, in one sentence; may hold untrusted text."""
        self.hint = hint
        """What the person can do next; empty when there is nothing to add."""


class Refused(TriageError):
    """The rules, or the input, do not allow the act."""


class WrongUsage(TriageError):
    """The command, its options or the settings make no sense."""

    exit_code = 2


class WorkspaceError(TriageError):
    """The workspace file cannot be opened, read or written."""


class WorkspaceInUse(WorkspaceError):
    """Another process holds the workspace for writing."""


class ReadOnly(WorkspaceError):
    """The workspace is open for reading only; the title says why."""


class Locked(WorkspaceError):
    """The workspace is encrypted, and its key is not to be had, or is another."""


class Unreachable(TriageError):
    """The source cannot be reached, or does not answer as a source does."""

    exit_code = 3
    patience: float | None = None
    """Seconds before it makes sense to try again, where the source said so; none where nothing is known."""


class NotSignedIn(TriageError):
    """There is no token, or the source does not accept it."""

    exit_code = 4


def nearest(word: str, known: Iterable[str], likeness: float = 0.6) -> str:
    """The known word that a misspelt one was probably meant to be, for a hint; empty when none is near.

    `likeness` is the least ratio of difflib's matcher, 0 to 1.
    """
    from difflib import get_close_matches

    return next(iter(get_close_matches(word, list(known), 1, likeness)), "")
