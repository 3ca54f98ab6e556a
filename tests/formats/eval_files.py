"""Writing logs of Inspect AI the way it writes them, well and badly."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

if sys.version_info >= (3, 14):
    from zipfile import ZIP_DEFLATED, ZIP_ZSTANDARD, ZipFile, ZipInfo
else:
    from backports.zstd.zipfile import ZIP_DEFLATED, ZIP_ZSTANDARD, ZipFile, ZipInfo

HEADER: dict[str, Any] = {
    "version": 2,
    "status": "success",
    "eval": {"run_id": "run7", "task_id": "task7", "task": "greet", "model": "mock/model", "created": "2026-01-05"},
}
__all__ = ["HEADER", "ZIP_DEFLATED", "ZIP_ZSTANDARD", "ZipFile", "ZipInfo", "archive", "document"]


def archive(path: Path, members: Mapping[str, Any], method: int = ZIP_DEFLATED, header: Any = HEADER) -> Path:
    """A log as a zip file; members are written as JSON, bytes as they are."""
    with ZipFile(path, "w", method) as log:
        for name, member in {"_journal/start.json": header, **members, "header.json": header}.items():
            entry = ZipInfo(name, (2026, 1, 5, 0, 0, 0))
            entry.compress_type = method
            log.writestr(entry, member if isinstance(member, bytes) else json.dumps(member))
    return path


def document(path: Path, samples: Any, header: Any = HEADER) -> Path:
    """A log as one JSON document, pretty-printed as Inspect does."""
    path.write_text(json.dumps({**header, "samples": samples}, indent=2))
    return path
