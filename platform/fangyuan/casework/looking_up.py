"""Looking for cases, and writing down who looked for a whole phone or identity number: such a look says whose cases there are."""

from datetime import datetime, timedelta

from fangyuan.casework.identity import Identity
from fangyuan.casework.office import Office
from fangyuan.casework.reading.pages import Onward
from fangyuan.casework.reading.searching import START, Asked, Found, search, whole_number
from fangyuan.forms.texts import masked
from fangyuan.model.problems import Problem, Refused
from fangyuan.store.access import Look

SOUGHT = "search"
"""The word of the access log."""

WINDOW = timedelta(hours=1)
MOST = 120
"""Whole numbers that one officer may look for in a window: what is masked from them cannot be found out by trying."""

TOO_MANY = Problem(
    "too-often", f"一小时内按完整号码查找已经超过 {MOST} 次，请稍后再找。", advice="可以按编号、姓名或者事项查找。"
)


def look_for(office: Office, me: Identity, asked: Asked, now: datetime, behind: Onward = START) -> Found:
    """What `search` finds. A whole number is written into the access log, masked, with how many cases it found; raises
    Refused (`too-often`) where one officer looks for too many.
    """
    number = whole_number(asked.words)
    if not number:
        return search(office, me, asked, now, behind)
    with office.database.read() as uow:
        if uow.log.count(me.tenant, me.person, SOUGHT, now - WINDOW) >= MOST:
            raise Refused(TOO_MANY)
    found = search(office, me, asked, now, behind)
    with office.database.begin() as uow:
        uow.log.add(me.tenant, Look(me.person, SOUGHT, masked(number), found.total, now))
        uow.commit()
    return found
