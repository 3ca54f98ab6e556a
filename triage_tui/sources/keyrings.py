"""The keyring of the desktop, asked in a thread of its own: it may ask a person, and never answer.

Only keyrings that encrypt are used. Others install themselves silently and keep tokens in plain files.
"""

from __future__ import annotations

from collections.abc import Callable
from queue import Empty, SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING, TypeVar

from triage_tui.errors import TriageError

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

SERVICE = "triage-tui"
PATIENCE = 3.0
"""Seconds that a keyring may take."""
NAMES = {
    "keyring.backends.SecretService": "the keyring (Secret Service)",
    "keyring.backends.libsecret": "the keyring (libsecret)",
    "keyring.backends.kwallet": "the keyring (KWallet)",
    "keyring.backends.macOS": "the keychain",
    "keyring.backends.Windows": "the Credential Manager",
}
"""The modules of keyrings that may be used, and what to call them."""

Answer = TypeVar("Answer")


class NoKeyring(TriageError):
    """There is no keyring that can be used, or it did not answer."""


class Keyring:
    """The one keyring that may be used, if there is any; once it did not answer it is not asked again."""

    def __init__(self, patience: float = PATIENCE) -> None:
        self._patience = patience
        self._failed: NoKeyring | None = None

    def find(self, source: str) -> tuple[str | None, str]:
        """The token of a source, and what the keyring is called."""
        return self._ask(lambda ring: (ring.get_password(SERVICE, source), name_of(ring)))

    def keep(self, source: str, token: str) -> str:
        """Keep a token; returns what the keyring is called once it gives the token back."""

        def kept(ring: KeyringBackend) -> str:
            ring.set_password(SERVICE, source, token)
            if ring.get_password(SERVICE, source) != token:
                raise NoKeyring("the keyring did not keep what it was given")
            return name_of(ring)

        return self._ask(kept)

    def forget(self, source: str) -> str | None:
        """Remove a token; returns what the keyring is called, none where it had none."""

        def forgotten(ring: KeyringBackend) -> str | None:
            if ring.get_password(SERVICE, source) is None:
                return None
            ring.delete_password(SERVICE, source)
            return name_of(ring)

        return self._ask(forgotten)

    def _ask(self, question: Callable[[KeyringBackend], Answer]) -> Answer:
        if self._failed:
            raise self._failed
        answers: SimpleQueue[Answer | NoKeyring] = SimpleQueue()
        Thread(target=_answer, args=(question, answers), name="keyring", daemon=True).start()
        try:
            answer = answers.get(timeout=self._patience)
        except Empty:
            answer = NoKeyring(f"the keyring did not answer within {self._patience:.0f} seconds")
        if isinstance(answer, NoKeyring):
            self._failed = answer
            raise answer
        return answer


def name_of(ring: KeyringBackend) -> str:
    """What to call a keyring."""
    return NAMES[type(ring).__module__]


def usable(ring: KeyringBackend) -> KeyringBackend:
    """The keyring that may be used out of the one that was chosen; raises `NoKeyring` where there is none."""
    chosen: list[KeyringBackend] = [ring, *getattr(ring, "backends", ())]
    for one in chosen:
        if type(one).__module__ in NAMES:
            return one
    raise NoKeyring("there is no keyring that encrypts what it keeps")


def _answer(question: Callable[[KeyringBackend], Answer], answers: SimpleQueue[Answer | NoKeyring]) -> None:
    try:
        import keyring

        answers.put(question(usable(keyring.get_keyring())))
    except NoKeyring as error:
        answers.put(error)
    except Exception as error:  # noqa: BLE001 - backends speak D-Bus and system libraries, and may raise anything
        answers.put(NoKeyring(f"the keyring cannot be used ({type(error).__name__})"))
