"""The verb ``bundle create``: cases sealed for somebody."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from triage_tui.cli.given import moment
from triage_tui.cli.options import Options, pass_options
from triage_tui.errors import Refused, WrongUsage

if TYPE_CHECKING:
    from triage_tui.cli.sealing import Chosen, Wrapping
    from triage_tui.domain.bundle import Allowed, Manifest, Party
    from triage_tui.domain.filter import Query
    from triage_tui.signing.keys import PublicKey
    from triage_tui.signing.ring import KeyRing
    from triage_tui.storage.workspace import Workspace

_DURATION = re.compile(r"([1-9][0-9]{0,4})([hdw])")
_HOURS = {"h": 1, "d": 24, "w": 168}
LONGEST = timedelta(days=366)
"""A bundle is good for no longer."""


@click.command(short_help="Seal cases for somebody.")
@click.argument("filter", required=False, default="", metavar="[FILTER]")
@click.option("-o", "--output", required=True, metavar="FILE.triage", help="Where to.")
@click.option("--for", "whom", multiple=True, metavar="NAME|KEY", help="Who can open it: a key you trust, or its line.")
@click.option("--passphrase", is_flag=True, help="Whoever knows a passphrase can open it: you are asked for it.")
@click.option("--plain", is_flag=True, help="Everybody can open it: it is signed, and not encrypted.")
@click.option("--expires", metavar="14d|TIME", default="14d", show_default=True, help="Until when it may be reviewed.")
@click.option("--purpose", metavar="TEXT", default="", help="Why these cases go out; the reviewer reads it.")
@click.option(
    "--allow", multiple=True, type=click.Choice(["decisions", "reasons", "cases"]),
    help="What may be exported where it is opened. Decisions come back to you in any case.",
)  # fmt: skip
@click.option("--reviewer", metavar="NAME", default="", help="Under which name is decided; else that of the only key.")
@click.option("--include-nda", is_flag=True, help="Seal cases with the label nda, too.")
@click.option("--unsigned", is_flag=True, help="Let nobody vouch for it.")
@click.option("--force", is_flag=True, help="Overwrite a file that is there already.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of words.")
@pass_options
def command(
    options: Options, /, output: str, include_nda: bool, force: bool, as_json: bool, whom: tuple[str, ...], **said: Any
) -> None:
    """Seal the cases that FILTER matches, with the policy packs, for somebody who reviews them offline.

    Without `is:` in the filter, these are the cases still to be decided. The file is signed with this machine's key,
    and its name appears once all of it is on disk. The log keeps what went out.
    """
    from triage_tui.cli.sealing import waiting
    from triage_tui.cli.seat import opened
    from triage_tui.desk.carried import why_not_export
    from triage_tui.domain.bundle import Party
    from triage_tui.domain.filter import parse
    from triage_tui.wiring import carried_in, key_ring

    order, ring = Order(**said), key_ring()
    if sum((bool(whom), order.passphrase, order.plain)) != 1:
        raise WrongUsage("say who can open it", "one of --for NAME, --passphrase and --plain")
    query = waiting(parse(order.filter))
    audience, recipients = parties(ring, whom)
    if order.passphrase:
        audience = (Party(key_id="", name="whoever knows the passphrase"),)
    wrapping = _wrapping(options, recipients, passphrase=order.passphrase, unsigned=order.unsigned)
    with opened(options) as workspace:
        if (refusal := why_not_export(carried_in(workspace), "cases")) is not None:
            raise Refused(refusal)
        named = order._replace(reviewer=order.reviewer or _called(workspace, audience))
        manifest = _manifest(options, ring, wrapping, named, audience)
        packing = Packing(workspace, query, include_nda, output, force)
        chosen, whole, digest = _seal(options, packing, manifest, wrapping)
        _say_who_decides(workspace, manifest)
    if wrapping.key is not None:
        ring.saw(wrapping.key.public.id, manifest.sequence)
    _say(whole, chosen, digest, output, as_json)


def _called(workspace: Workspace, audience: tuple[Party, ...]) -> str:
    """The name of the only recipient's key, as two people's logins may be the same; a source has names of its own."""
    from triage_tui.desk.origin import recall_origin

    keyed = [one.name for one in audience if one.key_id]
    if len(keyed) != 1 or keyed[0] == workspace.reviewer or recall_origin(workspace) is not None:
        return ""
    return keyed[0]


class Order(NamedTuple):
    """What was said about a bundle, besides for whom it is and where it goes."""

    filter: str
    passphrase: bool
    plain: bool
    expires: str
    purpose: str
    allow: tuple[Allowed, ...]
    reviewer: str
    unsigned: bool


class Packing(NamedTuple):
    """What goes into it, and where to."""

    workspace: Workspace
    query: Query
    nda: bool
    """Whether cases with this label go along."""
    output: str
    force: bool
    """Whether a file that is there already is overwritten."""


def parties(ring: KeyRing, whom: Sequence[str]) -> tuple[tuple[Party, ...], tuple[str, ...]]:
    """Whom it is meant for, and the keys it is sealed for."""
    from triage_tui.domain.bundle import Party

    ages = [one for one in whom if one.startswith("age1")]
    if ages and len(ages) < len(whom):
        raise WrongUsage("an age key and a person's key do not go into one bundle", "seal one for each")
    if ages:
        return tuple(Party(key_id="", name=one[:16]) for one in ages), tuple(ages)
    keys = [_known(ring, one) for one in whom]
    return tuple(Party(key_id=key.id, name=key.name) for key in keys), tuple(key.line() for key in keys)


def _known(ring: KeyRing, whom: str) -> PublicKey:
    from triage_tui.signing.keys import KIND, cleaned, read_public

    if whom.startswith(f"{KIND} "):
        key, comment = read_public(whom, "unnamed"), whom.split(" ", 2)[2:]
        return ring.find(key.id) or read_public(whom, cleaned("".join(comment)))
    if (known := ring.named(whom)) is None:
        raise Refused(f"no key is known under the name {whom}", "`triage-tui key trust` takes the line of their key")
    return known


def _wrapping(options: Options, recipients: tuple[str, ...], *, passphrase: bool, unsigned: bool) -> Wrapping:
    from triage_tui.bundles.age import installed
    from triage_tui.cli.sealing import Wrapping
    from triage_tui.wiring import device_key

    if recipients or passphrase:
        installed()
    key = None if unsigned else device_key(options.settings)
    return Wrapping(key, recipients, _new_passphrase() if passphrase else "")


def _new_passphrase() -> str:
    from triage_tui.cli.account import asker

    if (ask := asker()) is None:
        raise Refused("a passphrase is typed at a terminal", "seal the bundle for a key: --for NAME")
    first = ask("Passphrase for the bundle")
    if len(first) < 8:
        raise Refused("the passphrase is shorter than 8 characters", "a few words are best")
    if ask("Once more") != first:
        raise Refused("the two are not the same")
    return first


def _manifest(
    options: Options, ring: KeyRing, wrapping: Wrapping, order: Order, audience: tuple[Party, ...]
) -> Manifest:
    from triage_tui.domain.bundle import Manifest, Party
    from triage_tui.domain.ids import new_id
    from triage_tui.wiring import reviewer_of

    now, key = datetime.now(UTC), wrapping.key.public if wrapping.key is not None else None
    return Manifest(
        id=new_id(now),
        kind="cases",
        issuer=Party(key_id=key.id if key else "", name=key.name if key else reviewer_of(options.settings)),
        audience=audience,
        made_at=now,
        expires_at=_moment(order.expires, now),
        sequence=ring.last_seen(key.id) + 1 if key else 1,
        members=(),
        purpose=order.purpose,
        allows=tuple(dict.fromkeys(order.allow)),
        reviewer=order.reviewer,
        filter=order.filter,
    )


def _moment(words: str, now: datetime) -> datetime:
    if (found := _DURATION.fullmatch(words)) is not None:
        end = now + timedelta(hours=int(found[1]) * _HOURS[found[2]])
    else:
        end = moment("--expires", words, "14d, 36h, 2w or 2026-12-06T18:00Z")
    if not now < end <= now + LONGEST:
        raise WrongUsage(f"--expires {words}: is not within the next {LONGEST.days} days")
    return end


def _seal(options: Options, of: Packing, manifest: Manifest, wrapping: Wrapping) -> tuple[Chosen, Manifest, str]:
    """Write the file; it is in the log before it has its name."""
    import hashlib

    from triage_tui.cli.progress import Bar
    from triage_tui.cli.sealing import Chosen, logged, write
    from triage_tui.export.target import target
    from triage_tui.wiring import reviewer_of

    total = of.workspace.count(of.query)
    with target(of.output, force=of.force, ordinary=True) as out, Bar("sealing") as bar:
        chosen = Chosen(of.workspace, of.query, nda=of.nda, watch=lambda done: bar.at(done, total))
        whole = write(out, manifest, chosen, wrapping)
        with open(out.name, "rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        reviewer = of.workspace.reviewer or reviewer_of(options.settings)
        logged(of.workspace, whole, chosen, digest, reviewer=reviewer, now=manifest.made_at)
    return chosen, whole, digest


def _say_who_decides(workspace: Workspace, manifest: Manifest) -> None:
    """A server takes no decisions by another name than the account's, and that shows only when they come back."""
    from triage_tui.cli.printing import tell
    from triage_tui.desk.origin import recall_origin
    from triage_tui.ui.present.text import ours

    if not manifest.reviewer and recall_origin(workspace) is not None:
        tell(ours("decided under the name on the reviewer's machine; the server takes only that of their account:"))
        tell(ours("  --reviewer NAME says it beforehand"))


def _say(manifest: Manifest, chosen: Chosen, digest: str, output: str, as_json: bool) -> None:
    from triage_tui.cli.printing import echo, line, print_json, tell
    from triage_tui.domain.values import rfc3339
    from triage_tui.ui.present.text import ours

    left = dict(chosen.kept_back)
    if as_json:
        end = rfc3339(manifest.expires_at)
        about = {"id": manifest.id, "sequence": manifest.sequence, "expires_at": end}
        print_json({"file": output, **about, "cases": len(chosen.went), "kept_back": left, "sha256": digest})
        return
    names = ", ".join(one.name for one in manifest.audience)
    echo(ours("{}: {} cases sealed{}", line(output), len(chosen.went), line(f" for {names}" if names else "")))
    echo(ours("until {} · bundle {}", line(f"{manifest.expires_at:%Y-%m-%d %H:%M} UTC"), line(manifest.id)))
    for reason, count in left.items():
        tell(ours("not sealed: {} {}", count, line(reason)))
