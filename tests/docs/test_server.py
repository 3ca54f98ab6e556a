"""docs/server.md says what the server does: its verbs, options, limits and roles are the program's own."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import click
import pytest

from triage_tui.cli.serve import command as serve
from triage_tui.cli.verbs import load
from triage_tui.domain.wire.capabilities import Limits
from triage_tui.server.bounds import Bounds
from triage_tui.server.openapi import document
from triage_tui.server.run import _STOPPING_S
from triage_tui.server.store.people import ROLES

PAGE = (Path(__file__).parents[2] / "docs" / "server.md").read_text(encoding="utf-8")
SHELL = "\n".join(re.findall(r"^```(?:sh|ini)\n(.*?)^```", PAGE, re.M | re.S))
COMMANDS = sorted(set(re.findall(r"triage-tui ((?:serve|conformance|login|export)\b[^`#\n]*)", PAGE)))


def rows(heading: str) -> dict[str, str]:
    """The last table under a heading: its first column, and its second."""
    section = re.split(r"\n##+ ", PAGE.split(f"# {heading}\n")[1])[0]
    table = [line for line in section.splitlines() if line.startswith("|")]
    return dict([cell.strip() for cell in line.strip("|").split(" | ")] for line in table[2:])


def options(verb: click.Command) -> set[str]:
    return {name for one in verb.params if isinstance(one, click.Option) for name in one.opts if name[:2] == "--"}


def verbs(verb: click.Command, name: str) -> dict[str, click.Command]:
    """A verb and those below it, by name."""
    below = verb.commands if isinstance(verb, click.Group) else {}
    found = {name: verb}
    for word, one in below.items():
        found |= verbs(one, f"{name} {word}")
    return found


SERVE = verbs(serve, "serve")


@pytest.mark.parametrize("name", SERVE)
def test_every_verb_and_every_option_is_there(name: str) -> None:
    if not isinstance(SERVE[name], click.Group):
        assert f"triage-tui {name}" in PAGE
    assert {one for one in options(SERVE[name]) if f"`{one}`" not in PAGE and one not in SHELL} <= {"--help", "--json"}


@pytest.mark.parametrize("line", COMMANDS)
def test_every_command_is_one_that_the_program_takes(line: str) -> None:
    words = shlex.split(line.replace("...", "").replace("[", "").replace("]", ""))
    verb: click.Command = load(words.pop(0)) if words[0] != "serve" else SERVE[words.pop(0)]
    while isinstance(verb, click.Group) and words and words[0] in verb.commands:
        verb = verb.commands[words.pop(0)]
    assert [word for word in words if word[:2] == "--" and word not in options(verb)] == []


def test_the_limits_are_those_of_the_server() -> None:
    said, bounds = list(rows("Limits").values()), Bounds()
    first = [int(re.sub(r"[^\d]", "", re.match(r"[\d,]+", one)[0])) for one in said]  # type: ignore[index]
    limits = Limits()
    assert first == [
        limits.body_bytes >> 20, limits.batch, limits.page, limits.lease_s, limits.requests_per_minute,
        bounds.requests, bounds.threads, bounds.large, bounds.file_bytes >> 20,
        bounds.body_s, bounds.answer_s, bounds.strangers_per_minute,
    ]  # fmt: skip
    assert f"at most {_STOPPING_S} seconds" in PAGE
    assert f"client_max_body_size {limits.body_bytes >> 20}m" in PAGE


def test_every_role_is_explained() -> None:
    assert set(re.findall(r"`(\w+)`", " ".join(rows("People and tokens")))) == set(ROLES)


def test_the_health_checks_need_no_token() -> None:
    paths = document()["paths"]
    assert [paths[address.strip("`")]["get"]["security"] for address in rows("Health")] == [[], []]


def test_the_log_has_these_fields() -> None:
    from triage_tui.server import logs

    source = Path(logs.__file__).read_text(encoding="utf-8")
    (line,) = re.findall(r"^```json\n(.*?)^```", PAGE, re.M | re.S)
    assert [name for name in json.loads(line) if f'"{name}"' not in source] == []
