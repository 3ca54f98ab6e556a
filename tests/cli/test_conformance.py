"""Claims: the suite tells a server that keeps the rules from one that does not, and leaves nothing behind unasked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.cli.terminal import shell
from tests.faults import Fault, Proxy
from tests.serving import OPERATOR, Served, furnish, serving


class Place(NamedTuple):
    """A server, and files with the tokens of two reviewers."""

    served: Served
    tokens: tuple[str, ...]
    secrets: tuple[str, ...]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    folder = tmp_path_factory.mktemp("conformance")
    with serving(str(folder / "server.db")) as served:
        furnish(served.store)
        secrets = (served.token("ana", "reviewer", "intake"), served.token("ben"))
        files = [folder / "ana", folder / "ben"]
        for file, secret in zip(files, secrets, strict=True):
            file.write_text(secret + "\n")
            file.chmod(0o600)
        yield Place(served, ("--token-file", str(files[0]), "--second-token-file", str(files[1])), secrets)


def test_a_server_that_keeps_the_rules_is_zero(place: Place) -> None:
    said = shell("conformance", place.served.address, *place.tokens, "--yes", "--group", "leases", "--group", "tags")
    assert said.status == 0, said.text
    assert "one-holder" in said.text
    assert "held" in said.text
    assert "broken" not in said.text
    assert not [secret for secret in place.secrets if secret in said.text]


def test_for_programs_every_rule_is_an_object(place: Place) -> None:
    said = shell("conformance", place.served.address, *place.tokens, "--yes", "--json", "--group", "outcomes")
    assert {one["state"] for one in said.objects} == {"held"}
    assert {"id", "group", "what", "state"} <= set(said.objects[0])


def test_a_server_that_breaks_a_rule_is_one(place: Place) -> None:
    host, port = place.served.address.removeprefix("http://").split(":")
    with Proxy((host, int(port))) as proxy:
        proxy.then(Fault.NONE, *[Fault.HTML] * 100)
        said = shell("conformance", proxy.url, *place.tokens, "--yes", "--group", "queues")
    assert said.status == 1
    assert "instead of application/json" in said.text


def test_nothing_is_left_behind_unasked(place: Place) -> None:
    journal = place.served.store.journal(OPERATOR, None, 500)
    said = shell("conformance", place.served.address, *place.tokens)
    assert said.status == 2
    assert "--yes" in said.errors
    assert place.served.store.journal(OPERATOR, None, 500).next == journal.next


def test_who_is_not_let_in_and_what_cannot_be_reached_have_their_own_status(place: Place, tmp_path: Path) -> None:
    wrong = tmp_path / "token"
    wrong.write_text("trt_nobodys")
    assert shell("conformance", place.served.address, "--token-file", wrong, "--yes").status == 4
    assert shell("conformance", place.served.address, "--yes").status == 4
    assert shell("conformance", "http://127.0.0.1:9", *place.tokens, "--yes").status == 3
    assert shell("conformance", "http://192.0.2.1", *place.tokens, "--yes").status == 2
    assert "leases" in shell("conformance", place.served.address, *place.tokens, "--yes", "--group", "leses").errors
