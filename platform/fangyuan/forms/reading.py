"""Reads what a page posts into answers, and writes answers as what a page posts.

Posted names are dotted: `phone`, `address.street`, `persons.0.name`. Numbers of rows may have gaps; rows are taken in the
order of their numbers and numbered anew. A row in which nobody filled in anything falls out. Names that begin with `_`,
and the page's own token, belong to the page.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from fangyuan.forms.admitting import MOST_ROWS, problem
from fangyuan.forms.paths import joined
from fangyuan.forms.variants import CHOOSER
from fangyuan.kinds import Kinds
from fangyuan.model.fields import Answers, Field, Form
from fangyuan.model.problems import Problem

PAGE = "_"
TOKEN = "csrf_token"  # noqa: S105
"""Flask-WTF's name for the page's token, which is no answer."""

Posted = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Reading:
    """Answers that could be read, problems beside the others, and `raw`: every posted text under its new dotted name."""

    answers: dict[str, Any]
    problems: tuple[Problem, ...] = ()
    raw: dict[str, list[str]] = field(default_factory=dict)


def read(form: Form, posted: Posted, kinds: Kinds) -> Reading:
    """What was posted, as answers. Nothing is lost: what cannot be read, and what no field is called, stays in `raw`."""
    reader = _Reader(posted, kinds)
    answers = reader.members(form.fields, "", "")
    for name in posted:
        if name not in reader.seen and name != TOKEN and not name.startswith(PAGE):
            reader.problems.append(problem("unknown-field", name[:200], name=name[:60]))
            reader.raw.setdefault(name, list(posted[name]))
    return Reading(answers, tuple(reader.problems), reader.raw)


@dataclass(slots=True)
class _Reader:
    posted: Posted
    kinds: Kinds
    problems: list[Problem] = field(default_factory=list)
    raw: dict[str, list[str]] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)
    numbers: dict[str, list[int]] | None = None

    def members(self, fields: tuple[Field, ...], here: str, path: str) -> dict[str, Any]:
        """The answers of some fields: posted under `here`, told and kept under `path`."""
        answers: dict[str, Any] = {}
        for each in fields:
            value = self.one(each, joined(here, each.name), joined(path, each.name))
            if value is not None:
                answers[each.name] = value
        return answers

    def one(self, each: Field, here: str, path: str) -> Any:
        """The answer of a field, None where there is none."""
        if each.children and each.many:
            return self.rows(each, here, path) or None
        if each.children:
            members = self.members(each.children, here, path)
            if not (each.required or _filled(members, each.children)) and any(map(_asked, each.children)):
                # What a page sends along by itself does not begin an object that nobody need fill in.
                members = {name: value for name, value in members.items() if name == CHOOSER}
            return (listed(each, members) if each.json_type == "array" else members) or None
        if here not in self.posted:
            return None
        return self.value(each, here, path)

    def value(self, each: Field, here: str, path: str) -> Any:
        """A simple answer; a text that cannot be read is told and kept."""
        texts = list(self.posted[here])
        self.seen.add(here)
        self.raw[path] = texts
        parsed = self.kinds.get(each.kind).parse(texts, each)
        if parsed.problem:
            self.problems.append(Problem(parsed.code or "unreadable", parsed.problem, path, detail=dict(parsed.detail)))
            return None
        return None if parsed.absent else parsed.value

    def rows(self, each: Field, here: str, path: str) -> list[Any]:
        """The rows that somebody filled in, in the order of their numbers."""
        numbers = self.rows_posted().get(here, [])
        if len(numbers) > MOST_ROWS:
            self.problems.append(problem("too-many-rows", path, limit=MOST_ROWS, length=len(numbers)))
            self.keep(here, path, numbers[MOST_ROWS:])
        rows: list[Any] = []
        for number in numbers[:MOST_ROWS]:
            at, told = f"{here}.{number}", f"{path}.{len(rows)}"
            row, problems = self.row(each, at, told)
            if _filled(row, each.children) or problems:
                rows.append(row)
        return rows

    def keep(self, here: str, path: str, numbers: list[int]) -> None:
        """Keeps what was posted in rows that are too many, unread."""
        left = {f"{here}.{number}" for number in numbers}
        depth = here.count(".") + 2
        for name in self.posted:
            if ".".join(name.split(".", depth)[:depth]) in left:
                self.seen.add(name)
                self.raw[path + name.removeprefix(here)] = list(self.posted[name])

    def row(self, each: Field, here: str, path: str) -> tuple[dict[str, Any], bool]:
        """One row, and whether something in it could not be read."""
        before = len(self.problems)
        row = self.members(each.children, here, path)
        wrong = len(self.problems) > before
        if not wrong and not _filled(row, each.children):
            for name in [name for name in self.raw if name.startswith(path + ".")]:
                del self.raw[name]
        return row, wrong

    def rows_posted(self) -> dict[str, list[int]]:
        """The numbers of rows that were posted, by the name of their list."""
        if self.numbers is None:
            found: dict[str, set[int]] = {}
            for name in self.posted:
                for head, number in _numbered(name):
                    found.setdefault(head, set()).add(number)
            self.numbers = {head: sorted(numbers) for head, numbers in found.items()}
        return self.numbers


def _numbered(name: str) -> Iterator[tuple[str, int]]:
    """`persons.2.phones.0` speaks of row 2 of `persons` and of row 0 of `persons.2.phones`."""
    segments = name.split(".")[:40]
    for index, segment in enumerate(segments):
        if index and segment.isascii() and segment.isdecimal() and len(segment) <= 9 and str(int(segment)) == segment:
            yield ".".join(segments[:index]), int(segment)


def _filled(row: Any, fields: tuple[Field, ...]) -> bool:
    """Whether somebody filled in something: what a page sends along by itself does not count."""
    unasked = {CHOOSER, *(each.name for each in fields if not _asked(each))}
    return isinstance(row, Mapping) and any(name not in unasked for name in row)


def _asked(each: Field) -> bool:
    """Whether a page lets somebody fill in a field: not a constant, nor what is worked out, nor a text."""
    if each.children:
        return any(map(_asked, each.children))
    return each.name != CHOOSER and each.compute is None and each.kind not in ("hidden", "static")


def listed(known: Field, members: Mapping[str, Any]) -> list[Any]:
    """The answers to the places of a list in their order; a place that was left out before others is null."""
    values = [members.get(each.name) for each in known.children]
    while values and values[-1] is None:
        values.pop()
    return values


def write(form: Form, answers: Answers, kinds: Kinds) -> dict[str, list[str]]:
    """The texts of a page that, posted, give the answers back."""
    written: dict[str, list[str]] = {}
    _write(form.fields, answers, kinds, "", written)
    return written


def _write(fields: tuple[Field, ...], answers: Any, kinds: Kinds, path: str, written: dict[str, list[str]]) -> None:
    if isinstance(answers, list):
        answers = {each.name: value for each, value in zip(fields, answers, strict=False)}
    if not isinstance(answers, Mapping):
        return
    for each in fields:
        value, where = answers.get(each.name), joined(path, each.name)
        if value is None:
            continue
        if not each.children:
            written[where] = list(kinds.get(each.kind).format(value, each))
        elif not each.many:
            _write(each.children, value, kinds, where, written)
        else:
            for index, row in enumerate(value if isinstance(value, list) else []):
                _write(each.children, row, kinds, joined(where, index), written)
