"""The verb ``bundle merge``: the decisions that come back, into the workspace that the cases left from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from triage_tui.cli.options import Options, pass_options
from triage_tui.errors import Refused, TriageError

if TYPE_CHECKING:
    from triage_tui.bundles.returned import Returned
    from triage_tui.cli.progress import Bar
    from triage_tui.domain.journal import Event
    from triage_tui.signing.ring import KeyRing
    from triage_tui.storage.merging import Merged
    from triage_tui.storage.workspace import Workspace

COUNTED = {
    "taken": "taken",
    "double": "taken as double reviews, beside others about the same version",
    "agree": "of them say the same",
    "disagree": "of them say something else",
    "conflict": "in conflict with a newer version: `triage-tui outbox` shows them",
    "here": "here already",
    "refused": "refused",
    "withdrawn": "had been taken back by their reviewer",
    "taken_back": "taken back that were merged before",
    "skipped": "skips",
}
"""What is counted of a file, and what it is called."""

DIFFERS = "double, and they disagree"

SHOWN = 20
"""Decisions of one file that are written out; --json has all."""


@click.command(name="merge", short_help="Take in the decisions that were handed back.")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option(
    "--reviewer", metavar="NAME", help="Believe decisions under NAME, although the name came otherwise before."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object for every decision and file, then the counts.")
@pass_options
def command(options: Options, files: tuple[str, ...], reviewer: str | None, as_json: bool) -> int:
    """Take the decisions out of .triage-decisions files into the workspace that the cases were sealed from.

    Each file is taken whole or not at all, and merging it again changes nothing. A second decision about a case is a
    double review, and both stay. One about a case that has changed meanwhile is a conflict: `triage-tui outbox`, and O
    at the desk, show it. Where a decision or a file is refused, the reason is said and the exit status is 1.
    """
    from triage_tui.cli.progress import Bar
    from triage_tui.cli.seat import missing, opened
    from triage_tui.desk.house import SystemClock
    from triage_tui.wiring import key_ring

    report, ring, clock = _Report(as_json), key_ring(), SystemClock()
    with opened(options, read_only=missing(options)) as workspace:
        for file in files:
            try:
                with Bar(f"reading {file}") as bar:
                    returned, digest = _read(Path(file), ring, bar)
                _sealed_here(options, workspace, returned)
                event = _event(workspace.reviewer, clock.now(), digest)
                with Bar(f"merging {file}") as bar:
                    named = returned.manifest.reviewer == reviewer
                    merged = workspace.bundles.merge(returned, event, bar.at, named=named)
                report.took(file, returned, merged)
            except Refused as error:
                report.refused(file, error)
    return report.end()


def _read(path: Path, ring: KeyRing, bar: Bar) -> tuple[Returned, str]:
    """What is in a file that is meant for us, and its hash; raises `Refused`."""
    from triage_tui.bundles.returned import read_returned
    from triage_tui.bundles.terms import meant_for
    from triage_tui.bundles.unsealing import unsealed
    from triage_tui.cli.bundle_keys import keys_of

    with unsealed(path, keys_of(ring), watch=lambda done: bar.at(done, None)) as sealed:
        try:
            meant_for(sealed.manifest, ring.own())
            return read_returned(sealed), sealed.sha256
        except Refused as error:
            raise Refused(f"{path}: {error.title}", error.hint) from None


def _event(reviewer: str, now: datetime, digest: str) -> Event:
    from triage_tui.domain.ids import new_id
    from triage_tui.domain.journal import Event

    return Event(id=new_id(now), type="merge", at=now, reviewer=reviewer, sha256=digest)


def _sealed_here(options: Options, workspace: Workspace, returned: Returned) -> None:
    """Raise `Refused` for an answer to a bundle of another workspace, and say which that is, as far as it is known."""
    answers = returned.manifest.answers
    if workspace.bundles.get(answers) is not None:
        return
    others = ", ".join(f"--workspace {path}" for path in _workspaces(options, answers))
    hint = (
        f"it was sealed from another one: {others}" if others else "name the one that it was sealed from: --workspace"
    )
    raise Refused(f"it answers the bundle {answers}, which was not sealed from {workspace.path}", hint)


def _workspaces(options: Options, bundle_id: str) -> Iterator[Path]:
    """The workspaces in our folder that sealed a bundle."""
    from triage_tui.settings.paths import data_dir, workspace_used_last
    from triage_tui.wiring import open_workspace

    last = workspace_used_last()
    for path in sorted({*data_dir().glob("*.db"), *([last] if last is not None else [])} - {options.workspace_path}):
        with suppress(TriageError), open_workspace(options.settings, path, read_only=True) as other:
            if other.bundles.get(bundle_id) is not None:
                yield path


class _Report:
    """Says what became of everything, for people or for programs."""

    def __init__(self, as_json: bool) -> None:
        self._as_json = as_json
        self._total = Counter[str]()

    def took(self, file: str, returned: Returned, merged: Merged) -> None:
        """Tell of a file that was merged."""
        counts = Counter[str](dict.fromkeys(COUNTED, 0))
        counts.update(one.fate for one in merged.told)
        counts.update("agree" if one.agrees else "disagree" for one in merged.told if one.agrees is not None)
        counts.update(withdrawn=merged.withdrawn, taken_back=merged.taken_back, skipped=returned.skips)
        self._total.update(counts, files=1)
        if self._as_json:
            self._print(file, returned, merged, counts)
        else:
            self._say(file, returned, merged, counts)

    def refused(self, file: str, error: Refused) -> None:
        """Tell of one that was not."""
        from triage_tui.cli.main import complain
        from triage_tui.cli.printing import print_json

        self._total.update(refused_files=1)
        title = error.title if error.title.startswith(file) else f"{file}: {error.title}"
        if self._as_json:
            print_json({"type": "refused", "file": file, "reason": title, "hint": error.hint})
        else:
            complain(title, error.hint)

    def end(self) -> int:
        """Tell the counts of all files; the exit status."""
        from triage_tui.cli.printing import print_json

        if self._as_json:
            print_json({"type": "total", **dict.fromkeys(("files", "refused_files", *COUNTED), 0), **self._total})
        return 1 if self._total["refused"] or self._total["refused_files"] else 0

    def _print(self, file: str, returned: Returned, merged: Merged, counts: Counter[str]) -> None:
        from triage_tui.cli.printing import print_json

        for one in merged.told:
            if one.fate not in ("taken", "here"):
                about = {"file": file, "decision": one.decision_id, "case": one.case_id, "reason": one.reason}
                print_json({"type": one.fate, **about} | ({} if one.agrees is None else {"agrees": one.agrees}))
        head, manifest = returned.head, returned.manifest
        said = {"bundle": manifest.answers, "reviewer": manifest.reviewer, "key": returned.by.id}
        log = {"log_id": head.log_id, "seq": head.seq, "sha256": head.sha256}
        print_json({"type": "file", "file": file, **said, **counts, "older": merged.older, "head": log})

    def _say(self, file: str, returned: Returned, merged: Merged, counts: Counter[str]) -> None:
        from triage_tui.cli.printing import columns, echo, line
        from triage_tui.ui.present.text import ours

        echo(ours("{}: from {}, sealed by {}", line(file), line(returned.manifest.reviewer), line(returned.by.name)))
        columns([ours("{:>9,}", counts[key]), line(words)] for key, words in COUNTED.items() if counts[key])
        if merged.older:
            echo(ours("  It is older than what was merged before, and brings nothing."))
        elif not merged.changed:
            echo(ours("  Nothing changed: it was merged before."))
        worth = [one for one in merged.told if one.fate in ("refused", "conflict") or one.agrees is False]
        for one in worth[:SHOWN]:
            words = DIFFERS if one.fate == "double" else one.fate
            echo(ours("  {}: {}: {}", line(one.case_id), line(words), line(one.reason, 500)))
        if len(worth) > SHOWN:
            echo(ours("  and {:,} more; --json lists them all", len(worth) - SHOWN))
