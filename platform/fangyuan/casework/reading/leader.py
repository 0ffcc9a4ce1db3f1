"""What a leader asks on a phone: what waits for my decision, the cases in my charge, this month."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, time
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
from fangyuan.store.lines import CaseLine
from fangyuan.store.lists import Listing
from fangyuan.store.todo import Asking, TodoLine

MOST = 100
"""As many of each as a phone shows."""

ROWS = 50
"""Cases on a page."""

NO_FIGURE = Problem("not-found", "本月小结里没有这个数。", "figure", advice="请从本月小结里选择。")


def leader_page(office: Office, me: Identity, now: datetime) -> LeaderPage:
    """The page; its queries do not grow with what waits."""
    with office.database.read() as uow:
        desk = sit(office, uow, me, now)
        maker = RowMaker(desk)
        mine = Asking(me.tenant, desk.told, now, person=me.person)
        lines = uow.todo.page(mine, MOST * 3)
        decisions = [line for line in lines if line.kind in ("draft", "extension")][:MOST]
        signed = [line for line in lines if _is_signature(maker, line)][:MOST]
        states = uow.cases.states(me.tenant, list(dict.fromkeys(line.case for line in [*decisions, *signed])))
        charge = Atom("case.leader", Op.CONST, me.person)
        charges = uow.cases.page(replace(open_listing(desk, desk.by_name, charge), limit=MOST)).rows
        return LeaderPage(
            drafts=tuple(_drafts(desk, maker, decisions, states)),
            extensions=tuple(_extensions(desk, maker, decisions, states)),
            signatures=tuple(_signature(maker, line, states[line.case]) for line in signed),
            charges=maker.cases(charges),
            month={figure: sum(_count(desk, condition)) for figure, condition in _month(desk).items()},
            others=len(lines) - len(decisions) - len(signed),
        )


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
    return MonthCases(figure, rows, sum(counts), page, max(-(-sum(counts) // ROWS), 1), Onward(following))


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
    desk: Desk, maker: RowMaker, lines: list[TodoLine], states: Mapping[str, CaseState]
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
    desk: Desk, maker: RowMaker, lines: list[TodoLine], states: Mapping[str, CaseState]
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


def _is_signature(maker: RowMaker, line: TodoLine) -> bool:
    """Whether a signature is asked for, on a task or on a letter."""
    if line.kind == "letter":
        return line.task in ("check", "sign")
    names = maker.names(line)
    task = names.case_type.tasks.get(line.task) if names and line.kind == "task" else None
    return task is not None and task.signature


def _month(desk: Desk) -> dict[str, Condition]:
    """Of the cases that the leader may see: received and closed since the first of the month, late ones, open, overdue."""
    first = desk.moment().today.replace(day=1)
    midnight = datetime.combine(first, time(), desk.zone).isoformat()
    closed = (Atom("case.closed_at", Op.ABSENT, False), Not(Atom("case.closed_at", Op.BEFORE, midnight)))
    open_now, late = Atom("case.closed", Op.CONST, False), Atom("case.overdue", Op.CONST, True)
    return {
        "received": Not(Atom("case.received_on", Op.BEFORE, first)),
        "closed": AllOf(closed),
        "late": AllOf((*closed, late)),
        "open": open_now,
        "overdue": AllOf((open_now, late)),
    }


def _count(desk: Desk, condition: Condition) -> list[int]:
    """How many cases match, one number for each scope that the leader has."""
    return [
        desk.uow.cases.count(Listing(desk.tenant.tenant, sight, desk.moment(), case_types, condition=condition))
        for sight, case_types in desk.sights.items()
    ]
