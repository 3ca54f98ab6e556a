"""The words and lengths of the DSA transparency database (Article 24(5)), and what is wrong with a statement."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from triage_tui.export.masking import details

ACCOUNT = ("DECISION_ACCOUNT_SUSPENDED", "DECISION_ACCOUNT_TERMINATED")
PROVISION = (
    "DECISION_PROVISION_PARTIAL_SUSPENSION", "DECISION_PROVISION_TOTAL_SUSPENSION",
    "DECISION_PROVISION_PARTIAL_TERMINATION", "DECISION_PROVISION_TOTAL_TERMINATION",
)  # fmt: skip
CATEGORIES = tuple(
    f"STATEMENT_CATEGORY_{name}"
    for name in (
        "ANIMAL_WELFARE", "CONSUMER_INFORMATION", "CYBER_VIOLENCE", "CYBER_VIOLENCE_AGAINST_WOMEN",
        "DATA_PROTECTION_AND_PRIVACY_VIOLATIONS", "ILLEGAL_OR_HARMFUL_SPEECH", "INTELLECTUAL_PROPERTY_INFRINGEMENTS",
        "NEGATIVE_EFFECTS_ON_CIVIC_DISCOURSE_OR_ELECTIONS", "NOT_SPECIFIED_NOTICE", "OTHER_VIOLATION_TC",
        "PROTECTION_OF_MINORS", "RISK_FOR_PUBLIC_SECURITY", "SCAMS_AND_FRAUD", "SELF_HARM",
        "UNSAFE_AND_PROHIBITED_PRODUCTS", "VIOLENCE",
    )
)  # fmt: skip
CONTENT = tuple(
    f"CONTENT_TYPE_{name}" for name in ("APP", "AUDIO", "IMAGE", "PRODUCT", "SYNTHETIC_MEDIA", "TEXT", "VIDEO", "OTHER")
)
ONE_OF: Mapping[str, tuple[str, ...]] = {
    "decision_account": ACCOUNT,
    "decision_provision": PROVISION,
    "account_type": ("ACCOUNT_TYPE_BUSINESS", "ACCOUNT_TYPE_PRIVATE"),
    "decision_ground": ("DECISION_GROUND_ILLEGAL_CONTENT", "DECISION_GROUND_INCOMPATIBLE_CONTENT"),
    "category": CATEGORIES,
    "source_type": (
        "SOURCE_ARTICLE_16", "SOURCE_TRUSTED_FLAGGER", "SOURCE_TYPE_OTHER_NOTIFICATION", "SOURCE_VOLUNTARY"
    ),
    "automated_detection": ("Yes", "No"),
    "automated_decision": (
        "AUTOMATED_DECISION_FULLY", "AUTOMATED_DECISION_PARTIALLY", "AUTOMATED_DECISION_NOT_AUTOMATED"
    ),
}  # fmt: skip
"""Fields that say one of a few words."""
COUNTRIES = frozenset({
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IS", "IT", "LI",
    "LT", "LU", "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK",
})  # fmt: skip
"""The European Economic Area."""
SOME_OF: Mapping[str, frozenset[str]] = {"content_type": frozenset(CONTENT), "territorial_scope": COUNTRIES}
"""Fields that list some of a few words."""
LONGEST: Mapping[str, int] = {
    "decision_facts": 5_000,
    "incompatible_content_ground": 500,
    "incompatible_content_explanation": 2_000,
    "decision_ground_reference_url": 500,
    "puid": 500,
}
"""Characters, at most."""
NEEDED = (
    "decision_ground", "incompatible_content_ground", "incompatible_content_explanation", "content_type", "category",
    "content_date", "application_date", "decision_facts", "source_type", "automated_detection", "automated_decision",
    "puid", "territorial_scope", "decision_ground_reference_url",
)  # fmt: skip
MEASURES = ("decision_visibility", "decision_monetary", "decision_provision", "decision_account")
"""At least one of these has to be there."""
DATES = ("content_date", "application_date", "end_date_account_restriction", "end_date_service_restriction")
WORDS = ("decision_facts", "incompatible_content_ground", "incompatible_content_explanation")
"""Where somebody wrote what they liked."""
PUID = re.compile(r"[A-Za-z0-9_-]{1,500}")


def faults(statement: Mapping[str, Any]) -> Iterator[str]:
    """Everything the database would not take, and everything that looks like personal data."""
    yield from (f"{name} is missing" for name in NEEDED if not statement.get(name))
    if not any(statement.get(name) for name in MEASURES):
        yield "no measure is named"
    for name, words in ONE_OF.items():
        if name in statement and statement[name] not in words:
            yield f"{name} cannot be {statement[name]}"
    for name, known in SOME_OF.items():
        yield from (f"{name} cannot be {one}" for one in statement.get(name, ()) if one not in known)
    for name, most in LONGEST.items():
        if len(statement.get(name, "")) > most:
            yield f"{name} has {len(statement[name]):,} characters, and {most:,} are allowed"
    for name in DATES:
        if name in statement and not re.fullmatch(r"\d{4}-\d\d-\d\d", statement[name]):
            yield f"{name} is no date"
    if statement.get("puid") and not PUID.fullmatch(statement["puid"]):
        yield "puid may hold letters, digits, - and _ only"
    for name in WORDS:
        for kind in details(statement.get(name, "")):
            yield f"{name} seems to hold personal data ({kind})"
