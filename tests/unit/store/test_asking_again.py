"""A statement that was made for one question answers every other one that is like it, each for itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import Select

from fangyuan.forms.moment import Moment
from fangyuan.model.conditions import ALWAYS, Atom, Condition, Op, Today
from fangyuan.model.durations import Duration
from fangyuan.store.asking_again import answered
from fangyuan.store.database import Database
from fangyuan.store.questions import Axis, Question, Span, Tally
from fangyuan.store.shares import together
from fangyuan.store.sight import Sight
from fixtures.storing import ROW, begun, put, started
from unit.store.test_figures import APRIL, FEBRUARY, MARCH, SHANGHAI, SHARE, closing

MAY = date(2026, 5, 1)
FIRST_DAY = date(1, 1, 2)
LASTING: tuple[Condition, ...] = (
    Atom("case.light", Op.CONST, "red"),
    Atom("clock.reply.overdue", Op.CONST, True),
    Atom("happened", Op.BEFORE, "2026-03-01"),
)
PASSING: tuple[Condition, ...] = (
    Atom("happened", Op.BEFORE, Today()),
    Atom("happened", Op.BEFORE, Today()),
    Atom("happened", Op.NEWER_THAN, Duration.parse("20 days")),
    Atom("case.age_days", Op.MINIMUM, 30),
    Atom("case.age_days", Op.MINIMUM, 30),
    Atom("persons.id_card", Op.CONST, "1101"),
    Atom("urgent", Op.CONST, 1),
    Atom("urgent", Op.CONST, True),
)
NOWS = (datetime(2026, 3, 31, 16, tzinfo=UTC), datetime(2026, 4, 3, tzinfo=UTC), datetime(2026, 5, 2, tzinfo=UTC))


def cases(database: Database) -> None:
    """Some that are late, sent on, kept from somebody, closed on either side of the ends of months."""
    with database.begin() as uow:
        for n, received in enumerate((FEBRUARY, date(2026, 2, 28), MARCH, date(2026, 3, 31), APRIL)):
            said = {"happened": received.isoformat(), "urgent": n % 2 == 0, "persons": [{"id_card": "1101"}]}
            row = replace(ROW, confidential=True, excluded=frozenset({"wang"})) if n == 2 else ROW
            upper = begun(uow, said, number=f"{n}", received_on=received, row=row, unit="board" if n % 2 else "office")
            upper = put(uow, started("reply", datetime(2026, 4, 1 + n, tzinfo=UTC)), before=upper, row=row)
            begun(uow, said, number=f"{n} below", received_on=received, parent=upper.state.case)
            if n % 2:
                put(uow, *closing(), before=upper, row=row, at=datetime(2026, 3, 31, 14 + n, tzinfo=UTC))
        uow.commit()


def questions() -> Iterator[Question]:
    """Of two periods, as two people ask at three moments; what cannot be kept among what can."""
    readers = (Sight("li", None), MARCH, APRIL), (Sight("wang", None), APRIL, MAY), (Sight("li", None), APRIL, MAY)
    passing = iter(PASSING)
    for path, open_at in (("case.received_on", False), ("case.closed_at", False), ("case.received_on", True)):
        for now, (sight, start, end) in zip(NOWS, readers, strict=True):
            share = replace(SHARE, sight=sight, moment=Moment.of(now, SHANGHAI))
            span = Span(path, FIRST_DAY if open_at else start, end, open_at=open_at)
            steps = Axis("", (FEBRUARY, start, end), own_end=not open_at)
            given = Tally("cases", since=start), Tally("days", "case.received_on", "happened")
            yield Question((share,), span, tuple(Tally("cases", condition=one) for one in LASTING))
            yield Question((share,), span, given, (steps, Axis("case.light")))
            yield Question((share,), span, (Tally("cases", condition=next(passing, ALWAYS)),))


def told(rows: Iterable[Any]) -> list[str]:
    return sorted(repr(tuple(row)) for row in rows)


def test_every_question_gets_its_own_answer(database: Database) -> None:
    """What other days, another moment and another reader are told is what a statement made for them alone says."""
    cases(database)
    with database.read() as uow:
        for asked in questions():
            alone = uow.connection.execute(uow.figures._by_all(together(asked)))
            assert told(answered(uow.connection, together(asked), uow.figures._by_all)) == told(alone), asked


def test_a_statement_of_a_day_that_the_question_does_not_name_is_made_anew(database: Database) -> None:
    cases(database)
    with database.read() as uow:

        def a_day_before(question: Question) -> Select[Any]:
            earlier = replace(question.span, start=question.span.start - timedelta(days=1))
            return uow.figures._by_all(replace(question, span=earlier))

        asked = [
            Question((SHARE,), Span("case.received_on", start, MAY), (Tally("cases"),)) for start in (MARCH, APRIL)
        ]
        found = [answered(uow.connection, one, a_day_before) for one in asked]
    assert [number for ((_, number),) in found] == [4, 2]
