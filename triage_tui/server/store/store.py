"""Everything the server keeps, and every act on it. Each act is one transaction, durable when it returns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select

from triage_tui.bundles.returned import Returned
from triage_tui.domain.wire.bundles import Report
from triage_tui.domain.wire.capabilities import Me, PackRow, Packs, Queue, Queues
from triage_tui.domain.wire.cases import Changes, Rows, TakenIn
from triage_tui.domain.wire.leases import Lease, LeaseWish
from triage_tui.domain.wire.problems import Problem
from triage_tui.domain.wire.receipts import Escalation, Journal, Note, Receipt, Skip
from triage_tui.domain.wire.signing_in import Declined, Token
from triage_tui.domain.words import Outcome
from triage_tui.server.rejected import Rejected, rejected
from triage_tui.server.store import (
    changes,
    deciding,
    device,
    intake,
    journal,
    leasing,
    packs,
    people,
    purging,
    reading,
    remarks,
    returning,
)
from triage_tui.server.store import queues as queueing
from triage_tui.server.store import rows as listing
from triage_tui.server.store.downloads import Downloads
from triage_tui.server.store.engine import Base
from triage_tui.server.store.seeing import seat
from triage_tui.server.store.values import Clock
from triage_tui.server.store.witnessing import Witness
from triage_tui.signing.keys import PublicKey


class Store:
    """The server's store; thread-safe. What is not allowed raises `Rejected`, and changes nothing."""

    def __init__(self, base: Base, now: Clock) -> None:
        self._base = base
        self.now = now
        """The server's clock."""
        self.logs = Witness(base, now)
        """What is known of reviewers' logs."""
        self.downloads = Downloads(base, now)
        """Sealed files that wait for reviewers."""

    def close(self) -> None:
        """Let the connections go."""
        self._base.engine.dispose()

    def ready(self) -> None:
        """Return when the database answers; raises `unavailable`."""
        with self._base.read() as db:
            db.execute(select(1))

    # People

    def who(self, token: str) -> Me | None:
        """Whose token this is; none for one that is unknown, expired or revoked."""
        with self._base.read() as db:
            return people.who(db, token, self.now())

    def add_user(self, name: str, roles: Sequence[str], queues: Sequence[str] | None = None) -> None:
        """Make somebody known, or change their roles and queues (none: all queues)."""
        with self._base.write() as db:
            people.add(db, name, roles, queues, self.now())

    def users(self) -> tuple[people.Person, ...]:
        """Everybody who is known."""
        with self._base.read() as db:
            return people.everybody(db, self.now())

    def new_token(self, name: str, ttl: timedelta | None = None) -> str:
        """A token for somebody; only now can it be seen."""
        with self._base.write() as db:
            return people.new_token(db, name, ttl, self.now())

    def revoke_tokens(self, name: str) -> int:
        """End every token of somebody; how many there were."""
        with self._base.write() as db:
            return people.revoke(db, name, self.now())

    def add_key(self, name: str, line: str) -> PublicKey:
        """Register the public key of somebody, with whose decisions may come back sealed."""
        with self._base.write() as db:
            return people.add_key(db, name, line, self.now())

    def forget_key(self, name: str, line: str) -> None:
        """Take a key for nobody's any more."""
        with self._base.write() as db:
            people.forget_key(db, name, line)

    def whose(self, key_id: str) -> PublicKey | None:
        """The registered key of an id; its name is its owner's."""
        with self._base.read() as db:
            return people.whose(db, key_id)

    def device_begin(self, client_name: str) -> device.Begun:
        """Begin a sign-in on another device."""
        with self._base.write() as db:
            return device.begin(db, client_name, self.now())

    def device_approve(self, user_code: str, user: str) -> None:
        """Let the program that shows this code in."""
        with self._base.write() as db:
            device.approve(db, user_code, user, self.now())

    def device_deny(self, user_code: str) -> None:
        """Do not let it in."""
        with self._base.write() as db:
            device.deny(db, user_code, self.now())

    def device_redeem(self, device_code: str) -> Token | Declined:
        """A token, once, or why not (yet)."""
        with self._base.write() as db:
            return device.redeem(db, device_code, self.now())

    # Queues, cases and packs on their way in

    def queues(self, me: Me) -> Queues:
        """The queues of a reviewer, and how much waits in each."""
        with self._base.read() as db:
            return queueing.queues(db, seat(db, me), self.now())

    def set_queue(self, queue: Queue) -> None:
        """Make a queue or change one; counts are not looked at."""
        with self._base.write() as db:
            queueing.put(db, queue)

    def take_in(self, me: Me, cases: Sequence[bytes]) -> TakenIn:
        """Keep cases, all or none: one that is no case, or another under a known version, refuses the request."""
        with self._base.write() as db:
            _may_hand_in(me)
            return intake.take_in(db, cases, self.now())

    def purge(self, ids: Sequence[str]) -> int:
        """Forget the text of cases and close them; how many there were to close."""
        with self._base.write() as db:
            return purging.purge(db, ids, self.now())

    def due(self, days: int | None = None) -> Iterator[str]:
        """The cases whose text has to go: as their source says, or so many days after they were decided or came."""
        return purging.due(self._base, days, self.now())

    def held(self, ids: Sequence[str]) -> list[str]:
        """Those of some cases that are under legal hold."""
        with self._base.read() as db:
            return purging.held(db, ids)

    def wash(self) -> str:
        """Leave nothing of what was purged in the database's files; what stands against that, empty for nothing."""
        return purging.wash(self._base)

    def publish(self, me: Me, pack: bytes) -> PackRow:
        """Keep a pack version."""
        with self._base.write() as db:
            _may_hand_in(me)
            return packs.publish(db, pack, self.now())

    def packs(self) -> Packs:
        """Every pack version."""
        with self._base.read() as db:
            return packs.every(db)

    def pack(self, pack_id: str, version: str) -> tuple[bytes, str]:
        """A pack version byte for byte, and the SHA-256 of it."""
        with self._base.read() as db:
            return packs.one(db, pack_id, version)

    # Reading

    def rows(self, me: Me, queue: str | None, state: str | None, order: str, limit: int, cursor: str | None) -> Rows:
        """A page of cases without their conversations."""
        with self._base.read() as db:
            wish = listing.Wish(queue, state, order, limit, cursor)
            return listing.page(db, seat(db, me), wish, self.now())

    def case(self, me: Me, case_id: str) -> reading.Seen:
        """A case as far as they may see it, its version, and whether that is all of it."""
        with self._base.read() as db:
            return reading.one(db, seat(db, me), case_id)

    def cases(self, me: Me, ids: Sequence[str]) -> Iterator[bytes]:
        """Cases in the order of their ids, one line each; those they cannot see are left out."""
        with self._base.read() as db:
            reader = seat(db, me)
        return reading.several(self._base, reader, ids)

    def changes(self, me: Me, since: str | None, limit: int) -> Changes:
        """What happened behind a cursor; without one, what there is."""
        with self._base.read() as db:
            reader = seat(db, me)
        return changes.page(self._base, reader, since, limit, self.now())

    def trim_changes(self, before: datetime) -> int:
        """Forget changes from before a moment; cursors from then are `cursor_gone`."""
        return changes.trim(self._base, before)

    # Leases

    def lease(self, me: Me, wish: LeaseWish) -> Lease | None:
        """A case to decide; none when nothing waits for this reviewer."""
        with self._base.write() as db:
            return leasing.take(db, seat(db, me), wish, self.now())

    def renew(self, me: Me, lease_id: str, ttl: int) -> Lease:
        """More seconds from now on."""
        with self._base.write() as db:
            return leasing.renew(db, seat(db, me), lease_id, ttl, self.now())

    def end(self, me: Me, lease_id: str) -> None:
        """Give a case back."""
        with self._base.write() as db:
            leasing.end(db, seat(db, me), lease_id, self.now())

    def provisional(self, me: Me, lease_id: str, outcome: Outcome) -> bytes:
        """Say an outcome before the classifier's view is shown; the whole case."""
        with self._base.write() as db:
            return leasing.say(db, seat(db, me), lease_id, outcome, self.now())

    # Decisions

    def decide(self, me: Me, body: bytes, fence: int | None) -> Receipt:
        """Take one decision."""
        (answer,) = self.decide_many(me, [(body, fence)])
        if isinstance(answer, Problem):
            raise Rejected(answer)
        return answer

    def decide_many(self, me: Me, posted: Sequence[deciding.Posted]) -> list[Receipt | Problem]:
        """Take decisions one by one, in order; a refused one does not keep the others out."""
        with self._base.write() as db:
            return deciding.take(db, seat(db, me), posted, self.now())

    def receipt(self, me: Me, decision_id: str) -> Receipt | None:
        """Whether a decision arrived."""
        with self._base.read() as db:
            return journal.find(db, seat(db, me), decision_id)

    def journal(self, me: Me, since: str | None, limit: int) -> Journal:
        """The decisions behind a cursor, as far as they may read them."""
        with self._base.read() as db:
            reader = seat(db, me)
        return journal.page(self._base, reader, since, limit)

    def hand_back(self, me: Me, returned: Returned) -> Report:
        """Take the decisions of a file that came back."""
        return returning.take(self._base, me, returned, self.now)

    def skip(self, me: Me, case_id: str, skip: Skip) -> None:
        """Pass a case on."""
        with self._base.write() as db:
            remarks.skip(db, seat(db, me), case_id, skip, self.now())

    def note(self, me: Me, case_id: str, note: Note) -> None:
        """Keep words about a case."""
        with self._base.write() as db:
            remarks.note(db, seat(db, me), case_id, note, self.now())

    def escalate(self, me: Me, case_id: str, escalation: Escalation) -> None:
        """Send a case to somebody else."""
        with self._base.write() as db:
            remarks.escalate(db, seat(db, me), case_id, escalation, self.now())


def _may_hand_in(me: Me) -> None:
    if not {people.INTAKE, people.LEAD} & set(me.roles):
        raise rejected("forbidden", "cases and policies are handed in by intake and leads")
