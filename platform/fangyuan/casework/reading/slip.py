"""The slip of a case, without its code: that is told where it is printed, and nowhere else."""

from datetime import datetime
from itertools import pairwise

from fangyuan.casework.identity import Identity
from fangyuan.casework.office import Office
from fangyuan.casework.reading.opened import NOT_FOUND, Opened, opened
from fangyuan.casework.reading.pages import SlipPage
from fangyuan.casework.reading.told import told_of
from fangyuan.engine.outside import has_slip
from fangyuan.engine.rights import outside
from fangyuan.model.events import SlipPrinted
from fangyuan.model.problems import Problem, Refused
from fangyuan.store.database import UnitOfWork

NOT_YOURS = Problem("forbidden", "您不能打印这件的回执。", advice="请由登记的单位打印。")


def slip_page(office: Office, me: Identity, case: str, now: datetime) -> SlipPage:
    """What stands on the slip, and who printed it before; raises Refused where the officer may not print it."""
    with office.database.read() as uow:
        found = opened(office, uow, me, case, now)
        if not has_slip(found.case_type):
            raise Refused(NOT_FOUND)
        if not found.may.may_print_slip:
            raise Refused(NOT_YOURS)
        answers = outside(found.pack, found.share.case, found.world, now) is not None
        return _page(found, uow, me, answers)


def _page(found: Opened, uow: UnitOfWork, me: Identity, answers_now: bool) -> SlipPage:
    state, directory, tenant = found.state, found.world.directory, found.world.tenant
    unit, handler = directory.units.get(state.unit), directory.people.get(state.registered_by)
    public = found.case_type.public
    return SlipPage(
        case=state.case,
        number=state.number,
        case_type=found.case_type.title,
        tenant=tenant.title,
        unit=found.names.any(state.unit),
        phone=unit.phone if unit else "",
        handler=handler.name if handler else "",
        handler_phone=handler.phone if handler else "",
        received_on=state.received_on,
        registered_at=state.registered_at,
        note=public.note if public else "",
        address=tenant.tenant if tenant.public and answers_now else "",
        answers=answers_now,
        prints=_prints(found, uow, me),
        told=told_of(found),
    )


def _prints(found: Opened, uow: UnitOfWork, me: Identity) -> tuple[tuple[datetime, str, bool], ...]:
    """Every print with its instant and printer; one with another number than that before it brought a new code."""
    said = [one for one in uow.cases.events(me.tenant, found.state.case) if isinstance(one.event, SlipPrinted)]
    issues = [0, *(one.event.issue for one in said if isinstance(one.event, SlipPrinted))]
    renewed = [before != after for before, after in pairwise(issues)]
    return tuple((one.at, found.names.person(one.actor), new) for one, new in zip(said, renewed, strict=True))
