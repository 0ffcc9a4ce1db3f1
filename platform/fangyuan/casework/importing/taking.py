"""The job of an import: first every row is tried, then what its owner agreed to is taken in, a portion a transaction.

What came of a portion, how far the job is, and where the cases came from are written in the transaction of the cases
themselves: a worker that dies loses the portion that it was at, and nobody doubles one.
"""

import gc
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from fangyuan.casework.acting import TRIES
from fangyuan.casework.answering import judged
from fangyuan.casework.doubling import tell_of_double
from fangyuan.casework.identifying import external_ids
from fangyuan.casework.identity import Identity
from fangyuan.casework.importing import targets
from fangyuan.casework.importing.blocks import Block, Layout, Read, Reader, Reason, blocks_of
from fangyuan.casework.importing.knowing import (
    BY_NUMBER,
    BY_ROW,
    Bearing,
    bearings,
    check_free,
    in_file,
    numbers_in,
    numbers_of_new,
)
from fangyuan.casework.importing.tables import Table, opened
from fangyuan.casework.jobs import Watch
from fangyuan.casework.kept_away import hidden_from
from fangyuan.casework.office import Office
from fangyuan.casework.reading.naming import Names
from fangyuan.casework.recording import folded, recorded
from fangyuan.casework.registering import check_received, unit_of
from fangyuan.casework.related import Asking, asks, look_ahead, telling
from fangyuan.casework.rows import excluded_of, sensitive_paths
from fangyuan.casework.writing import Act, plain_parameters, write_new
from fangyuan.engine.deciding import decide
from fangyuan.engine.facts import today_of
from fangyuan.model.commands import Register
from fangyuan.model.decisions import Decision
from fangyuan.model.pack import Pack
from fangyuan.model.problems import Problem, Refused
from fangyuan.model.procedure import CaseType
from fangyuan.model.world import Person, World
from fangyuan.store.cases import Conflict
from fangyuan.store.database import UnitOfWork
from fangyuan.store.ids import new_id
from fangyuan.store.jobs import ASKING, DONE, WAITING, Job, JobLine
from fangyuan.store.sealing import subjects_of
from fangyuan.store.sources import Source

KIND = "import"
MAPPING, CHECKING, CHECKED, IMPORTING = "mapping", "checking", "checked", "importing"
PORTION = 50
"""Cases of one transaction: enough to spare most of what a commit costs, few enough that nobody waits for it."""

NEW, KNOWN, CHANGED, WRONG = "new", "known", "changed", "wrong"
"""What comes of a row: a case; nothing, for it is a case already; nothing, for that case was of another row; it is refused."""

_AGAIN = (
    "文件里前面已经有同样的编号，或者完全相同的一行",
    "The same number, or the same row, stands further up in the file",
)


Seen = set[tuple[str, str]]
"""The numbers, and whole rows, that stand further up in a file."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What all rows of a portion are judged with."""

    office: Office
    me: Identity
    person: Person
    pack: Pack
    case_type: CaseType
    parameters: Mapping[str, Any]
    reader: Reader
    now: datetime


@dataclass(frozen=True, slots=True)
class Tried:
    """A block that was looked at: where it came from, what came of it, and the act that makes its case."""

    block: Block
    outcome: str
    source: Source
    reasons: tuple[Reason, ...] = ()
    act: Act | None = None
    decision: Decision | None = None
    bears: Bearing = Bearing(())

    @property
    def line(self) -> JobLine:
        """As the job keeps it."""
        case = self.act.command.case if self.act and isinstance(self.act.command, Register) else self.source.case
        return JobLine(self.block.place, self.outcome, case, [list(one) for one in self.reasons] or None)


def layout_of(spec: Mapping[str, Any]) -> Layout:
    """What an officer has said of a file, as the job keeps it."""
    return Layout(
        spec["sheet"], spec["first"], spec["last"], {int(key): path for key, path in spec["columns"].items()},
        spec["fixed"], spec["source"], {int(key): source for key, source in _numbers(spec).items()},
    )  # fmt: skip


def _numbers(spec: Mapping[str, Any]) -> Mapping[str, str]:
    """The columns of numbers; of a job that was mapped before they were kept, that of the number elsewhere."""
    own = spec["source"] or BY_NUMBER
    return spec.get("numbers") or {key: own for key, path in spec["columns"].items() if path == targets.NUMBER}


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
        position, seen = job.position, Seen()
        if position:
            seen = _seen(setting_of(office, job, table, watch.now()), blocks[:position])
        while position < len(blocks):
            setting = setting_of(office, job, table, watch.now())
            portion = _portion(setting, blocks[position : position + PORTION])
            position += len(portion)
            step(setting, job, portion, seen, position, counts, watch)
    finish(office, job, counts, watch)


def setting_of(office: Office, job: Job, table: Table, now: datetime) -> Setting:
    """Everything that the rows are judged with, as it is now; raises Refused where the officer may not any more."""
    me, layout = Identity(job.tenant, job.person), layout_of(job.spec)
    with office.database.read() as uow:
        person = office.person(uow, me)
        active = office.active(uow, me.tenant, job.spec["case_type"], now)
        pack = office.packs.get(uow, active.hash)
        directory = office.directory(uow, me.tenant)
    case_type = pack.case_types[active.case_type]
    form = targets.form_of_type(case_type)
    if form is None:
        raise Refused(Problem("no-form", "这类事项登记时没有表单，不能导入。", advice="请联系管理员。"))
    names = Names(pack, case_type, directory)
    units = {unit.title: unit.unit for unit in directory.units.values() if unit.active}
    people = {one.name: one.person for one in directory.people.values() if one.active and one.tenant == me.tenant}
    reader = Reader(
        case_type, form, {one.path: one for one in targets.targets_of(case_type)}, layout, office.kinds,
        {**people, **units}, {names.outcome(one): one for one in case_type.outcomes}, table.epoch,
    )  # fmt: skip
    return Setting(office, me, person, pack, case_type, plain_parameters(pack, active.parameters), reader, now)


def _seen(setting: Setting, blocks: Iterable[Block]) -> Seen:
    """The numbers of the blocks before the position: what stands twice in a file is taken in once."""
    layout, tenant, case_type = setting.reader.layout, setting.me.tenant, setting.case_type
    with setting.office.database.read() as uow:
        return {one for block in blocks for one in in_file(numbers_in(uow, tenant, case_type, layout, block))}


def _portion(setting: Setting, blocks: Sequence[Block]) -> Sequence[Block]:
    """The blocks of one transaction. Where cases ask how often the same people have come, those of one come one by one."""
    if not asks(setting.pack, setting.case_type):
        return blocks
    met: set[str] = set()
    for count, block in enumerate(blocks):
        numbers = set(telling(setting.case_type, setting.reader.read(block).answers))
        if count and numbers & met:
            return blocks[:count]
        met |= numbers
    return blocks


def _tried(uow: UnitOfWork, setting: Setting, portion: Sequence[Block], seen: Seen) -> list[Tried]:
    """What comes of every block of a portion."""
    reader, tenant = setting.reader, setting.me.tenant
    told = [numbers_in(uow, tenant, setting.case_type, reader.layout, block) for block in portion]
    known = uow.sources.known(tenant, setting.case_type.key, (one.number for numbers in told for one in numbers))
    bearers = {one.case for many in known.values() for one in many}
    away = hidden_from(setting.office, uow, tenant, setting.person, bearers, setting.now)
    borne = bearings(setting.case_type, told, known, away)
    if asks(setting.pack, setting.case_type):
        fresh = (block for block, one in zip(portion, borne, strict=True) if one.known is None)
        world = setting.office.world(uow, tenant, setting.pack, setting.parameters)
        look_ahead(uow, world, setting.case_type, (reader.read(block).answers for block in fresh), setting.now)
    found = []
    for block, one in zip(portion, borne, strict=True):
        numbers = {*in_file(one.numbers)}
        twice = Tried(block, WRONG, one.first, ((-1, *_AGAIN),))
        found.append(twice if numbers & seen else _one(uow, setting, block, one))
        seen |= numbers
    return found


def _one(uow: UnitOfWork, setting: Setting, block: Block, one: Bearing) -> Tried:
    """What comes of a block that stands in the file for the first time."""
    if one.known:
        here = replace(one.first, case=one.known.case)
        same = one.first.source == BY_ROW or one.known.digest in ("", one.first.digest)
        return Tried(block, KNOWN if same else CHANGED, here)
    if one.unsure:
        column = next(iter(setting.reader.layout.numbers), -1)
        return Tried(block, WRONG, one.first, (_unsure(column, one.unsure.source, setting.case_type),))
    tried = _judged(uow, setting, block, one)
    return _kept_quiet(setting, tried) if one.behind else tried


def _kept_quiet(setting: Setting, tried: Tried) -> Tried:
    """A row whose case is kept from whoever imports it is a case of its own, unless that would be kept from them as well.

    Then it makes no second one. They learn no more than from a row that becomes such a case: it is taken in, and is nowhere
    to be seen, however often they bring it.
    """
    act, command = tried.act, tried.act.command if tried.act else None
    if act is None or tried.decision is None or not isinstance(command, Register):
        return tried
    state = folded(None, recorded(tried.decision.events, 0, command, setting.now))
    away = excluded_of(state, setting.case_type, act.world, setting.now)
    if away.isdisjoint((setting.person.person, *setting.person.units)):
        return tried
    return replace(tried, act=None, decision=None, source=replace(tried.source, case=command.case))


def _unsure(column: int, source: str, case_type: CaseType) -> Reason:
    titles = {one.system: one.title for one in external_ids(case_type).values()}
    called = titles.get(source, "") or source
    return (
        column,
        f"同样的编号以前按“{called}”记过一件；是同一件的不用再导入，不是同一件的请把这一格空着",
        f"A case bears this number as one of “{called}”; leave the row out, or the cell blank where it is another matter",
    )


def _judged(uow: UnitOfWork, setting: Setting, block: Block, one: Bearing) -> Tried:
    """Reads, judges and decides one block, as if an officer had typed it at the counter."""
    read = setting.reader.read(block)
    if read.wrong:
        return Tried(block, WRONG, one.first, read.wrong)
    try:
        act, decision = _decided(uow, setting, read, one.first)
    except Refused as refused:
        return Tried(block, WRONG, one.first, tuple(setting.reader.reasons(refused.problems)))
    return Tried(block, NEW, one.first, (), act, decision, one)


def _decided(uow: UnitOfWork, setting: Setting, read: Read, source: Source) -> tuple[Act, Decision]:
    office, me, now, case_type = setting.office, setting.me, setting.now, setting.case_type
    about = Asking(case_type.key, read.answers)
    world: World = office.world_for(uow, me.tenant, setting.pack, setting.parameters, about, now)
    today = today_of(world, now)
    received = read.received_on or today
    check_received(received, today)
    key = f"import:{case_type.key}:{source.source}:{source.number}"
    command = Register(
        actor=setting.person, case=new_id(), case_type=case_type.key, unit=unit_of(setting.person),
        answers=read.answers, received_on=received, occurred_on=received if received < today and not read.ended else None, key=key,
        ended=read.ended,
    )  # fmt: skip
    command = judged(case_type, None, world, command, now, office.kinds, new_id)  # type: ignore[assignment]
    act = Act(me.tenant, setting.pack, world, None, command, now, office.kinds, outward=office.outward)
    return act, decide(setting.pack, None, world, command, now)


def _check(
    setting: Setting,
    job: Job,
    portion: Sequence[Block],
    seen: Seen,
    position: int,
    counts: dict[str, int],
    watch: Watch,
) -> None:
    """Keeps what would come of a portion."""
    with setting.office.database.read() as uow:
        tried = _tried(uow, setting, portion, seen)
    _count(counts, tried)
    with setting.office.database.begin() as uow:
        if position == len(portion):
            uow.jobs.forget_lines(job)
        uow.jobs.add_lines(job, [one.line for one in tried])
        watch.went_on(uow, job, position, counts)
        uow.commit()


def _take(
    setting: Setting,
    job: Job,
    portion: Sequence[Block],
    seen: Seen,
    position: int,
    counts: dict[str, int],
    watch: Watch,
) -> None:
    """Makes the cases of a portion; where somebody was quicker with one of them, the portion is tried anew."""
    before = frozenset(seen)
    for _ in range(TRIES):
        with setting.office.database.read() as uow:
            tried = _tried(uow, setting, portion, seen)
        try:
            counts.update(_written(setting, job, tried, position, counts, watch))
        except Conflict:
            seen.intersection_update(before)
        else:
            return
    raise Conflict


def _written(
    setting: Setting, job: Job, tried: Sequence[Tried], position: int, counts: Mapping[str, int], watch: Watch
) -> dict[str, int]:
    """One transaction: the cases, where they came from, what came of each row, how far the job is."""
    made = [one for one in tried if one.act and one.decision]
    told = dict(counts)
    _count(told, tried)
    with setting.office.database.begin() as uow:
        numbers = list(numbers_of_new(setting.case_type, ((one.bears, one.act.command) for one in made if one.act)))
        known = uow.sources.known(job.tenant, setting.case_type.key, (one.number for one in numbers))
        check_free(setting.case_type, [one.bears for one in made], numbers, known)
        uow.seals.prepare(job.tenant, _subjects(setting, made))
        write_new(uow, [(one.act, one.decision) for one in made if one.act and one.decision])
        uow.sources.add(job.tenant, numbers, known, setting.now)
        _tell(uow, setting, made)
        if position <= len(tried):
            uow.jobs.forget_lines(job)
        uow.jobs.add_lines(job, [one.line for one in tried])
        watch.went_on(uow, job, position, told)
        uow.commit()
    return told


def _tell(uow: UnitOfWork, setting: Setting, made: Sequence[Tried]) -> None:
    """Tells whoever registered a case that the importer must not know of that another one bears its number."""
    for one in made:
        others = [other for other in one.bears.behind if other.everywhere]
        if others and one.act:
            state = uow.cases.states(setting.me.tenant, [one.line.case])[one.line.case]
            tell_of_double(uow, one.act.world.directory, state, others, setting.now)


def _subjects(setting: Setting, made: Sequence[Tried]) -> set[str]:
    """Whose keys a portion will ask for: brought at once, they cost two statements instead of two a case."""
    sensitive = sensitive_paths(setting.case_type)
    found: set[str] = set()
    for one in made:
        command = one.act.command if one.act else None
        if isinstance(command, Register):
            found |= subjects_of(command.answers, sensitive, command.case)
            if one.decision and one.decision.messages:
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
    gc.set_threshold(max(before[0], 50_000), *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
