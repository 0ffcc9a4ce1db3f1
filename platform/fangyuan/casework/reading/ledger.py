"""Ledgers: a view of a pack over its cases, filtered, sorted, grouped, page by page; and the same as a workbook."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from fangyuan.casework.identity import Download, Identity
from fangyuan.casework.office import Office
from fangyuan.casework.reading.access import sight_of
from fangyuan.casework.reading.columns import Sheet
from fangyuan.casework.reading.desk import Desk, sit
from fangyuan.casework.reading.filters import asked, names_people, offered
from fangyuan.casework.reading.frame import open_views
from fangyuan.casework.reading.masking import FieldSight, roles_of
from fangyuan.casework.reading.naming import Names
from fangyuan.casework.reading.pages import Ledger, LedgerRow, Named
from fangyuan.casework.reading.rows import RowMaker
from fangyuan.forms.holes import fill, parse_text
from fangyuan.model.conditions import AllOf
from fangyuan.model.problems import Problem, Refused
from fangyuan.publishing import ledgers
from fangyuan.store.access import Look
from fangyuan.store.lines import CaseLine
from fangyuan.store.lists import Listing
from fangyuan.store.projection import indexed_fields

ROWS = 50
"""Rows on a page."""

BATCH = 500
"""Rows that an export reads at a time."""

MOST = 20_000
"""Rows of an export; what is beyond is told in its second line."""

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NO_VIEW = Problem("not-found", "没有这个台账，或者您无权查看。", advice="请从左侧菜单选择台账。")


@dataclass(frozen=True, slots=True)
class Question:
    """A view opened by a reader: what it shows, and what it asks of the store."""

    desk: Desk
    sheet: Sheet
    listing: Listing
    group: str


def ledger(
    office: Office, me: Identity, view: str, filters: Mapping[str, str], sort: str, group: str, page: int, now: datetime
) -> Ledger:
    """A page (from 1) of a view; raises Refused where there is no such view for this officer."""
    with office.database.read() as uow:
        question = _question(office, sit(office, uow, me, now), view, filters, sort, group)
        page = max(page, 1)
        found = uow.cases.page(replace(question.listing, limit=ROWS, offset=ROWS * (page - 1)))
        rows = _rows(question, found.rows)
        people = _people(question)
    sheet = question.sheet
    return Ledger(
        view=view,
        title=sheet.view.title,
        case_type=Named(sheet.names.case_type.key, sheet.names.case_type.title),
        columns=sheet.columns,
        rows=rows,
        filters=offered(sheet, filters, people),
        total=found.total,
        page=page,
        pages=max(-(-found.total // ROWS), 1),
        sort=sort if sheet.sortable(sort.removeprefix("-")) else "",
        group=question.group,
        capped=found.capped,
        excel_title=_excel_title(question),
    )


def ledger_xlsx(
    office: Office, me: Identity, view: str, filters: Mapping[str, str], sort: str, now: datetime
) -> Download:
    """The whole view as a workbook; that it was taken out, by whom and how many rows, stands in the access log."""
    with office.database.read() as uow:
        question = _question(office, sit(office, uow, me, now), view, filters, sort, "")
        cells = [row.cells for row in _all_rows(question)]
    with office.database.begin() as uow:
        uow.log.add(me.tenant, Look(me.person, "export", _about(view, filters), len(cells), now))
        uow.commit()
    title = _excel_title(question)
    return Download(f"{title}.xlsx", XLSX, ledgers.ledger_xlsx(_workbook(question, title, cells)))


def _question(office: Office, desk: Desk, view: str, filters: Mapping[str, str], sort: str, group: str) -> Question:
    """The view as this officer may open it."""
    opened = next(((pack, one) for pack, one in open_views(desk) if one.view == view), None)
    if opened is None:
        raise Refused(NO_VIEW)
    pack, found = opened
    case_type = pack.case_types[found.case_type]
    fields = indexed_fields(case_type)
    names = Names(pack, case_type, desk.directory)
    moment = desk.moment(case_type.key)
    sight = FieldSight(case_type, roles_of(pack, desk.person))
    sheet = Sheet(found, names, sight, {one.path: one for one in fields}, office.kinds, desk.zone, moment.today)
    group = group if sheet.sortable(group) else found.group if sheet.sortable(found.group) else ""
    listing = Listing(
        desk.tenant.tenant,
        sight_of(desk.person, pack, desk.directory, desk.today, found.scope),
        moment,
        (case_type.key,),
        fields,
        AllOf((*([found.condition] if found.condition else []), asked(sheet, filters))),
        sort=_order(sheet, sort, group),
    )
    return Question(desk, sheet, listing, group)


def _order(sheet: Sheet, sort: str, group: str) -> tuple[str, ...]:
    """What the rows are put in order by: the group, what the reader asks, what the view says, the newest first."""
    wanted = [path for path in (group, sort, *sheet.view.sort) if path and sheet.sortable(path.removeprefix("-"))]
    once = {path.removeprefix("-"): path for path in reversed(wanted)}
    return tuple(reversed(once.values())) or ("-case.registered_at",)


def _rows(question: Question, lines: Sequence[CaseLine]) -> tuple[LedgerRow, ...]:
    """The rows of a page; the answers that the list does not keep are read for all of them at once."""
    desk, sheet = question.desk, question.sheet
    states = desk.uow.cases.states(desk.tenant.tenant, [line.case for line in lines]) if sheet.needs_states else {}
    maker = RowMaker(desk)
    return tuple(_row(question, line, states[line.case].answers if states else line.answers, maker) for line in lines)


def _row(question: Question, line: CaseLine, answers: Mapping[str, Any], maker: RowMaker) -> LedgerRow:
    """One row, with the light of the first clock that the view shows."""
    sheet = question.sheet
    clock = next((c.path.split(".")[1] for c in sheet.shown if c.path.startswith("clock.")), "")
    run = line.clocks.get(clock)
    at, light = (run.due_at, run.light) if run else (line.due_at, line.light)
    shown = bool(run) or not clock
    return LedgerRow(
        case=line.case,
        cells=tuple(sheet.cell(column.path, line, answers) for column in sheet.shown),
        light=light if shown and at else None,
        due=maker.due(at, light) if shown else None,
        group=sheet.cell(question.group, line, answers) if question.group else "",
    )


def _people(question: Question) -> dict[str, list[Any]]:
    """The officers who occur under each filter that names them; one query a filter."""
    desk, sheet = question.desk, question.sheet
    paths = [path for path in sheet.view.filters if names_people(path, sheet)]
    bare = replace(question.listing, condition=sheet.view.condition or AllOf())
    return {path: list(desk.uow.cases.grouped(bare, path)) for path in paths}


def _all_rows(question: Question) -> Iterator[LedgerRow]:
    """Every row up to the most that an export holds, a batch at a time."""
    listing, taken = replace(question.listing, limit=BATCH), 0
    while taken < MOST:
        found = question.desk.uow.cases.page(listing)
        yield from _rows(question, found.rows)
        taken += len(found.rows)
        if not found.next:
            return
        listing = replace(listing, cursor=found.next)


def _workbook(question: Question, title: str, cells: Sequence[Sequence[str]]) -> ledgers.Sheet:
    """The sheet of an export."""
    sheet = question.sheet
    more = f"（只导出前 {MOST} 件）" if len(cells) >= MOST else ""
    return ledgers.Sheet(
        title=title,
        subtitle=f"导出人：{question.desk.person.name}  {sheet.today.isoformat()}  共 {len(cells)} 件{more}",
        columns=[(sheet.title(column.path, column.title), column.width) for column in sheet.shown],
        rows=cells,
        landscape=sheet.view.excel.get("orientation") != "portrait",
    )


def _excel_title(question: Question) -> str:
    """The title that the view gives its workbook, with its holes filled."""
    tenant, today = question.desk.tenant, question.sheet.today
    tree = {
        "tenant": {"title": tenant.title, "code": tenant.code},
        "jurisdiction": tenant.title,
        "year": today.year,
        "month": today.month,
        "today": today,
    }
    written = str(question.sheet.view.excel.get("title") or question.sheet.view.title)
    return fill(parse_text(written), tree)


def _about(view: str, filters: Mapping[str, str]) -> str:
    """What was exported, in the access log."""
    chosen = " ".join(f"{path}={value}" for path, value in sorted(filters.items()) if value)
    return f"{view} {chosen}".strip()
