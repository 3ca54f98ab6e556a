"""A decision is read as it was written, or refused with the place and the reason."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from tests.domain.made import decision
from triage_tui.domain.decision import Basis, Evidence, decode_decision
from triage_tui.domain.values import Invalid
from triage_tui.domain.words import DecisionKind, Locus, Mode, Outcome, Role, RootCause, Verdict

FINDING = {"policy_id": "aup", "policy_version": "1", "clause": "cyber.1", "locus": "tool_call", "verdict": "violates"}


def test_the_smallest_decision() -> None:
    read = decode_decision(msgspec.json.encode(decision()))
    assert (read.outcome, read.kind, read.mode, read.role) == (
        Outcome.UPHOLD,
        DecisionKind.REVIEW,
        Mode.OPEN,
        Role.REVIEWER,
    )
    assert (read.findings, read.root_causes, read.basis, read.log) == ((), (), "individual", None)


def test_a_full_decision_reads_back_as_it_was_written() -> None:
    full = decision(
        findings=[
            {
                **FINDING,
                "severity": 2,
                "factors": {"tool": ["x", 1]},
                "evidence": [{"turn_id": "t1", "start": 0, "end": 3}],
            }
        ],
        root_causes=["benign_dual_use"],
        remedies=[{"type": "credit", "until": "2026-12-01T00:00:00Z"}],
        reveals=[{"what": "score", "at": "2026-11-22T12:00:00Z"}],
        provisional={"outcome": "overturn", "at": "2026-11-22T11:59:00Z"},
        basis={"cluster_id": "k", "sampled": 5, "agreed": 5},
        confidence=5,
    )
    read = decode_decision(msgspec.json.encode(full))
    assert read == full
    assert read.findings[0].locus is Locus.TOOL_CALL
    assert read.findings[0].verdict is Verdict.VIOLATES
    assert read.findings[0].evidence == (Evidence(turn_id="t1", start=0, end=3),)
    assert read.root_causes == (RootCause.BENIGN_DUAL_USE,)
    assert read.basis == Basis(cluster_id="k", sampled=5, agreed=5)


@pytest.mark.parametrize(
    ("fields", "path"),
    [
        ({"id": "d\n"}, "$.id"),
        ({"case_sha256": "0" * 64 + "\n"}, "$.case_sha256"),
        ({"case_sha256": "A" * 64}, "$.case_sha256"),
        ({"case_version": 0}, "$.case_version"),
        ({"outcome": "maybe"}, "$.outcome"),
        ({"confidence": 6}, "$.confidence"),
        ({"root_causes": ["laziness"]}, "$.root_causes[0]"),
        ({"findings": [FINDING, {**FINDING, "verdict": "guilty"}]}, "$.findings[1].verdict"),
        ({"findings": [{**FINDING, "severity": -1}]}, "$.findings[0].severity"),
        ({"basis": "hearsay"}, "$.basis"),
        ({"decided_at": "2026-11-22T12:00:00"}, "$.decided_at"),
        ({"log": {"log_id": "l", "seq": 0, "prev_sha256": ""}}, "$.log.seq"),
    ],
)
def test_a_bad_decision_is_refused_with_the_place(fields: dict[str, Any], path: str) -> None:
    written = {**msgspec.to_builtins(decision()), **fields}
    with pytest.raises(Invalid) as caught:
        decode_decision(msgspec.json.encode(written))
    assert caught.value.path == path


@pytest.mark.parametrize("raw", [b"", b"{}", b"\xff", b"[" * 100_000])
def test_what_is_no_decision_is_refused(raw: bytes) -> None:
    with pytest.raises(Invalid):
        decode_decision(raw)
