"""The verb ``bundle return``: what was decided on a bundle, sealed for whoever it came from."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from triage_tui.cli.bundle_keys import identity_option
from triage_tui.cli.options import Options, pass_options
from triage_tui.errors import Refused

if TYPE_CHECKING:
    from triage_tui.cli.returning import Stand, Way
    from triage_tui.desk.carried import Carried
    from triage_tui.storage.workspace import Workspace


@click.command(name="return", short_help="Make the file with your decisions that goes back.")
@click.argument("bundle", required=False, metavar="[FILE.triage|ID]")
@click.option("-o", "--output", metavar="FILE.triage-decisions", help="Where to; else named after the bundle, here.")
@click.option("--for", "whom", multiple=True, metavar="NAME|KEY", help="Who can open it besides the bundle's issuer.")
@click.option("--plain", is_flag=True, help="Do not encrypt it.")
@click.option("--force", is_flag=True, help="Overwrite a file that is there already.")
@identity_option
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of words.")
@pass_options
def command(
    options: Options,
    bundle: str | None,
    output: str | None,
    whom: tuple[str, ...],
    plain: bool,
    force: bool,
    identity: str | None,
    as_json: bool,
) -> None:
    """Make the file that hands back what was decided on a bundle: the one named, else the one opened last.

    It holds the whole log of the bundle's workspace with a signed checkpoint, sealed for whoever sealed the bundle.
    Decisions in it count as handed out: an undo comes as a new decision, with the next file. It may be made as often
    as you like, and when the bundle has expired as well: merged twice, it changes nothing.
    """
    from triage_tui.cli.seat import opened

    now = datetime.now(UTC)
    options = options._replace(workspace=str(_place(options, bundle, identity)), read_only=False)
    if not options.workspace_path.is_file():
        raise Refused(
            f"there is no workspace {options.workspace_path}", "`triage-tui bundle open FILE.triage` makes it"
        )
    with opened(options) as workspace:
        workspace.release_held(now + timedelta(seconds=options.settings.review.undo_window_s))
        way = _way(options, workspace, whom, plain=plain)
        place = output or f"bundle-{options.workspace_path.stem.removeprefix('bundle-')}.triage-decisions"
        _write(workspace, way, place, now, force=force, as_json=as_json)


def _place(options: Options, bundle: str | None, identity: str | None) -> Path:
    """The workspace of the bundle that is meant."""
    from triage_tui.cli.unpacking import place_of
    from triage_tui.settings.paths import data_dir, workspace_used_last

    if bundle is not None:
        return place_of(options, _id(bundle, identity) if Path(bundle).exists() else bundle)
    if options.workspace is not None:
        return options.workspace_path
    last, ours = workspace_used_last(), sorted(data_dir().glob("bundle-*.db"))
    if last is not None and last.resolve() in {path.resolve() for path in ours}:
        return last
    if len(ours) == 1:
        return ours[0]
    hint = "name its file, or one of: " + ", ".join(path.stem.removeprefix("bundle-") for path in ours)
    raise Refused("which bundle is meant?" if ours else "no bundle was opened here", hint if ours else "")


def _id(file: str, identity: str | None) -> str:
    from triage_tui.bundles.unsealing import unsealed
    from triage_tui.cli.bundle_keys import keys_of
    from triage_tui.wiring import key_ring

    with unsealed(Path(file), keys_of(key_ring(), identity), allow_unsigned=True) as sealed:
        return sealed.manifest.id


def _way(options: Options, workspace: Workspace, whom: tuple[str, ...], *, plain: bool) -> Way:
    from triage_tui.cli.bundle_create import parties
    from triage_tui.cli.returning import Way, issuer_of, signing_key
    from triage_tui.domain.bundle import Party
    from triage_tui.wiring import carried_in, device_key, key_ring

    if (carried := carried_in(workspace)) is None:
        raise Refused(f"{workspace.path} was not made from a bundle", "`triage-tui export decisions` writes its log")
    ring = key_ring()
    issuer, (others, recipients) = issuer_of(carried, ring), parties(ring, whom)
    if issuer is None and not (whom or plain):
        raise Refused("nobody is known whom to seal it for: the bundle is not signed", "--for NAME, or --plain")
    key = signing_key(carried, ring) or device_key(options.settings)
    if issuer is not None:
        others, recipients = (Party(key_id=issuer.id, name=issuer.name), *others), (issuer.line(), *recipients)
    return Way(carried, key, others, () if plain else recipients)


def _write(workspace: Workspace, way: Way, place: str, now: datetime, *, force: bool, as_json: bool) -> None:
    """Write the file; it is in the log before it has its name."""
    import hashlib

    from triage_tui.bundles.age import installed
    from triage_tui.cli.returning import logged, stand, write
    from triage_tui.export.target import target
    from triage_tui.wiring import key_ring

    if way.recipients:
        installed()
    counts, ring = stand(workspace), key_ring()
    if not counts.decided + counts.withdrawn:
        raise Refused(
            "nothing is decided yet on this bundle", f"triage-tui --workspace {workspace.path} opens the desk"
        )
    with target(place, force=force, ordinary=True) as out:
        manifest = write(out, workspace, way, now, ring.last_seen(way.key.public.id) + 1)
        with open(out.name, "rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        logged(workspace, way, manifest, digest, counts.decided)
    ring.saw(way.key.public.id, manifest.sequence)
    _say(place, way.carried, counts, digest, as_json)


def _say(place: str, carried: Carried, counts: Stand, digest: str, as_json: bool) -> None:
    from triage_tui.cli.printing import echo, line, print_json, tell
    from triage_tui.ui.present.text import ours

    says = carried.manifest
    if as_json:
        print_json({"file": place, "bundle": says.id, **counts._asdict(), "sha256": digest})
        return
    many = ours("decision") if counts.decided == 1 else ours("decisions")
    echo(ours("{}: {} {} for {}", line(place), counts.decided, many, line(says.issuer.name or "its issuer")))
    echo(ours("the log's head, to read out: {}", line(counts.words)))
    besides = {
        "taken back, which the log tells": counts.withdrawn,
        "cases skipped, which the log tells": counts.skipped,
        "begun and not decided: drafts stay here": counts.drafts,
        "cases not decided yet": counts.left,
    }
    for words, count in besides.items():
        if count:
            tell(ours("{}: {}", line(words), count))
