"""Ids to titles, for one page."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from fangyuan.casework.reading.pages import Named
from fangyuan.engine.acts.objecting import RETURNED
from fangyuan.engine.names import Names as Book
from fangyuan.engine.opening import SETTLE
from fangyuan.engine.owing import RECALLED
from fangyuan.engine.receipts import RECEIPT
from fangyuan.forms.titles import titles
from fangyuan.kinds.duration import in_words
from fangyuan.kinds.kind import chosen
from fangyuan.model.durations import Duration
from fangyuan.model.pack import Pack
from fangyuan.model.procedure import CaseType
from fangyuan.model.state import MERGED, CaseState
from fangyuan.model.world import CLOCKWORK, OUTSIDER, Directory

OUTCOMES = {MERGED: "并案", RETURNED: "退回交办单位", RECALLED: "交办单位收回"}
"""How the outcomes are called that no pack brings."""


@dataclass(frozen=True)
class Names:
    """Titles of what a case of one type names; `parameters` are the case's own, else those of the pack count."""

    pack: Pack
    case_type: CaseType
    directory: Directory
    parameters: Mapping[str, Any] | None = None

    def person(self, person: str | None) -> str:
        """An officer's name; blank for the clockwork, which no person is."""
        if person == OUTSIDER.person:
            return OUTSIDER.name
        return "" if person in (None, "", CLOCKWORK.person) else self.directory.name(person)

    def people(self, people: Iterable[str]) -> tuple[Named, ...]:
        """Officers with their names."""
        return tuple(Named(person, self.person(person)) for person in people)

    def any(self, key: str) -> Named:
        """A unit, an officer or a tenant; blank stays blank."""
        return Named(key, self.directory.name(key) if key else "")

    def stage(self, stage: str) -> Named:
        """A stage of the case type; one that this version lacks keeps its id."""
        return Named(stage, next((s.title for s in self.case_type.stages if s.stage == stage), stage))

    def task(self, task: str) -> str:
        """A task's title; the platform's own task is told by its state, not by a pack."""
        if task == SETTLE:
            return "指定办理人"
        found = self.case_type.tasks.get(task)
        return found.title if found else task

    def action(self, action: str) -> str:
        """An action's title."""
        return next((a.title for a in self.case_type.actions if a.action == action), action)

    def flags(self, flags: Iterable[str]) -> tuple[str, ...]:
        """The titles of flags."""
        return tuple(self.case_type.flags.get(flag, flag) for flag in flags)

    def rule(self, rule: str) -> str:
        """A rule's title; `rule#2` is its second opinion; of no rule is what would put the day of receipt right."""
        if rule == RECEIPT:
            return "更正收到日期"
        plain = rule.partition("#")[0]
        return next((r.title for r in self.case_type.rules if r.rule == plain), rule)

    def clock(self, clock: str) -> str:
        """A clock's title."""
        return next((c.title for c in self.case_type.clocks if c.clock == clock), clock)

    def role(self, role: str) -> str:
        """A role's title."""
        return self.pack.roles[role].title if role in self.pack.roles else role

    def letter(self, letter: str) -> str:
        """A letter's title."""
        return self.pack.letters[letter].title if letter in self.pack.letters else letter

    def words(self, letter: str, words: Iterable[str]) -> tuple[str, ...]:
        """What the words of a letter are called: by the field or fact that each comes from."""
        known = self.pack.letters.get(letter)
        paths = known.context if known else {}
        return tuple(self.paths.get(paths.get(word, word), word) for word in words)

    def duty(self, duty: str) -> str:
        """A duty's title."""
        return self.pack.duties[duty].title if duty in self.pack.duties else duty

    def outcome(self, outcome: str) -> str:
        """An outcome in the words of the form that asks for it, else of the action that leads to it."""
        field = self.case_type.fields.get(self.case_type.outcome_field)
        option = chosen(field.options, outcome) if field else None
        if option:
            return option.title
        named = next((a.title for a in self.case_type.actions if a.outcome == outcome and outcome), "")
        return named or OUTCOMES.get(outcome, outcome)

    def matter(self, case: CaseState) -> str:
        """What a case is called where nothing says more: its type."""
        return self.case_type.title or case.number

    @property
    def book(self) -> Mapping[str, str]:
        """Titles of units and names of officers by id, as texts of answers need them."""
        return Book(self.directory)

    @cached_property
    def paths(self) -> Mapping[str, str]:
        """What every path is called that a condition may test, for sentences, and what every parameter stands for."""
        spoken = parameters_of(self.pack, self.parameters or {})
        return {**titles(self.case_type), **{f"${name}": said for name, said in spoken.items()}}


def parameters_of(pack: Pack, given: Mapping[str, Any]) -> Mapping[str, str]:
    """The parameters as sentences say them, as given or by default: `12个月（视为时间跨度长）`."""
    known = pack.parameters.values()
    return {one.name: f"{_said(given.get(one.name, one.default))}（{one.title}）" for one in known}


def _said(value: object) -> str:
    """A parameter's value; a length of time in words."""
    try:
        return in_words(Duration.parse(str(value)))
    except ValueError:
        return str(value)


def letters_named(pack: Pack, letters: Iterable[str]) -> tuple[Named, ...]:
    """Letters of a pack by id and title, as a page asks for the numbers of their papers."""
    return tuple(Named(one, pack.letters[one].title) for one in letters)
