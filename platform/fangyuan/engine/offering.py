"""Why an action may not be taken now, as a problem that says what is missing."""

import re
from collections.abc import Mapping
from typing import Any

from fangyuan.engine.entitlement import awaited
from fangyuan.engine.rounds import Round
from fangyuan.engine.terms import out_of_term
from fangyuan.forms.conditions import failed_at, required_part, seen_by
from fangyuan.forms.sentences import failed_sentence
from fangyuan.forms.titles import titles
from fangyuan.kinds.duration import in_words, is_duration
from fangyuan.model.conditions import Atom, Condition, atoms
from fangyuan.model.durations import Duration
from fangyuan.model.problems import Problem
from fangyuan.model.procedure import Action

_WAIT = "请等待对方办结；只有书面报告的，可以把发出的收回"
_DONE = re.compile(r"^task\.(.+)\.done$")


def problem_of(round_: Round, action: Action, answers: Mapping[str, Any] | None = None) -> Problem | None:
    """The first thing that stands in the action's way; None where it may be taken, or may be offered without `answers`."""
    barred = _barred(round_, action, action.condition)
    if barred:
        return barred
    if awaited(round_, action):
        return Problem("waiting", f"还不能“{action.title}”：发出的交办件还没有办结", advice=_WAIT)
    return out_of_term(round_, action.term, answers) if action.term else None


def unfilled(round_: Round, action: Action) -> Problem | None:
    """What the answers that the action brought leave wanting; they are part of the case by now."""
    return _barred(round_, action, action.filled)


def _barred(round_: Round, action: Action, condition: Condition | None) -> Problem | None:
    place = failed_at(condition, round_.facts(), round_.moment) if condition else -1
    if condition is None or place < 0:
        return None
    path = list(atoms(condition))[place].path
    return Problem("guard", f"还不能“{action.title}”：{_why_not(round_, condition, place)}", path=path)


def _why_not(round_: Round, condition: Condition, place: int) -> str:
    """In words; that a task is not done yet is said the short way."""
    failed, within = list(atoms(condition))[place], required_part(condition, place)
    found = _DONE.match(failed.path) if isinstance(within, Atom) else None
    if found and failed.operand is True and found[1] in round_.case_type.tasks:
        return f"“{round_.case_type.tasks[found[1]].title}”还没有办结"
    return failed_sentence(failed, seen_by(failed, round_.facts()), _titles(round_), within=within)


def _titles(round_: Round) -> dict[str, str]:
    """What is tested, as it is called; a parameter by its value, a length of time in words."""
    told = {f"${name}": _length(str(value)) for name, value in round_.moment.parameters.items()}
    return titles(round_.case_type) | told


def _length(value: str) -> str:
    return in_words(Duration.parse(value)) if is_duration(value) else value
