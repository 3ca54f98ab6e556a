"""What a blind queue shows of a case before the reviewer has said what they think of it."""

from __future__ import annotations

import msgspec
from msgspec.structs import replace

from triage_tui.domain.case import Case, Enforcement, Flag, decode_case
from triage_tui.domain.conversation import Conversation, Part, RefusalPart, Turn


def withheld(raw: bytes) -> bytes:
    """The case without the classifier's view, on one line.

    Written from what is read, so that nothing passes that is not known to be harmless.
    """
    return msgspec.json.encode(_without(decode_case(raw)))


def _without(case: Case) -> Case:
    return replace(
        case,
        flags=tuple([Flag(id=one) for one in case.flag_ids]),
        opinions=(),
        enforcement=_act(case.enforcement),
        selection=None,  # a stratum may be a band of scores
        conversation=_words(case.conversation),
    )


def _act(enforcement: Enforcement | None) -> Enforcement | None:
    """What was done, not why; the words to the user say why."""
    return enforcement and replace(enforcement, api_category=None, user_message="")


def _words(conversation: Conversation | None) -> Conversation | None:
    return conversation and replace(conversation, turns=tuple([_turn(turn) for turn in conversation.turns]))


def _turn(turn: Turn) -> Turn:
    return replace(turn, parts=tuple([_part(part) for part in turn.parts]))


def _part(part: Part) -> Part:
    return replace(part, category=None) if isinstance(part, RefusalPart) else part
