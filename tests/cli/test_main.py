"""Claims: help is quick and complete, faults are told in one line with a hint, and the exit status tells the truth."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.terminal import shell
from triage_tui import __version__
from triage_tui.cli.verbs import VERBS, load

PROGRAM = [sys.executable, "-m", "triage_tui"]


def test_help_lists_every_verb_with_its_own_sentence() -> None:
    words = " ".join(shell("--help").text.split())
    for name, verb in VERBS.items():
        assert f"{name} {verb.title}" in words
        assert load(name).short_help == verb.title
        assert shell(name, "--help").status == 0


def test_the_version_is_told() -> None:
    assert shell("--version").text.split()[-1] == __version__


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (["imprt"], 2, "there is no verb 'imprt', nor a file of that name\n  did you mean 'import'?"),
        (["--thme", "x"], 2, "No such option '--thme'"),
        (["cases", "--limit", "0"], 2, "Invalid value for '--limit'"),
        (["cases", "sevv:3"], 2, "column 1 of the filter"),
        (["--workspace", "/nowhere/at/all.db", "cases"], 1, "no workspace"),
        (
            ["https://example.org/api"],
            4,
            "you are not signed in to example.org\n  `triage-tui login https://example.org",
        ),
        (["http://example.org"], 2, "http:// is for this machine only"),
        (["https://ana:word@example.org"], 2, "an address does not hold a name or a password"),
        (["work.triage"], 1, "work.triage: cannot be opened: No such file or directory"),
        (["nothing.jsonl"], 2, "there is no file nothing.jsonl"),
        (["a.db", "b.jsonl"], 2, "there is no file a.db"),
    ],
)
def test_a_fault_is_told_with_its_status(arguments: list[str], status: int, words: str) -> None:
    answer = shell(*arguments)
    assert (answer.status, answer.raw) == (status, b"")
    assert words in answer.errors
    assert answer.errors.startswith("triage-tui: ")


def test_a_fault_shows_untrusted_words_only_through_the_door() -> None:
    errors = shell("\x1b]52;c;AAAA\x07\u202e.db").errors
    assert "there is no file" in errors
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", errors)


def test_broken_settings_are_named_with_file_and_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "s.toml"
    file.write_text("\nthem = 'x'")
    monkeypatch.setenv("TRIAGE_CONFIG", str(file))
    answer = shell("keys")
    assert answer.status == 2
    assert f"{file}:2: unknown key them" in answer.errors


def test_a_reader_that_goes_away_is_no_fault(samples: Path) -> None:
    command = [*PROGRAM, "--workspace", str(samples), "cases", "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.close()
        assert running.stderr.read() == b""
    assert running.returncode == 0


def test_ctrl_c_ends_with_130_and_no_words(samples: Path) -> None:
    command = [*PROGRAM, "--workspace", str(samples), "--plain"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        while b"triage>" not in running.stdout.readline():
            pass
        running.send_signal(signal.SIGINT)
        assert running.stderr.read() == b""
    assert running.returncode == 130


def test_an_error_nobody_foresaw_leaves_a_report_without_any_case_text(tmp_path: Path) -> None:
    code = (
        "from triage_tui import __main__\n"
        "from triage_tui.cli import main\n"
        "def run():\n"
        "    secret = 'words of a case'\n"
        "    raise ZeroDivisionError(secret)\n"
        "main.run = run\n"
        "__main__.main()\n"
    )
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, env=os.environ)
    assert answer.returncode == 1
    assert re.match(r"triage-tui: stopped by an error in the program \(ZeroDivisionError\)\n  a report", answer.stderr)
    (report,) = tmp_path.rglob("crash-*.txt")
    assert report.stat().st_mode & 0o777 == 0o600
    assert "ZeroDivisionError" in report.read_text()
    assert "words of a case" not in answer.stderr + report.read_text()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a device that is always full")
@pytest.mark.parametrize("arguments", [["keys"], ["schema", "case"], ["--help"]], ids=" ".join)
def test_output_onto_a_full_disk_is_no_fault_of_the_program(arguments: list[str]) -> None:
    with open("/dev/full", "wb") as full:
        ended = subprocess.run([*PROGRAM, *arguments], stdout=full, stderr=subprocess.PIPE, check=False)
    assert ended.returncode == 1
    assert ended.stderr.decode().splitlines()[0] == "triage-tui: the output cannot be written: No space left on device"
