"""``bundle create`` seals what was chosen, whole or not at all; ``show`` and ``verify`` tell anybody what it says."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.people import Person, events
from tests.storage.making import raw_case
from triage_tui.domain.case import decode_case
from triage_tui.domain.filter import parse


def test_what_is_sealed_is_what_is_still_to_decide_and_the_log_says_so(
    ana: Person, ben: Person, tmp_path: Path
) -> None:
    done = ana.did("--workspace", ana.files / "default.db", "cases", "--json").objects[0]["id"]
    ana.did("decide", str(done), "escalate")
    answer = ana.did("bundle", "create", "-o", tmp_path / "f.triage", "--for", ben.key.line(), "--json")
    (said,) = answer.objects
    with ana.looking(ana.files / "default.db") as workspace:
        waiting = [decode_case(raw) for raw in workspace.cases_raw(parse("is:open"))]
        allowed = [one for one in waiting if one.retention.class_ != "zero" and "nda" not in one.retention.labels]
        (event,) = events(workspace, "seal")
        assert workspace.bundles.get(str(said["id"])) is not None
    assert said["cases"] == event.count == len(allowed) < len(waiting)
    assert sum(said["kept_back"].values()) == len(waiting) - len(allowed)
    assert (event.bundle_id, event.sha256) == (said["id"], said["sha256"])
    assert (tmp_path / "f.triage").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("words", "count"),
    [("is:decided", 1), ("is:open limit:3", 3), ("clause:cyber* limit:2", 2), ("id:no-such-case", 0)],
)
def test_a_filter_chooses(ana: Person, ben: Person, tmp_path: Path, words: str, count: int) -> None:
    done = ana.did("cases", "sort:-due limit:1", "--json").objects[0]["id"]
    ana.did("decide", str(done), "escalate")
    answer = ana.do("bundle", "create", words, "-o", tmp_path / "f.triage", "--for", "ben@home", "--json")
    assert answer.status == (0 if count else 1)
    assert (tmp_path / "f.triage").exists() is bool(count)
    assert not count or answer.objects[0]["cases"] == count


@pytest.mark.parametrize(
    "wrong",
    [
        [], ["--plain", "--passphrase"], ["--for", "nobody"], ["--for", "ssh-ed25519 AAAA x"],
        ["--plain", "--expires", "yesterday"],
        ["--plain", "--expires", "2020-01-01"], ["--passphrase"], ["--plain", "--allow", "everything"],
    ],
)  # fmt: skip
def test_what_cannot_be_sealed_leaves_no_file_and_no_entry(ana: Person, tmp_path: Path, wrong: list[str]) -> None:
    answer = ana.do("bundle", "create", "-o", tmp_path / "f.triage", *wrong)
    assert answer.status in (1, 2)
    assert not [*tmp_path.glob("*f.triage*")]
    with ana.looking(ana.files / "default.db") as workspace:
        assert not events(workspace, "seal")


def test_everybody_sees_what_a_plain_one_says_and_words_of_others_stay_words(ana: Person, tmp_path: Path) -> None:
    path = tmp_path / "f.triage"
    ana.did("bundle", "create", "limit:2", "-o", path, "--plain", "--purpose", "look \x1b[2J at\nthis \u202e")
    cleo = Person("cleo", tmp_path / "cleo")
    answer = cleo.did("bundle", "show", path)
    assert "2 cases" in answer.text
    assert "not a key you know" in answer.text
    assert not {"\x1b", "\u202e"} & {*answer.text}
    (said,) = cleo.did("bundle", "show", path, "--json").objects
    assert said["claimed"] == [ana.key.id]
    assert cleo.do("bundle", "verify", path).status == 1
    assert cleo.did("bundle", "verify", path, "--allow-unsigned")
    cleo.trusts(ana)
    assert "ana@home" in cleo.did("bundle", "verify", path).text


def test_what_is_under_nda_is_sealed_on_demand_only_however_it_is_written(ana: Person, tmp_path: Path) -> None:
    (tmp_path / "c.jsonl").write_bytes(raw_case("under", retention={"labels": ["NDA"]}))
    ana.did("import", tmp_path / "c.jsonl")
    create = ("bundle", "create", "id:under", "--plain", "-o", tmp_path / "f.triage")
    assert "labelled nda" in ana.do(*create).errors
    assert ana.did(*create, "--include-nda", "--json").objects[0]["cases"] == 1


def test_the_pack_that_was_meant_at_import_is_meant_there_as_well(ana: Person, ben: Person, tmp_path: Path) -> None:
    raw = raw_case("meant", flags=[{"clause": "cyber.1", "score": 0.9}])
    (tmp_path / "c.jsonl").write_bytes(raw)
    with ana.looking(ana.files / "default.db") as workspace:
        oldest = next(pack for one in workspace.packs() if "cyber.1" in (pack := workspace.pack(*one)).by_id)
    ana.did("import", tmp_path / "c.jsonl", "--policy", f"{oldest.id}@{oldest.version}")
    ana.did("bundle", "create", "id:meant", "-o", tmp_path / "f.triage", "--for", "ben@home")
    ben.did("--plain", tmp_path / "f.triage", stdin=b"quit\n")
    with ben.looking(ben.workspaces()[0]) as workspace:
        opened = workspace.open_case("meant")
        assert opened is not None
        assert opened.default_pack == (oldest.id, oldest.version)


def test_a_case_whose_text_was_purged_is_not_sealed_and_counted(ana: Person, ben: Person, tmp_path: Path) -> None:
    first, *rest = [str(one["id"]) for one in ana.did("cases", "clause:cyber*", "--json").objects]
    ana.did("purge", "--case", first)
    answer = ana.did(
        "bundle", "create", "clause:cyber*", "-o", tmp_path / "f.triage", "--for", ben.key.line(), "--json"
    )
    kept_back = answer.objects[0]["kept_back"]
    assert isinstance(kept_back, dict)
    assert kept_back["without their text, which was purged or never kept"] == 1
    assert rest
