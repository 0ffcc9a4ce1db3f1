"""The rows that were refused, as a workbook: as they stood, the reason beside each, to be put right and imported again."""

from collections.abc import Iterator, Sequence
from io import BytesIO

from fangyuan.casework import jobs
from fangyuan.casework.identity import Download, Identity
from fangyuan.casework.importing import returning
from fangyuan.casework.importing.blocks import Layout, blocks_of, where
from fangyuan.casework.importing.headings import PLACE, REASON, added
from fangyuan.casework.importing.outcomes import CHANGED, WRONG, layout_of
from fangyuan.casework.importing.tables import Row, Table
from fangyuan.casework.importing.taking import KIND, file_of
from fangyuan.casework.office import Office
from fangyuan.model.problems import Refused
from fangyuan.publishing.ledgers import MOST_ROWS, XLSX, Heading, Sheet, write_ledger
from fangyuan.store.jobs import Job, JobLine

CALLED = "需要改正 "
IS_CHANGED = "这个编号已经导入过，内容和那时不同；没有改动已有的案件"


def wrong_rows(office: Office, me: Identity, job: str) -> Download:
    """The workbook; the place of each row in the file, and every reason with its cell, stand in the first columns."""
    found = jobs.my_job(office, me, job)
    if found.kind not in (KIND, returning.KIND):
        raise Refused(jobs.NO_JOB)
    with office.database.read() as uow:
        lines = uow.jobs.lines(found, (WRONG, CHANGED), MOST_ROWS)
    titles = [found.spec["titles"].get(str(at), "") for at in range(len(found.spec["titles"]))]
    # What an earlier workbook of this kind said goes no further.
    kept = [at for at in range(len(titles)) if at not in (*added(titles), found.spec.get("key"))]
    with file_of(office, found) as table, BytesIO() as target:
        write_ledger(_sheet(found, titles, kept, list(_rows(table, found, lines, kept))), target)
        called = (found.title.rpartition(".")[0] or found.title).removeprefix(CALLED)
        return Download(f"{CALLED}{called}.xlsx", XLSX, target.getvalue())


def _sheet(job: Job, titles: Sequence[str], kept: Sequence[int], rows: Sequence[Sequence[str]]) -> Sheet:
    # The hidden column goes last, so that the workbook can be hidden there and come back in its turn.
    key = titles[job.spec["key"]] if job.kind == returning.KIND else ""
    heads = [Heading(REASON, 50), Heading(PLACE, 10), *(Heading(titles[at]) for at in kept)]
    said = f"共 {len(rows)} 行没有导入。照第一列改好以后，直接导入这个文件。"
    return Sheet(f"{job.title} 需要改正的行", said, heads, rows, name="需要改正", key=key)


def _rows(table: Table, job: Job, lines: Sequence[JobLine], kept: Sequence[int]) -> Iterator[Sequence[str]]:
    """The refused rows in the order of the file; of a case of several rows the first has the reasons."""
    waiting = {line.line: line for line in lines}
    if job.kind == returning.KIND:
        for row in table.rows(job.spec["sheet"]):
            if row.place in waiting:
                cells = [row.cell(at).text for at in kept]
                yield [_reasons(waiting[row.place]), str(row.place), *cells, row.cell(job.spec["key"]).text]
        return
    layout = layout_of(job.spec)
    for block in blocks_of(table.rows(job.spec["sheet"]), layout):
        line = waiting.get(block.place)
        last = block.rows[-1].place
        place = str(block.place) if last == block.place else f"{block.place}–{last}"
        for row in block.rows if line else ():
            said = _reasons(line) if line and row is block.rows[0] else ""
            yield [said, place, *(_text(row, at, layout) for at in kept)]


def _text(row: Row, at: int, layout: Layout) -> str:
    """What stands in a cell; of a simple answer that is merged over the rows of a case, in the first of them alone."""
    cell = row.cell(at)
    return "" if 0 < cell.merged < row.place and "." not in layout.columns.get(at, "") else cell.text


def _reasons(line: JobLine) -> str:
    if line.outcome == CHANGED:
        return IS_CHANGED
    return "\n".join(f"{where(column, line.line)} {said}" for column, said, _ in line.told or ())
