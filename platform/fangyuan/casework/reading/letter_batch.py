"""The letters on which an officer has a step to do, across cases; several of them as one archive or one file to be printed."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from fangyuan.casework.identity import Download, Identity
from fangyuan.casework.office import Office
from fangyuan.casework.reading.desk import sit
from fangyuan.casework.reading.letters import paper
from fangyuan.casework.reading.pages import Batch, BatchLine
from fangyuan.model.later import later
from fangyuan.model.problems import Problem, Refused
from fangyuan.model.state import CaseState, LetterState
from fangyuan.publishing.parcels import zipped
from fangyuan.store.access import Look
from fangyuan.store.todo import Asking

if TYPE_CHECKING:
    from fangyuan.publishing import joining
else:
    joining = later("fangyuan.publishing.joining")

MOST = 200
"""How many letters a page lists, and an archive holds."""
MOST_PRINTED = 50
"""How many are put into one file: whoever asked waits until they are drawn."""
MOST_BYTES = 128 << 20
"""How many bytes of letters are held at once: what is taken together must find room in memory."""

NOTHING = Problem("blank", "还没有选文书。", advice="请先勾选要打印的文书。")
APART = "请不要勾选它，单独打印；或者打包下载，逐份打印。"
NO_PRESS = Problem(
    "no-press",
    "这台服务器没有装 LibreOffice，Word 文书和照片合不成一个文件。",
    advice="请打包下载，逐份打印；管理员装上 libreoffice-writer 以后，就可以合成。",
)
LATE = Problem(
    "press-late", "合成用的时间太长，或者正在替别人合成。", advice="请少选几份再试，或者打包下载，逐份打印。"
)


def my_letters(office: Office, me: Identity, now: datetime) -> Batch:
    """The letters that wait for me, those issued first; what waits longest comes first. How many more there are is told."""
    with office.database.read() as uow:
        desk = sit(office, uow, me, now)
        asking = Asking(me.tenant, desk.told, now, person=me.person, kinds=("letter",))
        lines = uow.todo.page(asking, MOST)
        more = uow.todo.count(asking) - MOST if len(lines) == MOST else 0
        states = uow.cases.states(me.tenant, list(dict.fromkeys(line.case for line in lines)))
    found = [_line(states[one.case], states[one.case].letters[one.visit]) for one in lines if one.case in states]
    return Batch(tuple(sorted(found, key=lambda one: (not one.is_issued, one.since or now))), more)


def _line(state: CaseState, one: LetterState) -> BatchLine:
    return BatchLine(
        case=state.case,
        copy=one.copy,
        case_number=state.number,
        title=one.title,
        number=one.number,
        step=one.step,
        is_issued=one.is_issued,
        since=one.waits_since,
    )


def together(office: Office, me: Identity, chosen: Iterable[tuple[str, int]], now: datetime) -> Download:
    """The chosen letters (case, copy) as one zip, the sealed originals where there are any; the access log says who took it.

    Raises Refused for none, too many, or one that the officer may not open.
    """
    papers = _papers(office, me, chosen, now, MOST)
    files = zipped({name: one.data for name, one in papers.items()})
    _log(office, me, "letters-together", len(papers), now)
    return Download(f"文书 {len(papers)} 份.zip", "application/zip", files)


def printable(office: Office, me: Identity, chosen: Iterable[tuple[str, int]], now: datetime) -> Download:
    """The same in one PDF, to be printed in one go, each beginning on a sheet of its own.

    Raises Refused, too, where this machine cannot draw what is no PDF, or where one is locked or damaged.
    """
    papers = _papers(office, me, chosen, now, MOST_PRINTED)
    rest = {name: one.data for name, one in papers.items() if one.type != joining.PDF}
    if rest and not joining.can_draw():
        raise Refused(NO_PRESS)
    try:
        ready = joining.drawn(rest)
        file = joining.joined({name: ready.get(name, one.data) for name, one in papers.items()})
    except joining.NotDrawn:
        raise Refused(LATE) from None
    except joining.NotJoined as failed:
        why = (
            "一页也没有，没有可以打印的"
            if isinstance(failed, joining.NoPages)
            else "加了密码或者已损坏，合不进一个文件"
        )
        raise Refused(Problem("not-joined", f"“{failed}”{why}。", advice=APART)) from failed
    _log(office, me, "letters-printed", len(papers), now)
    return Download(f"文书 {len(papers)} 份.pdf", joining.PDF, file)


def _papers(
    office: Office, me: Identity, chosen: Iterable[tuple[str, int]], now: datetime, most: int
) -> dict[str, Download]:
    wanted = list(dict.fromkeys(chosen))
    if not wanted:
        raise Refused(NOTHING)
    if len(wanted) > most:
        raise Refused(Problem("too-many", f"一次最多取 {most} 份。", advice="请分几次取走。"))
    papers: dict[str, Download] = {}
    room = MOST_BYTES
    for case, copy in wanted:
        one = paper(office, me, case, copy, now)
        room -= len(one.data)
        if room < 0:
            raise Refused(Problem("too-many", f"选中的文书合起来超过 {MOST_BYTES >> 20} MB。", advice="请分几次取走。"))
        papers[_free(one.name, papers)] = one
    return papers


def _log(office: Office, me: Identity, what: str, count: int, now: datetime) -> None:
    with office.database.begin() as uow:
        uow.log.add(me.tenant, Look(me.person, "export", what, count, now))
        uow.commit()


def _free(name: str, taken: Collection[str]) -> str:
    """The name, with a number behind it where another letter has it already."""
    stem, dot, ending = name.rpartition(".")
    names = (f"{stem} ({n}){dot}{ending}" for n in range(2, MOST + 2))
    return name if name not in taken else next(one for one in names if one not in taken)
