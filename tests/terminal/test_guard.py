"""What a terminal answers never presses a key, however the reads fall; what a person presses always does."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual import events

from triage_tui.ui.terminal.guard import GuardedParser
from triage_tui.ui.terminal.replies import LONGEST, Cutter

REPLIES = [
    "\x1b]11;rgb:aaaa/bbbb/cccc\x1b\\",
    "\x1b]4;1;rgb:1111/2222/3333\x07",
    "\x1b]52;c;cmVtb3ZlMTIz\x1b\\",
    "\x1bP>|tmux 3.3a\x1b\\",
    "\x1bP1$r0m\x1b\\",
    "\x1bP1+r544e=123\x1b\\",
    "\x1b]lr123\x1b\\",
    "\x1b_Gi=31;OK\x1b\\",
    "\x1b^r\x1b\\",
    "\x1bXr1\x1b\\",
    "\x1b[?62;1;2;4c",
    "\x1b[>0;136;0c",
    "\x1b[0n",
    "\x1b[?0u",
    "\x1b[?997;1n",
    "\x1b[?2048;2$y",
    "\x1b[8;24;80t",
    "\x1b[4;100;200t",
    "\x1b[24;80R",
    "\x1b[1;2R",
    "\x1b[2;1;1;112;112;1;0x",
    "\x1b[999999999999u",
    "\x1b[M123",
    "\x9b?1;2c",
    "\x9d11;rgb:1/2/3\x9c",
]
KEYS = {
    "\x1b[A": "up",
    "\x1b[5~": "pageup",
    "\x1b[Z": "shift+tab",
    "\x1bOP": "f1",
    "\x1b[1;5C": "ctrl+right",
    "\x1b[97;5u": "ctrl+a",
    "\x1b[[A": "f1",
    "\x03": "ctrl+c",
    "\r": "enter",
    "1": "1",
    "é": "é",
    "漢": "漢",
}


def pressed(*reads: str) -> list[str]:
    """The keys (and pastes, in brackets) that come out of reads followed by silence."""
    parser = GuardedParser(lambda row, column: None, lambda mode, setting: None)
    arrived = [message for read in reads for message in parser.feed(read)]
    while parser.patience is not None:
        arrived += parser.tick()
    return [
        m.key if isinstance(m, events.Key) else f"[{m.text}]"
        for m in arrived
        if isinstance(m, events.Key | events.Paste)
    ]


@given(st.lists(st.sampled_from([*REPLIES, *KEYS]), max_size=6), st.data())
def test_every_split_presses_the_keys_and_nothing_else(typed: list[str], data: st.DataObject) -> None:
    whole = "".join(typed)
    cuts = sorted(data.draw(st.sets(st.integers(0, len(whole)), max_size=8)))
    reads = [whole[a:b] for a, b in zip([0, *cuts], [*cuts, len(whole)], strict=True)]
    assert pressed(*reads) == [KEYS[one] for one in typed if one in KEYS]


@pytest.mark.parametrize("reply", REPLIES, ids=repr)
def test_a_reply_read_byte_by_byte_presses_nothing(reply: str) -> None:
    assert pressed(*reply) == []


NOISE = st.text(alphabet="\x1b\x1b[]PO\\0127;?RMu~r\x9b\x9d\ufffd\x07a") | st.text()


@given(NOISE, st.data())
def test_whatever_comes_is_read_the_same_in_one_piece_and_in_two(noise: str, data: st.DataObject) -> None:
    cut = data.draw(st.integers(0, len(noise)))
    assert pressed(noise[:cut], noise[cut:]) == pressed(noise)


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cc"])))
def test_a_bracketed_paste_is_one_paste(text: str) -> None:
    assert pressed(*f"\x1b[200~{text}\x1b[201~") == [f"[{text}]"]


def test_an_escape_inside_a_paste_presses_nothing() -> None:
    assert pressed("\x1b[200~one\x1b[A\x1b1\x1b]11;r\x1b\\two\x1b[201~x") == ["[one[A1]11;r\\two]", "x"]


def test_an_undecodable_byte_presses_nothing() -> None:
    assert pressed(b"\xff\xfe1".decode("utf-8", "replace")) == ["1"]


def test_a_lone_escape_is_the_escape_key_once_it_is_quiet() -> None:
    assert pressed("\x1b") == ["escape"]
    assert pressed("\x1b\x1b") == ["escape", "escape"]


def test_a_reply_that_never_ends_is_given_up_and_the_keys_come_back() -> None:
    cutter = Cutter()
    assert list(cutter.feed("\x1b]11;rgb:" + "r" * 100_000)) == []
    assert list(cutter.give_up()) == []
    assert [arrival.text for arrival in cutter.feed("1")] == ["1"]
    assert list(cutter.feed("\x1b[" + "1" * LONGEST)) == []
    assert [arrival.text for arrival in cutter.feed("2")] == ["2"]


def test_a_paste_that_never_ends_is_a_paste() -> None:
    assert pressed("\x1b[200~rest") == ["[rest]"]


def test_reports_that_were_asked_for_are_told() -> None:
    told: list[tuple[str, int, int]] = []
    parser = GuardedParser(lambda *at: told.append(("cursor", *at)), lambda *mode: told.append(("mode", *mode)))
    assert list(parser.feed("\x1b[2;17R\x1b[?2026;2$y")) == []
    assert told == [("cursor", 2, 17), ("mode", 2026, 2)]


def test_the_mouse_still_works() -> None:
    parser = GuardedParser(lambda row, column: None, lambda mode, setting: None)
    (clicked,) = parser.feed("\x1b[<0;5;7M")
    assert isinstance(clicked, events.MouseDown)
    assert (clicked.x, clicked.y) == (4, 6)
