"""The days of recurring work: when each is, whose turn it is, which case it opened. A case that has opened says both itself."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from fangyuan.casework.reading.desk import Desk
from fangyuan.casework.turns import LOOKED_BACK, Day, days, name_of
from fangyuan.engine.recurring import MARGIN, Occurrence, calendar_for, days_of
from fangyuan.model.outputs import Duty
from fangyuan.model.pack import Pack
from fangyuan.model.problems import Problem, Refused
from fangyuan.model.rotas import DAY, TURN
from fangyuan.model.state import CaseState
from fangyuan.store.rotas import OPENED, Turn

MOVED = timedelta(days=62)
"""Further than this no day that was announced is moved."""

OPENING = timedelta(minutes=30)
"""So long a day that falls due may wait until a worker has opened it, or tries again."""

NO_SUCH_DUTY = Problem("not-found", "没有这项定期工作，或者它已经停用。", advice="请回到轮值页重新选择。")


@dataclass(frozen=True, slots=True)
class Sitting:
    """A day of a duty (`pack/duty`): `on` is when it is, `planned` when it was to be; `person` whose turn, "" nobody's.

    `sort` says how they came to it; `said` what was said of it last. `case` and `number` are those it opened.
    """

    name: str
    duty: Duty
    occurs_on: date
    on: date
    planned: date
    person: str = ""
    sort: str = ""
    said: Turn | None = None
    case: str = ""
    number: str = ""
    closed: bool = False

    @property
    def n(self) -> int:
        """How much was said of the day: a page that knew less is stale."""
        return self.said.n if self.said else 0


def duties_in_force(desk: Desk) -> Iterator[tuple[Pack, Duty]]:
    """The recurring work of the types in force."""
    for key, (pack, _) in desk.types_in_force().items():
        yield from ((pack, duty) for duty in pack.duties.values() if duty.opens == key and duty.rrule)


def find_duty(desk: Desk, name: str) -> tuple[Pack, Duty]:
    """The duty of that name (`pack/duty`); raises Refused where none is in force."""
    found = next((one for one in duties_in_force(desk) if name_of(*one) == name), None)
    if found is None:
        raise Refused(NO_SUCH_DUTY)
    return found


def sittings(
    desk: Desk, pack: Pack, duty: Duty, first: date, last: date, only: date | None = None
) -> tuple[Sitting, ...]:
    """The days of a duty from `first` to `last`, in order; those to come are reckoned on from today.

    What is in the past and was not opened never was. `only` is the one date of the rule that is asked for.
    """
    world, name, tenant = desk.world(pack), name_of(pack, duty), desk.tenant.tenant
    begin = min(first, desk.today) - MOVED
    cases = desk.uow.duties.cases(tenant, name, begin - MARGIN)
    reckoned = [
        one
        for one in days_of(duty, calendar_for(duty, world), begin, last + MOVED)
        if one.at > desk.now - OPENING or one.occurs_on in cases
    ]
    turns = {day.occurrence.occurs_on: day for day in days(desk.uow, tenant, pack, duty, world, reckoned)}
    wanted = [one for one in reckoned if only in (None, one.occurs_on)]
    states = desk.uow.cases.states(tenant, [cases[one.occurs_on] for one in wanted if one.occurs_on in cases])
    made = (_sitting(name, duty, one, turns.get(one.occurs_on), cases, states) for one in wanted)
    return tuple(
        sorted((one for one in made if only or first <= one.on <= last), key=lambda one: (one.on, one.occurs_on))
    )


def sitting_of(desk: Desk, name: str, occurs_on: date) -> Sitting:
    """The day of a duty by the date of its rule; raises Refused where it has none."""
    pack, duty = find_duty(desk, name)
    found = sittings(desk, pack, duty, occurs_on, occurs_on, only=occurs_on) if _near(desk, occurs_on) else ()
    if not found:
        raise Refused(Problem("not-found", "这项工作没有这一天。", advice="请回到轮值页重新选择。"))
    return found[0]


def _near(desk: Desk, day: date) -> bool:
    """Whether a date is one that anybody plans or looks back at: the others are mistyped."""
    return abs((day - desk.today).days) <= LOOKED_BACK.days


def _sitting(
    name: str, duty: Duty, one: Occurrence, turn: Day | None, cases: Mapping[date, str], states: Mapping[str, CaseState]
) -> Sitting:
    case = cases.get(one.occurs_on, "")
    state = states.get(case)
    person = turn.person if turn else ""
    plain = Sitting(
        name, duty, one.occurs_on, one.on, one.on, person, turn.sort if turn else "", turn.said if turn else None, case
    )
    return _as_it_is(plain, state) if state else plain


def _as_it_is(plain: Sitting, state: CaseState) -> Sitting:
    """What the case that has opened says of its day and of whose it is."""
    said = {word: state.answers.get(path) for path, word in plain.duty.answers.items()}
    return Sitting(
        plain.name,
        plain.duty,
        plain.occurs_on,
        _date(said.get(DAY)) or plain.planned,
        plain.planned,
        str(said.get(TURN) or plain.person),
        OPENED,
        plain.said,
        plain.case,
        state.number,
        state.closed,
    )


def _date(said: object) -> date | None:
    try:
        return date.fromisoformat(str(said or ""))
    except ValueError:
        return None
