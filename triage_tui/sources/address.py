"""The address of a source, in one spelling: it names the workspace and the token that belong to it."""

from __future__ import annotations

import re
from ipaddress import ip_address
from urllib.parse import SplitResult, quote, urlsplit

from triage_tui.errors import WrongUsage

LONGEST = 2000
"""Characters of an address."""
_DEFAULT_PORT = {"https": 443, "http": 80}
_NAME = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)(\.(?!-)[a-z0-9_-]{1,63}(?<!-))*")
_PATH = re.compile(r"(/[A-Za-z0-9._~-]+)*")


def normalised(typed: str) -> str:
    """The one spelling of an address, without a slash at its end; raises `WrongUsage` for one that is not safe to use.

    What is refused is not repeated in the error: it may hold a password.
    """
    split = _split(typed.strip())
    if split.scheme not in _DEFAULT_PORT:
        raise WrongUsage("the address of a source begins with https://", "such as https://triage.example.org")
    if split.username is not None or split.password is not None:
        raise WrongUsage("an address does not hold a name or a password", "`triage-tui login URL` signs you in")
    if split.query or split.fragment or "?" in typed or "#" in typed:
        raise WrongUsage("the address of a source has no ? and no #")
    path = split.path.rstrip("/")
    if not _PATH.fullmatch(path) or {".", ".."} & set(path.split("/")):
        raise WrongUsage("the path of the address holds characters that it may not have")
    host, port = _host(split), _port(split)
    if split.scheme == "http" and not is_loopback(host):
        raise WrongUsage(f"http:// is for this machine only: {host} is another one", f"use https://{host}")
    shown = f"[{host}]" if ":" in host else host
    return f"{split.scheme}://{shown}{'' if port is None else f':{port}'}{path}"


def host_of(address: str) -> str:
    """The host of a normalised address."""
    return urlsplit(address).hostname or ""


def is_loopback(host: str) -> bool:
    """Whether a host is this machine by its very name."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _split(typed: str) -> SplitResult:
    if len(typed) > LONGEST or not typed.isascii() or not typed.isprintable() or " " in typed or "\\" in typed:
        raise WrongUsage("the address holds characters that no address has", "write a foreign name as xn--...")
    try:
        return urlsplit(typed)
    except ValueError:
        raise WrongUsage("this is no address", "such as https://triage.example.org") from None


def _host(split: SplitResult) -> str:
    host = (split.hostname or "").rstrip(".")
    if "[" in split.netloc:
        try:
            return ip_address(host).compressed
        except ValueError:
            host = ""
    if not _NAME.fullmatch(host):
        raise WrongUsage("the address names no host", "such as https://triage.example.org")
    return host


def _port(split: SplitResult) -> int | None:
    """The port where it is not the scheme's own."""
    try:
        port = split.port
    except ValueError:
        port = 0
    if port == 0:
        raise WrongUsage("the port of the address is no number from 1 to 65535")
    return None if port == _DEFAULT_PORT[split.scheme] else port


def part_of_path(name: str) -> str:
    """A name as one part of a path: neither a slash nor a dot of its own leads anywhere."""
    return quote(name, safe="") if name.strip(".") else name.replace(".", "%2E")
