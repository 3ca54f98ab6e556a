"""Sitting down at the desk: on a screen, or line by line."""

from __future__ import annotations

import gc
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, cast

from triage_tui.cli.options import Options

if TYPE_CHECKING:
    from triage_tui.desk.desk import Desk
    from triage_tui.linking import Account
    from triage_tui.storage.workspace import Workspace

HUNG_UP = 128
"""From this exit status on a signal ended the desk: there may be no terminal any more to say anything on."""


def open_desk(options: Options, notice: str = "", us: Account | None = None) -> int:
    """Sit down at the desk and stay until the reviewer leaves; the exit status. `us`: at its source, where known."""
    gc.disable()  # until the desk is there: what is made until then stays, and to look for garbage in it takes a while
    try:
        return _open_desk(options, notice, us)
    finally:
        gc.enable()


def _open_desk(options: Options, notice: str, us: Account | None) -> int:
    _load_records()
    from triage_tui.cli.beside import beside, left_behind
    from triage_tui.cli.forgetting import forgetting
    from triage_tui.cli.seat import last_used, seated
    from triage_tui.cli.vouching import vouching
    from triage_tui.settings.paths import remember_workspace

    options = options if notice else last_used(options)
    with seated(options) as desk:
        remember_workspace(options.workspace_path)
        workspace = cast("Workspace", desk.store)
        with vouching(options, workspace), beside(options, desk, us) as link, forgetting(options, workspace):
            status = sit_down(desk, options, notice)
        if link is not None and status < HUNG_UP:
            left_behind(link, desk.outbox)
        elif desk.link is not None and status < HUNG_UP:
            from triage_tui.cli.returning import say_what_is_left

            say_what_is_left(desk)
    return status


def _load_records() -> None:
    """Load the record library alone: it would load typing_extensions, which takes longer, and can do without."""
    modules = cast(dict[str, object], sys.modules)
    if "typing_extensions" not in modules:
        modules["typing_extensions"] = None  # for Python's import: there is no such module
        with suppress(ImportError):
            import msgspec  # noqa: F401 - for later
        del modules["typing_extensions"]


def sit_down(desk: Desk, options: Options, notice: str = "") -> int:
    """The desk as a line dialogue or on the screen; `notice` is said at the start."""
    if options.plain:
        from triage_tui.cli.plain import talk

        gc.enable()
        return talk(desk, options.settings, notice)
    from triage_tui.ui.start import run

    status: int = run(desk, options.settings, notice)
    return status
