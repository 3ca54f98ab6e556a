"""Claims: a bundle waits at a server, comes down a bad line, and its decisions come back through the server."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.at_source import CASE, AtSource
from tests.cli.people import Person
from tests.cli.terminal import Answer, shell
from tests.faults import Fault, Proxy
from tests.serving import wait_for
from triage_tui.settings.paths import source_workspace
from triage_tui.signing.keys import new_key, read_public


class Seats:
    """A server, its operator, a lead and a reviewer, each at a machine of their own."""

    def __init__(self, source: AtSource, folder: Path) -> None:
        self.source, self.folder = source, folder
        self.lea, self.ana = Person("lea", folder / "lea"), Person("ana", folder / "ana")
        self.tokens = {"lea": source.served.token("lea", "lead"), "ana": source.tokens["ana"]}
        self.server = read_public(self.serve("key").text)
        for one, other in ((self.lea, self.ana), (self.ana, self.lea)):
            one.trusts(other)
            one.did("key", "trust", self.server.line(), "--name", "server")
            self.serve("user", "key", one.name, one.key.line())

    def serve(self, *arguments: str | Path) -> Answer:
        """What the operator does."""
        answer = shell("serve", *arguments, "--database", self.folder / "server.db")
        assert answer.status == 0, answer.errors
        return answer

    def seals(self, path: Path, *more: str) -> Answer:
        """Have the lead pull what there is, and seal it for the reviewer."""
        url = self.source.address
        assert self.online(self.lea, "sync", url).status == 0
        with self.lea.at_home():
            workspace = source_workspace(url, "lea")
        return self.lea.did("--workspace", workspace, "bundle", "create", "-o", path, "--for", "ana@home", *more)

    def online(self, who: Person, *arguments: str | Path) -> Answer:
        """Have somebody run a verb that goes to the server."""
        with who.at_home(), pytest.MonkeyPatch.context() as there:
            there.setenv("TRIAGE_TOKEN", self.tokens[who.name])
            return shell(*arguments)


@pytest.fixture
def seats(source: AtSource, tmp_path: Path) -> Seats:
    return Seats(source, tmp_path)


def test_under_which_name_is_decided_is_asked_before_the_server_refuses_it(seats: Seats, tmp_path: Path) -> None:
    assert "--reviewer NAME" in seats.seals(tmp_path / "a.triage").errors
    assert "--reviewer" not in seats.seals(tmp_path / "b.triage", "--reviewer", "ana").errors


def test_from_the_server_to_a_machine_without_a_line_and_back(seats: Seats, tmp_path: Path) -> None:
    url, sealed, got = seats.source.address, tmp_path / "b.triage", tmp_path / "got.triage"
    seats.seals(sealed, "--for", "server", "--reviewer", "ana")
    added = seats.serve("bundle", "add", sealed, "--for", "ana").text
    held = int(added.splitlines()[1].split()[0])
    assert held > 0
    assert f"{held} of its {held} cases are held for ana" in added

    assert seats.online(seats.ana, "bundle", "get", url, "-o", got).status == 0
    assert got.read_bytes() == sealed.read_bytes()
    seats.ana.did("--plain", got, stdin=f"open {CASE}\nuphold\nyes\nquit\n".encode())
    back = tmp_path / "back.triage-decisions"
    seats.ana.did("bundle", "return", "-o", back, "--for", "server")

    report = seats.online(seats.ana, "bundle", "send", back, url, "--json")
    assert report.status == 0, report.errors
    ((said,),) = [one["results"] for one in report.objects]
    assert (said["case_id"], said["result"]) == (CASE, "taken")
    assert [one.decision.reviewer for one in seats.source.decisions()] == ["ana"]
    again = seats.online(seats.lea, "bundle", "send", back, url)
    assert (again.status, "there before" in again.text) == (0, True)
    assert len(seats.source.decisions()) == 1


def test_what_cannot_be_opened_is_handed_out_as_it_is(seats: Seats, tmp_path: Path) -> None:
    sealed = tmp_path / "b.triage"
    seats.seals(sealed)
    assert "none of its cases is held" in seats.serve("bundle", "add", sealed, "--for", "ana").text
    (row,) = seats.serve("bundle", "list", "--json").objects
    assert (row["reviewer"], row["bytes"]) == ("ana", sealed.stat().st_size)
    kept = Path(str(row["path"]))
    assert kept.parent == tmp_path / "server.db.bundles"
    assert kept.stat().st_mode & 0o777 == 0o600
    assert str(row["id"]) in seats.serve("bundle", "list").text
    assert seats.serve("bundle", "remove", "--expired").text == ""
    seats.serve("bundle", "remove", str(row["id"]))
    assert not kept.exists()
    assert seats.serve("bundle", "list").text == ""
    assert shell("serve", "bundle", "remove", "--database", tmp_path / "server.db").status == 2


def test_for_somebody_who_is_not_known_nothing_is_kept(seats: Seats, tmp_path: Path) -> None:
    sealed = tmp_path / "b.triage"
    seats.seals(sealed)
    answer = shell("serve", "bundle", "add", sealed, "--for", "zoe", "--database", tmp_path / "server.db")
    assert (answer.status, "nobody is called" in answer.errors) == (1, True)
    assert list((tmp_path / "server.db.bundles").iterdir()) == []


def test_a_key_is_registered_from_a_file_or_a_line_and_forgotten(seats: Seats, tmp_path: Path) -> None:
    line = new_key("x").public.line()
    (tmp_path / "x.pub").write_text(f"{line}\n")
    assert read_public(line).id in seats.serve("user", "key", "ben", tmp_path / "x.pub").text
    seats.serve("user", "key", "ben", line, "--forget")
    answer = shell("serve", "user", "key", "ben", line, "--forget", "--database", tmp_path / "server.db")
    assert answer.status == 1
    missing = shell("serve", "user", "key", "ben", tmp_path / "no.pub", "--database", tmp_path / "server.db")
    assert missing.status == 1
    assert "cannot be read" in missing.errors


@pytest.fixture
def waiting(source: AtSource, tmp_path: Path) -> Path:
    """A file that waits for ana."""
    path = tmp_path / "bundle-1"
    path.write_bytes(os.urandom(500_000))
    wait_for(source.served.store, "ana", path)
    return path


def test_what_waits_is_listed_and_only_what_is_named_is_brought(
    source: AtSource, waiting: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert source.shell("ben", "bundle", "get", source.address).text.startswith("no bundle waits")
    assert "bundle-1" in source.shell("ana", "bundle", "get", source.address, "--list").text
    strange = tmp_path / "..:odd"
    strange.write_bytes(b"x")
    wait_for(source.served.store, "ana", strange)
    several = source.shell("ana", "bundle", "get", source.address)
    assert (several.status, len(several.text.splitlines())) == (2, 2)
    assert [one["id"] for one in source.shell("ana", "bundle", "get", "--json", source.address).objects] == [
        "bundle-1",
        "..:odd",
    ]
    assert source.shell("ana", "bundle", "get", source.address, "..:odd").status == 0
    assert (tmp_path / "_odd.triage").read_bytes() == b"x"
    (said,) = source.shell("ana", "bundle", "get", source.address, "bundle-1", "--json").objects
    assert said["path"] == "bundle-1.triage"
    assert (tmp_path / "bundle-1.triage").read_bytes() == waiting.read_bytes()
    again = source.shell("ana", "bundle", "get", source.address, "bundle-1")
    assert (again.status, "already there" in again.errors) == (1, True)
    assert source.shell("ana", "bundle", "get", source.address, "bundle-1", "--force").status == 0
    assert source.shell("ana", "bundle", "get", source.address, "no-such").status == 1
    assert source.shell("ana", "bundle", "get", "one", "two").status == 2


def test_killed_in_the_middle_it_goes_on_from_there(source: AtSource, waiting: Path, tmp_path: Path) -> None:
    got = tmp_path / "got.triage"
    environment = os.environ | {"TRIAGE_TOKEN": source.tokens["ana"]}
    with Proxy(source.served.upstream, [Fault.NONE, Fault.CUT, Fault.STALL]) as line:
        command = [sys.executable, "-m", "triage_tui", "bundle", "get", line.url, "-o", str(got)]
        running = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        line.wait_for(Fault.STALL)
        running.send_signal(signal.SIGKILL)
        running.wait(timeout=30)
        (part,) = tmp_path.glob("*.part")
        begun = part.stat().st_size
        assert 0 < begun < waiting.stat().st_size
        assert not got.exists()
        answer = source.shell("ana", "bundle", "get", line.url, "-o", got, "--json")
        assert answer.status == 0, answer.errors
    assert got.read_bytes() == waiting.read_bytes()
    assert json.loads(answer.text)["bytes"] == waiting.stat().st_size
    assert list(tmp_path.glob("*.part")) == []
