"""What was handed back is merged from the command line: everything counted, and what was not taken named."""

from __future__ import annotations

import shutil
from pathlib import Path

import msgspec
import pytest

from tests.cli.people import Person
from triage_tui import samples
from triage_tui.domain.case import decode_case

LEFT = "next\nescalate\nquit\n"


@pytest.fixture
def lea(tmp_path: Path, filled: Path) -> Person:
    """Leads, and has the samples."""
    lea = Person("lea", tmp_path / "lea")
    shutil.copy(filled, lea.files / "default.db")
    return lea


def appointed(lea: Person, name: str, folder: Path) -> tuple[Person, Path]:
    """A reviewer whom Lea trusts, and three cases sealed for them."""
    person = Person(name, folder / name)
    lea.trusts(person)
    person.trusts(lea)
    path = folder / f"{name}.triage"
    lea.did("bundle", "create", "limit:3 is:open", "-o", path, "--for", f"{name}@home")
    return person, path


def sealed_for_several(lea: Person, bundle: Path) -> None:
    """Seal it anew for a second key as well, so that whoever opens it decides under their own name."""
    lea.did("key", "new", "spare")
    lea.did("bundle", "create", "limit:3 is:open", "-o", bundle, "--for", "ben@home", "--for", "spare", "--force")


def handed_back(person: Person, bundle: Path, words: str = LEFT) -> Path:
    """What they hand back once they said some words at the desk."""
    assert person.do("--plain", bundle, stdin=words.encode()).status == 0
    path = bundle.with_suffix(".triage-decisions")
    person.did("bundle", "return", bundle, "-o", path, "--force")
    return path


def decided(person: Person) -> list[dict[str, object]]:
    """The cases of their bundle that they decided."""
    (workspace,) = person.workspaces()
    return person.did("--workspace", workspace, "cases", "is:decided", "--json").objects


def log(person: Person) -> str:
    """The head of the log in their workspace, once all of it verifies."""
    return str(person.did("log", "verify", "--json").objects[-1]["head"])


def test_what_one_decided_offline_stands_at_the_others_desk(lea: Person, tmp_path: Path) -> None:
    back = handed_back(*appointed(lea, "ben", tmp_path))
    answer = lea.did("bundle", "merge", back)
    assert "from ben@home, sealed by ben@home" in answer.text
    assert "1  taken" in answer.text
    (case,) = lea.did("cases", "is:decided", "--json").objects
    assert (case["outcome"], case["state"]) == ("escalate", "decided")
    head = log(lea)
    again = lea.did("bundle", "merge", back)
    assert "1  here already" in again.text
    assert "Nothing changed" in again.text
    assert log(lea) == head


def test_two_who_differ_are_named_and_so_is_what_met_a_newer_version(lea: Person, tmp_path: Path) -> None:
    people = [appointed(lea, name, tmp_path) for name in ("ben", "cleo")]
    backs = [handed_back(*people[0]), handed_back(*people[1], f"next\nuphold\n{LEFT}")]
    ids = [{one["id"] for one in decided(person)} for person, _ in people]
    (second,) = ids[1] - ids[0]
    (raw,) = [one for one in samples.cases() if decode_case(one).id == second]
    newer = msgspec.json.decode(raw) | {"version": 7}
    lea.did("import", "-", stdin=msgspec.json.encode(newer))
    answer = lea.did("bundle", "merge", *backs, "--json")
    double, conflict = [one for one in answer.objects if one["type"] in ("double", "conflict")]
    assert (double["agrees"], double["reason"]) == (False, "escalate by ben@home")
    assert (conflict["case"], conflict["reason"]) == (
        second,
        "the case is at version 7 here, the decision is about version 1",
    )
    total = answer.objects[-1]
    assert [total[key] for key in ("files", "taken", "double", "disagree", "conflict", "refused")] == [2, 1, 1, 1, 1, 0]
    (waits,) = lea.did("outbox", "--json").objects
    assert (waits["case"], waits["state"]) == (second, "conflict")
    assert second in [one["id"] for one in lea.did("cases", "is:open", "--json").objects]
    log(lea)


def test_a_bad_file_stops_no_other_and_the_reason_is_said(lea: Person, tmp_path: Path) -> None:
    back = handed_back(*appointed(lea, "ben", tmp_path))
    cut, gone = tmp_path / "cut.triage-decisions", tmp_path / "gone.triage-decisions"
    cut.write_bytes(back.read_bytes()[:-9])
    answer = lea.do("bundle", "merge", cut, gone, back, "--json")
    assert answer.status == 1
    assert [one["type"] for one in answer.objects] == ["refused", "refused", "file", "total"]
    assert str(answer.objects[1]["reason"]).startswith(f"{gone}: cannot be opened")
    assert (answer.objects[-1]["taken"], answer.objects[-1]["refused_files"]) == (1, 2)


def test_nothing_is_taken_from_a_stranger_nor_where_it_does_not_belong(lea: Person, tmp_path: Path) -> None:
    ben, bundle = appointed(lea, "ben", tmp_path)
    back = handed_back(ben, bundle)
    other = lea.files / "other.db"
    lea.did("--workspace", other, "import", "-", stdin=next(iter(samples.cases())))
    answer = lea.do("--workspace", other, "bundle", "merge", back)
    assert answer.status == 1
    assert f"it was sealed from another one: --workspace {lea.files / 'default.db'}" in answer.errors
    lea.did("key", "forget", "ben@home")
    head = log(lea)
    answer = lea.do("bundle", "merge", back)
    assert answer.status == 1
    assert "is signed by a key that is not known here" in answer.errors
    assert log(lea) == head


def test_names_and_reasons_of_others_reach_no_terminal_raw(lea: Person, tmp_path: Path) -> None:
    ben, bundle = appointed(lea, "ben", tmp_path)
    sealed_for_several(lea, bundle)
    ben.name = "ben\x1b[2J\u202e"
    answer = lea.did("bundle", "merge", handed_back(ben, bundle))
    assert "from ben" in answer.text
    assert not {"\x1b", "\u202e"} & {*answer.text}


def test_there_has_to_be_a_workspace_to_merge_into(lea: Person, tmp_path: Path) -> None:
    answer = lea.do("--workspace", tmp_path / "none.db", "bundle", "merge", tmp_path / "x.triage-decisions")
    assert answer.status == 1
    assert not (tmp_path / "none.db").exists()


def test_a_name_that_is_used_here_is_believed_of_another_key_only_on_demand(lea: Person, tmp_path: Path) -> None:
    lea.did("--plain", stdin=LEFT.encode())
    ben, bundle = appointed(lea, "ben", tmp_path)
    sealed_for_several(lea, bundle)
    ben.name = "lea"
    back = handed_back(ben, bundle)
    answer = lea.do("bundle", "merge", back)
    assert answer.status == 1
    assert "lea has decided at this desk" in answer.errors
    assert "1  taken" in lea.did("bundle", "merge", back, "--reviewer", "lea").text


def test_two_with_one_login_name_are_told_apart_by_their_keys(lea: Person, tmp_path: Path) -> None:
    ben, bundle = appointed(lea, "ben", tmp_path)
    ben.name = "lea"
    lea.did("--plain", stdin=LEFT.encode())
    answer = lea.did("bundle", "merge", handed_back(ben, bundle))
    assert "1  taken as double reviews" in answer.text
    assert lea.did("cases", "by:ben@home", "--json").objects
