"""A ledger as a workbook: small ones at once, large ones by the worker while a page tells how far it is."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from decimal import Decimal, InvalidOperation
from itertools import groupby
from operator import itemgetter
from tempfile import TemporaryFile
from typing import IO

from fangyuan.casework import jobs
from fangyuan.casework.filing import keep_file
from fangyuan.casework.identity import Download, Identity
from fangyuan.casework.importing.marks import Marker, heading
from fangyuan.casework.jobs import Watch
from fangyuan.casework.office import Office
from fangyuan.casework.reading.desk import sit
from fangyuan.casework.reading.ledger import Question, excel_title, question, rows_of
from fangyuan.casework.reading.pages import LedgerRow
from fangyuan.publishing import ledgers
from fangyuan.publishing.ledgers import Band, Cell, Heading
from fangyuan.store.access import Look
from fangyuan.store.database import UnitOfWork
from fangyuan.store.jobs import Job

BATCH = 500
"""Rows that an export reads at a time."""

AT_ONCE = 2_000
"""Rows of an export that its reader waits for."""

KIND = "export"
XLSX = ledgers.XLSX

Tick = Callable[[int], None]


def export(
    office: Office, me: Identity, view: str, filters: Mapping[str, str], sort: str, group: str, now: datetime
) -> Download | Job:
    """The whole view as a workbook, or the job that makes it where that takes long."""
    with office.database.read() as uow:
        opened = question(office, sit(office, uow, me, now), view, filters, sort, group)
        amount, title = uow.cases.count_all(opened.listing), excel_title(opened)
    if amount <= AT_ONCE:
        return ledger_xlsx(office, me, view, filters, sort, now, group)
    return _asked_for(office, me, view, filters, sort, group, now, title, amount)


def export_later(
    office: Office, me: Identity, view: str, filters: Mapping[str, str], sort: str, group: str, now: datetime
) -> Job:
    """The job that makes the workbook, however small it is: for whoever would rather ask again than wait."""
    with office.database.read() as uow:
        opened = question(office, sit(office, uow, me, now), view, filters, sort, group)
        amount, title = uow.cases.count_all(opened.listing), excel_title(opened)
    return _asked_for(office, me, view, filters, sort, group, now, title, amount)


def _asked_for(
    office: Office, me: Identity, view: str, filters: Mapping[str, str], sort: str, group: str, now: datetime,
    title: str, amount: int,
) -> Job:  # fmt: skip
    """Asks the worker for it."""
    spec = {"view": view, "filters": dict(filters), "sort": sort, "group": group}
    job = replace(jobs.made(me, KIND, title, spec, now), total=amount)
    with office.database.begin() as uow:
        jobs.start(uow, me, job)
        uow.commit()
    return job


def ledger_xlsx(
    office: Office, me: Identity, view: str, filters: Mapping[str, str], sort: str, now: datetime, group: str = ""
) -> Download:
    """The workbook, now, however long it takes; that it was taken out, by whom and how many rows, is in the access log."""
    with TemporaryFile() as target:
        title, count = _write(office, me, view, filters, sort, group, now, target, lambda _: None)
        _log(office, me, view, filters, count, now)
        target.seek(0)
        return Download(f"{title}.xlsx", XLSX, target.read())


def make(office: Office, job: Job, watch: Watch) -> None:
    """Does the job of an export, with the rights that the officer has now."""
    me, spec = Identity(job.tenant, job.person), job.spec
    asked = spec["view"], spec["filters"], spec["sort"], spec["group"]

    def tick(count: int) -> None:
        """Tells how far it is; a dropped job ends here."""
        with office.database.begin() as uow:
            watch.went_on(uow, job, count, {})
            uow.commit()

    with TemporaryFile() as target:
        title, count = _write(office, me, *asked, watch.now(), target, tick)
        target.seek(0)
        kept = keep_file(office, me.tenant, target, f"{title}.xlsx", me.person, watch.now())
    _log(office, me, spec["view"], spec["filters"], count, watch.now())
    jobs.done(office, replace(job, total=count), {"rows": count}, kept, watch.now())


def _write(
    office: Office, me: Identity, view: str, filters: Mapping[str, str], sort: str, group: str, now: datetime,
    target: IO[bytes], tick: Tick,
) -> tuple[str, int]:  # fmt: skip
    """Writes the workbook; its title and how many cases it holds. All of it shows one moment of the database."""
    with office.database.read() as uow:
        opened = question(office, sit(office, uow, me, now), view, filters, sort, group)
        count, title = min(uow.cases.count_all(opened.listing), ledgers.MOST_ROWS), excel_title(opened)
        rows = _bands(opened, _all_rows(opened, uow, tick), Marker.of(uow, me.tenant))
        ledgers.write_ledger(_workbook(opened, title, count, rows), target)
    return title, count


def _all_rows(opened: Question, uow: UnitOfWork, tick: Tick) -> Iterator[LedgerRow]:
    """Every row, a batch at a time, as many as a sheet holds."""
    taken = 0
    with closing(uow.cases.stream(opened.listing, BATCH)) as found:
        for lines, _ in found:
            rows = rows_of(opened, lines)[: ledgers.MOST_ROWS - taken]
            yield from rows
            taken += len(rows)
            uow.seals.forget()
            tick(taken)
            if taken >= ledgers.MOST_ROWS:
                return


def _bands(opened: Question, rows: Iterator[LedgerRow], marker: Marker) -> Iterator[Sequence[Cell] | Band]:
    """The rows, each with its mark, with the heads and sums of their groups among them, and all sums at the end."""
    paths = [column.path for column in opened.sheet.shown]

    def mark(row: LedgerRow) -> str:
        """By what a row is known when the ledger comes back."""
        return marker.row(row.case, paths, row.cells)

    numeric = [column.numeric for column in opened.sheet.columns]
    added = [opened.sheet.adds_up(column) for column in opened.sheet.columns]
    every = _Sums(added)
    if not opened.group:
        for row in rows:
            yield [*every.taken(_cells(row, numeric)), mark(row)]
    for title, inside in groupby(rows, key=lambda row: row.group) if opened.group else ():
        own = _Sums(added)
        yield Band([title or "（空）"])
        for row in inside:
            yield [*every.taken(own.taken(_cells(row, numeric))), mark(row)]
        yield Band(own.told(f"小计 {own.count} 件"), "sum")
    if every.count and (opened.group or any(added)):
        yield Band(every.told(f"合计 {every.count} 件"), "sum")


class _Sums:
    """Counts rows and adds up their numbers, column by column."""

    def __init__(self, added: Sequence[bool]) -> None:
        self.count = 0
        self._sums: list[Decimal | None] = [Decimal(0) if one else None for one in added]

    def taken(self, cells: Sequence[Cell]) -> Sequence[Cell]:
        """Counts a row and gives it back."""
        self.count += 1
        for place, cell in enumerate(cells):
            total = self._sums[place]
            if total is not None and not isinstance(cell, str):
                self._sums[place] = total + Decimal(str(cell))
        return cells

    def told(self, title: str) -> Sequence[Cell]:
        """The row of the sums; its first cell says what they are, unless it is a sum itself."""
        cells: list[Cell] = ["" if total is None else _number(total) for total in self._sums]
        if self._sums and self._sums[0] is None:
            cells[0] = title
        return cells


def _cells(row: LedgerRow, numeric: Sequence[bool]) -> Sequence[Cell]:
    """The cells of a row: numbers as numbers, so that they can be added up in the workbook too."""
    return [_figure(cell) if is_number else cell for cell, is_number in zip(row.cells, numeric, strict=True)]


def _figure(cell: str) -> Cell:
    """A number of up to 15 digits, more than which Excel does not keep; anything else stays a text."""
    try:
        value = Decimal(cell)
    except InvalidOperation:
        return cell
    return _number(value) if value.is_finite() and len(value.as_tuple().digits) <= 15 else cell


def _number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


def _workbook(
    opened: Question, title: str, count: int, rows: Iterator[Sequence[Cell] | Band]
) -> ledgers.Sheet:  # fmt: skip
    """The sheet of an export."""
    sheet = opened.sheet
    full = f"（只导出前 {ledgers.MOST_ROWS} 件）" if count >= ledgers.MOST_ROWS else ""
    return ledgers.Sheet(
        title=title,
        subtitle=f"导出人：{opened.desk.person.name}  {sheet.today.isoformat()}  共 {count} 件{full}",
        columns=[
            Heading(sheet.title(column.path, column.title), column.width, sheet.above(column.path))
            for column in sheet.shown
        ],
        rows=rows,
        landscape=sheet.view.excel.get("orientation") != "portrait",
        name=_sheet_name(str(sheet.view.excel.get("sheet") or "台账")),
        key=heading(sheet.view.view, [column.path for column in sheet.shown]),
    )


def _sheet_name(wanted: str) -> str:
    """A name that Excel takes."""
    return "".join("_" if one in "[]:*?/\\'" else one for one in wanted)[:31] or "台账"


def _log(
    office: Office, me: Identity, view: str, filters: Mapping[str, str], count: int, now: datetime
) -> None:  # fmt: skip
    """Who took out what, how many rows."""
    chosen = " ".join(f"{path}={value}" for path, value in sorted(filters.items(), key=itemgetter(0)) if value)
    with office.database.begin() as uow:
        uow.log.add(me.tenant, Look(me.person, "export", f"{view} {chosen}".strip(), count, now))
        uow.commit()
