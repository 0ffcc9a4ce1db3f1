"""One row of a ledger that was exported, edited and brought back: what was changed in it, and the correction that asks for.

What may be changed is what an officer may put right by hand: the answers that registered the case, those that they read.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from fangyuan.casework.identity import Identity
from fangyuan.casework.importing import targets
from fangyuan.casework.importing.blocks import Block, Layout, Reader, Reason
from fangyuan.casework.importing.called import Called
from fangyuan.casework.importing.marks import Mark, Marker, plain
from fangyuan.casework.importing.tables import Row
from fangyuan.casework.office import Office
from fangyuan.casework.reading.columns import Sheet, is_answer
from fangyuan.casework.reading.correcting import form_of, standing_answers
from fangyuan.casework.reading.opened import Opened, opened
from fangyuan.forms.paths import values_at
from fangyuan.forms.reading import read, write
from fangyuan.model.commands import CorrectAnswers
from fangyuan.model.fields import Form

NOT_AN_ANSWER = (
    "不是登记时填写的内容，不能在台账里改",
    "was not filled in when the case was registered and cannot be changed here",
)
COVERED = ("您只能看到遮盖的内容，不能在台账里改", "is shown to you covered and cannot be changed here")
COVERED_IN_PART = (
    "有您只能看到遮盖内容的字，不能在台账里改；请在案件里先“查看”那一项，再更正",
    "repeats something that is shown to you covered and cannot be changed here; reveal it in the case, and correct it there",
)
STAYS = ("有遮盖的字，照案件里的原样保留", "holds covered words and stays as it is in the case")
ANOTHER_COUNT = (
    "和案件里的人数、行数不同；增减请在案件里更正",
    "does not name as many as the case has; add or take out in the case itself",
)


@dataclass(frozen=True, slots=True)
class Setting:
    """What all rows are looked at with: the view as its reader opens it, the columns of the file by path, units and officers as
    files call them.
    """

    office: Office
    me: Identity
    sheet: Sheet
    marker: Marker
    columns: Mapping[int, str]
    called: Mapping[str, Called]
    reason: str
    epoch: datetime
    now: datetime


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a row asks for: a correction of its case, nothing where `command` is None, or what is `wrong`.

    `changes` tells cell by cell what becomes of what, and which covered ones stay.
    """

    case: str
    seq: int = 0
    command: CorrectAnswers | None = None
    wrong: tuple[Reason, ...] = ()
    reader: Reader | None = None
    changes: tuple[Reason, ...] = ()


def edits(setting: Setting, row: Row, mark: Mark) -> dict[int, str]:
    """The columns whose cells no longer read as they were exported, with their paths."""
    return {
        column: path
        for column, path in setting.columns.items()
        if setting.marker.cell(mark.case, path, row.cell(column).text) != mark.cells[path] or row.cell(column).wrong
    }


def wanted(setting: Setting, row: Row, mark: Mark) -> Wanted:
    """What the edited cells of a row ask for; raises Refused where the case is not this officer's to see."""
    with setting.office.database.read() as uow:
        found = opened(setting.office, uow, setting.me, mark.case, setting.now)
    form = form_of(found)
    stands = _standing(setting, found)
    asked, wrong = _asked(setting, row, mark, stands, form)
    reader = _reader(setting, found, form, asked)
    block = Block((row,))
    wrong.extend(reader.untrusted(block))
    posted = reader.posted(block, wrong)
    texts = {**_emptied(reader, form, found, asked), **posted}
    wrong.extend(_other_counts(reader, found, asked, posted))
    reading = read(form, texts, setting.office.kinds)
    told = {column for column, *_ in wrong}
    wrong.extend(reason for reason in reader.reasons(reading.problems) if reason[0] not in told)
    if wrong:
        return Wanted(mark.case, wrong=tuple(dict.fromkeys(wrong)))
    if not asked:
        return Wanted(mark.case)
    tops = dict.fromkeys(path.partition(".")[0] for path in asked.values())
    command = CorrectAnswers(reason=setting.reason, answers={top: reading.answers.get(top) for top in tops})
    changes = tuple(_changes(setting, row, asked, stands))
    return Wanted(mark.case, found.state.seq, command, reader=reader, changes=changes)


@dataclass(frozen=True, slots=True)
class _Standing:
    """What an answer of a case reads as in the ledger: in full, and as it is shown to whoever brings the ledger back."""

    full: str
    shown: str

    @property
    def is_covered(self) -> bool:
        """Whether a part of it is covered."""
        return self.full != self.shown


def _standing(setting: Setting, found: Opened) -> dict[str, _Standing]:
    """What stands in the case at the path of each column that shows an answer."""
    sheet, answers = setting.sheet, found.state.answers
    full = {path: sheet.answer(path, answers) for path in setting.columns.values() if is_answer(path)}
    veiled = sheet.veiled(full)
    cover = sheet.veil(found.state).cover if veiled else str
    return {path: _Standing(text, cover(text) if path in veiled else text) for path, text in full.items()}


def _changes(setting: Setting, row: Row, asked: Mapping[int, str], stands: Mapping[str, _Standing]) -> Iterator[Reason]:
    """What each edited cell was and becomes, in the order of the columns, and which covered cells of the row stay."""
    for column, path in sorted(setting.columns.items()):
        if column in asked:
            before, after = stands[path].shown, row.cell(column).text
            yield column, f"{before or '（空）'} → {after or '（空）'}", f"{before or '(blank)'} → {after or '(blank)'}"
        elif path in stands and stands[path].is_covered:
            yield column, *STAYS


def _asked(
    setting: Setting, row: Row, mark: Mark, stands: Mapping[str, _Standing], form: Form
) -> tuple[dict[int, str], list[Reason]]:
    """The edited columns that may be put right, and what is wrong with the others; what the case says already is left out."""
    known = {field.path for field in form.walk() if not field.read_only and field.compute is None}
    asked: dict[int, str] = {}
    wrong: list[Reason] = []
    for column, path in edits(setting, row, mark).items():
        if not is_answer(path) or path not in known:
            wrong.append((column, *NOT_AN_ANSWER))
        elif not setting.sheet.sight.sees(path):
            wrong.append((column, *COVERED))
        else:
            now, cell = stands[path], row.cell(column)
            if plain(now.shown) == plain(cell.text) and not cell.wrong:
                continue
            if now.is_covered:
                wrong.append((column, *COVERED_IN_PART))
            elif setting.marker.cell(mark.case, path, now.full) == mark.cells[path]:
                asked[column] = path
            else:
                wrong.append((column, *_become(now.full)))
    return asked, wrong


def _become(current: str) -> tuple[str, str]:
    """A colleague has put the same cell right since."""
    return f"导出以后案件里已改为“{current}”；请重新导出再改", f"has become “{current}” since; export anew"


def _reader(setting: Setting, found: Opened, form: Form, asked: Mapping[int, str]) -> Reader:
    """A reader of the edited cells alone, as the case's own version of its form has them."""
    known = {one.path: one for one in targets.targets_of(found.case_type)}
    layout = Layout("", 0, 0, {column: path for column, path in asked.items() if path in known})
    reader = Reader(found.case_type, form, known, layout, setting.office.kinds, setting.called, {}, setting.epoch)
    lists = {base for path in layout.columns.values() if (base := reader.list_above(path))}
    return replace(reader, held={base: _held(found, base) for base in lists})


def _emptied(reader: Reader, form: Form, found: Opened, asked: Mapping[int, str]) -> dict[str, Sequence[str]]:
    """The form as it stands, as a page would post it, blank where a cell was edited."""
    texts: dict[str, Sequence[str]] = dict(write(form, standing_answers(found, form), reader.kinds))
    for path in asked.values():
        base = reader.list_above(path)
        if base:
            tail = path.removeprefix(f"{base}.")
            texts = {name: one for name, one in texts.items() if not _is_of(name, base, tail)}
        else:
            texts[path] = [""]
    return texts


def _is_of(name: str, base: str, tail: str) -> bool:
    """Whether a posted name is that of a field in any row of a list."""
    number, _, rest = name.removeprefix(f"{base}.").partition(".")
    return name.startswith(f"{base}.") and number.isdecimal() and rest == tail


def _other_counts(
    reader: Reader, found: Opened, asked: Mapping[int, str], posted: Mapping[str, Sequence[str]]
) -> Iterator[Reason]:
    """A cell of several people says as many as there are: which of them came or went is not for a cell to say."""
    for column, path in asked.items():
        base = reader.list_above(path)
        if not base:
            continue
        tail = path.removeprefix(f"{base}.")
        if sum(1 for name in posted if _is_of(name, base, tail)) != _held(found, base):
            yield column, *ANOTHER_COUNT


def _held(found: Opened, base: str) -> int:
    """How many rows a list of the case has."""
    values = values_at(found.state.answers, base)
    return sum(len(value) if isinstance(value, list) else 1 for value in values)
