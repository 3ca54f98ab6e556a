"""From a bundle to the workspace that its cases are reviewed in: all of it, or nothing."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from triage_tui.cli.options import Options
from triage_tui.errors import Refused

if TYPE_CHECKING:
    from triage_tui.bundles.unsealing import Sealed
    from triage_tui.desk.carried import Carried
    from triage_tui.domain.journal import Event
    from triage_tui.domain.policy import PackName
    from triage_tui.signing.ring import KeyRing
    from triage_tui.storage.workspace import Workspace


def arrive(
    options: Options, file: Path, *, identity: str | None = None, allow_unsigned: bool = False
) -> tuple[Options, str]:
    """The options with the workspace of a bundle, made where it was not opened before, and what it says it is for.

    Raises `Refused` where the bundle is not to be trusted, not for us, old or expired; then nothing is left behind.
    """
    from triage_tui.bundles.unsealing import unsealed
    from triage_tui.cli.bundle_keys import keys_of, watched
    from triage_tui.wiring import key_ring

    ring = key_ring()
    keys = keys_of(ring, identity)
    with watched(str(file)) as watch, unsealed(file, keys, allow_unsigned=allow_unsigned, watch=watch) as sealed:
        path = place_of(options, sealed.manifest.id)
        there = path.exists()
        _refuse(file, sealed, ring, again=there)
        if there:
            _same(options, path, sealed)
        else:
            _make(options, path, file, sealed)
        if sealed.by is not None:
            ring.saw(sealed.by.id, sealed.manifest.sequence)
        purpose = f": {sealed.manifest.purpose}" if sealed.manifest.purpose else ""
        many = "1 case" if sealed.manifest.cases == 1 else f"{sealed.manifest.cases} cases"
        notice = f"{many} from {sealed.manifest.issuer.name or 'nobody known'}{purpose}"
    return options._replace(workspace=str(path)), notice


def place_of(options: Options, bundle_id: str) -> Path:
    """Where the workspace of a bundle lies: the one that was named, else its own in the data folder."""
    from triage_tui.settings.paths import bundle_workspace

    return Path(options.workspace).expanduser() if options.workspace else bundle_workspace(bundle_id)


def _refuse(file: Path, sealed: Sealed, ring: KeyRing, *, again: bool) -> None:
    """Raise what stands against opening it; one that was opened before may have expired, and is then only read."""
    from triage_tui.bundles.terms import for_review, meant_for

    if sealed.manifest.kind != "cases":
        raise Refused(f"{file}: holds decisions, no cases", "`triage-tui bundle merge` takes them in")
    own, by = ring.own(), sealed.by
    ours = by is None or by.id in {key.id for key in own}
    try:
        meant_for(sealed.manifest, own)
        if not again:
            last_seen = 0 if ours or by is None else ring.last_seen(by.id)
            for_review(sealed.manifest, by, now=datetime.now(UTC), last_seen=last_seen)
    except Refused as reason:
        raise Refused(f"{file}: {reason.title}", reason.hint) from None


def _same(options: Options, path: Path, sealed: Sealed) -> None:
    """Raise `Refused` where the workspace that is there was made from something else."""
    from triage_tui.cli.seat import opened
    from triage_tui.wiring import carried_in

    with opened(options._replace(workspace=str(path)), read_only=True) as workspace:
        carried = carried_in(workspace)
    if carried is None or carried.manifest != sealed.manifest:
        raise Refused(f"{path} is there already, and was made from something else", "name another --workspace")


def _make(options: Options, path: Path, file: Path, sealed: Sealed) -> None:
    from triage_tui.cli.seat import opened
    from triage_tui.desk.carried import remember_carried
    from triage_tui.storage.building import building

    carried = _carried(options, sealed)
    with building(path) as part, opened(options._replace(workspace=str(part), read_only=False)) as workspace:
        try:
            _take_packs(workspace, sealed)
            _take(options, workspace, sealed)
        except Refused as error:
            raise Refused(f"{file}: {error.title}", error.hint) from None
        remember_carried(workspace, carried)
        workspace.ledger.append(_event(carried, sealed))


def _take_packs(workspace: Workspace, sealed: Sealed) -> None:
    from triage_tui.domain.values import Invalid

    for number, raw in enumerate(sealed.lines("policies/"), 1):
        try:
            workspace.add_pack(raw)
        except Invalid as error:
            raise Refused(f"policy pack {number}: {error.path}: {error.reason}") from None


def _take(options: Options, workspace: Workspace, sealed: Sealed) -> None:
    from triage_tui.cli.progress import Bar
    from triage_tui.domain.case import decode_case
    from triage_tui.domain.values import Invalid

    meant, total = _meant(sealed), sealed.manifest.cases
    with Bar("opening the bundle") as bar, workspace.taking(options.settings.house_sla) as intake:
        for number, raw in enumerate(sealed.lines("cases/"), 1):
            bar.at(number, total)
            try:
                case = decode_case(raw)
                taken = intake.take(raw, case, meant.get(case.id))
            except Invalid as error:
                raise Refused(f"case {number}: {error.path}: {error.reason}") from None
            if taken.outcome != "new":
                raise Refused(f"case {number}: is in it twice, or cannot be kept: {taken.reason or taken.outcome}")


def _meant(sealed: Sealed) -> dict[str, PackName]:
    """The packs that flags mean which name none, by the ids of their cases."""
    import msgspec

    from triage_tui.domain.bundle import MEANT, Meant

    try:
        said = [msgspec.json.decode(line, type=Meant) for line in sealed.lines(MEANT)]
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Refused(f"{MEANT}: {error}") from None
    return {one.case_id: (one.policy_id, one.policy_version) for one in said}


def _carried(options: Options, sealed: Sealed) -> Carried:
    from triage_tui.desk.carried import Carried
    from triage_tui.wiring import reviewer_of

    return Carried(
        manifest=sealed.manifest,
        reviewer=sealed.manifest.reviewer or reviewer_of(options.settings),
        issuer=sealed.by.line() if sealed.by is not None else "",
    )


def _event(carried: Carried, sealed: Sealed) -> Event:
    from triage_tui.domain.ids import new_id
    from triage_tui.domain.journal import Event

    now = datetime.now(UTC)
    return Event(
        id=new_id(now),
        type="open",
        at=now,
        reviewer=carried.reviewer,
        bundle_id=carried.manifest.id,
        count=carried.manifest.cases,
        sha256=sealed.sha256,
        note=f"signed by {sealed.by.name} ({sealed.by.id})" if sealed.by is not None else "unsigned",
    )
