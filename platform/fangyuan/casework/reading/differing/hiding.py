"""Where a pack hides what a new version of its parent says, in words: was, theirs, ours."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from fangyuan.casework.reading.differing import words
from fangyuan.casework.reading.differing.values import Sayer
from fangyuan.compiler.comparing import Change, Class, How
from fangyuan.compiler.comparing.upstream import Conflict, Kind
from fangyuan.model.pack import Pack


@dataclass(frozen=True, slots=True)
class Hidden:
    """A conflict as it is read. Of one value: `facet`, and what it was, is above now, and is here; else `what` happened."""

    conflict: Conflict
    sort: str
    title: str
    within: str = ""
    facet: str = ""
    was: str = ""
    theirs: str = ""
    ours: str = ""
    what: str = ""
    language: str = "zh"

    def line(self) -> str:
        """One line: where, what, three ways."""
        where = f"{self.within} · " if self.within else ""
        english = self.language == "en"
        values = f"was {self.was}, the parent now says {self.theirs}, this pack says {self.ours}"
        if not english:
            values = f"原为 {self.was}，上级现为 {self.theirs}，本包仍为 {self.ours}"
        told = f"{self.facet} {values}" if self.facet else self.what
        cls = "conflict" if english else "冲突"
        return words.named(cls, where, self.sort, self.title, self.language) + told

    def as_data(self) -> Mapping[str, str]:
        """For a machine; words in the language that was asked for."""
        return {
            "kind": self.conflict.kind.value,
            "sort": self.conflict.sort.value,
            "place": self.conflict.place,
            "facet": self.conflict.facet,
            "title": self.title,
            "was": self.was,
            "theirs": self.theirs,
            "ours": self.ours,
        }


def hidden_in_words(conflicts: Iterable[Conflict], ours: Pack, language: str = "zh") -> tuple[Hidden, ...]:
    """Conflicts as they are read, in Chinese or English (`en`); `ours` is the pack that hides what changed."""
    sayer = Sayer(ours, language)
    return tuple(_told(one, sayer, language) for one in conflicts)


def _told(one: Conflict, sayer: Sayer, language: str) -> Hidden:
    change = Change(
        How.CHANGED, Class.BREAKING, one.sort, one.place, one.title, one.facet, one.was, one.theirs, one.case_type
    )  # fmt: skip
    title, within = one.title or one.place.rpartition("/")[2], sayer.case_type(change)
    sort = words.pick(words.SORTS[one.sort], language)
    if one.kind is not Kind.CHANGED:
        return Hidden(one, sort, title, within, what=words.pick(_WHAT[one.kind], language), language=language)
    facet = words.facet(one.facet, language, one.sort)
    was, theirs, ours = (sayer.say(change, value) for value in (one.was, one.theirs, one.ours))
    return Hidden(one, sort, title, within, facet, was, theirs, ours, language=language)


_WHAT: Mapping[Kind, words.Pair] = {
    Kind.REMOVED_HERE: ("上级有改动，本包已删去", "the parent changed it, this pack takes it out"),
    Kind.REMOVED_ABOVE: ("上级已删去，本包仍保留", "the parent took it out, this pack still has it"),
    Kind.BOTH_ADDED: ("上级新增，本包另有同名的内容", "the parent now has one too, and this pack's says otherwise"),
}
