"""Cases on their way in."""

from __future__ import annotations

from triage_tui.conformance import made
from triage_tui.conformance.answers import NotOffered, ensure
from triage_tui.conformance.ground import Ground
from triage_tui.conformance.rule import Rules

RULES = Rules("intake")


def _own(ground: Ground) -> made.Found:
    found = ground.supply.fresh()
    if not found.own:
        raise NotOffered("it takes a token that may hand cases in")
    return found


@RULES
def by_id_and_version(ground: Ground) -> None:
    """A later version is changed, the same one known, an earlier one older; the case stays at the latest."""
    found = _own(ground)
    case = made.case(found.id, found.queue.id, ground.supply.clause, version=3)
    answers = [ground.supply.hand_in(one) for one in (case, case, case | {"version": 2})]
    results = [one.status for answer in answers for one in answer.results]
    ensure(results == ["changed", "known", "older"], f"they were {', '.join(results)}")
    ensure(ground.supply.look(found.id).version == 3, "the case is not at the latest version")


@RULES
def same_version_other_case(ground: Ground) -> None:
    """The same id and version with something else in it is idempotency_mismatch, and changes nothing."""
    found = _own(ground)
    other = made.case(found.id, found.queue.id, None, version=found.version, language="fr")
    ground.first.post("/v1/cases:batch", {"cases": [other]}).problem("idempotency_mismatch")
    ensure(ground.supply.look(found.id).raw == found.raw, "the case is not what it was")


@RULES
def no_case(ground: Ground) -> None:
    """What is no case is refused with a pointer to where it is wrong."""
    _own(ground)
    wrong = made.case(ground.supply.name(), "x", None) | {"version": 0}
    refused = ground.first.post("/v1/cases:batch", {"cases": [wrong]}).problem("invalid_field")
    ensure(refused.pointer == "/cases/0/version", f"the pointer is {refused.pointer}")


@RULES
def text_is_kept(ground: Ground) -> None:
    """The words of a conversation come back as they were, whatever characters they have."""
    words = "".join(map(chr, (0x1B, 0x202E, 0x0, 0x7F, 0x2028, 0xFEFF, 0x1F4A9, 0xE9, 0x5D0))) + '"\\/'
    found = _own(ground)
    turns = {"turns": [{"id": "t1", "role": "user", "text": words}]}
    case = made.case(found.id, found.queue.id, None, version=found.version + 1, conversation=turns)
    ground.supply.hand_in(case)
    kept = ground.first.get(f"/v1/cases/{found.id}").expect(200).document()
    ensure(kept["conversation"]["turns"][0]["text"] == words, "the words are not what they were")
