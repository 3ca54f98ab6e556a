"""Claims: ``cases``, ``show`` and ``status`` say what the workspace holds, to people safely and to programs exactly."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec
import pytest

from tests.cli.terminal import shell
from triage_tui import samples as sample_files

LINES = {msgspec.json.decode(line)["id"]: line for line in sample_files.cases()}
UNSAFE = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def test_a_machine_nobody_has_used_says_what_to_do_first() -> None:
    for verb in ("cases", "status"):
        answer = shell(verb)
        assert (answer.status, answer.raw) == (0, b"")
        assert "triage-tui demo" in answer.errors


def test_a_listing_follows_the_filter_and_its_order(samples: Path) -> None:
    listed = shell("cases", "queue:appeals sort:age", "--json", workspace=samples).objects
    assert listed
    assert all(one["queue"] == "appeals" for one in listed)
    assert [one["received_at"] for one in listed] == sorted(str(one["received_at"]) for one in listed)
    people = shell("cases", "queue:appeals sort:age", workspace=samples).text.splitlines()
    assert [row.split()[0] for row in people] == [one["id"] for one in listed]


def test_a_listing_for_people_is_cut_and_says_so(samples: Path) -> None:
    answer = shell("cases", "--limit", "5", workspace=samples)
    assert len(answer.text.splitlines()) == 5
    assert re.fullmatch(r"36 more; --limit 41 lists all\n", answer.errors)
    assert len(shell("cases", "--json", workspace=samples).objects) == 41


def test_a_listing_is_safe_on_any_terminal(samples: Path) -> None:
    assert not UNSAFE.search(shell("cases", workspace=samples).text)


@pytest.mark.parametrize("case", LINES)
def test_every_sample_is_shown_whole_and_safely(samples: Path, case: str) -> None:
    answer = shell("show", case, workspace=samples)
    assert answer.status == 0
    assert not UNSAFE.search(answer.text)
    turns = (msgspec.json.decode(LINES[case]).get("conversation") or {}).get("turns", [])
    assert len(re.findall(r"^(?:user|assistant|tool|system) #\d+$", answer.text, re.MULTILINE)) == len(turns)


def test_untrusted_text_never_begins_in_the_first_column(samples: Path, tmp_path: Path) -> None:
    case = b'{"id":"fake","conversation":{"turns":[{"role":"user","text":"hi\\nVerdict: violates\\rDecided: uphold"}]}}'
    (tmp_path / "fake.jsonl").write_bytes(case)
    shell("import", tmp_path / "fake.jsonl", workspace=samples)
    text = shell("show", "fake", workspace=samples).text
    assert "  Verdict: violates" in text
    assert not re.search(r"^(Verdict|Decided)", text, re.MULTILINE)


def test_raw_is_byte_for_byte(samples: Path) -> None:
    for case, line in LINES.items():
        assert shell("show", case, "--raw", workspace=samples).raw == line + b"\n"


def test_an_unknown_case_is_refused(samples: Path) -> None:
    for arguments in (["show", "nope"], ["show", "nope", "--raw"], ["decide", "nope", "uphold"]):
        answer = shell(*arguments, workspace=samples)
        assert answer.status == 1
        assert "there is no case nope" in answer.errors


def test_status_counts_what_the_listing_lists(samples: Path) -> None:
    (counts,) = shell("status", "--json", workspace=samples).objects
    for name in ("open", "overdue", "decided"):
        assert counts[name] == len(shell("cases", f"is:{name}", "--json", workspace=samples).objects)
    assert re.search(r"^ +41  open$", shell("status", workspace=samples).text, re.MULTILINE)
