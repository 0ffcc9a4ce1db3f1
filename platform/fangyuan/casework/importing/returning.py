"""An exported ledger that was edited comes back: tried row by row, then each edited row corrects its own case, or none of it.

Every row is an act of its own with the officer's rights of that moment; one that is refused changes nothing and holds up no other.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from typing import Any, BinaryIO

from fangyuan.casework import jobs
from fangyuan.casework.correcting import correct, foresee
from fangyuan.casework.filing import keep_file
from fangyuan.casework.identity import Identity
from fangyuan.casework.importing.asking import SHOWN, ImportLine, line_of
from fangyuan.casework.importing.called import called
from fangyuan.casework.importing.edited import Setting, Wanted, edits, wanted
from fangyuan.casework.importing.headings import LOOKED_AT, added
from fangyuan.casework.importing.marks import BAND, Mark, Marker, read_heading, read_mark
from fangyuan.casework.importing.outcomes import KNOWN, NEW, WRONG
from fangyuan.casework.importing.tables import Row, Table, opened
from fangyuan.casework.importing.taking import CHECKED, CHECKING, IMPORTING, file_of, finish
from fangyuan.casework.jobs import Watch
from fangyuan.casework.office import Office
from fangyuan.casework.reading.desk import sit
from fangyuan.casework.reading.ledger import question
from fangyuan.model.problems import Problem, Refused
from fangyuan.store.access import Look
from fangyuan.store.inspecting import Allowed, clean_name, inspect
from fangyuan.store.jobs import ASKING, WAITING, Job, JobLine

KIND = "return"
PORTION = 50
"""Rows between two signs of life."""

NOT_OURS = Problem(
    "no-marks", "这不是从本台账导出的 Excel，或者删去了隐藏的“案件标识”列。", "file",
    advice="请重新导出，在导出的文件里改；以前的旧台账请用“导入台账”。",
)  # fmt: skip
NO_REASON = Problem("reason-missing", "请写明为什么更正。", "reason")
NOT_NOW = Problem("not-now", "这项导入已经到了别的步骤。", advice="请看页面上现在的情况。")

_NO_MARK = (
    -1,
    "这一行没有案件标识；新的案件请用“导入台账”",
    "has no mark of a case; new cases come in by “Import a ledger”",
)
_TWICE = (-1, "同一件案件前面已经有一行改过", "The same case was changed by a row further up")


@dataclass(frozen=True, slots=True)
class Heads:
    """Where the heads of an exported ledger stand: the row, the hidden column, the paths as exported, each path's column now."""

    row: int
    key: int
    view: str
    paths: tuple[str, ...]
    titles: tuple[str, ...]


def bring(
    office: Office, me: Identity, view: str, stream: BinaryIO, name: str, reason: str, now: datetime
) -> Job:  # fmt: skip
    """Keeps a ledger that comes back, and lets it be tried; raises Refused for a file that is not of this view."""
    table = opened(stream, name)
    stream.seek(0)
    inspect(stream, name, Allowed(), office.files.limit)
    found = _heads(table)
    if found is None or found.view != view:
        raise Refused(NOT_OURS)
    if not reason.strip():
        raise Refused(NO_REASON)
    with office.database.read() as uow:
        columns = _columns(found, question(office, sit(office, uow, me, now), view, {}, "", "").sheet)
    spec = {
        "view": view, "reason": reason.strip(), "sheet": table.sheets[0], "last": found.row, "key": found.key,
        "paths": list(found.paths), "columns": {str(at): path for at, path in columns.items()},
        "titles": {str(at): title for at, title in enumerate(found.titles)},
    }  # fmt: skip
    stream.seek(0)
    kept = keep_file(office, me.tenant, stream, clean_name(name), me.person, now)
    job = replace(jobs.made(me, KIND, clean_name(name), spec, now), phase=CHECKING, file=kept.id)
    with office.database.begin() as uow:
        jobs.start(uow, me, job)
        uow.commit()
    return job


@dataclass(frozen=True, slots=True)
class ReturnPage:
    """A ledger that came back, as its page shows it: the job, the view, what is wrong with which row, what changes in which."""

    job: Job
    view: str
    title: str
    lines: tuple[ImportLine, ...]
    changes: tuple[ImportLine, ...] = ()


def page_of(office: Office, me: Identity, job: str, now: datetime) -> ReturnPage:
    """The page; raises Refused where it is not this officer's, or the view is not any more."""
    found = jobs.my_job(office, me, job)
    if found.kind != KIND:
        raise Refused(jobs.NO_JOB)
    with office.database.read() as uow:
        view = question(office, sit(office, uow, me, now), found.spec["view"], {}, "", "").sheet.view
        lines, changes = uow.jobs.lines(found, (WRONG,), SHOWN), uow.jobs.lines(found, (NEW,), SHOWN)
    return ReturnPage(found, view.view, view.title, tuple(map(line_of, lines)), tuple(map(line_of, changes)))


def take_in(office: Office, me: Identity, job: str, now: datetime) -> Job:
    """Lets the corrections be made that the trial found fit; every row is looked at again when its turn comes."""
    found = jobs.my_job(office, me, job)
    if found.kind != KIND or found.state != ASKING or found.phase != CHECKED:
        raise Refused(NOT_NOW)
    going = replace(found, state=WAITING, phase=IMPORTING, position=0, counts={}, changed_at=now)
    with office.database.begin() as uow:
        uow.jobs.put(going)
        told = f"{found.spec['view']} {found.title}"
        uow.log.add(me.tenant, Look(me.person, "correct", told, int(found.counts.get(NEW, 0)), now))
        uow.commit()
    return going


def run(office: Office, job: Job, watch: Watch) -> None:
    """Tries or carries out the rest of the rows; the job then waits for its owner, or is done."""
    counts = dict(job.counts) if job.position else {}
    with file_of(office, job) as table:
        rows = [row for row in table.rows(job.spec["sheet"]) if row.place > job.spec["last"]]
        job = replace(job, total=len(rows))
        setting, position = _setting(office, job, table, watch.now()), job.position
        seen = {mark.case for row in rows[:position] if (mark := _mark(job, row)) and edits(setting, row, mark)}
        while position < len(rows):
            setting = _setting(office, job, table, watch.now())
            portion = rows[position : position + PORTION]
            lines = [line for row in portion if (line := _line(setting, job, row, seen))]
            position += len(portion)
            for line in lines:
                counts[line.outcome] = counts.get(line.outcome, 0) + 1
            _keep(office, job, [one for one in lines if one.outcome != KNOWN], position, len(portion), counts, watch)
    finish(office, job, counts, watch)


def _line(setting: Setting, job: Job, row: Row, seen: set[str]) -> JobLine | None:
    """What comes of a row; None for one that is no case."""
    if row.cell(job.spec["key"]).text == BAND:
        return None
    mark = _mark(job, row)
    if mark is None:
        return _wrong(row, "", (_NO_MARK,))
    if not edits(setting, row, mark):
        return JobLine(row.place, KNOWN, mark.case)
    if mark.case in seen:
        return _wrong(row, mark.case, (_TWICE,))
    seen.add(mark.case)
    return _done_before(setting, job, row, mark) or _done(setting, job, row, mark)


def _done_before(setting: Setting, job: Job, row: Row, mark: Mark) -> JobLine | None:
    """A row whose correction was made before its portion was noted."""
    if job.phase == CHECKING:
        return None
    with setting.office.database.read() as uow:
        found = uow.keys.find(job.tenant, _key(job, row))
    return JobLine(row.place, NEW, mark.case) if found else None


def _done(setting: Setting, job: Job, row: Row, mark: Mark) -> JobLine:
    """Tries a row, or carries it out."""
    asked: Wanted | None = None
    try:
        asked = wanted(setting, row, mark)
        if asked.wrong:
            return _wrong(row, mark.case, asked.wrong)
        if asked.command is None:
            return JobLine(row.place, KNOWN, mark.case)
        if job.phase == CHECKING:
            foresee(setting.office, setting.me, mark.case, asked.command, setting.now)
        else:
            key = _key(job, row)
            correct(setting.office, setting.me, mark.case, asked.command, setting.now, key, asked.seq)
    except Refused as refused:
        told = asked.reader.reasons(refused.problems) if asked and asked.reader else _plainly(refused)
        return _wrong(row, mark.case, tuple(told))
    return JobLine(row.place, NEW, mark.case, [list(one) for one in asked.changes])


def _plainly(refused: Refused) -> tuple[tuple[int, str, str], ...]:
    return tuple((-1, f"{one.message}{one.advice}", one.message) for one in refused.problems)


def _wrong(row: Row, case: str, reasons: Sequence[tuple[int, str, str]]) -> JobLine:
    return JobLine(row.place, WRONG, case, [list(one) for one in sorted(reasons, key=lambda one: one[0])])


def _key(job: Job, row: Row) -> str:
    return f"return:{job.id}:{row.place}"


def _mark(job: Job, row: Row) -> Mark | None:
    return read_mark(row.cell(job.spec["key"]).text, job.spec["paths"])


def _setting(office: Office, job: Job, table: Table, now: datetime) -> Setting:
    """The view as the officer may open it now; raises Refused where they may not any more."""
    me = Identity(job.tenant, job.person)
    with office.database.read() as uow:
        sheet = question(office, sit(office, uow, me, now), job.spec["view"], {}, "", "").sheet
        directory, marker = office.directory(uow, me.tenant), Marker.of(uow, me.tenant)
    known = called(directory, directory.tenants[me.tenant])
    columns = {int(at): path for at, path in job.spec["columns"].items()}
    return Setting(office, me, sheet, marker, columns, known, job.spec["reason"], table.epoch, now)


def _heads(table: Table) -> Heads | None:
    """The row in which the title of the hidden column stands, among the first of the first sheet."""
    for row in islice(table.rows(table.sheets[0]), LOOKED_AT):
        for at, cell in enumerate(row.cells):
            if found := read_heading(cell.text):
                titles = tuple(one.text for one in row.cells)
                return Heads(row.place, at, *found, titles)
    return None


def _columns(heads: Heads, sheet: Any) -> dict[int, str]:
    """The path of each column by its title: columns may have been moved or taken out, and of equal titles the order counts."""
    given = {column.path: column.title for column in sheet.view.columns}
    waiting = [(sheet.title(path, given.get(path, "")), path) for path in heads.paths]
    found, beside = dict[int, str](), {heads.key, *added(heads.titles)}
    for at, title in enumerate(heads.titles):
        match = next((one for one in waiting if one[0] == title), None)
        if match and at not in beside:
            waiting.remove(match)
            found[at] = match[1]
    return found


def _keep(
    office: Office, job: Job, lines: Sequence[JobLine], position: int, size: int, counts: Mapping[str, int], watch: Watch
) -> None:  # fmt: skip
    """Notes what came of a portion."""
    with office.database.begin() as uow:
        if position == size:
            uow.jobs.forget_lines(job)
        uow.jobs.add_lines(job, lines)
        watch.went_on(uow, job, position, counts)
        uow.commit()
