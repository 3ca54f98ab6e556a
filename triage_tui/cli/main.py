"""The program's front: the usual line at once, any other through the parser, and how both end."""

from __future__ import annotations

import errno
import io
import os
import sys
from collections.abc import Sequence

from triage_tui.cli.options import Options
from triage_tui.errors import TriageError

PROGRAM = "triage-tui"
INTERRUPTED = 130
NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO})
"""What a disk says that takes nothing more."""
COMPLETE = "_TRIAGE_TUI_COMPLETE"
"""The variable with which a shell asks for completions."""


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the program; the exit status. Only what nobody foresaw leaves it as an exception."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        status = _obey(sys.argv[1:] if arguments is None else arguments)
        sys.stdout.flush()
    except TriageError as error:
        complain(error.title, error.hint)
        return error.exit_code
    except KeyboardInterrupt:
        if sys.stderr.isatty():
            import click

            click.echo("", err=True)
        return INTERRUPTED
    except BrokenPipeError:
        _let_go_of_stdout()
        return 0
    except OSError as error:
        if error.errno not in NO_ROOM:
            raise
        _let_go_of_stdout()
        complain(f"the output cannot be written: {error.strerror}", "free some space, or write it somewhere else")
        return 1
    return status


def usual(arguments: Sequence[str]) -> Options | None:
    """What the lines say that most days begin with, for which no parser is loaded; none for every other line."""
    match arguments:
        case []:
            return Options()
        case ["--workspace", path]:
            return Options(workspace=path)
    return None


def _obey(arguments: Sequence[str]) -> int:
    """Do what the arguments say."""
    options = None if COMPLETE in os.environ else usual(arguments)
    if options is None:
        return _parsed(arguments)
    from triage_tui.cli.opening import open_desk

    return open_desk(options)


def _parsed(arguments: Sequence[str]) -> int:
    """Do what the parser makes of the arguments; or, where a shell asks for it, say how they could go on."""
    import click

    from triage_tui.cli.front import front

    try:
        if COMPLETE in os.environ:
            front.main(prog_name=PROGRAM, complete_var=COMPLETE)
        with front.make_context(PROGRAM, list(arguments)) as context:
            status = front.invoke(context)
    except click.ClickException as error:
        asked = getattr(error, "ctx", None)
        complain(error.format_message(), f"`{asked.command_path} --help` explains it" if asked is not None else "")
        return error.exit_code
    except click.exceptions.Exit as end:
        return end.exit_code
    except click.Abort:
        raise KeyboardInterrupt from None
    return status if isinstance(status, int) else 0


def complain(title: str, hint: str = "") -> None:
    """Say on stderr what happened and what to do; both may hold untrusted text."""
    import click

    from triage_tui.ui.present.text import inline

    click.echo(f"{PROGRAM}: {inline(title, 1000)}", err=True)
    if hint:
        click.echo(f"  {inline(hint, 1000)}", err=True)


def _let_go_of_stdout() -> None:
    """The reader went away: point stdout at nothing, so that no flush at exit complains."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
