"""The verb ``decide``: the same act as on the screen, by the same rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from triage_tui.cli.options import Options, pass_options
from triage_tui.domain.words import Outcome, RootCause, Verdict
from triage_tui.errors import Refused, WrongUsage

if TYPE_CHECKING:
    from triage_tui.desk.desk import Desk
    from triage_tui.desk.sitting import Sitting
    from triage_tui.domain.standing import Standing

_ASK = {
    "verdict": "--verdict CLAUSE=VERDICT",
    "cause": "--cause CAUSE",
    "rationale": "--rationale TEXT",
    "confidence": "--confidence 1..5",
}
"""The option that fills a gap."""


@click.command(short_help="Decide one case, by the same rules as the screen.")
@click.argument("case")
@click.argument("outcome", type=click.Choice([str(one) for one in Outcome]))
@click.option(
    "--cause",
    "causes",
    multiple=True,
    type=click.Choice([str(one) for one in RootCause]),
    help="Why the flag was wrong; may be repeated.",
)
@click.option(
    "--verdict",
    "verdicts",
    multiple=True,
    metavar="CLAUSE=VERDICT",
    help=f"A finding on one clause: {', '.join(Verdict)}.",
)
@click.option("--rationale", default=None, help="Why, in your own words.")
@click.option("--confidence", type=click.IntRange(1, 5), help="How sure you are.")
@click.option("--replace", is_flag=True, help="Take back the decision in force and decide anew.")
@click.option("--json", "as_json", is_flag=True, help="Print the decision as one JSON object.")
@pass_options
def command(
    options: Options,
    case: str,
    outcome: str,
    causes: tuple[str, ...],
    verdicts: tuple[str, ...],
    rationale: str | None,
    confidence: int | None,
    replace: bool,
    as_json: bool,
) -> None:
    """Decide CASE with OUTCOME. What the queue or the outcome requires and is missing is refused with its option."""
    from triage_tui.cli.printing import echo, line, print_json
    from triage_tui.cli.seat import missing, seated

    if causes and outcome == Outcome.UPHOLD:
        raise WrongUsage("a flag that is upheld was not wrong, and has no --cause", "leave it out")
    with seated(options, read_only=missing(options)) as desk:
        sitting = desk.open(case)
        if replace and sitting.opened.standing is not None:
            sitting = anew(desk, sitting.opened.standing)
        for words in verdicts:
            sitting = judged(sitting, words)
        if causes:
            sitting = sitting.edited(root_causes=tuple(map(RootCause, causes)))
        if rationale is not None:
            sitting = sitting.edited(rationale=rationale)
        if confidence is not None:
            sitting = sitting.edited(confidence=confidence)
        refuse(desk, sitting, Outcome(outcome))
        decision = desk.decide(sitting, Outcome(outcome)).decision
    if as_json:
        import msgspec

        print_json(msgspec.to_builtins(decision))
    else:
        echo(line(f"{case}: {outcome.replace('_', ' ')}, decision {decision.id}"))


def anew(desk: Desk, standing: Standing) -> Sitting:
    """The case with its decision taken back and an empty draft to replace it."""
    import msgspec

    sitting, _ = desk.take_back(standing)
    fresh, before = desk.policies.fresh(sitting.opened), sitting.draft
    empty = msgspec.structs.replace(fresh, supersedes=before.supersedes, supersedes_reason=before.supersedes_reason)
    return msgspec.structs.replace(sitting, draft=empty)


def judged(sitting: Sitting, words: str) -> Sitting:
    """The sitting with the verdict that ``CLAUSE=VERDICT`` names."""
    clause, _, verdict = words.rpartition("=")
    found = [n for n, one in enumerate(sitting.matched) if one.clause_id == clause]
    if verdict not in list(Verdict) or not clause:
        raise WrongUsage(f"{words!r} is not CLAUSE=VERDICT", f"verdicts are {', '.join(Verdict)}")
    if not found or sitting.row_of(found[0]) is None:
        known = ", ".join(one.clause_id for n, one in enumerate(sitting.matched) if sitting.row_of(n))
        raise Refused(f"no finding can be made on {clause!r} in this case", f"there is {known or 'no clause'}")
    return sitting.judged(found[0], Verdict(verdict))


def refuse(desk: Desk, sitting: Sitting, outcome: Outcome) -> None:
    """Raise the reason why this cannot be decided, with the option that would fill the gap."""
    refusal = desk.why_not(sitting, outcome)
    if refusal is None:
        return
    replaceable = refusal.gap == "case" and sitting.opened.standing is not None and desk.store.read_only is None
    hint = "--replace takes the decision in force back" if replaceable else _ASK.get(refusal.gap, "")
    raise Refused(refusal.reason, hint)
