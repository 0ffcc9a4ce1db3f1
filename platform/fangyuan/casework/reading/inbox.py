"""What the officer was told."""

from datetime import datetime

from fangyuan.casework.identity import Identity
from fangyuan.casework.office import Office
from fangyuan.casework.reading.desk import sit
from fangyuan.casework.reading.pages import InboxItem, Opened, turned

ITEMS = 30
"""Items on a page."""

NO_LONGER_YOURS = "该事项您现在无权查看"
"""In place of what was told about a case that is kept from the officer since: the words named the matter."""


def inbox(office: Office, me: Identity, page: Opened, now: datetime) -> tuple[InboxItem, ...]:
    """A page, the newest first. A case that is kept from the officer since is no longer named, in no word."""
    page, after = turned(page)
    with office.database.read() as uow:
        desk = sit(office, uow, me, now)
        notices = uow.inbox.page(me.tenant, me.person, limit=ITEMS * page, before=after[0] if after else "")
        notices = notices[ITEMS * (page - 1) :]
        cases = [notice.case for notice in notices]
        lines = uow.cases.lines(me.tenant, cases, desk.moment(), desk.told)
    return tuple(
        InboxItem(
            id=notice.id,
            at=notice.at,
            text=str(notice.body.get("text", "")) if not notice.case or notice.case in lines else NO_LONGER_YOURS,
            case=notice.case if notice.case in lines else "",
            number=lines[notice.case].number if notice.case in lines else "",
            read=notice.read_at is not None,
            page=str(notice.body.get("page", "")) if not notice.case else "",
        )
        for notice in notices
    )
