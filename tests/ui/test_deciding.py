"""Claims: a case is decided with the fewest keys, nothing required is left out, and every act can be taken back."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ui.seat import seated
from triage_tui.domain.words import CaseState, Locus, OutboxState, Outcome, RootCause, Verdict
from triage_tui.settings.model import Queue, Review


async def test_one_key_upholds_and_the_next_case_is_in_front(samples: Path) -> None:
    async with seated(samples) as seat:
        first, second = seat.ids()[:2]
        await seat.do("queue.open", "case.uphold")
        (made,) = seat.decisions
        assert (made.case_id, made.outcome, seat.in_front) == (first, Outcome.UPHOLD, second)
        assert {one.verdict for one in made.findings} == {Verdict.VIOLATES}
        assert seat.said.startswith(f"{first} → uphold · held 10 s")


async def test_a_decided_case_keeps_no_draft(samples: Path) -> None:
    async with seated(samples) as seat:
        first = seat.ids()[0]
        await seat.do("queue.open", "case.violates", "case.uphold")
        await seat.do("case.next")
        opened = seat.workspace.open_case(first)
        assert opened is not None
        assert (opened.head.state, opened.draft) == (CaseState.DECIDED, None)


async def test_an_overturn_asks_for_the_cause_with_one_digit_more(samples: Path) -> None:
    async with seated(samples) as seat:
        await seat.do("queue.open", "case.overturn")
        assert "why was the flag wrong?" in seat.text
        assert seat.decisions == []
        await seat.press("2")
        (made,) = seat.decisions
        assert (made.outcome, made.root_causes) == (Outcome.OVERTURN, (RootCause.BENIGN_DUAL_USE,))
        assert {one.verdict for one in made.findings} == {Verdict.DOES_NOT_VIOLATE}


@pytest.mark.parametrize("leaves", ["escape", "q"])
async def test_who_leaves_the_question_has_decided_nothing(samples: Path, leaves: str) -> None:
    async with seated(samples) as seat:
        await seat.do("queue.open", "case.overturn")
        await seat.press(leaves)
        assert (seat.decisions, seat.in_front) == ([], seat.ids()[0])


@pytest.mark.parametrize(
    ("command", "outcome"),
    [
        ("case.insufficient", Outcome.INSUFFICIENT_CONTEXT),
        ("case.gap", Outcome.POLICY_GAP),
        ("case.escalate", Outcome.ESCALATE),
    ],
)
async def test_the_other_answers_take_one_key(samples: Path, command: str, outcome: Outcome) -> None:
    async with seated(samples) as seat:
        await seat.do("queue.open", command)
        assert [one.outcome for one in seat.decisions] == [outcome]


async def test_verdict_keys_judge_the_clause_under_the_cursor(samples: Path) -> None:
    async with seated(samples, size=(160, 48)) as seat:
        await seat.do("queue.filter")
        await seat.type("id:sample-04*")
        await seat.press("enter")
        await seat.do("queue.open", "case.violates", "case.clause_next", "case.not_violated")
        assert "[x]" in seat.text
        assert "[o]" in seat.text
        await seat.do("case.clear")
        assert "[o]" not in seat.text
        await seat.do("case.allowed", "case.modify")
        await seat.press("5")
        (made,) = seat.decisions
        assert {one.clause: one.verdict for one in made.findings} == {
            "violence.1": Verdict.VIOLATES,
            "minors.1": Verdict.ALLOWED_IN_CONTEXT,
        }
        assert (made.outcome, made.root_causes) == (Outcome.MODIFY, (RootCause.WRONG_CLAUSE,))


async def test_modify_without_verdicts_opens_the_form_on_the_clauses(samples: Path) -> None:
    async with seated(samples) as seat:
        await seat.do("queue.open", "case.modify")
        assert "▸ Clauses" in seat.text
        assert "say which clause holds" in seat.text
        await seat.press("x", "tab", "enter", "3", "ctrl+j")
        (made,) = seat.decisions
        assert (made.outcome, made.root_causes) == (Outcome.MODIFY, (RootCause.QUOTED_OR_THIRD_PARTY_TEXT,))


async def test_verdicts_against_the_outcome_open_the_form_and_decide_nothing(samples: Path) -> None:
    async with seated(samples) as seat:
        await seat.do("queue.open", "case.not_violated", "case.uphold")
        assert "overturn instead" in seat.text
        assert seat.decisions == []


async def test_the_form_holds_everything_and_the_draft_keeps_it(samples: Path) -> None:
    async with seated(samples, size=(120, 40)) as seat:
        await seat.do("queue.open", "case.form")
        await seat.press(
            "2", "tab", "o", "3", "l", "5", "tab", "enter", "1", "enter", "4", "tab", "4", "tab", "enter", "3"
        )
        await seat.press("tab")
        await seat.type("Nothing here: it is 2 lines")
        await seat.press("enter")
        await seat.type("q ends nothing.")
        await seat.press("escape")
        assert seat.decisions == []
        draft = seat.app.desk.open(seat.in_front or "").draft
        assert draft.rationale == "Nothing here: it is 2 lines\nq ends nothing."
        assert (draft.outcome, draft.confidence) == (Outcome.OVERTURN, 4)
        assert draft.root_causes == (RootCause.KEYWORD_WITHOUT_CONTEXT, RootCause.TOOL_OUTPUT_NOT_USER_INTENT)
        assert (draft.opined[0].verdict, draft.opined[0].severity) == (Verdict.DOES_NOT_VIOLATE, 3)
        assert draft.opined[0].locus is Locus.AGGREGATE_PATTERN
        assert "Nothing here" in seat.text
        await seat.do("case.form")
        await seat.press("ctrl+j")
        (made,) = seat.decisions
        assert (made.rationale, made.confidence, len(made.remedies)) == (draft.rationale, 4, 1)


async def test_a_template_becomes_the_rationale(samples: Path) -> None:
    async with seated(samples) as seat:
        await seat.do("queue.open", "case.template")
        await seat.press("1", *"e")
        await seat.do("case.escalate")
        (made,) = seat.decisions
        template = seat.app.settings.templates[made.template or ""]
        assert made.rationale == template.text


async def test_the_form_offers_the_templates_that_fit_the_outcome(samples: Path) -> None:
    async with seated(samples, size=(100, 40)) as seat:
        await seat.do("queue.open", "case.form")
        await seat.press("4", "ctrl+t")
        assert "The deciding context is missing" in seat.text
        assert "Authorised work on own systems" not in seat.text
        await seat.press("1", "escape")
        assert seat.app.desk.open(seat.in_front or "").draft.template == "context-missing"


async def test_locus_evidence_and_causes_are_one_key_and_a_choice(samples: Path) -> None:
    async with seated(samples) as seat:
        await seat.do("queue.open", "case.locus")
        await seat.press("3")
        await seat.do("case.evidence", "case.cause")
        await seat.press("1")
        assert "evidence 1" in seat.text
        await seat.do("case.uphold")
        (made,) = seat.decisions
        assert made.findings[0].locus is Locus.TOOL_CALL
        (evidence,) = made.findings[0].evidence
        case = seat.app.desk.open(made.case_id).opened.case
        words = case.turns[case.turn_ids.index(evidence.turn_id)].content[evidence.part]
        flag = next(one for one in case.flags if one.spans)
        assert (evidence.start, evidence.end) in {(span.start, span.end) for one in case.flags for span in one.spans}
        assert flag.turn_id in case.turn_ids
        assert words


async def test_evidence_is_taken_out_with_the_same_key(samples: Path) -> None:
    async with seated(samples) as seat:
        await seat.do("queue.open", "case.evidence", "case.evidence")
        assert "evidence" not in seat.rows[-3]
        assert seat.app.desk.open(seat.in_front or "").opened.draft is None


async def test_a_strict_queue_opens_the_form_where_something_is_missing(samples: Path) -> None:
    async with seated(samples, queues={"*": Queue(requires=("rationale", "confidence"))}) as seat:
        await seat.do("queue.open", "case.uphold")
        assert "this queue wants a rationale" in seat.text
        await seat.type("clear")
        await seat.press("shift+tab", "shift+tab", "5", "ctrl+j")
        assert [(one.outcome, one.rationale, one.confidence) for one in seat.decisions] == [("uphold", "clear", 5)]


async def test_undo_takes_the_decision_back_and_redo_takes_it_again(samples: Path) -> None:
    async with seated(samples) as seat:
        first = seat.ids()[0]
        await seat.do("queue.open", "case.overturn")
        await seat.press("2")
        await seat.do("undo")
        assert (seat.decisions, seat.in_front) == ([], first)
        assert "taken back" in seat.said
        await seat.do("redo")
        assert [(one.case_id, one.root_causes) for one in seat.decisions] == [(first, (RootCause.BENIGN_DUAL_USE,))]
        await seat.do("redo")
        assert "nothing was undone" in seat.said
        assert len(seat.decisions) == 1


async def test_undo_from_the_queue_puts_the_case_in_front(samples: Path) -> None:
    async with seated(samples) as seat:
        first = seat.ids()[0]
        await seat.do("queue.open", "case.escalate", "back", "undo")
        assert (seat.in_front, seat.decisions) == (first, [])


async def test_after_the_window_undo_says_that_the_next_decision_replaces(samples: Path) -> None:
    async with seated(samples) as seat:
        await seat.do("queue.open", "case.escalate")
        seat.clock.pass_(60)
        await seat.do("undo")
        assert "replaces the one in force" in seat.said
        await seat.do("case.gap")
        assert [one.outcome for one in seat.decisions] == [Outcome.ESCALATE, Outcome.POLICY_GAP]
        assert seat.decisions[1].supersedes == seat.decisions[0].id


async def test_who_stays_after_a_decision_sees_the_case_as_decided(samples: Path) -> None:
    async with seated(samples, review=Review(auto_advance=False)) as seat:
        first = seat.ids()[0]
        await seat.do("queue.open", "case.escalate")
        assert seat.in_front == first
        await seat.do("case.uphold")
        assert "decided already" in seat.said
        await seat.do("case.advance", "undo", "case.uphold")
        assert seat.in_front == seat.ids()[1]


async def test_a_skip_wants_a_reason_and_a_skipped_case_comes_back(samples: Path) -> None:
    async with seated(samples) as seat:
        first, second = seat.ids()[:2]
        await seat.do("queue.open", "case.skip")
        await seat.press("4")
        head = seat.workspace.head(first)
        assert head is not None
        assert (head.state, seat.in_front) == (CaseState.SKIPPED, second)
        await seat.do("case.previous")
        assert seat.in_front not in (first, second)
        await seat.do("back", "queue.top", "queue.open", "case.skip")
        assert "skipped already" in seat.said
        await seat.do("case.reopen", "case.reopen")
        assert "was not skipped" in seat.said


async def test_the_end_of_the_queue_is_said_on_the_queue(samples: Path) -> None:
    async with seated(samples) as seat:
        await seat.do("queue.filter")
        await seat.type("id:dup-01")
        await seat.press("enter")
        await seat.do("queue.open", "case.escalate")
        assert seat.in_front is None
        assert "nothing is left to decide" in seat.said


async def test_a_decision_that_was_held_goes_its_way_after_the_window(samples: Path) -> None:
    async with seated(samples, review=Review(undo_window_s=0)) as seat:
        await seat.do("queue.open", "case.escalate")
        assert [one.outbox for _, one, _ in seat.workspace.ledger.decisions()] == [OutboxState.QUEUED]
        assert "1 to send" in seat.rows[0]
