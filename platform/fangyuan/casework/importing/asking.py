"""What an officer does about an import: brings a file, says where its columns go, lets the trial become cases."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING, Any, BinaryIO

from fangyuan.casework import jobs
from fangyuan.casework.filing import keep_file
from fangyuan.casework.identity import Identity
from fangyuan.casework.importing import taking, targets
from fangyuan.casework.importing.blocks import where
from fangyuan.casework.importing.headings import LOOKED_AT, Heads, added, heads_of, told_apart
from fangyuan.casework.importing.knowing import BY_ROW, columns_of
from fangyuan.casework.importing.outcomes import CHANGED, KNOWN, WRONG
from fangyuan.casework.importing.tables import Row, Table, opened
from fangyuan.casework.importing.taking import CHECKED, CHECKING, IMPORTING, MAPPING, file_of
from fangyuan.casework.importing.targets import Target
from fangyuan.casework.office import Office
from fangyuan.casework.reading.alike import lines_seen
from fangyuan.casework.reading.desk import Desk, sit
from fangyuan.engine.rights import may_register
from fangyuan.model.later import later
from fangyuan.model.pack import Pack
from fangyuan.model.problems import Problem, Refused
from fangyuan.model.procedure import CaseType
from fangyuan.store.access import Look
from fangyuan.store.inspecting import Allowed, clean_name, inspect
from fangyuan.store.jobs import ASKING, WAITING, Job, JobLine

if TYPE_CHECKING:
    from openpyxl import utils
else:
    utils = later("openpyxl.utils")

SHOWN = 200
"""Lines of what is wrong that a page shows; the workbook has all."""

SHOWN_KNOWN = 50
"""Rows that a page shows whose cases are there already."""

EXAMPLES = 3
NOT_YOURS = Problem("not-yours", "您不能登记这类事项，也就不能导入。", advice="请由负责登记的人员导入。")
NOT_NOW = Problem("not-now", "这项导入已经到了别的步骤。", advice="请看页面上现在的情况。")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a file as the page shows it: letter, title, what stands in it first, where it goes."""

    number: int
    letter: str
    title: str
    examples: tuple[str, ...]
    target: str


@dataclass(frozen=True, slots=True)
class ImportLine:
    """What came of a row: its place, what (`known`, `changed`, `wrong`), the case, and for each reason its cell and words."""

    place: int
    outcome: str
    case: str
    reasons: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class KnownLine:
    """A row whose case is there already: its place, the case and its number, both blank where it is not the officer's to see."""

    place: int
    case: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True)
class ImportPage:
    """An import as its page shows it. `fixed` are the answers that no column brings and that a case cannot be without."""

    job: Job
    case_type: str
    title: str
    sheets: tuple[str, ...] = ()
    heads: Heads | None = None
    columns: tuple[Column, ...] = ()
    targets: tuple[Target, ...] = ()
    fixed: Mapping[str, str] = field(default_factory=dict)
    saved: tuple[str, ...] = ()
    lines: tuple[ImportLine, ...] = ()
    known: tuple[KnownLine, ...] = ()


def bring(
    office: Office, me: Identity, case_type: str, stream: BinaryIO, name: str, now: datetime, mapping: str = ""
) -> Job:
    """Keeps a file, with a first guess at where its columns go; raises Refused for what cannot be read."""
    _type_of(office, me, case_type, now)
    table = opened(stream, name)
    stream.seek(0)
    inspect(stream, name, Allowed(), office.files.limit)
    spec = {"case_type": case_type, **_guess(office, me, case_type, table, now, mapping)}
    stream.seek(0)
    kept = keep_file(office, me.tenant, stream, clean_name(name), me.person, now)
    job = replace(
        jobs.made(me, taking.KIND, clean_name(name), spec, now), state=ASKING, phase=MAPPING, file=kept.id
    )  # fmt: skip
    with office.database.begin() as uow:
        jobs.start(uow, me, job)
        uow.commit()
    return job


def map_columns(office: Office, me: Identity, job: str, said: Mapping[str, Any], save_as: str, now: datetime) -> Job:
    """Takes what the officer says of the file (`sheet`, `first`, `last`, `columns`, `fixed`, `source`), and lets it be tried.

    Under another sheet or other heads the columns are guessed anew, and nothing is tried yet.
    """
    found = _own(office, me, job, MAPPING, CHECKED)
    before = found.spec
    spec = {**before, **said}
    if (spec["sheet"], spec["first"], spec["last"]) != (before["sheet"], before["first"], before["last"]):
        return _looked_again(office, me, found, spec, now)
    _check(office, me, spec, now)
    spec = {**spec, "source": save_as or spec["source"]}
    spec["numbers"] = _numbers(office, me, spec, now)
    again = replace(found, spec=spec, state=WAITING, phase=CHECKING, position=0, counts={}, changed_at=now)
    with office.database.begin() as uow:
        if save_as:
            keys = sorted(before["titles"], key=int)
            named = zip(keys, told_apart([before["titles"][key] for key in keys]), strict=True)
            titles = {title: spec["columns"][key] for key, title in named if spec["columns"].get(key)}
            uow.sources.save_mapping(
                me.tenant, spec["case_type"], save_as, {"titles": titles, "fixed": spec["fixed"]}, me.person, now
            )
        uow.jobs.forget_lines(found)
        uow.jobs.put(again)
        uow.commit()
    return again


def take_in(office: Office, me: Identity, job: str, now: datetime) -> Job:
    """Lets the cases be made that the trial found fit; every row is judged again when its turn comes."""
    found = _own(office, me, job, CHECKED)
    _type_of(office, me, found.spec["case_type"], now)
    going = replace(found, state=WAITING, phase=IMPORTING, position=0, counts={}, changed_at=now)
    with office.database.begin() as uow:
        uow.jobs.put(going)
        fit = int(found.counts.get("new", 0))
        uow.log.add(me.tenant, Look(me.person, "import", f"{found.spec['case_type']} {found.title}", fit, now))
        uow.commit()
    return going


def page_of(office: Office, me: Identity, job: str, now: datetime) -> ImportPage:
    """The import as its page shows it now; raises Refused where it is not this officer's."""
    found = jobs.my_job(office, me, job)
    if found.kind != taking.KIND:
        raise Refused(jobs.NO_JOB)
    _, case_type = _type_of(office, me, found.spec["case_type"], now)
    page = ImportPage(found, case_type.key, case_type.title, fixed=found.spec["fixed"])
    if found.phase == MAPPING and found.state == ASKING:
        return _mapping_page(office, me, page, case_type)
    with office.database.read() as uow:
        lines = uow.jobs.lines(found, (WRONG, CHANGED), SHOWN)
        known = tuple(_known(sit(office, uow, me, now), uow.jobs.lines(found, (KNOWN,), SHOWN_KNOWN)))
    return replace(page, lines=tuple(line_of(one) for one in lines), known=known)


def remap(office: Office, me: Identity, job: str, now: datetime) -> Job:
    """Goes back to the columns; what the trial found is forgotten when the next one begins."""
    found = _own(office, me, job, CHECKED)
    back = replace(found, phase=MAPPING, changed_at=now)
    with office.database.begin() as uow:
        uow.jobs.put(back)
        uow.commit()
    return back


def line_of(line: JobLine) -> ImportLine:
    """A line of a job as a page shows it: each reason with its cell."""
    reasons = tuple((where(column, line.line), zh, en) for column, zh, en in line.told or ())
    return ImportLine(line.line, line.outcome, line.case, reasons)


def _known(desk: Desk, lines: Sequence[JobLine]) -> Iterator[KnownLine]:
    seen = {one.case: one.number for one in lines_seen(desk, {line.case for line in lines})}
    return (KnownLine(line.line, line.case if line.case in seen else "", seen.get(line.case, "")) for line in lines)


def _mapping_page(office: Office, me: Identity, page: ImportPage, case_type: CaseType) -> ImportPage:
    spec, known = page.job.spec, targets.targets_of(case_type)
    with file_of(office, page.job) as table:
        rows = list(islice(table.rows(spec["sheet"]), LOOKED_AT + EXAMPLES))
        sheets = table.sheets
    heads = heads_of(rows, (), spec["first"], spec["last"])
    with office.database.read() as uow:
        saved = tuple(uow.sources.mappings(me.tenant, case_type.key))
    below = _below(rows, heads)
    columns = tuple(
        Column(
            number,
            utils.get_column_letter(number + 1),
            title,
            _examples(below, number),
            spec["columns"].get(str(number), ""),
        )
        for number, title in enumerate(heads.titles)
    )
    return replace(page, sheets=sheets, heads=heads, columns=columns, targets=known, saved=saved)


def _examples(rows: Sequence[Row], column: int) -> tuple[str, ...]:
    return tuple(text[:40] for row in rows[:EXAMPLES] if (text := row.cell(column).text))


def _below(rows: Sequence[Row], heads: Heads) -> list[Row]:
    return [row for row in rows if row.place > heads.last]


def _guess(
    office: Office, me: Identity, case_type: str, table: Table, now: datetime, mapping: str = "", **said: Any
) -> dict[str, Any]:
    """Sheet, heads and columns as they look, or as they were saved for such heads before."""
    _, known_type = _type_of(office, me, case_type, now)
    known = targets.targets_of(known_type)
    sheet = said.get("sheet", table.sheets[0])
    rows = list(islice(table.rows(sheet), LOOKED_AT + EXAMPLES))
    heads = heads_of(rows, targets.known_titles(known), said.get("first", 0), said.get("last", 0))
    below = _below(rows, heads)
    with office.database.read() as uow:
        saved = uow.sources.mappings(me.tenant, case_type)
    named = told_apart(heads.titles)
    name = mapping if mapping in saved else _fitting(saved, named)
    body = saved.get(name, {"titles": {}, "fixed": {}})
    examples = [_examples(below, at) for at in range(len(heads.titles))]
    beside = added(heads.titles)
    titles = ["" if at in beside else title for at, title in enumerate(heads.titles)]
    guessed = targets.guesses(titles, examples, known)
    if name:
        kept = body["titles"]
        guessed = {at: kept[title] for at, title in enumerate(named) if at not in beside and title in kept}
    return {
        "sheet": sheet, "first": heads.first, "last": heads.last, "fixed": dict(body["fixed"]), "source": name,
        "columns": {str(at): path for at, path in guessed.items()},
        "titles": {str(at): title for at, title in enumerate(heads.titles)},
        "counting": [
            at for at, title in enumerate(titles) if at not in guessed and targets.counts_rows(title, examples[at])
        ],
        "added": list(beside),
    }  # fmt: skip


def _fitting(saved: Mapping[str, Mapping[str, Any]], titles: Sequence[str]) -> str:
    """The saved mapping all of whose heads are here; the newest of several."""
    return next((name for name, body in saved.items() if body["titles"] and set(body["titles"]) <= set(titles)), "")


def _looked_again(office: Office, me: Identity, job: Job, spec: Mapping[str, Any], now: datetime) -> Job:
    heads = {name: spec[name] for name in ("sheet", "first", "last")}
    if spec["sheet"] != job.spec["sheet"]:
        heads |= {"first": 0, "last": 0}
    with file_of(office, job) as table:
        fresh = _guess(office, me, spec["case_type"], table, now, **heads)
    again = replace(job, spec={"case_type": spec["case_type"], **fresh}, phase=MAPPING, changed_at=now)
    with office.database.begin() as uow:
        uow.jobs.put(again)
        uow.commit()
    return again


def _check(office: Office, me: Identity, spec: Mapping[str, Any], now: datetime) -> None:
    """Each place once, and everything that a case cannot be without from somewhere."""
    _, case_type = _type_of(office, me, spec["case_type"], now)
    known = {one.path: one for one in targets.targets_of(case_type)}
    wanted = [path for path in spec["columns"].values() if path]
    problems = []
    for path in dict.fromkeys(one for one in wanted if wanted.count(one) > 1):
        said = f"有两列都对应“{known[path].title}”。" if path in known else "有一列对应了没有的字段。"
        problems.append(Problem("mapped-twice", said, "columns", advice="请只留一列。"))
    if any(path not in known for path in wanted):
        problems.append(Problem("unknown-field", "有一列对应了没有的字段。", "columns", advice="请重新选择。"))
    given = {*wanted, *(path for path, text in spec["fixed"].items() if text)}
    advice = "请选一列，或者在下面填一个固定的值。"
    problems.extend(
        Problem("required", f"没有哪一列是“{one.title}”，它是必填的。", "columns", advice=advice)
        for one in known.values()
        if one.required and one.path not in given
    )
    if spec["source"] == BY_ROW:
        problems.append(Problem("taken", "这个名称不能用。", "save_as", advice="请换一个名称。"))
    if problems:
        raise Refused(*problems)


def _numbers(office: Office, me: Identity, spec: Mapping[str, Any], now: datetime) -> dict[str, str]:
    """The columns by which cases are known elsewhere, as the job keeps them."""
    _, case_type = _type_of(office, me, spec["case_type"], now)
    columns = {int(key): path for key, path in spec["columns"].items()}
    return {str(column): source for column, source in columns_of(case_type, columns, spec["source"]).items()}


def _own(office: Office, me: Identity, job: str, *phases: str) -> Job:
    """An import of the officer that waits for a word in one of these phases."""
    found = jobs.my_job(office, me, job)
    if found.kind != taking.KIND or found.state != ASKING or found.phase not in phases:
        raise Refused(NOT_NOW)
    return found


def _type_of(office: Office, me: Identity, case_type: str, now: datetime) -> tuple[Pack, CaseType]:
    """The type and its pack; raises Refused where the officer may not register it."""
    with office.database.read() as uow:
        desk = sit(office, uow, me, now)
        found = desk.types_in_force().get(case_type)
    if found is None or not may_register(*found, desk.person):
        raise Refused(NOT_YOURS)
    return found
