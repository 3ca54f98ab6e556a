"""The lines that are read without the parser mean what they mean to the parser."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from triage_tui.cli.front import front
from triage_tui.cli.main import PROGRAM, usual
from triage_tui.cli.options import Options

WORDS = st.sampled_from(["--workspace", "--", "-h", "--read-only", "--workspace=x", "", "status"]) | st.text()


def parsed(arguments: list[str]) -> Options:
    with front.make_context(PROGRAM, list(arguments)) as context:
        assert context.invoked_subcommand is None
        assert context.args == []
        said = context.params
        return Options(
            said["workspace"], said["read_only"], said["plain"], said["color"], said["ascii_only"], said["theme"]
        )


@given(st.just([]) | st.lists(WORDS, min_size=1, max_size=1).map(lambda words: ["--workspace", *words]))
def test_the_usual_lines_mean_what_the_parser_says(arguments: list[str]) -> None:
    assert usual(arguments) == parsed(arguments)


@given(st.lists(WORDS, min_size=1, max_size=3).filter(lambda words: words[0] != "--workspace" or len(words) != 2))
def test_every_other_line_is_left_to_the_parser(arguments: list[str]) -> None:
    assert usual(arguments) is None
