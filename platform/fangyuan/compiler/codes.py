"""Code lists, out of YAML or CSV, with their versions."""

import csv
import io
from collections.abc import Mapping

from fangyuan.compiler.spots import Spot
from fangyuan.kinds.choices import every
from fangyuan.model.fields import Option
from fangyuan.model.outputs import CodeList
from fangyuan.model.problems import Mark, Problem
from fangyuan.packs.problems import finding, listed, nearest


def code_lists(spot: Spot | None, tables: Mapping[str, bytes], problems: list[Problem]) -> dict[str, CodeList]:
    """Every code list by id; `tables` are the CSV files below codes/."""
    written = {row.text("code-list"): _code_list(row, tables) for row in spot.rows()} if spot else {}
    named = {table.word for row in (spot.rows() if spot else []) for table in _tables(row)}
    bare = [file for file in tables if file not in named and file.removesuffix(".csv") not in written]
    return written | {file.removesuffix(".csv"): _bare(file, tables[file], problems) for file in bare}


def _tables(spot: Spot) -> list[Spot]:
    """The CSV files that a list or one of its versions names."""
    return [table for row in (spot, *spot.rows("versions")) if (table := row.get("csv"))]


def _bare(file: str, raw: bytes, problems: list[Problem]) -> CodeList:
    """A CSV that no YAML names is a list of its own, called like the file."""
    name = file.removesuffix(".csv")
    return CodeList(name, name, "1", _from_csv(file, raw, problems))


def _code_list(spot: Spot, tables: Mapping[str, bytes]) -> CodeList:
    name = spot.text("code-list")
    versions = spot.rows("versions")
    current = _current(spot, versions)
    options = _options(current, name, tables)
    known = set(_codes(options))
    options += _left_behind([_options(version, name, tables) for version in versions if version is not current], known)
    mapped = {old: new for version in versions for old, new in _mapped(version, known, name).items()}
    return CodeList(name, spot.text("title"), current.text("version", "1"), options, mapped)


def _current(spot: Spot, versions: list[Spot]) -> Spot:
    """The list itself where it has one version, else the version that says it is current."""
    if not versions:
        return spot
    marked = [version for version in versions if version.flag("current")]
    if len(marked) != 1 and len(versions) > 1:
        spot.say("no-current-version", list=spot.text("code-list"))
    return (marked or versions)[0]


def _left_behind(earlier: list[tuple[Option, ...]], known: set[str]) -> tuple[Option, ...]:
    """The codes of earlier versions that the current one has no more: cases that have one must still be readable."""
    left = {option.value: option for options in earlier for option in every(options) if option.value not in known}
    return tuple(Option(option.value, option.title, retired=True) for option in left.values())


def _mapped(version: Spot, known: set[str], name: str) -> dict[str, str]:
    mapped = version.get("mapped")
    for _, new in mapped.items() if mapped else ():
        if new.word not in known:
            new.unknown("unknown-code", new.word, known, list=name)
    return {old: new.word for old, new in mapped.items()} if mapped else {}


def _options(spot: Spot, name: str, tables: Mapping[str, bytes]) -> tuple[Option, ...]:
    table = spot.get("csv")
    if table is not None:
        if table.word not in tables:
            table.unknown("csv-missing", table.word, tables)
            return ()
        return _from_csv(table.word, tables[table.word], table.problems)
    seen: set[str] = set()
    return tuple(_option(row, name, seen) for row in spot.rows("codes"))


def _option(spot: Spot, name: str, seen: set[str], retired: bool = False) -> Option:
    """A code and those below it; below a retired one every code is."""
    code = spot.text("code")
    if code in seen:
        spot.say("code-twice", name=code, list=name)
    seen.add(code)
    retired = retired or spot.flag("retired")
    below = tuple(_option(row, name, seen, retired) for row in spot.rows("children"))
    return Option(code, spot.text("title"), below, retired)


def _codes(options: tuple[Option, ...]) -> list[str]:
    return [code for option in options for code in (str(option.value), *_codes(option.children))]


def _from_csv(file: str, raw: bytes, problems: list[Problem]) -> tuple[Option, ...]:
    path = f"codes/{file}"
    try:
        lines = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error):
        problems.append(finding("not-utf-8", Mark(path), guess="", guess_en=""))
        return ()
    head = [column.strip() for column in lines[0]] if lines else []
    for column in ("code", "title"):
        if column not in head:
            problems.append(finding("csv-columns", Mark(path, 1, 1), column=column))
            return ()
    return _Table(path, head, lines[1:], problems).options()


class _Table:
    """Rows of a CSV with code, title and perhaps the parent's code, made into a tree."""

    def __init__(self, path: str, head: list[str], lines: list[list[str]], problems: list[Problem]) -> None:
        self.problems = problems
        self.titles: dict[str, str] = {}
        self.retired: set[str] = set()
        self.below: dict[str, list[str]] = {}
        self.named: dict[str, Mark] = {}
        for number, line in enumerate(lines, start=2):
            self._take(Mark(path, number, 1), head, line)
        self._check_parents()

    def _take(self, mark: Mark, head: list[str], line: list[str]) -> None:
        if not any(line):
            return
        if len(line) != len(head):
            self.problems.append(finding("csv-row", mark))
            return
        row = {column: cell.strip() for column, cell in zip(head, line, strict=True)}
        if row["code"] in self.titles:
            self.problems.append(finding("code-twice", mark, name=row["code"], list=mark.file))
            return
        self.titles[row["code"]] = row["title"]
        if row.get("retired", "").lower() in ("true", "1", "是", "停用"):
            self.retired.add(row["code"])
        self.below.setdefault(row.get("parent", ""), []).append(row["code"])
        self.named.setdefault(row.get("parent", ""), mark)

    def _check_parents(self) -> None:
        for parent in self.below:
            if parent and parent not in self.titles:
                near = nearest(parent, self.titles)
                self.problems.append(
                    finding("code-parent", self.named[parent], name=parent, near=near, known=listed(self.titles))
                )

    def options(self, parent: str = "", depth: int = 0) -> tuple[Option, ...]:
        """The codes below one, each with those below it; a circle of parents is never reached from the top."""
        if depth > 12:
            return ()
        return tuple(
            Option(code, self.titles[code], self.options(code, depth + 1), code in self.retired)
            for code in self.below.get(parent, ())
        )
