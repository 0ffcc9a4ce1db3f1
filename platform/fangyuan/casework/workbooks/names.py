"""What a pack calls its things: titles shown beside ids, and a title taken for the id that it names."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from typing import Any

from fangyuan.forms.titles import titles
from fangyuan.model.pack import Pack
from fangyuan.model.problems import PackRejected, Problem
from fangyuan.model.procedure import CaseType
from fangyuan.packs.csv_text import Table, read_table
from fangyuan.packs.layout import files_of
from fangyuan.packs.source import Source
from fangyuan.packs.trees import Pointer

_SEPARATORS = "、,，;；"
_MOST_TOLD = 8
_KEYS = {"roles": "role", "codes": "code-list", "views": "view", "calendars": "calendar", "case-type": "case-type"}


class Unfit(ValueError):
    """A cell that cannot be read: what to write instead, in Chinese and English."""

    def __init__(self, zh: str, en: str) -> None:
        """Both say the same, without a full stop."""
        self.zh, self.en = zh, en
        super().__init__(zh)


@dataclass(frozen=True, slots=True)
class Titles:
    """Things of one sort by id. `what` is what an administrator calls them, `what_en` the same in English.

    `more` says in both languages where one that is missing can be made.
    """

    what: str
    what_en: str
    of: Mapping[str, str]
    more: tuple[str, str] = ("", "")

    def label(self, name: str) -> str:
        """An id with its title: `类别（kinds）`; the id alone where it has none."""
        title = self.of.get(name, "")
        return f"{title}（{name}）" if title and title != name else name

    def read(self, text: str) -> str:
        """The id that an id, a title or a label means; raises ValueError with what may be written."""
        text = text.strip()
        for spelt in (text, self._within(text)):
            if spelt in self.of:
                return spelt
        if text.rpartition("/")[2] in self.of and text.isascii():
            return text
        meant = [name for name, title in self.of.items() if title == text]
        if len(meant) == 1:
            return meant[0]
        if meant:
            many = f"有 {len(meant)} 个{self.what}叫“{text}”，请写编号：{'、'.join(meant)}"
            raise Unfit(
                many, f"{len(meant)} things ({self.what_en}) are called “{text}”; write the id: {', '.join(meant)}"
            )
        raise Unfit(*self.missing(text))

    def missing(self, text: str) -> tuple[str, str]:
        """That there is no such thing, and what may be written."""
        zh, en = self._known()
        return (
            f"没有“{text}”这个{self.what}，{zh}{self.more[0]}",
            f"there is no “{text}” among the {self.what_en}; {en}{self.more[1]}",
        )

    def read_several(self, text: str) -> list[str]:
        """The ids that a list means, with the signs between them that people write; titles may hold such signs too."""
        names = sorted({*self.of, *self.of.values(), *map(self.label, self.of)}, key=len, reverse=True)
        one = "|".join(map(re.escape, filter(None, names)))
        item = rf"\s*((?:{one})(?=\s*(?:[{_SEPARATORS}]|$))|[^{_SEPARATORS}]*)\s*(?:[{_SEPARATORS}]|$)"
        found = [match for match in re.findall(item, text) if match.strip()] if text.strip() else []
        if not found:
            zh, en = self._known()
            raise Unfit(
                f"写{self.what}的名称或编号，几个之间用顿号；{zh}",
                f"write titles or ids of {self.what_en} with commas between; {en}",
            )
        return list(dict.fromkeys(self.read(match) for match in found))

    def _within(self, text: str) -> str:
        inside = re.fullmatch(r".*[（(]([^（）()]+)[）)]", text)
        return inside[1] if inside and text.replace("(", "（").replace(")", "）") == self.label(inside[1]) else ""

    def _known(self) -> tuple[str, str]:
        if not self.of:
            return (
                f"这个定义包里还没有{self.what}，请先在文件里写好",
                "this pack has none yet; write one into its files first",
            )
        told = "、".join(f"“{self.label(name)}”" for name in list(self.of)[:_MOST_TOLD])
        more = "……" if len(self.of) > _MOST_TOLD else ""
        return f"可以写：{told}{more}", f"you may write: {told.replace('、', ', ')}{'…' if more else ''}"


@dataclass(frozen=True, slots=True)
class Spot:
    """A list that rows may be added to: what it is called, the file, the pointer."""

    name: str
    file: str
    at: Pointer


@dataclass(frozen=True, slots=True)
class Said:
    """A pack as its own files say it, and what it and its parents call things.

    `tables` are its code lists in CSV by path; `coming` are lists by name that the workbook itself adds, with their titles. Of a
    pack that extends others `source` is what it says with all that it inherits, and `own` its own files.
    """

    source: Source
    roles: Titles
    case_types: Titles
    code_lists: Titles
    views: Titles
    calendars: Titles
    parameters: Titles
    clocks: Titles
    paths: Mapping[str, Titles] = field(default_factory=dict)
    tables: Mapping[str, Table] = field(default_factory=dict)
    coming: Mapping[str, tuple[str, Spot]] = field(default_factory=dict)
    own: Source | None = None

    def origin(self, file: str, at: Pointer) -> tuple[str, str]:
        """The parent that a place of a file comes from, blank where it is the pack's own; else the own file it is written in."""
        if self.own is None:
            return "", file
        mark = self.source.files[file].marks.get(at)
        written = mark.file if mark else file
        pack = next((one for one in self.source.parents if written.startswith(f"{one}/")), "")
        return pack, "" if pack or PurePosixPath(written).parent != PurePosixPath(file).parent else written

    def fields(self, case_type: str) -> Titles:
        """The fields and facts of a case type; what is called so anywhere where the pack does not compile."""
        return self.paths.get(case_type.rpartition("/")[2]) or self.paths.get("") or Titles("字段", "fields", {})


def said_of(source: Source, pack: Pack | None = None, whole: Source | None = None) -> Said:
    """Names of a pack; `whole` (with what it inherits) and `pack` (compiled) know more of them.

    Raises PackRejected for a code list in CSV that cannot be read.
    """
    within = whole or source
    heir = whole is not None and bool(source.extends)
    shown = _without_shared(whole, source) if whole is not None and heir else source
    return Said(
        shown,
        Titles("角色", "roles", _named(within, "roles")),
        Titles("案件类型", "case types", _named(within, "case-type")),
        Titles("代码表", "code lists", _named(within, "codes")),
        Titles("台账", "views", _named(within, "views")),
        Titles("日历", "calendars", _named(within, "calendars")),
        Titles("参数", "parameters", dict(_parameters(within))),
        Titles("时限", "deadlines", _clocks(shown, within)),
        _paths_of(pack) if pack else {"": Titles("字段", "fields", dict(_properties(within)))},
        _tables_of(shown),
        own=source if heir else None,
    )


def _without_shared(whole: Source, own: Source) -> Source:
    """A pack with what it inherits, but for the schemas of its parents: those a child takes whole or not at all."""
    files = {path: file for path, file in whole.files.items() if path in own.files or not path.startswith("schemas/")}
    return replace(whole, files=files)


def _tables_of(source: Source) -> dict[str, Table]:
    """The pack's own code lists in CSV by path; raises PackRejected with what is wrong with any of them."""
    problems: list[Problem] = []
    raws = {f"codes/{name}": raw for name, raw in source.blobs("codes").items() if name.endswith(".csv")}
    read = {path: table for path, raw in raws.items() if (table := read_table(path, raw, problems)) is not None}
    if problems:
        raise PackRejected(problems)
    return read


def listed(source: Source, part: str) -> Iterator[tuple[str, tuple[Any, ...], Mapping[str, Any]]]:
    """The items of a part as the files write them: file, pointer, item."""
    for file in files_of(source, part):
        if isinstance(file.data, list):
            yield from ((file.path, (place,), item) for place, item in enumerate(file.data) if isinstance(item, dict))
        elif isinstance(file.data, dict):
            yield file.path, (), file.data


def dicts(data: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Mapping[str, Any]]]:
    """Every mapping of a tree with its pointer."""
    if isinstance(data, dict):
        yield at, data
    pairs: Iterable[tuple[Any, Any]] = data.items() if isinstance(data, dict) else ()
    for key, child in enumerate(data) if isinstance(data, list) else pairs:
        yield from dicts(child, (*at, key))


def _named(source: Source, part: str) -> dict[str, str]:
    key = _KEYS[part]
    return {
        str(item[key]): str(item.get("title", ""))
        for _, _, item in listed(source, part)
        if isinstance(item.get(key), str)
    }


def _parameters(source: Source) -> Iterator[tuple[str, str]]:
    for _, _, head in listed(source, "pack"):
        for name, item in (head.get("parameters") or {}).items():
            yield name, str(item.get("title", "")) if isinstance(item, dict) else ""


def _clocks(source: Source, within: Source) -> dict[str, str]:
    """Deadlines that the pack's own files write, with their case type, as `repair/mend`; the title may be inherited."""
    known = {clock_name(file, item): str(item.get("title", "")) for file, _, item in deadlines(within)}
    return {name: known.get(name, "") for name in (clock_name(file, item) for file, _, item in deadlines(source))}


def deadlines(source: Source) -> Iterator[tuple[str, tuple[Any, ...], Mapping[str, Any]]]:
    """What has a length, warnings and a ladder: the clocks of case types, and the duties that must be done in a time."""
    yield from listed(source, "clocks")
    yield from (duty for duty in listed(source, "duties") if "within" in duty[2])


def clock_name(file: str, clock: Mapping[str, Any]) -> str:
    """A clock with its case type: two types may each have a clock of one name. A duty belongs to none: `duties/round`."""
    return f"duties/{clock['duty']}" if "duty" in clock else f"{type_of(file)}/{clock.get('clock', '')}"


def _paths_of(pack: Pack) -> dict[str, Titles]:
    return {key.rpartition("/")[2]: _fields_of(kind) for key, kind in pack.case_types.items()}


def _fields_of(kind: CaseType) -> Titles:
    """What a column may show: answers and facts, not the options of answers."""
    return Titles("字段", "fields", {path: title for path, title in titles(kind).items() if "=" not in path})


def _properties(source: Source) -> Iterator[tuple[str, str]]:
    for file in (*files_of(source, "form"), *files_of(source, "schema")):
        for at, item in dicts(file.data):
            if len(at) > 1 and at[-2] == "properties" and isinstance(item.get("title"), str):
                yield ".".join(str(step) for step in at if step not in ("properties", "items")), item["title"]


def type_of(path: str) -> str:
    """The case type of a file: the folder that it lies in."""
    return PurePosixPath(path).parent.name
