"""Cases to work on: the suite's own where it may hand cases in, else those that wait in the queues it may use."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from secrets import token_hex
from typing import Any

from triage_tui.conformance import made
from triage_tui.conformance.answers import JSON, NotOffered, ensure
from triage_tui.conformance.calling import Caller
from triage_tui.domain.case import decode_case
from triage_tui.domain.values import Invalid
from triage_tui.domain.wire.capabilities import Packs, Queue, Queues
from triage_tui.domain.wire.cases import Rows, TakenIn
from triage_tui.domain.words import Mode

QUEUE = "conformance"
"""Where the suite's cases go when the operator names no queue."""
BLIND = (Mode.BLIND, Mode.DELAYED)
"""Modes in which the classifier's view is withheld at first."""


class Supply:
    """Where the rules get their cases from; none is given out twice."""

    def __init__(self, callers: Sequence[Caller], wanted: Sequence[str]) -> None:
        """The first caller hands in and looks; all `callers` must see a case. `wanted` are the queues to use."""
        self._callers = callers
        self._wanted = tuple(wanted)
        self._used: set[str] = set()
        self._known: dict[str, Queue] = {}
        self._seen_by_all: dict[str, bool] = {}
        self.run = token_hex(4)
        """In the ids of everything this run makes."""

    def queues(self) -> tuple[Queue, ...]:
        """The queues as they are now."""
        found = self._callers[0].get("/v1/queues").read(Queues).queues
        self._known = {one.id: one for one in found}
        return found

    @cached_property
    def clause(self) -> made.Clause | None:
        """A clause of a pack that the server keeps; none where it keeps none."""
        packs = self._callers[0].get("/v1/policies")
        for row in packs.read(Packs).policies if packs.status == 200 else ():
            pack = self._callers[0].get(f"/v1/policies/{row.id}/versions/{row.version}").document()
            for clause in pack.get("clauses", ()):
                return made.Clause(row.id, row.version, clause["id"])
        return None

    def hand_in(self, *cases: dict[str, Any]) -> TakenIn:
        """Hand cases in."""
        answer = self._callers[0].post("/v1/cases:batch", {"cases": cases})
        if answer.status in (403, 404, 405):
            raise NotOffered("the token may not hand cases in")
        return answer.read(TakenIn, 200, 201)

    def name(self) -> str:
        """The id of a case that is not there yet."""
        self._used.add(name := f"conformance-{self.run}-{len(self._used) + 1}")
        return name

    def queue_for(self, *modes: Mode) -> str:
        """The queue for cases of the suite's own."""
        known = self._known.values() or self.queues()
        fit = [one.id for one in known if one.mode in modes and one.id in (self._wanted or (one.id,))]
        if fit and (self._wanted or Mode.OPEN not in modes):
            return fit[0]
        if self._wanted or Mode.OPEN not in modes:
            raise NotOffered(f"there is no {' or '.join(modes)} queue among those to use")
        return QUEUE

    def own(self, *modes: Mode, **more: Any) -> made.Found:
        """A case of the suite's own, with something more in it."""
        made_case = made.case(self.name(), self.queue_for(*(modes or (Mode.OPEN,))), self.clause, **more)
        self.hand_in(made_case)
        return self.look(made_case["id"], own=True)

    def fresh(self, *modes: Mode, **more: Any) -> made.Found:
        """A case that nobody has decided or holds; one of the suite's own has something more in it."""
        modes = modes or (Mode.OPEN,)
        try:
            found = self.own(*modes, **more)
        except NotOffered:
            return self._waiting(*modes)
        queue = found.queue.id
        if queue not in self._seen_by_all:
            self._seen_by_all[queue] = self._all_see(found.id)
        return found if self._seen_by_all[queue] else self._waiting(*modes)

    def look(self, case_id: str, own: bool = False) -> made.Found:
        """A case as the first reviewer sees it now."""
        answer = self._callers[0].get(f"/v1/cases/{case_id}").expect(200)
        ensure(answer.media == JSON, f"{answer.asked} answered {answer.media} instead of {JSON}")
        try:
            case = decode_case(answer.body)
        except Invalid as error:
            ensure(False, f"{answer.asked} is no case: {error}")
            raise
        if case.queue not in self._known:
            self.queues()
        queue = self._known.get(case.queue, Queue(id=case.queue))
        return made.Found(case.id, case.version, queue, answer.body, own)

    def _waiting(self, *modes: Mode) -> made.Found:
        for queue in self.queues():
            if queue.mode not in modes or (self._wanted and queue.id not in self._wanted):
                continue
            page = self._callers[0].get("/v1/cases", queue=queue.id, state="open", limit=50).read(Rows)
            for row in page.cases:
                if row.id not in self._used and self._all_see(row.id):
                    self._used.add(row.id)
                    return self.look(row.id)
        raise NotOffered(f"no case waits in a queue that is {' or '.join(modes)}")

    def _all_see(self, case_id: str) -> bool:
        return all(caller.get(f"/v1/cases/{case_id}").status == 200 for caller in self._callers[1:])
