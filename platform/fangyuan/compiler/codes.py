"""Code lists, out of YAML or CSV, with their versions."""

from collections.abc import Mapping

from fangyuan.compiler.spots import Spot
from fangyuan.kinds.choices import every
from fangyuan.model.fields import Option
from fangyuan.model.outputs import CodeList
from fangyuan.model.problems import Mark, Problem
from fangyuan.packs.csv_text import Table, read_table
from fangyuan.packs.problems import finding, listed, nearest

DEEPEST = 12
"""So many levels a list may have."""
RETIRED = ("true", "1", "是", "停用")
"""What a cell of the column `retired` says of a code that is no longer offered; the same in capitals."""


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
    table = read_table(path, raw, problems)
    return _Tree(path, table, problems).options() if table else ()


class _Tree:
    """Rows of a CSV with code, title and perhaps the parent's code, made into a tree."""

    def __init__(self, path: str, table: Table, problems: list[Problem]) -> None:
        self.problems = problems
        self.titles: dict[str, str] = {}
        self.retired: set[str] = set()
        self.below: dict[str, list[str]] = {}
        self.parents: dict[str, str] = {}
        self.marks: dict[str, Mark] = {}
        for number, row in zip(table.numbers, table.rows, strict=True):
            self._take(Mark(path, number, 1), row)
        self._check_parents()
        self._check_circles()

    def _take(self, mark: Mark, row: Mapping[str, str]) -> None:
        code, parent = row["code"], row.get("parent", "")
        if code in self.titles:
            self.problems.append(finding("code-twice", mark, name=code, list=mark.file))
            return
        self.titles[code] = row["title"]
        if row.get("retired", "").lower() in RETIRED:
            self.retired.add(code)
        self.below.setdefault(parent, []).append(code)
        self.parents[code], self.marks[code] = parent, mark

    def _check_parents(self) -> None:
        for parent, below in self.below.items():
            if parent and parent not in self.titles:
                near = nearest(parent, self.titles)
                self.problems.append(
                    finding("code-parent", self.marks[below[0]], name=parent, near=near, known=listed(self.titles))
                )

    def _check_circles(self) -> None:
        """Codes whose parents lead back to them, or up through too many levels, would be offered nowhere."""
        told: set[str] = set()
        for code in self.titles:
            above = circle(self.parents, code)
            if above and not told & set(above):
                self._say("code-circle", code, circle=" → ".join((code, *above)))
                told |= set(above)
            elif not above and len(_above(self.parents, code)) == DEEPEST:
                self._say("code-too-deep", code, most=DEEPEST)

    def _say(self, word: str, code: str, **detail: object) -> None:
        self.problems.append(finding(word, self.marks[code], name=code, **detail))

    def options(self, parent: str = "", depth: int = 0) -> tuple[Option, ...]:
        """The codes below one, each with those below it."""
        if depth >= DEEPEST:
            return ()
        return tuple(
            Option(code, self.titles[code], self.options(code, depth + 1), code in self.retired)
            for code in self.below.get(parent, ())
        )


def circle(parents: Mapping[str, str], code: str) -> list[str]:
    """The codes on the way from a code up to itself again; nothing where the way ends, or leads to another circle."""
    above = _above(parents, code)
    return above if above[-1:] == [code] else []


def _above(parents: Mapping[str, str], code: str) -> list[str]:
    """The codes above a code, the nearest first, each once."""
    found: list[str] = []
    while (code := parents.get(code, "")) and code not in found:
        found.append(code)
    return found
