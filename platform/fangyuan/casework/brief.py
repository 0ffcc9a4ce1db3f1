"""A case on one page, for a leader who decides: what it is, whom and what it is about, when it is due, what is waited for.

Every part has a length that it keeps to, so that the paper stays one page, with room to write on; the whole of the case
is `whole_file`.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from fangyuan.casework.identity import Download, Identity
from fangyuan.casework.office import Office
from fangyuan.casework.paper_words import Tell, head_rows, moment, plain_name
from fangyuan.casework.reading.case import case_page
from fangyuan.casework.reading.letters import DOCX
from fangyuan.casework.reading.pages import AnswerSection, CasePage, ClockView
from fangyuan.model.later import later
from fangyuan.store.access import Look

if TYPE_CHECKING:
    from fangyuan.publishing import case_files
else:
    case_files = later("fangyuan.publishing.case_files")

HEAD, CLOCKS, SECTIONS, ASKED, STEPS = 9, 3, 4, 3, 5
"""How many rows or lines a part has at most."""

OF_A_HEAD, OF_A_SECTION, OF_AN_ANSWER, OF_A_LINE, OF_THE_TITLE = 56, 112, 58, 44, 40
"""Characters of a row of the head (two lines), of a section (four), of an answer in it, of a line, of the title."""

_RULING = ("领导批示", "\n\n签名：　　　　　　　　日期：　　年　　月　　日")
_RUNNING = ("running", "paused")


def case_brief(office: Office, me: Identity, case: str, tell: Tell, zone: str, now: datetime) -> Download:
    """The paper; what is masked for the reader is masked in it, and the access log says who took it. Raises Refused
    (`not-found`) where the officer may not see the case.
    """
    page = case_page(office, me, case, now)
    with office.database.begin() as uow:
        printer = office.person(uow, me).name
        uow.log.add(me.tenant, Look(me.person, "export", f"{page.number} brief", 1, now))
        uow.commit()
    parts = [part for part in _parts(page, tell, zone) if part.rows or part.lines]
    foot = f"{printer} 于 {moment(now, zone)} 打印；过长的内容有删节，以案件为准"
    paper = case_files.case_docx(_cut(page.matter, OF_THE_TITLE), page.number, parts, (), foot, signing="")
    return Download(f"{plain_name(page.number)} 简报.docx", DOCX, paper)


def _parts(page: CasePage, tell: Tell, zone: str) -> Iterator["case_files.Part"]:
    head = [(asked, _cut(told, OF_A_HEAD)) for asked, told in head_rows(page, zone)[:HEAD]]
    yield case_files.Part("", [*head, *_sections((*page.people, *page.sections))])
    yield case_files.Part("时限", lines=[_clock(clock, zone) for clock in _pressing(page.clocks)])
    yield case_files.Part("请您办理", lines=[_cut(line, OF_A_LINE) for line in _asked(page)][:ASKED])
    latest = sorted(page.timeline, key=lambda item: item.seq)[-STEPS:]
    yield case_files.Part(
        "最近进展", lines=[_cut(f"{moment(item.at, zone)}　{tell(item)}", OF_A_LINE) for item in latest]
    )
    yield case_files.Part("", [_RULING])


def _sections(sections: Sequence[AnswerSection]) -> Iterator[tuple[str, str]]:
    """A section a row; what does not fit is told to be elsewhere."""
    told = [
        (one.title, "；".join(f"{row.title} {_cut(row.text, OF_AN_ANSWER)}" for row in one.rows if row.text))
        for one in sections
    ]
    told = [(title, text) for title, text in told if text]
    yield from ((title, _cut(text, OF_A_SECTION)) for title, text in told[:SECTIONS])
    if rest := told[SECTIONS:]:
        yield ("其他", _cut("见案件：" + "、".join(dict.fromkeys(title for title, _ in rest)), OF_A_HEAD))


def _pressing(clocks: Sequence[ClockView]) -> Sequence[ClockView]:
    """The clocks that still run, the nearest first."""
    return sorted((one for one in clocks if one.status in _RUNNING), key=lambda one: one.due.on)[:CLOCKS]


def _clock(clock: ClockView, zone: str) -> str:
    left = clock.due.workdays
    far = "中止" if clock.status == "paused" else f"逾期 {-left} 天" if left < 0 else f"还有 {left} 天"
    when = moment(clock.due.at, zone) if clock.due.minutes is not None and clock.due.at else clock.due.on.isoformat()
    return _cut(f"{when}（{far}）　{clock.title}　{clock.subject.title}　{clock.law}", OF_A_LINE)


def _asked(page: CasePage) -> Iterator[str]:
    """What waits for the reader: opinions to decide, then tasks."""
    yield from (f"{draft.title}：{draft.because or draft.opinion}" for draft in page.drafts if draft.mine)
    yield from (f"{task.title}　{task.subject.title}" for task in page.tasks if task.mine and task.status == "open")


def _cut(text: str, most: int) -> str:
    """At most so many characters."""
    flat = " ".join(text.split())
    return flat if len(flat) <= most else f"{flat[: most - 1]}…"
