"""Reports of wrong refusals as issues, the way ``gh issue list --json`` prints them: a report case for each.

The title and the body are the report, the comments its turns. Request ids and "Duplicate of" are read from what was
written, by the two patterns here and no others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

from triage_tui.domain.values import Invalid
from triage_tui.formats.documents import glimpses
from triage_tui.formats.fields import Fields, converted, said
from triage_tui.formats.found import Bad, Found, Mapping, Reader

if TYPE_CHECKING:
    from triage_tui.formats.source import Source

REQUEST_ID = re.compile(r"\breq_[A-Za-z0-9]{8,}\b")
"""A request id as the API's error messages print it; long enough not to be a variable's name."""
DUPLICATE_OF = re.compile(
    r"(?:^[ \t*-]*|\b(?:is|as)(?: an?)? )duplicate of:?\s+"
    r"(?:https://github\.com/([\w.-]+/[\w.-]+)/issues/|([\w.-]+/[\w.-]+)?#)(\d{1,18})\b",
    re.IGNORECASE | re.MULTILINE,
)
"""What marks a duplicate: the words at the start of a line, or after "is" or "as", then a number or an address."""
_ADDRESS = re.compile(r"https://[^/]+/([\w.-]{1,39}/[\w.-]{1,100})/issues/\d+")


def sniff(head: bytes, name: str) -> float:
    """Sure of objects with a number, a title and a body or an address."""
    issues = (one for one in glimpses(head) if isinstance(one, dict))
    return 0.95 * any({"number", "title"} <= one.keys() and one.keys() & {"body", "url"} for one in issues)


def read(source: Source, mapping: Mapping = ()) -> Iterator[Found | Bad]:
    """Every issue as a case, named after its repository where the issue says its address."""
    return converted(source, lambda document, value: [_case(source.stem, Fields(value))])


def _case(stem: str, issue: Fields) -> dict[str, Any]:
    number = issue.take("number", int)
    if number is None:
        raise Invalid("$.number", "is missing")
    url, title, body = issue.text("url"), issue.text("title"), issue.text("body")
    address = _ADDRESS.fullmatch(url)
    place = f"{address[1]}/issues/" if address else f"{stem}-"
    if isinstance(issue.peek("comments"), int):
        raise Invalid(
            "$.comments", "is their number, as the REST API has it; take the issues from gh issue list --json"
        )
    comments = [_comment(one) for one in issue.objects("comments")]
    written = "\n".join((title, body, *(one["text"] for one in comments)))
    author = issue.inside("author")
    case_id, others = f"{place}{number}", _duplicates(written, place, address[1] if address else None)
    return (
        said(
            id=case_id,
            version=_version(issue),
            origin="report",
            conversation={"turns": comments} if comments else None,
            report=said(
                text=f"{title}\n\n{body}" if title and body else title or body,
                url=url,
                reporter=author.text("login") if author else "",
                submitted_at=issue.time("createdAt"),
                request_ids=list(dict.fromkeys(REQUEST_ID.findall(written))),
            ),
            related=[{"case_id": other, "why": "duplicate"} for other in others if other != case_id],
        )
        | issue.left()
    )


def _comment(comment: Fields) -> dict[str, Any]:
    author = comment.inside("author")
    about = said(name=author.text("login") if author else "", at=comment.time("createdAt"))
    return {"role": "user", "text": comment.text("body")} | about | comment.left()


def _duplicates(written: str, place: str, here: str | None) -> list[str]:
    """The cases of the issues that this one is said to duplicate, each once."""
    found = DUPLICATE_OF.findall(written)
    ids = [
        f"{place}{number}" if (url or short or here) == here else f"{url or short}/issues/{number}"
        for url, short, number in found
    ]
    return list(dict.fromkeys(ids))


def _version(issue: Fields) -> int | None:
    """The issue's revision: when it was last changed, in seconds since 1970, so that a later export is newer."""
    changed = issue.peek("updatedAt")
    if changed is None:
        return None
    try:
        return max(1, int(datetime.fromisoformat(changed).timestamp()))
    except (TypeError, ValueError, OverflowError):
        raise Invalid("$.updatedAt", "is no time") from None


READER = Reader("gh-issues", "GitHub issues, from gh issue list --json", sniff, read)
