"""Every act as one row: id, keys, title, help, and why it may not be done now.

Key bar, palette, help, keymap check, the line dialogue and docs/keys.md all derive from this table. A key of two
words ("g q") is a prefix and then a second key.
"""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

from triage_tui.domain.words import CaseState, Outcome
from triage_tui.ui.situation import Context, Situation

WhyNot = Callable[[Situation], str | None]


class Command(Struct, frozen=True):
    """One act of the program."""

    id: str
    """Stable name, used in settings, palette and tests."""
    keys: tuple[str, ...]
    """Default keys, the first is the one shown."""
    title: str
    """One or two words for the key bar."""
    help: str
    """One line for help and palette."""
    group: str
    """Heading in the help."""
    context: Context
    why_not: WhyNot = lambda _: None
    """Why it cannot be done now, in one sentence; none when it can."""
    bar: int = 0
    """Rank in the key bar, 1 first; 0 is not shown."""

    @property
    def guarded(self) -> bool:
        """Whether its key must come alone, and after the case in front has really been shown."""
        return self.context == "case" and self.group in ("decide", "clauses") and self.id not in UNGUARDED


def _chosen(now: Situation) -> str | None:
    return None if now.head is not None else "there is no case here"


def _taggable(now: Situation) -> str | None:
    return now.read_only or _chosen(now)


def _undecided(now: Situation) -> str | None:
    if now.sitting is not None and now.sitting.draft.supersedes is not None:
        return now.read_only
    return _waiting(now)


def _waiting(now: Situation) -> str | None:
    if now.read_only or now.head is None:
        return now.read_only or "there is no case here"
    return "the case is decided already (u takes it back)" if now.head.state is CaseState.DECIDED else None


def _skippable(now: Situation) -> str | None:
    reason = _waiting(now)
    if reason is None and now.head is not None and now.head.state is CaseState.SKIPPED:
        return "the case is skipped already (R takes it back)"
    return reason


def _skipped(now: Situation) -> str | None:
    if now.head is not None and now.head.state is CaseState.SKIPPED:
        return now.read_only
    return "the case was not skipped"


def _clause(now: Situation) -> str | None:
    if now.read_only or now.sitting is None:
        return now.read_only or "open a case first"
    if not now.sitting.matched:
        return "no clause was flagged in this case"
    return (
        None
        if now.sitting.row_of(now.clause)
        else "the pack of this clause is not stored: triage-tui import its policy"
    )


def _flags(now: Situation) -> str | None:
    return None if now.sitting and now.sitting.opened.case.flags else "this case has no flags"


def _turns(now: Situation) -> str | None:
    return None if now.sitting and now.sitting.opened.case.turns else "this case has no conversation"


def _matches(now: Situation) -> str | None:
    return None if now.matches else "nothing is searched for (/ searches)"


def _undo(now: Situation) -> str | None:
    return now.no_undo


def _redo(now: Situation) -> str | None:
    return now.no_redo


def _row(
    ident: str, keys: str, title: str, words: str, group: str, why_not: WhyNot = lambda _: None, bar: int = 0
) -> Command:
    context: Context = "case" if ident.startswith("case.") else "queue" if ident.startswith("queue.") else "everywhere"
    return Command(
        ident, tuple(key.replace("~", " ") for key in keys.split()), title, words, group, context, why_not, bar
    )


COMMANDS: tuple[Command, ...] = (
    _row("case.uphold", "1", "Uphold", "the flag was right: decide and go on", "decide", _undecided, 1),
    _row(
        "case.overturn",
        "2",
        "Overturn",
        "the flag was wrong: decide (asks for the cause) and go on",
        "decide",
        _undecided,
        2,
    ),
    _row("case.modify", "3", "Modify", "right to act, wrong clause or severity", "decide", _undecided, 3),
    _row("case.insufficient", "4", "No context", "cannot be judged from what is here", "decide", _undecided, 4),
    _row("case.gap", "5", "Gap", "the policy does not cover this", "decide", _undecided, 5),
    _row("case.escalate", "6", "Escalate", "somebody else must decide", "decide", _undecided, 6),
    _row("case.form", "d r", "Form", "the decision form: verdicts, causes, rationale", "decide", _undecided, 8),
    _row("case.cause", "c", "Cause", "why the flag was wrong: choose root causes", "decide", _undecided),
    _row("case.template", "t", "Template", "put a template into the rationale", "decide", _undecided),
    _row("case.skip", "s", "Skip", "pass on undecided, with a reason", "decide", _skippable, 9),
    _row("case.reopen", "R", "Reopen", "take a skipped case back", "decide", _skipped),
    _row("case.advance", "A", "Auto-advance", "go on by itself after a decision, or stay", "decide"),
    _row("case.clause_next", "J", "Clause", "next clause", "clauses", _flags, 10),
    _row("case.clause_previous", "K", "Clause back", "previous clause", "clauses", _flags),
    _row("case.violates", "x", "Violates", "the clause is violated", "clauses", _clause, 11),
    _row("case.allowed", "a", "Allowed", "allowed in this context: an exception applies", "clauses", _clause),
    _row("case.borderline", "b", "Borderline", "on the line", "clauses", _clause),
    _row("case.not_violated", "o", "Fine", "the clause is not violated", "clauses", _clause),
    _row("case.cannot_tell", "minus", "Cannot tell", "cannot be told from what is here", "clauses", _clause),
    _row("case.clear", "backspace", "Clear", "no verdict on this clause", "clauses", _clause),
    _row("case.bring", "+", "Other clause", "judge a clause that no flag names", "clauses", _undecided),
    _row("case.locus", "l", "Locus", "where the finding applies: request, output, tool, pattern", "clauses", _clause),
    _row(
        "case.evidence",
        "e",
        "Evidence",
        "the flagged words become evidence for the clause, or no longer",
        "clauses",
        _clause,
    ),
    _row("case.flag_next", "n", "Flag", "next flag", "read", _flags, 7),
    _row("case.flag_previous", "N", "Flag back", "previous flag", "read", _flags),
    _row("case.down", "j down", "Down", "one row down", "read"),
    _row("case.up", "k up", "Up", "one row up", "read"),
    _row("case.page_down", "space pagedown", "Page", "one page down", "read"),
    _row("case.page_up", "pageup", "Page up", "one page up", "read"),
    _row("case.half_down", "ctrl+d", "Half page", "half a page down", "read"),
    _row("case.half_up", "ctrl+u", "Half page up", "half a page up", "read"),
    _row("case.turn_next", "}", "Turn", "next turn", "read", _turns),
    _row("case.turn_previous", "{", "Turn back", "previous turn", "read", _turns),
    _row("case.top", "g~g home", "Top", "beginning of the conversation", "read"),
    _row("case.end", "G end", "End", "end of the conversation", "read"),
    _row("case.search", "/", "Search", "search in the conversation", "read", _turns, 12),
    _row("case.match_next", ">", "Match", "next place found", "read", _matches),
    _row("case.match_previous", "<", "Match back", "previous place found", "read", _matches),
    _row("case.fold", "z", "Fold", "fold or unfold the long output in view", "read", _turns),
    _row("case.fold_all", "Z", "Fold all", "fold or unfold every long output", "read", _turns),
    _row("case.hidden", "h", "Hidden", "show long runs of blanks in full, or counted", "read"),
    _row("case.zoom", "tab w", "Zoom", "conversation, clauses, or both", "read", bar=13),
    _row("case.next", "]", "Next case", "next case without deciding", "move", _chosen),
    _row("case.previous", "[", "Previous case", "previous case without deciding", "move", _chosen),
    _row("queue.open", "enter", "Open", "open the case", "queue", _chosen, 1),
    _row("queue.next", "a", "Take next", "open the next case to decide, in this order", "queue", bar=2),
    _row("queue.down", "j down", "Down", "one case down", "queue"),
    _row("queue.up", "k up", "Up", "one case up", "queue"),
    _row("queue.page_down", "space pagedown", "Page", "one page down", "queue"),
    _row("queue.page_up", "pageup", "Page up", "one page up", "queue"),
    _row("queue.half_down", "ctrl+d", "Half page", "half a page down", "queue"),
    _row("queue.half_up", "ctrl+u", "Half page up", "half a page up", "queue"),
    _row("queue.top", "g~g home", "Top", "first case", "queue"),
    _row("queue.end", "G end", "End", "last case", "queue"),
    _row("queue.filter", "/", "Filter", "filter the queue", "queue", bar=3),
    _row("queue.all", "escape", "All", "take the filter off", "queue"),
    _row("queue.sort_due", "o~d", "Sort", "soonest due first", "queue", bar=5),
    _row("queue.sort_age", "o~a", "Sort: age", "oldest first", "queue"),
    _row("queue.sort_severity", "o~s", "Sort: severity", "most severe first", "queue"),
    _row("queue.sort_score", "o~c", "Sort: score", "highest score first", "queue"),
    _row("queue.sort_reverse", "o~r", "Sort: reverse", "turn the order round", "queue"),
    _row("queue.skip", "s", "Skip", "pass on undecided, with a reason", "queue", _skippable, 6),
    _row("queue.reopen", "R", "Reopen", "take a skipped case back", "queue", _skipped),
    _row("queue.tag", "t", "Tag", "tag the case, or take the tag off (filter: is:tagged)", "queue", _taggable),
    _row("queue.preview", "p", "Preview", "show or hide the preview", "queue", bar=7),
    _row("queue.view_save", "v", "Save view", "save this filter as a view", "queue", lambda now: now.read_only),
    _row("queue.view_1", "'~1", "Views", "saved view 1", "queue", bar=4),
    *(_row(f"queue.view_{n}", f"'~{n}", f"View {n}", f"saved view {n}", "queue") for n in range(2, 10)),
    _row(
        "undo",
        "u",
        "Undo",
        "take the last decision back (held: leaves nothing to send; later: decide anew)",
        "everywhere",
        _undo,
        8,
    ),
    _row("redo", "U", "Redo", "decide again what was just undone", "everywhere", _redo),
    _row("back", "q", "Back", "back to where you came from", "everywhere"),
    _row("quit", "Q", "Quit", "leave; everything is saved", "everywhere"),
    _row("help", "?", "help", "what the keys do here", "everywhere"),
    _row("palette", ":", "Commands", "any command by its name", "everywhere"),
    _row("go.queue", "g~q", "Queue", "go to the queue", "everywhere"),
    _row("go.case", "g~c", "Case", "go back to the case in front", "everywhere"),
    _row("copy.id", "y~y", "Copy id", "copy the case id", "everywhere", _chosen),
    _row("copy.words", "y~e", "Copy words", "copy the flagged words, as shown", "everywhere", _chosen),
    _row("copy.rationale", "y~r", "Copy rationale", "copy the rationale", "everywhere", _chosen),
    _row("theme", "g~t", "Theme", "choose a theme", "everywhere"),
    _row("blank", "B", "Blank", "blank the screen until the next key", "everywhere"),
    _row("redraw", "ctrl+l", "Redraw", "draw the screen anew", "everywhere"),
    _row("suspend", "ctrl+z", "Suspend", "back to the shell; fg returns", "everywhere"),
)

OUTCOMES = {
    "case.uphold": Outcome.UPHOLD,
    "case.overturn": Outcome.OVERTURN,
    "case.modify": Outcome.MODIFY,
    "case.insufficient": Outcome.INSUFFICIENT_CONTEXT,
    "case.gap": Outcome.POLICY_GAP,
    "case.escalate": Outcome.ESCALATE,
}
"""What the commands that decide decide."""

UNGUARDED = frozenset({"case.advance", "case.clause_next", "case.clause_previous"})
"""What only changes the view."""

BY_ID = {command.id: command for command in COMMANDS}
