"""Reading a filter: text in, `Query` out, every error at its column."""

from __future__ import annotations

import re

from msgspec.structs import replace

from triage_tui.domain.filter.scan import Scanner
from triage_tui.domain.filter.term import read_term
from triage_tui.domain.filter.tree import ALL, And, Expr, Not, Or, Query, Words
from triage_tui.domain.filter.words import LIMIT, MUTT, NAMES, SORTS
from triage_tui.errors import nearest

_OR = re.compile(r'OR(?=[\s()"]|$)')
_NAME = re.compile(r"([A-Za-z_]+):")
_MUTT = re.compile(r"~([A-Za-z]?)\s*")
_WORD = re.compile(r'[^\s()"]+')
_REST = re.compile(r'[^\s()",]*')

SAID_OTHERWISE = {
    "AND": "conditions side by side must all hold: leave AND out, or quote it to look for it",
    "NOT": "write - right before what to exclude, or quote NOT to look for it",
}


def parse(text: str) -> Query:
    """Read a filter; raises `FilterError`."""
    reader = _Reader(text)
    where = reader.any_of()
    if reader.ahead():
        reader.refuse("this parenthesis closes nothing")
    return replace(reader.query, where=where)


class _Reader(Scanner):
    """A recursive descent: any_of > all_of > one > leaf."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.query = ALL
        """The wishes met so far: order and limit."""
        self.wished: set[str] = set()

    def any_of(self) -> Expr | None:
        parts = [self.all_of()]
        while (found := self.take(_OR)) is not None:
            parts.append(self.all_of())
            if parts[-1] is None or parts[-2] is None:
                self.refuse("OR stands between two conditions", found.start())
        kept = tuple(part for part in parts if part is not None)
        return Or(kept) if len(kept) > 1 else parts[0]

    def all_of(self) -> Expr | None:
        parts: list[Expr] = []
        while self.ahead() not in ("", ")") and not _OR.match(self.text, self.at):
            part = self.one()
            if part is not None:
                parts.append(part)
        return And(tuple(parts)) if len(parts) > 1 else next(iter(parts), None)

    def one(self) -> Expr | None:
        start = self.at
        match self.text[self.at]:
            case "-":
                self.deeper()
                self.at += 1
                if self.ends():
                    self.refuse("- stands right before what it excludes", start)
                part: Expr | None = Not(self.one() or self.refuse("this cannot be excluded", start))
                self.depth -= 1
            case "(":
                self.deeper()
                self.at += 1
                part = self.any_of()
                if self.ahead() != ")":
                    self.refuse("this parenthesis is never closed", start)
                self.at += 1
                if part is None:
                    self.refuse("there is nothing between these parentheses", start)
                self.depth -= 1
            case _:
                part = self.leaf()
        if not self.ends():
            self.refuse("a space is missing here, or quotes around the whole")
        return part

    def leaf(self) -> Expr | None:
        if (mutt := self.take(_MUTT)) is not None:
            if mutt[1] not in MUTT:
                self.refuse("only ~c, ~s and ~l are known", mutt.start(), "~c")
            return read_term(self, NAMES[MUTT[mutt[1]]])
        if (name := self.take(_NAME)) is not None:
            return self.named(name[1].lower(), name.start())
        return self.phrase()

    def named(self, name: str, column: int) -> Expr | None:
        if name in ("sort", "limit"):
            self.wish(name, column)
            return None
        if name not in NAMES:
            known = nearest(name.lower(), (*NAMES, "sort", "limit"), 0.5)
            self.refuse(f"there is no field {name}; quote it to look for it", column, known and f"{known}:")
        return self.phrase() if NAMES[name].kind == "text" else read_term(self, NAMES[name])

    def phrase(self) -> Words:
        self.count()
        start = self.at
        if (text := self.quoted()) is not None:
            star = self.text.startswith("*", self.at)
            self.at += star
        else:
            word = (self.take(_WORD) or self.refuse("a word or a quoted phrase is missing here"))[0]
            if word in SAID_OTHERWISE:
                self.refuse(SAID_OTHERWISE[word], start)
            if "*" in word[:-1]:
                self.refuse("* stands only at the end; quote it to mean itself", start + word.index("*"))
            star, text = word.endswith("*"), word.removesuffix("*")
        if not text.strip():
            self.refuse("there is nothing to look for", start)
        return Words(text, star)

    def wish(self, name: str, column: int) -> None:
        if self.depth or name in self.wished:
            self.refuse(f"{name}: stands once, outside of parentheses", column)
        self.wished.add(name)
        start = self.at
        text = self.take(_REST)
        value = text[0] if text else ""
        if name == "limit":
            if not value.isascii() or not value.isdigit() or not 0 < int(value) <= LIMIT:
                self.refuse(f"limit: takes a number from 1 to {LIMIT}", start)
            self.query = replace(self.query, limit=int(value))
            return
        reverse, value = value.startswith("-"), value.removeprefix("-")
        for sort in SORTS:
            if sort == value:
                self.query = replace(self.query, sort=sort, reverse=reverse)
                return
        self.refuse(f"sort: knows no {value!r}", start, nearest(value.lower(), SORTS, 0.5) or SORTS[0])
