"""Takes a text apart: what a terminal would obey, hide or reorder is spelt out, the rest is left alone."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial

from triage_tui.ui.present import emoji, patterns
from triage_tui.ui.present.capabilities import Capabilities
from triage_tui.ui.present.patterns import MAX_SPACES, TAB
from triage_tui.ui.present.unicode import C0_NAMES, kind_of, name_of
from triage_tui.ui.present.writer import Writer

_PARTS = {"joiner": "zero-width", "selector": "zero-width", "tone": "codepoint", "keycap": "combining"}
_PICTURES = {**{code: 0x2400 + code for code in range(0x20)}, 0x7F: 0x2421}


class Reveal(Writer):
    """One pass over one text: each step is given the offset of a character and answers where to go on."""

    def __init__(self, raw: str, caps: Capabilities, *, fold: bool, one_line: bool = False) -> None:
        super().__init__(raw, caps)
        self._one_line = one_line
        self._ascii = caps.ascii_only or self._lossy
        self._open, self._close, self._dotted = "<>o" if self._ascii else "⟨⟩◌"
        self._walk(fold and patterns.may_fold(raw))

    def _walk(self, fold: bool) -> None:
        raw = self._raw
        search = patterns.suspects(ascii_text=raw.isascii(), fold=fold, one_line=self._one_line).search
        steps = self._steps()
        at = 0
        while found := search(raw, at):
            at = found.start()
            folded = self._folded(found) if found.lastgroup else 0
            at = folded or steps[kind_of(raw[at])](at)

    def _steps(self) -> dict[str, Callable[[int], int]]:
        return {
            "plain": self._plain,
            "control": self._control,
            "c1": partial(self._spell, "control", "controls"),
            "bidi": partial(self._spell, "bidi", "bidi"),
            "ignorable": partial(self._spell, "zero-width", "zero width"),
            "joiner": self._joiner,
            "selector": self._selector,
            "tag": self._tags,
            "odd": partial(self._spell, "codepoint", "odd code points"),
            "surrogate": partial(self._spell, "surrogate", "broken text"),
            "space": self._space,
            "mark": self._marks,
            "keycap": partial(self._spell, "combining", ""),
            "emoji": self._emoji,
            "tone": partial(self._spell, "codepoint", ""),
            "regional": self._regional,
        }

    def _spell(self, kind: str, badge: str, at: int) -> int:
        self._token(at, at + 1, name_of(self._raw[at]), kind)
        if badge:
            self.hidden += 1
            self.badges.add(badge)
        return at + 1

    def _token(self, start: int, end: int, words: str, kind: str) -> None:
        self.put(start, end, f"{self._open}{words}{self._close}", kind)

    def _plain(self, at: int) -> int:
        return self._control(at) if self._raw[at] == "\n" else at + 1

    def _control(self, at: int) -> int:
        raw = self._raw
        end = patterns.run_end("control", raw, at)
        if raw[at] in "\t\r" and not self._one_line:
            if raw[at] == "\t":
                self.put(at, end, " " * ((end - at) * TAB - self.column(at) % TAB), "tab")
                return end
            if raw.startswith("\n", end):
                self.put(at, end + 1, "\n")
                return end + 1
        self.warn(end - at, "controls")
        if self._ascii:
            self._name_controls(at, end)
        else:
            self.put(at, end, raw[at:end].translate(_PICTURES), "control")
        return end

    def _name_controls(self, start: int, end: int) -> None:
        for at, char in enumerate(self._raw[start:end], start):
            self._token(at, at + 1, "DEL" if char == "\x7f" else C0_NAMES[ord(char)], "control")

    def _folded(self, found: re.Match[str]) -> int:
        start, end = found.span()
        padding = found.group()
        spaces = len(padding) + padding.count("\t") * (TAB - 1)
        if found.lastgroup == "lines":
            end -= 2 if padding.endswith("\r\n") else 1
            words = f"{padding.count(chr(10))} blank lines"
        elif spaces > MAX_SPACES:
            words = f"{spaces} spaces"
        else:
            return 0
        self._token(start, end, words, "spaces")
        self.badges.add("padding")
        on_token = end < len(self._raw) and kind_of(self._raw[end]) == "mark"
        return self._marks(end) if on_token else end

    def _space(self, at: int) -> int:
        self.put(at, at + 1, " ")
        return at + 1

    def _joiner(self, at: int) -> int:
        wanted = self._raw[at] == "\u200c" or self._caps.joiners
        if wanted and self.done != at and patterns.orthography().match(self._raw, at):
            return at + 1
        return self._spell("zero-width", "zero width", at)

    def _selector(self, at: int) -> int:
        raw = self._raw
        keycap = raw[at - 1 : at + 2] if at else ""
        if emoji.is_emoji(keycap):
            return self._whole_emoji(at - 1, at + 2)
        smuggled = at > 0 and kind_of(raw[at - 1]) == "selector"
        return self._spell("zero-width", "hidden text" if smuggled else "zero width", at)

    def _tags(self, at: int) -> int:
        end = patterns.run_end("tag", self._raw, at)
        self._token(at, end, f"TAG:{_decoded(self._raw[at:end])}", "tag")
        self.warn(end - at, "hidden text")
        return end

    def _marks(self, at: int) -> int:
        raw = self._raw
        end = patterns.run_end("mark", raw, at)
        kept = patterns.marks_kept(raw, at, end)
        if at == self.done or raw[at - 1] == "\n":  # nothing to sit on, or a token, which must not change
            self.put(at, kept, self._dotted + raw[at:kept], "combining")
        if end > kept:
            self._token(kept, end, f"+{end - kept} marks", "combining")
            self.warn(end - kept, "stacked marks")
        return end

    def _emoji(self, at: int) -> int:
        for end in emoji.ends(self._raw, at):
            if emoji.is_emoji(self._raw[at:end]):
                return self._whole_emoji(at, end)
        return at + 1

    def _whole_emoji(self, at: int, end: int) -> int:
        raw = self._raw
        if emoji.measures(raw[at:end], self._caps):
            return end
        while at < end:
            kind = kind_of(raw[at])
            if kind == "tag":
                self._token(at, end, f"FLAG:{_decoded(raw[at : end - 1])}", "tag")
                return end
            at = self._spell(_PARTS[kind], "", at) if kind in _PARTS else at + 1
        return end

    def _regional(self, at: int) -> int:
        pair = self._raw[at : at + 2]
        if not emoji.is_emoji(pair):
            return self._spell("codepoint", "", at)
        if not emoji.measures(pair, self._caps):
            letters = "".join(name_of(sign)[-1] for sign in pair)
            self._token(at, at + 2, f"FLAG:{letters}", "codepoint")
        return at + 2


def _decoded(tags: str) -> str:
    letters = (chr(ord(tag) - 0xE0000) for tag in tags)
    return "".join(letter if letter.isprintable() else f"\\x{ord(letter):02x}" for letter in letters)
