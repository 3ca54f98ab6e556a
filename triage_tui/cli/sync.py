"""The verb ``sync``: pull cases and push decisions without a desk."""

from __future__ import annotations

import signal
from collections.abc import Mapping
from threading import Event
from typing import TYPE_CHECKING

import click

from triage_tui.cli.options import Options, pass_options
from triage_tui.errors import NotSignedIn, Unreachable, WrongUsage

if TYPE_CHECKING:
    from triage_tui.domain.words import OutboxState
    from triage_tui.linking import Account
    from triage_tui.storage.workspace import Workspace
    from triage_tui.sync.link import LinkState

COUNTED = ("pulled", "pushed", "conflict", "refused", "unknown", "waiting")
"""What is told of a run, in this order. The first four are of this run, the others how it stands now."""


@click.command(short_help="Pull cases from a source, and push decisions to it.")
@click.argument("source", required=False)
@click.option("--pull", is_flag=True, help="Only pull.")
@click.option("--push", is_flag=True, help="Only push.")
@click.option("--watch", is_flag=True, help="Go on until Ctrl-C, and say what moves.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object for the run; with --watch, for every change.")
@pass_options
def command(options: Options, source: str | None, pull: bool, push: bool, watch: bool, as_json: bool) -> int:
    """Pull and push once for SOURCE, or for the source used last.

    Ctrl-C ends it wherever it is: what is not done then is done the next time. The exit status is 1 when decisions were
    turned down, 3 when the source cannot be reached, 4 when it does not accept the token.
    """
    from triage_tui.cli.account import source_meant
    from triage_tui.cli.beside import arrive
    from triage_tui.cli.seat import last_used, opened

    if ((pull or push) and watch) or (pull and push):
        raise WrongUsage("--pull, --push and --watch exclude one another", "without any of them both is done once")
    address = source_meant(options, source)
    options, us = arrive(options if source else last_used(options), address)
    with opened(options) as workspace:
        if watch:
            return _watch(options, us, workspace, as_json)
        return _once(options, us, workspace, as_json, pull=not push, push=not pull)


def _once(options: Options, us: Account, workspace: Workspace, as_json: bool, *, pull: bool, push: bool) -> int:
    from triage_tui.cli.main import complain
    from triage_tui.cli.progress import Bar
    from triage_tui.linking import engine_of, learn_queues

    before = workspace.outbox_counts()
    learn_queues(workspace, us)
    with Bar("pulling cases") as bar:
        engine = engine_of(options.settings, us, workspace, lambda: bar.at(engine.state().done, engine.state().of))
        state = engine.run_once(pull=pull, push=push)
    told = tally(state, before, workspace.outbox_counts())
    say(us, told, as_json)
    if engine.witness is not None and engine.witness.refused[0]:
        complain(*engine.witness.refused)
    if state.health == "signed_out":
        raise NotSignedIn(state.reason, f"`triage-tui login {us.address}` signs you in")
    if state.health in ("offline", "paused"):
        raise Unreachable(state.reason, "what waits is kept; run it again later")
    return 1 if told["conflict"] or told["refused"] else 0


def tally(state: LinkState, before: Mapping[OutboxState, int], after: Mapping[OutboxState, int]) -> dict[str, int]:
    """What a run did: the workspace was ours alone meanwhile."""
    from triage_tui.domain.outbox import PENDING
    from triage_tui.domain.words import OutboxState

    def grown(one: OutboxState) -> int:
        return after.get(one, 0) - before.get(one, 0)

    waiting = sum(after.get(one, 0) for one in PENDING)
    conflict, refused = grown(OutboxState.CONFLICT), grown(OutboxState.REFUSED)
    pushed = -sum(map(grown, PENDING)) - conflict - refused
    counts = (state.arrived, pushed, conflict, refused, after.get(OutboxState.UNKNOWN, 0), waiting)
    return dict(zip(COUNTED, counts, strict=True))


def say(us: Account, told: Mapping[str, int], as_json: bool) -> None:
    """Tell what a run did."""
    from triage_tui.cli.printing import echo, line, print_json

    if as_json:
        print_json({"source": us.address, **told})
        return
    words = [f"{told['pulled']} cases pulled", f"{told['pushed']} decisions pushed"]
    words += [f"{told[name]} {name}" for name in COUNTED[2:] if told[name]]
    echo(line(f"{us.address}: {', '.join(words)}", 500))
    if told["conflict"] or told["refused"]:
        echo(line("`triage-tui outbox` says why."))


def _watch(options: Options, us: Account, workspace: Workspace, as_json: bool) -> int:
    """Say every change until Ctrl-C or SIGTERM, which is the way to end it and no failure."""
    from triage_tui.cli.beside import GRACE
    from triage_tui.linking import engine_of

    changed, ended, said = Event(), Event(), None
    engine = engine_of(options.settings, us, workspace, changed.set)
    before = {number: signal.signal(number, lambda *_: ended.set()) for number in (signal.SIGINT, signal.SIGTERM)}
    engine.start()
    try:
        while not ended.is_set():
            state = engine.state()
            if (news := standing(state)) != said:
                tell_standing(news, as_json)
                said = news
            changed.wait(0.5)
            changed.clear()
    finally:
        engine.stop(GRACE)
        for number, handler in before.items():
            signal.signal(number, handler)
    return 0


def standing(state: LinkState) -> dict[str, object]:
    """How the link stands, as it is told while it is watched."""
    return {
        "link": state.health,
        "pulled": state.arrived,
        "waiting": state.waiting,
        "conflict": state.conflicts,
        "refused": state.refused,
        "unknown": state.unknown,
        "reason": state.reason,
    }


def tell_standing(news: Mapping[str, object], as_json: bool) -> None:
    """Tell one change on a line."""
    from triage_tui.cli.printing import echo, line, print_json

    if as_json:
        print_json(news)
        return
    counts = [f"{number} {name}" for name, number in news.items() if isinstance(number, int) and number]
    words = ", ".join([str(news["link"]).replace("_", " "), *counts])
    echo(line(f"{words}: {news['reason']}" if news["reason"] else words, 500))
