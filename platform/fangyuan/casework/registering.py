"""Opening a case: at the counter, from the API, or because another case sent the matter on."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from fangyuan.casework.acting import TRIES, load
from fangyuan.casework.answering import judged
from fangyuan.casework.identity import Done, Identity
from fangyuan.casework.office import Office
from fangyuan.casework.recognising import committed
from fangyuan.casework.related import Asking
from fangyuan.casework.staleness import CHANGED
from fangyuan.casework.writing import Act, plain_parameters
from fangyuan.engine.deciding import decide
from fangyuan.engine.facts import today_of
from fangyuan.engine.office import units_to_open
from fangyuan.model.commands import Register
from fangyuan.model.decisions import Outgoing
from fangyuan.model.problems import ChangedMeanwhile, Problem, Refused
from fangyuan.model.world import CLOCKWORK, Person
from fangyuan.store.cases import Conflict
from fangyuan.store.ids import new_id

NO_NUMBERS: Mapping[str, str] = MappingProxyType({})


def register(
    office: Office,
    me: Identity,
    case_type: str,
    answers: Mapping[str, Any],
    received_on: date | None,
    key: str,
    now: datetime,
    occurred_on: date | None = None,
    unit: str = "",
    numbers: Mapping[str, str] = NO_NUMBERS,
    as_written: bool = False,
) -> Done:
    """Opens a case under the pack that is active now, in the name of a unit of the officer's (blank: of their first post that
    opens such cases). A second submit with the same key gives the same case.

    `numbers` are those that the papers of its letters have already, by letter, as Issuing says.
    """
    for _ in range(TRIES):
        try:
            return _once(office, me, case_type, answers, received_on, key, now, occurred_on, unit, numbers, as_written)
        except Conflict:
            continue
    raise ChangedMeanwhile(CHANGED)


def _once(
    office: Office,
    me: Identity,
    case_type: str,
    answers: Mapping[str, Any],
    received_on: date | None,
    key: str,
    now: datetime,
    occurred_on: date | None,
    unit: str,
    numbers: Mapping[str, str],
    as_written: bool,
) -> Done:
    """One try."""
    with office.database.read() as uow:
        if key and (done := uow.keys.find(me.tenant, key)):
            return Done(done[0], done[1], load(uow, me.tenant, done[0]).state.number, again=True)
        person = office.person(uow, me)
        active = office.active(uow, me.tenant, case_type, now)
        pack = office.packs.get(uow, active.hash)
        about = Asking(case_type, answers)
        world = office.world_for(uow, me.tenant, pack, plain_parameters(pack, active.parameters), about, now)
    today = today_of(world, now)
    check_received(received_on, today)
    command = Register(
        actor=person,
        case=new_id(),
        case_type=case_type,
        unit=unit_of(person, units_to_open(pack, pack.case_types[case_type], person), unit),
        answers=answers,
        received_on=received_on or occurred_on or today,
        occurred_on=occurred_on,
        key=key,
        numbers=numbers,
        as_written=as_written,
    )
    command = judged(pack.case_types[case_type], None, world, command, now, office.kinds, new_id)  # type: ignore[assignment]
    return _commit(office, Act(me.tenant, pack, world, None, command, now, office.kinds, key, outward=office.outward))


def open_dispatched(office: Office, tenant: str, origin: str, order: Outgoing, now: datetime) -> Done:
    """Opens the case that a dispatch asks for, under whatever of the receiving tenant answers to the interface.

    The answers come from a case that was judged; what the receiver's form asks beyond them its own tasks ask for.
    """
    with office.database.read() as uow:
        if done := uow.keys.find(tenant, order.key):
            return Done(done[0], done[1], "")
        active = _answering(office, uow, tenant, order.case_type, now)
        pack = office.packs.get(uow, active.hash)
        about = Asking(active.case_type, order.answers)
        world = office.world_for(uow, tenant, pack, plain_parameters(pack, active.parameters), about, now)
    command = Register(
        actor=CLOCKWORK,
        case=new_id(),
        case_type=active.case_type,
        unit=order.unit,
        answers=order.answers,
        received_on=today_of(world, now),
        parent=origin,
        key=order.key,
        asks=order.asks,
    )
    return _commit(
        office, Act(tenant, pack, world, None, command, now, office.kinds, order.key, order.hops, office.outward)
    )


def _commit(office: Office, act: Act) -> Done:
    """Decides, then writes."""
    return committed(office, act, decide(act.pack, None, act.world, act.command, act.now))


def _answering(office: Office, uow: Any, tenant: str, interface: str, now: datetime) -> Any:
    """The tenant's active case type that is the interface or derives from it; the most derived first."""
    found = []
    for active in uow.packs.active_types(tenant, now):
        case_type = office.packs.get(uow, active.hash).case_types[active.case_type]
        if interface == case_type.key or interface in case_type.ancestors:
            found.append((interface != case_type.key, len(case_type.ancestors), active))
    if not found:
        raise Refused(
            Problem(
                "nobody-answers",
                "收件单位没有启用能够接收这件事项的定义包。",
                detail={"interface": interface},
                advice="请联系对方管理员。",
            )
        )
    return min(found, key=lambda one: one[:2])[2]


def check_received(received_on: date | None, today: date) -> None:
    """Nothing is received tomorrow."""
    if received_on and received_on > today:
        raise Refused(
            Problem("received-later", "收到日期不能晚于今天。", "received_on", advice="请改为实际收到的日期。")
        )


def unit_of(person: Person, units: Sequence[str] = (), wanted: str = "") -> str:
    """The unit that owns a case: the one `wanted` of those in whose name the person registers, else the first of them."""
    if not person.units:
        raise Refused(Problem("no-post", "您还没有岗位，不能登记。", advice="请管理员先为您设置岗位。"))
    if wanted and wanted not in units:
        advice = "请选择您有登记岗位的单位。"
        raise Refused(Problem("not-your-unit", "您不能以这个单位的名义登记这类事项。", "unit", advice=advice))
    return wanted or (*units, *person.units)[0]
