"""The table of the Case API: every address and method, what it takes and answers. Serving and OpenAPI follow it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from starlette.responses import Response

from triage_tui.domain.case import Case
from triage_tui.domain.decision import Decision
from triage_tui.domain.policy import PolicyPack
from triage_tui.domain.wire.bundles import Bundles, Report
from triage_tui.domain.wire.capabilities import Capabilities, Packs, Queues
from triage_tui.domain.wire.cases import Changes, Intake, Rows, TakenIn, Wanted
from triage_tui.domain.wire.checkpoints import GivenCheckpoint, Witnessed
from triage_tui.domain.wire.leases import Lease, LeaseWish, ProvisionalWish, Renewal
from triage_tui.domain.wire.receipts import Answers, Batch, Escalation, Journal, Note, Receipt, Skip
from triage_tui.domain.wire.signing_in import DeviceCode, Token
from triage_tui.server.ask import Ask
from triage_tui.server.endpoints import about, bundles, cases, checkpoints, decisions, device, leases, policies
from triage_tui.server.endpoints.cases import RowsAsked, Since


class Act(NamedTuple):
    """One line of the API."""

    method: str
    path: str
    run: Callable[[Ask], Response]
    """Its first sentence is what the description says."""
    gives: Any = None
    """Type of the answer; none without a body, `str` for plain text, `bytes` for a sealed file, `dict` for any JSON."""
    takes: Any = None
    """Type of the body; `str` for a form, `bytes` for a sealed file."""
    asks: Any = None
    """Type of the parameters."""
    status: int = 200
    problems: tuple[str, ...] = ()
    """Kinds of problems besides those that every line can have."""
    known: bool = True
    """Whether a token is needed."""
    empty: int = 0
    """Status of another answer, without a body; 0 where there is none."""
    lines: bool = False
    """Whether the answer is JSON lines, one of the type each."""
    tagged: bool = False
    """Whether the answer has an ETag."""
    parts: bool = False
    """Whether a part of the answer may be asked for."""
    headers: tuple[str, ...] = ()
    """Of the request, looked at by this line only."""
    writes: bool = True
    """Whether a line that needs no token writes to the database."""
    form: tuple[str, ...] = ()
    """Fields of the body, where that is a form."""


_DECIDING = (
    *("already_decided", "version_conflict", "lease_lost", "lease_held", "case_gone", "policy_unknown"),
    *("idempotency_mismatch", "reviewer_not_independent", "forbidden", "not_found"),
)
_LEASING = ("lease_held", "already_decided", "case_gone", "reviewer_not_independent", "forbidden", "not_found")
_REMARKING = ("not_found", "forbidden", "case_gone", "idempotency_mismatch")
_WITNESSING = ("checkpoint_conflict", "forbidden")
_DOWNLOADING = ("not_found", "bundle_expired", "no_such_range")
_LEASED = ("Idempotency-Key", "Lease-Fence")
_PACK = "/v1/policies/{id}/versions/{version}"
_TOKEN = ("grant_type", "device_code")

ACTS = (
    Act("GET", "/v1/capabilities", about.capabilities, Capabilities),
    Act("GET", "/v1/queues", cases.queues, Queues),
    Act("GET", "/v1/cases", cases.rows, Rows, asks=RowsAsked, problems=("not_found", "cursor_gone")),
    Act("GET", "/v1/cases/{id}", cases.one, Case, empty=304, tagged=True, problems=("not_found", "case_gone")),
    Act("POST", "/v1/cases:batchGet", cases.several, Case, Wanted, lines=True),
    Act("POST", "/v1/cases:batch", cases.take_in, TakenIn, Intake, problems=("forbidden", "idempotency_mismatch")),
    Act("POST", "/v1/cases/{id}/skips", cases.skip, None, Skip, status=204, problems=_REMARKING),
    Act("POST", "/v1/cases/{id}/notes", cases.note, None, Note, status=204, problems=_REMARKING),
    Act("POST", "/v1/cases/{id}/escalations", cases.escalate, None, Escalation, status=204, problems=_REMARKING),
    Act("GET", "/v1/changes", cases.changes, Changes, asks=Since, problems=("cursor_gone",)),
    Act("GET", "/v1/policies", policies.packs, Packs),
    Act("GET", _PACK, policies.pack, PolicyPack, empty=304, tagged=True, problems=("not_found", "policy_unknown")),
    Act("POST", "/v1/leases", leases.take, Lease, LeaseWish, status=201, empty=204, problems=_LEASING),
    Act("POST", "/v1/leases/{id}/renew", leases.renew, Lease, Renewal, problems=("lease_lost", "not_found")),
    Act("POST", "/v1/leases/{id}/provisional", leases.provisional, Case, ProvisionalWish, problems=("lease_lost",)),
    Act("DELETE", "/v1/leases/{id}", leases.end, None, status=204, problems=("lease_lost",)),
    Act("POST", "/v1/decisions", decisions.decide, Receipt, Decision, problems=_DECIDING, headers=_LEASED),
    Act("POST", "/v1/decisions:batch", decisions.decide_many, Answers, Batch),
    Act("GET", "/v1/decisions/{id}", decisions.receipt, Receipt, problems=("not_found",)),
    Act("GET", "/v1/decisions", decisions.journal, Journal, asks=Since, problems=("cursor_gone", "forbidden")),
    Act("POST", "/v1/checkpoints", checkpoints.take, Witnessed, GivenCheckpoint, problems=_WITNESSING),
    Act("GET", "/v1/checkpoints/{log_id}", checkpoints.newest, Witnessed, problems=("not_found",)),
    Act("GET", "/v1/bundles", bundles.waiting, Bundles),
    Act("GET", "/v1/bundles/{id}", bundles.one, bytes, empty=304, tagged=True, parts=True, problems=_DOWNLOADING),
    Act("POST", "/v1/decision-files", bundles.hand_back, Report, bytes, problems=("forbidden",)),
    Act("POST", "/v1/device/code", device.begin, DeviceCode, str, known=False, form=("client_id",)),
    Act("POST", "/v1/device/token", device.redeem, Token, str, known=False, form=_TOKEN),
    Act("GET", "/v1/healthz", about.alive, dict, known=False, writes=False),
    Act("GET", "/v1/readyz", about.ready, dict, known=False, writes=False),
    Act("GET", "/v1/openapi.json", about.openapi, dict, known=False, writes=False),
    Act("GET", "/device", device.page, str, known=False, writes=False),
)
