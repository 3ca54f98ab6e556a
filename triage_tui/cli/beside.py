"""A desk on a source: the workspace, with an engine beside it that moves cases and decisions meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from typing import TYPE_CHECKING

from triage_tui.cli.late import Late
from triage_tui.desk.origin import recall_origin
from triage_tui.errors import NotSignedIn, Unreachable, WrongUsage
from triage_tui.settings.paths import data_dir
from triage_tui.storage.workspace import Workspace

if TYPE_CHECKING:
    from triage_tui.cli.options import Options
    from triage_tui.desk.desk import Desk
    from triage_tui.desk.origin import Origin
    from triage_tui.desk.ports import Outbox
    from triage_tui.linking import Account
    from triage_tui.sync.engine import Engine

GRACE = 3.0
"""Seconds that an engine has to end."""
BEAT = 0.05
"""Seconds between two looks at whether the first page is there."""
STUCK = 2.0
"""Seconds after which what went wrong before the first page is not taken for a moment's trouble."""


def arrive(options: Options, address: str) -> tuple[Options, Account]:
    """The options with our workspace at a source, which is made and claimed where that is new.

    The source is asked only where we do not know yet who we are there, or nothing of it is here: then this raises
    `Unreachable` or `NotSignedIn`.
    """
    from triage_tui.cli.account import asker
    from triage_tui.cli.seat import opened
    from triage_tui.linking import account, claim, learn_queues, pulled_before, workspace_of
    from triage_tui.settings.paths import remember_source, remember_workspace

    us = account(options.settings, address, asker())
    path = workspace_of(us, Path(options.workspace).expanduser() if options.workspace else None)
    options = options._replace(workspace=str(path))
    with opened(options) as workspace:
        if workspace.read_only is None:
            claim(workspace, us)
            if not pulled_before(workspace, address):
                us.ask()
                learn_queues(workspace, us)
    remember_source(address)
    remember_workspace(path)
    return options, us


@contextmanager
def beside(options: Options, desk: Desk, us: Account | None = None) -> Iterator[Late | None]:
    """Run an engine beside a desk whose workspace belongs to a source, from when there is something to see.

    Work goes on without the source as long as anything of it is here. A local workspace has no engine.
    """
    workspace = desk.store
    assert isinstance(workspace, Workspace)
    origin = recall_origin(workspace) if workspace.read_only is None else None
    if origin is None:
        yield None
        return
    ours = _Ours(options, workspace, origin, us or _asked_for_now(options, origin))
    link = Late(ours.engine, ours.learn, ours.renew)
    try:
        if options.plain or not workspace.shelf().cursor(origin.address):
            link.begin()
            first_page(link, workspace, origin.address)
            _heard(link)
        desk.link = link
        yield link
    finally:
        link.stop(GRACE)


def _asked_for_now(options: Options, origin: Origin) -> Account | None:
    """We at the source where the person has to be asked for a passphrase: that is possible only before the screen."""
    if not any((data_dir() / "tokens").glob("*.token")):
        return None
    from triage_tui.cli.account import asker

    try:
        return _ours(options, origin, asks=asker() is not None)
    except (NotSignedIn, Unreachable):
        return None


class _Ours:
    """What a link asks for on its own thread, when it has time."""

    def __init__(self, options: Options, workspace: Workspace, origin: Origin, us: Account | None) -> None:
        self._options = options
        self._workspace = workspace
        self._origin = origin
        self._us = us

    def engine(self) -> Engine:
        """An engine with our token."""
        from triage_tui.linking import engine_of

        self._us = self._us or _ours(self._options, self._origin, asks=False)
        return engine_of(self._options.settings, self._us, self._workspace)

    def learn(self) -> None:
        """What the queues want."""
        from triage_tui.linking import learn_queues

        if self._us is not None:
            learn_queues(self._workspace, self._us)

    def renew(self) -> bool:
        """Another token for the engine, where there is one."""
        return self._us is not None and self._us.renew(self._options.settings)


def _ours(options: Options, origin: Origin, *, asks: bool) -> Account:
    """We at the source of a workspace; raises `WrongUsage` where the token is not that of its reviewer."""
    from triage_tui.cli.account import asker
    from triage_tui.linking import account

    us = account(options.settings, origin.address, asker() if asks else None)
    me = us.me()
    if me.reviewer != origin.me.reviewer:
        raise WrongUsage(
            f"the workspace belongs to {origin.me.reviewer} at {origin.address}, and the token to {me.reviewer}",
            f"`triage-tui {origin.address}` opens the workspace of {me.reviewer}",
        )
    return us


def first_page(link: Late, workspace: Workspace, address: str) -> None:
    """Wait until the first cases are here, or the source has none; raises what stands against it."""
    from triage_tui.cli.progress import Bar
    from triage_tui.linking import pulled_before

    well = monotonic()
    with Bar("getting the first cases") as bar:
        while not pulled_before(workspace, address):
            if link.failure is not None:
                raise link.failure
            if (engine := link.engine) is not None:
                state = engine.state()
                if not state.reason:
                    well = monotonic()
                elif state.health == "signed_out":
                    raise NotSignedIn(state.reason, f"`triage-tui login {address}` signs you in")
                elif monotonic() - well > STUCK:
                    raise Unreachable(state.reason, "nothing was pulled before, so there is nothing to open")
                bar.at(state.done, state.of)
            sleep(BEAT)


def _heard(link: Late) -> None:
    """Give the source a moment to answer, so that the first words about it are true."""
    begun = monotonic()
    while link.state().health == "connecting" and monotonic() - begun < STUCK:
        sleep(BEAT)


def left_behind(link: Late, outbox: Outbox) -> None:
    """Say what has not gone out when the desk closes, and why there was no link."""
    from triage_tui.cli.main import complain
    from triage_tui.cli.printing import tell
    from triage_tui.domain.outbox import PENDING
    from triage_tui.domain.words import OutboxState
    from triage_tui.ui.present.text import ours

    if link.failure is not None:
        complain(link.failure.title, link.failure.hint)
    counts = outbox.outbox_counts()
    waiting, trouble = (
        sum(counts.get(one, 0) for one in states) for states in (PENDING, (OutboxState.CONFLICT, OutboxState.REFUSED))
    )
    if waiting:
        tell(ours("Decisions not sent yet: {}. They are kept; `triage-tui sync` sends them.", waiting))
    if trouble:
        tell(ours("Decisions not taken: {}. `triage-tui outbox` says why.", trouble))
