"""The pages on formats say what the types say: every field, and examples that are true."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest

from tests.export import independent_verifier
from triage_tui.domain.case import decode_case
from triage_tui.domain.decision import decode_decision
from triage_tui.export.verify import Tally, verify
from triage_tui.formats import openai, openai_message, sharegpt
from triage_tui.formats.columns import KNOWN
from triage_tui.formats.moderation import LABELS
from triage_tui.formats.registry import READERS
from triage_tui.formats.schemas import schema

DOCS = Path(__file__).parents[2] / "docs"
FORMATS = (DOCS / "formats.md").read_text(encoding="utf-8")
LOG = (DOCS / "decision-log.md").read_text(encoding="utf-8")


def said(page: str) -> set[str]:
    """The words a page sets as code."""
    return set(re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", page, flags=re.DOTALL)))


def blocks(page: str, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)\n```", page, flags=re.DOTALL)


@pytest.mark.parametrize(("name", "page"), [("case", FORMATS), ("policy", FORMATS), ("decision", LOG)])
def test_every_field_is_explained(name: str, page: str) -> None:
    fields = {field for part in schema(name)["$defs"].values() for field in part.get("properties", {})}
    shared = {"stratum", "probability", "seed", "policy", "name", "version", "kind"} if name == "decision" else {"max"}
    assert fields - said(page) - shared == set()


def test_every_format_column_and_label_is_explained() -> None:
    words = said(FORMATS)
    assert {reader.name for reader in READERS} <= words
    assert {header for headers in KNOWN.values() for header in headers} <= words
    assert {field for field, headers in KNOWN.items() if not headers} <= words
    assert set(LABELS) <= words
    assert all(category in FORMATS for category in LABELS.values())
    assert {own for own, ours in openai_message.ROLES.items() if own != ours} <= words
    assert {*sharegpt.ROLES, *sharegpt.LISTS, *openai.LISTS} <= words


def test_the_smallest_case_is_one() -> None:
    (example,) = blocks(FORMATS, "json")
    assert decode_case(example.encode()).flags[0].score == 0.93


def test_the_worked_example_is_true() -> None:
    lines = blocks(LOG, "jsonl")[0].encode().splitlines()
    tally = Tally()
    assert list(verify(lines, tally)) == []
    assert independent_verifier.verify(lines) == ([], (tally.log_id, tally.seq, tally.sha256))
    assert decode_decision(lines[0]).outcome == "overturn"
    digest = hashlib.sha256(blocks(LOG, "text")[0].encode()).hexdigest()
    assert f'"sha256":"{digest}"'.encode() in lines[0]
