"""Downloading a sealed file: in one go, or in as many as the line allows; nothing is believed but its hash."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import aclosing
from pathlib import Path

import httpx

from triage_tui.domain.wire.bundles import SEALED, BundleRow
from triage_tui.domain.wire.problems import SourceRefused
from triage_tui.errors import Refused, TriageError
from triage_tui.sources.address import part_of_path
from triage_tui.sources.answers import Answer, NoAnswer, media
from triage_tui.sources.bodies import pieces, whole
from triage_tui.sources.calling import Caller
from triage_tui.sources.part import Part, part_of
from triage_tui.sources.refusals import refusal, strange

MOST = 2 * 1024**3
"""Bytes of a file that is taken."""
TRIES = 6
"""In a row that bring nothing, before it is left for another time."""
LONGEST_WAIT = 30.0
"""Seconds between two of them."""

Watch = Callable[[int, int], None]
"""Told how many bytes are there, and of how many."""
Wait = Callable[[float], Awaitable[None]]


class Changed(Refused):
    """The source has another file under this name now."""


async def download(caller: Caller, row: BundleRow, place: Path, watch: Watch, wait: Wait = asyncio.sleep) -> None:
    """Bring a file to its place, where it appears when it is whole and is the one that was listed.

    What has arrived is kept whatever happens, and is gone on with the next time. Raises `Changed`, or `NoAnswer` when
    the line brings nothing several times in a row.
    """
    if row.bytes > MOST:
        raise Refused(f"the file has {row.bytes:,} bytes, and at most {MOST:,} are taken")
    with part_of(place, row.sha256) as part:
        for _ in range(2):
            await _all(caller, row, part, watch, wait)
            if part.sha256 == row.sha256:
                part.become(place)
                return
            part.restart()
        raise Refused(f"{caller.host} does not send the file that it lists", "tell who runs the server")


async def _all(caller: Caller, row: BundleRow, part: Part, watch: Watch, wait: Wait) -> None:
    """Go on until there are as many bytes as there should be."""
    tries = 0
    if part.size > row.bytes:
        part.restart()
    while part.size < row.bytes:
        before = part.size
        try:
            await _more(caller, row, part, watch)
            patience = None
        except (NoAnswer, SourceRefused) as error:
            patience = _patience(error)
            tries = tries + 1 if part.size <= before else 0
            if tries == TRIES:
                raise
        if part.size < row.bytes:
            await wait(min(0.5 * 2**tries if patience is None else patience, LONGEST_WAIT))


def _patience(error: NoAnswer | SourceRefused) -> float | None:
    """How long to wait before it is tried again; raises what will not be otherwise then."""
    if isinstance(error, NoAnswer):
        return error.patience
    if error.problem.kind in {"unavailable", "rate_limited"}:
        return error.problem.retry_after
    raise error


async def _more(caller: Caller, row: BundleRow, part: Part, watch: Watch) -> None:
    """Ask for what is missing, and keep what comes of it."""
    said = {"Accept": f"{SEALED}, application/problem+json", "Accept-Encoding": "identity"}
    if part.size:
        said |= {"Range": f"bytes={part.size}-", "If-Range": f'"{row.sha256}"'}
    async with caller.opened("GET", f"/v1/bundles/{part_of_path(row.id)}", headers=said) as response:
        await _expect(caller, response)
        if response.headers.get("etag") != f'"{row.sha256}"':
            raise Changed(f"{caller.host} has another file under this name now", "run it again")
        missing = f"bytes {part.size}-{row.bytes - 1}/{row.bytes}"
        if response.status_code == 200:
            part.restart()
        elif response.headers.get("content-range") != missing:
            part.restart()
            raise NoAnswer(f"{caller.host} sends another part than the one that is missing")
        async with aclosing(pieces(response)) as coming:
            async for piece in coming:
                if part.size + len(piece) > row.bytes:
                    part.restart()
                    raise NoAnswer(f"{caller.host} sends more than the file has")
                part.add(piece)
                watch(part.size, row.bytes)


async def _expect(caller: Caller, response: httpx.Response) -> None:
    if response.status_code in (200, 206) and media(response.headers) == SEALED:
        return
    answer = Answer(response.status_code, response.headers, await whole(response))
    error: TriageError = strange(answer, caller.host) if answer.status < 300 else refusal(answer, caller.host)
    raise error
