"""The first frame: what the app will show once it is there, made without it."""

from __future__ import annotations

from msgspec.structs import replace

from triage_tui.desk.desk import Desk
from triage_tui.desk.place import Place, recall_place
from triage_tui.desk.sitting import Sitting
from triage_tui.desk.window import Window
from triage_tui.domain.filter import parse
from triage_tui.ui.present.frame import Frame
from triage_tui.ui.present.queue import QueueView, list_rows, queue_frame
from triage_tui.ui.present.text import CONSERVATIVE, Capabilities, inline, ours
from triage_tui.ui.setup import Setup
from triage_tui.ui.tally import tally
from triage_tui.ui.views import saved_views


def first_frame(desk: Desk, setup: Setup, width: int, height: int) -> Frame:
    """The place the reviewer left, drawn for a terminal of which nothing is known yet."""
    place = recall_place(desk.store)
    caps = replace(CONSERVATIVE, ascii_only=setup.settings.ascii)
    sitting = desk.resume(place)
    if sitting is not None:
        return _case(desk, setup, sitting, place, caps, width, height)
    return _queue(desk, setup, place, caps, width, height)


def _queue(desk: Desk, setup: Setup, place: Place, caps: Capabilities, width: int, height: int) -> Frame:
    head = desk.store.head(place.case_id) if place.case_id else None
    window = Window(desk.store, parse(place.filter))
    window.rows = list_rows(height)
    if head is not None:
        window.reload(head.n)
    heads, cursor = window.in_view
    views = saved_views(desk.store, setup.settings)
    view = QueueView(window.query, place.filter, desk.clock.now(), heads, cursor, views=views, caps=caps)
    stand = tally(desk)
    desktop = stand.desktop(ours("queue"), setup.notice, setup.keys, desk)
    return queue_frame(view, replace(stand.situation(), head=window.head), desktop, width, height)


def _case(
    desk: Desk, setup: Setup, sitting: Sitting, place: Place, caps: Capabilities, width: int, height: int
) -> Frame:
    from triage_tui.ui.present import looking
    from triage_tui.ui.present.case import case_frame, panes

    view = looking.look(sitting, desk.clock.now(), caps, setup.settings.fold_lines)
    view = looking.fitted(replace(view, zoom=place.zoom), panes(width, height, place.zoom))
    view = looking.restored(view, place)
    stand = tally(desk)
    desktop = stand.desktop(inline(sitting.opened.case.id, max(width - 40, 12), caps), setup.notice, setup.keys, desk)
    now = replace(stand.situation(), head=sitting.opened.head, sitting=sitting, clause=view.clause)
    return case_frame(replace(view, advance=setup.settings.review.auto_advance), now, desktop, width, height)
