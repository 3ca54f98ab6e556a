"""The values of OTLP JSON: each wrapped in its type, lists of key and value in place of objects."""

from __future__ import annotations

from typing import Any

from triage_tui.domain.values import Invalid
from triage_tui.formats.fields import Fields
from triage_tui.formats.lenient import HALF, Malformed, decoded


def attributes(owner: Fields, name: str = "attributes") -> dict[str, Any]:
    """A list of keys and values as a dict of plain ones."""
    return {one.text("key"): plain(one.pop("value"), f"{one.path}.value") for one in owner.objects(name)}


def plain(value: Any, path: str) -> Any:
    """A wrapped value without its wrapping; whole numbers come as text and become numbers."""
    if value is None:
        return None
    fields = Fields(value, path)
    if (whole := fields.pop("intValue")) is not None:
        return _whole(whole, f"{path}.intValue")
    if (array := fields.fields("arrayValue")) is not None:
        return [plain(one, f"{path}.arrayValue.values[{n}]") for n, one in enumerate(array.take("values", list) or [])]
    if (entries := fields.fields("kvlistValue")) is not None:
        return attributes(entries, "values")
    return next((one for name in _PLAIN if (one := fields.pop(name)) is not None), None)


_PLAIN = ("stringValue", "boolValue", "doubleValue", "bytesValue")


def _whole(value: Any, path: str) -> int:
    try:
        return int(value)
    except (TypeError, ValueError):
        raise Invalid(path, "is not a whole number") from None


def listed(value: Any, path: str) -> list[Any]:
    """A list that may be written as JSON in a text, as spans hold them."""
    if isinstance(value, str):
        try:
            value = decoded(value.encode())
        except UnicodeEncodeError:
            raise Invalid(path, HALF) from None
        except Malformed as error:
            raise Invalid(path, f"is a text that should be JSON and {error.reason}") from None
    if not isinstance(value, list):
        raise Invalid(path, "is not an array")
    return value
