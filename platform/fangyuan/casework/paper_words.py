"""Words of a case as papers about it say them."""

from collections.abc import Callable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from fangyuan.casework.reading.pages import CasePage, TimelineItem

Tell = Callable[[TimelineItem], str]
"""A line of the timeline in words."""


def head_rows(page: CasePage, zone: str) -> Sequence[tuple[str, str]]:
    """What a case is, at a glance: what is asked beside what is known; what is blank is left out."""
    stage = "、".join(step.title for step in page.stages if step.status == "now")
    rows = (
        ("编号", page.number),
        ("类型", page.case_type.title),
        ("事项", page.matter),
        ("收到日期", page.received_on.isoformat()),
        ("登记", f"{moment(page.registered_at, zone)} {page.registered_by}"),
        ("主办", page.unit.title),
        ("负责人", page.leader or "未定"),
        (
            "办结" if page.closed_at else "阶段",
            f"{moment(page.closed_at, zone)} {page.outcome}" if page.closed_at else stage,
        ),
        ("标记", "、".join(page.flags)),
    )
    return [(asked, told) for asked, told in rows if told]


def moment(instant: datetime, zone: str) -> str:
    """A day and a time where the county is."""
    return instant.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M")


def plain_name(name: str) -> str:
    """A name that leads to no other folder, wherever it is unpacked."""
    return "".join("_" if sign in '/\\:*?"<>|' or ord(sign) < ord(" ") else sign for sign in name)[-120:]
