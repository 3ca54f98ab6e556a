"""Where the program starts, and the one place that meets exceptions nobody foresaw."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line and exit with its status."""
    from triage_tui.cli.main import run

    try:
        status = run()
    except Exception as error:  # noqa: BLE001 - the named boundary: report the crash, tell nothing of the case
        from triage_tui.cli.crash import report

        status = report(error)
    sys.exit(status)


if __name__ == "__main__":
    main()
