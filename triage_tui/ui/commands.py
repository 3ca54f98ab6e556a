"""Every act as one row: id, keys, title, help, and why it may not be done now.

Key bar, palette, help, keymap check, the line dialogue and docs/keys.md all derive from this table. A key of two
words ("g q") is a prefix and then a second key.
"""

from __future__ import annotations

from msgspec import Struct

from triage_tui.domain.words import Outcome
from triage_tui.ui import reasons
from triage_tui.ui.reasons import WhyNot
from triage_tui.ui.situation import Context


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
        return self.group in GUARDED and self.id not in UNGUARDED


def _row(
    ident: str, keys: str, title: str, words: str, group: str, why_not: WhyNot = lambda _: None, bar: int = 0
) -> Command:
    context = CONTEXTS.get(ident.partition(".")[0], "everywhere")
    return Command(
        ident, tuple(key.replace("~", " ") for key in keys.split()), title, words, group, context, why_not, bar
    )


CONTEXTS: dict[str, Context] = {"case": "case", "queue": "queue", "outbox": "outbox", "conflict": "conflict"}
"""Where a command holds whose id begins so."""

COMMANDS: tuple[Command, ...] = (
    _row("case.uphold", "1", "Uphold", "the flag was right: decide and go on", "decide", reasons.decidable, 1),
    _row(
        "case.overturn",
        "2",
        "Overturn",
        "the flag was wrong: decide (asks for the cause) and go on",
        "decide",
        reasons.decidable,
        2,
    ),
    _row("case.modify", "3", "Modify", "right to act, wrong clause or severity", "decide", reasons.decidable, 3),
    _row("case.insufficient", "4", "No context", "cannot be judged from what is here", "decide", reasons.decidable, 4),
    _row("case.gap", "5", "Gap", "the policy does not cover this", "decide", reasons.decidable, 5),
    _row("case.escalate", "6", "Escalate", "somebody else must decide", "decide", reasons.decidable, 6),
    _row("case.first", "p", "First view", "blind queue: say an outcome before all is shown", "decide", reasons.unseen),
    _row("case.form", "d r", "Form", "the decision form: verdicts, causes, rationale", "decide", reasons.undecided, 8),
    _row("case.cause", "c", "Cause", "why the flag was wrong: choose root causes", "decide", reasons.undecided),
    _row("case.template", "t", "Template", "put a template into the rationale", "decide", reasons.undecided),
    _row("case.skip", "s", "Skip", "pass on undecided, with a reason", "decide", reasons.skippable, 9),
    _row("case.reopen", "R", "Reopen", "take a skipped case back", "decide", reasons.skipped),
    _row("case.advance", "A", "Auto-advance", "go on by itself after a decision, or stay", "decide"),
    _row("case.clause_next", "J", "Clause", "next clause", "clauses", reasons.flags, 10),
    _row("case.clause_previous", "K", "Clause back", "previous clause", "clauses", reasons.flags),
    _row("case.violates", "x", "Violates", "the clause is violated", "clauses", reasons.clause, 11),
    _row("case.allowed", "a", "Allowed", "allowed in this context: an exception applies", "clauses", reasons.clause),
    _row("case.borderline", "b", "Borderline", "on the line", "clauses", reasons.clause),
    _row("case.not_violated", "o", "Fine", "the clause is not violated", "clauses", reasons.clause),
    _row("case.cannot_tell", "minus", "Cannot tell", "cannot be told from what is here", "clauses", reasons.clause),
    _row("case.clear", "backspace", "Clear", "no verdict on this clause", "clauses", reasons.clause),
    _row("case.bring", "+", "Other clause", "judge a clause that no flag names", "clauses", reasons.undecided),
    _row(
        "case.locus",
        "l",
        "Locus",
        "where the finding applies: request, output, tool, pattern",
        "clauses",
        reasons.clause,
    ),
    _row(
        "case.evidence",
        "e",
        "Evidence",
        "the flagged words become evidence for the clause, or no longer",
        "clauses",
        reasons.clause,
    ),
    _row("case.flag_next", "n", "Flag", "next flag", "read", reasons.flags, 7),
    _row("case.flag_previous", "N", "Flag back", "previous flag", "read", reasons.flags),
    _row("case.down", "j down", "Down", "one row down", "read"),
    _row("case.up", "k up", "Up", "one row up", "read"),
    _row("case.page_down", "space pagedown", "Page", "one page down", "read"),
    _row("case.page_up", "pageup", "Page up", "one page up", "read"),
    _row("case.half_down", "ctrl+d", "Half page", "half a page down", "read"),
    _row("case.half_up", "ctrl+u", "Half page up", "half a page up", "read"),
    _row("case.turn_next", "}", "Turn", "next turn", "read", reasons.turns),
    _row("case.turn_previous", "{", "Turn back", "previous turn", "read", reasons.turns),
    _row("case.top", "g~g home", "Top", "beginning of the conversation", "read"),
    _row("case.end", "G end", "End", "end of the conversation", "read"),
    _row("case.search", "/", "Search", "search in the conversation", "read", reasons.turns, 12),
    _row("case.match_next", ">", "Match", "next place found", "read", reasons.matches),
    _row("case.match_previous", "<", "Match back", "previous place found", "read", reasons.matches),
    _row("case.fold", "z", "Fold", "fold or unfold the long output in view", "read", reasons.turns),
    _row("case.fold_all", "Z", "Fold all", "fold or unfold every long output", "read", reasons.turns),
    _row("case.hidden", "h", "Hidden", "show long runs of blanks in full, or counted", "read"),
    _row("case.zoom", "tab w", "Zoom", "conversation, clauses, or both", "read", bar=13),
    _row("case.next", "]", "Next case", "next case without deciding", "move", reasons.chosen),
    _row("case.previous", "[", "Previous case", "previous case without deciding", "move", reasons.chosen),
    _row("queue.open", "enter", "Open", "open the case", "queue", reasons.chosen, 1),
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
    _row("queue.skip", "s", "Skip", "pass on undecided, with a reason", "queue", reasons.skippable, 6),
    _row("queue.reopen", "R", "Reopen", "take a skipped case back", "queue", reasons.skipped),
    _row("queue.tag", "t", "Tag", "tag the case, or take the tag off (filter: is:tagged)", "queue", reasons.taggable),
    _row("queue.preview", "p", "Preview", "show or hide the preview", "queue", bar=7),
    _row("queue.view_save", "v", "Save view", "save this filter as a view", "queue", lambda now: now.read_only),
    _row("queue.view_1", "'~1", "Views", "saved view 1", "queue", bar=4),
    *(_row(f"queue.view_{n}", f"'~{n}", f"View {n}", f"saved view {n}", "queue") for n in range(2, 10)),
    _row("queue.refresh", "r", "Refresh", "read the list anew: what came in meanwhile", "queue"),
    _row("outbox.open", "enter", "Open", "open the conflict, or the case", "outbox", reasons.sent, 1),
    _row("outbox.retry", "r", "Retry", "send it again, do not wait for its time", "outbox", reasons.retriable, 2),
    _row("outbox.withdraw", "w", "Withdraw", "take back what was refused, and say why", "outbox", reasons.refusable, 3),
    _row("outbox.send", "s", "Send now", "send and fetch now, not in the next round", "outbox", reasons.linked, 4),
    _row("outbox.down", "j down", "Down", "one decision down", "outbox"),
    _row("outbox.up", "k up", "Up", "one decision up", "outbox"),
    _row("outbox.page_down", "space pagedown", "Page", "one page down", "outbox"),
    _row("outbox.page_up", "pageup", "Page up", "one page up", "outbox"),
    _row("outbox.top", "g~g home", "Top", "first decision", "outbox"),
    _row("outbox.end", "G end", "End", "last decision", "outbox"),
    _row("conflict.mine", "m", "Keep mine", "read it again on the new version", "settle", reasons.way("mine"), 1),
    _row("conflict.theirs", "t", "Take theirs", "yours is withdrawn", "settle", reasons.way("theirs"), 2),
    _row("conflict.both", "b", "Both", "lay both together in a draft", "settle", reasons.way("both"), 3),
    _row("conflict.withdraw", "w", "Withdraw", "take yours back, with a reason", "conflict", reasons.refusable, 4),
    _row("conflict.case", "enter", "Case", "open the case as it is here", "conflict", bar=5),
    _row("conflict.down", "j down", "Down", "one row down", "conflict", bar=6),
    _row("conflict.up", "k up", "Up", "one row up", "conflict"),
    _row("conflict.page_down", "space pagedown", "Page", "one page down", "conflict"),
    _row("conflict.page_up", "pageup", "Page up", "one page up", "conflict"),
    _row("conflict.top", "g~g home", "Top", "the beginning", "conflict"),
    _row(
        "undo",
        "u",
        "Undo",
        "take the last decision back (held: leaves nothing to send; later: decide anew)",
        "everywhere",
        reasons.undo,
        8,
    ),
    _row("redo", "U", "Redo", "decide again what was just undone", "everywhere", reasons.redo),
    _row("back", "q", "Back", "back to where you came from", "everywhere"),
    _row("quit", "Q", "Quit", "leave; everything is saved", "everywhere"),
    _row("help", "?", "help", "what the keys do here", "everywhere"),
    _row("palette", ":", "Commands", "any command by its name", "everywhere"),
    _row("go.queue", "g~q", "Queue", "go to the queue", "everywhere"),
    _row("go.case", "g~c", "Case", "go back to the case in front", "everywhere"),
    _row("go.outbox", "O g~o", "Outbox", "decisions on their way to the source", "everywhere", reasons.outbox),
    _row("copy.id", "y~y", "Copy id", "copy the case id", "everywhere", reasons.chosen),
    _row("copy.words", "y~e", "Copy words", "copy the flagged words, as shown", "everywhere", reasons.copyable),
    _row("copy.rationale", "y~r", "Copy rationale", "copy the rationale", "everywhere", reasons.copyable),
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

GUARDED = frozenset({"decide", "clauses", "settle"})
"""Groups of what decides."""

UNGUARDED = frozenset({"case.advance", "case.clause_next", "case.clause_previous"})
"""What only changes the view."""

BY_ID = {command.id: command for command in COMMANDS}
