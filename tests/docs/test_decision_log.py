"""The worked example of docs/decision-log.md is a log to both verifiers, and its checkpoint is one of it."""

from __future__ import annotations

import re
from pathlib import Path

from tests.export import independent_verifier
from triage_tui.domain.words_aloud import aloud
from triage_tui.export.verify import Tally, verify
from triage_tui.export.vouched import Claim, asked, claimed, unmet
from triage_tui.signing.keys import read_public

PAGE = (Path(__file__).parents[2] / "docs" / "decision-log.md").read_text(encoding="utf-8")
LINES = re.findall(r"```jsonl\n(.*?)\n```", PAGE, re.DOTALL)[0].encode().split(b"\n")
NOTE = next(block for block in re.findall(r"```text\n(.*?)```", PAGE, re.DOTALL) if block.startswith("triage-tui/log/"))
KEYS = [read_public(line) for line in re.findall(r"`(ssh-ed25519 [^`]+)`", PAGE)]


def test_the_example_is_a_log_and_its_checkpoint_holds() -> None:
    read, wrong = claimed([Claim("the page", NOTE.encode())], KEYS)
    tally = Tally(asked=asked(read))
    assert list(verify(LINES, tally)) == []
    assert [*wrong, *unmet(read, tally)] == []
    assert [(one.key.name, one.at is not None) for one in read[0].vouched] == [("ana@desk", False), ("server", True)]
    assert independent_verifier.verify(LINES, [NOTE], KEYS[0].raw)[0] == []
    assert f"`{aloud(tally.sha256)}`" in PAGE
