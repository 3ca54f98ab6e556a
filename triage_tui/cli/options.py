"""The options before the verb, and what follows from them: the settings and the workspace."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Concatenate, NamedTuple, ParamSpec, TypeVar

if TYPE_CHECKING:
    from pathlib import Path

    from triage_tui.settings.model import Settings

Rest = ParamSpec("Rest")
Answer = TypeVar("Answer")


class Said(NamedTuple):
    """What was said before the verb."""

    workspace: str | None = None
    """As typed; none when the settings decide."""
    read_only: bool = False
    plain: bool = False
    """Whether to talk line by line instead of drawing a screen."""
    color: str | None = None
    ascii: bool = False
    theme: str | None = None


class Options(Said):
    """What was said before the verb, with what follows from it; every verb gets it through `pass_options`."""

    @cached_property
    def settings(self) -> Settings:
        """The settings: the file, then the environment, then these options."""
        import os

        from triage_tui.settings.load import load

        said = {"workspace": self.workspace, "color": self.color, "theme": self.theme}
        said |= {"ascii": "true"} if self.ascii else {}
        return load(os.environ, {key: value for key, value in said.items() if value is not None})

    @property
    def ascii_only(self) -> bool:
        """Whether ASCII was asked for, by the option or by settings that were read already."""
        return self.ascii or ("settings" in vars(self) and self.settings.ascii)

    @property
    def workspace_path(self) -> Path:
        """The workspace that the verbs work on."""
        from triage_tui.settings.paths import workspace

        return workspace(self.settings)


def pass_options(verb: Callable[Concatenate[Options, Rest], Answer]) -> Callable[Rest, Answer]:
    """Give a verb the options as its first argument."""
    import click

    return click.make_pass_decorator(Options)(verb)
