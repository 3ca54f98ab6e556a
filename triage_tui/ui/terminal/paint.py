"""From the compositor's updates to a frame: the only place that knows how Textual describes what changed."""

from __future__ import annotations

import inspect

from rich.console import RenderableType
from textual._compositor import ChopsUpdate, Compositor, LayoutUpdate
from textual.app import App
from textual.screen import Screen
from textual.strip import Strip

from triage_tui.ui.terminal.frame import Frame, Words

_SHAPES = (
    (ChopsUpdate, "__init__", ("self", "chops", "spans", "chop_ends")),
    (LayoutUpdate, "__init__", ("self", "strips", "region")),
    (Compositor, "render_update", ("self", "full", "screen_stack", "simplify")),
    (App, "_display", ("self", "screen", "renderable")),
    (App, "post_display_hook", ("self",)),
    (Strip, "render", ("self", "console")),
)


def textual_is_known() -> bool:
    """Whether this Textual still has the shape that `paint` was written for."""
    return all(_parameters(owner, name) == names for owner, name, names in _SHAPES)


def _parameters(owner: type, name: str) -> tuple[str, ...]:
    made = getattr(owner, name, None)
    return tuple(inspect.signature(made).parameters) if callable(made) else ()


def whole(screen: Screen[object]) -> RenderableType | None:
    """All that a screen shows now; none while it was not laid out for the size of the terminal."""
    compositor, app = screen._compositor, screen.app
    if compositor.size != app.size:
        return None
    return compositor.render_update(full=True, screen_stack=app._background_screens)


def paint(update: object, frame: Frame) -> bool:
    """Put an update into the frame; False when only a full repaint can tell what the screen shows."""
    if isinstance(update, LayoutUpdate):
        return _paint_all(update, frame)
    if isinstance(update, ChopsUpdate) and frame.valid:
        _paint_some(update, frame)
        return True
    return False


def _paint_all(update: LayoutUpdate, frame: Frame) -> bool:
    x, y, width, height = update.region
    if (x, y) != (0, 0):
        return False
    frame.begin(width, height)
    for row, strips in enumerate(update.strips):
        column = 0
        for strip in strips:
            frame.put(row, column, _words(strip), strip.cell_length)
            column += strip.cell_length
    return True


def _paint_some(update: ChopsUpdate, frame: Frame) -> None:
    for row, first, last in update.spans:
        for end, (column, strip) in zip(update.chop_ends[row], update.chops[row].items(), strict=False):
            if strip is not None and column <= last and end > first:
                frame.put(row, column, _words(strip), min(end, last) - column)


def _words(strip: Strip) -> Words:
    return [(text, style) for text, style, control in strip if not control]
