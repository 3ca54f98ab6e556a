"""The table opens in a spreadsheet without starting a formula, and prints without moving the cursor."""

from __future__ import annotations

import csv
import io
import re
import shutil
import subprocess
from pathlib import Path

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.export.logs import decision, recorded
from triage_tui.domain.words import OutboxState
from triage_tui.export.sheet import cell, write
from triage_tui.export.told import DECISION, FINDING, told

ATTACKS = (
    "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =cmd|' /C calc'!A0", "\u00a0=1", "＝1", "＋1", "－1", "＠x",
    "\u200b=1", "\ufeff=1", "fine\n=1", "fine\r\n=1", "fine\r=1", "\n\n=1", "\x1b[31m", "\x9b31m", "a\u202eb", '"=1',
    "';=1", "a;=1", ";;@x", "=HYPERLINK(\"http://x.invalid\")", "\u2028=1", "\x0b=1",
)  # fmt: skip


def table(*rationales: str, findings: int = 1, state: OutboxState = OutboxState.SENT) -> list[dict[str, str]]:
    out = io.BytesIO()
    ones = [recorded(decision(n, text, findings), state) for n, text in enumerate(rationales)]
    assert write(told(ones), out) == len(ones)
    return list(csv.DictReader(io.StringIO(out.getvalue().decode(), newline=""), strict=True))


def safe(text: str) -> bool:
    """OWASP's rule, said again in other words: no line or part of one starts a formula, nothing is a control."""
    dangerous = set("=+-@\t\r＝＋－＠")
    starts = (
        line.lstrip(" \u00a0\u200b\ufeff\u3000")[:1] for line in re.split(r"[;\n\r\x0b\x0c\x85\u2028\u2029]", text)
    )
    return not any(start in dangerous for start in starts if start) and all(
        character == "\n" or character.isprintable() or not re.match(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e]", character)
        for character in text
    )


def original(text: str) -> str:
    without = re.sub(r"(^|[;\n])'", r"\1", text)
    return re.sub(r"\\u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), without)


@pytest.mark.parametrize("attack", ATTACKS)
def test_attacks_are_spelt_out(attack: str) -> None:
    (row,) = table(attack)
    assert safe(row["rationale"])
    assert not safe(attack) or row["rationale"] == attack


@given(st.text().filter(lambda text: "\\" not in text and not re.search("[;\n]'", f"\n{text}")))
@example("=\x1b\n＋1\u2029")
def test_a_cell_is_safe_and_says_the_same(text: str) -> None:
    assert safe(cell(text))
    assert original(cell(text)) == text


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=30), max_size=5))
def test_the_table_parses_back(rationales: list[str]) -> None:
    assert [row["rationale"] for row in table(*rationales)] == [cell(text) for text in rationales]


@pytest.mark.parametrize("column", ["case_id", "reviewer", "template", "supersedes_reason", "clause", "flag_id"])
def test_every_column_that_somebody_else_fills_is_looked_at(column: str) -> None:
    one = decision(1)
    found = (msgspec.structs.replace(one.findings[0], **{column: "  =1+1"}),) if column in FINDING else one.findings
    about = {} if column in FINDING else {column: "  =1+1"}
    out = io.BytesIO()
    write(told([recorded(msgspec.structs.replace(one, findings=found, **about))]), out)
    (row,) = csv.DictReader(io.StringIO(out.getvalue().decode(), newline=""))
    assert row[column] == "'  =1+1"


def test_where_semicolons_part_cells_no_formula_starts_either() -> None:
    out = io.BytesIO()
    attacks = (*ATTACKS, 'a;"＋1', 'a\n"-1')
    write(told(recorded(decision(n, attack)) for n, attack in enumerate(attacks)), out)
    for row in csv.reader(io.StringIO(out.getvalue().decode(), newline=""), delimiter=";"):
        assert not [each for each in row if re.match(r"[\s\u200b\ufeff]*[=+\-@＝＋－＠]", each)]


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_finds_no_formula(tmp_path: Path) -> None:
    out = io.BytesIO()
    write(told(recorded(decision(n, attack)) for n, attack in enumerate(ATTACKS)), out)
    (tmp_path / "out.csv").write_bytes(out.getvalue())
    convert = ["soffice", "--headless", "--convert-to", "fods", "--outdir", str(tmp_path), str(tmp_path / "out.csv")]
    subprocess.run(convert, check=True, capture_output=True, timeout=100)
    sheet = (tmp_path / "out.fods").read_text(encoding="utf-8")
    assert "table:table-cell" in sheet
    assert "table:formula" not in sheet


def test_every_field_is_quoted() -> None:
    out = io.BytesIO()
    write(told([recorded(decision(1, "plain"), OutboxState.HELD)]), out)
    for line in out.getvalue().decode().split("\r\n")[:-1]:
        assert re.fullmatch(r'"[^"]*"(,"[^"]*")*', line)


def test_a_row_a_finding_and_one_for_a_decision_without() -> None:
    assert [(row["finding"], row["clause"]) for row in table("x", findings=2)] == [("1", "net.1"), ("2", "net.2")]
    (row,) = table("x", findings=0)
    assert (row["outcome"], row["finding"], row["clause"]) == ("uphold", "", "")
    assert tuple(row) == (*DECISION, *FINDING)


def test_a_withdrawn_decision_says_so() -> None:
    assert [row["state"] for row in table("x", state=OutboxState.WITHDRAWN)] == ["withdrawn"]


def test_evidence_names_turn_part_and_place() -> None:
    (row,) = table("x")
    assert row["evidence"] == "t1/0:0-4"
    assert msgspec.json.decode(row["factors"] or b"{}") == {}
