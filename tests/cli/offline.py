"""A program that runs where no network is, and fails where it looks for one."""

from __future__ import annotations

OFFLINE = """
import sys

def hook(event, arguments):
    within = event in ("socket.gethostname", "socket.__new__") and (event[-2:] != "__" or int(arguments[1]) == 1)
    if event.startswith("socket.") and not within:
        sys.stderr.write(f"{event} {arguments}\\n")
        sys.exit(98)

sys.addaudithook(hook)
from triage_tui.cli.main import run
status = run(sys.argv[1:])
sys.exit(99 if {"httpx", "httpcore", "triage_tui.sync.engine"} & {*sys.modules} else status)
"""
"""Runs a verb where no socket may be made but within the process, nor anything be loaded that could ask a source."""
