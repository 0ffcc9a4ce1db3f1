"""JSON to a tree, with the place of every value and duplicate keys refused.

The standard library's own pieces read strings and numbers; only the walk that remembers places is added.
"""

import math
import re
from bisect import bisect_right
from json import JSONDecodeError, JSONDecoder

from fangyuan.model.problems import Mark, Problem
from fangyuan.packs import limits
from fangyuan.packs.characters import unfit
from fangyuan.packs.problems import finding
from fangyuan.packs.reasons import reason
from fangyuan.packs.trees import Node, Scalar

_BLANK = re.compile(r"[ \t\n\r]*")
_SCALARS = JSONDecoder()


def read_json(text: str, file: str) -> tuple[Node | None, list[Problem]]:
    """The tree and what is wrong with it; no tree where it is no JSON."""
    if not text.strip():
        return None, [finding("empty-file", Mark(file))]
    walk = _Walk(text, file)
    try:
        node = walk.document()
    except JSONDecodeError as error:
        mark = Mark(file, error.lineno, error.colno)
        return None, [*walk.problems, finding("json-syntax", mark, **reason(error.msg))]
    except _TooMuch as error:
        return None, [*walk.problems, error.problem]
    if node.value is None:
        return None, [*walk.problems, finding("empty-file", Mark(file))]
    return node, walk.problems


class _TooMuch(Exception):
    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


class _Walk:
    """One pass over the text; `at` is always the offset of the next character."""

    def __init__(self, text: str, file: str) -> None:
        self.text = text
        self.file = file
        self.at = 0
        self.values = 0
        self.problems: list[Problem] = []
        self.starts = [0, *(found.end() for found in re.finditer("\n", text))]

    def document(self) -> Node:
        node = self.value(0)
        self.skip()
        if self.at != len(self.text):
            raise JSONDecodeError("Extra data", self.text, self.at)
        return node

    def mark(self, at: int) -> Mark:
        line = bisect_right(self.starts, at)
        return Mark(self.file, line, at - self.starts[line - 1] + 1)

    def skip(self) -> str:
        blank = _BLANK.match(self.text, self.at)
        self.at = blank.end() if blank else self.at
        return self.text[self.at : self.at + 1]

    def value(self, depth: int) -> Node:
        char, mark = self.skip(), self.mark(self.at)
        self.values += 1
        if self.values > limits.VALUES:
            raise _TooMuch(finding("too-many-values", mark, limit=limits.VALUES))
        if depth > limits.DEPTH:
            raise _TooMuch(finding("too-deep", mark, limit=limits.DEPTH))
        if char == "{":
            return Node(self.object(depth + 1), mark)
        if char == "[":
            return Node(self.array(depth + 1), mark)
        return Node(self.scalar(), mark)

    def object(self, depth: int) -> dict[str, Node]:
        found: dict[str, Node] = {}
        self.at += 1
        if self.skip() == "}":
            self.at += 1
            return found
        while True:
            key, place = self.key()
            child = self.value(depth)
            if key in found:
                self.problems.append(finding("duplicate-key", place, key=key, line=found[key].at.line))
            else:
                found[key] = Node(child.value, child.mark, place)
            if self.more("}"):
                return found

    def key(self) -> tuple[str, Mark]:
        if self.skip() != '"':
            raise JSONDecodeError("Expecting property name enclosed in double quotes", self.text, self.at)
        place = self.mark(self.at)
        key, self.at = _SCALARS.raw_decode(self.text, self.at)
        if self.skip() != ":":
            raise JSONDecodeError("Expecting ':' delimiter", self.text, self.at)
        self.at += 1
        return self.fit(str(key), place), place

    def array(self, depth: int) -> list[Node]:
        found: list[Node] = []
        self.at += 1
        if self.skip() == "]":
            self.at += 1
            return found
        while True:
            found.append(self.value(depth))
            if self.more("]"):
                return found

    def more(self, end: str) -> bool:
        """Steps over a comma, or over the end and says that nothing more comes."""
        char = self.skip()
        if char not in (",", end) or not char:
            raise JSONDecodeError("Expecting ',' delimiter", self.text, self.at)
        self.at += 1
        return char == end

    def scalar(self) -> Scalar:
        start = self.at
        try:
            value, self.at = _SCALARS.raw_decode(self.text, start)
        except JSONDecodeError:
            raise
        except ValueError as error:
            raise JSONDecodeError("Number with too many digits", self.text, start) from error
        if isinstance(value, float) and not math.isfinite(value):
            self.problems.append(finding("number-not-finite", self.mark(start), text=self.text[start : self.at]))
            return 0
        return self.fit(value, self.mark(start)) if isinstance(value, str) else _plain(value)

    def fit(self, text: str, place: Mark) -> str:
        """A text, or an empty one where it holds what nothing can carry."""
        if character := unfit(text):
            self.problems.append(finding("not-text", place, character=character))
            return ""
        return text


def _plain(value: object) -> Scalar:
    """Narrows what a scalar was decoded to."""
    assert value is None or isinstance(value, int | float)
    return value
