"""Judging the case that is in front: verdicts, causes, reasons, and the decision itself."""

from __future__ import annotations

from abc import abstractmethod
from functools import partial
from typing import TYPE_CHECKING

from msgspec.structs import replace

from triage_tui.desk import blind
from triage_tui.domain.canonical import sha256
from triage_tui.domain.decision import Evidence
from triage_tui.domain.rules import Refusal
from triage_tui.domain.words import Locus, Outcome, RootCause, Verdict
from triage_tui.errors import Refused
from triage_tui.ui.commands import OUTCOMES
from triage_tui.ui.dialogs.base import ask
from triage_tui.ui.dialogs.clause import other_clause
from triage_tui.ui.dialogs.menu import Choice, Menu
from triage_tui.ui.dialogs.skip import skip_reason
from triage_tui.ui.holding import hold
from triage_tui.ui.present import looking
from triage_tui.ui.present.line import Run
from triage_tui.ui.present.text import inline, ours
from triage_tui.ui.present.words import CAUSE, LOCUS, OUTCOME, OUTCOME_ROLE
from triage_tui.ui.screens.base import Act, DeskScreen

if TYPE_CHECKING:
    from triage_tui.desk.sitting import Sitting
    from triage_tui.ui.present.case import CaseView
    from triage_tui.ui.present.conversation import Mark

VERDICTS = {
    "case.violates": Verdict.VIOLATES,
    "case.allowed": Verdict.ALLOWED_IN_CONTEXT,
    "case.borderline": Verdict.BORDERLINE,
    "case.not_violated": Verdict.DOES_NOT_VIOLATE,
    "case.cannot_tell": Verdict.CANNOT_TELL,
    "case.clear": None,
}


class Deciding(DeskScreen):
    """The part of the case screen that decides."""

    view: CaseView
    found: tuple[Mark, ...]

    def deciding_acts(self) -> dict[str, Act]:
        """What the keys of judging do."""
        return {
            **{name: partial(self.decide, outcome) for name, outcome in OUTCOMES.items()},
            **{name: partial(self._judge, verdict) for name, verdict in VERDICTS.items()},
            "case.cause": self._choose_causes,
            "case.template": self._choose_template,
            "case.locus": self._choose_locus,
            "case.bring": self._bring,
            "case.evidence": self._toggle_evidence,
            "case.form": self.open_form,
            "case.first": self._ask_first,
            "case.skip": self._skip,
            "case.reopen": self._reopen,
        }

    def touch(self) -> None:
        """Count the reviewer as active."""
        clock = self.app.desk.clock
        self.view = replace(
            self.view, sitting=self.view.sitting.touched(clock.monotonic(), clock.now()), now=clock.now()
        )

    async def edit(self, sitting: Sitting) -> None:
        """Show and keep another draft."""
        self.view = looking.marked(replace(self.view, sitting=sitting), self.found)
        self.touch()
        await self.app.off(self.app.desk.keep, self.view.sitting)
        self.say()

    async def decide(self, outcome: Outcome) -> None:
        """Decide and go on when nothing is missing; else ask for what is."""
        self.touch()
        sitting = self.view.sitting
        refusal = self.app.desk.why_not(sitting, outcome)
        if refusal is None:
            await self._record(outcome)
        elif refusal.gap == "cause":
            self._ask_cause(outcome)
        elif refusal.gap in ("verdict", "rationale", "confidence", "evidence"):
            self.view = replace(self.view, sitting=sitting.edited(outcome=outcome))
            self._open_form(refusal)
        else:
            raise Refused(refusal.reason)

    async def _record(self, outcome: Outcome) -> None:
        case_id = self.view.sitting.opened.case.id
        hold(self.app, await self.app.wrote(self.app.desk.decide, self.view.sitting, outcome))
        self.app.undone = None
        told = (
            Run(ours("{} → ", inline(case_id, 40)), "text"),
            Run(OUTCOME[outcome], OUTCOME_ROLE[outcome]),
            Run(ours(" · held {:.0f} s · u undo", self.app.desk.house.undo_window.total_seconds()), "muted"),
        )
        self.app.status = told
        if self.view.advance:
            await self.go_on()
        else:
            await self.app.show_case(case_id)

    @abstractmethod
    async def go_on(self, *, backwards: bool = False) -> None:
        """The next case still to decide, or the one before."""

    def _ask_cause(self, outcome: Outcome) -> None:
        async def chosen(value: str | None) -> None:
            if value is not None:
                self.view = replace(self.view, sitting=self.view.sitting.caused(RootCause(value)))
                await self.decide(outcome)

        title = ours("{}: why was the flag wrong?", OUTCOME[outcome])
        ask(self.app, Menu(title, _causes()), chosen)

    def _choose_causes(self) -> None:
        causes = self.view.sitting.draft.root_causes
        hint = (Run(ours("chooses, or takes out again · Esc or q leaves"), "muted"),)
        ask(self.app, Menu(ours("Why was the flag wrong?"), _causes(), marked=causes, hint=hint), self._caused)

    async def _caused(self, value: str | None) -> None:
        if value is not None:
            await self.edit(self.view.sitting.caused(RootCause(value)))

    async def _judge(self, verdict: Verdict | None) -> None:
        await self.edit(self.view.sitting.judged(self.view.clause, verdict))

    def _bring(self) -> None:
        async def brought(sitting: Sitting) -> None:
            self.view = replace(self.view, clause=len(sitting.matched) - 1)
            await self.edit(sitting)

        other_clause(self.app, self.view.sitting, brought)

    def _choose_locus(self) -> None:
        row = self.view.sitting.row_of(self.view.clause)
        choices = [Choice(locus, LOCUS[locus]) for locus in Locus]
        ask(self.app, Menu(ours("Where does it apply?"), choices, marked=[row.locus] if row else ()), self._located)

    async def _located(self, value: str | None) -> None:
        if value is not None:
            await self.edit(self.view.sitting.amended(self.view.clause, locus=Locus(value)))

    async def _toggle_evidence(self) -> None:
        row = self.view.sitting.row_of(self.view.clause)
        evidence = self._flagged_evidence()
        if row is None or evidence is None:
            raise Refused("the flag in focus points to no words")
        kept = tuple(one for one in row.evidence if one != evidence)
        added = kept if evidence in row.evidence else (*kept, evidence)
        await self.edit(self.view.sitting.amended(self.view.clause, evidence=added))

    def _flagged_evidence(self) -> Evidence | None:
        flagged = looking.flagged(self.view)
        if flagged is None:
            return None
        anchor, words = flagged
        return Evidence(
            turn_id=self.view.sitting.opened.case.turn_ids[self.view.text.sections[anchor.section].turn or 0],
            part=anchor.piece,
            start=anchor.offset,
            end=anchor.offset + len(words),
            sha256=sha256(words.encode()),
        )

    def _choose_template(self) -> None:
        clauses = tuple(one.clause_id for one in self.view.sitting.matched)
        fitting = {
            name: one
            for name, one in self.app.settings.templates.items()
            if one.fits(self.view.sitting.draft.outcome, clauses)
        }
        choices = [Choice(name, inline(one.title, 60)) for name, one in fitting.items()]
        ask(self.app, Menu(ours("Rationale from a template"), choices), self._templated)

    async def _templated(self, name: str | None) -> None:
        if name is not None:
            text = self.app.settings.templates[name].text
            before = self.view.sitting.draft.rationale
            await self.edit(self.view.sitting.edited(rationale=f"{before}\n{text}".strip(), template=name))

    def open_form(self) -> None:
        """Everything a decision holds, on one screen."""
        self._open_form(None)

    def _open_form(self, refusal: Refusal | None) -> None:
        from triage_tui.ui.dialogs.form import Form

        ask(self.app, Form(self.view.sitting, refusal, self.view.clause), self._filled)

    async def _filled(self, answer: tuple[Sitting, Outcome | None] | None) -> None:
        if answer is None:
            return
        sitting, outcome = answer
        await self.edit(sitting)
        if outcome is not None:
            await self.decide(outcome)

    def _ask_first(self) -> None:
        choices = [Choice(outcome, OUTCOME[outcome]) for outcome in Outcome]
        ask(self.app, Menu(ours("Your view, before the classifier's is shown"), choices), self._say_first)

    async def _say_first(self, outcome: str | None) -> None:
        if outcome is not None:
            sitting = await self.app.off(blind.say, self.app.desk, self.view.sitting, Outcome(outcome))
            self.view = replace(self.view, sitting=sitting)
            self.say(Run(ours("{} said first · the rest of the case comes", OUTCOME[Outcome(outcome)]), "ok"))

    def _skip(self) -> None:
        skip_reason(self.app, self._skipped)

    async def _skipped(self, reason: str) -> None:
        head = self.view.sitting.opened.head
        await self.app.wrote(self.app.desk.skip, head, reason)
        self.app.status = (Run(ours("{} skipped", inline(head.id, 40)), "ok"),)
        await self.go_on()

    async def _reopen(self) -> None:
        case_id = self.view.sitting.opened.case.id
        await self.app.off(self.app.desk.unskip, case_id)
        await self.app.show_case(case_id)


def _causes() -> list[Choice]:
    return [Choice(cause, CAUSE[cause]) for cause in RootCause]
