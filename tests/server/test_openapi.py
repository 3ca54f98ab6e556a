"""Claims: the description is one of OpenAPI 3.1, says what the server does, and is the one that is shipped."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import jsonschema_rs
import msgspec
import pytest

from tests.rules.house import ROOT
from tests.server.serving import Place
from tests.server.store.making import Me, new_queue, raw_case, raw_decision
from triage_tui.domain.wire.problems import KINDS
from triage_tui.server.openapi import document, written
from triage_tui.server.routes import ACTS

DOCUMENT = document()


def references(node: Any) -> Iterator[str]:
    """Every place that something in the document points to."""
    if isinstance(node, dict):
        if isinstance(found := node.get("$ref"), str):
            yield found
        for inner in node.values():
            yield from references(inner)
    elif isinstance(node, list):
        for inner in node:
            yield from references(inner)


def schema(name: str) -> jsonschema_rs.Draft202012Validator:
    """The schema of a part, with all the others at hand."""
    return jsonschema_rs.Draft202012Validator(
        {"$ref": f"#/components/schemas/{name}", "components": DOCUMENT["components"]}
    )


def test_the_shipped_document_is_what_would_be_written_now() -> None:
    assert (ROOT / "triage_tui" / "server" / "openapi.json").read_text(encoding="utf-8") == written()


def test_it_is_served(place: Place) -> None:
    assert place.stranger.get("/v1/openapi.json").json() == msgspec.json.decode(written())


def test_every_schema_is_a_schema_and_every_reference_leads_somewhere() -> None:
    schemas = DOCUMENT["components"]["schemas"]
    for name in schemas:
        schema(name)
    assert {one.rpartition("/")[2] for one in references(DOCUMENT)} <= set(schemas)


def test_it_is_a_document_of_openapi() -> None:
    assert DOCUMENT["openapi"] == "3.1.0"
    names = []
    for path, methods in DOCUMENT["paths"].items():
        for operation in methods.values():
            names.append(operation["operationId"])
            inside = {one["name"] for one in operation["parameters"] if one["in"] == "path"}
            assert inside == set(re.findall(r"\{(\w+)\}", path))
            assert operation["summary"]
            assert all(re.fullmatch("[1-5][0-9][0-9]", status) for status in operation["responses"])
            assert all(answer["description"] for answer in operation["responses"].values())
    assert len(names) == len(set(names)) == len(ACTS)


def test_every_kind_of_problem_can_be_met() -> None:
    said = str(DOCUMENT["paths"])
    assert [kind for kind in KINDS if f"`{kind}`" not in said] == ["method_not_allowed"]


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/v1/capabilities", "Capabilities"),
        ("/v1/queues", "Queues"),
        ("/v1/cases", "Rows"),
        ("/v1/changes", "Changes"),
        ("/v1/policies", "Packs"),
        ("/v1/decisions", "Journal"),
        ("/v1/decisions/nobody", "Problem"),
        ("/v1/cases?limit=0", "Problem"),
    ],
)
def test_answers_are_what_it_says(place: Place, path: str, name: str) -> None:
    place.case(queue=new_queue())
    schema(name).validate(place.person("lead").http.get(path).json())


def test_cases_and_decisions_are_what_it_says() -> None:
    schema("Case").validate(msgspec.json.decode(raw_case()))
    schema("Decision").validate(msgspec.json.decode(raw_decision(Me(reviewer="ana"))))
    schema("Intake").validate({"cases": [msgspec.json.decode(raw_case())]})
    assert not schema("Intake").is_valid({"cases": [{"id": "no spaces"}]})
