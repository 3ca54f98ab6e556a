"""Claims: one command starts a server, a stop finishes what was begun, several processes share one PostgreSQL."""

from __future__ import annotations

import re
import signal
import socket
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from tests.server.postgres import postgres_server, postgres_url
from tests.server.serving import placed
from tests.server.started import started
from tests.server.store.making import FEED, Me, raw_case, raw_decision
from triage_tui.errors import TriageError, WrongUsage
from triage_tui.server.bounds import Bounds
from triage_tui.server.run import Running, serve
from triage_tui.server.store import open_store

__all__ = ["postgres_server", "postgres_url"]


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}


def test_the_demo_serves_the_samples_to_three_people(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    with started("--demo") as server:
        tokens = re.findall(r"TRIAGE_TOKEN=(trt_\S+) triage-tui http", server.said)
        names = [httpx.get(f"{server.address}/v1/capabilities", headers=bearer(t)).json()["me"] for t in tokens]
        assert [one["reviewer"] for one in names] == ["ana", "ben", "lea"]
        assert names[2]["roles"] == ["lead"]
        page = httpx.get(f"{server.address}/v1/cases?limit=500", headers=bearer(tokens[0])).json()
        assert len(page["cases"]) == 38
        assert list(folder.glob("*/server.db"))
        assert server.stop() == 0
    assert list(folder.iterdir()) == []


def test_a_stop_finishes_what_was_begun(tmp_path: Path) -> None:
    path = str(tmp_path / "server.db")
    store = open_store(path)
    store.add_user("ana", ["reviewer"])
    token = store.new_token("ana")
    store.take_in(FEED, [raw_case("c1")])
    body = raw_decision(Me(reviewer="ana"), "c1")
    with started(database=path) as server:
        host, _, port = server.address.removeprefix("http://").rpartition(":")
        head = f"POST /v1/decisions HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n"
        head += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        with socket.create_connection((host, int(port)), timeout=20) as line:
            line.sendall(head.encode() + body[:10])
            httpx.get(f"{server.address}/v1/healthz")
            server.run.send_signal(signal.SIGTERM)
            line.sendall(body[10:])
            assert line.recv(65536).startswith(b"HTTP/1.1 200")
        assert server.run.wait(20) == 0
    assert len(store.journal(Me(reviewer="ana"), None, 10).decisions) == 1
    store.close()


def test_processes_share_one_postgresql(postgres_url: str) -> None:
    store = open_store(postgres_url)
    cases = [raw_case(f"c{n}") for n in range(24)]
    store.take_in(FEED, cases)
    tokens = []
    for n in range(6):
        store.add_user(f"r{n}", ["reviewer"])
        tokens.append(store.new_token(f"r{n}"))
    with started("--workers", "2", database=postgres_url) as server, ThreadPoolExecutor(6) as pool:

        def served(token: str) -> list[str]:
            with httpx.Client(base_url=server.address, headers=bearer(token), timeout=30) as http:
                found = []
                while (answer := http.post("/v1/leases", json={"queue": "q"})).status_code == 201:
                    found.append(answer.json()["case_id"])
                assert answer.status_code == 204
                return found

        served_to = [name for names in pool.map(served, tokens) for name in names]
        assert sorted(served_to) == sorted(f"c{n}" for n in range(24))
        assert server.stop() == 0
    store.close()


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "example.org"])
def test_nobody_is_let_in_from_elsewhere_without_a_proxy(host: str, tmp_path: Path) -> None:
    with pytest.raises(WrongUsage, match="plain HTTP"):
        serve(Running(database=str(tmp_path / "x.db"), host=host, port=0), print)
    assert not (tmp_path / "x.db").exists()


def test_sqlite_has_one_process(tmp_path: Path) -> None:
    with pytest.raises(WrongUsage, match="PostgreSQL"):
        serve(Running(database=str(tmp_path / "x.db"), workers=2), print)


def test_a_port_that_is_taken_is_told(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other, pytest.raises(TriageError, match="cannot listen"):
        serve(Running(database=str(tmp_path / "x.db"), port=other.getsockname()[1]), print)


def test_behind_a_proxy_people_sign_in_by_https(tmp_path: Path) -> None:
    with placed(tmp_path, Bounds(behind_proxy=True)) as place:
        said = place.stranger.post("/v1/device/code", data={"client_id": "x"}, headers={"Host": "triage.example.org"})
        assert said.json()["verification_uri"] == "https://triage.example.org/device"
