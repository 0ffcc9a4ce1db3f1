"""What a meeting over several cases of a ledger needs on paper, as far as whoever prints it may see; and whom to call.

Everything comes from the view: its title, its columns, the rights of its reader. That it was printed is in the access log.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from fangyuan.casework.identity import Download, Identity
from fangyuan.casework.office import Office
from fangyuan.casework.reading.desk import sit
from fangyuan.casework.reading.frame import open_views
from fangyuan.casework.reading.ledger import Question, excel_title, question, rows_of
from fangyuan.casework.reading.letters import DOCX
from fangyuan.casework.reading.pages import LedgerRow, Named
from fangyuan.forms.paths import values_at
from fangyuan.model.conditions import AllOf, Atom, Op
from fangyuan.model.later import later
from fangyuan.model.problems import Problem, Refused
from fangyuan.model.state import CaseState
from fangyuan.store.access import Look
from fangyuan.store.lists import Listing

if TYPE_CHECKING:
    from fangyuan.publishing import kits as papers
else:
    papers = later("fangyuan.publishing.kits")

MOST = 100
"""Cases of one meeting."""

LIST, SLIPS, SIGN_IN, CALLS = "list", "slips", "sign-in", "calls"
PARTS = (LIST, SLIPS, SIGN_IN, CALLS)
BLANK_ROWS = 4
"""Lines of the sheet to sign in for those who were not expected."""

NOTHING = Problem("blank", "没有选中可以打印的案件。", "case", advice="请回到台账勾选案件，一次不超过 100 件。")
NO_VIEW_OF_THEM = Problem(
    "blank",
    "选中的案件不在您的任何一个台账里，没有可以照着打印的栏目。",
    "case",
    advice="请联系管理员，在定义包里给这类案件开一个台账。",
)
NO_PART = Problem("blank", "请至少选一样要打印的。", "part")


@dataclass(frozen=True, slots=True)
class KitPage:
    """What would be printed: the view, its cases by number, the title that the view gives its papers; how many of the
    chosen ones do not stand in it.
    """

    view: Named
    title: str
    cases: tuple[Named, ...]
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which parts, and what stands at their heads; blank lines are left out."""

    parts: tuple[str, ...]
    title: str = ""
    when: str = ""
    where: str = ""


def kit_page(office: Office, me: Identity, view: str, cases: Sequence[str], now: datetime) -> KitPage:
    """The chosen cases of a view that the officer may open; raises Refused where none of them stands in it."""
    found = _found(office, me, view, cases, now)
    sheet = found.opened.sheet
    left_out = len(set(cases)) - len(found.cases)
    return KitPage(Named(view, sheet.view.title), excel_title(found.opened), found.cases, left_out)


def view_of_all(office: Office, me: Identity, cases: Sequence[str], now: datetime) -> str:
    """The officer's view in which most of these cases stand, the first of equals: its columns tell of them on paper.
    Raises Refused where they stand in none.
    """
    with office.database.read() as uow:
        desk = sit(office, uow, me, now)
        numbers = uow.cases.numbers(me.tenant, list(dict.fromkeys(cases))[:MOST])
        held = {
            view.view: uow.cases.page(_only(question(office, desk, view.view, {}, "", ""), numbers.values())).total
            for _, view in open_views(desk)
        }
    if not any(held.values()):
        raise Refused(NO_VIEW_OF_THEM if cases else NOTHING)
    return max(held, key=lambda view: held[view])


def _only(opened: Question, numbers: Iterable[str]) -> Listing:
    """These cases of a view, by their numbers."""
    chosen = Atom("case.number", Op.ENUM, tuple(sorted(numbers)))
    return replace(opened.listing, condition=AllOf((opened.listing.condition, chosen)), limit=MOST)


def make_kit(office: Office, me: Identity, view: str, cases: Sequence[str], wanted: Wanted, now: datetime) -> Download:
    """The papers in one file, the parts in their usual order."""
    if not set(wanted.parts) & set(PARTS):
        raise Refused(NO_PART)
    found = _found(office, me, view, cases, now)
    title = wanted.title.strip() or excel_title(found.opened)
    made = papers.kit_docx(list(_sheets(found, replace(wanted, title=title))))
    with office.database.begin() as uow:
        about = f"{view} {' '.join(part for part in PARTS if part in wanted.parts)}"
        uow.log.add(me.tenant, Look(me.person, "print", about, len(found.rows), now))
        uow.commit()
    return Download(f"{title}.docx", DOCX, made)


@dataclass(frozen=True, slots=True)
class _Found:
    opened: Question
    rows: tuple[LedgerRow, ...]
    cases: tuple[Named, ...]
    states: dict[str, CaseState]


def _found(office: Office, me: Identity, view: str, cases: Sequence[str], now: datetime) -> _Found:
    """The rows of these cases, in the order of the view; what is not in it for this officer is left out."""
    with office.database.read() as uow:
        opened = question(office, sit(office, uow, me, now), view, {}, "", "")
        numbers = uow.cases.numbers(me.tenant, list(dict.fromkeys(cases))[:MOST]) if cases else {}
        lines = uow.cases.page(_only(opened, numbers.values())).rows if numbers else ()
        rows = rows_of(opened, lines)
        states = dict(uow.cases.states(me.tenant, [line.case for line in lines])) if lines else {}
    if not rows:
        raise Refused(NOTHING)
    return _Found(opened, rows, tuple(Named(line.case, line.number) for line in lines), states)


def _sheets(found: _Found, wanted: Wanted) -> Iterator["papers.Sheet"]:
    heads = tuple(column.title for column in found.opened.sheet.columns)
    above = tuple(
        f"{name}：{said.strip()}" for name, said in (("时间", wanted.when), ("地点", wanted.where)) if said.strip()
    )
    if LIST in wanted.parts:
        rows = [(str(n), *row.cells) for n, row in enumerate(found.rows, 1)]
        yield papers.Sheet(wanted.title, rows, ("序号", *heads), above, (f"共 {len(rows)} 件",))
    for row in found.rows if SLIPS in wanted.parts else ():
        yield _slip(found, row, heads, above)
    units = _units(found)
    if SIGN_IN in wanted.parts:
        lines = [*((unit.title, "", "", "") for unit in units), *(("", "", "", "") for _ in range(BLANK_ROWS))]
        yield papers.Sheet(
            f"{wanted.title}签到表", lines, ("单位", "姓名", "职务", "签名"), above, signed=True, least=18
        )
    if CALLS in wanted.parts:
        yield papers.Sheet(
            f"{wanted.title}通讯录", list(_calls(found, units)), ("单位", "单位电话", "人员", "电话", "备注"), least=12
        )


def _slip(found: _Found, row: LedgerRow, heads: Sequence[str], above: Sequence[str]) -> "papers.Sheet":
    """One case on a page that units sign: what the view tells of it, and room for what is agreed."""
    told = [(head, cell) for head, cell in zip(heads, row.cells, strict=True) if cell]
    units = "、".join(unit.title for unit in _units_of(found, found.states[row.case]))
    agreed = (
        ("有关单位", units),
        ("会议意见", "\n\n\n"),
        ("完成时限", "\n"),
        ("单位负责人签名", "\n"),
        ("承办人签名", "\n"),
    )
    return papers.Sheet(
        f"{found.opened.sheet.names.case_type.title}　会议单",
        (*told, *agreed),
        (),
        above,
        ("日期：　　年　　月　　日",),
    )


def _units(found: _Found) -> tuple[Named, ...]:
    """The units of all the cases, each once, in the order in which they come."""
    each = (unit for row in found.rows for unit in _units_of(found, found.states[row.case]))
    return tuple({unit.id: unit for unit in each}.values())


def _units_of(found: _Found, state: CaseState) -> tuple[Named, ...]:
    """The unit that keeps a case, and those that the columns of the view name to this reader."""
    sheet, known = found.opened.sheet, found.opened.desk.directory.units
    shown = (column.path for column in sheet.shown)
    paths = [path for path in shown if (field := sheet.field(path)) and field.kind == "unit" and sheet.sight.sees(path)]
    named = [value for path in paths for value in values_at(state.answers, path)]
    flat = [one for value in named for one in (value if isinstance(value, list | tuple) else [value])]
    ids = dict.fromkeys([state.unit, *map(str, flat)])
    return tuple(Named(one, known[one].title) for one in ids if one in known)


def _calls(found: _Found, units: Sequence[Named]) -> Iterator[tuple[str, ...]]:
    """Whom to call: each unit with its phone, and its officers who have one."""
    directory = found.opened.desk.directory
    for unit in units:
        people = [one for one in directory.people.values() if one.active and unit.id in one.units and one.phone]
        phone = directory.units[unit.id].phone
        yield from ((unit.title, phone, one.name, one.phone, "") for one in people)
        if not people:
            yield (unit.title, phone, "", "", "")
