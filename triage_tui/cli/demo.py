"""The verb ``demo``: the sample cases in a workspace that is gone afterwards."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import click

from triage_tui.cli.options import Options, pass_options

if TYPE_CHECKING:
    from triage_tui.storage.workspace import Workspace


@click.command(short_help="Open the sample cases in a throw-away workspace.")
@click.option("--cases", type=click.IntRange(0, 1_000_000), default=0, help="So many made-up cases besides.")
@pass_options
def command(options: Options, cases: int) -> int:
    """Open the sample cases in a throw-away workspace: nothing you do there is kept."""
    from triage_tui.cli.opening import sit_down
    from triage_tui.cli.seat import opened, seated

    with tempfile.TemporaryDirectory(prefix="triage-tui-demo-") as folder:
        own = options._replace(workspace=str(Path(folder) / "demo.db"), read_only=False)
        with opened(own) as workspace:
            fill(workspace, cases)
        own = own._replace(read_only=options.read_only)
        with seated(own) as desk:
            return sit_down(desk, own, "these are samples: nothing you do here is kept")


def fill(workspace: Workspace, count: int) -> None:
    """Put the sample packs and cases into a workspace, and so many generated ones."""
    from datetime import UTC, datetime

    from triage_tui import samples
    from triage_tui.cli.progress import Bar
    from triage_tui.domain.case import decode_case

    for pack in samples.policies():
        workspace.add_pack(pack)
    with workspace.taking() as intake:
        for raw in samples.cases():
            intake.take(raw, decode_case(raw))
        with Bar("making cases") as bar:
            for n, raw in enumerate(samples.generate(count, 1, now=datetime.now(UTC)), 1):
                intake.take(raw, decode_case(raw))
                bar.at(n, count)
