"""Cases and policies a newcomer can open: the hand-written samples and a generator of any number more."""

from triage_tui.samples.files import cases, gold, location, policies
from triage_tui.samples.generate import generate

__all__ = ["cases", "generate", "gold", "location", "policies"]
