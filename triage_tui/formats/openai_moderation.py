"""Results of OpenAI's moderation endpoint: a flag for each category, with its score as it was given.

A result need not say what it is about; records that keep the ``input`` beside it give the text its turn.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from triage_tui.domain.values import Invalid
from triage_tui.formats.chats import Named, chats
from triage_tui.formats.documents import glimpses
from triage_tui.formats.fields import Fields, said
from triage_tui.formats.found import Bad, Found, Mapping, Reader
from triage_tui.formats.naming import slug
from triage_tui.formats.openai_message import turn

if TYPE_CHECKING:
    from triage_tui.formats.source import Source


def sniff(head: bytes, name: str) -> float:
    """Sure of results with categories."""
    for one in glimpses(head):
        results = one.get("results") if isinstance(one, dict) else None
        if isinstance(results, list) and any(isinstance(result, dict) and "categories" in result for result in results):
            return 0.95
    return 0.0


def read(source: Source, mapping: Mapping = ()) -> Iterator[Found | Bad]:
    """Every result as a case."""
    return chats(source, _cases)


def _cases(record: Fields, named: Named) -> Iterator[dict[str, Any]]:
    results = record.objects("results")
    if not results:
        raise Invalid("$.results", "holds no result")
    case_id, model = named(record.text("id")), record.text("model")
    inputs = _inputs(record.pop("input"), len(results))
    for number, (result, turns) in enumerate(zip(results, inputs, strict=True), 1):
        flags = result_flags(result, model)
        left = record.left().get("unmapped", {}) | result.left().get("unmapped", {})
        yield said(
            id=f"{case_id}-{number}" if len(results) > 1 else case_id,
            conversation={"turns": turns} if turns else None,
            flags=flags,
            unmapped=left,
        )


def _inputs(given: Any, results: int) -> list[list[dict[str, Any]]]:
    """The turns each result is about: an array with as many texts as results has one for each."""
    if given is None:
        return [[]] * results
    if isinstance(given, list) and len(given) == results and all(isinstance(one, str) for one in given):
        return [[turn(Fields({"role": "user", "content": one}))] for one in given]
    return [[turn(Fields({"role": "user", "content": given}, "$.input"))]] * results


def result_flags(result: Fields, model: Any, prefix: str = "") -> list[dict[str, Any]]:
    """A flag for each category, those that fired first, each group by falling score."""
    verdicts = result.take("categories", dict) or {}
    scores = result.take("category_scores", dict) or {}
    types = result.take("category_applied_input_types", dict) or {}
    by = {"name": model, "kind": "model"} if isinstance(model, str) and model else None
    flags = list[dict[str, Any]]()
    for name in dict.fromkeys((*verdicts, *scores)):
        score, verdict = scores.get(name), verdicts.get(name)
        if not isinstance(score, int | float | None) or isinstance(score, bool):
            raise Invalid(f"{result.path}.category_scores.{name}", "is not a number")
        if not isinstance(verdict, bool | None):
            raise Invalid(f"{result.path}.categories.{name}", "is neither true nor false")
        if score is None and verdict is None:
            continue
        measured = {"score": verdict, "scale": "boolean"} if score is None else {"score": score, "scale": "probability"}
        flags.append(
            {"id": slug(f"{prefix}{name}"), "reason": f"{name}: flagged" if verdict else name, **measured}
            | said(classifier=by, flagged=verdict, category_applied_input_types=types.get(name))
        )
    return sorted(flags, key=lambda flag: (not flag.get("flagged"), -flag["score"]))


READER = Reader("openai-moderation", "Results of OpenAI's moderation endpoint (JSON)", sniff, read)
