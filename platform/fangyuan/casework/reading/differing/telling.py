"""Changes with their titles and values in words, and what the version number should have been."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from fangyuan.casework.reading.differing import words
from fangyuan.casework.reading.differing.hiding import Hidden, hidden_in_words
from fangyuan.casework.reading.differing.values import Sayer
from fangyuan.compiler.comparing import Change, Class, How, Step, compare, fitting_step, step_between
from fangyuan.compiler.comparing.arranging import moved
from fangyuan.compiler.comparing.climbing import Pair, pairs
from fangyuan.compiler.comparing.elements import Sort, elements
from fangyuan.compiler.comparing.ordering import reordered
from fangyuan.compiler.comparing.upstream import Conflict
from fangyuan.model.pack import Pack


@dataclass(frozen=True, slots=True)
class Difference:
    """A change as it is read; `within` is the title of its case type, blank outside.

    Of a list only one part is told, what came or went of it with one side blank.
    """

    change: Change
    cls: str
    how: str
    sort: str
    title: str
    within: str = ""
    facet: str = ""
    was: str = ""
    now: str = ""
    language: str = "zh"

    def line(self) -> str:
        """One line: class, where, what, from what to what."""
        where = f"{self.within} · " if self.within else ""
        what = words.named(self.cls, where, self.sort, self.title, self.language)
        if not self.facet:
            return f"{what}{self.how}"
        whole = self.was and self.now
        told = f"{self.was} → {self.now}" if whole else f"{self.how} {self.was or self.now}"
        return f"{what}{self.facet} {told}"

    def as_data(self) -> Mapping[str, str]:
        """For a machine; words in the language that was asked for."""
        return {
            "class": self.change.cls.value,
            "how": self.change.how.value,
            "sort": self.change.sort.value,
            "place": self.change.place,
            "facet": self.change.facet,
            "title": self.title,
            "was": self.was,
            "now": self.now,
        }


@dataclass(frozen=True, slots=True)
class Comparison:
    """All that changed, what the version number did, and the least it should have done.

    `hidden` is what the parents changed as well and the new version says otherwise. `parent` names the pack that `old` is a
    version of where `new` is no later version of it but extends it: the numbers then say nothing of each other.
    """

    old: str
    new: str
    differences: tuple[Difference, ...]
    step: Step
    fitting: Step
    language: str = "zh"
    hidden: tuple[Hidden, ...] = ()
    parent: str = ""

    @property
    def conflicts(self) -> tuple[Conflict, ...]:
        """What is hidden, before it is put into words."""
        return tuple(one.conflict for one in self.hidden)

    @property
    def honest(self) -> bool:
        """Whether the version number says as much as the changes are."""
        return bool(self.parent) or self.step >= self.fitting

    def of(self, cls: Class) -> tuple[Difference, ...]:
        """The differences of one class."""
        return tuple(one for one in self.differences if one.change.cls is cls)

    def groups(self) -> tuple[tuple[str, tuple[Difference, ...]], ...]:
        """The classes that occur, the gravest first, each with its differences."""
        return tuple((cls.value, found) for cls in Class if (found := self.of(cls)))

    def verdict(self) -> str:
        """What to say of the version number; of a pack that extends the other, how much it changes there."""
        if self.parent:
            return self._extending()
        if self.step is Step.BACK:
            return self._backward()
        if not self.differences:
            return ("两个版本的含义相同。", "The two versions mean the same.")[self.language == "en"]
        needed = words.pick(words.STEPS[self.fitting], self.language)
        if self.language == "en":
            follows = "is enough." if self.honest else f"is not enough: the change asks for a new {needed} version."
            return f"{self.old} → {self.new} {follows}"
        follows = "与改动相称。" if self.honest else f"与改动不相称，至少应提高{needed}。"
        return f"版本号 {self.old} → {self.new} {follows}"

    def _extending(self) -> str:
        many, parent = len(self.differences), f"{self.parent} {self.old}"
        if self.language == "en":
            return f"Changes of what it extends, {parent}: {many}." if many else f"It changes nothing of {parent}."
        return f"在上级 {parent} 上改动 {many} 处。" if many else f"没有改动上级 {parent} 的内容。"

    def _backward(self) -> str:
        """That the number went backwards, and whether anything changed under it."""
        if self.language == "en":
            same = "" if self.differences else "The two versions mean the same, but "
            return f"{same}{self.old} → {self.new} is a step back: a new version needs a higher number."
        same = "" if self.differences else "两个版本的含义相同，但"
        return f"{same}版本号 {self.old} → {self.new} 倒退了：新版本的版本号应比原来的高。"

    def lines(self) -> tuple[str, ...]:
        """Everything, the gravest class first, then what the pack hides of its parents' changes."""
        changes = (one.line() for cls in Class for one in self.of(cls))
        return (*changes, *(one.line() for one in self.hidden), self.verdict())

    def as_data(self) -> Mapping[str, Any]:
        """For a machine."""
        return {
            "old": self.old,
            "new": self.new,
            "step": self.step.name.lower(),
            "fitting": self.fitting.name.lower(),
            "honest": self.honest,
            "changes": [one.as_data() for one in self.differences],
            "conflicts": [one.as_data() for one in self.hidden],
            **({"parent": self.parent} if self.parent else {}),
        }


def comparison(old: Pack, new: Pack, language: str = "zh", conflicts: Iterable[Conflict] = ()) -> Comparison:
    """Two versions compared, in Chinese or English (`en`), with the conflicts between the new one and its parents."""
    return _compared(old, new, compare(old, new), language, hidden_in_words(conflicts, new, language))


def over_parent(parent: Pack, pack: Pack, besides: Iterable[Pack] = (), language: str = "zh") -> Comparison:
    """What a pack changes of one that it extends; what it has from others that it extends, `besides`, is not of this one."""
    theirs = {place for one in besides for place in elements(one)}
    changes = tuple(one for one in compare(parent, pack) if one.sort is not Sort.PACK and one.place not in theirs)
    return replace(_compared(parent, pack, changes, language), parent=parent.pack)


def _compared(
    old: Pack, new: Pack, changes: tuple[Change, ...], language: str, hides: tuple[Hidden, ...] = ()
) -> Comparison:
    before, after = Sayer(old, language), Sayer(new, language)
    told = _once(one for change in changes for one in _part_by_part(change, before, after, language))
    step, fitting = step_between(old.version, new.version), fitting_step(changes, old.version)
    return Comparison(old.version, new.version, told, step, fitting, language, hides)


def _once(told: Iterable[Difference]) -> tuple[Difference, ...]:
    """What reads alike is told once: the type of an answer is said by a field and by its schema."""
    return tuple({one.line(): one for one in told}.values())


def _part_by_part(change: Change, before: Sayer, after: Sayer, language: str) -> Iterator[Difference]:
    """A change of a list of warnings, rungs, effects or tables as one difference for each of them that changed."""
    parts = _matched(pairs(change.was, change.now)) if change.facet in _LISTED and change.was and change.now else []
    if not parts:
        yield _told(change, before, after, language)
    for was, now in parts:
        one = _told(replace(change, was=_only(was), now=_only(now)), before, after, language)
        if was is None or now is None:
            gone = now is None
            how = words.pick(words.HOWS[How.REMOVED if gone else How.ADDED], language)
            one = replace(one, how=how, was=one.was if gone else "", now="" if gone else one.now)
        yield replace(one, change=change)


def _only(part: Any) -> tuple[Any, ...]:
    return () if part is None else (part,)


def _matched(parts: list[Pair]) -> list[Pair]:
    """Where as many came as went, each that came stands for the one that went in its place."""
    new, gone = [now for was, now in parts if was is None], [was for was, now in parts if now is None]
    whole = [one for one in parts if None not in one]
    return [*whole, *zip(gone, new, strict=True)] if len(gone) == len(new) else parts


def _told(change: Change, before: Sayer, after: Sayer, language: str) -> Difference:
    lives_in = before if change.how is How.REMOVED else after
    facet = words.facet(change.facet, language, change.sort) if change.facet else ""
    was, now = _values(change, before, after) if facet else ("", "")
    how = words.pick(words.HOWS[change.how], language)
    if facet and was == now:
        how, facet, was, now = words.pick((f"{facet}有改动", f"{facet} changed"), language), "", "", ""
    return Difference(
        change,
        words.pick(words.CLASSES[change.cls], language),
        how,
        words.pick(words.SORTS[change.sort], language),
        change.title or change.place.rpartition("/")[2],
        lives_in.case_type(change),
        facet,
        was,
        now,
        language,
    )


def _values(change: Change, before: Sayer, after: Sayer) -> tuple[str, str]:
    """What was said and what is said now; of a layout and of an order only what stands elsewhere."""
    if change.facet == "arrangement":
        was, now = moved(change.was, change.now)
        if was or now:
            return before.fields(change, was), after.fields(change, now)
        return before.grouping(change, change.was, change.now), after.grouping(change, change.now, change.was)
    if change.facet in _ORDERS:
        was, now = reordered(change.was, change.now)
        return before.named(change, was), after.named(change, now)
    if change.facet == "extend" and change.was and change.now:
        said, says = before.extension(change, change.was), after.extension(change, change.now)
        return before.clauses(change, said, says), after.clauses(change, says, said)
    return before.say(change, change.was, change.now), after.say(change, change.now, change.was)


_LISTED = ("warn", "escalate", "then", "tables")
_ORDERS = ("rule_order", "automatic_order", "option_order")
