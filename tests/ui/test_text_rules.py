"""What the door makes of a text belongs to a version, which stands in every decision that was taken by its light."""

from __future__ import annotations

from hashlib import sha256

import msgspec

from tests import corpora
from triage_tui.domain.words import TEXT_RULES
from triage_tui.ui.present.text import CONSERVATIVE, FULL, visible

DIGESTS = {"1": "e2198725356a"}
"""By version: of everything that the door makes of the corpora. Whoever changes the door adds one, and TEXT_RULES."""


def test_the_door_does_what_its_version_says() -> None:
    shown = [visible(raw, caps) for raw in corpora.everything() for caps in (CONSERVATIVE, FULL)]
    made = [(one.text, one.tokens, one.hidden, sorted(one.badges)) for one in shown]
    assert sha256(msgspec.json.encode(made)).hexdigest().startswith(DIGESTS[TEXT_RULES])
