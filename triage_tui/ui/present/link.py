"""The link to the source, in words: how it stands, what became of a lease, and what is news."""

from __future__ import annotations

from datetime import datetime, timedelta

from msgspec import Struct

from triage_tui.desk.link import Health, Leased, Linked, why_not_leased
from triage_tui.ui.present.line import Line, Run, fit
from triage_tui.ui.present.text import Safe, inline, ours
from triage_tui.ui.present.words import day, span

FIELD, SHORT = 15, 10
"""Cells of the link's field in the title row, on a wide terminal and on a narrow one: what stands there changes, and
nothing beside it moves."""

SKEWED = 300.0
"""Seconds that two clocks may be apart before it is said."""


class Signal(Struct, frozen=True):
    """What the title row says of the link and of the decisions that have to do with it."""

    health: Health | None
    """None where there is no link."""
    away: Safe | None = None
    """How long ago the source answered last, in its largest unit; none under a minute, and where it never did."""
    sending: int = 0
    conflicts: int = 0
    refused: int = 0


def signal(linked: Linked, now: datetime, conflicts: int, refused: int) -> Signal:
    """As of now."""
    gone = now - linked.since if linked.since is not None and linked.health == "offline" else timedelta()
    away = span(gone) if gone >= timedelta(minutes=1) else None
    return Signal(linked.health, away, linked.sending, conflicts, refused)


def health(shown: Signal, wide: bool) -> Line:
    """Sign and words, in the cells of the field."""
    sign, words, role = _said(shown, wide)
    return fit((Run(sign, role), Run(words, "title-muted" if role == "ok" else role)), FIELD if wide else SHORT)


def _said(shown: Signal, wide: bool) -> tuple[Safe, Safe, str]:
    away = ours(" {}", shown.away) if shown.away is not None else ours("")
    match shown.health:
        case "online" | "slow" if shown.sending:
            return (ours("↑{}", shown.sending) if wide else ours("↑")), ours(" sending"), "ok"
        case "online":
            return ours("●"), ours(" online") if wide else ours(" on"), "ok"
        case "slow":
            return ours("●"), ours(" slow"), "warning"
        case "connecting":
            return ours("◌"), ours(" connecting") if wide else ours(" wait"), "title-muted"
        case "signed_out":
            return ours("!"), ours(" sign in"), "error"
        case "paused":
            return ours("◌"), ours(" paused"), "title-muted"
        case "carried":
            return ours("◌"), ours(" bundle"), "title-muted"
    return ours("◌"), ours(" offline{}", away) if wide else ours(" off{}", away), "warning"


def trouble(shown: Signal) -> Line:
    """Decisions that somebody has to look at; nothing where there are none."""
    if shown.conflicts and shown.refused:
        return (Run(ours("{} in trouble  ", shown.conflicts + shown.refused), "warning"),)
    if shown.conflicts:
        return (Run(_many(shown.conflicts, ours("conflict  "), ours("conflicts  ")), "warning"),)
    return (Run(ours("{} refused  ", shown.refused), "warning"),) if shown.refused else ()


def _many(count: int, one: Safe, more: Safe) -> Safe:
    return ours("{} {}", count, one if count == 1 else more)


def lease_note(leased: Leased | None, now: datetime) -> Run | None:
    """Our lease, for the position rule; none where there is nothing to say."""
    if leased is None or leased.state in ("taken", "expired"):
        return None
    match leased.state:
        case "held" if leased.until is not None and leased.until - now >= timedelta(days=1):
            return Run(ours("lease until {}", day(leased.until)), "muted")
        case "held" if leased.until is not None:
            return Run(ours("lease until {} UTC", inline(f"{leased.until:%H:%M}")), "muted")
        case "ending":
            left = leased.until - now if leased.until is not None else timedelta()
            words = ours("in {}", span(left)) if left >= timedelta(minutes=1) else ours("in under a minute")
            return Run(ours("! lease ends {}, any key keeps it", words), "warning")
        case "ended":
            return Run(ours("! lease ended, any key asks again"), "warning")
        case "asked":
            return Run(ours("asking for a lease"), "muted")
    return Run(ours("leased"), "muted")


def banner(leased: Leased | None) -> Line:
    """That somebody else holds the case, or that it is too late; empty while it is ours to decide."""
    if leased is not None and leased.state == "expired":
        return (Run(ours("! {}", inline(why_not_leased(leased) or "")), "warning"),)
    if leased is None or leased.state != "taken":
        return ()
    who = inline(leased.holder, 32) if leased.holder else ours("somebody else")
    until = ours(" until {} UTC", inline(f"{leased.until:%H:%M}")) if leased.until is not None else ours("")
    return (Run(ours("! {} holds this case{} · your draft is kept", who, until), "warning"),)


class Heard(Struct, frozen=True):
    """What was known when we last looked."""

    linked: Linked
    conflicts: int = 0
    refused: int = 0
    leased: Leased | None = None
    """Of the case in front."""
    changed: str | None = None
    """Id of the case in front where a newer version of it has come in."""
    listed: bool = False
    """Whether the queue is in front."""


def news(before: Heard, after: Heard) -> Line:
    """What the status row says of a change; empty where it is not worth a word."""
    if after.linked.health != before.linked.health:
        if after.linked.health == "signed_out":
            words = ours("the source wants you to sign in: triage-tui login · decisions wait until then")
            return (Run(words, "error"),)
        if after.linked.health == "offline":
            return (Run(ours("the source does not answer · go on: decisions wait here and go out later"), "warning"),)
    if after.conflicts > before.conflicts:
        return (Run(ours("a decision met a conflict · O shows it"), "warning"),)
    if after.refused > before.refused:
        return (Run(ours("the source refused a decision · O shows why"), "warning"),)
    if _lost(before.leased, after.leased):
        return banner(after.leased)
    if after.changed not in (None, before.changed):
        return (Run(ours("this case has changed at its source · q, then Enter shows it anew"), "warning"),)
    if abs(after.linked.skew) >= SKEWED > abs(before.linked.skew):
        return (_skewed(after.linked.skew),)
    return _arrived(before, after)


def _lost(before: Leased | None, after: Leased | None) -> bool:
    """Whether it was taken while it was in front; what was taken before it came up is said by the banner alone."""
    if before is None or after is None or before.case_id != after.case_id:
        return False
    return after.state == "taken" and before.state not in ("taken", "asked")


def _skewed(seconds: float) -> Run:
    apart, way = span(timedelta(seconds=abs(seconds))), ours("behind") if seconds > 0 else ours("ahead of")
    return Run(ours("this clock is {} {} the source's · its own times hold", apart, way), "warning")


def _arrived(before: Heard, after: Heard) -> Line:
    if (more := after.linked.arrived - before.linked.arrived) > 0:
        words = _many(more, ours("case came in"), ours("cases came in"))
        return (Run(words, "muted"), Run(ours(" · r lists them") if after.listed else ours(""), "muted"))
    back = not after.linked.offline and before.linked.health in ("offline", "signed_out")
    return (Run(ours("online again"), "ok"),) if back else ()


def minor(line: Line) -> bool:
    """Whether news must not take the place of what was said before."""
    return all(run.role in ("muted", "ok") for run in line)
