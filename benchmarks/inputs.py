"""What the programs are given: the same generated cases as a workspace and as mail, and two very long ones."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from triage_tui import samples
from triage_tui.desk.place import Place, remember_place
from triage_tui.storage.opening import open_workspace

TALK = 100
"""Turns of the conversation that is scrolled in beside other programs."""
TURNS = 5_000
"""Turns of the longest conversation."""
MIB = 16
"""Size of the longest message as a line of JSON, in MiB: no longer one is taken in."""
OVERHEAD = 128 << 10
"""Bytes of that line for everything but the text."""
ROOT = Path(__file__).resolve().parent.parent
WORDS = "The first promises that a result will come, the second that it has. "


class Inputs:
    """Files for one run, each made when it is first asked for."""

    def __init__(self, folder: Path, *, turns: int = TURNS, mib: int = MIB) -> None:
        """Put them into a folder; the longest conversation and message may be made shorter."""
        self.folder, self.turns, self.mib = folder.resolve(), turns, mib
        self._copies = 0
        self._home = folder / "home"
        self._home.mkdir(parents=True, exist_ok=True)

    @property
    def environment(self) -> Mapping[str, str]:
        """A machine nobody has used yet, in a terminal with all colours; modules may be kept compiled."""
        places = {f"XDG_{kind}_HOME": str(self._home / kind) for kind in ("CONFIG", "DATA", "STATE", "CACHE")}
        return {
            "PATH": os.environ["PATH"], "HOME": str(self._home), "TERM": "xterm-256color",
            "COLORTERM": "truecolor", "LANG": "C.UTF-8", **places,
        }  # fmt: skip

    def queue(self, count: int) -> Path:
        """A workspace of so many generated cases, for one program to open."""
        return self._copy(self._workspace(f"queue-{count}", samples.generate(count)))

    def alone(self, turns: int, mib: int | None = None) -> Path:
        """A workspace of one case of so many turns; with none, of one message: so long, or as long as any here."""
        mib = mib or self.mib
        said = _turns(turns) if turns else [{"role": "user", "text": _message((mib << 20) - OVERHEAD)}]
        flag = {"clause": "cyber.2", "policy_id": "sample-aup", "policy_version": "2", "score": 0.9}
        case = {"id": f"long-{turns}", "conversation": {"turns": said}, "flags": [flag]}
        name = f"alone-{turns}-turns" if turns else f"alone-{mib}-mib"
        return self._copy(self._workspace(name, iter([json.dumps(case).encode()])))

    def left_open(self, turns: int, mib: int | None = None) -> Path:
        """The same, left by the reviewer with the case in front."""
        path = self.alone(turns, mib)
        workspace = open_workspace(path)
        remember_place(workspace, Place(screen="case", case_id=f"long-{turns}"))
        workspace.close()
        return path

    def mail(self, count: int) -> Path:
        """The generated cases as a Maildir, one message a case."""
        folder = self.folder / f"mail-{count}"
        if not folder.exists():
            for name in ("new", "tmp", "cur"):
                (folder / name).mkdir(parents=True)
            for number, line in enumerate(samples.generate(count)):
                (folder / "cur" / f"{1_700_000_000 + number}.{number}.bench:2,S").write_bytes(_mail(json.loads(line)))
        return folder

    def talk_mail(self) -> Path:
        """The conversation to scroll in, as a Maildir of one message."""
        folder = self.folder / "mail-talk"
        for name in ("new", "tmp", "cur"):
            (folder / name).mkdir(parents=True, exist_ok=True)
        case = {"id": "long-talk", "conversation": {"turns": _turns(TALK)}}
        (folder / "cur" / "1700000000.0.bench:2,S").write_bytes(_mail(case))
        return folder

    def talk_text(self) -> Path:
        """The conversation to scroll in, as a text file."""
        path = self.folder / "talk.txt"
        path.write_text("\n\n".join(f"{turn['role']}\n{turn['text']}" for turn in _turns(TALK)), encoding="utf-8")
        return path

    def _workspace(self, name: str, cases: Iterator[bytes]) -> Path:
        path = self.folder / f"{name}.db"
        if not path.exists():
            packs = []
            for number, pack in enumerate(samples.policies()):
                packs.append(self.folder / f"pack-{number}.json")
                packs[-1].write_bytes(pack)
            lines = self.folder / f"{name}.jsonl"
            with lines.open("wb") as file:
                file.writelines(line + b"\n" for line in cases)
            part = self.folder / f"{name}.part"
            argv = [*TRIAGE, "--workspace", str(part), "import", *map(str, packs), str(lines)]
            subprocess.run(argv, env=self.environment, check=True, stdout=subprocess.DEVNULL, cwd=ROOT)
            lines.unlink()
            part.rename(path)
        return path

    def _copy(self, path: Path) -> Path:
        self._copies += 1
        copy = self.folder / "open" / f"{self._copies}.db"
        copy.parent.mkdir(exist_ok=True)
        shutil.copyfile(path, copy)
        for mark in ("-wal", "-shm", ".lock"):
            Path(f"{copy}{mark}").unlink(missing_ok=True)
        return copy


TRIAGE = (sys.executable, "-m", "triage_tui")
"""How the program is run where it is not started from the shell."""


def _turns(count: int) -> list[dict[str, Any]]:
    return [{"role": ("user", "assistant")[n % 2], "text": f"Turn {n + 1}. " + WORDS * 3} for n in range(count)]


def _message(size: int) -> str:
    line = f"{WORDS}{WORDS}{WORDS}"
    return "".join(f"{n:07} {line}\n" for n in range(size // len(line)))[:size]


def _mail(case: dict[str, Any]) -> bytes:
    turns = case.get("conversation", {}).get("turns", ())
    said = (turn.get("text") or "\n".join(str(part.get("text", "")) for part in turn["parts"]) for turn in turns)
    body = "\n\n".join(f"{turn['role']}\n{text}" for turn, text in zip(turns, said, strict=True))
    head = f"From: queue@example\nTo: reviewer@example\nSubject: {case['id']}\nMessage-ID: <{case['id']}@example>\n"
    return f"{head}Date: Sun, 22 Nov 2026 12:00:00 +0000\nContent-Type: text/plain; charset=utf-8\n\n{body}\n".encode()
