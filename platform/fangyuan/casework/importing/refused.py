"""The rows that were refused, as a workbook: as they stood, the reason beside each, to be put right and imported again."""

from collections.abc import Iterator, Sequence
from io import BytesIO

from fangyuan.casework import jobs
from fangyuan.casework.identity import Download, Identity
from fangyuan.casework.importing import returning
from fangyuan.casework.importing.blocks import blocks_of, where
from fangyuan.casework.importing.outcomes import CHANGED, WRONG, layout_of
from fangyuan.casework.importing.tables import Table
from fangyuan.casework.importing.taking import KIND, file_of
from fangyuan.casework.office import Office
from fangyuan.model.problems import Refused
from fangyuan.publishing.ledgers import MOST_ROWS, XLSX, Heading, Sheet, write_ledger
from fangyuan.store.jobs import Job, JobLine

REASON, PLACE = "原因", "原来的行"
IS_CHANGED = "这个编号已经导入过，内容和那时不同；没有改动已有的案件"


def wrong_rows(office: Office, me: Identity, job: str) -> Download:
    """The workbook; the place of each row in the file, and every reason with its cell, stand in the first columns."""
    found = jobs.my_job(office, me, job)
    if found.kind not in (KIND, returning.KIND):
        raise Refused(jobs.NO_JOB)
    with office.database.read() as uow:
        lines = uow.jobs.lines(found, (WRONG, CHANGED), MOST_ROWS)
    titles = [found.spec["titles"].get(str(at), "") for at in range(len(found.spec["titles"]))]
    if found.kind == returning.KIND:
        # The hidden column goes last, so that the workbook can be hidden there and come back in its turn.
        titles.append(titles.pop(found.spec["key"]))
    with file_of(office, found) as table, BytesIO() as target:
        write_ledger(_sheet(found, titles, list(_rows(table, found, lines, len(titles)))), target)
        return Download(f"需要改正 {found.title.rpartition('.')[0] or found.title}.xlsx", XLSX, target.getvalue())


def _sheet(job: Job, titles: Sequence[str], rows: Sequence[Sequence[str]]) -> Sheet:
    key = titles[-1] if job.kind == returning.KIND else ""
    heads = [Heading(REASON, 50), Heading(PLACE, 10), *(Heading(title) for title in (titles[:-1] if key else titles))]
    said = f"共 {len(rows)} 行没有导入。照第一列改好以后，直接导入这个文件。"
    return Sheet(f"{job.title} 需要改正的行", said, heads, rows, name="需要改正", key=key)


def _rows(table: Table, job: Job, lines: Sequence[JobLine], width: int) -> Iterator[Sequence[str]]:
    """The refused rows in the order of the file; of a case of several rows the first has the reasons."""
    waiting = {line.line: line for line in lines}
    if job.kind == returning.KIND:
        for row in table.rows(job.spec["sheet"]):
            if row.place in waiting:
                cells = [row.cell(at).text for at in range(width) if at != job.spec["key"]]
                yield [_reasons(waiting[row.place]), str(row.place), *cells, row.cell(job.spec["key"]).text]
        return
    for block in blocks_of(table.rows(job.spec["sheet"]), layout_of(job.spec)):
        line = waiting.get(block.place)
        for row in block.rows if line else ():
            said = _reasons(line) if line and row is block.rows[0] else ""
            yield [said, str(row.place), *(row.cell(at).text for at in range(width))]


def _reasons(line: JobLine) -> str:
    if line.outcome == CHANGED:
        return IS_CHANGED
    return "\n".join(f"{where(column, line.line)} {said}" for column, said, _ in line.told or ())
