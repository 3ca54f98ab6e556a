"""What an export keeps to itself: personal details in free text, and who decided."""

from __future__ import annotations

import hmac
from collections import Counter
from typing import Any

from triage_tui.export.masking import masked


class Veil:
    """Laid over everything that goes out; as it is made by default it hides nothing."""

    def __init__(self, *, redact: bool = False, key: bytes | None = None) -> None:
        """`redact` masks personal details in free text; with a `key` reviewers go out under pseudonyms."""
        self.redact = redact
        self._key = key
        self._names: dict[str, str] = {}
        self.masks: Counter[str] = Counter()
        """How many of each kind were masked."""

    @property
    def hides(self) -> bool:
        """Whether anything is hidden: what goes out is then no longer what the log's hashes are about."""
        return self.redact or self._key is not None

    @property
    def key_id(self) -> str | None:
        """Which key the pseudonyms are made with, without telling it; none where there are no pseudonyms."""
        return None if self._key is None else hmac.new(self._key, b"triage-tui key", "sha256").hexdigest()[:16]

    def words(self, text: str) -> str:
        """Free text as it may go out."""
        return masked(text, self.masks) if self.redact and text else text

    def every(self, value: Any) -> Any:
        """The same for all the text in a JSON value."""
        if isinstance(value, str):
            return self.words(value)
        if isinstance(value, list):
            return [self.every(one) for one in value]
        if isinstance(value, dict):
            return {name: self.every(one) for name, one in value.items()}
        return value

    def name(self, reviewer: str) -> str:
        """A reviewer's name as it may go out: under one key the same person always has the same pseudonym."""
        if self._key is None:
            return reviewer
        if reviewer not in self._names:
            self._names[reviewer] = "r-" + hmac.new(self._key, reviewer.encode("utf-8"), "sha256").hexdigest()[:16]
        return self._names[reviewer]


PLAIN = Veil()
"""Hides nothing."""
