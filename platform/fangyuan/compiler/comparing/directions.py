"""Which way a change goes: each function looks at what was said and what is said now."""

import operator
from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from typing import Any

from fangyuan.compiler.bounds import no_longer
from fangyuan.model.clocks import Extension, FirstDay, LastDay
from fangyuan.model.conditions import ALWAYS, AllOf, AnyOf, Atom, Condition, Op
from fangyuan.model.durations import Duration
from fangyuan.model.pack import FieldRight


class Class(StrEnum):
    """How a change touches those who rely on the pack.

    Breaking: a pack that builds on this one, or an answer, a report, a case sent over, may no longer fit; also every
    change whose direction nobody can tell. Tightening: more is asked, or sooner. Loosening: less is asked, or later, or
    something new may be used. Cosmetic: words and arrangement alone.
    """

    BREAKING = "breaking"
    TIGHTENING = "tightening"
    LOOSENING = "loosening"
    COSMETIC = "cosmetic"


Direction = Callable[[Any, Any], Class]


def always(found: Class) -> Direction:
    """The same class whatever was said."""
    return lambda was, now: found


def turned(direction: Direction) -> Direction:
    """The opposite of a direction."""
    return lambda was, now: _OPPOSITE.get(found := direction(was, now), found)


def switched(on: Class) -> Direction:
    """A yes or no: `on` when it is now said, the opposite when it no longer is."""
    return lambda was, now: on if now and not was else _OPPOSITE[on] if was and not now else Class.BREAKING


def demanded(was: Any, now: Any) -> Class:
    """What must now be given breaks whoever does not give it; what need not, asks less."""
    return Class.BREAKING if now and not was else Class.LOOSENING


def placed(was: bool, now: bool) -> Class:
    """A field that no page shows any more can no longer be answered, as if it were gone; one that comes may be used."""
    return Class.LOOSENING if now else Class.BREAKING


def unveiled(was: bool, now: bool) -> Class:
    """A sensitive field: taken off, what was sealed and masked lies open, which no small step may bring."""
    return Class.TIGHTENING if now else Class.BREAKING


def registering(was: Any, now: Any) -> Class:
    """The case types that a role registers; with none listed any more others may, or nobody."""
    return Class.BREAKING if was and not now else gathered(Class.LOOSENING)(was, now)


def _limit(tighter: Callable[[Any, Any], bool]) -> Direction:
    """A limit, of which none at all is the loosest; `tighter` says of two whether the new one leaves less room."""

    def direction(was: Any, now: Any) -> Class:
        if was is None or now is None:
            return Class.TIGHTENING if was is None else Class.LOOSENING
        return Class.TIGHTENING if tighter(now, was) else Class.LOOSENING

    return direction


upper, floor = _limit(operator.lt), _limit(operator.gt)
"""Limits from above and from below."""


def span(was: Any, now: Any) -> Class:
    """A deadline: shorter is tighter, none is the loosest; lengths that no calendar can order break."""
    if was is None or now is None:
        return Class.TIGHTENING if was is None else Class.LOOSENING
    if not (isinstance(was, Duration) and isinstance(now, Duration)):
        return Class.BREAKING
    if no_longer(now, was):
        return Class.TIGHTENING
    return Class.LOOSENING if no_longer(was, now) else Class.BREAKING


def gathered(more: Class) -> Direction:
    """A collection: `more` when it only grew, the opposite when it only shrank, breaking where both happened."""

    def direction(was: Iterable[Any], now: Iterable[Any]) -> Class:
        before, after = list(was or ()), list(now or ())
        gone, new = [x for x in before if x not in after], [x for x in after if x not in before]
        if gone and new:
            return Class.BREAKING
        return more if new else _OPPOSITE[more] if gone else Class.COSMETIC

    return direction


def sequenced(more: Class) -> Direction:
    """A list that is done in its order: what stays must keep it, for the last one wins; else like any collection."""
    grown = gathered(more)

    def direction(was: Iterable[Any], now: Iterable[Any]) -> Class:
        before, after = list(was or ()), list(now or ())
        kept = [one for one in before if one in after] == [one for one in after if one in before]
        return grown(before, after) if kept else Class.BREAKING

    return direction


def named(was: Mapping[str, Any], now: Mapping[str, Any]) -> Class:
    """Words that others use: one that is gone breaks whoever says it; another title is only words."""
    if set(was) - set(now):
        return Class.BREAKING
    return Class.LOOSENING if set(now) - set(was) else Class.COSMETIC


def guarded(was: Condition | None, now: Condition | None) -> Class:
    """A condition under which something may happen: narrower is tighter."""
    if narrower(was, now):
        return Class.TIGHTENING
    return Class.LOOSENING if narrower(now, was) else Class.BREAKING


def peopled(was: Any, now: Any) -> Class:
    """Who may or should act: more descriptions let more people; nobody named lets everybody who may otherwise."""
    if not was or not now:
        return Class.TIGHTENING if now else Class.LOOSENING
    return gathered(Class.LOOSENING)(was, now)


def counted(was: Any, now: Any) -> Class:
    """How days are counted: an earlier end in every case is tighter; another calendar breaks."""
    first = _FIRST.index(now.first_day) - _FIRST.index(was.first_day)
    last = _LAST.index(now.end) - _LAST.index(was.end)
    if was.calendar != now.calendar or first * last < 0:
        return Class.BREAKING
    return Class.TIGHTENING if first + last > 0 else Class.LOOSENING


def extended(was: Extension | None, now: Extension | None) -> Class:
    """What a clock allows on top: more often or longer is looser; other people or papers break."""
    if was is None or now is None:
        return Class.LOOSENING if was is None else Class.TIGHTENING
    found = {span(was.up_to, now.up_to)} if was.up_to != now.up_to else set()
    found |= {upper(was.times, now.times)} if was.times != now.times else set()
    if was.reason_required != now.reason_required:
        found.add(Class.TIGHTENING if now.reason_required else Class.LOOSENING)
    if was.after_due != now.after_due:
        found.add(Class.LOOSENING if now.after_due else Class.TIGHTENING)
    same_people = (was.approver, was.asked_by, was.letter) == (now.approver, now.asked_by, now.letter)
    return found.pop() if same_people and len(found) == 1 else Class.BREAKING


def defaulted(was: Any, now: Any) -> Class:
    """What a parameter is where nobody fills it in: lengths of time can be ordered, other values cannot."""
    try:
        return span(Duration.parse(str(was)), Duration.parse(str(now)))
    except ValueError:
        return Class.LOOSENING if was is None else Class.BREAKING


def righted(was: Mapping[str, FieldRight], now: Mapping[str, FieldRight]) -> Class:
    """What a role may see of fields: less of some and more of none is tighter; an unnamed field is seen."""
    steps = [_RIGHTS.index(_right(now, path)) - _RIGHTS.index(_right(was, path)) for path in {*was, *now}]
    if min(steps, default=0) < 0 < max(steps, default=0):
        return Class.BREAKING
    return Class.TIGHTENING if max(steps, default=0) > 0 else Class.LOOSENING


def _right(rights: Mapping[str, FieldRight], path: str) -> FieldRight:
    return rights.get(path, FieldRight.SEE)


def stage_order(was: tuple[str, ...], now: tuple[str, ...]) -> Class:
    """Stages that stay must keep their order; what is added or removed is a change of its own."""
    stay = [stage for stage in was if stage in now]
    return Class.COSMETIC if stay == [stage for stage in now if stage in was] else Class.BREAKING


def narrower(was: Condition | None, now: Condition | None) -> bool:
    """Whether `now` certainly never holds where `was` does not; none at all always holds."""
    was, now = was or ALWAYS, now or ALWAYS
    if was == now:
        return True
    match was, now:
        case (AnyOf(parts), _) if any(narrower(part, now) for part in parts):
            return True
        case (AllOf(parts), _) if all(narrower(part, now) for part in parts):
            return True
        case (_, AllOf(parts)):
            return any(narrower(was, part) for part in parts)
        case (_, AnyOf(parts)):
            return all(narrower(was, part) for part in parts)
        case (Atom(), Atom()):
            return _atom_narrower(was, now)
    return False


def _atom_narrower(was: Atom, now: Atom) -> bool:
    """Two tests of the same field by the same word, with operands that can be ordered."""
    if was.path != now.path:
        return False
    if was.op is Op.ENUM and isinstance(was.operand, tuple):
        allowed = now.operand if now.op is Op.ENUM else (now.operand,) if now.op is Op.CONST else None
        return isinstance(allowed, tuple) and all(_among(value, was.operand) for value in allowed)
    if was.op is not now.op or not _both_numbers(was.operand, now.operand):
        return False
    return (was.op in _FROM_BELOW and now.operand >= was.operand) or (  # type: ignore[operator]
        was.op in _FROM_ABOVE and now.operand <= was.operand  # type: ignore[operator]
    )


def _among(value: Any, values: tuple[Any, ...]) -> bool:
    """Membership without taking true for 1."""
    return any(type(value) is type(one) and value == one for one in values)


def _both_numbers(*values: Any) -> bool:
    return all(isinstance(value, int | float) and not isinstance(value, bool) for value in values)


_OPPOSITE = {Class.TIGHTENING: Class.LOOSENING, Class.LOOSENING: Class.TIGHTENING}
_RIGHTS = (FieldRight.SEE, FieldRight.MASK, FieldRight.HIDE)
_FIRST = (FirstDay.EXCLUDED, FirstDay.INCLUDED)
_LAST = (LastDay.ROLL_FORWARD, LastDay.AS_IT_FALLS, LastDay.ROLL_BACK)
_FROM_BELOW = (Op.MINIMUM, Op.EXCLUSIVE_MINIMUM, Op.MIN_ITEMS)
_FROM_ABOVE = (Op.MAXIMUM, Op.EXCLUSIVE_MAXIMUM, Op.MAX_ITEMS)
