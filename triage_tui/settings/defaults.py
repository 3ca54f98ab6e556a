"""The views and rationale templates that come with the program."""

from __future__ import annotations

from typing import Any

VIEWS = {
    "to do": "is:open sort:due",
    "overdue": "is:overdue sort:due",
    "appeals": "origin:appeal is:open sort:due",
    "severe": "sev:>=3 is:open sort:due",
    "drafts": "is:draft",
    "skipped": "is:skipped",
    "decided": "is:decided",
}

TEMPLATES: dict[str, dict[str, Any]] = {
    "own-systems": {
        "title": "Authorised work on own systems",
        "text": "The user says, and the conversation bears out, that the work concerns systems they own or may test. "
        "Nothing asked for reaches beyond them.",
        "outcomes": ["overturn", "modify"],
    },
    "dual-use": {
        "title": "Ordinary work with a dual use",
        "text": "The request is ordinary professional work. The detail given is general and would not bring anyone "
        "closer to the harm that the clause is about.",
        "outcomes": ["overturn", "modify"],
    },
    "quoted": {
        "title": "Quoted, not asked for",
        "text": "The flagged words are quoted from a third party for discussion, translation or moderation. "
        "The user neither asks for them nor endorses them.",
        "outcomes": ["overturn", "modify"],
    },
    "keyword": {
        "title": "A keyword without its context",
        "text": "The flag rests on a term that means something harmless here. Read as a whole, the conversation does "
        "not touch the clause.",
        "outcomes": ["overturn"],
    },
    "tool-output": {
        "title": "Came from a tool, not from the user",
        "text": "The flagged text entered through the output of a tool. The user did not ask for it and the assistant "
        "did not act on it.",
        "outcomes": ["overturn", "modify"],
    },
    "actionable": {
        "title": "Asked for, and specific enough to act on",
        "text": "The user asks for this directly, and the exceptions of the clause do not apply. The detail wanted "
        "is specific enough to be acted on.",
        "outcomes": ["uphold", "modify"],
    },
    "context-missing": {
        "title": "The deciding context is missing",
        "text": "Whether the clause is violated depends on something that the conversation does not show: ",
        "outcomes": ["insufficient_context"],
    },
    "policy-silent": {
        "title": "The policy does not settle it",
        "text": "No element or exception of the clause settles this case. The open question for the policy's owner: ",
        "outcomes": ["policy_gap", "escalate"],
    },
}
