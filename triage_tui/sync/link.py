"""How the link to a source stands: a value, and what turns one into the next."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import TypeVar

from msgspec.structs import replace

from triage_tui.desk.link import Linked
from triage_tui.domain.outbox import PENDING
from triage_tui.domain.wire.capabilities import Capabilities
from triage_tui.domain.wire.outcomes import Later, Pushed, SignedOut, Unknown
from triage_tui.domain.wire.problems import SourceRefused
from triage_tui.domain.words import OutboxState
from triage_tui.errors import NotSignedIn, TriageError, Unreachable
from triage_tui.sync.clock import Clock
from triage_tui.sync.ports import Source

SLOW = 3.0
"""Seconds for an answer, from which on a link is slow."""

SKEW = 300.0
"""Seconds by which two clocks may differ before somebody should know."""

ASKS_TO_WAIT = frozenset({429, 503})

T = TypeVar("T")


class LinkState(Linked, frozen=True):
    """How the link stands, in full."""

    reason: str = ""
    """Why it is not online, or what went wrong last: untrusted."""
    waiting: int = 0
    """Decisions that the source has not answered, those on the wire and those held included."""
    conflicts: int = 0
    refused: int = 0
    unknown: int = 0
    """Decisions that were sent and of which nobody can say yet whether they arrived."""
    pulling: bool = False
    """Whether everything is read from the beginning; then the next two count."""
    done: int = 0
    """Cases read so far."""
    of: int = 0
    """Cases that the source has, as far as it said; 0 where it did not say."""
    moves: int = 0
    """Grows whenever cases came in or decisions moved: what is on the screen may be out of date."""

    @property
    def clock_is_off(self) -> bool:
        """Whether the source's clock and ours differ by so much that one of them is wrong."""
        return abs(self.skew) > SKEW


def answered(state: LinkState, at: datetime, seconds: float, skew: float | None) -> LinkState:
    """The source answered after so many seconds."""
    health = "slow" if seconds > SLOW else "online"
    return replace(state, health=health, since=at, skew=state.skew if skew is None else skew, reason="")


def failed(state: LinkState, error: TriageError) -> LinkState:
    """A question was not answered."""
    match error:
        case NotSignedIn():
            return replace(state, health="signed_out", reason=error.title)
        case Unreachable():
            return replace(state, health="offline", reason=error.title)
        case SourceRefused() if error.problem.status in ASKS_TO_WAIT:
            return replace(state, health="paused", reason=error.title)
    return replace(state, reason=error.title)


def sent(state: LinkState, outcome: Pushed) -> LinkState:
    """A decision that was sent came to this."""
    match outcome:
        case SignedOut(reason):
            return replace(state, health="signed_out", reason=reason)
        case Later(reason, retry_after):
            return replace(state, health="offline" if retry_after is None else "paused", reason=reason)
        case Unknown(reason):
            return replace(state, health="offline", reason=reason)
    return state


def counted(state: LinkState, counts: Mapping[OutboxState, int]) -> LinkState:
    """The outbox holds so many decisions."""
    return replace(
        state,
        sending=counts.get(OutboxState.SENDING, 0),
        waiting=sum(counts.get(one, 0) for one in PENDING),
        conflicts=counts.get(OutboxState.CONFLICT, 0),
        refused=counts.get(OutboxState.REFUSED, 0),
        unknown=counts.get(OutboxState.UNKNOWN, 0),
    )


class Link:
    """The state that all parts of sync share; changed by the event loop alone, read by anybody."""

    def __init__(self, source: Source, clock: Clock) -> None:
        self.state = LinkState("connecting")
        self.capabilities: Capabilities | None = None
        """What the source can do; none before it was asked."""
        self.stopping = False
        """Whether everybody should come to an end."""
        self.told: Callable[[], None] | None = None
        """Whom to tell of changes; on the thread of the event loop."""
        self._source = source
        self._clock = clock

    @property
    def signed_out(self) -> bool:
        """Whether nothing can be asked or sent until somebody signs in."""
        return self.state.health == "signed_out"

    def turn(self, state: LinkState) -> None:
        """Go on to another state, and tell."""
        if state != self.state:
            self.state = state
            self.tell()

    def tell(self) -> None:
        """Say that something changed."""
        if self.told is not None:
            self.told()

    def failed(self, error: TriageError) -> None:
        """A question was not answered."""
        self.turn(failed(self.state, error))

    async def asked(self, question: Awaitable[T]) -> T:
        """Wait for an answer of the source, and note how long it took."""
        began = self._clock.monotonic()
        answer = await question
        self.reached(began)
        return answer

    def reached(self, began: float) -> None:
        """The source answered a question that was put at a moment of the steady clock."""
        seconds = self._clock.monotonic() - began
        self.turn(answered(self.state, self._clock.now(), seconds, self._source.skew))


def patience(error: TriageError) -> float | None:
    """Seconds that the source asks us to stay away; none where it did not say."""
    if isinstance(error, SourceRefused):
        return error.problem.retry_after
    return error.patience if isinstance(error, Unreachable) else None
