"""JSON Schemas of our formats, made from the record types and the sentences behind their fields."""

from __future__ import annotations

import ast
import inspect
import sys
from itertools import pairwise
from typing import Any

import msgspec

from triage_tui.domain.bundle import Manifest
from triage_tui.domain.case import Case
from triage_tui.domain.conversation import Turn
from triage_tui.domain.decision import Decision
from triage_tui.domain.policy import PolicyPack
from triage_tui.domain.values import Record

NAMES: dict[str, type[Record]] = {"case": Case, "policy": PolicyPack, "decision": Decision, "manifest": Manifest}
"""What there is a schema for."""

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema(name: str) -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of one of `NAMES`. Unknown fields are allowed."""
    (document,), parts = msgspec.json.schema_components([NAMES[name]], ref_template="#/$defs/{name}")
    for part, described in parts.items():
        _describe(described, part)
    (title,) = (field.default for field in msgspec.structs.fields(NAMES[name]) if field.name == "schema")
    return {"$schema": DIALECT, "title": title, **document, "$defs": dict(sorted(parts.items()))}


def _describe(part: dict[str, Any], name: str) -> None:
    for field, sentence in _sentences(name).items():
        if field in part.get("properties", {}):
            part["properties"][field]["description"] = sentence


def _sentences(name: str) -> dict[str, str]:
    """The string behind each field of a record, by the field's name in JSON."""
    record = _record(name)
    if record is None:
        return {}
    (tree,) = ast.parse(inspect.getsource(record)).body
    assert isinstance(tree, ast.ClassDef)
    names = dict(zip(record.__struct_fields__, record.__struct_encode_fields__, strict=True))
    return {
        names[field.target.id]: sentence.value.value
        for field, sentence in pairwise(tree.body)
        if isinstance(field, ast.AnnAssign)
        and isinstance(field.target, ast.Name)
        and isinstance(sentence, ast.Expr)
        and isinstance(sentence.value, ast.Constant)
        and isinstance(sentence.value.value, str)
    }


def _record(name: str) -> type[Record] | None:
    modules = (sys.modules[record.__module__] for record in NAMES.values())
    conversation = sys.modules[Turn.__module__]
    found = (getattr(module, name, None) for module in (*modules, conversation))
    return next((one for one in found if inspect.isclass(one) and issubclass(one, Record)), None)
