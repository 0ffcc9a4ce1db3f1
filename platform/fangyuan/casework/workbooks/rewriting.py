"""The files of a pack rewritten as a workbook asks: its own, also where it changes what they inherit."""

from collections.abc import Mapping

from fangyuan.casework.workbooks.inheriting import CannotInherit, Heir, begun
from fangyuan.casework.workbooks.lines import bad_workbook
from fangyuan.casework.workbooks.names import Said
from fangyuan.compiler.codes import code_lists
from fangyuan.model.problems import PackRejected, Problem
from fangyuan.packs.csv_text import spliced_table
from fangyuan.packs.reading import from_bytes, read_file
from fangyuan.packs.shapes import problems_of
from fangyuan.packs.source import Source
from fangyuan.packs.splicing import CannotSplice, Edit, spliced

_ITSELF = (
    "请撤回这些改动，或者直接在本包的文件里写。",
    "Take these changes back, or write them into the pack's own files.",
)


def rewritten(said: Said, contents: Mapping[str, bytes], edits: Mapping[str, list[Edit]]) -> dict[str, bytes]:
    """The files that are no longer the same; raises PackRejected where they cannot be written so.

    `contents` are all the files of the pack by path, and the edits those of its source by file.
    """
    if said.own is not None:
        return _overlaid(said, said.own, contents, edits)
    made = _made(contents, edits)
    _check(said.source, made)
    return made


def _made(contents: Mapping[str, bytes], edits: Mapping[str, list[Edit]]) -> dict[str, bytes]:
    written = {path: _rewritten(path, contents[path], wanted) for path, wanted in edits.items()}
    return {path: raw for path, raw in written.items() if raw != contents[path]}


def _overlaid(
    said: Said, own: Source, contents: Mapping[str, bytes], edits: Mapping[str, list[Edit]]
) -> dict[str, bytes]:
    """The pack's own files, with what the workbook makes of what it inherits."""
    heir = Heir(own, said.source)
    tables = {path: found for path, found in edits.items() if path in said.tables}
    try:
        for path, found in edits.items():
            for edit in found if path not in tables else ():
                heir.take(path, edit)
        known = {path: edit for path, edit in heir.edits.items() if path in contents}
        blobs = {path: contents.get(path, said.source.files[path].blob) for path in tables}
        made = {**_made(contents, known), **_made(blobs, tables)}
        made |= {path: begun(found).encode() for path, found in heir.edits.items() if path not in contents}
        _check(own, made)
        if made:
            heir.check(from_bytes({**contents, **made})[0])
    except CannotInherit as wrong:
        raise PackRejected([bad_workbook(_unsayable(wrong.args[0]), _ITSELF)]) from wrong
    return made


def _unsayable(file: str) -> tuple[str, str]:
    zh = f"对上级 {file} 的这些改动，本包不能用表格写明（上级的条目不能换次序，上级的年份、放假不能在这里删）"
    return (
        zh,
        f"what is changed of {file} of a parent cannot be said by a sheet, such as another order, or a year or holiday less",
    )


def _check(source: Source, made: Mapping[str, bytes]) -> None:
    """The pack is still shaped as it must be."""
    wrong: list[Problem] = []
    code_lists(None, {path.removeprefix("codes/"): raw for path, raw in made.items() if path.endswith(".csv")}, wrong)
    read = [file for path, raw in made.items() if (file := read_file(path, raw, wrong))]
    wrong.extend(problems_of(Source.of([*source.files.values(), *read])) if made else ())
    if wrong:
        raise PackRejected(wrong)


def _rewritten(path: str, raw: bytes, edits: list[Edit]) -> bytes:
    try:
        splice = spliced_table if path.endswith(".csv") else spliced
        return splice(raw.decode("utf-8"), path, edits).encode("utf-8")
    except CannotSplice as wrong:
        en = f"{path} is written in a way that no sheet can change ({wrong})"
        said = (f"文件 {path} 的写法特殊，无法由表格改写（{wrong}）", en)
        raise PackRejected([bad_workbook(said, ("请直接改这个文件。", "Change the file itself."))]) from wrong
