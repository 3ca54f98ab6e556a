"""The parser: options and verbs, and words that are neither."""

from __future__ import annotations

import os

import click

from triage_tui import __version__
from triage_tui.cli.main import PROGRAM
from triage_tui.cli.options import Options
from triage_tui.cli.verbs import VERBS, load
from triage_tui.errors import WrongUsage, nearest


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

    Without a verb it opens the desk. SOURCE is a workspace (.db), a bundle (.triage), files with cases
    (.jsonl, .csv ...), or the address of a server with a queue that others review too (https://...).
    """
    ctx.obj = Options(workspace, read_only, plain, color, ascii_only, theme)
    if ctx.invoked_subcommand is not None:
        return None
    from triage_tui.cli.opening import open_desk

    status: int = open_desk(ctx.obj)
    return status
