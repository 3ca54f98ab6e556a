"""Moving about in a case: every move takes a view and gives another."""

from __future__ import annotations

from datetime import datetime
from itertools import islice

from msgspec.structs import replace

from triage_tui.desk.place import Place as Spot
from triage_tui.desk.sitting import Sitting
from triage_tui.ui.present.case import START, CaseView, Panes, Zoom, side_lines, text_lines
from triage_tui.ui.present.conversation import GUTTER, Mark, Marks
from triage_tui.ui.present.find import with_current
from triage_tui.ui.present.hits import hits, marks, misplaced
from triage_tui.ui.present.text import Capabilities
from triage_tui.ui.present.transcript import Anchor, Place, Transcript

ABOVE = 3
"""Rows kept above a place that was jumped to."""


def look(sitting: Sitting, now: datetime, caps: Capabilities, fold_lines: int) -> CaseView:
    """A case as it is first looked at: at the first flag's clause, from the top."""
    text = Transcript(sitting.opened.case, caps=caps, fold_lines=fold_lines)
    found = hits(sitting.opened.case, text)
    view = CaseView(sitting, text, found, Marks(), now, misplaced=misplaced(sitting.opened.case, found), caps=caps)
    return marked(replace(view, clause=_clause_of(view, 0)))


def warmed(view: CaseView, parts: Panes) -> CaseView:
    """The view with everything laid out that its first frame will ask for."""
    view = fitted(view, parts)
    if parts.text_cells:
        text_lines(view, parts)
    if parts.side_cells:
        side_lines(view, parts.side_cells)
    return view


def marked(view: CaseView, found: tuple[Mark, ...] = ()) -> CaseView:
    """The view with its marks made anew."""
    drawn = marks(view.hits, view.hit, view.sitting.draft, view.text, with_current(found, view.match))
    return replace(view, marks=drawn, matches=len(found))


def fitted(view: CaseView, parts: Panes) -> CaseView:
    """The view laid out for other panes, with the same words at the top."""
    if not parts.text_cells or parts.text_cells - GUTTER == view.text.width:
        return view
    anchor = view.text.anchor_of(view.top)
    view.text.set_width(parts.text_cells - GUTTER)
    return replace(view, top=view.text.place_of(anchor))


def restored(view: CaseView, spot: Spot) -> CaseView:
    """At the spot where the reviewer left; what is no longer there is passed over."""
    anchor = Anchor(spot.section, spot.piece, spot.offset)
    view = replace(
        view,
        zoom=spot.zoom,
        hit=min(spot.hit, max(len(view.hits) - 1, 0)),
        clause=min(spot.clause, max(len(view.sitting.matched) - 1, 0)),
    )
    fits = anchor.section < len(view.text.sections)
    return marked(replace(view, top=view.text.place_of(anchor)) if fits else view)


def scrolled(view: CaseView, by: int, parts: Panes) -> CaseView:
    """So many rows further down, or up; what is in view scrolls, be it the text or the side pane."""
    if not parts.text_rows:
        return replace(view, side_top=min(max(view.side_top + by, 0), _side_end(view, parts)))
    top = view.text.moved(view.top, by)
    return replace(view, top=min(top, view.text.last_top(parts.text_rows)) if by > 0 else top)


def to_top(view: CaseView) -> CaseView:
    """At the beginning."""
    return replace(view, top=START, side_top=0)


def to_end(view: CaseView, parts: Panes) -> CaseView:
    """With the last row of what is in view at the bottom."""
    if not parts.text_rows:
        return replace(view, side_top=_side_end(view, parts))
    return replace(view, top=view.text.last_top(max(parts.text_rows, 1)))


def _side_end(view: CaseView, parts: Panes) -> int:
    """The top row of the side pane's last screenful."""
    return max(len(side_lines(view, parts.side_cells)) - parts.body, 0)


def at_turn(view: CaseView, step: int) -> CaseView:
    """At the heading of the next turn, or of this one or the one before."""
    section = view.top.section
    within = view.top > Place(section, 0, 0)
    target = section + step + (1 if step < 0 and within else 0)
    last = len(view.text.sections) - 1
    return replace(view, top=Place(min(max(target, 0), last), 0, 0))


def at_anchor(view: CaseView, anchor: Anchor, parts: Panes) -> CaseView:
    """With a spot of the text in view; nothing moves when it is there already."""
    place = view.text.place_of(anchor)
    rows = max(parts.text_rows, 1)
    bottom = view.text.moved(view.top, rows - 2)
    if view.top <= place <= bottom:
        return view
    top = view.text.moved(place, -min(ABOVE, rows // 2))
    return replace(view, top=min(top, view.text.last_top(rows)))


def at_hit(view: CaseView, step: int, parts: Panes) -> CaseView:
    """At the next or previous flag, round and round; the one in focus first where it is out of view."""
    if not view.hits:
        return view
    n = (view.hit + (step if _in_view(view, view.hits[view.hit].anchor, parts) else 0)) % len(view.hits)
    view = replace(view, hit=n, side_top=0)
    view = replace(view, clause=_clause_of(view, n))
    anchor = view.hits[n].anchor
    if anchor is not None:
        view = at_anchor(unfolded_at(view, anchor), anchor, parts)
    return view


def _in_view(view: CaseView, anchor: Anchor | None, parts: Panes) -> bool:
    if anchor is None:
        return True
    return view.top <= view.text.place_of(anchor) <= view.text.moved(view.top, max(parts.text_rows, 1) - 1)


def at_clause(view: CaseView, step: int, parts: Panes) -> CaseView:
    """At the next or previous clause, round and round; the flag that names it comes into focus."""
    count = len(view.sitting.matched)
    if not count:
        return view
    clause = (view.clause + step) % count
    ids = {flag_id for flag_id, _ in view.sitting.matched[clause].flags}
    flag_ids = view.sitting.opened.case.flag_ids
    hit = next((n for n, one in enumerate(view.hits) if flag_ids[one.flag] in ids), view.hit)
    view = replace(view, clause=clause, hit=hit, side_top=0)
    anchor = view.hits[hit].anchor if view.hits else None
    return at_anchor(unfolded_at(view, anchor), anchor, parts) if anchor is not None else view


def flagged(view: CaseView) -> tuple[Anchor, str] | None:
    """The words of the flag in focus and where they begin; none where it points to no words."""
    hit = view.hits[view.hit] if view.hits else None
    if hit is None or hit.anchor is None or hit.end <= hit.anchor.offset:
        return None
    piece = view.text.sections[hit.anchor.section].pieces[hit.anchor.piece]
    return hit.anchor, piece.text[hit.anchor.offset : hit.end]


def unfolded_at(view: CaseView, anchor: Anchor) -> CaseView:
    """With the piece unfolded when the spot is folded away."""
    pieces = view.text.sections[anchor.section].pieces
    fold = view.text.fold_at(anchor.section, anchor.piece) if anchor.piece < len(pieces) else None
    if fold is None or anchor.offset < fold:
        return view
    return refolded(view, anchor.section, anchor.piece)


def refolded(view: CaseView, section: int, piece: int) -> CaseView:
    """With one piece folded or unfolded, and the same words at the top."""
    top = view.text.anchor_of(view.top)
    view.text.toggle_fold(section, piece)
    return replace(view, top=view.text.place_of(top))


def foldable_in_view(view: CaseView, parts: Panes) -> tuple[int, int] | None:
    """The first long output in view, as section and piece."""
    for place in islice(view.text.walk(view.top), max(parts.text_rows, 1)):
        section, block = place.section, view.text.block(place)
        if block.kind in ("text", "fold", "label") and view.text.sections[section].pieces[block.piece].foldable:
            folded = view.text.fold_at(section, block.piece) is not None
            if folded or (section, block.piece) in view.text.unfolded:
                return section, block.piece
    return None


def _clause_of(view: CaseView, hit: int) -> int:
    """Index of the clause that a flag names."""
    if hit >= len(view.hits):
        return 0
    flag_id = view.sitting.opened.case.flag_ids[view.hits[hit].flag]
    found = (n for n, one in enumerate(view.sitting.matched) if any(own == flag_id for own, _ in one.flags))
    return next(found, 0)


ZOOMS: dict[Zoom, Zoom] = {"both": "side", "side": "conversation", "conversation": "both"}
"""What Tab goes on to."""
