"""Rows of a file as cases: which rows are one case, what they answer, and what is wrong with which cell of them."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from fangyuan.casework.importing import targets
from fangyuan.casework.importing.called import Called
from fangyuan.casework.importing.tables import BROKEN, FORMULA, LONG, LONGEST, ROUNDED, Cell, Row
from fangyuan.casework.importing.targets import Target
from fangyuan.forms.reading import read
from fangyuan.forms.wording import message
from fangyuan.kinds import Kinds
from fangyuan.kinds.dates import read_date
from fangyuan.model.commands import Ended
from fangyuan.model.fields import Form
from fangyuan.model.later import later
from fangyuan.model.problems import Problem
from fangyuan.model.procedure import CaseType
from fangyuan.store.sources import UNNAMED

if TYPE_CHECKING:
    from openpyxl import utils
    from openpyxl.utils import datetime as dates
else:
    utils = later("openpyxl.utils")
    dates = later("openpyxl.utils.datetime")

_PARTS, _FIRMLY = re.compile(r"[、；;\n]+"), re.compile(r"[；;\n]+")
_PARTINGS = (re.compile("、+"), re.compile("[；;]+"), re.compile("\n+"))
"""What parts the rows of a list in one cell: one of these alone, else all of them together."""

_LINES = re.compile(r"\s*\n\s*")
_WHOLE = frozenset({"address", "long-text", "rich-text"})
"""Kinds whose texts hold 、 of their own, as 幸福路1号、2号院 does."""

_MIDNIGHT = re.compile(r"[ T]0?0:00(:00)?(\.0+)?$")
_DAYS = frozenset({"date", "birth-date"})
_NUMBERS = frozenset({"id-card", "identity", "identity-document"})
_ROUNDED_ID = re.compile(r"[0-9]{15}000")
_SERIALS = range(1, 80_000)
"""Days of Excel that are dates at all: until the year 2118."""

_SAID = {
    ROUNDED: (
        "Excel 把第16位以后的数字改成了0，原来的号码已经丢失；请把这一列设成文本，重新填写",
        "Excel has turned the digits after the fifteenth into zeros and the number is lost; make the column text and type it again",
    ),
    FORMULA: (
        "是公式，没有保存算出的结果；请复制后“粘贴为数值”",
        "holds a formula without its result; copy it and paste it as a value",
    ),
    BROKEN: ("是 Excel 算不出来的错误值", "holds an error value of Excel"),
    LONG: (f"超过{LONGEST}个字，放不下；请缩短，或者分开填写", f"holds more than {LONGEST} signs; make it shorter"),
}
_NO_DAY = ("不是日期，请写成 2026-03-05", "is no date; write 2026-03-05")

Reason = tuple[int, str, str]
"""What is wrong: the column (from 0, -1 where none is meant), in Chinese and in English."""


@dataclass(frozen=True, slots=True)
class Layout:
    """What an officer has said of a file: sheet, rows of heads, where each column goes, what stands for every row.

    `numbers` are the columns by which cases are known elsewhere, the surest first, each with whose numbers they are;
    `counting` those that number the rows of the file, `added` those of a workbook of refused rows, `PLACE` the last.
    """

    sheet: str
    first: int
    last: int
    columns: Mapping[int, str]
    fixed: Mapping[str, str] = field(default_factory=dict)
    source: str = ""
    numbers: Mapping[int, str] = field(default_factory=dict)
    counting: tuple[int, ...] = ()
    added: tuple[int, ...] = ()

    def column(self, path: str) -> int:
        """The column that goes somewhere; -1 where none does."""
        return next((column for column, target in self.columns.items() if target == path), -1)


@dataclass(frozen=True, slots=True)
class Block:
    """The rows of one case: one, or several where the cell of their number is merged over them."""

    rows: tuple[Row, ...]

    @property
    def place(self) -> int:
        """The first row in the file."""
        return self.rows[0].place

    def text(self, column: int) -> str:
        """What stands in a column, in the first of the rows that say anything."""
        return next((row.cell(column).text for row in self.rows if column >= 0 and row.cell(column).text), "")

    def told(self, but: Collection[int]) -> list[list[str]]:
        """Everything that stands in it but in some columns, for a digest."""
        return [[cell.text for at, cell in enumerate(row.cells) if at not in but] for row in self.rows]


@dataclass(frozen=True, slots=True)
class Read:
    """What a block says: the answers, and beside them the day of receipt, how it ended; or what is wrong."""

    answers: Mapping[str, Any]
    received_on: date | None = None
    ended: Ended | None = None
    wrong: tuple[Reason, ...] = ()


def blocks_of(rows: Iterable[Row], layout: Layout) -> Iterator[Block]:
    """The rows below the heads, those of one case together."""
    columns = [*(column for column, source in layout.numbers.items() if source != UNNAMED), *layout.counting]
    waiting = list[Row]()
    for row in rows:
        if row.place <= layout.last:
            continue
        if waiting and not _goes_on(waiting[0], row, columns, layout.added[-1:]):
            yield Block(tuple(waiting))
            waiting = []
        waiting.append(row)
    if waiting:
        yield Block(tuple(waiting))


def _goes_on(first: Row, row: Row, columns: Sequence[int], place: Sequence[int]) -> bool:
    """Whether a row belongs to the case of an earlier one: the cell of its number is merged with that one's, or it came
    from the same rows.
    """
    if any(row.cell(at).text and row.cell(at).text == first.cell(at).text for at in place):
        return True
    return any(0 < row.cell(column).merged == first.place for column in columns)


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads blocks of one layout for one case type; `called` are units and officers by kind of field, `outcomes` those of the
    pack.

    `held` says of lists, by path, how many rows there are, where a case is known.
    """

    case_type: CaseType
    form: Form
    targets: Mapping[str, Target]
    layout: Layout
    kinds: Kinds
    called: Mapping[str, Called]
    outcomes: Mapping[str, str]
    epoch: datetime
    held: Mapping[str, int] = field(default_factory=dict)

    def read(self, block: Block) -> Read:
        """What a block says."""
        wrong = [*self.untrusted(block)]
        posted = self.posted(block, wrong)
        reading = read(self.form, posted, self.kinds)
        told = {column for column, *_ in wrong if column >= 0}
        wrong.extend(reason for reason in self.reasons(reading.problems) if reason[0] not in told)
        received = self._day(block, targets.RECEIVED, wrong)
        ended = self._ended(block, wrong)
        return Read(reading.answers, received, ended, tuple(dict.fromkeys(wrong)))

    def reasons(self, problems: Iterable[Problem]) -> Iterator[Reason]:
        """Problems of the form beside the column that the answer came from."""
        own = {
            "received_on": targets.RECEIVED,
            "closed_on": targets.CLOSED,
            "outcome": targets.OUTCOME,
            "stage": targets.STAGE,
        }
        for one in problems:
            path = ".".join(part for part in one.path.split(".") if not part.isdecimal())
            column = self.layout.column(own.get(path, path))
            called = self.targets[path].title if path in self.targets and column < 0 else ""
            said = f"{called}：{one.message}" if called else one.message
            yield (
                column,
                f"{said}{_beginning(one.advice)}",
                f"{called}: {message(one, 'en')}" if called else message(one, "en"),
            )

    def untrusted(self, block: Block) -> Iterator[Reason]:
        """Cells that are mapped and cannot be trusted."""
        for row in block.rows:
            for column, path in self.layout.columns.items():
                cell = row.cell(column)
                if cell.wrong and path:
                    yield column, *_SAID[cell.wrong]
                elif self._kind(path) in _NUMBERS and _ROUNDED_ID.fullmatch(cell.text):
                    yield column, *_SAID[ROUNDED]
                else:
                    yield from self._several(column, path, cell.text)
        for path, text in self.layout.fixed.items():
            yield from self._several(-1, path, text)

    def _kind(self, path: str) -> str:
        target = self.targets.get(path)
        return target.field.kind if target and target.field else ""

    def _several(self, column: int, path: str, text: str) -> Iterator[Reason]:
        """Units or officers of whom several are called so: a row is not given to one of them unasked."""
        known = self.called.get(self._kind(path), Called())
        for part in (each.strip() for each in _PARTS.split(text)):
            if ways := known.meant(part):
                yield column, *_which(part, ways)

    def posted(self, block: Block, wrong: list[Reason]) -> dict[str, list[str]]:
        """The texts as a page would post them."""
        posted: dict[str, list[str]] = {}
        lists: dict[str, dict[int, list[str]]] = {}
        for path, text in self.layout.fixed.items():
            if text and path in self.targets:
                posted[self._numbered(path)] = [self._id(path, text)]
        for column, path in self.layout.columns.items():
            target = self.targets.get(path)
            if target is None or target.field is None:
                continue
            if base := self.list_above(path):
                lists.setdefault(base, {})[column] = [self._written(path, row.cell(column)) for row in block.rows]
            elif texts := self._one(block, column, path, wrong):
                posted[path] = texts
        for base, columns in lists.items():
            posted |= self._rows(base, columns, wrong)
        return posted

    def _numbered(self, path: str) -> str:
        """A fixed value inside a list stands in its first row."""
        base = self.list_above(path)
        return f"{base}.0.{path.removeprefix(base + '.')}" if base else path

    def list_above(self, path: str) -> str:
        """The list that a path leads into; empty where it leads into none."""
        parts = path.split(".")
        above = (".".join(parts[:length]) for length in range(1, len(parts)))
        known = self.case_type.fields
        return next((one for one in above if one in known and known[one].children and known[one].many), "")

    def _one(self, block: Block, column: int, path: str, wrong: list[Reason]) -> list[str]:
        """The texts of a simple answer; rows of one case must not say different things."""
        found = list(
            dict.fromkeys(self._written(path, row.cell(column)) for row in block.rows if row.cell(column).text)
        )
        field = self.targets[path].field
        if field and field.many:
            return [self._id(path, part) for text in found for part in _PARTS.split(text) if part.strip()]
        if len(found) > 1:
            wrong.append((column, "同一件的几行写得不一样", "differs between the rows of one case"))
        return [self._id(path, found[0])] if found else []

    def _rows(self, base: str, columns: Mapping[int, list[str]], wrong: list[Reason]) -> dict[str, list[str]]:
        """The rows of a list: as many as its leading column says, the others in the same order; a single one is the first's."""
        posted: dict[str, list[str]] = {}
        leading, number = min(columns, key=self._leads), 0
        for line, text in enumerate(columns[leading]):
            count = self.held.get(base) or max(len(self._parts(leading, text, 0)), 1)
            for column, texts in columns.items():
                path, parts = self.layout.columns[column], self._parts(column, texts[line], count)
                if len(parts) not in (0, 1, count):
                    wrong.append(
                        (column, f"写了{len(parts)}个，对不上{count}个", f"says {len(parts)} where there are {count}")
                    )
                for place, part in enumerate(parts[:count]):
                    if part:
                        posted[f"{base}.{number + place}.{path.removeprefix(base + '.')}"] = [self._id(path, part)]
            number += count
        return posted

    def _leads(self, column: int) -> tuple[bool, bool, bool]:
        """How far a column is from saying how many rows there are: who they are does, where they live does not."""
        field = self.targets[self.layout.columns[column]].field
        assert field is not None
        return field.name != "name", not field.required, field.kind in _WHOLE

    def _parts(self, column: int, text: str, count: int) -> list[str]:
        """What a cell says of so many rows of a list, parted by lines or commas; of one row it says the whole."""
        path = self.layout.columns[column]
        field = self.targets[path].field
        whole = field is not None and field.kind in _WHOLE
        if count == 1:
            told = text.strip()
            return [told if whole else _LINES.sub("、", told)] if told else []
        ways = _PARTINGS[1:3] if whole and not self.held else _PARTINGS
        every = [
            [part.strip() for part in way.split(text) if part.strip()] for way in (*ways, _FIRMLY if whole else _PARTS)
        ]
        return next((parts for parts in every if len(parts) == count), every[-1])

    def _written(self, path: str, cell: Cell) -> str:
        """The text of a cell as its field reads it: serial numbers and instants of dates as days."""
        target = self.targets[path]
        if target.field is None or target.field.kind not in _DAYS or not cell.text:
            return cell.text
        day = day_of(cell, self.epoch)
        return day.isoformat() if day else cell.text

    def _id(self, path: str, text: str) -> str:
        """A unit or an officer by id, where the text is their title."""
        field = self.targets[path].field
        return self.called[field.kind].id(text) if field and field.kind in self.called else text

    def _text(self, block: Block, path: str) -> str:
        return block.text(self.layout.column(path))

    def _day(self, block: Block, path: str, wrong: list[Reason]) -> date | None:
        column = self.layout.column(path)
        cell = next((row.cell(column) for row in block.rows if column >= 0 and row.cell(column).text), None)
        if cell is None:
            return None
        day = day_of(cell, self.epoch)
        if day is None and not cell.wrong:
            wrong.append((column, *_NO_DAY))
        return day

    def _ended(self, block: Block, wrong: list[Reason]) -> Ended | None:
        """How the case ended; a day of closing, or an outcome of the pack's list, says that it has."""
        on, outcome, stage = (
            self._day(block, targets.CLOSED, wrong),
            self._text(block, targets.OUTCOME),
            self._stage(block),
        )
        if on is None:
            if outcome:
                wrong.append(
                    (
                        self.layout.column(targets.OUTCOME),
                        "写了办结结果，没有办结日期",
                        "names an outcome without the day of closing",
                    )
                )
            return None
        return Ended(on, self._outcome(outcome), stage)

    def _outcome(self, text: str) -> str:
        """The outcome by its id or its title."""
        return self.outcomes.get(text, text)

    def _stage(self, block: Block) -> str:
        """The final stage that is named by its title; anything else that stands there is how the other system calls it."""
        text = self._text(block, targets.STAGE)
        return next((one.stage for one in self.case_type.stages if one.final and text in (one.title, one.stage)), "")


def day_of(cell: Cell, epoch: datetime) -> date | None:
    """The day of a cell: a date of Excel, its serial number, or one of the ways in which people write it."""
    if cell.number is not None and int(cell.number) in _SERIALS:
        found = dates.from_excel(int(cell.number), epoch)
        return found.date() if isinstance(found, datetime) else None
    text = _MIDNIGHT.sub("", cell.text.strip())
    head = text[:10] if len(text) > 10 and text[10] in " T" else text
    return read_date(head) or read_date(text)


def where(column: int, place: int) -> str:
    """`C12`, or `第12行` where no cell is meant."""
    return f"{utils.get_column_letter(column + 1)}{place}" if column >= 0 else f"第{place}行"


def _which(text: str, ways: Sequence[str]) -> tuple[str, str]:
    """That a text means several, and what to write instead, where that tells them apart."""
    if len(set(ways)) < len(ways):
        return (
            f"有{len(ways)}个叫“{text}”的，分不出是哪一个；请把这一格空着，登记以后在案件里选",
            f"{len(ways)} are called “{text}”; leave the cell blank and choose in the case",
        )
    return (
        f"有{len(ways)}个叫“{text}”的，请写明是哪一个：{'、'.join(ways)}",
        f"{len(ways)} are called “{text}”; write which: {', '.join(ways)}",
    )


def _beginning(advice: str) -> str:
    return f"；{advice}" if advice else ""
