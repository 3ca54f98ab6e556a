"""Texts nobody thought of, and terminals of every ability."""

from __future__ import annotations

from hypothesis import strategies as st

from tests import corpora
from triage_tui.ui.present.text import CONSERVATIVE, FULL, Capabilities

NASTY = sorted(set("".join(corpora.hostile())))
CHARS = st.one_of(
    st.sampled_from(NASTY),
    st.sampled_from(" \t\r\n\u0301\u0302\u064e\u200c\u200d\ufe0f\u0628\u0915\u094d"),
    st.characters(exclude_categories=()),
)
PADDING = st.builds(str.__mul__, st.sampled_from([" ", "\n", "\r\n", " \n", "\t", "\u0301"]), st.integers(0, 250))
TEXTS = st.one_of(
    st.text(CHARS),
    st.lists(st.one_of(st.text(CHARS, max_size=4), st.sampled_from(corpora.hostile()), PADDING)).map("".join),
)
CAPS = st.one_of(
    st.sampled_from([CONSERVATIVE, FULL, Capabilities(ascii_only=True), Capabilities(encoding="latin-1")]),
    st.builds(Capabilities, *[st.booleans()] * 8),
)
