"""Where a line dialogue stands: the filter, the case in front, and what is said when either changes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from triage_tui.cli.linear import case_text
from triage_tui.cli.printing import columns, echo, line
from triage_tui.desk.desk import WAITING, Desk
from triage_tui.desk.link import Bundled
from triage_tui.desk.sitting import Sitting
from triage_tui.domain.filter import ALL, Query, parse
from triage_tui.domain.head import CaseHead
from triage_tui.domain.rules import Refusal
from triage_tui.domain.words import TEXT_RULES, Outcome, RootCause
from triage_tui.errors import Refused
from triage_tui.settings.model import Settings
from triage_tui.ui.holding import Grip
from triage_tui.ui.present.text import Safe, ours
from triage_tui.ui.present.words import CAUSE, OUTCOME, STATE, due, severity
from triage_tui.ui.situation import Situation

LINK = {
    "connecting": ours("The source has not answered yet. What you decide is kept and sent later."),
    "offline": ours("The source cannot be reached. What you decide is kept and sent later."),
    "paused": ours("The source asks us to wait. What you decide is kept and sent later."),
    "signed_out": ours("You are not signed in. What you decide is kept and sent once you are."),
    "carried": ours("You work on a bundle: nothing is sent. triage-tui bundle return makes the file to hand back."),
}
"""What the reviewer is told of a link on which nothing moves now."""

LISTED = 10
"""Cases that one listing shows."""

FILLS = {
    "verdict": "say verdict, a clause's number, and the verdict",
    "cause": "say cause and a number",
    "rationale": "say rationale and why",
    "confidence": "say confidence and 1 to 5",
}
"""The act that fills a gap."""


def _tell_of(bundle: Bundled, now: datetime) -> None:
    """Until when a bundle is good, and that nobody vouches for it."""
    day = line(f"{bundle.until:%Y-%m-%d at %H:%M} UTC")
    if bundle.until <= now:
        echo(ours("The bundle expired on {}: its cases can be read, and nothing is decided any more.", day))
    else:
        echo(ours("The bundle expires on {}.", day))
    if bundle.unsigned:
        echo(ours("Nobody vouches for this bundle: it is not signed by a key you know."))


class Leave(Exception):
    """The reviewer is done."""


class Talk:
    """The state between two lines."""

    def __init__(self, desk: Desk, settings: Settings) -> None:
        self.desk = desk
        desk.text_rules = TEXT_RULES
        self.settings = settings
        self.query: Query = ALL
        self.sitting: Sitting | None = None
        self._grip = Grip(desk.link)

    def greet(self) -> None:
        """Say how much waits, and what to do first."""
        waiting = self.desk.store.count(parse("is:open"))
        echo(ours("{} cases are open. next opens the first, help lists what you can say.", waiting))
        if (reason := self.desk.store.read_only) is not None:
            echo(ours("Reading only: {}.", line(reason)))
        if self.desk.link is not None and self.desk.link.state().offline:
            linked = self.desk.link.state()
            echo(LINK[linked.health])
            if linked.bundle is not None:
                _tell_of(linked.bundle, self.desk.clock.now())

    def situation(self) -> Situation:
        """What is true now, for the command table's reasons."""
        return Situation(
            read_only=self.desk.store.read_only,
            head=self.sitting.opened.head if self.sitting else None,
            sitting=self.sitting,
            no_undo=self.desk.why_not_undo(),
        )

    @property
    def case(self) -> Sitting:
        """The case in front; raises `Refused` when there is none."""
        if self.sitting is None:
            raise Refused("no case is open", "next opens one")
        return self.sitting

    def put(self, sitting: Sitting) -> None:
        """Keep an edited sitting, and its draft on disk."""
        now = self.desk.clock
        self.sitting = sitting.touched(now.monotonic(), now.now())
        self._grip.stir()
        self.desk.keep(self.sitting)

    def take(self, sitting: Sitting) -> None:
        """Another case is in front; where it is to be decided, nobody else should begin with it."""
        self.sitting = sitting
        begun = sitting.opened.head.state in WAITING or sitting.draft.supersedes is not None
        self._grip.take(sitting.opened.case.id if begun else None)

    def open(self, case_id: str) -> None:
        """Put a case in front and read it out."""
        self.take(self.desk.open(case_id))
        self.read(self.settings.fold_lines)

    def read(self, fold_lines: int) -> None:
        """Read the case in front out."""
        tell(case_text(self.case, self.desk.clock.now(), fold_lines=fold_lines))
        if (reason := self.desk.why_not(self.case, Outcome.ESCALATE)) is not None and reason.gap in (
            "case",
            "reviewer",
        ):
            echo(ours("Nothing can be decided here: {}.", line(reason.reason)))

    def next(self) -> None:
        """Open the next case to decide, behind the one in front."""
        after = self.sitting.opened.head.n if self.sitting else None
        head = self.desk.next(self.query, after)
        if head is None:
            self.sitting = None
            self._grip.take(None)
            echo(ours("Nothing is left to decide under this filter."))
        else:
            self.open(head.id)

    def list(self) -> None:
        """Say the first cases of the filter."""
        page, now = self.desk.store.page(self.query, limit=LISTED), self.desk.clock.now()
        echo(ours("{} cases.", self.desk.store.count(self.query)))
        if page.heads:
            columns(_row(head, due(head.due_at, now).text) for head in page.heads)

    def decide(self, outcome: Outcome) -> None:
        """Decide the case in front, or say what is missing and how to say it."""
        refusal = self.desk.why_not(self.case, outcome)
        if refusal is not None:
            self._missing(refusal)
            return
        window = self.settings.review.undo_window_s
        self.desk.decide(self.case, outcome)
        if self.desk.link is not None:
            self.desk.link.poke()
        echo(ours("Decided: {}. Held for {:g} seconds; undo takes it back.", OUTCOME[outcome], window))
        if self.settings.review.auto_advance:
            self.next()
        else:
            self.sitting = self.desk.open(self.case.opened.case.id)

    def _missing(self, refusal: Refusal) -> None:
        echo(ours("Not decided: {}.", line(refusal.reason)))
        if refusal.gap in FILLS:
            echo(ours("Then {}, and decide again.", line(FILLS[refusal.gap])))
        if refusal.gap == "cause":
            tell(ours("{:>3} {}", n, CAUSE[cause]) for n, cause in enumerate(RootCause, 1))


def tell(lines: Iterable[Safe]) -> None:
    """Print lines as they come."""
    for each in lines:
        echo(each)


def _row(head: CaseHead, left: Safe) -> tuple[Safe, ...]:
    return line(head.id), severity(head.severity).text, left, STATE[head.state].text, line(head.snippet, 60)
