"""The decision form: verdicts, causes, confidence, remedies and the rationale on one screen."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from typing import Any

from msgspec.structs import replace
from textual import events
from textual.app import ComposeResult
from textual.widgets import TextArea
from textual.worker import Worker

from triage_tui.desk.sitting import Sitting
from triage_tui.domain.decision import Remedy
from triage_tui.domain.rules import Refusal
from triage_tui.domain.words import Locus, Outcome, RemedyType, RootCause
from triage_tui.errors import Refused, TriageError
from triage_tui.ui.dialogs.base import Dialog, ask
from triage_tui.ui.dialogs.clause import other_clause
from triage_tui.ui.dialogs.editor import edited
from triage_tui.ui.dialogs.menu import Choice, Menu
from triage_tui.ui.present.form import FIELDS, Field, FormView, form_frame
from triage_tui.ui.present.frame import Frame
from triage_tui.ui.present.text import Safe, inline, ours
from triage_tui.ui.present.words import CAUSE, LOCUS, REMEDY, VERDICT_KEYS

GAP_FIELD: dict[str, Field] = {
    "verdict": "clauses", "evidence": "clauses", "cause": "causes", "confidence": "confidence",
    "rationale": "rationale",
}  # fmt: skip


class Form(Dialog[tuple[Sitting, Outcome | None]]):
    """Answers with the draft, and with an outcome when it shall be decided now."""

    DEFAULT_CSS = """
    Form { layers: base over; }
    Form > Board { layer: base; }
    Form > TextArea { layer: over; border: none; padding: 0 1; margin: 0 2; max-width: 106; }
    Form > TextArea:focus { border: none; }
    """

    def __init__(self, sitting: Sitting, refusal: Refusal | None, clause: int) -> None:
        super().__init__()
        self._keeping = asyncio.Lock()
        self._kept = sitting
        self._keeper: Worker[None] | None = None
        gap = GAP_FIELD.get(refusal.gap, "outcome") if refusal else "outcome"
        self._view = FormView(sitting, sitting.draft.outcome, gap, clause, refusal)

    def compose(self) -> ComposeResult:
        """The board, and the rationale over it."""
        yield from super().compose()
        area = TextArea(self._view.sitting.draft.rationale, soft_wrap=True, show_line_numbers=False)
        area.cursor_blink = False
        yield area

    def on_mount(self) -> None:
        """Begin in the field that has the gap."""
        self._go(self._view.field)

    def over(self, behind: Frame, width: int, height: int) -> Frame:
        """The whole form; nothing shows through."""
        frame, top, room = form_frame(self._view, width, height)
        area = self.query_one(TextArea)
        area.styles.offset = (0, top)
        area.styles.height = room
        return frame

    def _change(self, sitting: Sitting | None = None, **changes: Any) -> None:
        view = replace(self._view, sitting=sitting or self._view.sitting, **changes)
        refusal = self.app.desk.why_not(view.sitting, view.outcome) if view.outcome else None
        self._view = replace(view, refusal=refusal)
        self.draw()
        if self._keeper is None or self._keeper.is_finished:
            self._keeper = self.app.run_worker(self._keep)

    async def _keep(self) -> None:
        """Bring the draft to disk; one write after the other, and none for what another has outrun."""
        async with self._keeping:
            while (sitting := self._view.sitting) is not self._kept:
                try:
                    await self.app.off(self.app.desk.keep, sitting)
                except TriageError as error:
                    self._view = replace(self._view, refusal=Refusal("case", error.title))
                    if self.is_current:
                        self.draw()
                    return
                self._kept = sitting

    async def _leave(self, outcome: Outcome | None) -> None:
        """End the form; what did not come to disk is tried again behind it."""
        await self._keep()
        self._kept = self._view.sitting
        self.dismiss((self._view.sitting, outcome))

    async def on_unmount(self) -> None:
        """What was put in last is kept also when the end comes from outside."""
        await self._keep()

    def _go(self, field: Field) -> None:
        self._change(field=field)
        area = self.query_one(TextArea)
        if field == "rationale":
            area.focus()
            area.move_cursor(area.document.end)
        else:
            self.set_focus(None)

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Keep what is typed."""
        if event.text_area.text != self._view.sitting.draft.rationale:
            self._change(self._view.sitting.edited(rationale=event.text_area.text))

    def on_key(self, event: events.Key) -> None:
        """Keys of the form first, then those of the field."""
        handled = self._form_key(event.key) or (
            self._view.field != "rationale" and self._field_key(event.key, event.character or "")
        )
        if handled:
            event.stop()
            event.prevent_default()

    def _form_key(self, key: str) -> bool:
        step = {"tab": 1, "shift+tab": -1}.get(key)
        if step is not None:
            self._go(FIELDS[(FIELDS.index(self._view.field) + step) % len(FIELDS)])
        elif key == "escape":
            self._change(self._view.sitting.edited(outcome=self._view.outcome))
            self.call_next(self._leave, None)
        elif key == "ctrl+j":
            self._submit()
        elif key == "ctrl+t":
            self._template()
        elif key == "ctrl+o":
            self.query_one(TextArea).text = edited(self.app, self._view.sitting.draft.rationale)
        else:
            return False
        return True

    def _submit(self) -> None:
        if self._view.outcome is None:
            self._go("outcome")
        elif self._view.refusal is not None:
            self._go(GAP_FIELD.get(self._view.refusal.gap, "outcome"))
        else:
            self.call_next(self._leave, self._view.outcome)

    def _field_key(self, key: str, character: str) -> bool:
        match self._view.field:
            case "outcome" if character in ("1", "2", "3", "4", "5", "6"):
                self._change(outcome=list(Outcome)[int(character) - 1])
            case "clauses":
                return self._clause_key(key, character)
            case "causes" if key == "enter":
                causes = self._view.sitting.draft.root_causes
                self._choose(ours("Why was the flag wrong?"), {one: CAUSE[one] for one in RootCause}, causes)
            case "remedies" if key == "enter":
                chosen = [one.type for one in self._view.sitting.draft.remedies]
                self._choose(ours("What should happen?"), {one: REMEDY[one] for one in RemedyType}, chosen)
            case "confidence" if character in ("1", "2", "3", "4", "5"):
                value = int(character)
                same = self._view.sitting.draft.confidence == value
                self._change(self._view.sitting.edited(confidence=None if same else value))
            case _:
                if key in ("down", "up", "j", "k"):
                    return self._form_key("tab" if key in ("down", "j") else "shift+tab")
                return False
        return True

    def _clause_key(self, key: str, character: str) -> bool:
        sitting, clause = self._view.sitting, self._view.clause
        count = max(len(sitting.matched), 1)
        if key in ("down", "j", "up", "k"):
            self._change(clause=(clause + (1 if key in ("down", "j") else -1)) % count)
        elif character in VERDICT_KEYS or key == "backspace":
            self._change(sitting.judged(clause, VERDICT_KEYS.get(character)))
        elif character in ("0", "1", "2", "3", "4"):
            self._change(sitting.amended(clause, severity=int(character)))
        elif character == "+":
            self._bring()
        elif key == "l":
            row = sitting.row_of(clause)
            self._choose(ours("Where does it apply?"), {one: LOCUS[one] for one in Locus}, [row.locus] if row else [])
        else:
            return False
        return True

    def _bring(self) -> None:
        try:
            other_clause(self.app, self._view.sitting, lambda more: self._change(more, clause=len(more.matched) - 1))
        except Refused as refused:
            self._view = replace(self._view, refusal=Refusal("verdict", refused.title))
            self.draw()

    def _choose(self, title: Safe, words: Mapping[str, Safe], marked: Iterable[str]) -> None:
        choices = [Choice(value, label) for value, label in words.items()]
        ask(self.app, Menu(title, choices, marked=tuple(marked)), self._chosen)

    def _chosen(self, value: str | None) -> None:
        sitting = self._view.sitting
        if value is None:
            return
        match self._view.field:
            case "clauses":
                self._change(sitting.amended(self._view.clause, locus=Locus(value)))
            case "causes":
                self._change(sitting.caused(RootCause(value)))
            case _:
                kind = RemedyType(value)
                kept = tuple(one for one in sitting.draft.remedies if one.type is not kind)
                added = kept if len(kept) < len(sitting.draft.remedies) else (*kept, Remedy(type=kind))
                self._change(sitting.edited(remedies=added))

    def _template(self) -> None:
        templates = self.app.settings.templates
        choices = [
            Choice(name, inline(one.title, 60)) for name, one in templates.items() if one.fits(self._view.outcome)
        ]

        def chosen(name: str | None) -> None:
            if name is not None:
                area = self.query_one(TextArea)
                area.text = f"{area.text}\n{templates[name].text}".strip()
                self._change(self._view.sitting.edited(rationale=area.text, template=name))

        ask(self.app, Menu(ours("Rationale from a template"), choices), chosen)
