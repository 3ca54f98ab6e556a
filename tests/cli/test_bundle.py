"""Bundles are opened in a workspace of their own, all of it or nothing, and what was decided is handed back."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from tests.bundles.made import by_hand
from tests.cli.people import Person, events
from tests.cli.terminal import Answer
from tests.storage.making import raw_case, take
from triage_tui.desk.carried import recall_carried
from triage_tui.domain.decision import Decision
from triage_tui.domain.filter import parse
from triage_tui.settings.paths import bundle_workspace
from triage_tui.signing.keys import read_public
from triage_tui.storage.opening import open_workspace
from triage_tui.storage.workspace import Workspace


def opened(person: Person, path: Path, *words: str) -> Answer:
    """Have somebody open a bundle, and say some words at its desk."""
    return person.do("--plain", path, stdin="\n".join([*words, "quit"]).encode())


def decided(workspace: Workspace) -> list[Decision]:
    """All decisions, withdrawn ones included."""
    return [standing.decision for _, standing, _ in workspace.ledger.decisions()]


def test_who_it_is_not_for_can_open_nothing(sealed: Path, tmp_path: Path, ana: Person) -> None:
    cleo = Person("cleo", tmp_path / "cleo")
    cleo.trusts(ana)
    for verb in ("show", "verify", "open"):
        answer = cleo.do("bundle", verb, sealed)
        assert answer.status == 1
        assert "other keys" in answer.errors
    assert not cleo.workspaces()


def test_a_bundle_is_opened_in_a_workspace_of_its_own_with_cases_and_packs(
    sealed: Path, ana: Person, ben: Person
) -> None:
    answer = opened(ben, sealed)
    assert answer.status == 0, answer.errors
    assert "nothing is sent" in answer.text
    (path,) = ben.workspaces()
    assert path.name.startswith("bundle-")
    assert path.stat().st_mode & 0o777 == 0o600
    with ben.looking(path) as there, ana.looking(ana.files / "default.db") as here:
        assert {*there.cases_raw(parse(""))} <= {*here.cases_raw(parse(""))}
        assert [there.pack(*one) for one in there.packs()] == [here.pack(*one) for one in here.packs()]
        carried = recall_carried(there)
        assert carried is not None
        assert (carried.reviewer, carried.manifest.purpose, carried.unsigned) == ("ben@home", "a second look", False)
        (event,) = events(there, "open")
    assert event.bundle_id == carried.manifest.id
    assert event.count == carried.manifest.cases


def test_opened_again_it_is_the_same_desk_with_everything_done_so_far(sealed: Path, ben: Person) -> None:
    assert "1 of 39 cases decided" in opened(ben, sealed, "next", "escalate").errors
    (path,) = ben.workspaces()
    with ben.looking(path) as workspace:
        before = [*workspace.ledger.lines()]
    assert opened(ben, sealed).status == 0
    assert ben.workspaces() == [path]
    with ben.looking(path) as workspace:
        assert [*workspace.ledger.lines()][: len(before)] == before
        (one,) = decided(workspace)
        carried = recall_carried(workspace)
    assert one.reviewer == "ben@home"
    assert one.client is not None
    assert carried is not None
    assert (one.client.offline, one.client.bundle_id) == (True, carried.manifest.id)


def test_the_issuer_may_say_under_which_name_is_decided(ana: Person, ben: Person, tmp_path: Path) -> None:
    ana.did("bundle", "create", "-o", tmp_path / "f.triage", "--for", "ben@home", "--reviewer", "r-17")
    opened(ben, tmp_path / "f.triage", "next", "escalate")
    with ben.looking(ben.workspaces()[0]) as workspace:
        assert [one.reviewer for one in decided(workspace)] == ["r-17"]


def test_one_that_nobody_vouches_for_is_opened_only_on_demand_and_says_so(ana: Person, tmp_path: Path) -> None:
    path = tmp_path / "f.triage"
    ana.did("bundle", "create", "limit:2", "-o", path, "--plain", "--unsigned")
    cleo = Person("cleo", tmp_path / "cleo")
    answer = opened(cleo, path)
    assert answer.status == 1
    assert "--allow-unsigned" in answer.errors
    assert not cleo.workspaces()
    answer = cleo.do("--plain", path, "--allow-unsigned", stdin=b"next\nescalate\nquit\n")
    assert answer.status == 0
    assert "Nobody vouches" in answer.text
    back = cleo.do("bundle", "return", "-o", tmp_path / "back")
    assert back.status == 1
    assert "--plain" in back.errors
    cleo.did("bundle", "return", "-o", tmp_path / "back", "--plain")


@pytest.mark.parametrize("pack", [b'{"id":"p"}', b"[]", b'{"id":"\\u001b[2J","version":"1"}'])
def test_a_policy_pack_in_it_that_is_none_is_told_and_nothing_is_left(pack: bytes, ben: Person, tmp_path: Path) -> None:
    path = tmp_path / "f.triage"
    path.write_bytes(by_hand([("cases/00001.jsonl", raw_case("c1") + b"\n"), ("policies/0001.json", pack)]))
    answer = ben.do("--plain", path, "--allow-unsigned", stdin=b"quit\n")
    assert answer.status == 1
    assert "policy pack 1: $" in answer.errors
    assert not ben.workspaces()


def test_nothing_is_sealed_into_what_cannot_be_read_back(
    ana: Person, ben: Person, sealed: Path, tmp_path: Path
) -> None:
    os.mkfifo(tmp_path / "pipe")
    opened(ben, sealed, "next", "escalate")
    for place in ("/dev/null", tmp_path / "pipe"):
        create = ana.do("bundle", "create", "limit:2", "--plain", "-o", place)
        back = ben.do("bundle", "return", "-o", place)
        assert (create.status, back.status) == (1, 1)
        assert "is no ordinary file" in create.errors
        assert "is no ordinary file" in back.errors


def test_an_older_bundle_does_not_come_after_a_newer_one(ana: Person, ben: Person, tmp_path: Path) -> None:
    for name in ("old", "new"):
        ana.did("bundle", "create", "limit:2", "-o", tmp_path / f"{name}.triage", "--for", "ben@home")
    assert opened(ben, tmp_path / "new.triage").status == 0
    answer = opened(ben, tmp_path / "old.triage")
    assert (answer.status, len(ben.workspaces())) == (1, 1)
    assert "does not come again" in answer.errors
    assert opened(ben, tmp_path / "new.triage").status == 0
    assert opened(ana, tmp_path / "new.triage").status == 1, "it is sealed for Ben alone"


def spoil_case(raw: bytes) -> bytes:
    """A case that no desk can read."""
    return raw.replace(b'"turns"', b'"turns":7,"x"')


@pytest.mark.parametrize("spoil", [spoil_case, lambda raw: raw + b"\n" + raw])
def test_a_bundle_of_what_is_no_case_leaves_nothing(
    ana: Person, ben: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, spoil: Callable[[bytes], bytes]
) -> None:
    def spoilt(self: Workspace, query: object) -> list[bytes]:
        return [*good(self, query), *spoil(raw_case("bad", conversation={"turns": []})).split(b"\n")]

    good = Workspace.cases_raw
    monkeypatch.setattr(Workspace, "cases_raw", spoilt)
    workspace = open_workspace(ana.files / "default.db")
    take(workspace, raw_case("bad"))
    workspace.close()
    path = tmp_path / "f.triage"
    made = ana.do("bundle", "create", "limit:2", "-o", path, "--plain")
    monkeypatch.undo()
    if made.status:  # It is found out before anything leaves.
        assert not path.exists()
        return
    answer = opened(ben, path)
    assert (answer.status, ben.workspaces()) == (1, [])
    assert "case 3" in answer.errors or "case 4" in answer.errors


def test_a_full_disk_leaves_nothing(sealed: Path, ben: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.replace", full)
    answer = opened(ben, sealed)
    assert answer.status == 1
    assert "No space left" in answer.errors
    assert not ben.workspaces()
    monkeypatch.undo()
    assert opened(ben, sealed).status == 0


def test_what_a_killed_one_left_behind_is_cleared_away(sealed: Path, ben: Person) -> None:
    assert opened(ben, sealed).status == 0
    (path,) = ben.workspaces()
    stale = path.with_name(f"{path.name}.part")
    path.rename(stale)
    assert opened(ben, sealed).status == 0
    assert ben.workspaces() == [path]


def test_other_words_under_the_same_id_are_not_mixed_with_what_is_there(sealed: Path, ben: Person) -> None:
    assert opened(ben, sealed).status == 0
    (path,) = ben.workspaces()
    workspace = open_workspace(path)
    carried = recall_carried(workspace)
    assert carried is not None
    other = msgspec.structs.replace(carried, manifest=msgspec.structs.replace(carried.manifest, purpose="other"))
    workspace.remember("bundle", msgspec.json.encode(other))
    workspace.close()
    answer = opened(ben, sealed)
    assert answer.status == 1
    assert "made from something else" in answer.errors


def test_cases_of_a_bundle_are_not_sealed_on_unless_it_allows_that(sealed: Path, ben: Person, tmp_path: Path) -> None:
    opened(ben, sealed)
    answer = ben.do("--workspace", ben.workspaces()[0], "bundle", "create", "-o", tmp_path / "on.triage", "--plain")
    assert answer.status == 1
    assert "does not allow" in answer.errors
    assert not (tmp_path / "on.triage").exists()


def test_a_decisions_file_is_no_bundle(sealed: Path, ana: Person, ben: Person) -> None:
    opened(ben, sealed, "next", "escalate")
    back = sealed.with_name("b.triage-decisions")
    ben.did("bundle", "return", "-o", back)
    assert "holds decisions" in ana.do("bundle", "open", back).errors
    shown = ana.did("bundle", "show", back).text
    assert "answers " in shown
    assert not [row for row in shown.splitlines() if row.startswith(("until", "purpose", "may leave"))]


def test_what_goes_back_is_signed_with_the_key_that_the_bundle_was_sealed_for(ana: Person, ben: Person) -> None:
    sealed, back = ana.home / "f.triage", ana.home / "b.triage-decisions"
    another = read_public(ben.did("key", "new", "another").text)
    ana.did("bundle", "create", "limit:2", "-o", sealed, "--for", another.line())
    opened(ben, sealed, "next", "escalate")
    (said,) = ben.did("bundle", "return", sealed, "-o", back, "--json").objects
    assert (said["decided"], said["withdrawn"]) == (1, 0)
    (shown,) = ana.did("bundle", "show", back, "--json").objects
    assert shown["encrypted"] is True
    assert shown["claimed"] == [another.id]
    assert shown["manifest"]["answers"] == said["bundle"]


@pytest.mark.parametrize("claimed", ["../../evil", "/etc/passwd", "a:b", ".", "x" * 200])
def test_whatever_a_bundle_calls_itself_its_workspace_lies_in_our_folder(ben: Person, claimed: str) -> None:
    with ben.at_home():
        path = bundle_workspace(claimed)
    assert path.parent == ben.files
    assert len(path.name) < 60
    assert "no bundle" in ben.do("bundle", "return").errors
    assert "no workspace" in ben.do("bundle", "return", claimed).errors or Path(claimed).exists()


def test_what_it_is_for_is_said_first_and_words_of_others_stay_words(ana: Person, ben: Person, tmp_path: Path) -> None:
    purpose = "look \x1b[2J\x07 at\nthese"
    ana.did("bundle", "create", "limit:1", "-o", tmp_path / "f.triage", "--for", "ben@home", "--purpose", purpose)
    answer = opened(ben, tmp_path / "f.triage")
    assert answer.text.startswith("1 case from ana@home: look ")
    assert not {"\x1b", "\x07"} & {*answer.text}
