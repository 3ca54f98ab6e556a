"""A source that speaks Case API v1; it is what `sync` asks of a source, without knowing `sync`."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing
from hashlib import sha256
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlencode

import httpx
import msgspec

from triage_tui.domain.outbox import Outgoing
from triage_tui.domain.wire.bundles import SEALED, BundleRow, Bundles, Report
from triage_tui.domain.wire.capabilities import API, Capabilities, Limits, PackRow, Packs, Queue, Queues
from triage_tui.domain.wire.cases import Changes, Wanted
from triage_tui.domain.wire.checkpoints import GivenCheckpoint, Witnessed
from triage_tui.domain.wire.leases import Lease, LeaseWish, ProvisionalWish, Renewal
from triage_tui.domain.wire.outcomes import Pushed
from triage_tui.domain.wire.problems import SourceRefused, problem
from triage_tui.domain.wire.receipts import Receipt, Skip
from triage_tui.domain.words import Outcome
from triage_tui.signing.note import read_note
from triage_tui.sources import streams, witnesses
from triage_tui.sources.address import part_of_path
from triage_tui.sources.answers import LINES, Answer, NoAnswer, media
from triage_tui.sources.bodies import whole
from triage_tui.sources.calling import Caller
from triage_tui.sources.downloading import Watch, download
from triage_tui.sources.pushing import push_batch, push_one
from triage_tui.sources.reach import Reach
from triage_tui.sources.refusals import decoded, refusal, strange
from triage_tui.sources.secret import Secret

Kind = TypeVar("Kind")


class CaseApi:
    """A server that speaks Case API v1. All of it belongs to one event loop, from the first request on."""

    def __init__(
        self,
        address: str,
        token: Secret | None,
        reach: Reach | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        """`address` is normalised (`address.normalised`); a `transport` of one's own takes the network's place."""
        self._caller = Caller(address, token, reach, transport)
        self._limits = Limits()

    @property
    def skew(self) -> float | None:
        """Seconds that the server's clock is ahead of ours; none before its first answer."""
        return self._caller.skew

    def use(self, token: Secret) -> None:
        """Go on with another token: somebody signed in again."""
        self._caller.token = token

    async def capabilities(self) -> Capabilities:
        """What the server can do, and who we are; its limits hold for what is sent from now on."""
        found = await self._read(Capabilities, "GET", "/v1/capabilities")
        if found.api != API:
            raise NoAnswer(f"{self._caller.host} speaks version {found.api} of the Case API, this program {API}")
        self._limits = found.limits
        return found

    async def queues(self) -> Sequence[Queue]:
        """The queues we may see."""
        return (await self._read(Queues, "GET", "/v1/queues")).queues

    async def changes(self, since: str | None) -> Changes:
        """A page of what happened since a cursor, from the beginning without one; raises `CursorGone`."""
        query = "" if since is None else "?" + urlencode({"since": since})
        found = await self._read(Changes, "GET", "/v1/changes" + query)
        if found.more and found.next == since:
            raise NoAnswer(f"{self._caller.host} says that there is more, and its cursor does not move")
        return found

    async def cases(self, ids: Sequence[str]) -> AsyncIterator[bytes]:
        """Whole cases as one line of JSON each, as they arrive; unknown ones are left out."""
        step = max(self._limits.batch, 1)
        for start in range(0, len(ids), step):
            wanted = tuple(dict.fromkeys(ids[start : start + step]))
            body = msgspec.json.encode(Wanted(ids=wanted))
            async with self._caller.opened("POST", "/v1/cases:batchGet", body) as response:
                await self._expect(response, LINES)
                async with aclosing(streams.cases(response, wanted)) as found:
                    async for case in found:
                        yield case

    async def packs(self) -> Sequence[PackRow]:
        """The published pack versions."""
        return (await self._read(Packs, "GET", "/v1/policies")).policies

    async def pack(self, policy_id: str, version: str) -> bytes:
        """One pack version, byte for byte, checked against its ETag."""
        answer = await self._caller.call(
            "GET", f"/v1/policies/{part_of_path(policy_id)}/versions/{part_of_path(version)}"
        )
        decoded(answer, dict[str, msgspec.Raw], self._caller.host)
        tag = answer.headers.get("etag", "").strip('"')
        if len(tag) == 64 and tag != sha256(answer.body).hexdigest():
            raise NoAnswer(f"the pack {policy_id} {version} was damaged on its way")
        return answer.body

    async def lease(self, case_id: str, ttl_s: int) -> Lease:
        """Take a case; raises `SourceRefused` with `lease_held` where somebody else has it."""
        body = msgspec.json.encode(LeaseWish(case_id=case_id, ttl_s=ttl_s))
        answer = await self._caller.call("POST", "/v1/leases", body)
        if answer.status == 204:
            raise SourceRefused(problem("not_found", "The case is not there to be taken"))
        return decoded(answer, Lease, self._caller.host)

    async def renew(self, lease_id: str, ttl_s: int) -> Lease:
        """Ask for more time; raises `SourceRefused` with `lease_lost`."""
        body = msgspec.json.encode(Renewal(ttl_s=ttl_s))
        return await self._read(Lease, "POST", f"/v1/leases/{part_of_path(lease_id)}/renew", body)

    async def provisional(self, lease_id: str, outcome: Outcome) -> bytes:
        """Tell an outcome before the classifier's view is shown; the whole case. What was told first stays."""
        body = msgspec.json.encode(ProvisionalWish(outcome=outcome))
        answer = await self._caller.call("POST", f"/v1/leases/{part_of_path(lease_id)}/provisional", body)
        decoded(answer, dict[str, msgspec.Raw], self._caller.host)
        return answer.body

    async def end(self, lease_id: str) -> None:
        """Give a lease back; an ended one is no error."""
        answer = await self._caller.call("DELETE", f"/v1/leases/{part_of_path(lease_id)}")
        self._done(answer, "lease_lost", "not_found")

    async def push(self, decisions: Sequence[Outgoing]) -> Sequence[Pushed]:
        """Send decisions in order; one outcome each, in the same order."""
        if len(decisions) == 1:
            return [await push_one(self._caller, decisions[0], self._limits)]
        return await push_batch(self._caller, decisions, self._limits) if decisions else []

    async def decision(self, decision_id: str) -> Receipt | None:
        """Whether a decision arrived; only the source's own word counts for that it did not."""
        try:
            receipt = await self._read(Receipt, "GET", f"/v1/decisions/{part_of_path(decision_id)}")
        except SourceRefused as refused:
            if refused.problem.kind == "not_found":
                return None
            raise
        if receipt.decision_id != decision_id:
            raise NoAnswer(f"{self._caller.host} answered about another decision")
        return receipt

    async def skip(self, case_id: str, skip: Skip) -> None:
        """Say that we pass a case on."""
        self._done(
            await self._caller.call("POST", f"/v1/cases/{part_of_path(case_id)}/skips", msgspec.json.encode(skip))
        )

    async def witness(self, note: str, key: str = "") -> Witnessed:
        """Have a checkpoint of our log signed; `key` is our device's, as a line.

        Raises `SourceRefused` with `checkpoint_conflict`, and the newest that the source has seen, where that is longer
        or another.
        """
        body = msgspec.json.encode(GivenCheckpoint(note=note, key=key))
        found = await self._read(Witnessed, "POST", "/v1/checkpoints", body)
        if witnesses.checked(found, self._caller.host).text != read_note(note.encode()).text:
            raise NoAnswer(f"{self._caller.host} answered about another checkpoint")
        return found

    async def checkpoint(self, log_id: str) -> Witnessed | None:
        """The newest checkpoint of a log that the source has seen; none where it knows the log not, or not as ours."""
        try:
            found = await self._read(Witnessed, "GET", f"/v1/checkpoints/{part_of_path(log_id)}")
        except SourceRefused as refused:
            if refused.problem.kind == "not_found":
                return None
            raise
        witnesses.checked(found, self._caller.host)
        return found

    async def bundles(self) -> Sequence[BundleRow]:
        """The sealed files that wait for us."""
        return (await self._read(Bundles, "GET", "/v1/bundles")).bundles

    async def download(self, bundle: BundleRow, place: Path, watch: Watch) -> None:
        """Bring a sealed file to its place; see `downloading.download`."""
        await download(self._caller, bundle, place, watch)

    async def hand_back(self, raw: bytes) -> Report:
        """Send a file of decisions; said again it changes nothing, and says so."""
        answer = await self._caller.call("POST", "/v1/decision-files", raw, {"Content-Type": SEALED})
        return decoded(answer, Report, self._caller.host)

    async def close(self) -> None:
        """Let the connections go."""
        await self._caller.close()

    async def _read(self, kind: type[Kind], method: str, path: str, body: bytes | None = None) -> Kind:
        return decoded(await self._caller.call(method, path, body), kind, self._caller.host)

    async def _expect(self, response: httpx.Response, kinds: frozenset[str]) -> None:
        """Go on only with an answer of one of these media types."""
        if response.status_code == 200 and media(response.headers) in kinds:
            return
        answer = Answer(response.status_code, response.headers, await whole(response))
        raise strange(answer, self._caller.host) if answer.status == 200 else refusal(answer, self._caller.host)

    def _done(self, answer: Answer, *harmless: str) -> None:
        """Go on only when the source did it, or refused with one of these kinds."""
        if 200 <= answer.status < 300:
            return
        error = refusal(answer, self._caller.host)
        if not (isinstance(error, SourceRefused) and error.problem.kind in harmless):
            raise error
