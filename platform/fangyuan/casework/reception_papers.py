"""The list of a day on paper: who comes when, with room to tick and to sign. That it was printed is in the access log."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from fangyuan.casework.identity import Download, Identity
from fangyuan.casework.office import Office
from fangyuan.casework.reading.letters import DOCX
from fangyuan.casework.reading.pages import BookedView, ReceptionPage
from fangyuan.casework.reading.receptions import MUST_NOT_MEET, reception_page
from fangyuan.model.later import later
from fangyuan.store.access import Look

if TYPE_CHECKING:
    from fangyuan.publishing import kits as papers
else:
    papers = later("fangyuan.publishing.kits")

HEADS = ("时间", "编号", "群众", "事由", "到场", "办理意见")
STATES = {"kept": "到场", "missed": "没有来", "booked": ""}
NOT_YOURS = "已约（您无权查看）"
ELSEWHERE = "已约（另行安排）"


def print_day(office: Office, me: Identity, duty: str, occurs_on: date, now: datetime) -> Download:
    """The paper of a day, as far as whoever prints it may see."""
    page = reception_page(office, me, duty, occurs_on, now)
    made = papers.kit_docx([_sheet(page)])
    many = sum(len(time.booked) for time in page.times)
    with office.database.begin() as uow:
        uow.log.add(me.tenant, Look(me.person, "print", f"{duty} {occurs_on}", many, now))
        uow.commit()
    return Download(f"{page.title}{page.on}预约名单.docx", DOCX, made)


def _sheet(page: ReceptionPage) -> "papers.Sheet":
    """A row a booked place, and one for each that is free: somebody may still come."""
    rows: list[tuple[str, ...]] = []
    for time in page.times:
        rows += [(time.time, *_named(one), STATES[one.state], "\n") for one in time.booked]
        rows += [(time.time, "", "", "", "", "\n")] * time.free
    above = (f"日期：{page.on}", f"接待：{page.person.title if page.person else ''}")
    return papers.Sheet(
        f"{page.title}预约名单", rows, HEADS, above, (f"共约 {sum(len(one.booked) for one in page.times)} 件",)
    )


def _named(one: BookedView) -> tuple[str, str, str]:
    """Number, people and matter. Whoever receives is handed the list: of a case that is kept from them it says nothing."""
    if one.amiss == MUST_NOT_MEET:
        return ("", ELSEWHERE, "")
    return (one.number, one.people, one.matter) if one.case else ("", NOT_YOURS, "")
