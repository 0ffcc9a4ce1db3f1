"""The letters on which an officer has a step to do, across cases; several of them as one archive, to be printed together."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from fangyuan.casework.identity import Download, Identity
from fangyuan.casework.office import Office
from fangyuan.casework.reading.access import not_kept_from
from fangyuan.casework.reading.desk import sit
from fangyuan.casework.reading.letters import paper
from fangyuan.casework.reading.pages import BatchLine
from fangyuan.model.problems import Problem, Refused
from fangyuan.model.state import CaseState, LetterState
from fangyuan.publishing.parcels import zipped
from fangyuan.store.access import Look
from fangyuan.store.todo import Asking

MOST = 200
"""How many letters a page lists, and an archive holds."""

NOTHING = Problem("blank", "还没有选文书。", advice="请先勾选要打印的文书。")
TOO_MANY = Problem("too-many", f"一次最多打包 {MOST} 份。", advice="请分几次下载。")


def my_letters(office: Office, me: Identity, now: datetime) -> tuple[BatchLine, ...]:
    """The letters that wait for me, those issued first; what waits longest comes first."""
    with office.database.read() as uow:
        desk = sit(office, uow, me, now)
        asking = Asking(
            me.tenant, not_kept_from(desk.person), now, person=me.person, principals=desk.principals, kinds=("letter",)
        )
        lines = uow.todo.page(asking, MOST)
        states = uow.cases.states(me.tenant, list(dict.fromkeys(line.case for line in lines)))
    found = [_line(states[one.case], states[one.case].letters[one.visit]) for one in lines if one.case in states]
    return tuple(sorted(found, key=lambda one: (not one.is_issued, one.since or now)))


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
    wanted = list(dict.fromkeys(chosen))
    if not wanted or len(wanted) > MOST:
        raise Refused(TOO_MANY if wanted else NOTHING)
    papers: dict[str, bytes] = {}
    for case, copy in wanted:
        one = paper(office, me, case, copy, now)
        papers[_free(one.name, papers)] = one.data
    with office.database.begin() as uow:
        uow.log.add(me.tenant, Look(me.person, "export", "letters-together", len(papers), now))
        uow.commit()
    return Download(f"文书 {len(papers)} 份.zip", "application/zip", zipped(papers))


def _free(name: str, taken: Mapping[str, bytes]) -> str:
    """The name, with a number behind it where another letter has it already."""
    stem, dot, ending = name.rpartition(".")
    names = (f"{stem} ({n}){dot}{ending}" for n in range(2, MOST + 2))
    return name if name not in taken else next(one for one in names if one not in taken)
