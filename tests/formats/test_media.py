"""What is not text is named and weighed without being held."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage_tui.formats.media import decoded_size, media


@given(st.binary(max_size=100))
def test_the_size_is_that_of_the_bytes(content: bytes) -> None:
    written = base64.b64encode(content).decode()
    assert decoded_size(written) == len(content)
    assert media(f"data:image/png;base64,{written}")["bytes"] == len(content)


@pytest.mark.parametrize(
    ("uri", "part"),
    [
        ("https://example.org/a.png", {"type": "media", "description": "https://example.org/a.png"}),
        ("data:text/plain;charset=utf-8,hello", {"type": "media", "media_type": "text/plain", "bytes": 5}),
        ("data:,", {"type": "media", "bytes": 0}),
        ("", {"type": "media"}),
    ],
)
def test_an_address_is_kept_and_what_it_holds_is_not(uri: str, part: dict[str, object]) -> None:
    assert media(uri) == part
