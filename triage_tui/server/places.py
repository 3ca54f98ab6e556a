"""Addresses: matched as they were sent, so that an encoded slash in an id stays a part of the id."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote_to_bytes

from starlette.routing import Match, Route
from starlette.types import Scope

Acts = Mapping[str, Any]
"""By method."""


class Place(Route):
    """An address of the table with all of its methods."""

    def __init__(self, path: str, endpoint: Any, methods: list[str]) -> None:
        super().__init__(path, endpoint, methods=methods)
        self._steps = path.split("/")

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Compare step by step; names are decoded only after the slashes were found."""
        names = None if scope["type"] != "http" else self._names(scope.get("raw_path") or scope["path"].encode())
        if names is None:
            return Match.NONE, {}
        found = {"endpoint": self.endpoint, "path_params": names, "route_template": self.path}
        allowed = scope["method"] in (self.methods or ())
        return Match.FULL if allowed else Match.PARTIAL, found

    def _names(self, path: bytes) -> dict[str, str] | None:
        steps = path.split(b"/")
        if len(steps) != len(self._steps):
            return None
        names = {}
        for sent, step in zip(steps, self._steps, strict=True):
            try:
                text = unquote_to_bytes(sent).decode()
            except UnicodeDecodeError:
                return None
            if step.startswith("{"):
                names[step.strip("{}")] = text
            elif text != step:
                return None
        return names
