"""Leads what is wrong in a resolved pack back to the file and line that its author can change.

What a child takes out, replaces or changes is missed where its parents use it, in files that the author of the child cannot
edit: such a finding is told at the child's own line. An item of the child that nothing above has, and that says too little for
a new one, is most often a misspelt id.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from fangyuan.compiler.orders import IDS, Above, Order, above_of, name_of, orders_of
from fangyuan.compiler.telling import english
from fangyuan.model.problems import Mark, Problem
from fangyuan.packs.layout import TITLES, part_of
from fangyuan.packs.problems import finding, listed, nearest
from fangyuan.packs.source import Source, SourceFile
from fangyuan.packs.trees import Node, Pointer, told

Look = Callable[[Source], Iterable[Problem]]
"""What is wrong with a parent by itself."""

Key = tuple[str, str, str]

_DONE: Mapping[str, tuple[str, str, str, str]] = {
    "removed": ("删去", "removed", "，或者留着它", ", or keep it"),
    "replaced": ("整个重写", "written anew", "，或者补上它原来有的", ", or say what it said"),
    "changed": ("改了", "changed", "，或者照旧", ", or leave it as it was"),
    "added": ("加了", "added", "，或者改这一条", ", or change this one"),
    "extended": ("继承", "extended", "", ""),
}
_RANKS = ("removed", "replaced", "changed", "added")
_SUGGESTED = ("near", "known")
"""Details that name what is there, not what is wrong."""
_OF_TWO = ("twice-inherited", "twice-changed")
"""What two parents say, and neither their child nor one of them alone."""
_STEP = re.compile(r"[^.\s/、“”]+")
_TOLD = 3
"""So many changes are named where any of them may be the one."""


def traced(problems: Iterable[Problem], resolved: Source, look: Look) -> tuple[Problem, ...]:
    """The problems of a resolved pack at places of its own files; `look` tells a parent's own from those that the child makes."""
    found = tuple(problems)
    return tuple(_Tracer(resolved.layers, resolved).all(found, look)) if found and resolved.layers else found


def brought_home(problems: Iterable[Problem], layers: Sequence[Source], look: Look) -> list[Problem]:
    """As `traced`, of what came up while a pack was being resolved."""
    return list(_Tracer(tuple(layers)).all(tuple(problems), look))


@dataclass(frozen=True)
class _Tracer:
    """One pack, with the files of every pack that it stands on."""

    layers: tuple[Source, ...]
    resolved: Source | None = None

    @property
    def own(self) -> Source:
        return self.layers[-1]

    @cached_property
    def above(self) -> Above:
        """What the parents name."""
        return above_of(self.layers[:-1])

    @cached_property
    def orders(self) -> tuple[Order, ...]:
        """What this pack makes of it."""
        return tuple(orders_of(self.own, self.above))

    def all(self, problems: Sequence[Problem], look: Look) -> Iterator[Problem]:
        """Each problem once, in the order they came."""
        told_of: set[Mark | None] = set()
        theirs = dict(self._theirs(look)) if any(map(self._is_above, problems)) else {}
        for problem in problems:
            if self._is_above(problem) and problem.code not in _OF_TWO:
                yield theirs.get(_key(problem)) or self._led_back(problem)
            elif problem.code == "missing-key" and (guess := self._misspelt(problem, problems)):
                if problem.mark not in told_of:
                    yield guess
                told_of.add(problem.mark)
            else:
                yield self._pathed(problem)

    def _is_above(self, problem: Problem) -> bool:
        """Whether it stands in a file of a parent, whose names begin with its pack's."""
        file = problem.mark.file if problem.mark else ""
        return any(file.startswith(f"{parent.pack}/") for parent in self.layers[:-1])

    def _theirs(self, look: Look) -> Iterator[tuple[Key, Problem]]:
        """What is wrong with the parents by themselves."""
        packs = {parent.pack: parent for parent in self.layers}
        for name, _ in self.own.extends:
            for problem in look(packs[name]) if name in packs else ():
                mark = problem.mark
                own = mark is not None and part_of(mark.file) is not None
                placed = replace(problem, mark=replace(mark, file=f"{name}/{mark.file}")) if mark and own else problem
                yield _key(placed), placed

    def _led_back(self, problem: Problem) -> Problem:
        """The problem at the line of this pack that brought it about."""
        done = self._causes(problem)
        first = done[0]
        zh, en, keep, keep_en = _DONE[first.did]
        plain = replace(
            problem, detail={name: "" if name in _SUGGESTED else one for name, one in problem.detail.items()}
        )
        detail = {
            "did": zh, "did_en": en, "keep": keep, "keep_en": keep_en,
            "name": "”、“".join(dict.fromkeys(order.name for order in done[:_TOLD])),
            "place": problem.mark, "said": problem.message, "said_en": english(plain), "found": problem.code,
            "more": "" if any(map(problem.detail.get, _SUGGESTED)) else _sentence(problem.advice),
        }  # fmt: skip
        made = finding("inherited-broken", first.mark, told(first.at), **detail)
        return replace(made, severity=problem.severity)

    def _causes(self, problem: Problem) -> list[Order]:
        """The changes that most likely brought a problem about, the surest first."""
        ranked = [(_weight(problem, order), order) for order in self.orders]
        most = max((weight for weight, _ in ranked), default=(0, 0, 0))
        if most[0] == 0 and most[2] == 0:
            return [self._extension()]
        return [order for weight, order in ranked if weight == most]

    def _extension(self) -> Order:
        """The line that names the parents."""
        file = self.own.files["pack.yaml"]
        names = "、".join(name for name, _ in self.own.extends)
        return Order("extended", names, ("extends",), file.marks.get(("extends",), Mark(file.path)))

    def _misspelt(self, problem: Problem, problems: Sequence[Problem]) -> Problem | None:
        """What to say of an item that lacks what a new one must have, while the parents have others of its kind."""
        where = self._within(problem)
        if where is None:
            return None
        file, at = where
        name, siblings = _named(file.tree, at)
        above = [one for one in siblings if one in self.above and one != name]
        if not name or name in self.above or not above:
            return None
        lacks = [one.detail for one in problems if one.code == "missing-key" and one.mark == problem.mark]
        kind = _kind(file.tree, at)
        detail = {
            "id": name, "near": nearest(name, above), "above": listed(above), "kind": TITLES[kind],
            "kind_en": kind.replace("-", " "), "keys": "、".join(one["key"] + one["title"] for one in lacks),
            "keys_en": ", ".join(one["key"] for one in lacks),
        }  # fmt: skip
        return finding("overlay-of-nothing", problem.mark, self._pathed(problem).path, **detail)

    def _within(self, problem: Problem) -> tuple[SourceFile, Pointer] | None:
        """The resolved file and the place in it that a problem is about."""
        for file in self.resolved.files.values() if self.resolved else ():
            for at, mark in file.marks.items():
                if mark == problem.mark and told(at) == problem.path:
                    return file, at
        return None

    def _pathed(self, problem: Problem) -> Problem:
        """The problem with its path within the file that its author sees: a resolved list counts the parents' rows too."""
        file = self.own.files.get(problem.mark.file) if problem.mark and problem.path else None
        alike = _numberless(problem.path)
        for at, mark in file.marks.items() if file else ():
            own = _numberless(told(at))
            if mark == problem.mark and alike in (own, f"$[]{own[1:]}"):
                return replace(problem, path=told(at))
        return problem


def _key(problem: Problem) -> Key:
    """What was found where, whether or not it was led back already."""
    told = problem.detail
    if problem.code == "inherited-broken":
        return told["found"], told["place"], told["said"]
    return problem.code, str(problem.mark), problem.message


def _weight(problem: Problem, order: Order) -> tuple[int, int, int]:
    """How surely a change brought a problem about: by what it names, by what it did, by where it stands."""
    said = [value for name, value in problem.detail.items() if name not in _SUGGESTED]
    steps = {step for value in said for step in _STEP.findall(value)}
    if order.name in said:
        named = 3
    elif order.name in steps:
        named = 2
    elif order.words & {*said, *steps} or any(
        f" {word} " in f" {' '.join(said)} " for word in order.words if " " in word
    ):
        named = 2 if order.did in ("removed", "replaced") else 1
    else:
        named = 0
    return named, len(_RANKS) - _RANKS.index(order.did), _nearness(order.mark, problem.mark)


def _nearness(one: Mark, other: Mark | None) -> int:
    """Two for the same file of a case type, one for another of that type; nothing for what is elsewhere."""
    if other is None or _folder(one) != _folder(other):
        return 0
    return 2 if one.file.rpartition("/")[2] == other.file.rpartition("/")[2] else 1


def _sentence(text: str) -> str:
    """With a full stop, since another sentence follows."""
    return text if not text or text.endswith(("。", "？")) else f"{text}。"


def _folder(mark: Mark | None) -> str:
    """The case type whose file a place is in; blank for what belongs to the whole pack."""
    return mark.file.partition("case-types/")[2].partition("/")[0] if mark else ""


def _named(tree: Node, at: Pointer) -> tuple[str, list[str]]:
    """The id of an item or the name of an entry, and those of its like."""
    holder: Node | None = tree
    for step in at[:-1]:
        holder = _child(holder, step)
    item = _child(holder, at[-1]) if at else tree
    if holder is None or item is None:
        return "", []
    if isinstance(holder.value, list):
        return name_of(item), [name_of(row) for row in holder.value]
    return (str(at[-1]), [name for name, _ in holder.items()]) if at else ("", [])


def _child(node: Node | None, step: str | int) -> Node | None:
    if node is None:
        return None
    if isinstance(step, int):
        return node.value[step] if isinstance(node.value, list) and step < len(node.value) else None
    return node.get(step)


def _kind(tree: Node, at: Pointer) -> str:
    """What an item is: the key of its id; of an entry of a mapping, the mapping's name."""
    if at and isinstance(at[-1], str):
        return str(at[-2]).removesuffix("s") if len(at) > 1 else ""
    item: Node | None = tree
    for step in at:
        item = _child(item, step)
    return next((key for key in IDS if item is not None and item.text(key)), "")


def _numberless(path: str) -> str:
    """A path without the numbers of rows."""
    return re.sub(r"\d+", "", path)
