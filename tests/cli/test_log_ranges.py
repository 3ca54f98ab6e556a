"""Of a log that is verified in ranges, by other processes, the same is told as by one that reads all of it."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cli.terminal import shell
from tests.export.logs import TEXT, chained
from triage_tui.cli import forks, log_ranges
from triage_tui.cli.log_ranges import ENOUGH, FEW, RANGE, ranges, verify_ranges
from triage_tui.domain.journal import Fault
from triage_tui.errors import Refused, TriageError
from triage_tui.export.verify import Tally, verify
from triage_tui.formats.source import BOM, LIMIT, Source

LINES = chained(*"abcdefghijklmnop")
OTHER = [line.replace(b"0193c1f0", b"1193c1f0") for line in LINES]
STRANGE = [b"", b"\r", b"{}", b"[" * 3000, LINES[3].replace(b'"sha256":"', b'"sha256":"\\ud800'), BOM + LINES[0]]


@pytest.fixture(autouse=True, scope="module")
def _three() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for each in (forks, log_ranges):
            patch.setattr(each, "processors", lambda: 3)
        yield


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("ranges") / "log.jsonl"


def at_once(path: Path, tally: Tally, part: bool) -> list[Fault]:
    """What is told of all lines by one process."""
    with Source(str(path)) as source:
        lines = [one[1] if isinstance(one, tuple) else b"unreadable" for one in source.stretches()]
    return list(verify(lines if lines[-1] else lines[:-1], tally, part=part))


def agree(path: Path, size: int, *, part: bool = False, asked: frozenset[int] = frozenset()) -> list[Fault]:
    """What is told either way."""
    whole, joined = Tally(asked=asked), Tally(asked=asked)
    divided = ranges(str(path), size)
    assert divided
    at = list[int]()
    faults = list(verify_ranges(str(path), divided, joined, part=part, watch=at.append))
    assert faults == at_once(path, whole, part)
    assert joined == whole
    assert at == [end for _, end in divided]
    return faults


@st.composite
def broken(draw: st.DrawFn) -> list[bytes]:
    """A log in which anything may have happened to some lines."""
    lines = list(draw(st.sampled_from([LINES, OTHER]) | st.lists(TEXT, min_size=3).map(lambda words: chained(*words))))
    for _ in range(draw(st.integers(0, 4))):
        at, other = (draw(st.integers(0, len(lines) - 1)) for _ in range(2))
        match draw(st.sampled_from(["drop", "swap", "again", "strange", "change", "other"])):
            case "drop" if len(lines) > 2:
                del lines[at]
            case "swap":
                lines[at], lines[other] = lines[other], lines[at]
            case "again":
                lines.insert(at, lines[other])
            case "strange":
                lines[at : at + draw(st.integers(0, 9))] = draw(st.lists(st.sampled_from(STRANGE), max_size=4))
                lines.append(LINES[0])
            case "change":
                lines[at] = lines[at].replace(b"r1", b"r2")
            case "other":
                lines[at:] = OTHER[at:] or LINES
    return lines


@given(broken(), st.integers(1, 40), st.booleans(), st.booleans(), st.booleans(), st.frozensets(st.integers(0, 20)))
def test_ranges_tell_the_same(
    path: Path, lines: list[bytes], size: int, part: bool, mark: bool, ends: bool, asked: frozenset[int]
) -> None:
    path.write_bytes(BOM * mark + b"\n".join(lines) + b"\n" * ends)
    agree(path, size, part=part, asked=asked)


def test_it_is_divided_behind_entries_alone(path: Path) -> None:
    path.write_bytes(b"".join(line + b"\n" for line in LINES))
    assert len(ranges(str(path), 1)) > len(LINES)
    path.write_bytes(b"{}\n" * 1000)
    assert ranges(str(path), 1) == [(0, 3000)]
    assert len(agree(path, 1)) == 1000 > FEW


def test_a_line_that_is_too_long_is_none_and_nothing_in_it_is(path: Path) -> None:
    hidden = b" " * (LIMIT + 2 * RANGE) + LINES[5] + b" " * 2 * LIMIT
    path.write_bytes(b"\n".join([*LINES[:5], hidden, *LINES[5:], b" " * (LIMIT - len(LINES[0])) + LINES[0], b""]))
    assert [one.line for one in agree(path, RANGE)] == [6, 18]


def test_ranges_that_do_not_meet_are_not_vouched_for(path: Path) -> None:
    path.write_bytes(b"".join(line + b"\n" for line in LINES))
    divided = ranges(str(path), 500)
    for apart in (divided[:1] + divided[2:], divided[1:]):
        with pytest.raises(TriageError, match="was changed"):
            list(verify_ranges(str(path), apart, Tally(), part=False, watch=id))
    path.write_bytes(b"".join(line + b"\n" for line in LINES[:9]))
    with pytest.raises(TriageError, match="was changed"):
        list(verify_ranges(str(path), divided, Tally(), part=False, watch=id))


def test_a_file_that_is_gone_meanwhile_is_refused(path: Path) -> None:
    path.write_bytes(b"".join(line + b"\n" for line in LINES))
    divided = ranges(str(path), 500)
    path.unlink()
    with pytest.raises(Refused, match="cannot be read"):
        list(verify_ranges(str(path), divided, Tally(), part=False, watch=id))


def test_only_a_long_plain_file_is_divided(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path.write_bytes(b"".join(line + b"\n" for line in LINES))
    assert ranges(str(path), path.stat().st_size // ENOUGH + 1) == []
    assert ranges(str(path.parent / "nowhere")) == ranges("-") == []
    assert ranges(str(path), 500)
    monkeypatch.setattr(log_ranges, "processors", lambda: 1)
    assert ranges(str(path), 500) == []
    monkeypatch.undo()
    path.write_bytes(gzip.compress(path.read_bytes()))
    assert ranges(str(path), 1) == []


@pytest.mark.parametrize("more", [[], ["--part"], ["--json"]])
def test_the_verb_says_the_same(path: Path, monkeypatch: pytest.MonkeyPatch, more: list[str]) -> None:
    path.write_bytes(b"".join(line + b"\n" for line in [*LINES[:7], b"null", *LINES[8:]]))
    divided = ranges(str(path), 500)
    assert len(divided) > 3
    monkeypatch.setattr(log_ranges, "ranges", lambda path: divided if path != "-" else [])
    answer = shell("log", "verify", path, *more)
    assert answer == shell("log", "verify", "-", *more, stdin=path.read_bytes())
    assert answer.status == 1
