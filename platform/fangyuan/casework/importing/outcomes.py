"""What comes of the rows of an import: a case, nothing because it is one already, or what is wrong with which cell.

A portion is looked at as a whole; nothing is written. The same is done here for a portion that another process decides.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from fangyuan.casework.answering import judged
from fangyuan.casework.identifying import external_ids
from fangyuan.casework.identity import Identity
from fangyuan.casework.importing import targets
from fangyuan.casework.importing.blocks import Block, Layout, Read, Reader, Reason
from fangyuan.casework.importing.called import called
from fangyuan.casework.importing.knowing import BY_NUMBER, BY_ROW, Bearing, bearings, in_file, numbers_in
from fangyuan.casework.kept_away import hidden_from
from fangyuan.casework.office import Office
from fangyuan.casework.reading.naming import Names
from fangyuan.casework.recording import folded, recorded
from fangyuan.casework.registering import check_received, unit_of
from fangyuan.casework.related import Asking, asks, look_ahead, related_facts, telling
from fangyuan.casework.rows import excluded_of
from fangyuan.casework.writing import Act, plain_parameters
from fangyuan.engine.deciding import decide
from fangyuan.engine.facts import today_of
from fangyuan.model.commands import Register
from fangyuan.model.decisions import Decision
from fangyuan.model.pack import Pack
from fangyuan.model.problems import Problem, Refused
from fangyuan.model.procedure import CaseType
from fangyuan.model.world import Person, World
from fangyuan.store.database import UnitOfWork
from fangyuan.store.ids import new_id
from fangyuan.store.jobs import Job, JobLine
from fangyuan.store.sources import Source

NEW, KNOWN, CHANGED, WRONG = "new", "known", "changed", "wrong"
"""What comes of a row: a case; nothing, for it is a case already; nothing, for that case was of another row; it is refused."""

_AGAIN = (
    "文件里前面已经有同样的编号，或者完全相同的一行",
    "The same number, or the same row, stands further up in the file",
)

Seen = set[tuple[str, str]]
"""The numbers of the rows before: what stands twice in a file is taken in once."""

Stamp = tuple[Any, ...]
"""The versions of everything outside the file that rows are judged by."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What all rows of a portion are judged with, as it stood at one moment; `stamp` says which versions that were."""

    office: Office
    me: Identity
    person: Person
    pack: Pack
    case_type: CaseType
    world: World
    reader: Reader
    now: datetime
    stamp: Stamp


@dataclass(frozen=True, slots=True)
class Portion:
    """Blocks that are decided and written together; those whose places are in `twice` stood in the file before.

    `people` are the phone and identity numbers in them, where cases ask how often the same people have come.
    """

    blocks: tuple[Block, ...]
    numbers: tuple[tuple[Source, ...], ...]
    twice: frozenset[int] = frozenset()
    people: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of the block at a place: where it is from, and the command that makes its case, with what follows from it.

    `facts` are those about related cases by which it was decided.
    """

    place: int
    outcome: str
    source: Source
    reasons: tuple[Reason, ...] = ()
    command: Register | None = None
    decision: Decision | None = None
    bears: Bearing = Bearing(())
    facts: Mapping[str, Any] | None = None

    @property
    def line(self) -> JobLine:
        """As the job keeps it."""
        case = self.command.case if self.command else self.source.case
        return JobLine(self.place, self.outcome, case, [list(one) for one in self.reasons] or None)

    def act(self, setting: Setting) -> Act:
        """The act that makes its case."""
        assert self.command is not None
        office, pack, world = setting.office, setting.pack, self.world(setting)
        return Act(
            setting.me.tenant, pack, world, None, self.command, setting.now, office.kinds, outward=office.outward
        )

    def world(self, setting: Setting) -> World:
        """The world in which it was decided."""
        return replace(setting.world, facts=self.facts or {})


def layout_of(spec: Mapping[str, Any]) -> Layout:
    """What an officer has said of a file, as the job keeps it."""
    return Layout(
        spec["sheet"], spec["first"], spec["last"], {int(key): path for key, path in spec["columns"].items()},
        spec["fixed"], spec["source"], {int(key): source for key, source in _numbers(spec).items()},
        tuple(spec.get("counting", ())), tuple(spec.get("added", ())),
    )  # fmt: skip


def _numbers(spec: Mapping[str, Any]) -> Mapping[str, str]:
    """The columns of numbers; of a job that was mapped before they were kept, that of the number elsewhere."""
    own = spec["source"] or BY_NUMBER
    return spec.get("numbers") or {key: own for key, path in spec["columns"].items() if path == targets.NUMBER}


def setting_of(office: Office, job: Job, epoch: datetime, now: datetime) -> Setting:
    """Everything that the rows are judged with, as it is now; raises Refused where the officer may not any more."""
    me, layout = Identity(job.tenant, job.person), layout_of(job.spec)
    with office.database.read() as uow:
        person = office.person(uow, me)
        active = office.active(uow, me.tenant, job.spec["case_type"], now)
        pack = office.packs.get(uow, active.hash)
        parameters = plain_parameters(pack, active.parameters)
        world = office.world(uow, me.tenant, pack, parameters)
        stamp = (pack.hash, sorted(parameters.items()), *office.almanac.versions(uow, me.tenant))
    directory, case_type = world.directory, pack.case_types[active.case_type]
    form = targets.form_of_type(case_type)
    if form is None:
        raise Refused(Problem("no-form", "这类事项登记时没有表单，不能导入。", advice="请联系管理员。"))
    names = Names(pack, case_type, directory)
    reader = Reader(
        case_type, form, {one.path: one for one in targets.targets_of(case_type)}, layout, office.kinds,
        called(directory, world.tenant), {names.outcome(one): one for one in case_type.outcomes}, epoch,
    )  # fmt: skip
    return Setting(office, me, person, pack, case_type, world, reader, now, stamp)


def cut(setting: Setting, uow: UnitOfWork, blocks: Sequence[Block], seen: Seen, *, apart: bool) -> Portion:
    """The first of these blocks as a portion. With `apart`, where cases ask how often the same people have come, those of
    one come one by one.
    """
    tenant, layout = setting.me.tenant, setting.reader.layout
    apart = apart and asks(setting.pack, setting.case_type)
    people = set[str]()
    numbers, twice = list[tuple[Source, ...]](), set[int]()
    for count, block in enumerate(blocks):
        if apart:
            mine = set(telling(setting.case_type, setting.reader.read(block).answers))
            if count and mine & people:
                break
            people |= mine
        borne = numbers_in(uow, tenant, setting.case_type, layout, block)
        told = {*in_file(borne)}
        if told & seen:
            twice.add(block.place)
        seen |= told
        numbers.append(borne)
    return Portion(tuple(blocks[: len(numbers)]), tuple(numbers), frozenset(twice), frozenset(people))


def come_of(setting: Setting, portion: Portion) -> list[Tried]:
    """What comes of every block of a portion, as the database is now."""
    tenant, case_type = setting.me.tenant, setting.case_type
    with setting.office.database.read() as uow:
        known = uow.sources.known(tenant, case_type.key, (one.number for told in portion.numbers for one in told))
        bearers = {one.case for many in known.values() for one in many}
        away = hidden_from(setting.office, uow, tenant, setting.person, bearers, setting.now)
        look = _Look(uow, setting, {})
        pairs = list(zip(portion.blocks, bearings(case_type, portion.numbers, known, away), strict=True))
        look.ahead([block for block, one in pairs if one.known is None and block.place not in portion.twice])
        return [look.at(block, one, twice=block.place in portion.twice) for block, one in pairs]


@dataclass(frozen=True, slots=True)
class _Look:
    """A look at the blocks of one portion, each of which is read once."""

    uow: UnitOfWork
    setting: Setting
    reads: dict[int, Read]

    def ahead(self, blocks: Sequence[Block]) -> None:
        """Asks at once how often the people of all these have come, where cases ask that."""
        setting = self.setting
        if asks(setting.pack, setting.case_type):
            answers = (self._read(block).answers for block in blocks)
            look_ahead(self.uow, setting.world, setting.case_type, answers, setting.now)

    def at(self, block: Block, one: Bearing, *, twice: bool) -> Tried:
        """What comes of a block."""
        if twice:
            return Tried(block.place, WRONG, one.first, ((-1, *_AGAIN),))
        if one.known:
            here = replace(one.first, case=one.known.case)
            same = one.first.source == BY_ROW or one.known.digest in ("", one.first.digest)
            return Tried(block.place, KNOWN if same else CHANGED, here)
        if one.unsure:
            column = next(iter(self.setting.reader.layout.numbers), -1)
            told = _unsure(column, one.unsure.source, self.setting.case_type)
            return Tried(block.place, WRONG, one.first, (told,))
        tried = self._judged(block, one)
        return _kept_quiet(self.setting, tried) if one.behind else tried

    def _read(self, block: Block) -> Read:
        if block.place not in self.reads:
            self.reads[block.place] = self.setting.reader.read(block)
        return self.reads[block.place]

    def _judged(self, block: Block, one: Bearing) -> Tried:
        """Reads, judges and decides one block, as if an officer had typed it at the counter."""
        read, reader = self._read(block), self.setting.reader
        if read.wrong:
            return Tried(block.place, WRONG, one.first, read.wrong)
        try:
            return self._decided(block, read, one)
        except Refused as refused:
            return Tried(block.place, WRONG, one.first, tuple(reader.reasons(refused.problems)))

    def _decided(self, block: Block, read: Read, one: Bearing) -> Tried:
        setting, source = self.setting, one.first
        now, case_type = setting.now, setting.case_type
        about = Asking(case_type.key, read.answers)
        facts = related_facts(self.uow, setting.world, setting.pack, about, now)
        world = replace(setting.world, facts=facts)
        today = today_of(world, now)
        received = read.received_on or today
        check_received(received, today)
        late = received if received < today and not read.ended else None
        key = f"import:{case_type.key}:{source.source}:{source.number}"
        command = judged(
            case_type, None, world,
            Register(
                actor=setting.person, case=new_id(), case_type=case_type.key, unit=unit_of(setting.person),
                answers=read.answers, received_on=received, occurred_on=late, key=key, ended=read.ended,
            ),
            now, setting.office.kinds, new_id,
        )  # fmt: skip
        assert isinstance(command, Register)
        decision = decide(setting.pack, None, world, command, now)
        return Tried(block.place, NEW, source, (), command, decision, one, facts)


def _kept_quiet(setting: Setting, tried: Tried) -> Tried:
    """A row whose case is kept from whoever imports it is a case of its own, unless that would be kept from them as well.

    Then it makes no second one. They learn no more than from a row that becomes such a case: it is taken in, and is nowhere
    to be seen, however often they bring it.
    """
    command = tried.command
    if command is None or tried.decision is None:
        return tried
    state = folded(None, recorded(tried.decision.events, 0, command, setting.now))
    away = excluded_of(state, setting.case_type, tried.world(setting), setting.now)
    if away.isdisjoint((setting.person.person, *setting.person.units)):
        return tried
    return replace(tried, command=None, decision=None, source=replace(tried.source, case=command.case))


def _unsure(column: int, source: str, case_type: CaseType) -> Reason:
    titles = {one.system: one.title for one in external_ids(case_type).values()}
    called = titles.get(source, "") or source
    return (
        column,
        f"同样的编号以前按“{called}”记过一件；是同一件的不用再导入，不是同一件的请把这一格空着",
        f"A case bears this number as one of “{called}”; leave the row out, or the cell blank where it is another matter",
    )
