"""Decisions as Label Studio tasks with annotations: outcome and causes as choices, evidence as labels on paragraphs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from triage_tui.domain.case import Case
from triage_tui.domain.conversation import part_text
from triage_tui.domain.values import rfc3339
from triage_tui.domain.words import Outcome, RootCause, Verdict
from triage_tui.export.account import Went
from triage_tui.export.judged import Judged
from triage_tui.export.target import Out
from triage_tui.export.veil import Veil

CONFIG = f"""<View>
  <Paragraphs name="talk" value="$talk" nameKey="role" textKey="text" layout="dialogue"/>
  <ParagraphLabels name="evidence" toName="talk">
    {"".join(f'<Label value="{one}"/>' for one in Verdict)}
  </ParagraphLabels>
  <Choices name="outcome" toName="talk" choice="single">
    {"".join(f'<Choice value="{one}"/>' for one in Outcome)}
  </Choices>
  <Choices name="causes" toName="talk" choice="multiple">
    {"".join(f'<Choice value="{one}"/>' for one in RootCause)}
  </Choices>
  <TextArea name="rationale" toName="talk"/>
</View>
"""
"""The labelling configuration of a project that takes the tasks."""


def write(decisions: Iterable[Judged], out: Out, veil: Veil) -> Went:
    """Write one JSON array of tasks, one a decision whose conversation may go out."""
    went = Went()
    for one in decisions:
        if one.withheld:
            went.leave_out("labelled nda")
        elif one.case is None or not one.case.turns:
            went.leave_out("the conversation is not here")
        else:
            out.write((b",\n" if went.count else b"[\n") + msgspec.json.encode(_task(one, one.case, veil)))
            went.count += 1
    out.write(b"\n]\n" if went.count else b"[]\n")
    return went


def _task(one: Judged, case: Case, veil: Veil) -> dict[str, Any]:
    places = {
        (turn_id, part): n
        for n, (turn_id, part) in enumerate(
            (turn_id, part)
            for turn_id, turn in zip(case.turn_ids, case.turns, strict=True)
            for part, _ in enumerate(turn.content)
        )
    }
    talk = [{"role": turn.role, "text": part_text(part)} for turn in case.turns for part in turn.content]
    return {
        "data": {
            "talk": talk,
            "case_id": case.id,
            "case_version": case.version,
            "case_sha256": one.decision.case_sha256,
        },
        "meta": {"decision_id": one.decision.id, "reviewer": veil.name(one.decision.reviewer)},
        "annotations": [
            {
                "result": [*_choices(one), *_labels(one, talk, places)],
                "was_cancelled": False,
                "ground_truth": False,
                "created_at": rfc3339(one.decision.decided_at),
                "lead_time": one.decision.active_seconds,
            }
        ],
    }


def _choices(one: Judged) -> Iterator[dict[str, Any]]:
    decision = one.decision
    yield _result("outcome", "choices", {"choices": [decision.outcome]})
    if decision.root_causes:
        yield _result("causes", "choices", {"choices": list(decision.root_causes)})
    if decision.rationale:
        yield _result("rationale", "textarea", {"text": [decision.rationale]})


def _labels(one: Judged, talk: list[dict[str, str]], places: dict[tuple[str, int], int]) -> Iterator[dict[str, Any]]:
    for number, (finding, evidence) in enumerate(one.evidence()):
        place = places.get((evidence.turn_id, evidence.part))
        if place is None:
            continue
        text = talk[place]["text"]
        yield {
            **_result(
                "evidence",
                "paragraphlabels",
                {
                    "start": str(place),
                    "end": str(place),
                    "startOffset": _units(text[: evidence.start]),
                    "endOffset": _units(text[: evidence.end]),
                    "text": text[evidence.start : evidence.end],
                    "paragraphlabels": [finding.verdict],
                },
            ),
            "id": f"e{number}",
            "meta": {"text": [f"{finding.policy_id} {finding.policy_version} {finding.clause} {finding.locus}"]},
        }


def _result(name: str, kind: str, value: dict[str, Any]) -> dict[str, Any]:
    return {"from_name": name, "to_name": "talk", "type": kind, "value": value}


def _units(text: str) -> int:
    """Length in UTF-16 units: what a browser counts in."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
