"""Statements of figures that are made once: what is asked of other days, at another moment, by another reader is the same statement.

A statement is made of a question in which stand-ins stand for the days, for now and for who asks: days of far away that stand to each
other and to now as the real ones do. Once it is compiled, a parameter that is a stand-in is what each question brings; every
other one stays. What conditions say of today, and hashes of what is sensitive, are worked out while a statement is made: such a
question is made anew each time, and so is one whose statement holds a day that stands for nothing.
"""

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from threading import Lock
from typing import Any

from sqlalchemy import Connection

from fangyuan.model.conditions import Atom, Op, Today
from fangyuan.store.days import first_instant
from fangyuan.store.prepared import Prepared, Statement, asked, standing_for
from fangyuan.store.questions import Axis, Question, Share, Tally
from fangyuan.store.shares import likeness, tested

Brought = Mapping[date | str, Any]
"""What each stand-in stands for."""

MOST = 512
"""How many statements are kept; the oldest goes first. One is 5 to 150 kB of text."""

_NOW = datetime(9000, 1, 1, 12, tzinfo=UTC)
_TODAY = date(9500, 1, 1)
_SOMEBODY = "\ue000somebody"
_APART = timedelta(days=10)
_FAR_AWAY = range(8900, 9600)

_kept: dict[Hashable, Prepared | None] = {}
_UNKNOWN: Any = object()
_lock = Lock()


@dataclass(frozen=True, slots=True)
class Alike:
    """A question with stand-ins, what they stand for, and what all questions of its statement have alike."""

    question: Question
    brought: Brought
    key: Hashable


def answered(connection: Connection, question: Question, make: Callable[[Question], Statement]) -> list[Any]:
    """What is found of a question (of `together`) by the statement that `make` makes of it; may raise NotIndexed."""
    alike = _alike(question)
    kept = _statement(connection, alike, make) if alike else None
    if alike is None or kept is None:
        return list(connection.execute(make(question)))
    return asked(connection, kept, {repr(one): what for one, what in alike.brought.items()})


def _statement(connection: Connection, alike: Alike, make: Callable[[Question], Statement]) -> Prepared | None:
    key = (connection.dialect, make.__name__, alike.key)
    known: Prepared | None = _kept.get(key, _UNKNOWN)
    if known is not _UNKNOWN:
        return known
    made = standing_for(connection.dialect, make(alike.question), {one: repr(one) for one in alike.brought})
    far = any(isinstance(one, date) and one.year in _FAR_AWAY for one in made.fixed.values())
    kept = None if far else made
    with _lock:
        _kept[key] = kept
        while len(_kept) > MOST:
            del _kept[next(iter(_kept))]
    return kept


def _alike(question: Question) -> Alike | None:
    """The question with stand-ins; None where it asks what only one moment answers, or is asked at several."""
    moment = question.shares[0].moment
    moments = {(share.moment.now, share.moment.zone) for share in question.shares}
    known = tuple(tested(question))
    if len(moments) > 1 or any(map(_asks_for_today, known)) or _asks_for_secrets(question, known):
        return None
    days = sorted(set(_days(question)))
    passed = sum(first_instant(day, moment) <= moment.now for day in days)
    stand_ins = {day: _NOW.date() + (n - passed + (n >= passed)) * _APART for n, day in enumerate(days)}
    person = _person(question.shares)
    brought: dict[date | str, Any] = {_NOW: moment.now, _SOMEBODY: person}
    for day, one in stand_ins.items():
        brought |= {one: day, one.isoformat(): day.isoformat()}
        brought[first_instant(one, moment)] = first_instant(day, moment)
    stood = _with(question, stand_ins, person)
    return Alike(stood, brought, _key(stood, known))


def _asks_for_today(atom: Atom) -> bool:
    by_today = atom.op in (Op.OLDER_THAN, Op.NEWER_THAN) or isinstance(atom.operand, Today)
    return by_today or atom.path == "case.age_days"


def _asks_for_secrets(question: Question, known: Sequence[Atom]) -> bool:
    """Whether anything is held against a sensitive answer: its hash has a key that is no part of the question."""
    paths = {one.path for one in known}
    return any(one.sensitive and one.path in paths for share in question.shares for one in share.fields)


def _days(question: Question) -> Iterator[date]:
    yield from (question.span.start, question.span.end)
    for axis in question.axes:
        yield from axis.bounds
    yield from (tally.since for tally in question.tallies if tally.since)


def _person(shares: tuple[Share, ...]) -> str:
    """Who asks, where it is somebody that no list of units or of others names as well; else empty."""
    sights = [share.sight for share in shares]
    alone = all(one.person == sights[0].person and not one.lent for one in sights)
    named = {name for one in sights for name in (*one.posts, *(one.units or ()))}
    return sights[0].person if alone and sights[0].person not in named else ""


def _with(question: Question, days: Mapping[date, date], person: str) -> Question:
    """The question with stand-ins for its days, for now, and for a person."""

    def axis(one: Axis) -> Axis:
        return replace(one, bounds=tuple(days[day] for day in one.bounds))

    def tally(one: Tally) -> Tally:
        return replace(one, since=days[one.since]) if one.since else one

    def share(one: Share) -> Share:
        sight = replace(one.sight, person=_SOMEBODY) if person else one.sight
        return replace(one, sight=sight, moment=replace(one.moment, now=_NOW, today=_TODAY))

    span = replace(question.span, start=days[question.span.start], end=days[question.span.end])
    return replace(
        question, shares=tuple(map(share, question.shares)), span=span, tallies=tuple(map(tally, question.tallies)),
        axes=tuple(map(axis, question.axes)),
    )  # fmt: skip


def _key(question: Question, known: Sequence[Atom]) -> Hashable:
    """All that a statement is made of. Conditions by their text: 1 equals true in Python, and in no condition."""
    shares = tuple((likeness(one, known), one.tenants, repr(one.condition)) for one in question.shares)
    tallies = tuple(
        (one.what, one.path, one.to, repr(one.condition), one.since, one.apart, one.each) for one in question.tallies
    )
    axes = tuple((one.path, one.bounds, tuple(one.above.items()), one.own_end, one.open_only) for one in question.axes)
    return shares, question.span, tallies, axes, question.once
