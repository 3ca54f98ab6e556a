"""What a source says as the witness of a log is believed only as far as it signed it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from tests.sources.answering import always, answer, asked, refused
from triage_tui.domain.wire.bundles import SEALED
from triage_tui.domain.wire.checkpoints import Witnessed
from triage_tui.domain.wire.problems import SourceRefused
from triage_tui.signing.keys import new_key
from triage_tui.signing.note import Checkpoint, Note, note_of
from triage_tui.sources.answers import NoAnswer

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
DEVICE, SERVER, OTHER = new_key("ana@desk"), new_key("server"), new_key("server")
OURS = note_of(Checkpoint("log", 3, "ab" * 32, NOW), DEVICE)


def said(note: Note, key: str = SERVER.public.line()) -> dict[str, str]:
    """What a server answers."""
    return {"note": note.raw().decode(), "key": key}


def test_a_checkpoint_goes_out_and_comes_back_witnessed() -> None:
    source = always(answer(200, said(OURS.witnessed(SERVER, NOW))))
    found = asked(source, lambda api: api.witness(OURS.raw().decode(), DEVICE.public.line()))
    assert found == Witnessed(**said(OURS.witnessed(SERVER, NOW)))
    (request,) = source.asked
    assert (request.method, request.url.path) == ("POST", "/v1/checkpoints")


@pytest.mark.parametrize(
    "lie",
    [
        lambda: said(OURS),
        lambda: said(OURS.signed(SERVER)),
        lambda: said(OURS.witnessed(OTHER, NOW)),
        lambda: said(note_of(Checkpoint("log", 4, "ab" * 32, NOW), DEVICE).witnessed(SERVER, NOW)),
        lambda: said(OURS.witnessed(SERVER, NOW), "no key"),
        lambda: {"note": "hello", "key": SERVER.public.line()},
    ],
)
def test_what_it_did_not_sign_is_no_answer(lie: Callable[[], dict[str, str]]) -> None:
    with pytest.raises(NoAnswer):
        asked(always(answer(200, lie())), lambda api: api.witness(OURS.raw().decode()))


def test_a_log_that_it_knows_otherwise_is_refused_with_what_it_has_seen() -> None:
    seen = OURS.witnessed(SERVER, NOW).raw().decode()
    with pytest.raises(SourceRefused) as told:
        asked(always(refused("checkpoint_conflict", note=seen)), lambda api: api.witness(OURS.raw().decode()))
    assert (told.value.problem.kind, told.value.problem.note) == ("checkpoint_conflict", seen)


def test_the_newest_is_asked_for_and_a_log_that_it_does_not_know_is_none() -> None:
    newest = said(OURS.witnessed(SERVER, NOW))
    assert asked(always(answer(200, newest)), lambda api: api.checkpoint("log")) == Witnessed(**newest)
    assert asked(always(refused("not_found")), lambda api: api.checkpoint("log")) is None
    with pytest.raises(NoAnswer):
        asked(always(answer(200, said(OURS))), lambda api: api.checkpoint("log"))
    with pytest.raises(SourceRefused):
        asked(always(refused("forbidden")), lambda api: api.checkpoint("log"))


def test_a_file_of_decisions_goes_out_as_it_is() -> None:
    report = {"answers": "b1", "reviewer": "ana", "skips": 0}
    source = always(answer(200, report))
    assert asked(source, lambda api: api.hand_back(b"age-encryption.org/v1 ...")).reviewer == "ana"
    (request,) = source.asked
    assert (request.headers["content-type"], request.content) == (SEALED, b"age-encryption.org/v1 ...")
