"""The screen on a bundle asks no network for anything, and says how decisions get back."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from tests.cli.offline import OFFLINE
from tests.cli.people import Person
from tests.ptyrun import PtyRun
from tests.real.program import ROOT, judge, press


def test_a_bundle_is_reviewed_on_the_screen_without_a_network(tmp_path: Path, filled: Path) -> None:
    ana, ben = Person("ana", tmp_path / "ana"), Person("ben", tmp_path / "ben")
    ana.files.mkdir(parents=True, exist_ok=True)
    shutil.copy(filled, ana.files / "default.db")
    ana.trusts(ben)
    ben.trusts(ana)
    ana.did("bundle", "create", "limit:3", "-o", tmp_path / "f.triage", "--for", "ben@home")
    home = {**ben.environment, "HOME": str(ben.home), "PATH": os.environ["PATH"]}
    with PtyRun([sys.executable, "-c", OFFLINE, str(tmp_path / "f.triage")], cwd=ROOT, env=home) as run:
        run.wait_for("bundle 0/3")
        run.wait_quiet()
        press(run, "\r")
        judge(run, "1", lambda: "bundle 1/3" in run.text)
        press(run, "Q")
        assert run.wait_exit() == 0
        assert "1 of 3 cases decided. `triage-tui bundle return` hands them back." in run.text
