"""The way to a source: certificates are always verified, and only the proxy that was asked for is used."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.sources.answering import TOKEN, sent
from tests.sources.loopback import Loopback, http, writes
from triage_tui.domain.wire.outcomes import Later
from triage_tui.errors import Unreachable, WrongUsage
from triage_tui.sources.case_api import CaseApi
from triage_tui.sources.once import once
from triage_tui.sources.reach import Reach

ME = http(b'{"server":"s","me":{"reviewer":"ana"},"api":"1"}', "Content-Type: application/json")


def certificate(folder: Path, name: x509.GeneralName, days: int = 1) -> Path:
    """A self-signed certificate with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "triage")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=9))
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName([name]), critical=False)
        .sign(key, hashes.SHA256())
    )
    unlocked = serialization.NoEncryption()
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, unlocked)
    path = folder / "certificate.pem"
    path.write_bytes(made.public_bytes(serialization.Encoding.PEM) + pem)
    return path


HERE = x509.IPAddress(ip_address("127.0.0.1"))


@pytest.fixture
def server() -> Iterator[Loopback]:
    with Loopback(writes(ME)) as server:
        yield server


def secured(server: Loopback, path: Path) -> str:
    """Make a server speak TLS with a certificate."""
    server.tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    server.tls.load_cert_chain(path)
    return server.address.replace("http:", "https:")


def test_a_certificate_that_is_trusted_lets_us_in(server: Loopback, tmp_path: Path) -> None:
    path = certificate(tmp_path, HERE)
    api = CaseApi(secured(server, path), TOKEN, Reach(ca_file=str(path)))
    assert once(api, CaseApi.capabilities).me.reviewer == "ana"


@pytest.mark.parametrize(
    ("name", "days", "trusted"),
    [(HERE, 1, False), (HERE, -1, True), (x509.DNSName("triage.example.org"), 1, True)],
    ids=["nobody vouches", "expired", "of another host"],
)
def test_a_certificate_that_is_not_valid_is_said_plainly(
    server: Loopback, tmp_path: Path, name: x509.GeneralName, days: int, *, trusted: bool
) -> None:
    path = certificate(tmp_path, name, days)
    address, reach = secured(server, path), Reach(ca_file=str(path) if trusted else "")
    with pytest.raises(Unreachable, match=r"certificate of 127\.0\.0\.1 is not valid"):
        once(CaseApi(address, TOKEN, reach), CaseApi.capabilities)
    (found,) = once(CaseApi(address, TOKEN, reach), lambda api: api.push([sent(1)]))
    assert isinstance(found, Later)
    assert server.requests == []


@pytest.mark.parametrize("content", [None, b"no certificate"])
def test_a_file_without_certificates_is_named_and_nothing_is_sent(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "ca.pem"
    if content is not None:
        path.write_bytes(content)
    reach = Reach(ca_file=str(path))
    with pytest.raises(Unreachable, match=r"source\.ca_file"):
        once(CaseApi("https://127.0.0.1", TOKEN, reach), CaseApi.capabilities)
    (found,) = once(CaseApi("https://127.0.0.1", TOKEN, reach), lambda api: api.push([sent(1)]))
    assert isinstance(found, Later)


def proxied(monkeypatch: pytest.MonkeyPatch, setting: str, said: str = "", without: str = "") -> str:
    monkeypatch.setenv("HTTPS_PROXY", said)
    monkeypatch.setenv("NO_PROXY", without)
    return Reach(proxy=setting).proxy_to("triage.example.org")


def test_a_proxy_is_used_only_when_the_setting_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    there = "http://proxy.example:3128"
    assert proxied(monkeypatch, "", there) == ""
    assert proxied(monkeypatch, "environment", there) == there
    assert proxied(monkeypatch, "environment", there, "example.org") == ""
    assert proxied(monkeypatch, there) == there
    assert Reach(proxy=there).proxy_to("127.0.0.1") == ""
    with pytest.raises(WrongUsage, match="proxy"):
        proxied(monkeypatch, "socks5://proxy.example")


def test_a_request_goes_through_the_proxy_and_the_token_does_not(server: Loopback) -> None:
    server.play = writes(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")
    (found,) = once(
        CaseApi("https://triage.example.org", TOKEN, Reach(proxy=server.address)), lambda api: api.push([sent(1)])
    )
    assert isinstance(found, Later)
    assert server.requests[0].startswith(b"CONNECT triage.example.org:443 HTTP/1.1\r\n")
    assert TOKEN.reveal().encode() not in server.requests[0]
