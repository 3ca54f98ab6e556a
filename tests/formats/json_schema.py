"""A checker for the words of JSON Schema that our schemas use, written from the standard and not from our code."""

from __future__ import annotations

import re
from typing import Any

TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "array": (list,),
    "object": (dict,),
    "null": (type(None),),
}
PLAIN = {"title", "description", "default", "format", "discriminator", "$defs", "$schema"}
"""Words that refuse nothing."""


def fits(value: Any, rule: dict[str, Any], root: dict[str, Any]) -> bool:
    """Whether a value is valid."""
    return all(_holds(word, wanted, value, rule, root) for word, wanted in rule.items() if word not in PLAIN)


def _holds(word: str, wanted: Any, value: Any, rule: dict[str, Any], root: dict[str, Any]) -> bool:
    match word:
        case "$ref":
            return fits(value, root["$defs"][wanted.removeprefix("#/$defs/")], root)
        case "anyOf":
            return any(fits(value, one, root) for one in wanted)
        case "type":
            return isinstance(value, TYPES[wanted]) and (wanted == "boolean" or not isinstance(value, bool))
        case "enum":
            return value in wanted
        case "const":
            return bool(value == wanted)
        case "pattern":
            return re.search(wanted, value) is not None
        case "minLength":
            return len(value) >= wanted
        case "maxLength":
            return len(value) <= wanted
        case "minimum":
            return bool(value >= wanted)
        case "maximum":
            return bool(value <= wanted)
        case "exclusiveMinimum":
            return bool(value > wanted)
        case "items":
            return all(fits(one, wanted, root) for one in value)
        case "required":
            return set(wanted) <= set(value)
        case "properties":
            return all(fits(value[key], one, root) for key, one in wanted.items() if key in value)
        case "additionalProperties":
            others = [one for key, one in value.items() if key not in rule.get("properties", {})]
            return not isinstance(wanted, dict) or all(fits(one, wanted, root) for one in others)
    raise AssertionError(f"the checker does not know {word!r}")
