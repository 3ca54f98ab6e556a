"""Claims: whatever others write, the terminal is told only what a screen needs, and the program's own rows stay put."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from tests.ptyrun import PtyRun
from tests.real import hostile
from tests.real.program import at_desk, decisions, judge, look, program
from tests.terminal import ecma48
from tests.terminal.test_injection import spiteful
from triage_tui.ui.terminal.scrub import scrub

WIDE, SMALL = (180, 56), (80, 24)
DIVIDER = 180 - 50 - 1
"""Column of the border between conversation and clauses on the wide terminal."""
STRIP = 24 - 3 - 1 - 5
"""Row of the rule above the clauses on the small one."""
GUTTER = {" ", "│", "┃", "─"}


@pytest.fixture(scope="module")
def harmful(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, int]:
    """The workspace written to harm, and how many cases it holds."""
    path = tmp_path_factory.mktemp("harmful") / "\x1b]2;x\x07[red].db"
    return path, hostile.harmful(path)


@pytest.fixture(scope="module")
def bars(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[int, int], str]:
    """The decision bar by size, as it is when nobody means harm."""
    path = tmp_path_factory.mktemp("harmless") / "harmless.db"
    hostile.harmless(path)
    found = {}
    for size in (WIDE, SMALL):
        with at_desk(path, size=size) as run:
            look(run, "g", "q", "g", "g", "\r")
            case_in_front(run)
            look(run, "]", "]")
            found[size] = rows(run)[-2]
    return found


def rows(run: PtyRun) -> list[str]:
    return list(run.screen.display)


def column(run: PtyRun, x: int, below: int) -> set[str]:
    """The cells of one column between the title and a row."""
    return {run.screen.buffer[y][x].data for y in range(1, below)}


def case_in_front(run: PtyRun) -> None:
    run.wait_until(lambda: rows(run)[0].startswith(" triage-tui ▸ case-"), "a case in front")


def clean(run: PtyRun) -> None:
    """The terminal was sent nothing but what screens are made of."""
    assert ecma48.strangers(bytes(run.sent)) == []
    words = b"".join(one.raw for one in ecma48.parse(bytes(run.sent)) if one.kind == "TEXT").decode()
    assert scrub(words) == words


def framed(run: PtyRun, bar: str, *, borders: bool) -> None:
    """Title, position row and decision bar are as ever, and so are borders and gutter."""
    screen = rows(run)
    shown = "\n".join(map(ascii, screen))
    assert screen[0].startswith(" triage-tui ▸ case-"), shown
    assert screen[-3].startswith("── "), shown
    assert screen[-2] == bar, shown
    wide = run.screen.columns == WIDE[0]
    assert wide or screen[STRIP].startswith("── clauses "), shown
    if borders:
        assert not wide or column(run, DIVIDER, WIDE[1] - 3) == {"│"}, shown
        assert column(run, 0, WIDE[1] - 3 if wide else STRIP) <= GUTTER, shown


def through_the_cases(run: PtyRun, count: int, bar: str, *, borders: bool) -> Iterator[str]:
    """Page through so many cases; the ids that were in front."""
    for _ in range(count):
        framed(run, bar, borders=borders)
        for _ in range(14):
            before = run.text
            look(run, " ")
            framed(run, bar, borders=borders)
            if run.text == before:
                break
        yield run.text.split()[2]
        look(run, "]")


def side_and_dialogs(run: PtyRun) -> None:
    """Every screen there is of the case in front, and every dialog over it."""
    look(run, "\t", " ", "\t", "\t", "g", "g", "n", "N", "J", "K", "z", "Z", "h", "h", "?", " ", "q", ":", "e", "v")
    leave(run, "\x1b", "Commands")
    for key, shown in (("t", "Rationale from"), ("l", "Where does"), ("c", "Why was"), ("s", "Skip: why?")):
        judge(run, key, partial(shows, run, shown))
        leave(run, "q", shown)
    judge(run, "d", lambda: "Rationale  " in run.text)
    look(run, "\t", "j", "\x1b[Z", "\x1b[Z", "\x14")
    run.wait_for("Rationale from a template")
    leave(run, "q", "Rationale from a template")
    leave(run, "\x1b", "decide and go on")
    look(run, "/", "x", "\r", "g", "t")
    leave(run, "q", "Enter chooses")


def shows(run: PtyRun, words: str) -> bool:
    return words in run.text


def leave(run: PtyRun, key: str, shown: str) -> None:
    """Leave a dialog, and see that it is gone."""
    look(run, key)
    run.wait_until(lambda: shown not in run.text, f"{shown!r} gone")


def through_the_queue(run: PtyRun, count: int) -> None:
    look(run, *["j"] * count, "g", "g", "/", *"clause:", "\t")
    run.wait_quiet(0.2)
    look(run, "\x15", *"queue:", "\x15", *"classifier:", "\x1b")
    run.wait_quiet(0.3)
    look(run, ":", "\x1b")
    run.wait_quiet(0.2)
    look(run, "?", "q")


@pytest.mark.timeout(400)
@pytest.mark.parametrize(
    ("plain", "size", "cases"),
    [("0", WIDE, 29), ("0", SMALL, 2), ("1", SMALL, 2)],
    ids=["wide", "small", "stock output"],
)
def test_nothing_hostile_reaches_the_terminal_nor_moves_a_border(
    harmful: tuple[Path, int], bars: dict[tuple[int, int], str], plain: str, size: tuple[int, int], cases: int
) -> None:
    """Textual's own output, the way round an unknown Textual, trusts the terminal's widths: its borders may move."""
    path, _ = harmful
    before, seen = len(decisions(path)), set()
    with at_desk(path, size=size, env={"TRIAGE_PLAIN_OUTPUT": plain}) as run:
        look(run, "g", "q")
        through_the_queue(run, cases)
        look(run, "g", "g", "\r")
        case_in_front(run)
        look(run, "\t", " ", "\t", "\t", "q", "j", "\r")
        case_in_front(run)
        for n, case_id in enumerate(through_the_cases(run, cases, bars[size], borders=plain == "0")):
            seen.add(case_id)
            if n % 10 == 0 or case_id == "case-01":  # the one with a draft, which the form shows in a field
                side_and_dialogs(run)
        look(run, "Q")
        assert run.wait_exit() == 0
        clean(run)
    assert len(seen) == cases
    assert len(decisions(path)) == before


class Typing:
    """A terminal that types a key that decides with every answer, or in place of it, as long as its breath lasts."""

    def __init__(self, *, answers: bool) -> None:
        self._answers = answers
        self._left = 60

    def __call__(self, one: ecma48.Sequence) -> bytes:
        said = b"\x1b[1;2R" if one.name == "DSR" else spiteful(one)
        if not said or not self._left:
            return said if self._answers else b""
        self._left -= 1
        return said + b"6" if self._answers else b"6"


@pytest.mark.parametrize(
    "answer", [spiteful, Typing(answers=True), Typing(answers=False)], ids=["forms", "and keys", "keys only"]
)
def test_a_terminal_that_answers_with_keys_decides_nothing(
    harmful: tuple[Path, int], answer: Callable[[ecma48.Sequence], bytes]
) -> None:
    path, count = harmful
    before = len(decisions(path))
    with at_desk(path, size=(100, 30), answer=answer) as run:
        look(run, "g", "q", "g", "g", "j", "\r")
        for _ in range(count // 3):
            look(run, " ", "]")
        run.kill(signal.SIGTERM)
        run.wait_exit()
        assert b"CLAUSES" in run.sent
    assert len(decisions(path)) == before


def printed(*words: str | Path) -> bytes:
    """What a verb sends to a terminal."""
    with program(*words, size=(100, 30), env={"PAGER": "cat"}) as run:
        run.wait_exit()
        return bytes(run.sent)


def test_no_verb_sends_the_terminal_anything_but_lines(harmful: tuple[Path, int]) -> None:
    path, count = harmful
    on = ("--workspace", path)
    verbs: list[tuple[str | Path, ...]] = [
        (*on, "cases", "--limit", "99"), (*on, "status"), (*on, "log", "verify"), (*on, "policy", "list"),
        (*on, "show", "\x1b]0;x\x07"), (*on, "cases", "sev:\x1b[2J"), (*on, "\x1b[2Jdemo"), ("\x1b]0;x\x07.jsonl",),
        (*on, "import", path), *((*on, "show", f"case-{n:02}") for n in range(0, count, 4)),
    ]  # fmt: skip
    for words in verbs:
        sent = printed(*words)
        assert sent.strip(), words
        assert [one for one in ecma48.parse(sent) if one.kind != "TEXT" and one.raw not in (b"\r", b"\n")] == []
        assert scrub(sent.decode().replace("\r\n", "")) == sent.decode().replace("\r\n", "")


def test_the_line_dialogue_sends_only_lines(harmful: tuple[Path, int]) -> None:
    path, _ = harmful
    before = len(decisions(path))
    with program("--plain", "--workspace", path, size=(100, 30)) as run:
        run.wait_for("triage>")
        for words in (
            "list",
            "next",
            "clauses",
            "search x",
            "open case-03",
            "filter sev:\x1b]11;?\x07",
            "help",
            "quit",
        ):
            run.send(words + "\n")
            run.wait_quiet(0.1)
        assert run.wait_exit() == 0
        echoed = bytes(run.sent)
    assert [one for one in ecma48.parse(echoed) if one.kind != "TEXT" and one.raw not in (b"\r", b"\n")] == []
    assert len(decisions(path)) == before
