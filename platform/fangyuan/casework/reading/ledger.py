"""Ledgers: a view of a pack over its cases, filtered, sorted, grouped with subtotals, page by page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from typing import Any

from fangyuan.casework.answering import registering_form
from fangyuan.casework.identity import Identity
from fangyuan.casework.office import Office
from fangyuan.casework.reading.access import fields_seen, sight_of
from fangyuan.casework.reading.columns import Sheet
from fangyuan.casework.reading.desk import Desk, sit
from fangyuan.casework.reading.filters import asked, names_people, offered
from fangyuan.casework.reading.frame import open_views
from fangyuan.casework.reading.naming import Names
from fangyuan.casework.reading.pages import Ledger, LedgerGroup, LedgerRow, Named, Onward, Opened, turned
from fangyuan.casework.reading.rows import RowMaker
from fangyuan.engine.office import registers
from fangyuan.forms.holes import fill, parse_text
from fangyuan.model.conditions import AllOf
from fangyuan.model.problems import Problem, Refused
from fangyuan.model.state import CaseState
from fangyuan.store.lines import CaseLine
from fangyuan.store.lists import Listing, Page, Tally
from fangyuan.store.projection import indexed_fields

ROWS = 50
"""Rows on a page."""

NO_VIEW = Problem("not-found", "没有这个台账，或者您无权查看。", advice="请从菜单选择台账。")


@dataclass(frozen=True, slots=True)
class Question:
    """A view opened by a reader: what it shows, and what it asks of the store."""

    desk: Desk
    sheet: Sheet
    listing: Listing
    group: str

    @property
    def summed(self) -> tuple[str, ...]:
        """The paths of the columns that are added up: numbers that the reader may see, one a case."""
        return tuple(dict.fromkeys(column.path for column in self.sheet.columns if self.sheet.adds_up(column)))

    @property
    def veiled(self) -> frozenset[str]:
        """The paths of columns, and of the groups, whose words may repeat what the reader does not see."""
        return self.sheet.veiled((*(column.path for column in self.sheet.shown), *filter(None, [self.group])))


def ledger(
    office: Office,
    me: Identity,
    view: str,
    filters: Mapping[str, str],
    sort: str,
    group: str,
    page: Opened,
    now: datetime,
) -> Ledger:
    """A page of a view; raises Refused where there is no such view for this officer."""
    with office.database.read() as uow:
        opened = question(office, sit(office, uow, me, now), view, filters, sort, group)
        page, after = turned(page)
        found = uow.cases.page(replace(opened.listing, limit=ROWS, offset=ROWS * (page - 1), cursor=after))
        rows = rows_of(opened, found.rows)
        people = _people(opened)
        groups = _groups(opened, found, rows) if opened.group else ()
        sums = _all_sums(opened, found.capped)
    sheet = opened.sheet
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
        group=opened.group,
        capped=found.capped,
        excel_title=excel_title(opened),
        groups=groups,
        sums=sums,
        returns=_returns(opened),
        next=Onward(found.next),
        open_values=len(rows) if any(map(sheet.opens, sheet.shown)) else 0,
    )


def _returns(opened: Question) -> bool:
    """Whether a column shows what registering fills in, and the reader is of those who register such cases."""
    case_type, desk = opened.sheet.names.case_type, opened.desk
    form = case_type.forms.get(registering_form(case_type))
    asked = {field.path for field in form.walk()} if form else set()
    mine = registers(opened.sheet.names.pack, desk.person, case_type.key) or any(
        role.administers for role in opened.sheet.sight.roles
    )
    return mine and any(column.path in asked and opened.sheet.sight.sees(column.path) for column in opened.sheet.shown)


def question(office: Office, desk: Desk, view: str, filters: Mapping[str, str], sort: str, group: str) -> Question:
    """The view as this officer may open it."""
    opened = next(((pack, one) for pack, one in open_views(desk) if one.view == view), None)
    if opened is None:
        raise Refused(NO_VIEW)
    pack, found = opened
    case_type = pack.case_types[found.case_type]
    fields = indexed_fields(case_type)
    names = Names(pack, case_type, desk.directory)
    moment = desk.moment(case_type.key)
    sight = fields_seen(desk.person, pack, case_type, desk.directory, desk.today)
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
    once: dict[str, str] = {}
    for path in wanted:
        once.setdefault(path.removeprefix("-"), path)
    return tuple(once.values()) or ("-case.registered_at",)


def rows_of(question: Question, lines: Sequence[CaseLine]) -> tuple[LedgerRow, ...]:
    """The rows of a page; the answers that the list does not keep are read for all of them at once."""
    desk, sheet, veiled = question.desk, question.sheet, question.veiled
    opened = sheet.needs_states or bool(veiled)
    states = desk.uow.cases.states(desk.tenant.tenant, [line.case for line in lines]) if opened else {}
    maker = RowMaker(desk)
    return tuple(_row(question, line, states.get(line.case), maker, veiled) for line in lines)


def _row(
    question: Question, line: CaseLine, state: CaseState | None, maker: RowMaker, veiled: frozenset[str]
) -> LedgerRow:
    """One row, with the light of the first clock that the view shows; the words of `veiled` paths are covered."""
    sheet = question.sheet
    answers = state.answers if state else line.answers
    cover = sheet.veil(state).cover if state and veiled else str

    def told(path: str) -> str:
        text = sheet.cell(path, line, answers)
        return cover(text) if path in veiled else text

    clock = next((c.path.split(".")[1] for c in sheet.shown if c.path.startswith("clock.")), "")
    run = line.clocks.get(clock)
    at, light = (run.due_at, run.light) if run else (line.due_at, line.light)
    shown = bool(run) or not clock
    return LedgerRow(
        case=line.case,
        cells=tuple(told(column.path) for column in sheet.shown),
        light=light if shown and at else None,
        due=maker.due(at, light) if shown else None,
        group=told(question.group) if question.group else "",
    )


def _groups(opened: Question, found: Page, rows: Sequence[LedgerRow]) -> tuple[LedgerGroup, ...]:
    """The rows of a page by group, in their order; a group's count and sums are those of all its rows.

    Rows of one day are a group although their instants differ, so nothing is counted there.
    """
    by_day = opened.sheet.is_instant(opened.group)
    among = tuple(dict.fromkeys(found.leading))
    uncounted = by_day or found.capped
    tallies = {} if uncounted else opened.desk.uow.cases.tallied(opened.listing, opened.summed, opened.group, among)
    keys = [row.group for row in rows] if by_day else found.leading
    made = []
    for value, inside in groupby(zip(keys, rows, strict=True), key=itemgetter(0)):
        members = tuple(row for _, row in inside)
        tally = tallies.get(value)
        sums = _sums(opened, tally) if tally else ()
        made.append(LedgerGroup(members[0].group, members, tally.count if tally else None, sums))
    return tuple(made)


def _all_sums(opened: Question, capped: bool) -> tuple[str, ...]:
    """The sums of everything that matches; none where that is more than is counted."""
    if capped or not opened.summed:
        return ()
    return _sums(opened, opened.desk.uow.cases.tallied(opened.listing, opened.summed)[None])


def _sums(opened: Question, tally: Tally) -> tuple[str, ...]:
    """The sums as texts by column; nothing at all where no column is added up."""
    told = {path: figure(value) for path, value in zip(opened.summed, tally.sums, strict=True)}
    return tuple(told.get(column.path, "") for column in opened.sheet.columns) if told else ()


def figure(value: Any) -> str:
    """A sum as it is written: without the noise of binary fractions."""
    return "" if value is None else format(round(Decimal(str(value)), 4).normalize(), "f")


def _people(question: Question) -> dict[str, list[Any]]:
    """The officers who occur under each filter that names them; one query a filter."""
    cases = question.desk.uow.cases
    sheet = question.sheet
    paths = [path for path in sheet.view.filters if names_people(path, sheet)]
    bare = replace(question.listing, condition=sheet.view.condition or AllOf())
    return {path: cases.leaders(bare) if path == "case.leader" else list(cases.grouped(bare, path)) for path in paths}


def excel_title(question: Question) -> str:
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
