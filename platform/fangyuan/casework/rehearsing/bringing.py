"""Whether an expectation names what an action brings that leaves its case where it is."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from fangyuan.casework.rehearsing.expecting import NONE
from fangyuan.model.clocks import Clock
from fangyuan.model.effects import Effect, FillSlot, Flag, IssueLetter, MakeDraft, OpenTask, SetAnswer, TurnClock
from fangyuan.model.procedure import Action, CaseType
from fangyuan.model.who import EventPatterns

_TAKEN = "action-taken"


def brings(expect: Mapping[str, Any], action: Action, case_type: CaseType) -> bool:
    """Its word, letter, answers or dispatch, clocks that hear it, or what rules do that hear it."""
    if action.dispatch is not None and expect.get("children"):
        return True
    return any(name in named(expect, word) for word, name in _brought(action, case_type))


def named(expect: Mapping[str, Any], word: str) -> set[str]:
    """The names under a word of an expectation, without subjects: `pledged[U1]` is `pledged`; an absent clock is not named."""
    wanted = expect.get(word)
    if isinstance(wanted, Mapping):
        return {name.partition("[")[0] for name, said in wanted.items() if said != NONE}
    listed = wanted if isinstance(wanted, list | tuple) else [] if wanted is None else [wanted]
    return {str(name).partition("[")[0] for name in listed}


def _brought(action: Action, case_type: CaseType) -> Iterator[tuple[str, str]]:
    """(word of an expectation, name) of everything that follows from the action itself."""
    yield "events", action.emits
    yield from (("letters", letter) for letter in (action.letter, action.dispatch.letter if action.dispatch else ""))
    form = case_type.forms.get(action.form)
    for field in form.fields if form else ():
        yield from (("answers", field.name), ("slots", field.name))
        rows = (task.task for task in case_type.tasks.values() if task.per == field.name)
        yield from ((word, task) for task in rows for word in ("tasks", "no-tasks"))
    yield from (("clocks", clock.clock) for clock in case_type.clocks if _hears(_all(clock), action))
    for rule in case_type.rules:
        if _hears(rule.on, action):
            yield from (("why", rule.rule), ("why-not", rule.rule), ("drafts", rule.rule))
            yield from _done(rule.then)


def _all(clock: Clock) -> EventPatterns:
    return (*clock.start, *clock.stop, *clock.cancel, *clock.resume, *clock.restart)


def _hears(patterns: EventPatterns, action: Action) -> bool:
    return any(
        pattern.word == action.emits
        or (pattern.word == _TAKEN and pattern.narrowed.get("action", action.action) == action.action)
        for pattern in patterns
    )


def _done(effects: Iterable[Effect]) -> Iterator[tuple[str, str]]:
    """What an expectation may name of effects; a draft's own come with its approval."""
    for effect in effects:
        match effect:
            case Flag(name):
                yield "flags", name
            case IssueLetter(name):
                yield "letters", name
            case OpenTask(name):
                yield "tasks", name
            case TurnClock(_, name):
                yield "clocks", name
            case SetAnswer(name):
                yield "answers", name
            case FillSlot(name):
                yield "slots", name
            case MakeDraft(_, _, then):
                yield from _done(then)
