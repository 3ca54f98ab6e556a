"""Claims: how the link stands is said in words in a place of its own; a lease is asked for, shown and given back."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.desk.making import NOON, put
from tests.ui.links import HandLink, changed, fill, stocked
from tests.ui.seat import THEMES, seated
from tests.ui.texts import TEXTS
from tests.ui.views import fault, words_of
from triage_tui.desk.link import Health, Leased, Linked
from triage_tui.settings.model import Review
from triage_tui.ui.paint import Palette
from triage_tui.ui.present.chrome import Desktop, title
from triage_tui.ui.present.line import Line
from triage_tui.ui.present.link import Heard, banner, lease_note, news, signal
from triage_tui.ui.present.text import inline, ours

HEALTHS: tuple[Health, ...] = get_args(Health)
DECIDING = ["case.uphold", "case.overturn", "case.modify", "case.insufficient", "case.gap", "case.escalate"]
LINKS = st.builds(
    Linked,
    st.sampled_from(HEALTHS),
    since=st.none() | st.timedeltas(timedelta(0), timedelta(days=90)).map(lambda ago: NOON - ago),
    sending=st.integers(0, 50),
)


def title_of(linked: Linked | None, cells: int, conflicts: int = 0, refused: int = 0) -> str:
    """The title row."""
    shown = signal(linked, NOON, conflicts, refused) if linked else None
    return words_of(title(Desktop((ours("queue"),), 2, 41, signal=shown), cells))


@given(LINKS, LINKS, st.sampled_from([80, 100, 160]))
def test_whatever_the_link_does_nothing_else_in_the_title_moves(one: Linked, other: Linked, cells: int) -> None:
    a, b = title_of(one, cells), title_of(other, cells)
    assert len(a) == len(b) == cells
    differing = [n for n in range(cells) if a[n] != b[n]]
    room = 15 if cells >= 100 else 10
    assert not differing or differing[-1] - differing[0] < room
    assert a.endswith("2 to send  today 41 " if cells >= 100 else "↑2  41✓ ")


@pytest.mark.parametrize("cells", [80, 160])
def test_each_state_has_words_of_its_own_without_any_colour(cells: int) -> None:
    since = NOON - timedelta(minutes=3)
    said = [title_of(Linked(health, since), cells) for health in HEALTHS]
    said.append(title_of(Linked("online", since, sending=2), cells))
    assert len(set(said)) == len(said)
    plain = Palette(THEMES["mono"].styles, ascii_only=True)
    row = plain.words(title(Desktop((ours("queue"),), signal=signal(Linked("offline", since), NOON, 0, 0)), cells))
    text = "".join(words for words, _ in row)
    assert text.isascii()
    assert ("o offline 3m" if cells == 160 else "o off 3m") in text


def test_trouble_is_counted_in_the_title_and_a_local_workspace_says_nothing_of_links() -> None:
    online = Linked("online")
    assert "1 conflict  ● online" in title_of(online, 160, 1)
    assert "2 conflicts  ● online" in title_of(online, 160, 2)
    assert "1 refused  ● on" in title_of(online, 80, 0, 1)
    assert "3 in trouble" in title_of(online, 160, 2, 1)
    assert title_of(None, 160).split() == ["triage-tui", "▸", "queue", "2", "to", "send", "today", "41"]


HELD = Leased("c", "held", NOON + timedelta(minutes=14))
NEWS = [
    ({}, {}, ""),
    ({}, {"linked": Linked("offline")}, "the source does not answer"),
    ({}, {"linked": Linked("signed_out")}, "triage-tui login"),
    ({"linked": Linked("offline")}, {}, "online again"),
    ({"linked": Linked("connecting")}, {}, ""),
    ({}, {"conflicts": 1}, "a decision met a conflict"),
    ({"conflicts": 1}, {}, ""),
    ({}, {"refused": 2}, "the source refused a decision"),
    ({"leased": HELD}, {"leased": replace(HELD, state="taken", holder="ana")}, "ana holds this case until 12:14 UTC"),
    ({"leased": HELD}, {"leased": replace(HELD, state="ending")}, ""),
    ({"leased": HELD}, {"leased": replace(HELD, case_id="d", state="taken")}, ""),
    ({}, {"linked": Linked("online", skew=600.0)}, "10m behind the source's"),
    ({}, {"linked": Linked("online", skew=-7200.0)}, "2h ahead of the source's"),
    ({}, {"linked": Linked("online", arrived=1)}, "1 case came in"),
    ({}, {"linked": Linked("online", arrived=12), "listed": True}, "12 cases came in · r lists them"),
]


@pytest.mark.parametrize(("before", "after", "said"), NEWS)
def test_news_is_what_has_changed_and_matters(before: dict[str, object], after: dict[str, object], said: str) -> None:
    quiet: dict[str, object] = {"linked": Linked("online")}
    words = words_of(news(Heard(**{**quiet, **before}), Heard(**{**quiet, **after})))  # type: ignore[arg-type]  # cases
    assert said in words
    assert bool(said) == bool(words)


@given(st.sampled_from(["asked", "held", "ending", "ended", "taken"]), TEXTS, st.integers(-60, 5000))
def test_a_lease_and_its_holder_are_one_safe_line(state: str, holder: str, seconds: int) -> None:
    leased = Leased("c", state, NOON + timedelta(seconds=seconds), holder)  # type: ignore[arg-type]  # one of its words
    note = lease_note(leased, NOON)
    line: Line = (*banner(leased), *((note,) if note else ()))
    assert line
    assert fault([line], (sum(len(inline(run.text, 500)) for run in line), 1)) == "" or not words_of(line).isascii()
    assert "\n" not in words_of(line)


def test_a_lease_that_nears_its_end_is_warned_of_in_words_and_colour() -> None:
    held, ending = lease_note(HELD, NOON), lease_note(replace(HELD, state="ending"), NOON + timedelta(minutes=11))
    assert held is not None
    assert (held.text, held.role) == ("lease until 12:14 UTC", "muted")
    assert ending is not None
    assert (ending.text, ending.role) == ("! lease ends in 3m, any key keeps it", "warning")
    last = lease_note(replace(HELD, state="ending"), NOON + timedelta(minutes=13, seconds=30))
    assert last is not None
    assert "in under a minute" in last.text


@pytest.fixture
def cases(tmp_path: Path) -> Path:
    path = tmp_path / "workspace.db"
    stocked(path)
    return path


async def test_a_lease_is_asked_for_on_opening_kept_while_busy_and_given_back_on_leaving(cases: Path) -> None:
    link = HandLink()
    async with seated(cases, link=link) as seat:
        assert link.asked == []
        await seat.do("queue.open")
        first = seat.in_front
        assert link.asked == [f"lease {first}"]
        await seat.do("case.clause_next")
        assert link.asked == [f"lease {first}"] * 2
        await seat.do("case.next")
        second = seat.in_front
        assert link.asked[2:] == [f"end {first}", f"lease {second}"]
        await seat.do("back")
        assert link.asked[-1] == f"end {second}"


async def test_a_lease_is_given_back_on_skipping_and_on_quitting(cases: Path) -> None:
    link = HandLink()
    async with seated(cases, link=link) as seat:
        await seat.do("queue.open")
        first = seat.in_front
        await seat.do("case.skip")
        await seat.press("1")
        assert f"end {first}" in link.asked
        second = seat.in_front
        assert link.asked[-1] == f"lease {second}"
        await seat.do("quit")
    assert link.asked[-1] == f"end {second}"
    assert link.told is None


async def test_a_decided_case_is_only_read_and_needs_no_lease(cases: Path) -> None:
    link = HandLink()
    async with seated(cases, link=link, review=Review(auto_advance=False)) as seat:
        await seat.do("queue.open", "case.uphold")
        asked = len(link.asked)
        await seat.do("case.down", "case.down")
        assert not [one for one in link.asked[asked:] if one.startswith("lease")]


@pytest.mark.parametrize("size", [(160, 48), (80, 24), (60, 15)])
async def test_what_somebody_else_holds_says_so_refuses_to_be_decided_and_keeps_the_draft(
    cases: Path, size: tuple[int, int]
) -> None:
    link = HandLink()
    async with seated(cases, link=link, size=size) as seat:
        await seat.do("queue.open", "case.violates")
        case = seat.in_front
        assert case is not None
        before = seat.rows
        link.grant(case, "taken", 20, "ana")
        await seat.settled()
        assert "ana holds this case until 12:20 UTC · your draft is k" in seat.rows[-3]
        assert seat.rows[:-3] == before[:-3], "the banner has a row of its own: nothing moves"
        for command in DECIDING:
            await seat.do(command)
            assert "ana holds this case until 12:20 UTC" in seat.said
        assert seat.decisions == []
        head = seat.workspace.head(case)
        assert head is not None
        assert head.state == "draft"
        link.grant(case, "held")
        await seat.settled()
        await seat.do("case.uphold")
        assert [one.case_id for one in seat.decisions] == [case]


async def test_the_form_does_not_decide_what_somebody_else_holds(cases: Path) -> None:
    link = HandLink()
    async with seated(cases, link=link) as seat:
        await seat.do("queue.open", "case.form")
        link.grant(seat.in_front or "", "taken", 20, "ana")
        await seat.settled()
        await seat.press("1", "ctrl+j")
        assert "ana holds this case" in seat.text
        assert seat.decisions == []


async def test_news_comes_in_the_status_row_and_opens_nothing(cases: Path) -> None:
    link = HandLink()
    async with seated(cases, link=link) as seat:
        await seat.do("queue.open")
        before, screen = seat.rows, seat.app.screen
        changed(seat.workspace)
        link.turn("offline")
        await seat.settled()
        assert seat.app.screen is screen
        assert "the source does not answer" in seat.said
        assert seat.rows[1:-1] == before[1:-1]
        assert "◌ offline 3m" in seat.rows[0]
        assert "1 conflict" in seat.rows[0]


async def test_small_news_waits_for_what_was_said_before(cases: Path) -> None:
    link = HandLink()
    async with seated(cases, link=link) as seat:
        await seat.do("queue.tag", "palette")
        await seat.press("escape")
        await seat.press("%")
        said = seat.said
        link.turn(arrived=3)
        await seat.settled()
        assert seat.said == said
        await seat.do("queue.down")
        link.turn(arrived=5)
        await seat.settled()
        assert seat.said == "2 cases came in · r lists them"


async def test_cases_that_came_in_are_listed_when_asked_for(cases: Path) -> None:
    link = HandLink()
    async with seated(cases, link=link) as seat:
        put(seat.workspace, "late-comer", due_at="2026-11-22T12:30:00Z")
        link.turn(arrived=1)
        await seat.settled()
        assert "late-comer" not in seat.text
        await seat.do("queue.refresh")
        assert "late-comer" in seat.text


@pytest.mark.parametrize("window", [0, 0.1])
async def test_a_decision_is_sent_as_soon_as_its_undo_window_is_over(cases: Path, window: float) -> None:
    link = HandLink()
    async with seated(cases, link=link, review=Review(undo_window_s=window)) as seat:
        await seat.do("queue.open", "case.uphold")
        while "poke" not in link.asked:
            await seat.settled()


async def test_without_a_source_there_is_no_outbox_to_go_to_and_no_word_of_links(cases: Path) -> None:
    async with seated(cases) as seat:
        await seat.do("go.outbox")
        assert "this workspace has no source" in seat.said
        assert "online" not in seat.text
        await seat.do("queue.open")
        assert "lease" not in seat.text


async def test_the_link_is_in_the_first_frame_too(tmp_path: Path) -> None:
    from triage_tui.settings.keymap import keymap
    from triage_tui.settings.model import Settings
    from triage_tui.ui.commands import COMMANDS
    from triage_tui.ui.first import first_frame
    from triage_tui.ui.setup import Setup

    path = tmp_path / "workspace.db"
    fill(path)
    async with seated(path, link=HandLink("offline"), size=(100, 30)) as seat:
        setup = Setup(Settings(), keymap(COMMANDS, {}), THEMES, THEMES["dark"])
        frame = first_frame(seat.app.desk, setup, 100, 30)
        assert words_of(frame[0]).rstrip() == seat.rows[0]
