"""Rows of lists: a case, or a piece of work on one, with titles resolved and names masked by right."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property

from fangyuan.casework.reading.desk import Desk
from fangyuan.casework.reading.dues import due_at
from fangyuan.casework.reading.naming import Names
from fangyuan.casework.reading.pages import Due, Named, Piece, WorkRow
from fangyuan.casework.rows import people_fields
from fangyuan.engine.letter_paths import TITLES
from fangyuan.engine.masking import FieldSight, roles_of
from fangyuan.engine.opening import SETTLE
from fangyuan.forms.texts import masked
from fangyuan.model.clocks import Light
from fangyuan.store.lines import CaseLine, ClockLine
from fangyuan.store.sight import Sight
from fangyuan.store.todo import TodoLine

Line = CaseLine | TodoLine

_ASKED = {"draft": "审批意见：{}", "extension": "审批延期：{}"}
"""How what is asked is told where it is no task."""


@dataclass
class RowMaker:
    """Makes rows for one desk; what a version of a case type says is looked up once a page."""

    desk: Desk
    _names: dict[tuple[str, str], Names | None] = field(default_factory=dict)
    _sees: dict[tuple[str, str], bool] = field(default_factory=dict)

    def work(self, line: TodoLine, runs: Sequence[ClockLine] = ()) -> WorkRow:
        """A piece of work; `runs` are the open deadlines of its case, the nearest first."""
        piece = replace(self.asked(line), due=self._until(line, runs), optional=self._may_wait(line))
        row = self._row(line, line.case_title, (piece,), line.claimed_by)
        return replace(row, due=piece.due, other=self._nearest(line, runs))

    def case(self, line: CaseLine) -> WorkRow:
        """A case in which nothing is asked."""
        return self._row(line, line.title, (), "")

    def cases(self, lines: Iterable[CaseLine]) -> tuple[WorkRow, ...]:
        """Several cases."""
        return tuple(self.case(line) for line in lines)

    def names(self, line: Line) -> Names | None:
        """Titles of the version that a case is pinned to."""
        key = (line.pack, line.case_type)
        if key not in self._names:
            self._names[key] = self.desk.names(*key)
        return self._names[key]

    def asked(self, line: TodoLine) -> Piece:
        """What is asked, in words; with the unit or person that it is about."""
        names = self.names(line)
        told = {"draft": names.rule(line.task), "extension": names.clock(line.task)} if names else {}
        if line.kind == "letter":
            return Piece(f"letter/{line.visit}", f"{TITLES.get(line.task, line.task)}：《{line.title}》", line.kind)
        title = _ASKED.get(line.kind, "{}").format(told.get(line.kind, line.title))
        subject = self.desk.directory.name(line.subject) if line.subject else ""
        told_title = f"{title}（{subject}）" if subject and subject not in title else title
        return Piece(line.task, told_title, "settle" if line.task == SETTLE else line.kind, line.subject)

    def _until(self, line: TodoLine, runs: Sequence[ClockLine]) -> Due | None:
        """Until when it is asked, and by which deadline."""
        mine = (run for run in runs if run.due_at == line.due_at and run.subject in ("", line.subject))
        run, names = next(mine, None), self.names(line)
        return self.due(line.due_at, line.light, names.clock(run.clock) if run and names else "")

    def _may_wait(self, line: TodoLine) -> bool:
        """Whether it may be left undone now: the pack says so, and no deadline of its own comes near."""
        names = self.names(line)
        task = names.case_type.tasks.get(line.task) if names and line.kind == "task" else None
        return task is not None and task.optional and line.light is Light.GREEN

    def _nearest(self, line: TodoLine, runs: Sequence[ClockLine]) -> Due | None:
        """The first deadline of the case that the officer may see, with whom it is about."""
        sight, names = self._sights.get(line.case_type), self.names(line)
        for run in runs if names else ():
            if not run.subject or (sight and sight.has_part(line.unit, run.subject)):
                about = f"（{self.desk.directory.name(run.subject)}）" if run.subject else ""
                return self.due(run.due_at, run.light, f"{names.clock(run.clock)}{about}" if names else "")
        return None

    @cached_property
    def _sights(self) -> Mapping[str, Sight]:
        """How far the officer sees, by type of case."""
        return {case_type: sight for sight, types in self.desk.sights.items() for case_type in types}

    def _row(self, line: Line, matter: str, asked: tuple[Piece, ...], claimed_by: str) -> WorkRow:
        names, directory = self.names(line), self.desk.directory
        title = names.case_type.title if names else line.case_type
        return WorkRow(
            case=line.case,
            number=line.number,
            case_type=Named(line.case_type, title),
            matter=matter or title,
            people=self._people(line, names),
            stage=names.stage(line.stage) if names else Named(line.stage, line.stage),
            asked=asked,
            unit=Named(line.unit, directory.name(line.unit)),
            received_on=line.received_on,
            due=self.due(line.due_at, line.light),
            leader=directory.name(line.leader) if line.leader else "",
            flags=names.flags(line.flags) if names else line.flags,
            claimed_by=directory.name(claimed_by) if claimed_by else "",
        )

    def due(self, at: datetime | None, light: Light, title: str = "") -> Due | None:
        """A deadline, where there is one."""
        return due_at(at, light, self.desk.calendar, self.desk.now, title) if at else None

    def _people(self, line: Line, names: Names | None) -> str:
        """The people's names, masked where a role may not read them."""
        if not line.summary or self._sees_names(line, names):
            return line.summary
        return "、".join(masked(name) for name in line.summary.split("、"))

    def _sees_names(self, line: Line, names: Names | None) -> bool:
        key = (line.pack, line.case_type)
        if key not in self._sees:
            self._sees[key] = names is not None and sees_names(names, self.desk)
        return self._sees[key]


def sees_names(names: Names, desk: Desk) -> bool:
    """Whether the officer may read the names of the people in cases of a type."""
    sight = FieldSight(names.case_type, roles_of(names.pack, desk.person))
    return all(sight.sees(f"{path}.name") for path, _ in people_fields(names.case_type))
