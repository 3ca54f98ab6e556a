"""Keyrings of desktops, good and bad."""

from __future__ import annotations

from threading import Event

from keyring.backend import KeyringBackend
from keyring.errors import PasswordDeleteError


class Ring(KeyringBackend):
    """A keyring of a desktop, as far as its module's name says; subclasses misbehave."""

    __module__ = "keyring.backends.SecretService"
    priority = -1  # never chosen by itself

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if self.kept.pop((service, username), None) is None:
            raise PasswordDeleteError("none")


class PlainFile(Ring):
    """One that keeps tokens in the clear, as `keyrings.alt` does."""

    __module__ = "keyrings.alt.file"


class Locked(Ring):
    """One that raises what D-Bus raises."""

    __module__ = "keyring.backends.SecretService"

    def get_password(self, service: str, username: str) -> str | None:
        raise ZeroDivisionError("D-Bus is not what it was")

    def set_password(self, service: str, username: str, password: str) -> None:
        raise ZeroDivisionError("D-Bus is not what it was")


class Asking(Ring):
    """One that asks a person who is not there."""

    __module__ = "keyring.backends.SecretService"
    gone = Event()
    asked = 0

    def get_password(self, service: str, username: str) -> str | None:
        self.asked += 1
        self.gone.wait()
        return None

    set_password = get_password  # type: ignore[assignment]


class Several(Ring):
    """What keyring makes of several."""

    __module__ = "keyring.backends.chainer"

    def __init__(self, *backends: Ring) -> None:
        super().__init__()
        self.backends = backends
