"""A reviewer's program that only sends what waits: it is there to be killed."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.together.station import Station

if __name__ == "__main__":
    path, address, token, reviewer = sys.argv[1:]
    Station(Path(path), address, token, reviewer).sync(pull=False)
