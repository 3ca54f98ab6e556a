"""One spelling for every address, and only those that are safe to send a token to."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage_tui.errors import WrongUsage
from triage_tui.sources.address import host_of, is_loopback, normalised


@pytest.mark.parametrize(
    ("typed", "spelling"),
    [
        ("https://Triage.Example.org/", "https://triage.example.org"),
        ("HTTPS://triage.example.org:443", "https://triage.example.org"),
        ("https://triage.example.org:8443/team/a//", "https://triage.example.org:8443/team/a"),
        ("https://triage.example.org./", "https://triage.example.org"),
        ("http://127.0.0.1:8787", "http://127.0.0.1:8787"),
        ("http://localhost:80/", "http://localhost"),
        ("http://[0::1]:8787/", "http://[::1]:8787"),
        ("  https://xn--bcher-kva.example ", "https://xn--bcher-kva.example"),
    ],
)
def test_an_address_has_one_spelling(typed: str, spelling: str) -> None:
    assert normalised(typed) == spelling
    assert normalised(spelling) == spelling


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "triage.example.org",
        "ftp://triage.example.org",
        "file:///etc/passwd",
        "http://triage.example.org",
        "http://127.0.0.1.example.org",
        "http://localhost.example.org",
        "http://10.0.0.1",
        "http://[::2]",
        "https://",
        "https://:443",
        "https://triage.example.org:0",
        "https://triage.example.org:65536",
        "https://triage.example.org:x",
        "https://triage.example.org?a=b",
        "https://triage.example.org/#top",
        "https://triage.example.org/a/../b",
        "https://triage.example.org/%2e%2e/",
        "https://triage.example.org/a b",
        "https://tri\u0430ge.example.org",
        "https://triage.example.org\r\nHost: other",
        "https://triage.example.org\\@other.example",
        "https://-triage.example.org",
        "https://a..b",
        "https://[::1",
        "https://[not-an-ip]",
        "https://" + "a" * 3000,
    ],
)
def test_an_unsafe_address_is_refused(typed: str) -> None:
    with pytest.raises(WrongUsage):
        normalised(typed)


@pytest.mark.parametrize("typed", ["https://ana:hunter2@triage.example.org", "https://hunter2@h", "ftp://a:hunter2@h"])
def test_a_password_in_an_address_is_refused_and_not_repeated(typed: str) -> None:
    with pytest.raises(WrongUsage) as error:
        normalised(typed)
    assert "hunter2" not in error.value.title + error.value.hint


@given(st.text(max_size=60) | st.from_regex(r"https?://[\w.:@\[\]/-]{0,40}", fullmatch=True))
def test_whatever_is_typed_becomes_a_stable_address_or_is_refused(typed: str) -> None:
    try:
        spelling = normalised(typed)
    except WrongUsage:
        return
    assert normalised(spelling) == spelling
    assert "@" not in spelling
    assert spelling.startswith("https://") or is_loopback(host_of(spelling))
