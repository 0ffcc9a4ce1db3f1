"""What a leader asks on a phone: what waits for my decision, the cases in my charge, this month."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from fangyuan.casework.identity import Identity
from fangyuan.casework.office import Office
from fangyuan.casework.reading.desk import Desk, sit
from fangyuan.casework.reading.dues import ClockReader, clock_view
from fangyuan.casework.reading.naming import Names
from fangyuan.casework.reading.pages import (
    ClockView,
    DraftView,
    LeaderPage,
    MonthCases,
    Onward,
    Opened,
    WorkRow,
    turned,
)
from fangyuan.casework.reading.rows import RowMaker
from fangyuan.casework.reading.tasks import draft_view
from fangyuan.casework.reading.work import open_listing
from fangyuan.engine.masking import FieldSight, Veil, roles_of, veil
from fangyuan.model.conditions import AllOf, Atom, Condition, Not, Op
from fangyuan.model.problems import Problem, Refused
from fangyuan.model.state import CaseState
from fangyuan.store.database import UnitOfWork
from fangyuan.store.lines import CaseLine
from fangyuan.store.lists import COUNT_CAP, Listing
from fangyuan.store.todo import Asking, Sort, TodoLine

MOST = 100
"""As many of each as a phone shows."""

DECIDED = ("draft", "extension")
"""The kinds of work that are decided."""

ROWS = 50
"""Cases on a page."""

NO_FIGURE = Problem("not-found", "本月小结里没有这个数。", "figure", advice="请从本月小结里选择。")


def leader_page(office: Office, me: Identity, now: datetime) -> LeaderPage:
    """The page; its queries do not grow with what waits."""
    with office.database.read() as uow:
        desk = sit(office, uow, me, now)
        maker = RowMaker(desk)
        mine = Asking(me.tenant, desk.told, now, person=me.person)
        asked = uow.todo.sorts(mine)
        decided = tuple(one for one in asked if one.kind in DECIDED)
        signed = tuple(one for one in asked if _is_signature(desk, one))
        decisions, signatures = (_lines(uow, mine, of) for of in (decided, signed))
        states = uow.cases.states(me.tenant, list(dict.fromkeys(line.case for line in [*decisions, *signatures])))
        charge = Atom("case.leader", Op.CONST, me.person)
        charges = uow.cases.page(replace(open_listing(desk, desk.by_name, charge), limit=MOST))
        waiting = sum(asked[one] for one in (*decided, *signed))
        counts = {figure: _count(desk, condition) for figure, condition in _month(desk).items()}
        return LeaderPage(
            drafts=tuple(_drafts(desk, maker, decisions, states)),
            extensions=tuple(_extensions(desk, maker, decisions, states)),
            signatures=tuple(_signature(maker, line, states[line.case]) for line in signatures),
            charges=maker.cases(charges.rows),
            month={figure: _total(each) for figure, each in counts.items()},
            others=sum(asked.values()) - waiting,
            more=waiting - len(decisions) - len(signatures),
            charged=charges.total,
            capped=tuple(figure for figure, each in counts.items() if _capped(each)),
        )


def _lines(uow: UnitOfWork, mine: Asking, of: tuple[Sort, ...]) -> tuple[TodoLine, ...]:
    """The work of these sorts, however much else is due before it."""
    return uow.todo.page(replace(mine, sorts=of), MOST) if of else ()


def month_cases(office: Office, me: Identity, figure: str, opened: Opened, now: datetime) -> MonthCases:
    """The cases behind a figure of the month; raises Refused where there is no such figure."""
    page, after = turned(opened)
    with office.database.read() as uow:
        desk = sit(office, uow, me, now)
        condition = _month(desk).get(figure)
        if condition is None:
            raise Refused(NO_FIGURE)
        counts = _count(desk, condition)
        lines, following = _rows(desk, condition, counts, ROWS * (page - 1), after)
        rows = RowMaker(desk).cases(lines)
    total = _total(counts)
    pages = max(-(-total // ROWS), 1)
    return MonthCases(figure, rows, total, page, pages, Onward(following), _capped(counts))


def _rows(
    desk: Desk, condition: Condition, counts: list[int], start: int, after: tuple[Any, ...]
) -> tuple[list[CaseLine], tuple[Any, ...]]:
    """A page of what matches, one scope after the other; and in which scope, behind which row, the next one begins."""
    found: list[CaseLine] = []
    following: tuple[Any, ...] = ()
    first, behind = (after[0], after[1:]) if after else (0, ())
    for place, ((sight, case_types), count) in enumerate(zip(desk.sights.items(), counts, strict=True)):
        if place >= first and start < count and len(found) < ROWS:
            asked = Listing(desk.tenant.tenant, sight, desk.moment(), case_types, condition=condition, counted=False)
            cursor = behind if place == first else ()
            page = desk.uow.cases.page(replace(asked, limit=ROWS - len(found), offset=start, cursor=cursor))
            found += page.rows
            following = (place, *page.next) if page.next else ()
        start = max(start - count, 0)
    return found, following


def _drafts(
    desk: Desk, maker: RowMaker, lines: Sequence[TodoLine], states: Mapping[str, CaseState]
) -> list[tuple[WorkRow, DraftView]]:
    """The opinions that wait, each with its case."""
    found = []
    for line in lines:
        names, state = maker.names(line), states[line.case]
        draft = state.drafts.get(line.visit) if line.kind == "draft" else None
        if draft and names:
            view = draft_view(draft, names, draft.status == "waiting", _veil(desk, names, state))
            found.append((_row(maker, line, state), view))
    return found


def _extensions(
    desk: Desk, maker: RowMaker, lines: Sequence[TodoLine], states: Mapping[str, CaseState]
) -> list[tuple[WorkRow, ClockView]]:
    """The extensions that wait, each with its case."""
    found = []
    for line in lines:
        names, state = maker.names(line), states[line.case]
        run = state.clocks.get((line.task, line.subject, line.visit)) if line.kind == "extension" else None
        if run and names:
            reader = ClockReader(names.case_type, names, desk.world(names.pack), desk.person.person, desk.now)
            found.append((_row(maker, line, state), clock_view(run, reader)))
    return found


def _row(maker: RowMaker, line: TodoLine, state: CaseState) -> WorkRow:
    """What waits, as of an event of its case: an act on the card goes by what the card showed."""
    return replace(maker.work(line), seq=state.seq)


def _signature(maker: RowMaker, line: TodoLine, state: CaseState) -> WorkRow:
    """A signature that waits, with whom a letter is for, and whether a task asks for more than the signature."""
    row, names = _row(maker, line, state), maker.names(line)
    asked = row.asked[0]
    if names and line.kind == "letter":
        letter = state.letters.get(line.visit)
        asked = replace(asked, step=line.task, told=names.any(letter.to).title if letter and letter.to else "")
    elif names:
        task = names.case_type.tasks[line.task]
        asked = replace(asked, form=bool(task.form), told=task.hint)
    return replace(row, asked=(asked,))


def _veil(desk: Desk, names: Names, state: CaseState) -> Veil:
    """What the leader may not read stays covered in opinions too."""
    return veil(state, FieldSight(names.case_type, roles_of(names.pack, desk.person)))


def _is_signature(desk: Desk, sort: Sort) -> bool:
    """Whether a signature is asked for, on a task or on a letter."""
    if sort.kind == "letter":
        return sort.task in ("check", "sign")
    names = desk.names(sort.pack, sort.case_type)
    task = names.case_type.tasks.get(sort.task) if names and sort.kind == "task" else None
    return task is not None and task.signature


def _month(desk: Desk) -> dict[str, Condition]:
    """Of the cases that the leader may see: received and closed since the first of the month, late ones, open, overdue."""
    first = desk.moment().today.replace(day=1)
    # After the day before, so that an index finds them.
    closed = Atom("case.closed_at", Op.AFTER, first - timedelta(days=1))
    open_now, late = Atom("case.closed", Op.CONST, False), Atom("case.overdue", Op.CONST, True)
    return {
        "received": Not(Atom("case.received_on", Op.BEFORE, first)),
        "closed": closed,
        "late": AllOf((closed, late)),
        "open": open_now,
        "overdue": AllOf((open_now, late)),
    }


def _count(desk: Desk, condition: Condition) -> list[int]:
    """How many cases match, one number for each scope that the leader has, each one more than is counted at most."""
    return [
        desk.uow.cases.count(Listing(desk.tenant.tenant, sight, desk.moment(), case_types, condition=condition))
        for sight, case_types in desk.sights.items()
    ]


def _total(counts: list[int]) -> int:
    return sum(min(count, COUNT_CAP) for count in counts)


def _capped(counts: list[int]) -> bool:
    """Whether there are more than are counted."""
    return any(count > COUNT_CAP for count in counts)
