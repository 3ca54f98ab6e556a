"""``bundle send``: hand a file of decisions to the server that opens it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from triage_tui.cli.options import Options, pass_options
from triage_tui.errors import Refused

if TYPE_CHECKING:
    from triage_tui.domain.wire.bundles import Report

_MOST = 64 * 1024 * 1024
"""Bytes of a file that a server takes."""
_WORDS = {
    "taken": "taken",
    "double": "taken, beside another decision",
    "already": "there before",
    "withdrawn": "withdrawn by the reviewer",
    "conflict": "not taken: the case went on without them",
    "refused": "refused",
}


@click.command(short_help="Hand a file of decisions to a server.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("source", required=False, metavar="[URL]")
@click.option("--json", "as_json", is_flag=True, help="The server's report as one JSON object.")
@pass_options
def command(options: Options, file: Path, source: str | None, as_json: bool) -> int:
    """Hand the decisions in FILE to the source at URL, or to the one used last; sent again they change nothing.

    The server opens what is sealed for its own key (`triage-tui serve key`), and knows the reviewer by theirs. Your own
    decisions you send yourself, those of others a lead does. The exit status is 1 when one was not taken.
    """
    import msgspec

    from triage_tui.cli.account import asker, source_meant
    from triage_tui.cli.printing import print_json
    from triage_tui.linking import account
    from triage_tui.sources.case_api import CaseApi
    from triage_tui.sources.once import once

    if file.stat().st_size > _MOST:
        raise Refused(f"{file} is longer than {_MOST:,} bytes")
    raw = file.read_bytes()
    us = account(options.settings, source_meant(options, source), asker())
    report = once(us.api(), lambda api: CaseApi.hand_back(api, raw))
    if as_json:
        print_json(msgspec.to_builtins(report))
    else:
        _say(report)
    return 1 if report.count("conflict") or report.count("refused") else 0


def _say(report: Report) -> None:
    from triage_tui.cli.printing import columns, echo, line
    from triage_tui.ui.present.text import ours

    counts: Counter[str] = Counter(one.result for one in report.results)
    echo(line(f"decisions by {report.reviewer} about the bundle {report.answers}:"))
    columns([ours("{:>9,}", counts[result]), line(words)] for result, words in _WORDS.items() if counts[result])
    for one in report.results:
        if one.problem is not None:
            echo(line(f"{one.case_id}: {one.problem.detail or one.problem.title}", 500))
