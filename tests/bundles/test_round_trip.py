"""What is sealed comes out as it was, byte for byte, for whom it was sealed."""

from __future__ import annotations

import errno
import io
import json
import os
import zipfile
from pathlib import Path
from typing import Any

import pyrage
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.bundles.made import ANN, BEN, CASES, EVE, PIECES, by_hand, knowing, manifest, read, sealed
from triage_tui.bundles import sealing
from triage_tui.bundles.sealing import Piece, case_pieces, seal
from triage_tui.bundles.unsealing import unsealed
from triage_tui.domain.bundle import decode_manifest
from triage_tui.errors import Refused, TriageError
from triage_tui.signing.keys import PublicKey

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=10,
)
CASE = st.builds(
    lambda value, ascii_only, indent: json.dumps({"id": value}, ensure_ascii=ascii_only, indent=indent).encode(),
    JSON.filter(lambda value: "\\ud" not in json.dumps(value)),
    st.booleans(),
    st.sampled_from([None, 1]),
)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cases=st.lists(CASE, max_size=6), enough=st.sampled_from([1, 60, 4096]), secret=st.booleans())
@pytest.mark.usefixtures("at_once")
def test_cases_come_out_as_they_went_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cases: list[bytes], enough: int, secret: bool
) -> None:
    monkeypatch.setattr(sealing, "ENOUGH", enough)
    raw = sealed(case_pieces(cases), to=[BEN.public] if secret else [])
    said, by, _, _, lines = read(tmp_path / "x.triage", raw)
    assert (lines, said.cases, by) == (cases, len(cases), ANN.public)


@pytest.mark.parametrize("to", [[], [BEN.public], [EVE.public, BEN.public]], ids=["plain", "one", "two"])
def test_everything_of_a_file_comes_out(tmp_path: Path, to: list[PublicKey]) -> None:
    path, done = tmp_path / "x.triage", list[int]()
    with path.open("wb") as out:
        lines = [key.line() for key in to]
        said = seal(out, manifest(), PIECES, key=ANN, recipients=lines, watch=done.append)
    assert done == [5, 6]
    with unsealed(path, knowing(ANN.public), watch=done.append) as found:
        assert found.manifest == said == manifest(members=said.members)
        assert (found.by, found.claimed, found.encrypted) == (ANN.public, (ANN.public.id,), bool(to))
        assert found.member("policies/0001.json") == b'{\n "id": "p"\n}\n'
        assert found.member("policies/0002.json") is None
        assert list(found.lines("cases/")) == list(found.lines("cases/00001.jsonl")) == list(CASES)
        assert list(found.lines("policies/")) == [b'{\n "id": "p"\n}']
        assert list(found.lines("")) == [*CASES, b'{\n "id": "p"\n}']
    assert len(done) == 4


def test_the_same_makes_the_same_file() -> None:
    assert sealed() == sealed()


def test_any_zip_tool_reads_what_is_not_encrypted_and_any_age_tool_what_is() -> None:
    import base64

    plain = sealed()
    assert pyrage.decrypt(sealed(to=[BEN.public]), [pyrage.ssh.Identity.from_buffer(BEN.pem())]) == plain
    with zipfile.ZipFile(io.BytesIO(plain)) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == ["manifest.json", "cases/00001.jsonl", "policies/0001.json"]
        envelope = json.loads(archive.read("manifest.json"))
        assert decode_manifest(base64.b64decode(envelope["payload"])).cases == 5
        assert archive.read("cases/00001.jsonl").splitlines() == list(CASES)


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_file_that_another_tool_made_is_read_where_unsigned_ones_may(tmp_path: Path, method: int) -> None:
    raw = by_hand([("cases/00001.jsonl", b'{"id": "a"}\n{"id": "b"}\n')], method=method)
    said, by, claimed, _, lines = read(tmp_path / "x.triage", raw, allow_unsigned=True)
    assert (said.id, by, claimed, lines) == ("b-1", None, (), [b'{"id": "a"}', b'{"id": "b"}'])


def test_a_long_log_goes_on_in_another_member(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "LONGEST", 40)
    entries = [b'{"seq":%d,"type":"skip"}' % n for n in range(9)]
    path = tmp_path / "x.triage-decisions"
    path.write_bytes(sealed([Piece("log.jsonl", entries), Piece("checkpoint.note", (b"a\n\nb",))], kind="decisions"))
    with unsealed(path, knowing(ANN.public)) as found:
        assert list(found.lines("log.jsonl")) == entries
        assert [one.path for one in found.manifest.members][:3] == ["log.jsonl", "log.jsonl.2", "log.jsonl.3"]
        assert sum(one.records for one in found.manifest.members) == 9
        assert found.member("checkpoint.note") == b"a\n\nb\n"


def test_what_repeats_itself_without_end_is_stored_and_read(tmp_path: Path) -> None:
    case = b'{"text":"%s"}' % (b"a" * 1_000_000)
    raw = sealed(case_pieces([case]))
    assert len(raw) > len(case)
    assert read(tmp_path / "x.triage", raw)[-1] == [case]


@pytest.mark.parametrize(
    ("piece", "why"),
    [
        (Piece("cases/00001.jsonl", (b"{}\n{}",)), "the end of one"),
        (Piece("cases/00001.jsonl", (b"{}", b'{"a":1,"a":2}')), "document 2 says a member of an object twice"),
        (Piece("cases/00001.jsonl", (b"[" * 66 + b"]" * 66,)), "nested"),
        (Piece("cases/00001.jsonl", (b"[NaN]",)), "not JSON"),
        (Piece("log.jsonl", (b'"' + b"a" * 16 * 1024**2 + b'"',)), "longer than"),
        (Piece("../evil.json", (b"{}",)), "called"),
        (Piece("manifest.json", (b"{}",)), "called"),
        (Piece("Cases.jsonl", (b"{}",)), "called"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_what_no_reader_takes_is_not_sealed(piece: Piece, why: str) -> None:
    with pytest.raises(Refused, match=why):
        sealed([piece])


def test_more_than_a_file_may_hold_is_not_sealed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "MEMBERS", 2)
    with pytest.raises(Refused, match="more than a sealed file holds"):
        sealed([*PIECES, Piece("log.jsonl", ())])


class Full(io.BytesIO):
    """A disk with so much room, filled at once or bit by bit."""

    def __init__(self, room: int) -> None:
        super().__init__()
        self._room = room

    def write(self, piece: Any) -> int:
        self._room -= len(piece)
        if self._room < 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return super().write(piece)


@pytest.mark.parametrize("to", [[], [BEN.public.line()]], ids=["plain", "encrypted"])
@pytest.mark.parametrize("missing", [1_000, 70_000, 199_000])
def test_a_full_disk_is_said(to: list[str], missing: int) -> None:
    pieces, whole = [Piece("checkpoint.note", (os.urandom(200_000),))], io.BytesIO()
    seal(whole, manifest(), pieces, key=ANN, recipients=to)
    with pytest.raises(TriageError, match="No space left"):
        seal(Full(len(whole.getvalue()) - missing), manifest(), pieces, key=ANN, recipients=to)


def test_who_signs_is_the_issuer() -> None:
    with pytest.raises(Refused, match="issuer"):
        seal(io.BytesIO(), manifest(EVE), PIECES, key=ANN)
