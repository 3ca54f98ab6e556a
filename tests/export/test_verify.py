"""A log verifies from its lines alone, and so does a part of one; two verifiers that share no code agree."""

from __future__ import annotations

import json
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest
import rfc8785
from hypothesis import example, given
from hypothesis import strategies as st

from tests.export import independent_verifier
from tests.export.logs import TEXT, chained
from triage_tui.export.verify import Tally, verify

LOGS = st.lists(TEXT, min_size=1, max_size=6).map(lambda words: chained(*words))


def check(lines: list[bytes], *, part: bool = False) -> tuple[list[int], Tally]:
    tally = Tally()
    return [fault.line for fault in verify(lines, tally, part=part)], tally


@given(LOGS)
def test_a_whole_log_has_no_faults_and_one_head(lines: list[bytes]) -> None:
    faults, tally = check(lines)
    assert faults == []
    assert (tally.lines, tally.seq, tally.gaps) == (len(lines), len(lines), 0)
    assert independent_verifier.verify(lines) == ([], (tally.log_id, tally.seq, tally.sha256))


@given(st.data(), LOGS)
def test_any_change_to_a_line_is_found_on_that_line(data: st.DataObject, lines: list[bytes]) -> None:
    where = data.draw(st.integers(0, len(lines) - 1))
    entry = json.loads(lines[where])
    key = data.draw(st.sampled_from(sorted(set(entry) - {"log"})))
    entry[key] = data.draw(st.sampled_from(["x", 7, None, {}]))
    lines[where] = json.dumps(entry).encode()
    for part in (False, True):
        assert check(lines, part=part)[0] == [where + 1]
    assert [line for line, _ in independent_verifier.verify(lines)[0]] == [where + 1]


@given(st.data(), st.integers(2, 6))
def test_what_is_left_out_or_swapped_is_found(data: st.DataObject, count: int) -> None:
    lines = chained(*"abcdef"[:count])
    where = data.draw(st.integers(0, count - 2))
    swapped = [*lines[:where], lines[where + 1], lines[where], *lines[where + 2 :]]
    without = lines[:where] + lines[where + 1 :]
    for broken in (swapped, without):
        faults, _ = check(broken)
        assert faults[0] == where + 1
        assert next(line for line, _ in independent_verifier.verify(broken)[0]) == where + 1
    assert check(swapped, part=True)[0]


@given(st.data(), st.integers(1, 6))
def test_a_part_may_leave_entries_out_and_says_where(data: st.DataObject, count: int) -> None:
    lines = chained(*"abcdef"[:count])
    kept = sorted(data.draw(st.sets(st.integers(0, count - 1), min_size=1)))
    faults, tally = check([lines[n] for n in kept], part=True)
    assert faults == []
    assert tally.gaps == sum(after - before > 1 for before, after in zip([-1, *kept], kept, strict=False))
    assert tally.seq == kept[-1] + 1


def test_a_line_that_is_no_entry_is_named_and_the_rest_is_checked() -> None:
    lines = chained("a", "b", "c")
    for junk in (b"", b"null", b'{"log":{}}', b"[" * 10_000, b'{"log":{"seq":"1","log_id":"x","sha256":""}}'):
        assert check([lines[0], junk, *lines[1:]])[0] == [2]
        assert check([lines[0], junk, *lines[1:]], part=True)[0] == [2]


def _entry(place: dict[str, object] | None = None, **fields: object) -> bytes:
    """The first entry of a log, right as far as its hash goes."""
    entry = {"id": "d1", "outcome": "uphold", **fields}
    log: dict[str, object] = {"log_id": "L", "seq": 1, "prev_sha256": "", **(place or {})}
    digest = sha256(rfc8785.dumps(entry | {"log": log})).hexdigest()
    return rfc8785.dumps(entry | {"log": log | {"sha256": digest}})


@pytest.mark.parametrize(
    ("line", "whole"),
    [
        (_entry(), True),
        (b" " + _entry().replace(b"uphold", b"\\u0075phold") + b"\r", True),
        (_entry(n=2.0**53), True),
        (_entry(n=2.0**60), True),
        (_entry(n=2.0**53).replace(b"740992", b"740993"), False),
        (_entry(n=2.0**60).replace(b"847000", b"846976"), False),
        (_entry().replace(b'"outcome"', b'"outcome":"overturn","outcome"'), False),
        (_entry().replace(b'"seq"', b'"seq":2,"seq"'), False),
        (_entry().replace(b'"seq":1', b'"seq":1.0'), False),
        (_entry({"seq": True}), False),
        (_entry({"seq": [1]}), False),
        (_entry({"log_id": 5}), False),
        (b"\xef\xbb\xbf" + _entry(), False),
        (_entry().decode().encode("utf-16-le"), False),
        (_entry().replace(b"uphold", b"\\ud800"), False),
        (_entry(n=1).replace(b'"n":1', b'"n":1e999'), False),
    ],
)
def test_the_verifiers_agree_on_lines_that_are_written_strangely(line: bytes, whole: bool) -> None:
    assert (check([line])[0] == []) is whole
    assert (independent_verifier.verify([line])[0] == []) is whole


@given(st.floats(allow_nan=False, allow_infinity=False))
@example(1e21)
@example(5e-324)
@example(1e-7)
@example(123456789012345680000.0)
def test_the_verifiers_write_numbers_alike(value: float) -> None:
    assert independent_verifier.canonical([value]) == rfc8785.dumps([value]).decode()
    assert float(independent_verifier.number(value)) == value


@given(st.dictionaries(TEXT, TEXT | st.booleans() | st.none() | st.integers(-(2**53) + 1, 2**53 - 1)))
def test_the_verifiers_write_objects_alike(value: dict[str, object]) -> None:
    assert independent_verifier.canonical(value) == rfc8785.dumps(value).decode()


def test_the_second_verifier_stands_alone(tmp_path: Path) -> None:
    lines = chained("ä\x1b", "b\ud7ff", "c")
    script = [sys.executable, "-I", str(Path(independent_verifier.__file__))]
    whole = subprocess.run(script, input=b"\n".join(lines), capture_output=True, cwd=tmp_path, check=False)
    assert (whole.returncode, whole.stdout.split()[1]) == (0, b"3")
    cut = subprocess.run(script, input=b"\n".join(lines[1:]), capture_output=True, cwd=tmp_path, check=False)
    assert (cut.returncode, cut.stdout) == (1, b"line 1: out of order\n")
