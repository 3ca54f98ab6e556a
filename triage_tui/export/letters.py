"""Letters in Markdown that give the reasons of a decision.

They say what Article 17(3) of the DSA asks for, and of an appeal how it ended. Reviewers are not named.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from msgspec import Struct

from triage_tui.domain.decision import Finding
from triage_tui.domain.policy import Clause
from triage_tui.domain.values import rfc3339
from triage_tui.domain.words import Outcome, RemedyType, Verdict
from triage_tui.export.account import Went
from triage_tui.export.judged import Judged
from triage_tui.export.target import Out
from triage_tui.export.veil import Veil

FINAL = frozenset({Outcome.UPHOLD, Outcome.OVERTURN, Outcome.MODIFY})
"""The outcomes that a letter can tell somebody."""
LONGEST = 600
"""Characters of a quotation."""
BETWEEN = "\n\n---\n\n"
"""Stands between two letters."""
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")
_MARKS = re.compile(r"([\\`*_{}\[\]<>()#|~&:@]|(?<=www)\.)", re.IGNORECASE)

RESTRICTIONS = {
    "blocked_pre": "The request was not answered.",
    "blocked_midstream": "The answer was stopped before its end.",
    "fallback_served": "The request was answered by another model.",
    "warned": "A warning was shown.",
    "logged_only": "Nothing was restricted.",
    "feature_limited": "The use of a feature was limited.",
    "account_locked": "The account was locked.",
}
"""What was done to the user, by the state of the case."""
REMEDIES = {
    RemedyType.RESTORE_ACCESS: "Access is restored.",
    RemedyType.LIFT_BLOCK: "The block is lifted.",
    RemedyType.CREDIT: "The charge is credited.",
    RemedyType.REFER_TO_VERIFIED_ACCESS: "Verified access is open to such requests.",
    RemedyType.WARN: "This letter is a warning.",
    RemedyType.LIMIT: "The use of the service is limited.",
    RemedyType.LOCK: "The account is locked.",
    RemedyType.REQUEST_CONTEXT: "More context is asked for.",
    RemedyType.NONE: "Nothing else follows.",
}
OUTCOMES = {
    Outcome.UPHOLD: "The flag was right, and the measure stands.",
    Outcome.OVERTURN: "The flag was wrong, and the measure does not stand.",
    Outcome.MODIFY: "The flag was right in part, and the measure is changed.",
}
VERDICTS = {
    Verdict.VIOLATES: "was violated",
    Verdict.ALLOWED_IN_CONTEXT: "was touched, and what was said is allowed in its context",
    Verdict.BORDERLINE: "is a borderline case",
    Verdict.DOES_NOT_VIOLATE: "was not violated",
    Verdict.CANNOT_TELL: "could not be judged",
}


class House(Struct, frozen=True):
    """What the house says in every letter, in Markdown of its own."""

    name: str = ""
    """Who decides; empty leaves it out."""
    redress: str = ""
    """How the recipient can object."""
    automated: str = ""
    """About automated means, where a classifier raised the flag."""


def write(decisions: Iterable[Judged], out: Out, house: House, veil: Veil) -> Went:
    """Write a letter for every decision that can be told."""
    went = Went()
    for one in decisions:
        if one.decision.outcome not in FINAL:
            went.leave_out("no final decision")
            continue
        if one.withheld:
            went.note("labelled nda: nothing is quoted")
        out.write((BETWEEN if went.count else "").encode() + letter(one, house, veil).encode())
        went.count += 1
    return went


def letter(one: Judged, house: House, veil: Veil) -> str:
    """One letter."""
    parts = ["# " + ("Decision on your appeal" if one.decision.appeal_of else "Statement of reasons")]
    parts += [
        _about(one, house),
        "## What was decided",
        *_decided(one),
        "## Facts and circumstances",
        *_facts(one, veil),
    ]
    parts += ["## Automated means", _automated(one, house), "## Ground", *_grounds(one)]
    if one.decision.rationale:
        parts += ["The reviewer's reasons:", fenced(veil.words(one.decision.rationale))]
    if house.redress:
        parts += ["## Redress", house.redress]
    return "\n\n".join(parts) + "\n"


def _about(one: Judged, house: House) -> str:
    said = [f"Reference: {escaped(one.decision.id)}", f"Case: {escaped(one.decision.case_id)}"]
    said.append(f"Date: {rfc3339(one.decision.decided_at)[:10]}")
    return "  \n".join([*([house.name] if house.name else []), *said])


def _decided(one: Judged) -> Iterator[str]:
    yield OUTCOMES[one.decision.outcome]
    if one.decision.appeal_of:
        yield (
            "The appeal was looked at by a person who had not taken the first decision "
            f"({escaped(one.decision.appeal_of)})."
        )
    case = one.case
    if case is not None and case.enforcement is not None and case.enforcement.state is not None:
        since = case.enforcement.applied_at
        yield RESTRICTIONS[case.enforcement.state] + (f" In force from {rfc3339(since)}." if since else "")
    for remedy in one.decision.remedies:
        until = f" Until {rfc3339(remedy.until)}." if remedy.until else ""
        yield f"- {REMEDIES[remedy.type]}{until}"


def _facts(one: Judged, veil: Veil) -> Iterator[str]:
    case = one.case
    if case is None or not case.turns:
        yield "The conversation itself is not kept."
    if case is None:
        return
    notice = {"report": "A report led to this review.", "appeal": "An appeal led to this review."}
    yield notice.get(case.origin, "This review was begun on our own initiative.")
    if case.received_at:
        yield f"The conversation was flagged on {rfc3339(case.received_at)[:10]}."
    quotes = list(dict.fromkeys(quote for _, each in one.evidence() if (quote := one.quote(each))))
    if quotes:
        yield "The decision rests on these words:"
        yield from (fenced(veil.words(quote[:LONGEST]) + ("…" if len(quote) > LONGEST else "")) for quote in quotes)


def _automated(one: Judged, house: House) -> str:
    by_model = one.case is not None and any(
        flag.classifier is not None and flag.classifier.kind != "user" for flag in one.case.flags
    )
    return house.automated if by_model else "No automated means were used to find or to decide this case."


def _grounds(one: Judged) -> Iterator[str]:
    if not one.decision.findings:
        yield "No clause was found to apply."
    for finding in one.decision.findings:
        clause = one.clause(finding)
        yield f"{_titled(one, finding, clause)} {VERDICTS[finding.verdict]}."
        if clause is not None and clause.text:
            yield fenced(clause.text)


def _titled(one: Judged, finding: Finding, clause: Clause | None) -> str:
    pack = one.pack(finding)
    policy = pack.title if pack is not None and pack.title else finding.policy_id
    title = f" ({escaped(clause.title)})" if clause is not None and clause.title else ""
    return f"Clause {escaped(finding.clause)}{title} of {escaped(policy)}, version {escaped(finding.policy_version)},"


def shown(text: str) -> str:
    """Controls, direction marks and characters without a width spelt out as ``\\u001b``."""
    return _CONTROL.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def escaped(text: str) -> str:
    """Untrusted words inside a line: no mark of Markdown or HTML in them does anything."""
    return _MARKS.sub(r"\\\1", shown(" ".join(text.split())))


def fenced(text: str) -> str:
    """Untrusted words as a block: the fence is longer than any run of its kind inside."""
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}text\n{shown(text)}\n{fence}"
