"""The examples of docs/api.md: a day on a server with one queue, request by request."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import httpx

from tools.api_sealed import ANA, BUNDLE_ID, LOG_ID, note, returned, wait
from triage_tui import samples
from triage_tui.domain.wire.bundles import SEALED
from triage_tui.domain.wire.capabilities import Me, Queue
from triage_tui.domain.wire.signing_in import GRANT
from triage_tui.domain.words import Mode
from triage_tui.server.app import make_app
from triage_tui.server.routes import ACTS, Act
from triage_tui.server.store import Store, open_store

OPERATOR = Me(reviewer="operator", roles=("lead", "intake"))
BEGIN = datetime(2026, 11, 22, 9, tzinfo=UTC)
WIDTH = 108
"""Characters of a line of JSON, about."""
LONGEST = 60
"""Lines of an answer that are shown."""
SHOWN = ("Content-Type", "ETag", "Content-Range", "Retry-After", "WWW-Authenticate")
"""Headers of an answer that are shown."""


class Said(NamedTuple):
    """One request and its answer, with what is random replaced."""

    act: Act
    about: str
    method: str
    path: str
    headers: Mapping[str, str]
    body: str
    status: int
    came: Mapping[str, str]
    answer: str


def case(n: int, version: int = 1, queue: str = "general") -> dict[str, Any]:
    """A small whole case."""
    return {
        "schema": "triage.case/1", "id": f"case-{n}", "version": version, "queue": queue, "priority": 5.0 - n,
        "received_at": "2026-11-22T08:30:00Z", "language": "en",
        "flags": [{"id": "f1", "policy_id": "sample-aup", "policy_version": "2", "clause": "cyber.2", "score": 0.91}],
        "conversation": {"turns": [{"role": "user", "text": "How do I close port 22 to the world?"}]},
    }  # fmt: skip


def decision(n: int, number: int, reviewer: str = "ana", version: int = 1, **more: Any) -> dict[str, Any]:
    """A decision about one."""
    about = sha256(json.dumps(case(number, version)).encode()).hexdigest()
    return {
        "schema": "triage.decision/1", "id": f"0193521c-0000-7000-8000-00000000000{n}", "case_id": f"case-{number}",
        "case_version": version, "case_sha256": about, "outcome": "overturn", "rationale": "Defence, not attack.",
        "reviewer": reviewer, "decided_at": "2026-11-22T09:05:00Z", **more,
    }  # fmt: skip


def run() -> list[Said]:
    """Every example, in the order of the day."""
    seconds = count()
    with TemporaryDirectory() as folder:
        store = open_store(str(Path(folder) / "server.db"), now=lambda: BEGIN + timedelta(seconds=next(seconds) // 50))
        tokens = dict(_people(store))
        transport = httpx.ASGITransport(make_app(store))
        http = httpx.AsyncClient(transport=transport, base_url="https://triage.example.org", trust_env=False)
        with asyncio.Runner() as runner:
            said = [*_Day(runner, http, tokens, store, wait(store, Path(folder))).said()]
            runner.run(http.aclose())
        store.close()
    return said


def _people(store: Store) -> Iterator[tuple[str, str]]:
    for pack in samples.policies():
        store.publish(OPERATOR, pack)
    store.set_queue(Queue(id="general", title="General", requires=("rationale",)))
    store.set_queue(Queue(id="blind", mode=Mode.BLIND))
    for name, role in {"feed": "intake", "ana": "reviewer", "ben": "reviewer", "lea": "lead"}.items():
        store.add_user(name, [role])
        yield name, store.new_token(name)
    store.add_key("ana", ANA.public.line())
    yield "nobody", ""


class _Day:
    """Asks, and writes down what was said."""

    def __init__(
        self, runner: asyncio.Runner, http: httpx.AsyncClient, tokens: Mapping[str, str], store: Store, tag: str
    ) -> None:
        self._runner, self._http, self._tokens, self._store, self._tag = runner, http, tokens, store, tag
        self._last: Any = None

    def said(self) -> Iterator[Said]:
        """One after the other: later ones need what earlier ones brought about."""
        yield from self._intake()
        yield from self._reading()
        yield from self._deciding()
        yield from self._witnessing()
        yield from self._sealed()
        yield from self._signing_in()

    def _intake(self) -> Iterator[Said]:
        cases = {"cases": [case(1), case(2)]}
        yield self._ask("feed", "POST", "/v1/cases:batch", "Two new cases:", cases)
        wrong = {"cases": [case(3), {**case(4), "version": 0}]}
        yield self._ask("feed", "POST", "/v1/cases:batch", "One that is no case keeps the others out too:", wrong)
        more = [case(n, queue="blind" if n == 9 else "general") for n in range(3, 10)]
        self._ask("feed", "POST", "/v1/cases:batch", "", {"cases": more})

    def _reading(self) -> Iterator[Said]:
        yield self._ask("ana", "GET", "/v1/capabilities", "The first thing to ask:")
        yield self._ask("nobody", "GET", "/v1/capabilities", "Without a token:")
        yield self._ask("ana", "GET", "/v1/queues", "What waits:")
        yield self._ask("ana", "GET", "/v1/cases?queue=general&order=due&limit=2", "The two that are due first:")
        yield self._ask("ana", "GET", "/v1/cases/case-1", "One whole case:")
        yield self._ask("ana", "GET", "/v1/cases/case-1", "The same, where it is known:", None, If_None_Match='"1"')
        wanted = {"ids": ["case-2", "no-such-case"]}
        yield self._ask("ana", "POST", "/v1/cases:batchGet", "Unknown ones are left out:", wanted)
        yield self._ask("ana", "GET", "/v1/changes?limit=2", "From the beginning: packs, then what waits.")
        yield self._ask("ana", "GET", "/v1/changes?since=x", "A cursor that is none:")
        yield self._ask("ana", "GET", "/v1/policies", "Every version:")
        yield self._ask("ana", "GET", "/v1/policies/sample-aup/versions/2", "One pack:")

    def _deciding(self) -> Iterator[Said]:
        wish = {"queue": "general", "ttl_s": 900}
        yield self._ask("ana", "POST", "/v1/leases", "The next case of a queue:", wish)
        lease, fence = self._last["lease_id"], str(self._last["fence"])
        yield self._ask("ben", "POST", "/v1/leases", "A case that somebody has:", {"case_id": "case-1"})
        yield self._ask("ana", "POST", f"/v1/leases/{lease}/renew", "More time:", {"ttl_s": 900})
        taken = {"Idempotency_Key": decision(1, 1)["id"], "Lease_Fence": fence}
        yield self._ask("ana", "POST", "/v1/decisions", "Under the lease:", decision(1, 1), **taken)
        unreasoned = decision(2, 2)
        del unreasoned["rationale"]
        yield self._ask("ana", "POST", "/v1/decisions", "Without what the queue requires:", unreasoned)
        self._ask("feed", "POST", "/v1/cases:batch", "", {"cases": [case(3, version=2)]})
        yield self._ask("ana", "POST", "/v1/decisions", "About a case that has changed:", decision(3, 3))
        batch = {"decisions": [{"decision": decision(4, 2)}, {"decision": decision(5, 1)}]}
        yield self._ask("ana", "POST", "/v1/decisions:batch", "One is taken, one is not:", batch)
        yield self._ask("ana", "GET", f"/v1/decisions/{decision(1, 1)['id']}", "It arrived:")
        yield self._ask("ana", "GET", f"/v1/decisions/{decision(9, 1)['id']}", "It never arrived:")
        yield self._ask("lea", "GET", "/v1/decisions?limit=1", "The journal, for leads and auditors:")
        yield from self._passing_on()

    def _passing_on(self) -> Iterator[Said]:
        self._ask("ben", "POST", "/v1/leases", "", {"case_id": "case-9"})
        lease = self._last["lease_id"]
        about = "In a blind queue, what the reviewer thinks before seeing the flags:"
        yield self._ask("ben", "POST", f"/v1/leases/{lease}/provisional", about, {"outcome": "overturn"})
        yield self._ask("ben", "DELETE", f"/v1/leases/{lease}", "Give it back:")
        skip = {"id": "skip-1", "reason": "not_my_expertise", "not_before": "2026-11-23T09:00:00Z"}
        yield self._ask("ben", "POST", "/v1/cases/case-4/skips", "Not before tomorrow:", skip)
        note = {"id": "note-1", "text": "The subject wrote to support too."}
        yield self._ask("ben", "POST", "/v1/cases/case-4/notes", "For the others:", note)
        escalation = {"id": "escalation-1", "to": "senior", "note": "A second pair of eyes."}
        yield self._ask("ben", "POST", "/v1/cases/case-5/escalations", "To a role, or to a person:", escalation)

    def _witnessing(self) -> Iterator[Said]:
        said = {"note": note(12, "ab" * 32, BEGIN), "key": ANA.public.line()}
        yield self._ask("ana", "POST", "/v1/checkpoints", "A log of 12 entries:", said)
        shorter = {"note": note(11, "cd" * 32, BEGIN)}
        yield self._ask("ana", "POST", "/v1/checkpoints", "It cannot have 11 after that:", shorter)
        yield self._ask("ana", "GET", f"/v1/checkpoints/{LOG_ID}", "The newest:")

    def _sealed(self) -> Iterator[Said]:
        yield self._ask("ana", "GET", "/v1/bundles", "What waits for ana:")
        rest = {"Range": "bytes=22-", "If_Range": self._tag}
        yield self._ask(
            "ana", "GET", f"/v1/bundles/{BUNDLE_ID}", "What is missing behind the first 22 bytes:", None, **rest
        )
        raw = returned([decision(6, 6), decision(7, 1)], self._store.logs.key().public, BEGIN)
        said, path = {**self._as("ana"), "Content-Type": SEALED}, "/v1/decision-files"
        about = "Two decisions, sealed by ana for the server:"
        yield self._sent("POST", path, about, said, raw, "(the file)")
        yield self._sent("POST", path, "What is no such file:", said, b"PK...", "PK...")

    def _signing_in(self) -> Iterator[Said]:
        yield self._form("/v1/device/code", "A program asks for codes:", client_id="triage-tui")
        code = self._last["device_code"]
        again = {"grant_type": GRANT, "device_code": code}
        yield self._form("/v1/device/token", "Until somebody has let the code in:", **again)
        for path in ("/v1/healthz", "/v1/readyz", "/v1/openapi.json", "/device"):
            yield self._ask("nobody", "GET", path, "For example:")

    def _as(self, who: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._tokens[who]}"} if self._tokens[who] else {}

    def _ask(self, who: str, method: str, path: str, about: str, said: Any = None, **headers: str) -> Said:
        told = {name.replace("_", "-"): value for name, value in headers.items()}
        if said is not None:
            told["Content-Type"] = "application/json"
        body = b"" if said is None else json.dumps(said).encode()
        return self._sent(method, path, about, {**self._as(who), **told}, body, "" if said is None else pretty(said))

    def _form(self, path: str, about: str, **fields: str) -> Said:
        body = "&".join(f"{name}={value}" for name, value in fields.items())
        return self._sent(
            "POST", path, about, {"Content-Type": "application/x-www-form-urlencoded"}, body.encode(), body
        )

    def _sent(self, method: str, path: str, about: str, headers: dict[str, str], body: bytes, shown: str) -> Said:
        answer = self._runner.run(self._http.request(method, path, headers=headers, content=body))
        lines = answer.headers.get("content-type", "").startswith("application/jsonl")
        is_json = "json" in answer.headers.get("content-type", "")
        found = [json.loads(line) for line in (answer.text.splitlines() if lines else [answer.text])] if is_json else []
        self._last = found[0] if found else None
        text = "\n".join(json.dumps(one) for one in found) if lines else "".join(map(pretty, found)) or answer.text
        came = {name: answer.headers[name] for name in SHOWN if name in answer.headers}
        act = next(act for act in ACTS if act.method == method and _is(act, path.partition("?")[0]))
        plain = {name: _plain(value) for name, value in headers.items()}
        return Said(act, about, method, _plain(path), plain, _plain(shown), answer.status_code, came, _plain(text))


def _is(act: Act, path: str) -> bool:
    return bool(re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", act.path), path))


RANDOM = (
    (r"server-[0-9a-f]{8} [A-Za-z0-9+/=]{30,}", "server-58ace23f AAAA..."),
    (r"(ssh-ed25519 )[A-Za-z0-9+/=]+ server-[0-9a-f]{8}", r"\1AAAA... server-58ace23f"),
    (r"Bearer trt_\S+", "Bearer $TOKEN"),
    (r"\btrt_[\w-]+", "trt_..."),
    (r'("lease_id": )"[0-9a-f]{32}"', r'\1"d1f0..."'),
    (r"(/leases/)[0-9a-f]{32}", r"\1d1f0..."),
    (r'("next": )"[^"]+"', r'\1"CURSOR"'),
    (r'("device_code": )"[^"]+"', r'\1"GmRhm..."'),
    (r"(device_code=)[^&\s]+", r"\1GmRhm..."),
    (r'("user_code": )"[^"]+"', r'\1"WDJB-MJHT"'),
)
"""What differs from run to run, and what stands in its place."""


def _plain(text: str) -> str:
    for pattern, instead in RANDOM:
        text = re.sub(pattern, instead, text)
    return text


def pretty(value: Any, indent: str = "") -> str:
    """JSON on as few lines as are not too long."""
    line = json.dumps(value, ensure_ascii=False)
    if len(indent) + len(line) <= WIDTH or not isinstance(value, dict | list) or not value:
        return line
    inner = indent + "  "
    if isinstance(value, dict):
        parts = [f"{json.dumps(name)}: {pretty(each, inner)}" for name, each in value.items()]
    else:
        parts = [pretty(each, inner) for each in value]
    first, last = "{}" if isinstance(value, dict) else "[]"
    return f"{first}\n{inner}" + f",\n{inner}".join(parts) + f"\n{indent}{last}"


def request_of(said: Said) -> str:
    """The request as a client writes it."""
    head = [f"{said.method} {said.path}", *(f"{name}: {value}" for name, value in said.headers.items())]
    return "\n".join(head) + (f"\n\n{said.body}" if said.body else "")


def answer_of(said: Said) -> str:
    """The answer as a client reads it; what is long is cut."""
    head = [str(said.status), *(f"{name}: {value}" for name, value in said.came.items())]
    lines = [line if len(line) <= WIDTH + 40 else line[:WIDTH] + " ..." for line in said.answer.splitlines()]
    shown = lines if len(lines) <= LONGEST else [*lines[:12], "  ..."]
    return "\n".join(head) + ("\n\n" + "\n".join(shown) if shown else "")
