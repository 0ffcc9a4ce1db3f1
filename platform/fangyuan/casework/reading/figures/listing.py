"""The cases behind a number as a list: those of this jurisdiction by name, those of others as figures alone.

The same question is asked that gave the number, so that the list holds what it counts. Of another jurisdiction no case is
named: its figure stands there instead.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import TypedDict

from fangyuan.casework.reading.desk import Desk
from fangyuan.casework.reading.figures.tallying import Amount, told
from fangyuan.casework.reading.pages import Elsewhere, Named, Onward, Opened, WorkRow, turned
from fangyuan.casework.reading.rows import RowMaker
from fangyuan.model.reports import Figure, Measure
from fangyuan.store.questions import Behind, Key, Portion, Question

ROWS = 50


class Page(TypedDict):
    """What a `BehindPage` begins with."""

    rows: tuple[WorkRow, ...]
    total: int
    page: int
    pages: int
    said: str
    sort: str
    several: bool
    elsewhere: tuple[Elsewhere, ...]
    next: Onward


@dataclass(frozen=True, slots=True)
class Asked:
    """The question that gave a number of a measure, at which places it stands, and which half of a rate it is."""

    question: Question
    keys: Collection[Key]
    measure: Measure
    half: str = ""


def listed(desk: Desk, asked: Asked, opened: Opened) -> Page:
    """A page of the cases behind a number."""
    page, after = turned(opened)
    tenant = desk.tenant.tenant
    found = desk.uow.figures.behind(asked.question, asked.keys, tenant, ROWS, ROWS * (page - 1), after)
    total = found.by_tenant.get(tenant, Portion()).cases
    return Page(
        rows=_rows(desk, asked.question, found),
        total=total,
        page=page,
        pages=max(-(-total // ROWS), 1),
        said=_said(asked.measure, found.whole),
        sort=asked.half if asked.measure.figure is Figure.RATE else asked.measure.figure.value,
        several=found.whole.tallied.number > found.whole.cases,
        elsewhere=tuple(
            Elsewhere(Named(one, desk.directory.name(one)), portion.cases, _said(asked.measure, portion))
            for one, portion in found.by_tenant.items()
            if one != tenant
        ),
        next=Onward((found.cases[-1].received_on, found.cases[-1].case) if len(found.cases) == ROWS else ()),
    )


def _rows(desk: Desk, question: Question, found: Behind) -> tuple[WorkRow, ...]:
    """The ids were chosen by the sight of each type; what is kept from the officer is kept from them in every one."""
    cases = [one.case for one in found.cases]
    if not cases:
        return ()
    sight = replace(question.shares[0].sight, units=None)
    lines = desk.uow.cases.lines(desk.tenant.tenant, cases, desk.moment(), sight)
    return RowMaker(desk).cases(lines[case] for case in cases if case in lines)


def _said(measure: Measure, portion: Portion) -> str:
    """The figure of some cases, as tables show it; of a rate how many they are."""
    plain = replace(measure, figure=Figure.COUNT) if measure.figure is Figure.RATE else measure
    return told(plain, Amount(portion.tallied.total, cases=portion.tallied.number))
