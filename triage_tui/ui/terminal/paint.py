"""From the compositor's updates to a frame: the only place that knows how Textual describes what changed."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import Any

from textual._compositor import ChopsUpdate, CompositorUpdate, LayoutUpdate
from textual.app import App
from textual.strip import Strip

from triage_tui.ui.terminal.frame import Frame

_SHAPES: Mapping[Callable[..., Any], tuple[str, ...]] = {
    ChopsUpdate.__init__: ("self", "chops", "spans", "chop_ends"),
    LayoutUpdate.__init__: ("self", "strips", "region"),
    Strip.render: ("self", "console"),
    App.post_display_hook: ("self",),
}


def textual_is_known() -> bool:
    """Whether this Textual still has the shape that `paint` was written for."""
    display = getattr(App, "_display", None)
    if display is None or tuple(inspect.signature(display).parameters) != ("self", "screen", "renderable"):
        return False
    return all(tuple(inspect.signature(made).parameters) == names for made, names in _SHAPES.items())


def paint(update: object, frame: Frame) -> bool:
    """Put an update into the frame; False when only a full repaint can tell what the screen shows."""
    if isinstance(update, LayoutUpdate):
        return _paint_all(update, frame)
    if isinstance(update, ChopsUpdate) and frame.valid:
        _paint_some(update, frame)
        return True
    return False


def understood(update: object) -> bool:
    """Whether an update describes cells at all."""
    return isinstance(update, CompositorUpdate)


def _paint_all(update: LayoutUpdate, frame: Frame) -> bool:
    x, y, width, height = update.region
    if (x, y) != (0, 0):
        return False
    frame.begin(width, height)
    for row, strips in enumerate(update.strips):
        column = 0
        for strip in strips:
            frame.put(row, column, strip, strip.cell_length)
            column += strip.cell_length
    return True


def _paint_some(update: ChopsUpdate, frame: Frame) -> None:
    for row, first, last in update.spans:
        for end, (column, strip) in zip(update.chop_ends[row], update.chops[row].items(), strict=False):
            if strip is not None and column <= last and end > first:
                frame.put(row, column, strip, min(end, last) - column)
