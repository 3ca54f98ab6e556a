"""What is drawn again as it was: most keys change a part of the screen, and the rest is not made anew."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar

from msgspec import Struct, field

from triage_tui.ui.present.conversation import Rows
from triage_tui.ui.present.frame import Frame

Made = TypeVar("Made")


class Last(Generic[Made]):
    """The last of its kind; another is made only when something that it shows has changed."""

    def __init__(self) -> None:
        self._last: tuple[Any, Made] | None = None

    def of(self, shows: Any, make: Callable[[], Made]) -> Made:
        """The very same as before where it shows the same."""
        if self._last is None or self._last[0] != shows:
            self._last = shows, make()
        return self._last[1]


class Kept(Struct, frozen=True):
    """The parts of one case's screen."""

    rows: Rows = field(default_factory=Rows)
    """The conversation in view."""
    side: Last[Frame] = field(default_factory=Last)
    """All of the side pane."""
    body: Last[Frame] = field(default_factory=Last)
    """Both, side by side."""
