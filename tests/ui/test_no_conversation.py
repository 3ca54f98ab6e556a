"""A case may come without any conversation: it can be looked at all the same."""

from __future__ import annotations

from triage_tui.domain.case import decode_case
from triage_tui.ui.present.transcript import Anchor, Place, Transcript

BARE = b'{"id":"bare","flags":[{"clause":"cyber.2","score":0.9}]}'


def test_nothing_moves_where_nothing_is_said() -> None:
    text = Transcript(decode_case(BARE))
    top = Place(0, 0)
    text.set_width(40)
    assert text.moved(top, 5) == text.moved(top, -5) == text.last_top(20) == top
    assert text.anchor_of(top) == Anchor(0, 0, -1)
    assert text.place_of(text.anchor_of(top)) == top
