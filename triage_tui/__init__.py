"""triage-tui: a terminal desk for people who review flagged AI conversations."""

__version__ = "0.1.0"
