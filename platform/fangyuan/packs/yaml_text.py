"""YAML 1.2 to a tree: the core schema alone, no tags, no merge keys, every key and value with its place.

ruamel.yaml says what is YAML 1.2, and what is wrong; values are built here, so that a date stays the text that the author
wrote, a key is always text, and an alias cannot blow up. libyaml reads what both versions of YAML read alike ten times
faster: a text with anything that 1.1 reads otherwise, or that libyaml refuses, goes to ruamel.yaml. A property test holds
the two to the same tree, places and all.
"""

import math
import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import yaml
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.reader import ReaderError

from fangyuan.model.problems import Mark, Problem
from fangyuan.packs import limits
from fangyuan.packs.characters import unfit
from fangyuan.packs.problems import finding
from fangyuan.packs.reasons import reason
from fangyuan.packs.trees import Node, Scalar

Fast: Any = getattr(yaml, "CBaseLoader", None)
"""libyaml's parser; PyYAML may have been built without it."""

_OTHERWISE = re.compile(
    r"[\t\x85\u2028\u2029\ufeff]|\r(?!\n)|^%|^(?:---|\.\.\.)|(?<![^\s,\[{])[?!]|[\"']:\S|[|>][-+0-9]*(?:#| *(?:#.*)?\r?\n *(?:\r?$|#))",
    re.MULTILINE,
)
"""What a text may hold that YAML 1.1 reads in another way than 1.2, or that the two libraries place elsewhere."""

_CORE = "tag:yaml.org,2002:"
_KNOWN_TAGS = {None, "!", *(_CORE + name for name in ("str", "int", "float", "bool", "null", "map", "seq"))}
_WORDS: dict[str, Scalar] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_NUMBERS: tuple[tuple[re.Pattern[str], Callable[[str], Scalar]], ...] = (
    (re.compile(r"[-+]?[0-9]{1,300}", re.ASCII), int),
    (re.compile(r"0o[0-7]{1,300}", re.ASCII), partial(int, base=8)),
    (re.compile(r"0x[0-9a-fA-F]{1,300}", re.ASCII), partial(int, base=16)),
    (re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", re.ASCII), float),
    (re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)", re.ASCII), lambda text: float(text.replace(".", ""))),
)


class Unreadable(Exception):
    """A file from which no tree can be made; carries the problem."""

    def __init__(self, problem: Problem) -> None:
        """Takes what is wrong."""
        super().__init__(problem.message)
        self.problem = problem


def read_yaml(text: str, file: str) -> tuple[Node | None, list[Problem]]:
    """The tree of one document and what is wrong with it; no tree where it cannot be parsed."""
    fast = _read_fast(text, file)
    if fast is not None:
        return fast
    builder = _Builder(file)
    try:
        return builder.document(iter(YAML(typ="safe", pure=True).parse(text))), builder.problems
    except Unreadable as unreadable:
        return None, [*builder.problems, unreadable.problem]
    except MarkedYAMLError as error:
        return None, [*builder.problems, _syntax(error, text, file)]
    except ReaderError as error:
        return None, [*builder.problems, _unfit(error, text, file)]
    except (YAMLError, ValueError) as error:
        return None, [*builder.problems, finding("yaml-syntax", Mark(file), **reason(str(error).splitlines()[0]))]
    except RecursionError:
        return None, [*builder.problems, finding("too-deep", Mark(file), limit=limits.DEPTH)]


def _read_fast(text: str, file: str) -> tuple[Node | None, list[Problem]] | None:
    """The tree as libyaml reads it; nothing where ruamel.yaml has to."""
    if Fast is None or not text.endswith("\n") or _OTHERWISE.search(text):
        return None
    builder, parser = _Builder(file), Fast(text)
    try:
        return builder.document(iter(parser.get_event, None)), builder.problems
    except (yaml.YAMLError, Unreadable, ValueError, RecursionError):
        return None
    finally:
        parser.dispose()


def _syntax(error: MarkedYAMLError, text: str, file: str) -> Problem:
    place = error.problem_mark or error.context_mark
    mark = Mark(file) if place is None else Mark(file, place.line + 1, place.column + 1)
    lines = text.splitlines()
    if place is not None and place.line < len(lines) and re.match(r" *\t", lines[place.line]):
        return finding("tab", mark)
    return finding("yaml-syntax", mark, **reason(error.problem or error.context or ""))


def _unfit(error: ReaderError, text: str, file: str) -> Problem:
    """A character that YAML cannot hold, with its place."""
    before = text[: error.position]
    mark = Mark(file, before.count("\n") + 1, len(before) - before.rfind("\n"))
    return finding("not-text", mark, character=f"U+{ord(text[error.position]):04X}")


class _Builder:
    """Builds the tree from events; counts values, so that aliases cannot multiply without end."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self.anchors: dict[str, Node | None] = {}
        self.sizes: dict[str, int] = {}
        self.values = 0

    def document(self, events: Iterator[Any]) -> Node | None:
        next(events)
        start = next(events)
        if _kind(start) == "StreamEndEvent":
            raise Unreadable(finding("empty-file", Mark(self.file)))
        node = self.node(next(events), events, 0)
        next(events)
        follows = next(events)
        if _kind(follows) != "StreamEndEvent":
            raise Unreadable(finding("yaml-documents", self.mark(follows)))
        if node.value is None:
            raise Unreadable(finding("empty-file", Mark(self.file)))
        return node

    def mark(self, event: Any) -> Mark:
        return Mark(self.file, event.start_mark.line + 1, event.start_mark.column + 1)

    def node(self, event: Any, events: Iterator[Any], depth: int) -> Node:
        if _kind(event) == "AliasEvent":
            return self.alias(event)
        self.count(1, event)
        if depth > limits.DEPTH:
            raise Unreadable(finding("too-deep", self.mark(event), limit=limits.DEPTH))
        self.check_tag(event)
        before = self.values
        if event.anchor:
            self.anchors[event.anchor] = None
        made = self.made(event, events, depth)
        if event.anchor:
            self.anchors[event.anchor] = made
            self.sizes[event.anchor] = self.values - before + 1
        return made

    def made(self, event: Any, events: Iterator[Any], depth: int) -> Node:
        if _kind(event) == "MappingStartEvent":
            return Node(self.mapping(events, depth + 1), self.mark(event))
        if _kind(event) == "SequenceStartEvent":
            return Node(self.sequence(events, depth + 1), self.mark(event))
        return Node(self.scalar(event), self.mark(event))

    def mapping(self, events: Iterator[Any], depth: int) -> dict[str, Node]:
        found: dict[str, Node] = {}
        while _kind(event := next(events)) != "MappingEndEvent":
            key, place = self.key(event), self.mark(event)
            child = self.node(next(events), events, depth)
            if key in found:
                self.problems.append(finding("duplicate-key", place, key=key, line=found[key].at.line))
                continue
            found[key] = Node(child.value, child.mark, place)
        return found

    def key(self, event: Any) -> str:
        if _kind(event) != "ScalarEvent":
            raise Unreadable(finding("yaml-key", self.mark(event)))
        if event.value == "<<" and not event.style:
            raise Unreadable(finding("merge-key", self.mark(event)))
        self.check_tag(event)
        return self.text(event)

    def sequence(self, events: Iterator[Any], depth: int) -> list[Node]:
        found: list[Node] = []
        while _kind(event := next(events)) != "SequenceEndEvent":
            found.append(self.node(event, events, depth))
        return found

    def scalar(self, event: Any) -> Scalar:
        text = self.text(event)
        if event.style or event.tag in ("!", _CORE + "str"):
            return text
        value = plain_scalar(text)
        if isinstance(value, float) and not math.isfinite(value):
            self.problems.append(finding("number-not-finite", self.mark(event), text=text))
            return 0
        return value

    def text(self, event: Any) -> str:
        """The characters of a scalar, without the value of those that nothing can carry."""
        text = str(event.value)
        if character := unfit(text):
            self.problems.append(finding("not-text", self.mark(event), character=character))
            return ""
        return text

    def alias(self, event: Any) -> Node:
        name = event.anchor
        if name not in self.anchors:
            raise Unreadable(finding("alias-unknown", self.mark(event), name=name))
        known = self.anchors[name]
        if known is None:
            raise Unreadable(finding("alias-circle", self.mark(event), name=name))
        self.count(self.sizes[name], event)
        return known

    def count(self, values: int, event: Any) -> None:
        self.values += values
        if self.values > limits.VALUES:
            raise Unreadable(finding("too-many-values", self.mark(event), limit=limits.VALUES))

    def check_tag(self, event: Any) -> None:
        tag = None if event.tag is None else str(event.tag)
        if tag not in _KNOWN_TAGS:
            raise Unreadable(finding("yaml-tag", self.mark(event), tag=tag))


def _kind(event: Any) -> str:
    """The name of an event, which both libraries give alike."""
    return type(event).__name__


def plain_scalar(text: str) -> Scalar:
    """What an unquoted scalar means in YAML 1.2's core schema; anything else is text, dates too."""
    if text in _WORDS:
        return _WORDS[text]
    for pattern, read in _NUMBERS:
        if pattern.fullmatch(text):
            return read(text)
    return text
