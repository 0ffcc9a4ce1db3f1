"""A condition means the same over rows as over trees."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fangyuan.forms.conditions import holds
from fangyuan.forms.moment import Moment
from fangyuan.model.conditions import AllOf, AnyOf, Atom, Condition, FieldRef, Not, Op, Param, Today
from fangyuan.model.durations import Duration, DurationUnit
from fangyuan.store.database import Database
from fangyuan.store.lists import Listing
from fangyuan.store.places import NotIndexed
from fangyuan.store.sight import EVERYTHING
from fixtures.storing import FIELDS, NOW, TENANT, TYPE, begun

EAST = timezone(timedelta(hours=8))
MOMENT = Moment.of(NOW, EAST, {"limit": 3, "kinds": ["road", "noise"], "day": "2026-02-10"})
WORDS = ("road", "noise", "Road", "道路", "a%b_c", 'quo"te', ",", "r\\o", "7", "true")
DAYS = tuple(date(2026, 1, 31) + timedelta(days=n) for n in (0, 1, 29, 30, 31, 90))
TIMES = tuple(datetime(2026, 3, 1, 15, 59, 59, tzinfo=UTC) + timedelta(seconds=n) for n in (0, 1, 2, 34_201, 86_400))

days = st.sampled_from(DAYS)
times = st.sampled_from(TIMES)
words = st.sampled_from(WORDS)
numbers = st.sampled_from((-1, 0, 1, 2, 3, 2.5, 1.0, 10**17, -(10**30), 10**30, 1e300))
ANSWERS: dict[str, st.SearchStrategy[Any]] = {
    "amount": st.sampled_from((-1, 0, 1, 2.5, 3, 1e300)),
    "kind": words | st.just(""),
    "copies": st.sampled_from((-1, 0, 1, 2, 3, 10**17)),
    "urgent": st.booleans(),
    "happened": days.map(date.isoformat),
    "heard": times.map(lambda at: at.astimezone(EAST).isoformat()),
    "topics": st.lists(words | numbers | st.booleans(), max_size=4),
    "persons": st.lists(
        st.fixed_dictionaries({}, optional={"name": words | st.just(""), "id_card": words}), max_size=3
    ),
}
answers = st.fixed_dictionaries({}, optional=ANSWERS)
anything = st.one_of(
    words, numbers, st.booleans(), days, days.map(date.isoformat), st.just(Param("limit")), st.just(Param("none"))
)
durations = st.builds(Duration, st.sampled_from((0, 1, 12, 29, 40)), st.sampled_from(DurationUnit))
whens = st.one_of(days, days.map(date.isoformat), times, st.just(Today()), st.just(Param("day")), words)
NUMERIC = (Op.MINIMUM, Op.MAXIMUM, Op.EXCLUSIVE_MINIMUM, Op.EXCLUSIVE_MAXIMUM)


def _atom(
    paths: tuple[str, ...], ops: tuple[Op, ...], operands: st.SearchStrategy[Any]
) -> st.SearchStrategy[Condition]:
    return st.builds(Atom, st.sampled_from(paths), st.sampled_from(ops), operands)


named = st.sampled_from(("entry", "n0", "office", "", "x"))
choices = st.lists(anything.filter(lambda one: not isinstance(one, Param)), max_size=3).map(tuple)
EVERY = tuple(one.path for one in FIELDS)
EQUAL = tuple(path for path in EVERY if path != "heard")
scalar_atoms = st.one_of(
    _atom(EVERY, (Op.ABSENT,), st.booleans()),
    _atom(EQUAL, (Op.CONST, Op.CONTAINS), anything),
    _atom(EQUAL, (Op.ENUM,), choices | st.just(Param("kinds"))),
    _atom(("amount", "copies", "kind", "urgent", "case.age_days", "case.visit"), NUMERIC, anything),
    _atom(("topics", "kind", "case.flags"), (Op.MIN_ITEMS, Op.MAX_ITEMS), numbers),
    _atom(("happened", "heard", "case.received_on", "case.registered_at"), (Op.BEFORE, Op.AFTER), whens),
    _atom(("happened", "heard", "case.received_on"), (Op.OLDER_THAN, Op.NEWER_THAN), durations | words),
    _atom(("happened",), (Op.BEFORE, Op.AFTER), st.just(FieldRef("case.received_on"))),
    _atom(("case.closed",), (Op.CONST,), st.booleans()),
    _atom(("case.stage", "case.number", "case.unit", "case.leader"), (Op.CONST, Op.ABSENT), named),
)  # fmt: skip
conditions = st.recursive(
    scalar_atoms,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(tuple).map(AllOf),
        st.lists(inner, max_size=3).map(tuple).map(AnyOf),
        inner.map(Not),
    ),
    max_leaves=5,
)


def _facts(state: Any, moment: Moment) -> dict[str, Any]:
    """What the engine says of these paths."""
    case = {
        "stage": state.stage, "number": state.number, "unit": state.unit, "visit": state.visit, "flags": list(state.flags),
        "received_on": state.received_on.isoformat(), "registered_at": state.registered_at.isoformat(),
        "age_days": (moment.today - state.received_on).days, "closed": state.closed,
    }  # fmt: skip
    return {**state.answers, "case": case}


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(told=st.lists(answers, min_size=1, max_size=3), asked=st.lists(conditions, min_size=1, max_size=6))
def test_a_condition_means_the_same_over_rows_and_trees(
    database: Database, told: list[dict[str, Any]], asked: list[Condition]
) -> None:
    with database.begin() as uow:
        states = [begun(uow, given, number=f"n{n}").state for n, given in enumerate(told)]
        for condition in asked:
            listing = Listing(TENANT, EVERYTHING, MOMENT, (TYPE,), FIELDS, condition)
            found = {line.number for line in uow.cases.page(listing).rows}
            expected = {state.number for state in states if holds(condition, _facts(state, MOMENT), MOMENT)}
            assert found == expected, condition


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        (Atom("kind", Op.PATTERN, "^r"), "pattern"),
        (Atom("never", Op.CONST, 1), "index: true"),
        (Atom("persons.id_card", Op.BEFORE, Today()), "sensitive"),
        (Atom("topics", Op.MINIMUM, 1), "list"),
        (Atom("case.weather", Op.CONST, "rain"), "case.stage"),
        (Atom("clock.x.colour", Op.CONST, "red"), "light"),
        (Atom("kind", Op.BEFORE, Today()), "format date"),
        (Atom("heard", Op.CONST, "2026-01-01T00:00:00Z"), "before and after"),
        (Atom("amount", Op.MINIMUM, FieldRef("copies")), "both are dates"),
    ],
)
def test_what_rows_cannot_answer_is_refused_with_a_way_out(database: Database, condition: Condition, said: str) -> None:
    with database.read() as uow, pytest.raises(NotIndexed, match=said):
        uow.cases.page(Listing(TENANT, EVERYTHING, MOMENT, (TYPE,), FIELDS, condition))
