"""docs/api.md: the table of the Case API in words, with examples from a run of the server."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, get_args

from tools.api_examples import Said, answer_of, request_of, run
from triage_tui.domain.wire.bundles import SEALED
from triage_tui.domain.wire.capabilities import Limits
from triage_tui.domain.wire.problems import KINDS
from triage_tui.server.openapi import document
from triage_tui.server.routes import ACTS, Act

BEGINNING = """\
# Case API

What a server speaks so that any desk can pull cases from it and hand decisions back. `triage-tui serve` is one such
server ([server.md](server.md) says how to run it); yours may be another, and `triage-tui conformance` tries whether it
holds to every rule. The same for programs: OpenAPI 3.1 at `/v1/openapi.json`, in the package as
`triage_tui/server/openapi.json`.

This page is written by `make docs` from the table that the server follows, and every example is from a run of it; only
what is random is replaced. A test fails when the page is out of step.

## Rules that hold everywhere

* **JSON over HTTPS**, `Authorization: Bearer TOKEN`. A body is `application/json`, as it is or with
  `Content-Encoding: gzip`; an answer is packed where the client takes gzip. Only sealed files are
  `application/vnd.triage.bundle`, in both directions.
* **A problem is `application/problem+json`** (RFC 9457). `type` is `urn:triage:problem:` and one of the words
  [below](#problems); what a client needs to go on is inside: the current case, the standing decision, the seconds.
* **Unknown fields are ignored** in what is sent; unknown parameters of an address are refused, and so is a name that
  is there twice.
* **Times** are RFC 3339 with a zone. The server stamps `received_at` by its own clock; times of clients are kept as
  they were said, and nothing is decided by them.
* **Cursors are opaque**: pass `next` on as it came. No list has offsets.
* **Everything may be sent again.** A decision, a skip, a note and an escalation carry an id of the client's; the same
  id and body get the same success however often, another body under the id is `idempotency_mismatch`. A case is the
  same by its id and version.
* **No answer is no answer**: whether a decision arrived, `GET /v1/decisions/{{id}}` says, not the silence.
* **2xx means it is kept**: nothing is answered before it is on the disk.

## Push cases in

A classifier or a report form needs a token with the role `intake` (`triage-tui serve user add feed --role intake`)
and one address, [`POST /v1/cases:batch`](#post-v1casesbatch). Send up to {batch} whole cases at a time, each with an
`id` and a `version`; [formats.md](formats.md) and `triage-tui schema case` say what a case is. All of a request is
taken, or nothing of it, and the problem's `pointer` names the case that is at fault. A newer version replaces what is
shown; decisions about the older one stay and are about that. What comes again, or late and older, changes nothing: when
in doubt, send it again.

```sh
jq -sc '{{cases: .}}' cases.jsonl |
  curl --fail-with-body -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' --data-binary @- \\
    https://triage.example.org/v1/cases:batch
```

Decisions come back as a journal: read [`GET /v1/decisions`](#get-v1decisions) from the last cursor on with a token of
the role `lead` or `auditor`.

## Logs and sealed files

A server that promises `checkpoints` is a witness: a desk tells it from time to time how many entries its decision log
has and what the last one hashes to ([decision-log.md](decision-log.md)). What is posted is a signed note
(c2sp.org/signed-note), and it comes back with the server's signature and time below. The server sees neither entries
nor decisions by that; it remembers the newest note of each log, and refuses one about a log that got shorter or has
another entry under the same number. A log belongs to the reviewer who brought it first. The key that came with it signs
it from then on, or one that the operator registered for the reviewer; where no key ever came, the token alone says who
speaks, and the signature is not checked.

A server that promises `bundles` hands sealed files out ([offline.md](offline.md)): the list says the SHA-256, which is
the ETag too, so a client that was cut off asks for the rest with `Range` and `If-Range`. Decisions come back as one
file, sealed for the server's key by a key that is registered for the reviewer. Each is taken, or not, by the rules of
[`POST /v1/decisions`](#post-v1decisions), and the report says so one by one: `taken`, `double` (beside another one, the
case goes to adjudication), `already` (it came before), `withdrawn` (by the reviewer), `conflict` (the case went on
without it) or `refused`. A file that cannot be believed as a whole is `invalid_field`, and `reason` says why.

## Try a server

```sh
triage-tui conformance https://triage.example.org --token-file ana --second-token-file ben --yes
```

tries every rule as one reviewer or two, and says of each whether it is held, broken, or not offered. The first token
should hand cases in, too (`--role reviewer --role intake`): then the suite brings its own, into the queue `conformance`
or those that `--queue` names. Test cases and decisions stay on the server. The exit status is 0 when all that is
offered holds, 1 when a rule is broken; `--json` prints one object a check.

## Limits

In the capabilities, and enforced; these are those of the reference server.

{limits}

## Endpoints

{endpoints}
"""
PROBLEMS = """
## Problems

Besides those named above, every endpoint may answer `bad_request` and `unavailable`; with a token `unauthenticated` and
`rate_limited`; with a body or parameters `invalid_field`, `missing_field`, `too_large` and `unsupported_media`.
`unavailable` and `rate_limited` say in `Retry-After` when to come back. A batch of decisions is answered 200 with one
answer each, a receipt or a problem, in its order.

"""
_MEANINGS = {
    "body_bytes": "bytes of one request, packed and unpacked",
    "batch": "cases or decisions in one request",
    "page": "rows of one page",
    "lease_s": "seconds of the longest lease",
    "requests_per_minute": "requests a minute by one token, and by each process of the server",
}


def written() -> str:
    """The whole page."""
    examples = run()
    limits = _table(
        ("limit", "is", "meaning"), ((f"`{n}`", f"{getattr(Limits(), n):,}", _MEANINGS[n]) for n in _MEANINGS)
    )
    endpoints = _table(("endpoint", "what it does", "token"), map(_line, ACTS))
    parts = [BEGINNING.format(limits=limits, endpoints=endpoints, batch=Limits().batch)]
    described = document()["paths"]
    for act in ACTS:
        mine = [said for said in examples if said.act is act]
        parts.append("\n".join(_section(act, described[act.path][act.method.lower()], mine)))
    parts.append(_problems())
    return "\n".join(parts)


def _line(act: Act) -> tuple[str, ...]:
    anchor = re.sub(r"[^\w -]", "", f"{act.method} {act.path}".lower()).replace(" ", "-")
    return f"[`{act.method} {act.path}`](#{anchor})", _told(act), "yes" if act.known else "no"


def _told(act: Act) -> str:
    return (act.run.__doc__ or "").strip()


def _section(act: Act, described: dict[str, Any], examples: Sequence[Said]) -> Iterator[str]:
    yield f"\n### {act.method} {act.path}\n\n{_told(act)}\n"
    facts = [f"`{one['name']}` ({one['in']})" for one in described["parameters"]]
    if facts:
        yield f"* Parameters: {', '.join(facts)}"
    if act.takes is not None:
        yield f"* Body: {'a form, ' + ', '.join(f'`{name}`' for name in act.form) if act.form else _kind(act.takes)}"
    part = ", or 206 with the part that is asked for" if act.parts else ""
    empty = f"{part}, or {act.empty} without a body" if act.empty else part
    yield f"* Answer: {act.status}, {_given(act)}{empty}"
    own = {kind: KINDS[kind].status for kind in act.problems}
    if own:
        yield "* Problems: " + ", ".join(f"`{kind}` {status}" for kind, status in own.items())
    for said in examples:
        yield f"\n{said.about}\n\n```http\n{request_of(said)}\n```\n\n```http\n{answer_of(said)}\n```"


def _given(act: Act) -> str:
    if act.gives is None:
        return "no body"
    if act.lines:
        return f"JSON lines, {_kind(act.gives)} each"
    return {str: "plain text", dict: "JSON"}.get(act.gives) or _kind(act.gives) + (
        ", with an ETag" if act.tagged else ""
    )


def _kind(kind: Any) -> str:
    if kind is bytes:
        return f"a sealed file, `{SEALED}`"
    return f"`{kind.__name__}`" if not get_args(kind) else str(kind)


def _problems() -> str:
    rows = ((f"`{kind}`", str(known.status), known.title) for kind, known in KINDS.items())
    return f"{PROBLEMS}{_table(('kind', 'status', 'meaning'), rows)}\n"


def _table(heads: Sequence[str], rows: Any) -> str:
    return "\n".join(f"| {' | '.join(row)} |" for row in (heads, ["---"] * len(heads), *rows))
