"""The rows of code lists that a pack keeps in CSV files; they stand on the same sheet as those in YAML."""

from collections.abc import Iterator, Mapping, Sequence

from fangyuan.casework.workbooks.names import Said, Spot, listed
from fangyuan.casework.workbooks.rows import Fault, Filled, Item, Lists, Row
from fangyuan.casework.workbooks.values import YES_NO, Cell, order, read_flag, title
from fangyuan.compiler.codes import RETIRED, circle
from fangyuan.packs.csv_text import Table
from fangyuan.packs.splicing import Add

CODE, ABOVE = "代码", "上级代码"


def table_rows(said: Said) -> Iterator[Row]:
    """Every code of the CSV files that a list of the pack uses."""
    called = list_titles(said)
    for path, (name, version, _) in _uses(said).items():
        label = version_label(called.get(name, ""), name, version)
        for place, row in enumerate(said.tables[path].rows):
            yield Row(path, (place,), (label, row["code"]), _cells(said.tables[path], place, row), row["code"])


def table_lists(said: Said) -> Lists:
    """The CSV files that new codes may be added to, by the list that they are the current version of."""
    return {name: Spot(name, path, ()) for path, (name, _, current) in _uses(said).items() if current}


def list_titles(said: Said) -> dict[str, str]:
    """Code lists by id; one that is a CSV alone is called like its file."""
    return {**said.code_lists.of, **{name: "" for name, _, _ in _uses(said).values() if name not in said.code_lists.of}}


def version_label(title: str, name: str, version: str) -> str:
    """A list with its id, and the version where it is an earlier one: `事项类别（purposes）2020`."""
    return (f"{title}（{name}）" if title and title != name else name) + version


def new_table_row(said: Said, spot: Spot, item: Item) -> Add:
    """A row at the end of a CSV; whether its parent is there is judged with all the others."""
    table = said.tables[spot.file]
    told = {key: item[key] for key in ("code", "title") if key in item}
    if item.get("retired"):
        told["retired"] = _word(table, retired=True)
    if item.get("parent"):
        told["parent"] = _code(table, item["parent"])
    return Add(spot.at, told)


def judge_tables(said: Said, filled: Sequence[Filled]) -> Iterator[Fault]:
    """A code below one that is not there, or below itself."""
    for path, table in said.tables.items():
        of = {place: row.texts for place, row in enumerate(filled) if row.file == path}
        above = {texts[CODE]: _code(table, texts[ABOVE]) for texts in of.values()}
        for place, texts in of.items():
            parent = above[texts[CODE]]
            if parent and parent not in above:
                zh = f"这个代码表里没有上级代码“{parent}”，或者它要删去"
                yield place, ABOVE, zh, f"there is no code “{parent}” in this list, or it is taken away"
            elif way := circle(above, texts[CODE]):
                told = " → ".join((texts[CODE], *way))
                yield place, ABOVE, f"上级绕成一圈：{told}", f"the parents lead back to it: {told}"


def _uses(said: Said) -> Mapping[str, tuple[str, str, bool]]:
    """Every CSV that is used, with the list, the version where it is an earlier one, and whether it is the current one."""
    found: dict[str, tuple[str, str, bool]] = {}
    names = set()
    for _, _, item in listed(said.source, "codes"):
        name, versions = str(item.get("code-list", "")), item.get("versions") or ()
        names.add(name)
        for part in (item, *(version for version in versions if isinstance(version, dict))):
            current = part is item or part.get("current") is True or len(versions) == 1
            if (path := f"codes/{part.get('csv')}") in said.tables:
                found.setdefault(path, (name, "" if current else str(part.get("version", "")), current))
    bare = {path: path.removeprefix("codes/").removesuffix(".csv") for path in said.tables}
    return {
        **found,
        **{path: (name, "", True) for path, name in bare.items() if path not in found and name not in names},
    }


def _cells(table: Table, place: int, row: Mapping[str, str]) -> tuple[Cell, ...]:
    retired = row.get("retired", "")
    shown = YES_NO["true"] if _is_retired(retired) else YES_NO["false"] if retired else ""
    return (
        title((place, "title"), row["title"]),
        Cell(
            (place, "retired"),
            shown,
            lambda text: _word(table, retired=read_flag(text)),
            choices=tuple(YES_NO.values()),
        ),
        Cell((place, "parent"), row.get("parent", ""), lambda text: _code(table, text)),
        order((place,)),
    )


def _is_retired(word: str) -> bool:
    return word.lower() in RETIRED


def _word(table: Table, *, retired: bool) -> str:
    """What this file writes for a code that is no longer offered, or for one that is."""
    words = [row.get("retired", "") for row in table.rows]
    return next((word for word in words if word and _is_retired(word) == retired), "true" if retired else "")


def _code(table: Table, text: str) -> str:
    """The code that a code or a title means; the text itself where no row of the file has either."""
    text = text.strip()
    codes = [row["code"] for row in table.rows if row["title"] == text]
    return codes[0] if len(codes) == 1 and text not in {row["code"] for row in table.rows} else text
