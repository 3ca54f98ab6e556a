"""Zip files that were made to do harm: each is refused with the reason, and leaves nothing behind."""

from __future__ import annotations

import json
import os
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.bundles.made import by_hand, envelope, enveloped, having, read, zipped
from triage_tui.bundles import container
from triage_tui.bundles.limits import MEMBER, RATIO
from triage_tui.errors import Refused

pytestmark = pytest.mark.usefixtures("at_once")

GOOD = ("cases/00001.jsonl", b'{"id":"a"}\n')
TEXT = b"".join(b'{"id":%d}\n' % n for n in range(1000))


def refused(path: Path, raw: bytes) -> str:
    """Why a file is refused, though unsigned ones may be read."""
    before = sorted(path.parent.iterdir()), len(os.listdir("/proc/self/fd"))
    with pytest.raises(Refused) as error:
        read(path, raw, allow_unsigned=True)
    path.unlink()
    assert before == (sorted(path.parent.iterdir()), len(os.listdir("/proc/self/fd")))
    assert error.value.title.startswith(f"{path}: ")
    return error.value.title


NAMES = (
    "../evil.jsonl", "/etc/evil.jsonl", "cases/../../evil.jsonl", "cases/./a.jsonl", "cases//a.jsonl", "c:\\evil.jsonl",
    "cases\\..\\a.jsonl", "cases/\x1b[31ma.jsonl", "cases/\n.jsonl", "cases/a\0.jsonl", "cases/\u202eb.jsonl",
    "Cases/00001.jsonl", "cases/\u212a.jsonl", "cases/e\u0301.jsonl", " cases.jsonl", "~/a.jsonl", "cases/", "", ".",
    "a" * 121, "a/" * 2100 + "a",
)  # fmt: skip


@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_a_name_that_leads_elsewhere_or_looks_like_another(tmp_path: Path, name: str) -> None:
    raw = by_hand([GOOD, (name, b"{}\n")])
    assert "cannot be called so" in refused(tmp_path / "x.triage", raw) or len(name) > 120


KINDS = {
    "a link": (having(create_system=3, external_attr=(stat.S_IFLNK | 0o777) << 16), "link"),
    "a device": (having(create_system=3, external_attr=(stat.S_IFCHR | 0o600) << 16), "device"),
    "a pipe": (having(create_system=3, external_attr=(stat.S_IFIFO | 0o600) << 16), "device"),
    "a folder": (having(create_system=3, external_attr=(stat.S_IFDIR | 0o700) << 16), "folder"),
    "a folder of DOS": (having(create_system=0, external_attr=0x10), "folder"),
    "packed by bzip2": (having(compress_type=zipfile.ZIP_BZIP2), "method 12"),
    "packed by LZMA": (having(compress_type=zipfile.ZIP_LZMA), "not read|method 14"),
    "with a comment": (having(comment=b"hm"), "comment"),
    "with an extra field": (having(extra=b"\x99\x99\x04\x00abcd"), "extra field"),
    "with a Unicode name beside": (having(extra=b"\x75\x70\x09\x00\x01abcdevil"), "extra field"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_member_that_is_no_plain_file(tmp_path: Path, kind: str) -> None:
    changed, why = KINDS[kind]
    with pytest.raises(Refused, match=why):
        read(tmp_path / "x.triage", by_hand([GOOD], changed=changed), allow_unsigned=True)


def _patched(raw: bytes, mark: bytes, offset: int, new: bytes, nth: int = 1) -> bytes:
    """The same with other bytes behind the nth mark."""
    at = -1
    for _ in range(nth + 1):
        at = raw.index(mark, at + 1)
    return raw[: at + offset] + new + raw[at + offset + len(new) :]


LOCAL, LISTED, END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
LIES = {
    "encrypted by zip": lambda raw: _patched(raw, LISTED, 8, b"\x01\x00"),
    "size behind it": lambda raw: _patched(raw, LISTED, 8, b"\x08\x00"),
    "another size in the list": lambda raw: _patched(raw, LISTED, 24, b"\x05\x00\x00\x00"),
    "both sizes in the list": lambda raw: _patched(raw, LISTED, 20, b"\x05\0\0\0\x05\0\0\0"),
    "another size at its start": lambda raw: _patched(raw, LOCAL, 22, b"\x05\x00\x00\x00"),
    "another name at its start": lambda raw: _patched(raw, LOCAL, 30, b"cases/00002"),
    "another checksum": lambda raw: _patched(_patched(raw, LISTED, 16, b"abcd"), LOCAL, 14, b"abcd"),
    "begins elsewhere": lambda raw: _patched(raw, LISTED, 42, b"\x01\x00\x00\x00"),
    "on another disk": lambda raw: _patched(raw, LISTED, 34, b"\x01\x00"),
    "fewer members than there are": lambda raw: _patched(raw, END, 8, b"\x01\x00\x01\x00", 0),
    "more members than there are": lambda raw: _patched(raw, END, 8, b"\x03\x00\x03\x00", 0),
    "very many members": lambda raw: _patched(raw, END, 8, b"\xff\xff\xff\xff", 0),
    "a list that is not there": lambda raw: _patched(raw, END, 16, b"\xff\xff\xff\x7f", 0),
    "something before": lambda raw: b"#!/bin/sh\n" + raw,
    "a zip file before": lambda raw: raw + raw,
    "something behind": lambda raw: raw + b"\0",
    "a comment behind": lambda raw: _patched(raw, END, 20, b"\x02\x00", 0) + b"hm",
    "no end": lambda raw: raw[:-22],
    "an end, and nothing else": lambda raw: END + bytes(18),
}  # fmt: skip


@pytest.mark.parametrize("lie", LIES)
def test_a_file_that_says_one_thing_to_one_reader_and_another_to_the_next(tmp_path: Path, lie: str) -> None:
    raw = by_hand([GOOD])
    assert read(tmp_path / "x.triage", raw, allow_unsigned=True)[-1] == [b'{"id":"a"}']
    refused(tmp_path / "y.triage", LIES[lie](raw))


def test_something_between_two_members(tmp_path: Path) -> None:
    raw = by_hand([GOOD])
    at = raw.index(LISTED)
    gap = raw[:at] + b"hidden" + raw[at:]
    shifted = _patched(gap, END, 16, (at + 6).to_bytes(4, "little"), 0)
    assert "between its members" in refused(tmp_path / "x.triage", shifted)


def test_two_members_of_one_name(tmp_path: Path) -> None:
    assert "two members of one name" in refused(tmp_path / "x.triage", by_hand([GOOD, (GOOD[0], b'{"id":"b"}\n')]))


def test_a_member_listed_twice_over_the_same_bytes(tmp_path: Path) -> None:
    first = by_hand([GOOD])
    at, end = first.rindex(LISTED), first.index(END)
    again = first[at:end].replace(b"00001", b"00002")
    count = (3).to_bytes(2, "little") * 2 + (end - first.index(LISTED) + len(again)).to_bytes(4, "little")
    raw = _patched(first[:end] + again + first[end:], END, 8, count, 0)
    assert "does not begin where" in refused(tmp_path / "x.triage", raw)


def test_a_member_that_unpacks_to_very_much_more(tmp_path: Path) -> None:
    bomb = ("cases/00001.jsonl", b" " * 1024 * 1024)
    assert f"{RATIO} times" in refused(tmp_path / "x.triage", by_hand([bomb], method=zipfile.ZIP_DEFLATED))


@pytest.mark.parametrize("said", [10, 1024 * 1024 - 1])
def test_a_member_that_unpacks_to_more_than_it_says(tmp_path: Path, said: int) -> None:
    raw = by_hand([("cases/00001.jsonl", os.urandom(1000) * 1024)], method=zipfile.ZIP_DEFLATED)
    lying = _patched(_patched(raw, LISTED, 24, said.to_bytes(4, "little")), LOCAL, 22, said.to_bytes(4, "little"))
    assert "what the zip file says" in refused(tmp_path / "x.triage", lying)


def test_more_than_may_be_unpacked_in_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(container, "EXPANDED", 4000)
    assert "unpacks to more than" in refused(tmp_path / "x.triage", by_hand([("log.jsonl", TEXT)]))


def test_a_member_too_long(tmp_path: Path) -> None:
    long = (MEMBER + 1).to_bytes(4, "little")
    raw = _patched(_patched(by_hand([GOOD]), LISTED, 20, long * 2), LOCAL, 18, long * 2)
    assert "is longer than" in refused(tmp_path / "x.triage", raw)


def test_a_member_in_zip64(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("manifest.json", envelope([GOOD]))
        with archive.open(GOOD[0], "w", force_zip64=True) as member:
            member.write(GOOD[1])
    raw = path.read_bytes()
    path.unlink()
    assert "described in two ways" in refused(tmp_path / "x.triage", raw)


MANIFESTS: dict[str, tuple[Callable[[], bytes], str]] = {
    "a member too few": (lambda: envelope([GOOD, ("log.jsonl", b"")]), "not in the file"),
    "a member too many": (lambda: envelope([]), "not in the manifest"),
    "another hash": (lambda: envelope([(GOOD[0], b'{"id":"b"}\n')]), "not what was sealed"),
    "another size": (lambda: envelope([(GOOD[0], b"{}\n")]), "not what was sealed"),
    "a member twice": (lambda: envelope([GOOD, GOOD]), "twice"),
    "another format": (lambda: envelope([GOOD], schema="triage.bundle/2"), "schema"),
    "another kind": (lambda: envelope([GOOD], kind="program"), "kind"),
    "a negative number": (lambda: envelope([GOOD], sequence=-1), "sequence"),
    "no time": (lambda: envelope([GOOD], expires_at="2026-12-22"), "expires_at"),
    "a member that is none": (lambda: envelope([GOOD], members=[1]), "members"),
    "no JSON": (lambda: b"hm", "not JSON"),
    "no envelope": (lambda: b"{}", "payload"),
    "another envelope": (lambda: envelope([GOOD]).replace(b"vnd.triage.bundle", b"vnd.in-toto"), "in-toto"),
    "a member of the envelope twice": (
        lambda: envelope([GOOD])[:-1] + b', "payload": ' + json.loads(json.dumps(b'""'.decode())).encode() + b"}",
        "twice",
    ),
    "a member of the manifest twice": (lambda: enveloped(b'{"kind":"cases","kind":"decisions"}'), "twice"),
    "very deep": (lambda: enveloped(b'{"x":' + b"[" * 99_999 + b"]" * 99_999 + b"}"), "nested"),
}  # fmt: skip


@pytest.mark.parametrize("said", MANIFESTS)
def test_a_manifest_that_does_not_fit(tmp_path: Path, said: str) -> None:
    made, why = MANIFESTS[said]
    assert why in refused(tmp_path / "x.triage", by_hand([GOOD], first=made()))


def test_no_manifest_or_not_at_the_beginning(tmp_path: Path) -> None:
    assert "does not begin with" in refused(tmp_path / "x.triage", zipped([GOOD]))
    late = zipped([GOOD, ("manifest.json", envelope([GOOD]))])
    assert "does not begin with" in refused(tmp_path / "x.triage", late)


def test_a_wrong_count_of_cases(tmp_path: Path) -> None:
    said = {"path": GOOD[0], "bytes": 11, "records": 7}
    members = [said | {"sha256": json.loads(_payload(envelope([GOOD])))["members"][0]["sha256"]}]
    assert "has 1 records, and the manifest says 7" in refused(
        tmp_path / "x.triage", by_hand([GOOD], first=envelope([GOOD], members=members))
    )


def _payload(raw: bytes) -> bytes:
    import base64

    return base64.b64decode(json.loads(raw)["payload"])


LINES = {
    "a member twice": (b'{"id":"a","id":"b"}', "line 2 says a member of an object twice"),
    "the same member, spelt in two ways": (b'{"id":"a","\\u0069d":"b"}', "twice"),
    "twice, deep inside": (b'{"a":[{"b":{"c":1,"d":[],"c":1}}]}', "twice"),
    "no number": (b'{"score":NaN}', "not JSON"),
    "no finite number": (b'{"score":1e999}', "not JSON"),
    "a number without end": (b'{"n":' + b"1" * 5000 + b"}", "not JSON"),
    "too deep": (b"[" * 66 + b"]" * 66, "nested more than 64"),
    "deep enough to crash": (b'{"a":' * 200_000 + b"1" + b"}" * 200_000, "nested more than 64"),
    "half a character": (b'"\\ud800"', "not JSON"),
    "no UTF-8": (b'"\xff\xfe"', "not JSON"),
    "a mark of byte order": (b'\xef\xbb\xbf{"id":"b"}', "not JSON"),
    "nothing": (b"", "not JSON"),
    "two documents": (b"{}{}", "not JSON"),
    "a control character": (b'"\x1b[31m"', "not JSON"),
    "Python": (b"{'id': 'b'}", "not JSON"),
}


@pytest.mark.parametrize("line", LINES)
def test_a_line_that_two_readers_could_read_differently(tmp_path: Path, line: str) -> None:
    raw, why = LINES[line]
    assert why in refused(tmp_path / "x.triage", by_hand([(GOOD[0], GOOD[1] + raw + b"\n")]))


@pytest.mark.parametrize(
    "line", [b"[" * 64 + b"]" * 64, b'{"a": 1.50, "b": "\\u00e9", "c":\t[]}', b'"' + b"[" * 99 + b'"']
)
def test_a_line_that_is_only_written_unusually_is_read(tmp_path: Path, line: bytes) -> None:
    found = read(tmp_path / "x.triage", by_hand([(GOOD[0], line + b"\n")]), allow_unsigned=True)
    assert found[-1] == [line]


def test_what_is_no_file_at_all(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.triage")
    with (tmp_path / "huge.triage").open("wb") as huge:
        huge.truncate(2 * 1024**3 + 1)
    (tmp_path / "text.triage").write_bytes(b"hm")
    whys = {"pipe": "no file", "huge": "longer than", "text": "no sealed file", "gone": "cannot be opened"}
    for name, why in whys.items():
        from triage_tui.bundles.unsealing import Keys, unsealed

        with (
            pytest.raises(Refused, match=why),
            unsealed(tmp_path / f"{name}.triage", Keys(lambda _: None), allow_unsigned=True),
        ):
            pass
