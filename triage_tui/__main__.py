"""Where the program starts, and the one place that meets exceptions nobody foresaw."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line and exit with its status."""
    from triage_tui.cli.main import complain, run

    try:
        status = run()
    except Exception as error:  # noqa: BLE001 - the named boundary: report the crash, tell nothing of the case
        from triage_tui.settings.paths import state_dir
        from triage_tui.ui.terminal.crash import keep

        path = keep(error, state_dir())
        where = f"a report without any case text is in {path}" if path else "no report could be written"
        complain(f"stopped by an error in the program ({type(error).__name__})", where)
        status = 1
    sys.exit(status)


if __name__ == "__main__":
    main()
