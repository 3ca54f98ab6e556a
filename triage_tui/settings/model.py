"""The settings: every group and key, what it means and its unit. docs/settings.md is written from this file."""

from __future__ import annotations

from datetime import timedelta
from fnmatch import fnmatchcase
from typing import Annotated, Literal

import msgspec

from triage_tui.domain.head import HouseSla
from triage_tui.domain.rules import Requirement
from triage_tui.domain.words import Outcome, Role
from triage_tui.settings.defaults import TEMPLATES, VIEWS

Hours = Annotated[float, msgspec.Meta(gt=0)]
Color = Literal["auto", "truecolor", "256", "16", "none"]


class Group(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A group of settings: immutable, and strict about its keys."""


class Reviewer(Group, frozen=True):
    """Who decides at this desk."""

    name: str = ""
    """Name or pseudonym that every decision carries; empty means the login name."""
    role: Role = Role.REVIEWER
    """In which role; every decision carries it."""


class Review(Group, frozen=True):
    """How deciding works."""

    undo_window_s: Annotated[float, msgspec.Meta(ge=0, le=3600)] = 10.0
    """Seconds a decision is held, so that undo leaves no trace."""
    auto_advance: bool = True
    """Whether the next case opens once one is decided."""
    arrival_guard: bool = True
    """Whether a decision key waits until the terminal has really shown the case."""


class Sla(Group, frozen=True):
    """How soon the house wants a case decided where its source does not say: house values, not law."""

    account_locked: Hours = 24.0
    """Hours, when the account is locked."""
    feature_limited: Hours = 72.0
    """Hours, when a feature is limited."""
    appeal: Hours = 120.0
    """Hours, for an appeal."""
    other: Hours = 168.0
    """Hours, for everything else."""


class QueueSla(Group, frozen=True):
    """Where a queue differs from the house; what is absent follows `sla`."""

    account_locked: Hours | None = None
    """Hours, when the account is locked."""
    feature_limited: Hours | None = None
    """Hours, when a feature is limited."""
    appeal: Hours | None = None
    """Hours, for an appeal."""
    other: Hours | None = None
    """Hours, for everything else."""


class Queue(Group, frozen=True):
    """What one queue asks for."""

    requires: tuple[Requirement, ...] = ()
    """What a decision must bring besides its outcome."""
    sla: QueueSla = QueueSla()
    """Where the queue's deadlines differ from the house's."""
    retain_days: Annotated[int, msgspec.Meta(ge=0, le=36_500)] | None = None
    """Days that the text of a case is kept once it is decided, else received; absent: as its source says."""


class Source(Group, frozen=True):
    """The way to a source, and to its token."""

    token_command: tuple[str, ...] = ()
    """Program and arguments that print a token as their first line; run without a shell, for 10 seconds at most."""
    proxy: str = ""
    """Address of a proxy; `environment` takes what `HTTPS_PROXY` and `NO_PROXY` say, empty goes straight."""
    ca_file: str = ""
    """Path of a PEM file with the certificates to trust instead of the system's."""


class Storage(Group, frozen=True):
    """How workspaces are kept."""

    encrypt: bool = False
    """Whether a new workspace is encrypted from the start; `triage-tui encrypt` does it to one that is there."""


class Dsa(Group, frozen=True):
    """What statements of reasons need besides the decision; nothing is assumed."""

    territorial_scope: tuple[str, ...] = ()
    """Countries that the restriction holds in, as two letters: `DE`, `FR`. Needed."""
    terms_url: str = ""
    """Where the terms stand that the decision rests on. Needed."""
    categories: dict[str, str] = {}
    """Clause or pattern (`cyber.*`) to its `STATEMENT_CATEGORY_...`; `maps_to.dsa` of the clause itself comes first."""
    account_type: Literal["", "ACCOUNT_TYPE_BUSINESS", "ACCOUNT_TYPE_PRIVATE"] = ""
    """Whose accounts these are; empty leaves it out."""
    content_type: tuple[str, ...] = ("CONTENT_TYPE_TEXT",)
    """What the content is, as `CONTENT_TYPE_...`."""


class Letters(Group, frozen=True):
    """What letters say besides the decision."""

    house: str = ""
    """Who decides, as the recipient knows them; empty leaves it out."""
    redress: str = ""
    """How the recipient can object, and until when."""
    automated: str = (
        "A classifier flagged the conversation, and no decision was taken by it alone: a person has looked at it."
    )
    """What is said about automated means where a classifier raised the flag."""


class Export(Group, frozen=True):
    """What leaves the building."""

    pseudonym_key_file: str = ""
    """Path of the key for pseudonyms, 32 characters or more; empty means `pseudonyms.key` in the data directory."""
    dsa: Dsa = Dsa()
    """Statements of reasons."""
    letters: Letters = Letters()
    """Letters."""


class Template(Group, frozen=True):
    """A rationale to start from."""

    title: str
    """What the list shows."""
    text: str
    """What goes into the rationale."""
    outcomes: tuple[Outcome, ...] = ()
    """The outcomes it is offered for; empty means all."""
    clause: str = "*"
    """The clauses it is offered for; `*` stands for anything."""

    def fits(self, outcome: Outcome | None, clauses: tuple[str, ...] = ()) -> bool:
        """Whether to offer it for an outcome (none: not chosen yet) on a case with these clauses."""
        wanted = not self.outcomes or outcome is None or outcome in self.outcomes
        return wanted and (self.clause == "*" or any(fnmatchcase(one, self.clause) for one in clauses))


class Settings(Group, frozen=True):
    """All settings."""

    workspace: str = ""
    """Path of the workspace; empty means `default.db` in the data directory."""
    theme: str = "auto"
    """Name of the theme; `auto` takes the one that suits the terminal's colours."""
    color: Color = "auto"
    """How many colours the terminal has; `none` leaves bold, underline and reverse."""
    ascii: bool = False
    """Whether to draw with ASCII characters only."""
    glyphs: Literal["auto", "simple", "full"] = "auto"
    """Which emoji are drawn whole: what the terminal measures right, none, or all."""
    mouse: bool = False
    """Whether the mouse is taken from the terminal; off keeps its own selection working."""
    clipboard: bool = True
    """Whether anything may be copied out of the program."""
    fold_lines: Annotated[int, msgspec.Meta(ge=0)] = 40
    """Lines of a tool's output that are shown before the rest is folded; 0 never folds."""
    reviewer: Reviewer = Reviewer()
    """Who decides at this desk."""
    review: Review = Review()
    """How deciding works."""
    sla: Sla = Sla()
    """The house's deadlines."""
    source: Source = Source()
    """The way to a source, and to its token."""
    storage: Storage = Storage()
    """How workspaces are kept."""
    export: Export = Export()
    """What leaves the building."""
    queues: dict[str, Queue] = {}
    """What single queues ask for, by the queue's name."""
    views: dict[str, str] = msgspec.field(default_factory=lambda: dict(VIEWS))
    """Saved filters by name; the first nine are on `' 1` to `' 9`. Yours take the place of these."""
    templates: dict[str, Template] = msgspec.field(
        default_factory=lambda: msgspec.convert(TEMPLATES, dict[str, Template])
    )
    """Rationales to start from, by id. Yours join these; an id used again replaces."""
    keys: dict[str, str | tuple[str, ...]] = {}
    """Your keys: command id to one key or several, in place of the command's own. `triage-tui keys` lists them."""

    def queue(self, name: str) -> Queue:
        """What a queue asks for: its own table, else the one named ``*``, else nothing special."""
        return self.queues.get(name) or self.queues.get("*") or _PLAIN_QUEUE

    def retain(self, queue: str) -> timedelta | None:
        """How long the text of a queue's cases is kept; none where the house sets no limit."""
        days = self.queue(queue).retain_days
        return None if days is None else timedelta(days=days)

    def house_sla(self, queue: str) -> HouseSla:
        """The deadlines that hold in a queue."""
        own = self.queue(queue).sla
        hours = {name: getattr(own, name) or getattr(self.sla, name) for name in Sla.__struct_fields__}
        return HouseSla(**{name: timedelta(hours=each) for name, each in hours.items()})


_PLAIN_QUEUE = Queue()
