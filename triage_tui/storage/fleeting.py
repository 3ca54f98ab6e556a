"""Text that is never written down: of the few cases that are ours to decide now, and only in memory."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock

from msgspec.structs import replace

from triage_tui.domain.canonical import sha256
from triage_tui.domain.case import decode_case
from triage_tui.domain.retention import never_kept
from triage_tui.domain.standing import OpenCase

MOST = 16
"""Cases that are held at a time; the one that came first goes first."""

MOST_BYTES = 64 * 1024 * 1024
"""Bytes of all of them; a longer case is not held."""


class Fleeting:
    """Cases by their id, until they are let go or the program ends. Safe from any thread."""

    def __init__(self) -> None:
        self._held = OrderedDict[str, bytes]()
        self._lock = Lock()

    def hold(self, case_id: str, raw: bytes) -> None:
        """Hold a case as it was received, in place of what was held of it."""
        with self._lock:
            self._held.pop(case_id, None)
            self._held[case_id] = raw
            while len(self._held) > MOST or sum(map(len, self._held.values())) > MOST_BYTES:
                self._held.popitem(last=False)

    def let_go(self, case_id: str | None = None) -> None:
        """Forget a case, or all of them."""
        with self._lock:
            if case_id is None:
                self._held.clear()
            else:
                self._held.pop(case_id, None)

    def whole(self, opened: OpenCase) -> OpenCase:
        """The case with its text, where that is held and is what came."""
        if not never_kept(opened.case.retention):
            return opened
        with self._lock:
            raw = self._held.get(opened.case.id)
        if raw is None or sha256(raw) != opened.sha256:
            return opened
        return replace(opened, case=decode_case(raw))
