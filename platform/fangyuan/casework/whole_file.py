"""Everything of a case that its reader may see, to be printed: one docx, with letters and other files beside it in one zip."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from fangyuan.casework.identity import Download, Identity
from fangyuan.casework.office import Office
from fangyuan.casework.paper_words import Tell, head_rows, moment, plain_name
from fangyuan.casework.reading.case import case_page
from fangyuan.casework.reading.files import file
from fangyuan.casework.reading.letters import DOCX, letter
from fangyuan.casework.reading.pages import AnswerSection, CasePage, ClockView
from fangyuan.model.later import later
from fangyuan.model.problems import Refused
from fangyuan.publishing.parcels import zipped
from fangyuan.store.access import Look

if TYPE_CHECKING:
    from fangyuan.publishing import case_files
else:
    case_files = later("fangyuan.publishing.case_files")

MOST = 200 * 1024 * 1024
"""Octets of files in one archive; what goes beyond it is named, and downloaded alone."""

_STATUS = {"running": "进行中", "paused": "中止", "stopped": "已完成", "cancelled": "已终止"}


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A letter or a file; without data, `why_not` says why it is not there."""

    name: str
    data: bytes = b""
    why_not: str = ""

    @property
    def is_picture(self) -> bool:
        """Whether it is printed in the paper itself."""
        return bool(self.data) and case_files.is_picture(self.data)


def whole_file(office: Office, me: Identity, case: str, tell: Tell, zone: str, now: datetime) -> Download:
    """The file; what is masked for the reader is masked in it. The access log says who took it, and how much.

    Letters and files that are no pictures stand beside the paper, each listed in it with its sum. Raises Refused
    (`not-found`) where the officer may not see the case.
    """
    page = case_page(office, me, case, now)
    with office.database.read() as uow:
        printer = office.person(uow, me).name
    enclosed = list(_enclosed(office, me, page, now))
    beside = {
        f"{n:02} {plain_name(one.name)}": one for n, one in enumerate(enclosed, 1) if one.data and not one.is_picture
    }
    pictures = [(f"{n:02} {one.name}", one.data) for n, one in enumerate(enclosed, 1) if one.is_picture]
    foot = f"{printer} 于 {moment(now, zone)} 打印"
    parts = [*_parts(page, tell, zone), _listed(enclosed)]
    paper = case_files.case_docx(
        page.matter, page.number, [part for part in parts if part.rows or part.lines], pictures, foot
    )
    with office.database.begin() as uow:
        uow.log.add(me.tenant, Look(me.person, "export", f"{page.number} whole", 1 + len(enclosed), now))
        uow.commit()
    name = f"{plain_name(page.number)} 全案"
    if not beside:
        return Download(f"{name}.docx", DOCX, paper)
    return Download(
        f"{name}.zip", "application/zip", zipped({f"00 {name}.docx": paper, **{k: v.data for k, v in beside.items()}})
    )


def _enclosed(office: Office, me: Identity, page: CasePage, now: datetime) -> Iterator[Enclosed]:
    """The letters that went out, then the files, the oldest first, as far as they go into one archive."""
    issued = sorted((one for one in page.letters if one.is_issued), key=lambda one: one.copy)
    wanted: list[tuple[str, Callable[[], Download]]] = [
        (f"{one.title} {one.number}".strip(), partial(letter, office, me, page.case, one.copy, now)) for one in issued
    ]
    wanted += [(one.name, partial(file, office, me, page.case, one.file, now)) for one in page.files]
    room = MOST
    for name, fetch in wanted:
        try:
            found = fetch()
        except Refused as refused:
            yield Enclosed(name, why_not=refused.problems[0].message)
            continue
        room -= len(found.data)
        yield (
            Enclosed(found.name, found.data)
            if room >= 0
            else Enclosed(found.name, why_not="太大，请在案件里单独下载。")
        )


def _parts(page: CasePage, tell: Tell, zone: str) -> Iterator["case_files.Part"]:
    """Everything in the order in which a file is read."""
    yield case_files.Part("基本情况", head_rows(page, zone))
    for title, sections in (("人员", page.people), ("事项", page.sections), ("单位办理", page.by_unit)):
        yield from _sections(title, sections)
    yield case_files.Part("时限", lines=[line for clock in page.clocks for line in _clock(clock, zone)])
    yield case_files.Part(
        "关联",
        lines=[
            " ".join(filter(None, [one.relation, one.number, one.title, one.unit, one.stage])) for one in page.links
        ],
    )
    yield case_files.Part(
        "时间线", lines=[f"{moment(item.at, zone)}　{tell(item)}" for item in reversed(page.timeline)]
    )


def _sections(title: str, sections: Sequence[AnswerSection]) -> Iterator["case_files.Part"]:
    """Answers as their reader may see them, under their own headings."""
    for section in sections:
        yield case_files.Part(section.title, [(row.title, row.text) for row in section.rows], above=title)


def _clock(clock: ClockView, zone: str) -> Iterator[str]:
    """A clock with every due date that it had, and how each came about."""
    about = "　".join(
        filter(None, [clock.title, clock.subject.title, _STATUS.get(clock.status, clock.status), clock.law])
    )
    yield f"{about}{'　逾期' if clock.late else ''}"
    for line in clock.history:
        until = moment(line.until, zone) if line.until else line.on.isoformat()
        yield f"　到期日 {until}：{' '.join(filter(None, [line.why, line.by]))}（{moment(line.at, zone)}）"
        yield from (f"　　{step}" for step in line.steps)


def _listed(enclosed: Sequence[Enclosed]) -> "case_files.Part":
    """The list of letters and files, each with where it is and its sum."""
    lines = []
    for n, one in enumerate(enclosed, 1):
        where = one.why_not or ("印在后面" if one.is_picture else "另附原件")
        told = f"，{len(one.data)} 字节，SHA-256 {hashlib.sha256(one.data).hexdigest()}" if one.data else ""
        lines.append(f"{n:02}　{one.name}：{where}{told}")
    return case_files.Part("文书、材料", lines=lines)
