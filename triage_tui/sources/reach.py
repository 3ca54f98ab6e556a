"""How a source is reached: certificates, proxy, and how long to wait."""

from __future__ import annotations

import ssl
from pathlib import Path
from urllib.request import getproxies_environment, proxy_bypass

import httpx
from msgspec import Struct

from triage_tui.errors import WrongUsage
from triage_tui.sources.address import host_of, is_loopback

FROM_ENVIRONMENT = "environment"
"""The word that stands for what ``HTTPS_PROXY`` and ``NO_PROXY`` say."""
CONNECTIONS = 8
"""To one source, at most."""


class Reach(Struct, frozen=True):
    """What the settings say about the way to a source."""

    proxy: str = ""
    """Address of a proxy, or `FROM_ENVIRONMENT`; empty goes straight."""
    ca_file: str = ""
    """Path of the certificates to trust instead of the system's, in PEM."""
    connect: float = 5.0
    """Seconds for a connection, and for one to become free."""
    read: float = 30.0
    """Seconds for the next bytes."""
    whole: float = 120.0
    """Seconds for an answer that is read whole."""

    @property
    def times(self) -> dict[str, dict[str, float]]:
        """The limits of time as httpx's transport takes them."""
        return {"timeout": {"connect": self.connect, "read": self.read, "write": self.read, "pool": self.connect}}

    def transport(self, address: str) -> httpx.AsyncHTTPTransport:
        """What carries requests to a source: nothing from the environment is used unless it was asked for."""
        return httpx.AsyncHTTPTransport(
            verify=self._trust() if address.startswith("https:") else ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT),
            trust_env=False,
            proxy=self.proxy_to(host_of(address)) or None,
            limits=httpx.Limits(max_connections=CONNECTIONS, max_keepalive_connections=CONNECTIONS),
        )

    def _trust(self) -> ssl.SSLContext:
        """Certificates are always verified: against the file, else the system's, else those that come with httpx."""
        try:
            if self.ca_file:
                return ssl.create_default_context(cafile=Path(self.ca_file).expanduser())
        except (OSError, ssl.SSLError) as error:
            raise WrongUsage(f"source.ca_file: {self.ca_file} holds no certificates: {error.strerror}") from None
        usual = ssl.get_default_verify_paths()
        if usual.cafile or usual.capath:
            return ssl.create_default_context()
        import certifi

        return ssl.create_default_context(cafile=certifi.where())

    def proxy_to(self, host: str) -> str:
        """Address of the proxy on the way to a host; empty for none."""
        if is_loopback(host):
            return ""
        proxy = self.proxy
        if proxy == FROM_ENVIRONMENT:
            proxy = "" if proxy_bypass(host) else getproxies_environment().get("https", "")
        if proxy and not proxy.startswith(("http://", "https://")):
            raise WrongUsage("source.proxy: a proxy begins with http:// or https://")
        return proxy
