"""The columns of a ledger: what they are called, what stands in a cell, what a row may be sorted and filtered by."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from fangyuan.casework.reading.naming import Names
from fangyuan.casework.reading.pages import LedgerColumn
from fangyuan.casework.rows import people_fields
from fangyuan.engine.clocks.calendars import written_due
from fangyuan.engine.field_rights import field_path
from fangyuan.engine.masking import FieldSight, Veil, veil
from fangyuan.engine.placement import SHELF
from fangyuan.forms.paths import values_at
from fangyuan.forms.texts import masked, text
from fangyuan.kinds import Kinds
from fangyuan.model.clocks import Light
from fangyuan.model.fields import Field
from fangyuan.model.outputs import Column, View
from fangyuan.model.pack import FieldRight
from fangyuan.model.replacing import replace
from fangyuan.model.state import CaseState
from fangyuan.store.lines import CaseLine
from fangyuan.store.places import CASE_PATHS
from fangyuan.store.projection import IndexedField

LIGHTS: Mapping[str, str] = {Light.GREEN: "正常", Light.YELLOW: "临近", Light.ORANGE: "将到期", Light.RED: "超期"}
"""The words of the lights."""

_FACTS = {"due": "到期日", "light": "灯色", "overdue": "已逾期", "running": "进行中", "status": "状态"}
_DONE = {False: "按期", True: "逾期办结"}
"""What stands in place of a light once what was owed is done."""
_STATUS = {"running": "进行中", "paused": "中止", "stopped": "完成", "cancelled": "终止"}
_NUMBERS = frozenset({"case.age_days", "case.visit"})
_FIGURES = frozenset({"integer", "number", "boolean"})
_CHOSEN = frozenset(
    {
        "unit",
        "officer",
        "date",
        "birth-date",
        "date-time",
        "date-range",
        "month",
        "time",
        "duration",
        "attachment",
        "signature",
    }
)
"""Kinds whose answers are chosen or counted: nobody repeats in them what somebody else may not read."""

_WORDED = frozenset({"case.title", "case.summary"})
"""Facts of a case that are made of words of its answers."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A view for one reader: its indexed answers by path, the reader's rights, the zone of its dates."""

    view: View
    names: Names
    sight: FieldSight
    fields: Mapping[str, IndexedField]
    kinds: Kinds
    zone: ZoneInfo
    today: date

    @property
    def columns(self) -> tuple[LedgerColumn, ...]:
        """The columns without those that are hidden from the reader."""
        return tuple(self._column(column) for column in self.shown)

    @property
    def shown(self) -> tuple[Column, ...]:
        """The view's columns that the reader may see."""
        return tuple(column for column in self.view.columns if self.sight.right(column.path) is not FieldRight.HIDE)

    @property
    def needs_states(self) -> bool:
        """Whether a column shows an answer that is not kept in the list itself."""
        return any(is_answer(column.path) and not self._in_list(column.path) for column in self.shown)

    def opens(self, column: Column) -> bool:
        """Whether a column shows a sealed answer to the reader because of their roles."""
        unknown = FieldSight(self.names.case_type, ())
        return self.sight.sees(column.path) and not unknown.sees(column.path)

    def veiled(self, paths: Iterable[str]) -> frozenset[str]:
        """Those of the paths at which words stand that must be covered by `veil`: people write in them as they like, so they
        may repeat what the reader sees only masked. None for whoever sees everything.
        """
        if not self._hides:
            return frozenset()
        return frozenset(path for path in paths if self._is_worded(path))

    def veil(self, case: CaseState) -> Veil:
        """A veil over what the reader may not see of a case; what is kept from lists altogether is not looked at."""
        return veil(
            replace(case, answers=self._open(case.answers), former=tuple(map(self._open, case.former))), self.sight
        )

    def _open(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        return {name: told for name, told in answers.items() if name not in self.sight.closed}

    @property
    def _hides(self) -> bool:
        fields, closed = self.names.case_type.fields, self.sight.closed
        return any(not self.sight.sees(path) for path in fields if path.partition(".")[0] not in closed)

    def _is_worded(self, path: str) -> bool:
        field = self.field(path)
        if field is None:
            return path in _WORDED
        counted = field.options or field.kind in _CHOSEN or field.json_type in _FIGURES
        return self.sight.sees(path) and (bool(field.children) or not counted)

    @property
    def _reads_names(self) -> bool:
        return all(self.sight.sees(f"{path}.name") for path, _ in people_fields(self.names.case_type))

    def field(self, path: str) -> Field | None:
        """The field that a path leads to; none for a fact."""
        fields = self.names.case_type.fields
        return fields.get(field_path(path, fields))

    def title(self, path: str, given: str = "") -> str:
        """What a column or a filter is called."""
        field = self.field(path)
        return given or self._clock_title(path) or self.names.paths.get(path) or (field.title if field else path)

    def sortable(self, path: str) -> bool:
        """Whether rows may be put in order by a path: what is masked must not be told by its order."""
        if path.startswith("case."):
            return path in CASE_PATHS and path != "case.flags" and self._may_ask(path)
        if path.startswith("clock."):
            return path.rpartition(".")[2] in _FACTS
        return path in self.fields and self.fields[path].plain and self.sight.sees(path)

    def adds_up(self, column: LedgerColumn) -> bool:
        """Whether a column is a number that means something when it is added up."""
        return column.numeric and column.path not in _NUMBERS and self.sortable(column.path)

    def is_instant(self, path: str) -> bool:
        """Whether a path holds instants, of which a cell tells the day or the minute."""
        if path.startswith("case."):
            return path in ("case.registered_at", "case.changed_at", "case.closed_at", "case.due")
        if path.startswith("clock."):
            return path.rpartition(".")[2] == "due"
        return path in self.fields and self.fields[path].type == "date-time"

    def above(self, path: str) -> str:
        """The title of what a column is a part of: the list of people that a name stands in."""
        fields = self.names.case_type.fields
        parent = fields.get(field_path(path, fields).rpartition(".")[0]) if is_answer(path) else None
        return parent.title if parent else ""

    def filterable(self, path: str) -> bool:
        """Whether rows may be chosen by a path."""
        if not is_answer(path):
            return (path in CASE_PATHS and self._may_ask(path)) or self.sortable(path)
        return path in self.fields and self.sight.sees(path)

    def _may_ask(self, path: str) -> bool:
        """Whether a fact tells by its order, or by what it equals, nothing that is masked: names, where they are."""
        return path != "case.summary" or self._reads_names

    def cell(self, path: str, line: CaseLine, answers: Mapping[str, Any]) -> str:
        """The text of one cell."""
        if path.startswith("case."):
            return self._fact(path.removeprefix("case."), line)
        if path.startswith("clock."):
            return self._clock(path, line)
        return self.answer(path, answers)

    def _clock_title(self, path: str) -> str:
        """`答复时限到期日` of a fact of a clock."""
        clock, _, fact = path.removeprefix("clock.").partition(".")
        return f"{self.names.clock(clock)}{_FACTS[fact]}" if path.startswith("clock.") and fact in _FACTS else ""

    def _column(self, column: Column) -> LedgerColumn:
        field = self.field(column.path)
        numeric = column.path in _NUMBERS or (field is not None and field.json_type in ("integer", "number"))
        return LedgerColumn(column.path, self.title(column.path, column.title), self.sortable(column.path), numeric)

    def _in_list(self, path: str) -> bool:
        return path in self.fields and not self.fields[path].sensitive

    def answer(self, path: str, answers: Mapping[str, Any]) -> str:
        """The answers at a path, masked by right."""
        field = self.field(path)
        values = [answers[path]] if path in answers else list(values_at(_by_entry(answers), path))
        if field is None:
            return "、".join(str(value) for value in values)
        texts = [self._told(field, _plain(each)) for each in _each(values, field.many)]
        return "、".join(told if self.sight.sees(path) else masked(told) for told in texts if told)

    def _told(self, field: Field, value: Any) -> str:
        """One answer as it is written in a table: dates so that they sort."""
        if field.children:
            return text(field, value, self.names.book, self.kinds)
        told = self.kinds.get(field.kind).export(value, field, self.names.book)
        return self._written(told)

    def _clock(self, path: str, line: CaseLine) -> str:
        """A fact of the latest run of a clock."""
        _, name, fact = path.split(".", 2)
        run = line.clocks.get(name)
        if run is None:
            return ""
        match fact:
            case "due":
                return written_due(run.due_at, self.zone)
            case "light" if run.status == "stopped":
                return _DONE[run.late]
            case "light" if run.status == "cancelled":
                return ""
            case "light":
                return LIGHTS[run.light]
            case "overdue":
                return _yes(run.late or (run.stopped_at is None and run.light is Light.RED))
            case "running":
                return _yes(run.status in ("running", "paused"))
        return _STATUS.get(run.status, run.status)

    def _fact(self, name: str, line: CaseLine) -> str:
        """A fact of the case."""
        match name:
            case "stage":
                return self.names.stage(line.stage).title
            case "unit" | "leader" | "registered_by":
                return self.names.any(getattr(line, name)).title
            case "outcome":
                return self.names.outcome(line.outcome)
            case "flags":
                return "、".join(self.names.flags(line.flags))
            case "light":
                return LIGHTS[line.light]
            case "closed" | "overdue":
                return _yes(line.light is Light.RED if name == "overdue" else line.closed_at is not None)
            case "summary":
                return self._names(line.summary)
            case "age_days":
                return str((self.today - line.received_on).days)
            case "due":
                return written_due(line.due_at, self.zone) if line.due_at else ""
        return self._written(getattr(line, name, ""))

    def _names(self, summary: str) -> str:
        """The people of a case by name, each masked where names are."""
        return summary if self._reads_names else "、".join(masked(name) for name in summary.split("、") if name)

    def _written(self, value: Any) -> str:
        """Dates and instants as people sort them."""
        if isinstance(value, datetime):
            return value.astimezone(self.zone).strftime("%Y-%m-%d %H:%M")
        return "" if value is None else str(value)


def is_answer(path: str) -> bool:
    """Whether a path leads to an answer and not to a fact of the platform."""
    return not path.startswith(("case.", "clock."))


def _yes(value: bool) -> str:
    return "是" if value else "否"


def _each(values: list[Any], many: bool) -> list[Any]:
    """Every single answer: what a path through a list finds is a list of answers."""
    flat = [item for value in values for item in (value if isinstance(value, tuple) else [value])]
    return flat if not many else [list(flat)] if flat and not isinstance(flat[0], list) else flat


def _plain(value: Any) -> Any:
    """An answer as forms have it: the list keeps dates and instants by their own type."""
    return value.isoformat() if isinstance(value, date) else value


def _by_entry(answers: Mapping[str, Any]) -> Mapping[str, Any]:
    """The answers with the entries of tasks as lists, as paths count them."""
    shelf = answers.get(SHELF)
    if not isinstance(shelf, Mapping):
        return answers
    return {**answers, SHELF: {task: list(entries.values()) for task, entries in shelf.items()}}
