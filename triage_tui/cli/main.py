"""The program's front: options, verbs, and how it ends."""

from __future__ import annotations

import errno
import io
import os
import sys
from collections.abc import Sequence

import click

from triage_tui import __version__
from triage_tui.cli.options import Options
from triage_tui.cli.verbs import VERBS, load
from triage_tui.errors import TriageError, WrongUsage, nearest

PROGRAM = "triage-tui"
INTERRUPTED = 130
NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO})
"""What a disk says that takes nothing more."""
COMPLETE = "_TRIAGE_TUI_COMPLETE"
"""The variable with which a shell asks for completions."""


class Front(click.Group):
    """Verbs by name; anything that looks like a file or an address is a source for the desk to open."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The verbs, in the order of the table."""
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The verb's command, imported now."""
        return load(cmd_name) if cmd_name in VERBS else None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """A verb, else the desk on a source; a misspelt verb is named with its nearest."""
        name = args[0]
        if name not in VERBS:
            if not looks_like_source(name):
                near = nearest(name, VERBS)
                raise WrongUsage(
                    f"there is no verb {name!r}, nor a file of that name",
                    f"did you mean {near!r}?" if near else f"`{PROGRAM} --help` lists the verbs",
                )
            from triage_tui.cli.desk import command

            return "desk", command, args
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the verbs from the table, so that help imports none of them."""
        with formatter.section("Verbs"):
            formatter.write_dl([(name, verb.title) for name, verb in VERBS.items()])


def looks_like_source(name: str) -> bool:
    """Whether a word is meant as a file or an address: no verb holds a dot or a slash."""
    return "." in name or "/" in name or os.path.exists(name)


@click.group(
    cls=Front,
    invoke_without_command=True,
    subcommand_metavar="[SOURCE | VERB ...]",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.option("--workspace", metavar="PATH", help="The workspace file to work on.")
@click.option("--read-only", is_flag=True, help="Open the workspace without changing anything.")
@click.option("--plain", is_flag=True, help="Talk line by line: for screen readers and dumb terminals.")
@click.option("--color", type=click.Choice(["auto", "truecolor", "256", "16", "none"]), help="How many colours to use.")
@click.option("--ascii", "ascii_only", is_flag=True, help="Draw with ASCII characters only.")
@click.option("--theme", metavar="NAME", help="The theme; `triage-tui themes` lists them.")
@click.version_option(__version__, prog_name=PROGRAM)
@click.pass_context
def front(
    ctx: click.Context,
    workspace: str | None,
    read_only: bool,
    plain: bool,
    color: str | None,
    ascii_only: bool,
    theme: str | None,
) -> int | None:
    """A desk for people who review AI conversations that a policy classifier flagged.

    Without a verb it opens the desk. SOURCE is a workspace (.db) or files with cases (.jsonl, .csv ...).
    """
    ctx.obj = Options(workspace, read_only, plain, color, ascii_only, theme)
    if ctx.invoked_subcommand is not None:
        return None
    from triage_tui.cli.desk import open_desk

    status: int = open_desk(ctx.obj)
    return status


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
    except click.ClickException as error:
        complain(error.format_message(), _usage_hint(error))
        return error.exit_code
    except click.exceptions.Exit as end:
        return end.exit_code
    except (click.Abort, KeyboardInterrupt):
        if sys.stderr.isatty():
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
    return status if isinstance(status, int) else 0


def _obey(arguments: Sequence[str]) -> object:
    """Do what the arguments say; or, where a shell asks for it, say how they could go on."""
    if COMPLETE in os.environ:
        front.main(prog_name=PROGRAM, complete_var=COMPLETE)
    with front.make_context(PROGRAM, list(arguments)) as context:
        return front.invoke(context)


def complain(title: str, hint: str = "") -> None:
    """Say on stderr what happened and what to do; both may hold untrusted text."""
    from triage_tui.ui.present.text import inline

    click.echo(f"{PROGRAM}: {inline(title, 1000)}", err=True)
    if hint:
        click.echo(f"  {inline(hint, 1000)}", err=True)


def _usage_hint(error: click.ClickException) -> str:
    context = getattr(error, "ctx", None)
    return f"`{context.command_path} --help` explains it" if context is not None else ""


def _let_go_of_stdout() -> None:
    """The reader went away: point stdout at nothing, so that no flush at exit complains."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
