"""A case may come without any conversation: it can be looked at all the same."""

from __future__ import annotations

from triage_tui.domain.case import decode_case
from triage_tui.ui.present.transcript import Place, Transcript

BARE = b'{"id":"bare","flags":[{"clause":"cyber.2","score":0.9}]}'


def test_every_row_of_nothing_said_is_found_again() -> None:
    text = Transcript(decode_case(BARE))
    top = Place(0, 0, 0)
    text.set_width(40)
    assert text.last_top(20) == text.moved(top, -5) == top
    assert [text.place_of(text.anchor_of(place)) for place in text.walk(top)] == list(text.walk(top))
