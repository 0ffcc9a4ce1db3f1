"""Changes, adds, takes away and moves single values in the text of a pack file, and not one character besides.

Comments, order, alignment and quotes stay because the text is never written anew: ruamel says where a value stands, its
characters are exchanged, and the result is read again and must say exactly what was meant.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import CollectionNode, MappingNode, Node, ScalarNode, SequenceNode

from fangyuan.packs.json_text import read_json
from fangyuan.packs.trees import Pointer
from fangyuan.packs.yaml_text import read_yaml


class CannotSplice(Exception):
    """A value cannot be put where it should go; the text says where."""


@dataclass(frozen=True, slots=True)
class Put:
    """Writes a value at a pointer; a key that its mapping does not have yet is added at its end.

    A list or a mapping is exchanged whole, and only where no comment stands within it.
    """

    at: Pointer
    value: Any


@dataclass(frozen=True, slots=True)
class Add:
    """Adds an item at the end of the list at a pointer; a list that its mapping does not have yet is begun."""

    at: Pointer
    value: Any


@dataclass(frozen=True, slots=True)
class Drop:
    """Takes away an item of a list, or a key of a mapping, with the comment on its line; comments above it stay."""

    at: Pointer


@dataclass(frozen=True, slots=True)
class Sort:
    """Puts the items of the list at a pointer in another order, by their places now; each takes along the comments above it."""

    at: Pointer
    order: tuple[int, ...]


Edit = Put | Add | Drop | Sort


def spliced(text: str, path: str, edits: Sequence[Edit]) -> str:
    """The text of a file after the edits; raises CannotSplice, also for a file that cannot be read."""
    for edit in edits:
        text = _one(text, path, edit)
    return text


def _one(text: str, path: str, edit: Edit) -> str:
    wanted = edited(_data(text, path), edit.at, edit)
    for made in _candidates(text, path, edit):
        try:
            if _data(made, path) == wanted:
                return made
        except CannotSplice:
            continue
    raise CannotSplice(f"{path} {edit.at}")


def _data(text: str, path: str) -> Any:
    """What a file says, as plain data."""
    node, problems = (read_json if path.endswith(".json") else read_yaml)(text, path)
    if node is None or problems:
        raise CannotSplice(path)
    return node.plain()


def edited(data: Any, at: Pointer, edit: Edit) -> Any:
    """The data as it is to be; raises CannotSplice where there is no such place."""
    if isinstance(edit, Drop):
        if len(at) == 1:
            return _without(data, at[0])
    elif not at and isinstance(edit, Sort):
        return _sorted(data, edit.order)
    elif not at and isinstance(edit, Put):
        return edit.value
    elif not at and isinstance(edit, Add) and (data is None or isinstance(data, list)):
        return [*(data or ()), edit.value]
    if at and isinstance(data, list):
        return [edited(one, at[1:], edit) if place == at[0] else one for place, one in enumerate(data)]
    if at and isinstance(data, dict):
        return {**data, at[0]: edited(data.get(at[0]), at[1:], edit)}
    raise CannotSplice(f"{edit.at}")


def _without(data: Any, step: str | int) -> Any:
    if isinstance(data, dict) and step in data:
        return {key: one for key, one in data.items() if key != step}
    if isinstance(data, list) and isinstance(step, int) and step < len(data):
        return [one for place, one in enumerate(data) if place != step]
    raise CannotSplice(str(step))


def _sorted(data: Any, order: tuple[int, ...]) -> Any:
    if isinstance(data, list) and sorted(order) == list(range(len(data))):
        return [data[place] for place in order]
    raise CannotSplice(str(order))


def _candidates(text: str, path: str, edit: Edit) -> Iterator[str]:
    """The text with the edit, written plainly first where that may do, and in quotes."""
    root = _root(text, path)
    node = _find(root, edit.at)
    if isinstance(edit, Drop):
        yield from _dropped(text, root, edit.at)
    elif isinstance(edit, Sort):
        yield from _moved(text, node, edit.order)
    elif isinstance(edit, Add) and isinstance(node, SequenceNode):
        yield from _blocks(text, path, node, edit.value)
        for token in _tokens(edit.value, path):
            yield _grown(text, node, token, "- ")
    elif isinstance(edit, Put) and node is not None:
        yield from _exchanged(text, path, node, edit.value)
    else:
        parent = _find(root, edit.at[:-1])
        if node is not None or not isinstance(parent, MappingNode):
            raise CannotSplice(f"{path} {edit.at}")
        key = json.dumps(str(edit.at[-1])) if path.endswith(".json") else str(edit.at[-1])
        for token in _tokens([edit.value] if isinstance(edit, Add) else edit.value, path):
            yield _grown(text, parent, f"{key}: {token}", "")


def _blocks(text: str, path: str, node: SequenceNode, value: Any) -> Iterator[str]:
    """The list with an item in lines of its own: one with a mapping in it, where the list itself is written so."""
    wide = isinstance(value, dict) and any(map(_is_filled, value.values()))
    if wide and not node.flow_style and not path.endswith(".json"):
        margin = "\n" + " " * (int(node.start_mark.column) + 2)
        yield _grown(text, node, margin.join(_block(value, path)), "- ")


def _is_filled(value: Any) -> bool:
    return isinstance(value, dict) and bool(value)


def _block(value: Mapping[str, Any], path: str) -> Iterator[str]:
    """The lines of a mapping; what is no mapping stands behind its key, in quotes where it must."""
    for key, one in value.items():
        if _is_filled(one):
            yield f"{key}:"
            yield from ("  " + line for line in _block(one, path))
        else:
            yield next(line for token in _tokens(one, path) if _says(line := f"{key}: {token}", {key: one}, path))


def _says(text: str, wanted: Any, path: str) -> bool:
    try:
        return bool(_data(text, path) == wanted)
    except CannotSplice:
        return False


def _root(text: str, path: str) -> Node:
    # A tab between the tokens of JSON is a blank; YAML knows no tab there, and one character stays one character.
    readable = text.replace("\t", " ") if path.endswith(".json") else text
    try:
        root: Node | None = YAML().compose(readable)
    except YAMLError as error:
        raise CannotSplice(path) from error
    if root is None:
        raise CannotSplice(path)
    return root


def _find(node: Node | None, at: Pointer) -> Node | None:
    for step in at:
        if isinstance(node, MappingNode):
            node = next((value for key, value in node.value if key.value == str(step)), None)
        elif isinstance(node, SequenceNode) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
        else:
            return None
    return node


def _exchanged(text: str, path: str, node: Node, value: Any) -> Iterator[str]:
    """Other characters for a value."""
    if isinstance(node, CollectionNode):
        yield from _exchanged_whole(text, path, node, value)
        return
    assert isinstance(node, ScalarNode)
    start, end = int(node.start_mark.index), int(node.end_mark.index)
    after = "\n" if node.style in ("|", ">") else ""
    for token in _tokens(value, path, node.style or ""):
        yield text[:start] + token + after + text[end:]


def _exchanged_whole(text: str, path: str, node: CollectionNode, value: Any) -> Iterator[str]:
    """A list or a mapping written anew in one line; nothing where a comment would be lost."""
    start, end = int(node.start_mark.index), _last(node)
    if "#" not in text[start:end]:
        for token in _tokens(value, path):
            yield text[:start] + token + text[end:]


def _moved(text: str, node: Node | None, order: tuple[int, ...]) -> Iterator[str]:
    """The text with the items of a list in another order: in brackets the items alone, else whole lines with what is above."""
    if not isinstance(node, SequenceNode) or len(node.value) != len(order):
        return
    spans = list(_spans(node))
    if not node.flow_style:
        spans = list(_lines(text, spans))
    elif any("#" in text[before[1] : after[0]] for before, after in pairwise(spans)):
        return
    made, place = [], spans[0][0]
    for span, taken in zip(spans, order, strict=True):
        made += [text[place : span[0]], text[slice(*spans[taken])]]
        place = span[1]
    yield text[: spans[0][0]] + "".join(made) + text[place:]


def _lines(text: str, spans: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The whole lines of each item, with the comments above it; above the first they belong to the list."""
    start = text.rfind("\n", 0, spans[0][0]) + 1
    for _, last in spans:
        end = text.find("\n", last)
        end = len(text) if end < 0 else end
        yield start, end
        start = end + 1


def _tokens(value: Any, path: str, style: str = "") -> Iterator[str]:
    """Ways to write a value, the plainest first; in quotes where the value before was."""
    quoted = json.dumps(value, ensure_ascii=False)
    if path.endswith(".json"):
        yield quoted
    elif isinstance(value, list):
        for plain in (0, -1):
            yield "[" + ", ".join(list(_tokens(one, path))[plain] for one in value) + "]"
    elif isinstance(value, dict):
        for plain in (True, False):
            pairs = [f"{key}: {list(_tokens(one, path))[0 if plain else -1]}" for key, one in value.items()]
            yield "{" + ", ".join(pairs) + "}"
    elif not isinstance(value, str):
        yield quoted
    else:
        if style == "'":
            yield "'" + value.replace("'", "''") + "'"
        elif style != '"':
            yield value
        yield quoted


def _grown(text: str, node: CollectionNode, token: str, dash: str) -> str:
    """The text with one more item at the end of a mapping or a list."""
    if node.flow_style:
        head = text[: int(node.end_mark.index) - 1].rstrip()
        return head + (", " if node.value else "") + token + text[len(head) :]
    last = _last(node)
    line_end = text.find("\n", last)
    line_end = len(text) if line_end < 0 else line_end
    column = int(node.start_mark.column)
    return text[:line_end] + "\n" + " " * column + dash + token + text[line_end:]


def _dropped(text: str, root: Node, at: Pointer) -> Iterator[str]:
    """The text without an item: its characters and one comma between brackets, else its lines."""
    parent = _find(root, at[:-1])
    if not isinstance(parent, CollectionNode):
        return
    spans = list(_spans(parent))
    place = _place(parent, at[-1])
    start, end = spans[place]
    if parent.flow_style:
        if place + 1 < len(spans):
            yield text[:start] + text[spans[place + 1][0] :]
        yield text[: spans[place - 1][1] if place else start] + text[end:]
        return
    first = text.rfind("\n", 0, start) + 1
    after = text.find("\n", end) + 1 or len(text)
    if len(spans) > 1:
        yield text[:first] + text[after:]
        return
    colon = text.rfind(":", 0, first) + 1
    for empty in (" []", " {}"):
        yield text[:colon] + empty + text[colon:first] + text[after:]


def _spans(node: CollectionNode) -> Iterator[tuple[int, int]]:
    """Where each item of a list, or each pair of a mapping, begins and ends."""
    for one in node.value:
        first, last = one if isinstance(node, MappingNode) else (one, one)
        yield int(first.start_mark.index), _last(last)


def _place(node: CollectionNode, step: str | int) -> int:
    if isinstance(node, MappingNode):
        return [key.value for key, _ in node.value].index(str(step))
    return int(step)


def _last(node: Node) -> int:
    """Where the last characters of a value end, before any comment."""
    while isinstance(node, CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        node = last[1] if isinstance(node, MappingNode) else last
    return int(node.end_mark.index)
