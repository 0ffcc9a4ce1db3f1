"""Rows of a list with dates counted back from a deadline: proposed where none is written, explained wherever they stand."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from fangyuan.casework.reading.prefilling import copied
from fangyuan.engine.clocks.calendars import calendar_of
from fangyuan.engine.clocks.planning import Planned, explained, plan_back
from fangyuan.forms.paths import values_at
from fangyuan.forms.seeing import overlaid
from fangyuan.model.durations import Duration
from fangyuan.model.fields import Answers, BackPlan, Field, Form
from fangyuan.model.world import World

Row = dict[str, Any]


def planned(form: Form, answers: Answers, tree: Mapping[str, Any], world: World) -> Answers:
    """The answers with the plans of the form: a blank date of a row is proposed, one that is written stays.

    A deadline that is blank, or no date, plans nothing; a row that does not say how long it takes is passed over.
    """
    lists = [field for top in form.fields for field in top.walk() if field.plan_back is not None]
    if not lists:
        return answers
    made = copied(answers)
    seen = overlaid(form, made, tree)
    for field in lists:
        for rows in _rows(made, field):
            assert field.plan_back is not None
            _plan(rows, field.plan_back, seen, world)
    return dict(made)


def _rows(answers: Row, field: Field) -> Iterator[list[Row]]:
    """The rows of the list that have a shape at all."""
    for found in values_at(answers, field.path):
        rows = [row for row in found if isinstance(row, dict)] if isinstance(found, list) else []
        if rows:
            yield rows


def _plan(rows: list[Row], plan: BackPlan, seen: Mapping[str, Any], world: World) -> None:
    deadline = next((day for value in values_at(seen, plan.deadline) if (day := _date(value))), None)
    lengths = [(row, length) for row in rows if (length := _length(row.get(plan.takes)))]
    if deadline is None or not lengths:
        return
    calendar = calendar_of(world, plan.calendar)
    fixed = {number: day for number, (row, _) in enumerate(lengths) if (day := _date(row.get(plan.due)))}
    steps = plan_back(deadline, [("", length) for _, length in lengths], calendar, fixed)
    for (row, _), step in zip(lengths, steps, strict=True):
        row.update(_told(plan, step, explained(step, calendar)))


def _told(plan: BackPlan, step: Planned, how: str) -> Row:
    """What a row says of its step."""
    told = {plan.due: step.due.isoformat(), plan.begin: step.begin.isoformat(), plan.explain: how}
    return {name: value for name, value in told.items() if name}


def _length(value: Any) -> Duration | None:
    """How long a step takes; nothing that is counted by the clock, for which there is no date."""
    try:
        length = Duration.parse(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return None if length is None or length.by_the_clock else length


def _date(value: Any) -> date | None:
    try:
        return date.fromisoformat(value[:10]) if isinstance(value, str) else None
    except ValueError:
        return None
