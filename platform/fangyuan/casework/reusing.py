"""Filling a new form from an earlier case of the same people: each look is written down, as a look at private data is."""

from datetime import datetime

from fangyuan.casework.acting import act
from fangyuan.casework.findable import bare
from fangyuan.casework.identity import Identity
from fangyuan.casework.looking_up import check_sought, write_down_sought
from fangyuan.casework.office import Office
from fangyuan.casework.reading.desk import sit
from fangyuan.casework.reading.earlier import Sought, Taken, find, taken
from fangyuan.casework.reading.opened import opened
from fangyuan.casework.reading.pages import WorkRow
from fangyuan.model.commands import Reveal
from fangyuan.model.fields import Form
from fangyuan.model.problems import Problem, Refused
from fangyuan.store.access import Look

PREFILL = "prefill"
"""The word of the access log, and the reason that the earlier case keeps."""

REASON = f"登记新事项时预填（{PREFILL}）"
TOO_LITTLE = Problem(
    "nothing-sought",
    "请填写完整的编号，或者姓名和电话（证件号码）。",
    "earlier",
    advice="姓名要和电话或证件号码一起填写。",
)
NOTHING_THERE = Problem("nothing-to-take", "这件事项里没有可以填入这张表的人员信息。", "earlier", advice="请直接填写。")


def look_up(office: Office, me: Identity, sought: Sought, now: datetime) -> tuple[WorkRow, ...]:
    """The earlier cases with exactly this number or person that the officer may see; that they looked is written down.

    Raises Refused where neither a number nor a name with a phone or identity number is given, and (`too-often`) where the
    officer has looked for too many whole phone and identity numbers.
    """
    if not sought.number and not (sought.name and sought.contact):
        raise Refused(TOO_LITTLE)
    with office.database.read() as uow:
        if not sought.number:
            check_sought(uow, me, now)
        rows = find(sit(office, uow, me, now), sought)
    with office.database.begin() as uow:
        if not sought.number:
            write_down_sought(uow, me, bare(sought.contact), len(rows), now)
        uow.log.add(me.tenant, Look(me.person, PREFILL, "number" if sought.number else "person", len(rows), now))
        uow.commit()
    return rows


def take(office: Office, me: Identity, form: Form, case: str, now: datetime) -> Taken:
    """What a form takes from a case. The case itself keeps who took it, as it does when a masked value is opened.

    Raises Refused where the officer may not see the case, or may not look at private data, or there is nothing to take.
    """
    with office.database.read() as uow:
        found = opened(office, uow, me, case, now)
    what = taken(form, found)
    if not what.paths:
        raise Refused(NOTHING_THERE)
    for path in what.paths:
        act(office, me, case, Reveal(path=path, reason=REASON), now)
    with office.database.begin() as uow:
        uow.log.add(me.tenant, Look(me.person, PREFILL, found.state.number, what.amount, now))
        uow.commit()
    return what
