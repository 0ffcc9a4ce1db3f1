"""Commands between cases: each carried out once, in its own transaction, in the tenant that receives it."""

import logging
from datetime import datetime

from fangyuan.casework.acting import act_as_clockwork
from fangyuan.casework.mending import report
from fangyuan.casework.office import Office
from fangyuan.casework.registering import open_dispatched
from fangyuan.model.problems import Problem, Refused
from fangyuan.store.leasing import SetAside
from fangyuan.store.traffic import Order

LOG = logging.getLogger("fangyuan.forward")
MOST_HOPS = 8


def forward(office: Office, now: datetime) -> int:
    """Carries out the commands that wait, those that they cause too; how many were done."""
    done = 0
    while orders := _leased(office, now):
        done += sum(_carry_out(office, order, now) for order in orders)
    return done


def _leased(office: Office, now: datetime) -> list[Order]:
    """A batch of commands that is this worker's for a while."""
    with office.database.begin() as uow:
        orders = uow.commands.lease(now)
        uow.commit()
    return orders


def _carry_out(office: Office, order: Order, now: datetime) -> bool:
    """One command; what is refused is tried again later, then left for a person with its reason."""
    try:
        _do(office, order, now)
    except Exception as broken:
        # Whatever a command meets, the next one must have its turn.
        LOG.exception("a command of case %s broke", order.origin)
        with office.database.begin() as uow:
            said, key = f"{type(broken).__name__}: {broken}", order.outgoing.key
            if uow.commands.failed(order, now, said):
                piece = SetAside("case_commands", order.tenant, order.origin, key, now, order.attempts, True, said)
                report(office, uow, piece, now)
            uow.commit()
        return False
    with office.database.begin() as uow:
        uow.commands.done(order)
        uow.commit()
    return True


def _do(office: Office, order: Order, now: datetime) -> None:
    """Opens a case, or tells one something."""
    outgoing = order.outgoing
    if outgoing.hops > MOST_HOPS:
        raise Refused(Problem("too-many-hops", "事项在单位之间转送次数过多，已停止自动转送。", advice="请人工处理。"))
    if outgoing.command is None:
        open_dispatched(office, order.tenant, order.origin, outgoing, now)
    else:
        key = f"to:{outgoing.case}:{outgoing.key}"
        act_as_clockwork(office, order.tenant, outgoing.case, outgoing.command, now, hops=outgoing.hops, key=key)
