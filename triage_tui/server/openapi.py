"""The description of the API for programs (OpenAPI 3.1), written from the table and from the types on the wire."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from triage_tui.domain.case import Case
from triage_tui.domain.wire.bundles import SEALED
from triage_tui.domain.wire.capabilities import API
from triage_tui.domain.wire.problems import KINDS, Problem
from triage_tui.domain.wire.signing_in import GRANT, Declined
from triage_tui.server.answers import JSON, LINES, PROBLEM
from triage_tui.server.ask import FORM
from triage_tui.server.routes import ACTS, Act

_REF = "#/components/schemas/{name}"
_NAME = re.compile(r"\{(\w+)\}")
_EVERYWHERE = ("bad_request", "unavailable")
_KNOWN = ("unauthenticated", "rate_limited")
_READING = ("invalid_field", "missing_field", "too_large", "unsupported_media")
_FILE = {"type": "string", "format": "binary"}
_WHOLE_CASES = (("Lease", "case"), ("Problem", "case"))
"""Fields that hold a case as it was handed in, which the types on the wire do not look into."""


def document() -> dict[str, Any]:
    """The whole description."""
    schemas = _schemas()
    paths: dict[str, Any] = {}
    for act in ACTS:
        paths.setdefault(act.path, {})[act.method.lower()] = _operation(act, schemas)
    return {
        "openapi": "3.1.0",
        "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
        "info": {
            "title": "Case API",
            "version": API,
            "summary": "Reviewers take flagged cases, and hand decisions back.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "schemas": dict(sorted(schemas.components.items())),
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def written() -> str:
    """The description as the file that is shipped beside this one, for those who have no server yet."""
    return json.dumps(document(), indent=1, ensure_ascii=False) + "\n"


class _Schemas:
    """Schemas by type, and the parts that they refer to."""

    def __init__(self, types: Iterable[Any]) -> None:
        listed = list(dict.fromkeys(types))
        found, self.components = msgspec.json.schema_components(listed, ref_template=_REF)
        self._by_type = dict(zip(listed, found, strict=True))
        names = {act.asks.__name__ for act in ACTS if act.asks is not None}
        self.asked = {name: self.components.pop(name) for name in names}

    def of(self, kind: Any) -> dict[str, Any]:
        """Where the schema of a type is."""
        found: dict[str, Any] = self._by_type[kind]
        return found


def _schemas() -> _Schemas:
    types = [kind for act in ACTS for kind in (act.gives, act.takes, act.asks) if isinstance(kind, type)]
    schemas = _Schemas([*(kind for kind in types if kind not in {str, bytes, dict}), Problem, Declined, Case])
    case = schemas.of(Case)
    for name, field in _WHOLE_CASES:
        schemas.components[name]["properties"][field] = case
    schemas.components["Intake"]["properties"]["cases"]["items"] = case
    schemas.components["Problem"]["properties"]["type"]["examples"] = ["urn:triage:problem:version_conflict"]
    return schemas


def _operation(act: Act, schemas: _Schemas) -> dict[str, Any]:
    told = (act.run.__doc__ or "").strip()
    said: dict[str, Any] = {
        "operationId": f"{act.run.__module__.rpartition('.')[2]}.{act.run.__name__}",
        "summary": told,
        "parameters": list(_parameters(act, schemas)),
        "responses": _responses(act, schemas),
    }
    if not act.known:
        said["security"] = []
    if act.takes is not None:
        said["requestBody"] = {"required": True, "content": _taken(act, schemas)}
    return said


def _taken(act: Act, schemas: _Schemas) -> dict[str, Any]:
    if act.takes is bytes:
        return {SEALED: {"schema": _FILE}}
    if act.takes is not str:
        return {JSON: {"schema": schemas.of(act.takes)}}
    fields: dict[str, Any] = {name: {"type": "string", "minLength": 1} for name in act.form}
    if "grant_type" in fields:
        fields["grant_type"] = {"const": GRANT}
    return {FORM: {"schema": {"type": "object", "properties": fields, "required": list(act.form)}}}


def _parameters(act: Act, schemas: _Schemas) -> Iterator[dict[str, Any]]:
    for name in _NAME.findall(act.path):
        yield {"name": name, "in": "path", "required": True, "schema": {"type": "string", "minLength": 1}}
    if act.asks is not None:
        for name, schema in schemas.asked[act.asks.__name__]["properties"].items():
            yield {"name": name, "in": "query", "schema": _present(schema)}
    for name in act.headers:
        yield {"name": name, "in": "header", "schema": {"type": "string"}}
    if act.parts:
        yield from ({"name": name, "in": "header", "schema": {"type": "string"}} for name in ("Range", "If-Range"))
    if act.tagged:
        yield {"name": "If-None-Match", "in": "header", "schema": {"type": "string"}}


def _present(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema of a parameter that may be left out, but is never null."""
    found: dict[str, Any] = next(iter(schema.get("anyOf", [schema])))
    return found


def _responses(act: Act, schemas: _Schemas) -> dict[str, Any]:
    said: dict[str, Any] = {str(act.status): _success(act, schemas)}
    if act.parts:
        said["206"] = {**_success(act, schemas), "description": "The part that was asked for"}
    if act.empty:
        said[str(act.empty)] = {"description": "Not changed" if act.empty == 304 else "Nothing to serve"}
    for status, kinds in sorted(_problems(act).items()):
        titles = "; ".join(f"`{kind}`: {KINDS[kind].title}" for kind in kinds)
        said[str(status)] = {"description": titles, "content": {PROBLEM: {"schema": schemas.of(Problem)}}}
    if act.form:
        said["400"].setdefault("content", {})[JSON] = {"schema": schemas.of(Declined)}
    return said


def _success(act: Act, schemas: _Schemas) -> dict[str, Any]:
    said: dict[str, Any] = {"description": "Done"}
    if act.gives is str:
        said["content"] = {"text/plain": {"schema": {"type": "string"}}}
    elif act.gives is bytes:
        said["content"] = {SEALED: {"schema": _FILE}}
    elif act.gives is dict:
        said["content"] = {JSON: {"schema": {"type": "object"}}}
    elif act.lines:
        # JSON lines have no schema of their own: it is each line that is one of these.
        said |= {"description": "One a line", "content": {LINES: {"schema": {"type": "string"}}}}
    elif act.gives is not None:
        said["content"] = {JSON: {"schema": schemas.of(act.gives)}}
    if act.tagged:
        said["headers"] = {"ETag": {"schema": {"type": "string"}}}
    return said


def _problems(act: Act) -> dict[int, list[str]]:
    kinds = [*_EVERYWHERE, *(_KNOWN if act.known else ()), *act.problems]
    if act.takes is not None or act.asks is not None:
        kinds += _READING
    if not act.known and act.writes:
        kinds.append("rate_limited")
    found: dict[int, list[str]] = {}
    for kind in dict.fromkeys(kinds):
        found.setdefault(KINDS[kind].status, []).append(kind)
    return found
