"""The register of letters: every letter of the cases that an officer sees, sought by kind, number, date, unit, standing."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from types import MappingProxyType

from fangyuan.casework.identity import Download, Identity
from fangyuan.casework.office import Office
from fangyuan.casework.reading.desk import Desk, sit
from fangyuan.casework.reading.pages import LetterRegister, Named, Onward, Opened, RegisterLine, turned
from fangyuan.engine.letter_paths import TITLES
from fangyuan.model.problems import Problem, Refused
from fangyuan.publishing.ledgers import XLSX, Cell, Heading, Sheet, ledger_xlsx
from fangyuan.store.access import Look
from fangyuan.store.letters import COUNT_CAP, LetterLine, Sought

ROWS = 50
"""Letters on a page."""

MOST = 20_000
"""Letters in a workbook."""

STANDINGS: Mapping[str, str] = MappingProxyType(
    {"under-way": "办理中", "issued": "已签发，待送达", "delivered": "已送达", "withdrawn": "已撤回或作废"}
)

TOO_MANY = Problem("too-many", f"一次最多导出 {MOST} 份。", advice="请用日期、种类等缩小范围，分几次导出。")

_HEADS = (
    Heading("序号", 6), Heading("文号", 22), Heading("文书", 26), Heading("日期", 12), Heading("案件编号", 18),
    Heading("事由", 40), Heading("办理单位", 22), Heading("发往", 22), Heading("状态", 16), Heading("送达", 18),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class LettersAsked:
    """What is looked for; blank is any. Both days are counted in."""

    words: str = ""
    letter: str = ""
    standing: str = ""
    step: str = ""
    unit: str = ""
    since: date | None = None
    until: date | None = None


def letter_register(office: Office, me: Identity, asked: LettersAsked, page: Opened, now: datetime) -> LetterRegister:
    """A page of the register, the newest first."""
    with office.database.read() as uow:
        desk = sit(office, uow, me, now)
        sought = _sought(desk, asked)
        page, after = turned(page)
        lines = uow.letters.page(sought, ROWS, ROWS * (page - 1), after)
        total = uow.letters.count(sought)
        kinds = uow.letters.kinds(me.tenant)
    units = (one for one in desk.directory.units.values() if one.tenant == me.tenant)
    return LetterRegister(
        lines=tuple(_line(desk, line) for line in lines),
        total=min(total, COUNT_CAP),
        capped=total > COUNT_CAP,
        page=page,
        pages=max(-(-min(total, COUNT_CAP) // ROWS), 1),
        kinds=tuple(Named(kind, title) for kind, title in _kinds(desk, kinds)),
        units=tuple(Named(one.unit, one.title) for one in units),
        next=Onward((lines[-1].at, lines[-1].case, lines[-1].copy) if len(lines) == ROWS else ()),
    )


def register_xlsx(office: Office, me: Identity, asked: LettersAsked, now: datetime) -> Download:
    """The same letters as a workbook; raises Refused for more than it holds. Who took it out stands in the access log."""
    with office.database.read() as uow:
        desk = sit(office, uow, me, now)
        lines = uow.letters.page(_sought(desk, asked), MOST + 1)
    if len(lines) > MOST:
        raise Refused(TOO_MANY)
    title = f"{desk.tenant.title}发文登记簿"
    about = f"导出：{desk.person.name} {desk.today.isoformat()} 共 {len(lines)} 份"
    rows: Iterator[tuple[Cell, ...]] = ((n, *_cells(_line(desk, line))) for n, line in enumerate(lines, 1))
    data = ledger_xlsx(Sheet(title, about, _HEADS, rows, name="发文登记簿"))
    with office.database.begin() as uow:
        uow.log.add(me.tenant, Look(me.person, "export", "letters", len(lines), now))
        uow.commit()
    return Download(f"{title}.xlsx", XLSX, data)


def _sought(desk: Desk, asked: LettersAsked) -> Sought:
    return Sought(
        tenant=desk.tenant.tenant,
        sights=desk.sights,
        letter=asked.letter,
        standing=asked.standing,
        step=asked.step,
        unit=asked.unit,
        words=asked.words,
        since=_midnight(desk, asked.since),
        before=_midnight(desk, asked.until and _after(asked.until)),
    )


def _after(day: date) -> date | None:
    return day + timedelta(days=1) if day < date.max else None


def _midnight(desk: Desk, day: date | None) -> datetime | None:
    """The instant at which a day begins here."""
    return datetime.combine(day, time(), desk.zone) if day and date.min < day else None


def _kinds(desk: Desk, there: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """The letters that there are, by the title that a pack in force gives them."""
    titles = {name: one.title for pack in desk.packs.values() for name, one in pack.letters.items()}
    yield from sorted(((kind, titles.get(kind, kind)) for kind in there), key=lambda one: one[1])


def _line(desk: Desk, line: LetterLine) -> RegisterLine:
    name = desk.directory.name
    return RegisterLine(
        case=line.case,
        copy=line.copy,
        case_number=line.case_number,
        matter=line.matter,
        title=line.title,
        number=line.number,
        day=line.at.astimezone(desk.zone).date(),
        unit=name(line.unit),
        to=name(line.subject) if line.subject else "",
        step=line.step,
        standing=line.standing,
        delivered=line.delivered.replace(":", " "),
    )


def _cells(one: RegisterLine) -> tuple[str, ...]:
    standing = f"等待{TITLES.get(one.step, one.step)}" if one.step else STANDINGS[one.standing]
    return (
        one.number, one.title, one.day.isoformat(), one.case_number, one.matter, one.unit, one.to, standing,
        one.delivered,
    )  # fmt: skip
