"""Whether what a scenario expects can fail at all: every name in it exists, and nothing is asked that could not be otherwise."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from fangyuan.compiler.reaching import every_effect
from fangyuan.compiler.spots import Spot
from fangyuan.forms.paths import is_at_or_below, plain
from fangyuan.forms.typing import ARRAY, OBJECT, type_of
from fangyuan.model.conditions import atoms
from fangyuan.model.effects import Flag
from fangyuan.model.events import EVENTS
from fangyuan.model.pack import Pack
from fangyuan.model.procedure import CaseType

_NONE = "none"
_GIVEN = ("merged", "returned", "recalled")
"""Outcomes that the platform gives: to a case that was merged into another, sent back, or called back by its sender."""

_OR_NONE = ("tasks", "duties", "letters-waiting")
"""Expectations that may say that there is nothing of the kind."""

_CODES = {
    "stage": "unknown-stage",
    "outcome": "unknown-outcome",
    "flags": "unknown-flag",
    "letters": "unknown-letter",
    "letters-waiting": "unknown-letter",
    "tasks": "unknown-task",
    "no-tasks": "unknown-task",
    "escalated": "unknown-clock",
    "not-escalated": "unknown-clock",
    "clocks": "unknown-clock",
    "why": "unknown-rule",
    "why-not": "unknown-rule",
    "drafts": "unknown-rule",
    "slots": "unknown-slot",
    "events": "unknown-event",
    "duties": "unknown-duty",
    "targets": "unknown-target",
    "reports": "unknown-report",
}
"""Expectation -> the code of a name in it that nothing has."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What the expectations of one scenario may name: parts of the `kinds`, its `people` and `units`, and what was `answered`,
    since tasks and clocks may be for each row or option of an answer.
    """

    pack: Pack
    kinds: Collection[CaseType]
    people: Collection[str]
    units: Collection[str]
    answered: Collection[str]

    def check(self, expect: Spot) -> None:
        """Every finding about one `expect`."""
        for key, code in _CODES.items():
            known = self._known(key)
            for spot, name in _said(expect, key) if known or key != "outcome" else ():
                self._named(spot, name, code, known)
        for row in expect.rows("leader"):
            row.itself("unknown-person", ["", *self.people])
        for path, spot in _children(expect, "answers"):
            self._answer(spot, path)
        for rule, spot in _children(expect, "why-not"):
            self._reason(spot, rule)
        for spot, name in (*_said(expect, "escalated"), *_said(expect, "not-escalated")):
            self._ladder(spot, name.partition("[")[0])

    def _known(self, key: str) -> list[str]:
        """The names that an expectation may give; no outcome where the case's own answers will say it."""
        if key == "letters-waiting":
            return [f"{name}:{step.step}" for name, letter in self.pack.letters.items() for step in letter.path]
        if key in _OF_THE_PACK:
            return list(_OF_THE_PACK[key](self.pack))
        return list(dict.fromkeys(name for kind in self.kinds for name in _NAMES[key](kind)))

    def _named(self, spot: Spot, name: str, code: str, known: Collection[str]) -> None:
        """`pledged[U1]` names `pledged`, for the subject U1."""
        plain_name, _, subject = name.partition("[")
        if plain_name not in known:
            spot.unknown(code, plain_name, known)
        elif (subject := subject.removesuffix("]")) and not subject.isdecimal() and subject not in self.answered:
            self._subject(spot, subject)

    def _subject(self, spot: Spot, subject: str) -> None:
        known = [*self.units, *self.people]
        if subject not in known:
            spot.unknown("unknown-subject", subject, known)

    def _answer(self, spot: Spot, path: str) -> None:
        """A field, a part of one, or a list or group that holds fields."""
        asked = plain(path)
        fields = {name: given for kind in self.kinds for name, given in kind.fields.items()}
        whole = (name for name, given in fields.items() if type_of(given) in (ARRAY, OBJECT))
        below = any(is_at_or_below(asked, name) for name in whole)
        if not below and not asked.startswith("tasks.") and not any(is_at_or_below(name, asked) for name in fields):
            spot.unknown("unknown-field", asked, fields)

    def _reason(self, spot: Spot, rule: str) -> None:
        """A rule did not fire because of a test of its own, or of a rule that overruled it."""
        rules = [one for kind in self.kinds for one in kind.rules]
        tested = {test.path for one in rules if one.rule == rule for test in atoms(one.condition)}
        if tested:
            spot.itself("unknown-fact", [*sorted(tested), *(one.rule for one in rules)])

    def _ladder(self, spot: Spot, clock: str) -> None:
        """A clock without a ladder never escalates: to expect that it did not is to expect nothing."""
        found = [one for kind in self.kinds for one in kind.clocks if one.clock == clock]
        if found and not any(one.escalate for one in found):
            spot.say("clock-without-ladder", clock=clock)


def _said(expect: Spot, key: str) -> list[tuple[Spot, str]]:
    """The names that an expectation gives, each with its place: of a list, of one word, or the keys of a mapping."""
    if key in ("clocks", "why-not", "slots", "targets", "reports"):
        return [(spot, name) for name, spot in _children(expect, key)]
    if key == "escalated":
        return [(spot, spot.word) for row in expect.rows(key) if (spot := row.get("clock"))]
    return [(row, row.word) for row in expect.rows(key) if not (key in _OR_NONE and row.word == _NONE)]


def _children(expect: Spot, key: str) -> list[tuple[str, Spot]]:
    spot = expect.get(key)
    return list(spot.items()) if spot else []


def _clocks(kind: CaseType) -> Iterable[str]:
    return (clock.clock for clock in kind.clocks)


def _rules(kind: CaseType) -> Iterable[str]:
    return (rule.rule for rule in kind.rules)


def _flags(kind: CaseType) -> Iterable[str]:
    """Those that the type lists, and those that rules raise."""
    raised = (effect for rule in kind.rules for effect in every_effect(rule.then))
    return (*kind.flags, *(effect.flag for effect in raised if isinstance(effect, Flag)))


def _events(kind: CaseType) -> Iterable[str]:
    """The platform's, and the words that tasks and actions say."""
    said = (*(task.emits for task in kind.tasks.values()), *(action.emits for action in kind.actions))
    return (*EVENTS, *filter(None, said))


_OF_THE_PACK: Mapping[str, Callable[[Pack], Iterable[str]]] = {
    "letters": lambda pack: pack.letters,
    "duties": lambda pack: pack.duties,
    "targets": lambda pack: pack.targets,
    "reports": lambda pack: pack.reports,
}
"""Expectation -> the names that the pack gives it, whatever the case type."""

_NAMES: Mapping[str, Callable[[CaseType], Iterable[str]]] = {
    "stage": lambda kind: (stage.stage for stage in kind.stages),
    "outcome": lambda kind: (*kind.outcomes, *(_GIVEN if kind.outcomes else ())),
    "flags": _flags,
    "tasks": lambda kind: kind.tasks,
    "no-tasks": lambda kind: kind.tasks,
    "escalated": _clocks,
    "not-escalated": _clocks,
    "clocks": _clocks,
    "why": _rules,
    "why-not": _rules,
    "drafts": _rules,
    "slots": lambda kind: kind.slots,
    "events": _events,
}
"""Expectation -> the names that a case type gives it."""
