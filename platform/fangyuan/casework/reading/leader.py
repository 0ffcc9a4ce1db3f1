"""What a leader asks on a phone: what waits for my decision, the cases in my charge, this month."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, time

from fangyuan.casework.identity import Identity
from fangyuan.casework.office import Office
from fangyuan.casework.reading.access import by_name, not_kept_from
from fangyuan.casework.reading.desk import Desk, sit
from fangyuan.casework.reading.dues import ClockReader, clock_view
from fangyuan.casework.reading.naming import Names
from fangyuan.casework.reading.pages import ClockView, DraftView, LeaderPage, WorkRow
from fangyuan.casework.reading.rows import RowMaker
from fangyuan.casework.reading.tasks import draft_view
from fangyuan.casework.reading.work import open_listing
from fangyuan.engine.masking import FieldSight, Veil, roles_of, veil
from fangyuan.model.conditions import AllOf, Atom, Condition, Not, Op
from fangyuan.model.state import CaseState
from fangyuan.store.lists import Listing
from fangyuan.store.todo import Asking, TodoLine

MOST = 100
"""As many of each as a phone shows."""


def leader_page(office: Office, me: Identity, now: datetime) -> LeaderPage:
    """The page; its queries do not grow with what waits."""
    with office.database.read() as uow:
        desk = sit(office, uow, me, now)
        maker = RowMaker(desk)
        lines = uow.todo.page(Asking(me.tenant, not_kept_from(desk.person), now, person=me.person), MOST * 3)
        decisions = [line for line in lines if line.kind in ("draft", "extension")][:MOST]
        states = uow.cases.states(me.tenant, list(dict.fromkeys(line.case for line in decisions)))
        charge = Atom("case.leader", Op.CONST, me.person)
        charges = uow.cases.page(
            replace(open_listing(desk, by_name(desk.person, desk.principals), charge), limit=MOST)
        ).rows
        return LeaderPage(
            drafts=tuple(_drafts(desk, maker, decisions, states)),
            extensions=tuple(_extensions(desk, maker, decisions, states)),
            signatures=tuple(maker.work(line) for line in lines if _is_signature(maker, line)),
            charges=maker.cases(charges),
            month=_month(desk),
        )


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
            found.append((maker.work(line), view))
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
            found.append((maker.work(line), clock_view(run, reader)))
    return found


def _veil(desk: Desk, names: Names, state: CaseState) -> Veil:
    """What the leader may not read stays covered in opinions too."""
    return veil(state.answers, FieldSight(names.case_type, roles_of(names.pack, desk.person)))


def _is_signature(maker: RowMaker, line: TodoLine) -> bool:
    """Whether a signature is asked for, on a task or on a letter."""
    if line.kind == "letter":
        return line.task in ("check", "sign")
    names = maker.names(line)
    task = names.case_type.tasks.get(line.task) if names and line.kind == "task" else None
    return task is not None and task.signature


def _month(desk: Desk) -> dict[str, int]:
    """Of the cases that the leader may see: received and closed since the first of the month, open, overdue."""
    first = desk.moment().today.replace(day=1)
    midnight = datetime.combine(first, time(), desk.zone).isoformat()
    open_now = Atom("case.closed", Op.CONST, False)
    asked: dict[str, Condition] = {
        "received": Not(Atom("case.received_on", Op.BEFORE, first)),
        "closed": AllOf((Atom("case.closed_at", Op.ABSENT, False), Not(Atom("case.closed_at", Op.BEFORE, midnight)))),
        "open": open_now,
        "overdue": AllOf((open_now, Atom("case.overdue", Op.CONST, True))),
    }
    return {name: sum(_count(desk, condition)) for name, condition in asked.items()}


def _count(desk: Desk, condition: Condition) -> list[int]:
    """How many cases match, one number for each scope that the leader has."""
    return [
        desk.uow.cases.count(Listing(desk.tenant.tenant, sight, desk.moment(), case_types, condition=condition))
        for sight, case_types in desk.sights.items()
    ]
