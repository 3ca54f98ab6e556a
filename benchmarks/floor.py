"""The least that a client can do: httpx and json, nothing checked and nothing kept. `pull` and `push` as programs."""

from __future__ import annotations

import json
import os
import sys

import httpx

PAGE = 50
"""Decisions in one request, as many as the engine sends."""


def pull(line: httpx.Client) -> int:
    """Read every case once; how many there were."""
    since, more, count = "", True, 0
    while more:
        page = line.get("/v1/changes" + since).json()
        ids = [one["case_id"] for one in page["changes"] if one["kind"] == "case_new"]
        if ids:
            with line.stream("POST", "/v1/cases:batchGet", json={"ids": ids}) as answer:
                count += sum("id" in json.loads(case) for case in answer.iter_lines())
        since, more = f"?since={page['next']}", page["more"]
    return count


def push(line: httpx.Client, path: str) -> int:
    """Send the decisions of a file, one a line; how many were taken."""
    with open(path, encoding="utf-8") as file:
        decisions = [json.loads(one) for one in file]
    taken = 0
    for start in range(0, len(decisions), PAGE):
        said = {"decisions": [{"decision": one} for one in decisions[start : start + PAGE]]}
        results = line.post("/v1/decisions:batch", json=said).json()["results"]
        taken += sum("receipt" in one for one in results)
    return taken


if __name__ == "__main__":
    headers = {"Authorization": f"Bearer {os.environ['TRIAGE_TOKEN']}"}
    with httpx.Client(base_url=sys.argv[2], headers=headers, trust_env=False, timeout=60) as client:
        sys.stdout.write(str(pull(client) if sys.argv[1] == "pull" else push(client, sys.argv[3])))
