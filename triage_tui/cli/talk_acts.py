"""What can be said in a line dialogue: each act stands for a command of the table, and its keys work here too."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from triage_tui.cli.linear import clause_text, indented
from triage_tui.cli.printing import columns, echo, line
from triage_tui.cli.talk import Leave, Talk, tell
from triage_tui.domain.conversation import part_text
from triage_tui.domain.filter import parse
from triage_tui.domain.words import SKIP_REASONS, Outcome, RootCause, Verdict
from triage_tui.errors import WrongUsage
from triage_tui.ui.commands import BY_ID, OUTCOMES
from triage_tui.ui.present.text import ours
from triage_tui.ui.present.words import CAUSE, SKIP, VERDICT, VERDICT_KEYS


@dataclass(frozen=True, slots=True)
class Act:
    """One thing to say."""

    do: Callable[[Talk, str], None]
    """Does it with the rest of the line."""
    command: str
    """Id in the command table, whose reasons hold here too; empty for what only a dialogue has."""
    help: str
    takes: str = ""
    """What the rest of the line is, for the help."""

    def shown(self, name: str) -> str:
        """How it is said."""
        return f"{name} {self.takes}".rstrip()


def _filter(talk: Talk, words: str) -> None:
    talk.query = parse(words)
    talk.list()


def _open(talk: Talk, words: str) -> None:
    if not words:
        raise WrongUsage("open which case?", "open and its id; list says some")
    talk.open(words)


def _search(talk: Talk, words: str) -> None:
    """Say every line of the conversation that holds the words."""
    if not words:
        raise WrongUsage("search for what?", "search and the words")
    case, found = talk.case.opened.case, 0
    for n, turn in enumerate(case.turns, 1):
        for text in map(part_text, turn.content):
            for each in (each for each in text.splitlines() if words.casefold() in each.casefold()):
                found += 1
                echo(ours("Turn {}, {}:", n, line(turn.role)))
                tell(indented(each))
    echo(ours("Found on {} lines.", found))


def _clauses(talk: Talk, _: str) -> None:
    for n in range(len(talk.case.matched)):
        tell(clause_text(talk.case, n))
    if not talk.case.matched:
        echo(ours("No clause was flagged."))


def _verdict(talk: Talk, words: str) -> None:
    number, _, word = words.partition(" ")
    clause = _number(number, len(talk.case.matched), "clause") - 1
    verdict = VERDICT_KEYS.get(word) or _chosen(word, tuple(Verdict), "verdict")
    if talk.case.row_of(clause) is None:
        raise WrongUsage("no finding can be made on this clause", "its policy pack is not stored here")
    talk.put(talk.case.judged(clause, verdict))
    echo(ours("Clause {}: {}.", clause + 1, VERDICT[verdict].text))


def _cause(talk: Talk, words: str) -> None:
    if not words:
        tell(ours("{:>3} {}", n, CAUSE[one]) for n, one in enumerate(RootCause, 1))
        return
    talk.put(talk.case.caused(_chosen(words, tuple(RootCause), "cause")))
    causes = talk.case.draft.root_causes
    echo(ours("Causes: {}.", line(", ".join(CAUSE[one] for one in causes) or "none")))


def _rationale(talk: Talk, words: str) -> None:
    talk.put(talk.case.edited(rationale=words))
    echo(ours("Rationale: {} characters.", len(words)))


def _confidence(talk: Talk, words: str) -> None:
    talk.put(talk.case.edited(confidence=_number(words, 5, "confidence")))
    echo(ours("Confidence: {}.", talk.case.draft.confidence or 0))


def _template(talk: Talk, words: str) -> None:
    templates = talk.settings.templates
    if words not in templates:
        tell(ours("{}: {}", line(name), line(one.title)) for name, one in templates.items())
        return
    talk.put(talk.case.edited(rationale=templates[words].text, template=words))
    tell(indented(templates[words].text))


def _skip(talk: Talk, words: str) -> None:
    if not words:
        tell(ours("{:>3} {}", n, SKIP[one]) for n, one in enumerate(SKIP_REASONS, 1))
        return
    reason = _chosen(words, SKIP_REASONS, "reason")
    talk.desk.skip(talk.case.opened.head, reason)
    echo(ours("Skipped: {}.", SKIP[reason]))
    talk.next()


def _reopen(talk: Talk, _: str) -> None:
    talk.desk.unskip(talk.case.opened.case.id)
    talk.open(talk.case.opened.case.id)


def _undo(talk: Talk, _: str) -> None:
    sitting, how = talk.desk.undo()
    talk.take(sitting)
    told = ours("nothing was sent") if how == "withdrawn" else ours("your next decision will replace it")
    echo(ours("Taken back: {}. The case is open again: {}.", line(sitting.opened.case.id), told))


def _help(_: Talk, __: str) -> None:
    columns([line(act.shown(name)), line(act.help)] for name, act in ACTS.items())


def _quit(_: Talk, __: str) -> None:
    raise Leave


def _decide(outcome: Outcome, talk: Talk, _: str) -> None:
    talk.decide(outcome)


Choice = TypeVar("Choice", bound=str)


def _chosen(words: str, choices: Sequence[Choice], what: str) -> Choice:
    """One of the choices, by its number or its name, blanks and hyphens as good as underscores."""
    if words.isdecimal():
        return choices[_number(words, len(choices), what) - 1]
    name = words.strip().lower().replace(" ", "_").replace("-", "_")
    for choice in choices:
        if choice == name:
            return choice
    raise WrongUsage(f"there is no {what} {words!r}", ", ".join(choices))


def _number(words: str, most: int, what: str) -> int:
    if not words.isdecimal() or not 1 <= int(words) <= most:
        raise WrongUsage(f"{words!r} is no {what}", f"a number from 1 to {most}")
    return int(words)


ACTS = {
    "next": Act(lambda talk, _: talk.next(), "queue.next", BY_ID["queue.next"].help),
    "list": Act(lambda talk, _: talk.list(), "", "say the first cases of the filter"),
    "open": Act(_open, "", "open the case with this id", "CASE"),
    "filter": Act(_filter, "queue.filter", BY_ID["queue.filter"].help, "WORDS"),
    "read": Act(lambda talk, _: talk.read(0), "", "read the case again, nothing folded"),
    "search": Act(_search, "case.search", BY_ID["case.search"].help, "WORDS"),
    "clauses": Act(_clauses, "", "say the clauses and their verdicts"),
    "verdict": Act(_verdict, "case.violates", "find on one clause: x a b o - or in words", "CLAUSE-NUMBER VERDICT"),
    "cause": Act(_cause, "case.cause", BY_ID["case.cause"].help, "[CAUSE]"),
    "rationale": Act(_rationale, "case.form", "why, in your own words", "TEXT"),
    "confidence": Act(_confidence, "case.form", "how sure you are", "1..5"),
    "template": Act(_template, "case.template", BY_ID["case.template"].help, "[ID]"),
    **{
        command.removeprefix("case."): Act(partial(_decide, outcome), command, BY_ID[command].help)
        for command, outcome in OUTCOMES.items()
    },
    "skip": Act(_skip, "case.skip", BY_ID["case.skip"].help, "[REASON]"),
    "reopen": Act(_reopen, "case.reopen", BY_ID["case.reopen"].help),
    "undo": Act(_undo, "undo", BY_ID["undo"].help),
    "help": Act(_help, "help", "say what there is to say"),
    "back": Act(_quit, "back", "leave, as quit does"),
    "quit": Act(_quit, "quit", BY_ID["quit"].help),
}
"""Everything that can be said, by its name."""
