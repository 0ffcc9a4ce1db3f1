"""What people are told and when, compared: texts of effects, warnings, ladders.

A warning or a rung that only moved is the same one; a text that only reads otherwise is the same text.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import fields, is_dataclass, replace
from typing import Any

from fangyuan.compiler.comparing.directions import Class, Direction, gathered, sequenced, span, turned
from fangyuan.model.clocks import Rung, Warning
from fangyuan.model.durations import Duration, DurationUnit
from fangyuan.model.effects import Block, Notify, Require
from fangyuan.model.who import Hole, Text

Pair = tuple[Any, Any]
"""What was said and what is said now; None on the side where it is not said."""

_MORE = gathered(Class.TIGHTENING)
_AT_ONCE = Duration(0, DurationUnit.DAYS)


def pairs(was: Iterable[Any], now: Iterable[Any]) -> list[Pair]:
    """What differs between two collections: first what changed, in the new order, then what came, last what is gone.

    A warning or a rung is paired with the one that is like it in all but its distance, a rung also with the one that comes
    when it comes.
    """
    before, after = list(was or ()), list(now or ())
    gone, new = [one for one in before if one not in after], [one for one in after if one not in before]
    moved = list(_like(gone, new, _in_place))
    for old, young in moved:
        gone.remove(old)
        new.remove(young)
    kept = list(_like(_rungs(gone), _rungs(new), lambda rung: rung.after))
    for old, young in kept:
        gone.remove(old)
        new.remove(young)
    return [*moved, *kept, *((None, one) for one in new), *((one, None) for one in gone)]


def _rungs(parts: Iterable[Any]) -> list[Rung]:
    return [one for one in parts if isinstance(one, Rung)]


def _like(gone: Sequence[Any], new: Sequence[Any], by: Callable[[Any], Any]) -> Iterator[Pair]:
    """Each new one with the first gone one that is the same `by` what counts."""
    left = list(gone)
    for one in new:
        found = next((old for old in left if by(old) == by(one)), None)
        if found is not None:
            left.remove(found)
            yield found, one


def _in_place(one: Any) -> Any:
    """A warning or a rung without its distance; anything else is itself."""
    if isinstance(one, Warning):
        return replace(one, before=_AT_ONCE)
    return replace(one, after=_AT_ONCE) if isinstance(one, Rung) else one


def distanced(was: Iterable[Any], now: Iterable[Any]) -> Class:
    """Warnings or rungs: more of them, or sooner, is tighter; breaking where one goes one way and another the other."""
    found = {_distance(old, new) for old, new in pairs(was, now)} or {Class.COSMETIC}
    return found.pop() if len(found) == 1 else Class.BREAKING


def _distance(was: Any, now: Any) -> Class:
    if was is None or now is None:
        return Class.TIGHTENING if was is None else Class.LOOSENING
    if isinstance(now, Warning):
        return turned(span)(was.before, now.before)
    if was.after != now.after:
        return span(was.after or _AT_ONCE, now.after or _AT_ONCE)
    return _reached(was, now)


def _reached(was: Rung, now: Rung) -> Class:
    """A rung that comes when it came: more people told or more proposed is tighter, other people break."""
    found = {_MORE(was.inform, now.inform), _MORE(was.copy, now.copy)}
    if was.propose == now.propose:
        found.add(Class.COSMETIC if (was.decided_by, was.to) == (now.decided_by, now.to) else Class.BREAKING)
    elif was.propose and now.propose:
        found.add(Class.BREAKING)
    else:
        found.add(Class.TIGHTENING if now.propose else Class.LOOSENING)
    found -= {Class.COSMETIC}
    return found.pop() if len(found) == 1 else Class.BREAKING


def worded(otherwise: Class) -> Direction:
    """Effects: where only texts changed, words; `otherwise` where a text also says another answer of the case."""
    listed: Callable[[Any, Any], Class] = sequenced(Class.TIGHTENING)

    def direction(was: Any, now: Any) -> Class:
        found = listed(was, now)
        if found is not Class.BREAKING:
            return found
        bare, bare_now = _without_texts(was), _without_texts(now)
        if bare == bare_now:
            return Class.COSMETIC if holes(was) == holes(now) else otherwise
        return listed(bare, bare_now)

    return direction


def effected(was: Any, now: Any) -> Class:
    """The effects of a rule: more is tighter. Of what is gone, what only stopped somebody or told them asks less; anything
    else (a flag, an answer, a task, a move) is missed by whoever waits for it.
    """
    found = _EFFECTS(was, now)
    if found is not Class.LOOSENING:
        return found
    gone = [one for one in was if one not in now]
    return found if all(isinstance(one, Block | Require | Notify) for one in gone) else Class.BREAKING


def holes(value: Any) -> frozenset[Hole]:
    """Every hole of the texts in a value, at any depth."""
    if isinstance(value, Hole):
        return frozenset((value,))
    return frozenset().union(*map(holes, _inside(value)))


def _inside(value: Any) -> Iterable[Any]:
    if isinstance(value, tuple | list):
        return value
    known = is_dataclass(value) and not isinstance(value, type)
    return [getattr(value, one.name) for one in fields(value)] if known else ()


def _without_texts(value: Any) -> Any:
    """A value with every text in it blank, at any depth."""
    if isinstance(value, Text):
        return Text()
    if isinstance(value, tuple | list):
        return tuple(map(_without_texts, value))
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{one.name: _without_texts(getattr(value, one.name)) for one in fields(value)})
    return value


_EFFECTS = worded(Class.TIGHTENING)
