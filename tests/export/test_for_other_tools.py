"""Label Studio, Inspect and Croissant get what their own formats say, and what has no place in them is counted."""

from __future__ import annotations

import io
import json
import re
from datetime import UTC, datetime
from typing import Any

from tests.export.judging import SAID, forgotten, judged
from tests.formats.reading import FIXTURES, found, read
from triage_tui.domain.journal import Head
from triage_tui.domain.words import RootCause
from triage_tui.export import inspect, label_studio
from triage_tui.export.account import Asked, Weighed, Went, account
from triage_tui.export.croissant import description
from triage_tui.export.judged import Judged
from triage_tui.export.told import DECISION, FINDING
from triage_tui.export.veil import PLAIN, Veil


def tasks(*ones: Judged) -> tuple[list[dict[str, Any]], Went]:
    out = io.BytesIO()
    went = label_studio.write(ones, out, PLAIN)
    return json.loads(out.getvalue()), went


def test_a_task_has_the_conversation_and_the_decision_as_an_annotation() -> None:
    ((one,), _) = tasks(judged(root_causes=(RootCause.OTHER,)))
    assert [turn["role"] for turn in one["data"]["talk"]] == ["user", "assistant"]
    (annotation,) = one["annotations"]
    said = {each["from_name"]: each["value"] for each in annotation["result"]}
    assert said["outcome"] == {"choices": ["uphold"]}
    assert said["causes"] == {"choices": ["other"]}
    assert said["rationale"] == {"text": ["He asks how to break in."]}
    assert said["evidence"]["paragraphlabels"] == ["violates"]


def test_places_are_counted_as_a_browser_does() -> None:
    ((one,), _) = tasks(judged())
    value = one["annotations"][0]["result"][-1]["value"]
    units = SAID.encode("utf-16-le")
    assert units[2 * value["startOffset"] : 2 * value["endOffset"]].decode("utf-16-le") == value["text"] == "🔓 there"
    assert (value["start"], value["end"]) == ("0", "0")


def test_the_configuration_has_every_name_that_is_used() -> None:
    ((one,), _) = tasks(judged(root_causes=(RootCause.OTHER,)))
    names = set(re.findall(r' name="(\w+)"', label_studio.CONFIG))
    for each in one["annotations"][0]["result"]:
        assert {each["from_name"], each["to_name"]} <= names
    assert re.search(r'value="\$(\w+)"', label_studio.CONFIG)[1] in one["data"]


def test_words_that_stay_here_are_no_task() -> None:
    some, went = tasks(judged(case={"retention": {"labels": ["nda"]}}), forgotten(), judged(case={"conversation": {}}))
    assert (some, went.count) == ([], 0)
    assert went.left_out == {"labelled nda": 1, "the conversation is not here": 2}


def test_a_score_belongs_to_a_sample_and_an_epoch() -> None:
    log = {"version": 2, "eval_id": "e1", "task": "refusals", "model": "m"}
    out = io.BytesIO()
    came = judged(case={"unmapped": {"log": log, "sample": {"id": 7, "epoch": 2}}})
    went = inspect.write([came, judged(), forgotten()], out, Veil(key=b"k" * 32))
    assert (went.count, went.left_out) == (1, {"not from a log of Inspect": 2})
    one = json.loads(out.getvalue())
    assert (one["sample_id"], one["epoch"], one["eval"]["task"]) == (7, 2, "refusals")
    score = one["scores"]["triage_review"]
    assert (score["value"], score["explanation"]) == ("uphold", "He asks how to break in.")
    assert score["metadata"]["provenance"]["author"].startswith("r-")
    assert score["metadata"]["decision_id"] == came.decision.id


def test_a_case_read_from_a_log_keeps_its_sample() -> None:
    samples = [json.loads(one.raw)["unmapped"]["sample"] for one in found(read(FIXTURES / "inspect.json"))]
    assert samples
    assert all(one.keys() == {"id", "epoch"} for one in samples)


def test_the_description_of_a_data_set_names_its_file_and_every_column() -> None:
    out = Weighed(io.BytesIO())
    out.write(b"rows")
    asked = Asked("decisions", "parquet", "decisions", output="/tmp/x/d.parquet")
    said = account(asked, Went(1), out, Head("log"), Veil(redact=True), datetime(2026, 11, 22, tzinfo=UTC))
    described = description(said, datetime(2026, 11, 22, tzinfo=UTC))
    (file,) = described["distribution"]
    assert (file["contentUrl"], file["sha256"]) == ("d.parquet", out.sha256)
    fields = {each["name"]: each for each in described["recordSet"][0]["field"]}
    assert tuple(fields) == (*DECISION, *FINDING)
    assert fields["evidence"]["repeated"]
    assert fields["log_seq"]["dataType"] == "sc:Integer"
    assert {each for each in described if each.startswith("rai:")} >= {
        "rai:dataAnnotationProtocol", "rai:annotationsPerItem", "rai:machineAnnotationTools",
        "rai:personalSensitiveInformation", "rai:annotatorDemographics",
    }  # fmt: skip
    assert "masked as far as patterns find them" in str(described["rai:personalSensitiveInformation"])
