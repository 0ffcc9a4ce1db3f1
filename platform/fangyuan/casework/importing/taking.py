"""The job of an import: first every row is tried, then what its owner agreed to is taken in, a portion a transaction.

What came of a portion, how far the job is, and where the cases came from are written in the transaction of the cases
themselves: a worker that dies loses the portion that it was at, and nobody doubles one. Portions are written in the order
of the file; while one is written, the next are decided beside.
"""

import gc
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from tempfile import SpooledTemporaryFile
from typing import IO

from fangyuan.casework.acting import TRIES
from fangyuan.casework.doubling import tell_of_double
from fangyuan.casework.importing.beside import SELDOM, Answer, Deciders, decided, deciders
from fangyuan.casework.importing.blocks import Block, blocks_of
from fangyuan.casework.importing.knowing import check_free, in_file, numbers_in, numbers_of_new
from fangyuan.casework.importing.outcomes import Portion, Seen, Setting, Tried, cut, layout_of, setting_of
from fangyuan.casework.importing.tables import Table, opened
from fangyuan.casework.jobs import Watch
from fangyuan.casework.office import Office
from fangyuan.casework.writing import write_new
from fangyuan.engine.masking import sensitive_paths
from fangyuan.model.problems import Problem, Refused
from fangyuan.store.cases import Conflict
from fangyuan.store.database import UnitOfWork
from fangyuan.store.jobs import ASKING, DONE, WAITING, Job
from fangyuan.store.sealing import subjects_of

KIND = "import"
MAPPING, CHECKING, CHECKED, IMPORTING = "mapping", "checking", "checked", "importing"
PORTION = 50
"""Cases of one transaction: enough to spare most of what a commit costs, few enough that nobody waits for it."""


@dataclass(frozen=True, slots=True)
class Begun:
    """A portion that is being decided: where it ends in the file, what it was cut with, and who says what comes of it."""

    position: int
    setting: Setting
    portion: Portion
    answer: Answer

    @property
    def is_first(self) -> bool:
        """Whether nothing of the file comes before it."""
        return self.position == len(self.portion.blocks)


@contextmanager
def file_of(office: Office, job: Job) -> Iterator[Table]:
    """The file of an import, opened; raises Refused where it cannot be read."""
    with office.database.read() as uow:
        kept = uow.files.get(job.tenant, job.file)
    if kept is None:
        raise Refused(Problem("not-found", "文件已经不在了。", advice="请重新上传。"))
    with SpooledTemporaryFile(max_size=1 << 22) as stream:
        for chunk in office.files.read(kept.id, kept.key):
            stream.write(chunk)
        plain: IO[bytes] = stream
        yield opened(plain, kept.name)


def run(office: Office, job: Job, watch: Watch) -> None:
    """Tries or takes in the rest of a file; the job then waits for its owner, or is done."""
    step = _check if job.phase == CHECKING else _take
    counts = dict(job.counts) if job.position else {}
    with file_of(office, job) as table, _without_pauses():
        blocks = list(blocks_of(table.rows(job.spec["sheet"]), layout_of(job.spec)))
        job = replace(job, total=len(blocks))
        with deciders(office, len(blocks) - job.position) as beside:
            for begun in _begun(office, job, table, blocks, beside, watch):
                step(begun, job, counts, watch)
    finish(office, job, counts, watch)


def _begun(
    office: Office, job: Job, table: Table, blocks: Sequence[Block], beside: Deciders, watch: Watch
) -> Iterator[Begun]:
    """The portions in the order of the file; the next ones are decided while whoever asked for one is busy with it.

    A portion with people of one that is not written yet waits for it, where it matters how often they have come.
    """
    seen, position, ahead = Seen(), job.position, deque[Begun]()
    if position:
        seen = _seen(setting_of(office, job, table.epoch, watch.now()), blocks[:position])
    while position < len(blocks):
        setting = setting_of(office, job, table.epoch, watch.now())
        with office.database.read() as uow:
            apart = job.phase == IMPORTING
            portion = cut(setting, uow, blocks[position : position + PORTION], seen, apart=apart)
        position += len(portion.blocks)
        while len(ahead) > beside.room or any(portion.people & one.portion.people for one in ahead):
            yield ahead.popleft()
        answer = beside.begin(setting, job, portion, whole=job.phase == IMPORTING)
        ahead.append(Begun(position, setting, portion, answer))
    while ahead:
        yield ahead.popleft()


def _seen(setting: Setting, blocks: Iterable[Block]) -> Seen:
    """The numbers of the blocks before the position: what stands twice in a file is taken in once."""
    layout, tenant, case_type = setting.reader.layout, setting.me.tenant, setting.case_type
    with setting.office.database.read() as uow:
        return {one for block in blocks for one in in_file(numbers_in(uow, tenant, case_type, layout, block))}


def _check(begun: Begun, job: Job, counts: dict[str, int], watch: Watch) -> None:
    """Keeps what would come of a portion."""
    setting, tried = begun.answer()
    _count(counts, tried)
    with setting.office.database.begin() as uow:
        if begun.is_first:
            uow.jobs.forget_lines(job)
        uow.jobs.add_lines(job, [one.line for one in tried])
        watch.went_on(uow, job, begun.position, counts)
        uow.commit()


def _take(begun: Begun, job: Job, counts: dict[str, int], watch: Watch) -> None:
    """Makes the cases of a portion; where somebody was quicker with one of them, the portion is tried anew."""
    setting, tried = begun.answer()
    for _ in range(TRIES):
        try:
            counts.update(_written(setting, begun, tried, job, counts, watch))
        except Conflict:
            setting, tried = decided(begun.setting, job, begun.portion)
        else:
            return
    raise Conflict


def _written(
    setting: Setting, begun: Begun, tried: Sequence[Tried], job: Job, counts: Mapping[str, int], watch: Watch
) -> dict[str, int]:
    """One transaction: the cases, where they came from, what came of each row, how far the job is."""
    made = [one for one in tried if one.command and one.decision]
    told = dict(counts)
    _count(told, tried)
    with setting.office.database.begin() as uow:
        numbers = list(numbers_of_new(setting.case_type, ((one.bears, one.command) for one in made if one.command)))
        known = uow.sources.known(job.tenant, setting.case_type.key, (one.number for one in numbers))
        check_free(setting.case_type, [one.bears for one in made], numbers, known)
        uow.seals.prepare(job.tenant, _subjects(setting, made))
        write_new(uow, [(one.act(setting), one.decision) for one in made if one.decision])
        uow.sources.add(job.tenant, numbers, known, setting.now)
        _tell(uow, setting, made)
        if begun.is_first:
            uow.jobs.forget_lines(job)
        uow.jobs.add_lines(job, [one.line for one in tried])
        watch.went_on(uow, job, begun.position, told)
        uow.commit()
    return told


def _tell(uow: UnitOfWork, setting: Setting, made: Sequence[Tried]) -> None:
    """Tells whoever registered a case that the importer must not know of that another one bears its number."""
    for one in made:
        others = [other for other in one.bears.behind if other.everywhere]
        if others:
            state = uow.cases.states(setting.me.tenant, [one.line.case])[one.line.case]
            tell_of_double(uow, setting.world.directory, state, others, setting.now)


def _subjects(setting: Setting, made: Sequence[Tried]) -> set[str]:
    """Whose keys a portion will ask for: brought at once, they cost two statements instead of two a case."""
    sensitive = sensitive_paths(setting.case_type)
    found: set[str] = set()
    for command, decision in ((one.command, one.decision) for one in made):
        if command:
            found |= subjects_of(command.answers, sensitive, command.case)
            if decision and decision.messages:
                found.add(command.case)
    return found


def _count(counts: dict[str, int], tried: Sequence[Tried]) -> None:
    for one in tried:
        counts[one.outcome] = counts.get(one.outcome, 0) + 1


def finish(office: Office, job: Job, counts: Mapping[str, int], watch: Watch) -> None:
    """After the trial the owner says whether to go on; after the import it is done."""
    state, phase = (ASKING, CHECKED) if job.phase == CHECKING else (DONE, IMPORTING)
    with office.database.begin() as uow:
        found = uow.jobs.get(job.tenant, job.id)
        if found is not None and found.state == WAITING and found.attempts == job.attempts:
            ended = replace(job, state=state, phase=phase, position=job.total, counts=counts, attempts=0)
            uow.jobs.put(replace(ended, changed_at=watch.now()))
            uow.commit()


@contextmanager
def _without_pauses() -> Iterator[None]:
    """Looks for circles of objects seldom: a portion makes many objects and hardly any circle."""
    before = gc.get_threshold()
    gc.set_threshold(max(before[0], SELDOM), *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
