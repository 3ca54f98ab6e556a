"""A bundle in the title row: how far it is reviewed, until when, and that nobody vouches for it."""

from __future__ import annotations

from datetime import datetime, timedelta

from msgspec import Struct

from triage_tui.desk.link import Bundled
from triage_tui.ui.present.line import Line, Run
from triage_tui.ui.present.text import Safe, inline, ours
from triage_tui.ui.present.words import day


class Progress(Struct, frozen=True):
    """How a desk on a bundle stands."""

    decided: int
    cases: int
    until: Safe
    """The day it expires on, or the time where that is within a day."""
    over: bool
    """Whether it has expired."""
    unsigned: bool


def progress(bundle: Bundled, decided: int, now: datetime) -> Progress:
    """As of now."""
    end = bundle.until
    soon = abs(end - now) < timedelta(days=1)
    until = inline(f"{end:%H:%M} UTC") if soon else day(end)
    return Progress(decided, bundle.cases, until, now >= end, bundle.unsigned)


def progress_note(shown: Progress, wide: bool) -> Line:
    """What the title row says of it."""
    unsigned = (
        (Run(ours(" ! unsigned bundle  ") if wide else ours(" ! unsigned  "), "error"),) if shown.unsigned else ()
    )
    far = ours("bundle · {} of {} decided", shown.decided, shown.cases)
    if not wide:
        far = ours("bundle {}/{}", shown.decided, shown.cases)
    end = ours(" · expired {} ", shown.until) if shown.over else ours(" · until {} ", shown.until)
    return (*unsigned, Run(far, "title-muted"), Run(end, "warning" if shown.over else "title-muted"))
