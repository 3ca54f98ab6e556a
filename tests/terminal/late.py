"""A terminal at the end of a slow line: it takes everything at once, and answers when the test says so."""

from __future__ import annotations

from tests.ptyrun import PtyRun
from tests.terminal import ecma48


class Late(PtyRun):
    """Answers at once until `late` is set."""

    late = False
    """Whether answers wait for `answer`."""
    answers = b""
    """Those that wait."""

    def _show(self, one: ecma48.Sequence) -> None:
        if self.late:
            self._stream.feed(one.raw)
            self.answers += self.screen.replies
            self.screen.replies = b""
        else:
            super()._show(one)

    def answer(self) -> None:
        """Let the answers through, and those to come."""
        self.late = False
        answers, self.answers = self.answers, b""
        self.send(answers)
