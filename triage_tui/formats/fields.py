"""Reading a JSON object so that nothing is lost: what is taken goes somewhere, what is left is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from triage_tui.domain.values import Invalid, Time
from triage_tui.formats.documents import Document, documents
from triage_tui.formats.found import Bad, Found, written

if TYPE_CHECKING:
    from triage_tui.formats.source import Source

T = TypeVar("T")
_KINDS = {str: "text", list: "an array", dict: "an object", bool: "true or false", int: "a whole number"}


class Fields:
    """The fields of an object, each taken once; null and absent are the same."""

    def __init__(self, value: Any, path: str = "$") -> None:
        if not isinstance(value, dict):
            raise Invalid(path, "is not an object")
        self._left = dict(value)
        self._inside = dict[str, Fields]()
        self.path = path
        """Where the object lies in its document."""

    def __contains__(self, name: str) -> bool:
        return self._left.get(name) is not None

    def peek(self, name: str) -> Any:
        """A field that stays."""
        return self._left.get(name)

    def take(self, name: str, kind: type[T]) -> T | None:
        """A field of this kind; refuses any other kind."""
        value = self._left.pop(name, None)
        if value is None or (isinstance(value, kind) and (kind is bool or not isinstance(value, bool))):
            return value
        raise Invalid(f"{self.path}.{name}", f"is not {_KINDS[kind]}")

    def pop(self, name: str) -> Any:
        """A field of any kind; none where there is none."""
        return self._left.pop(name, None)

    def text(self, name: str) -> str:
        """A field of text; empty where there is none."""
        return self.take(name, str) or ""

    def time(self, name: str) -> str:
        """A field with a moment, as it is written; empty where there is none."""
        words = self.text(name)
        try:
            if words:
                msgspec.convert(words, Time)
        except msgspec.ValidationError:
            raise Invalid(f"{self.path}.{name}", "is no time with its zone") from None
        return words

    def fields(self, name: str) -> Fields | None:
        """An object within."""
        value = self.take(name, dict)
        return None if value is None else Fields(value, f"{self.path}.{name}")

    def inside(self, name: str) -> Fields | None:
        """An object within, of which what nobody takes stays in its place."""
        one = self.fields(name)
        if one is not None:
            self._inside[name] = one
        return one

    def inside_if_any(self, name: str) -> Fields | None:
        """The same where it is an object; a field of any other kind stays."""
        return self.inside(name) if isinstance(self.peek(name), dict) else None

    def objects(self, name: str) -> list[Fields]:
        """The objects of an array within."""
        return objects(self.take(name, list) or [], f"{self.path}.{name}")

    def left(self) -> dict[str, Any]:
        """What nobody took, as ``unmapped``; empty where everything went somewhere."""
        rest = {name: value for name, value in self._left.items() if value is not None}
        rest |= {name: kept["unmapped"] for name, one in self._inside.items() if (kept := one.left())}
        return {"unmapped": rest} if rest else {}


def objects(values: Sequence[Any], path: str) -> list[Fields]:
    """The objects of an array at a path."""
    return [Fields(value, f"{path}[{n}]") for n, value in enumerate(values)]


def said(**fields: Any) -> dict[str, Any]:
    """The fields that say something: nothing empty, nothing absent."""
    return {name: value for name, value in fields.items() if value not in ("", None) and value != [] and value != {}}


Convert = Callable[[Document, Any], Iterable[dict[str, Any]]]
"""Makes the cases of one document; raises `Invalid` where it cannot."""


def converted(source: Source, convert: Convert) -> Iterator[Found | Bad]:
    """The cases of every document of a file; a document that is not what it should be is named with the reason."""
    for document in documents(source):
        if isinstance(document, Bad):
            yield document
            continue
        try:
            cases = list(convert(document, document.value()))
        except Invalid as error:
            yield document.bad(error)
            continue
        except RecursionError:
            yield document.bad(Invalid("$", "is nested too deeply"))
            continue
        for case in cases:
            made = written(case, document.line)
            yield document.bad(Invalid(made.path, made.reason)) if isinstance(made, Bad) else made
