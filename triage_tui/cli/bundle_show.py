"""The verb ``bundle show``: what a sealed file says of itself."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from triage_tui.cli.bundle_keys import identity_option

if TYPE_CHECKING:
    from triage_tui.bundles.unsealing import Sealed
    from triage_tui.ui.present.text import Safe


@click.command(short_help="Say what is in a sealed file, for whom, by whom and until when.")
@click.argument("file")
@identity_option
@click.option("--json", "as_json", is_flag=True, help="The manifest, and what was found out about it, as one object.")
def command(file: str, identity: str | None, as_json: bool) -> None:
    """Say what a FILE.triage or FILE.triage-decisions is: what is in it, for whom, by whom and until when.

    Nothing is kept, and it need not be meant for you. What is encrypted has to be opened for that, though.
    """
    import msgspec

    from triage_tui.bundles.unsealing import unsealed
    from triage_tui.cli.bundle_keys import keys_of
    from triage_tui.cli.printing import columns, line, print_json
    from triage_tui.wiring import key_ring

    with unsealed(Path(file), keys_of(key_ring(), identity), allow_unsigned=True) as sealed:
        if as_json:
            by = {"key_id": sealed.by.id, "name": sealed.by.name} if sealed.by is not None else None
            about = {"encrypted": sealed.encrypted, "signed_by": by, "claimed": list(sealed.claimed)}
            print_json({**about, "sha256": sealed.sha256, "manifest": msgspec.to_builtins(sealed.manifest)})
            return
        columns([line(name), words] for name, words in _rows(sealed))


def _rows(sealed: Sealed) -> list[tuple[str, Safe]]:
    from datetime import UTC, datetime

    from triage_tui.cli.printing import line
    from triage_tui.ui.present.text import ours

    says = sealed.manifest
    over = ours("  (expired)") if says.expires_at <= datetime.now(UTC) else ours("")
    end = ours("{}{}", line(f"{says.expires_at:%Y-%m-%d %H:%M} UTC"), over)
    leaves = line(", ".join(says.allows) or "nothing but decisions on their way back")
    of_cases = says.kind == "cases"
    rows = [
        ("bundle" if of_cases else "file", line(says.id)),
        ("holds", _holds(sealed)),
        *([("purpose", line(says.purpose or "-"))] if of_cases else []),
        ("sealed by", signed(sealed)),
        ("sealed for", line(", ".join(f"{one.name} {one.key_id}".strip() for one in says.audience) or "everybody")),
        ("encrypted", ours("yes") if sealed.encrypted else ours("no")),
        ("made", line(f"{says.made_at:%Y-%m-%d %H:%M} UTC")),
        *([("until", end)] if of_cases else []),
        ("number", ours("{}", says.sequence)),
        *([("may leave", leaves)] if of_cases else []),
    ]
    more = (("reviewer", says.reviewer), ("filter", says.filter), ("answers", says.answers))
    return rows + [(name, line(value)) for name, value in more if value]


def _holds(sealed: Sealed) -> Safe:
    from triage_tui.ui.present.text import ours

    says = sealed.manifest
    if says.kind == "decisions":
        return ours("{} log entries", sum(one.records for one in says.members))
    packs = sum(one.path.startswith("policies/") for one in says.members)
    return ours("{} cases, {} policy packs", says.cases, packs)


def signed(sealed: Sealed) -> Safe:
    """Who vouches for a sealed file."""
    from triage_tui.cli.printing import line
    from triage_tui.ui.present.text import ours

    if sealed.by is not None:
        return ours("{} ({}, a key you know)", line(sealed.by.name), line(sealed.by.id))
    if sealed.claimed:
        return ours("! {} says: not a key you know", line(", ".join(sealed.claimed[:3])))
    return ours("! nobody: it is not signed")
