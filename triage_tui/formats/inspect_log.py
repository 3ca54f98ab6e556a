"""Logs of Inspect AI, ``.eval`` (a zip file) and ``.json``: every sample and epoch a case, every score a flag.

Inspect writes NaN, which JSON does not have: a score that is NaN is unknown. Scores name no clause and none is made up.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from triage_tui.domain.values import Invalid
from triage_tui.errors import Refused
from triage_tui.formats.documents import HELD, Document, documents
from triage_tui.formats.found import Bad, Found, Mapping, Reader, written
from triage_tui.formats.inspect_sample import Log, case, log
from triage_tui.formats.lenient import Malformed, loads, sound

if TYPE_CHECKING:
    from triage_tui.formats.source import Source

_ZIP = b"PK\x03\x04"
_HEADERS = ("header.json", "_journal/start.json")
_START = re.compile(rb'\s*\{\s*"version"\s*:\s*\d+\s*,\s*"status"\s*:')


def sniff(head: bytes, name: str) -> float:
    """Sure of a zip file with a journal or samples, and of an object that starts with version and status."""
    if head.startswith(_ZIP):
        return 0.95 if any(mark in head for mark in (b"_journal/", b"samples/", b"header.json")) else 0.0
    return 0.95 if _START.match(head.removeprefix(b"\xef\xbb\xbf")) else 0.0


def read(source: Source, mapping: Mapping = ()) -> Iterator[Found | Bad]:
    """Every sample; refuses a file without any."""
    if source.head.startswith(_ZIP):
        yield from _members(source)
        return
    for document in documents(source, HELD):
        yield from [document] if isinstance(document, Bad) else _samples(source, document)


def _samples(source: Source, document: Document) -> Iterator[Found | Bad]:
    """The samples of a log that is one JSON document."""
    try:
        held = loads(document.raw)
    except Malformed as error:
        yield Bad(document.line + error.line - 1, document.path, error.reason)
        return
    about = _log(source, held)
    samples = held.get("samples")
    if not samples or not isinstance(samples, list):
        raise Refused(f"{source.path}: is a log without samples", "it may have been written without log_samples")
    for n, sample in enumerate(samples):
        yield _case(sample, about, document.line, f"$.samples[{n}]")


def _members(source: Source) -> Iterator[Found | Bad]:
    """The samples of a log that is a zip file."""
    from triage_tui.formats.archive import Archive

    with Archive(source) as archive:
        header = next((member for name in _HEADERS if (member := archive.get(name))), None)
        if header is None:
            raise Refused(f"{source.path}: is a zip file without {' or '.join(_HEADERS)}, so no log of Inspect AI")
        try:
            about = _log(source, loads(archive.read(header)))
        except Invalid as error:
            raise Refused(f"{source.path}: {header.filename}: {error.reason}") from None
        members = [one for one in archive if re.fullmatch(r"samples/.+\.json", one.filename, re.DOTALL)]
        if not members:
            raise Refused(f"{source.path}: is a log without samples")
        for member in members:
            try:
                sample = loads(archive.read(member))
            except Invalid as error:
                yield Bad(1, f"{member.filename}: {error.path}", error.reason)
            else:
                yield _case(sample, about, 1, "$", f"{member.filename}: ")


def _log(source: Source, header: Any) -> Log:
    try:
        return log(header, source.stem)
    except Invalid as error:
        raise Refused(f"{source.path}: {error.path} {error.reason}") from None


def _case(sample: Any, about: Log, line: int, path: str, member: str = "") -> Found | Bad:
    try:
        with sound(path):
            found = written(case(sample, about, path), line)
    except Invalid as error:
        return Bad(line, f"{member}{error.path}", error.reason)
    return Bad(line, f"{member}{path}", f"{found.path}: {found.reason}") if isinstance(found, Bad) else found


READER = Reader("inspect", "Inspect AI log, .eval or .json, one case a sample and epoch", sniff, read)
