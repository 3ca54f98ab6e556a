"""The rest of what is known about a case: who, what was done, what was decided, what the draft holds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from triage_tui.desk.sitting import Sitting
from triage_tui.domain.case import Case
from triage_tui.domain.retention import never_kept
from triage_tui.domain.standing import OpenCase, Standing
from triage_tui.domain.values import EPOCH
from triage_tui.ui.present.clauses import quoted
from triage_tui.ui.present.frame import rule
from triage_tui.ui.present.line import Line, Run
from triage_tui.ui.present.text import CONSERVATIVE, Capabilities, Safe, inline, ours
from triage_tui.ui.present.words import CAUSE, OUTBOX, OUTCOME, OUTCOME_ROLE, REMEDY, age, due

Fact = tuple[Safe, Line]


def facts_pane(sitting: Sitting, now: datetime, cells: int, caps: Capabilities = CONSERVATIVE) -> list[Line]:
    """Draft, case, opinions and history, each under its own rule."""
    case = sitting.opened.case
    lines = [*_draft(sitting, cells, caps)]
    lines += [(), rule(cells, Run(ours("case"), "heading"))]
    lines += [(Run(ours(" {:<10} ", name), "muted"), *words) for name, words in _case(sitting, now, cells - 12)]
    for opinion in case.opinions:
        lines += [(), rule(cells, Run(ours("model-written opinion, unverified"), "heading"))]
        who = ours(" {}: {} on {}", inline(opinion.model, 24), inline(opinion.verdict, 20), inline(opinion.clause, 20))
        lines += [(Run(who, "muted"),), *quoted(opinion.rationale, cells, "muted", caps, indent=1)]
    if sitting.opened.decisions:
        lines += [(), rule(cells, Run(ours("history"), "heading"))]
        lines += [_decided(one, cells) for one in sitting.opened.decisions]
    return lines


def without_text(opened: OpenCase) -> Safe | None:
    """Why the text of a case is not here; none where it is, or its source never had any."""
    if opened.case.turns:
        return None
    if opened.purged_at is not None and opened.purged_at > EPOCH:
        return ours("its text was purged on {}", inline(opened.purged_at.strftime("%Y-%m-%d")))
    return ours("zero retention: its text is kept nowhere") if never_kept(opened.case.retention) else None


def _draft(sitting: Sitting, cells: int, caps: Capabilities) -> Iterator[Line]:
    draft = sitting.draft
    if not (draft.root_causes or draft.rationale or draft.supersedes or draft.remedies or draft.outcome):
        return
    yield rule(cells, Run(ours("draft"), "heading"))
    if draft.supersedes:
        yield (Run(ours(" replaces the decision in force"), "warning"),)
    if draft.outcome is not None:
        yield (Run(ours(" outcome    "), "muted"), Run(OUTCOME[draft.outcome], OUTCOME_ROLE[draft.outcome]))
    for cause in draft.root_causes:
        yield (Run(ours(" cause      "), "muted"), Run(CAUSE[cause], "text"))
    for remedy in draft.remedies:
        yield (Run(ours(" remedy     "), "muted"), Run(REMEDY[remedy.type], "text"))
    if draft.rationale:
        yield from quoted(draft.rationale, cells, "text", caps, indent=1)


def _case(sitting: Sitting, now: datetime, cells: int) -> Iterator[Fact]:
    case, head = sitting.opened.case, sitting.opened.head
    queue = ours("{} · {}", inline(head.queue, 24), inline(case.origin, 12))
    yield ours("queue"), (Run(queue, "text"),)
    yield (
        ours("received"),
        (Run(ours("{} ago", age(head.received_at, now)) if head.received_at else ours("-"), "text"),),
    )
    yield ours("due"), (due(head.due_at, now),)
    if case.version > 1:
        yield ours("version"), (Run(ours("{}", case.version), "text"),)
    if case.work_domain or case.language:
        yield ours("about"), (Run(inline(" · ".join(filter(None, (case.work_domain, case.language))), cells), "text"),)
    yield from _enforcement(case, cells)
    yield from _subject(case, cells)
    labels = (
        (case.retention.class_, *case.retention.labels)
        if case.retention.class_ != "standard"
        else case.retention.labels
    )
    if labels:
        yield ours("retention"), (Run(inline(", ".join(labels), cells), "warning"),)
    seen = case.conversation.classifier_saw if case.conversation else None
    if seen is not None:
        words = ours("{} to {} only", inline(seen.first_turn, 12), inline(seen.last_turn, 12))
        yield ours("classifier"), (Run(ours("saw {}", words), "warning"),)
    for one in case.related:
        yield ours("related"), (Run(ours("{} {}", inline(one.case_id, cells - 14), inline(one.why or "", 12)), "text"),)


def _enforcement(case: Case, cells: int) -> Iterator[Fact]:
    done = case.enforcement
    if done is None:
        return
    if done.state:
        yield ours("enforced"), (Run(inline(done.state.replace("_", " "), cells), "warning"),)
    if done.model:
        model = f"{done.model} → {done.fallback_model}" if done.fallback_model else done.model
        yield ours("model"), (Run(inline(model, cells), "text"),)
    if done.api_category:
        yield ours("category"), (Run(inline(done.api_category, cells), "text"),)
    if done.charged:
        yield ours("charged"), (Run(ours("yes, for the refused request"), "text"),)
    if done.user_message:
        yield ours("user read"), (Run(inline(done.user_message, cells), "text"),)


def _subject(case: Case, cells: int) -> Iterator[Fact]:
    who = case.subject
    if who is None:
        return
    words = " · ".join(filter(None, (who.pseudonym, who.tier, *who.verifications)))
    if words:
        yield ours("subject"), (Run(inline(words, cells), "text"),)
    if who.account_state:
        yield (
            ours("account"),
            (Run(inline(who.account_state, cells), "warning" if who.account_state != "active" else "text"),),
        )
    if who.prior is not None:
        counts = ours("{} decided, {} upheld, {} overturned", who.prior.decided, who.prior.upheld, who.prior.overturned)
        yield ours("prior"), (Run(counts, "text"),)


def _decided(one: Standing, cells: int) -> Line:
    decision = one.decision
    when = inline(decision.decided_at.strftime("%m-%d %H:%M"))
    return (
        Run(ours(" {} ", when), "muted"),
        Run(OUTCOME[decision.outcome], OUTCOME_ROLE[decision.outcome]),
        Run(ours(" {} ", inline(decision.reviewer, max(cells - 40, 8))), "text"),
        Run(OUTBOX[one.outbox], "muted"),
    )
