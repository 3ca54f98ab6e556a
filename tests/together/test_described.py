"""Claims: whatever is sent that the OpenAPI document allows, or does not, the server answers as the document says."""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib.resources import files

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.serving import Served, furnish, serving, wait_for
from tests.together.conftest import stock
from triage_tui.domain.wire.bundles import SEALED

DOCUMENT = files("triage_tui.server").joinpath("openapi.json").read_bytes()
SCHEMA = schemathesis.openapi.from_dict(json.loads(DOCUMENT))
OPERATIONS = {f"{one.method.upper()} {one.path}": one for one in (found.ok() for found in SCHEMA.get_all_operations())}
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
BOTH = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
"""What the document allows, and what it does not."""
FEW = settings(
    max_examples=10, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)  # fmt: skip


@schemathesis.serializer(SEALED)
def sealed(_: object, value: object) -> bytes:
    """A body of a media type that is the API's own."""
    return value if isinstance(value, bytes) else json.dumps(value, default=str).encode()


@pytest.fixture(scope="module")
def line(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Served, str]]:
    folder = tmp_path_factory.mktemp("described")
    waits = folder / "case-3"
    waits.write_bytes(bytes(1000))
    with serving(str(folder / "server.db")) as served:
        wait_for(served.store, "ana", waits)
        furnish(served.store)
        stock(served, 10)
        yield served, served.token("ana", "reviewer", "lead", "intake")


@pytest.mark.parametrize("name", OPERATIONS)
def test_the_server_answers_as_it_is_described(name: str, line: tuple[Served, str]) -> None:
    asked(OPERATIONS[name], line)


def test_an_answer_that_is_not_described_is_noticed(line: tuple[Served, str]) -> None:
    document = json.loads(DOCUMENT)
    document["components"]["schemas"]["Queues"]["properties"]["queues"] = {"type": "string"}
    other = schemathesis.openapi.from_dict(document)["/v1/queues"]["GET"]
    with pytest.raises(FailureGroup):
        asked(other, line)


def asked(operation: APIOperation, line: tuple[Served, str]) -> None:
    """Ask in many ways, about what is there and what is not."""
    served, token = line

    @FEW
    @given(st.one_of(operation.as_strategy(generation_mode=mode) for mode in BOTH), st.booleans())
    def answers(case: schemathesis.Case, known: bool) -> None:
        if known and "{id}" in operation.path:
            case.path_parameters["id"] = "case-3"
        response = case.call(base_url=served.address, headers={"Authorization": f"Bearer {token}"})
        case.validate_response(response, checks=CHECKS)

    answers()
