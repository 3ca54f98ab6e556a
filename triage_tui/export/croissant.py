"""A data set of decisions described as Croissant (mlcommons.org/croissant), with the fields of its RAI vocabulary."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from triage_tui.export.told import DECISION, FINDING, LISTS, NUMBERS, TIMES

MEDIA = {"csv": "text/csv", "jsonl": "application/jsonlines", "parquet": "application/x-parquet"}
"""What the files are, by format."""
CONTEXT: Mapping[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileObject": "cr:fileObject",
    "fileProperty": "cr:fileProperty",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}
"""What every Croissant file begins with."""
RECORD = {
    "id": "sc:Text", "case_id": "sc:Text", "case_version": "sc:Integer", "case_sha256": "sc:Text", "kind": "sc:Text",
    "outcome": "sc:Text", "mode": "sc:Text", "reviewer": "sc:Text", "role": "sc:Text", "decided_at": "sc:DateTime",
}  # fmt: skip
"""What every decision in the log says at its first level; readers of JSON lines want a field to be there."""
PROTOCOL = (
    "A reviewer reads the flagged conversation beside the clauses of one version of a policy, finds for each clause and"
    " place whether it is violated, and gives one outcome for the case with a rationale. In blind and delayed mode the"
    " classifier's view is shown only after a provisional outcome (column mode)."
)


def description(said: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """The description of an export, from what it says of itself."""
    kind, name = said["format"], said["file"]
    return {
        "@context": CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": ["http://mlcommons.org/croissant/1.0", "http://mlcommons.org/croissant/RAI/1.0"],
        "name": "reviewed-flags",
        "description": "Decisions of human reviewers on AI conversations that a policy classifier had flagged.",
        "version": "1.0.0",
        "datePublished": now.date().isoformat(),
        "isLiveDataset": False,
        "distribution": [
            {
                "@type": "cr:FileObject",
                "@id": name,
                "name": name,
                "contentUrl": name,
                "contentSize": f"{said['bytes']} B",
                "encodingFormat": MEDIA[kind],
                "sha256": said["sha256"],
            }
        ],
        "recordSet": [{"@type": "cr:RecordSet", "@id": "decisions", "name": "decisions", "field": _fields(kind, name)}],
        **_responsible(said),
    }


def _fields(kind: str, file: str) -> list[dict[str, Any]]:
    named = RECORD if kind == "jsonl" else {name: _type(name) for name in (*DECISION, *FINDING)}
    return [
        {
            "@type": "cr:Field",
            "@id": f"decisions/{name}",
            "name": name,
            "dataType": held,
            **({"repeated": True} if kind == "parquet" and name in LISTS else {}),
            "source": {"fileObject": {"@id": file}, "extract": {"column": name}},
        }
        for name, held in named.items()
    ]


def _type(name: str) -> str:
    if name in TIMES:
        return "sc:DateTime"
    return {int: "sc:Integer", float: "sc:Float"}[NUMBERS[name]] if name in NUMBERS else "sc:Text"


def _responsible(said: Mapping[str, Any]) -> dict[str, Any]:
    hidden = "under pseudonyms made with a key" if said["pseudonyms"] else "as they are called in the log"
    masked = "personal details masked as far as patterns find them" if said["redacted"] else "not masked"
    return {
        "rai:dataCollection": "Taken from the log of a review desk, which keeps every decision and changes none.",
        "rai:dataCollectionType": ["Manual Human Curator"],
        "rai:dataAnnotationProtocol": PROTOCOL,
        "rai:dataAnnotationPlatform": [f"triage-tui {said['program']['version']}"],
        "rai:annotationsPerItem": "One decision a case, and more where it was reviewed again, adjudicated or appealed"
        " (column kind). Superseded and withdrawn decisions are kept.",
        "rai:annotatorDemographics": ["Not recorded."],
        "rai:machineAnnotationTools": [
            "None decides. The classifiers that raised the flags are not part of the table."
        ],
        "rai:personalSensitiveInformation": [f"Reviewers {hidden}.", f"Rationales written by reviewers, {masked}."],
        "rai:dataLimitations": "Cases were chosen by classifiers and served by priority: shares taken from this table"
        " are not shares of all conversations, and tell nothing of what no classifier flagged.",
        "rai:dataReleaseMaintenancePlan": "A new export replaces it; the head of the log says up to where it goes.",
    }
