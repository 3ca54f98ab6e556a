"""Claims: every act of a review can be done line by line, by the same rules, and not one escape is printed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.cli.terminal import Answer, shell
from tests.corpora import hostile
from triage_tui.cli.talk_acts import ACTS
from triage_tui.ui.commands import BY_ID

CASE = "sample-29-heist-novel"


def talk(workspace: Path, *lines: str) -> Answer:
    return shell("--plain", workspace=workspace, stdin="\n".join(lines).encode())


def outcome(workspace: Path, case: str = CASE) -> object:
    (head,) = shell("cases", f"id:{case}", "--json", workspace=workspace).objects
    return head["outcome"] or head["state"]


def test_the_end_of_the_input_ends_the_dialogue(samples: Path) -> None:
    answer = talk(samples)
    assert (answer.status, answer.errors) == (0, "")
    assert answer.text.endswith("Everything is saved.\n")


def test_a_case_is_read_judged_and_decided(samples: Path) -> None:
    lines = [f"open {CASE}", "verdict 1 o", "cause benign dual use", "rationale a novel", "confidence 4", "overturn"]
    text = talk(samples, *lines).text
    assert f"Case {CASE}" in text
    assert "Clause 1: does not violate." in text
    assert "Decided: overturn. Held for 10 seconds" in text
    assert outcome(samples) == "overturn"
    (line,) = shell("export", "decisions", workspace=samples).objects
    assert (line["rationale"], line["confidence"], line["root_causes"]) == ("a novel", 4, ["benign_dual_use"])


def test_the_screens_keys_work_here_too(samples: Path) -> None:
    text = talk(samples, f"open {CASE}", "1", "u", "Q").text
    assert "Decided: uphold." in text
    assert f"Taken back: {CASE}" in text
    assert outcome(samples) in ("open", "draft")


def test_deciding_goes_on_to_the_next_case_unless_told_not_to(samples: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert talk(samples, f"open {CASE}", "uphold").text.count("\nCase ") == 2
    monkeypatch.setenv("TRIAGE_REVIEW_AUTO_ADVANCE", "false")
    assert talk(samples, "next", "escalate").text.count("\nCase ") == 1


def test_what_is_missing_is_named_and_can_be_filled(samples: Path) -> None:
    text = talk(samples, f"open {CASE}", "overturn", "cause 2", "overturn").text
    assert "Not decided: say why the flag was wrong." in text
    assert "Then say cause and a number" in text
    assert outcome(samples) == "overturn"


def test_a_draft_outlives_the_dialogue(samples: Path) -> None:
    talk(samples, f"open {CASE}", "rationale half a thought")
    assert outcome(samples) == "draft"
    talk(samples, f"open {CASE}", "escalate")
    assert shell("export", "decisions", workspace=samples).objects[0]["rationale"] == "half a thought"


def test_a_case_can_be_passed_on_and_taken_back(samples: Path) -> None:
    assert "Skipped: not my language." in talk(samples, f"open {CASE}", "skip not my language").text
    assert outcome(samples) == "skipped"
    talk(samples, f"open {CASE}", "reopen")
    assert outcome(samples) == "open"


def test_the_queue_can_be_filtered_and_a_conversation_searched(samples: Path) -> None:
    text = talk(samples, "filter clause:violence.2", "next", "search cello").text
    assert re.search(r"^\d+ cases\.$", text, re.MULTILINE)
    assert "Turn 2, assistant:" in text


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (["dance"], "There is no act dance. help lists them."),
        (["uphold"], "Not possible: there is no case here."),
        (["open nope"], "Not done: there is no case nope in this workspace."),
        (["open"], "Not done: open which case?"),
        (["filter sevv:3"], "Not done: column 1 of the filter"),
        (["next", "verdict 9 x"], "Not done: '9' is no clause."),
        (["next", "cause nonsense"], "Not done: there is no cause 'nonsense'."),
        (["undo"], "Not possible: nothing has been decided here yet."),
        (["next", "confidence 6"], "Not done: '6' is no confidence."),
    ],
)
def test_what_cannot_be_done_is_said_and_the_dialogue_goes_on(samples: Path, lines: list[str], words: str) -> None:
    text = talk(samples, *lines, "help").text
    assert words in text
    assert "say the clauses and their verdicts" in text


def test_read_only_says_so_and_decides_nothing(samples: Path) -> None:
    text = shell("--plain", "--read-only", workspace=samples, stdin=b"next\nuphold\n").text
    assert "Reading only: " in text
    assert "Not possible: " in text


def test_no_line_of_hostile_input_or_text_prints_an_escape(samples: Path) -> None:
    lines = [each.replace("\n", " ").replace("\r", " ").encode("utf-8", "replace").decode() for each in hostile()]
    cases = [head["id"] for head in shell("cases", "--json", workspace=samples).objects]
    text = talk(samples, *lines, *(f"search {each}" for each in lines), *(f"open {case}" for case in cases)).text
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text)


def test_every_act_stands_for_a_command_of_the_table_or_only_reads() -> None:
    assert {act.command for act in ACTS.values()} - {""} <= set(BY_ID)


def test_the_demo_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "t"))
    (tmp_path / "t").mkdir()
    answer = shell("--plain", "demo", "--cases", "2", stdin=b"next\n")
    assert "40 cases are open" in answer.text
    assert list((tmp_path / "t").iterdir()) == []
