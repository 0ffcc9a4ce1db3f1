"""Pack folders and workbooks: one written from the other."""

from collections.abc import Sequence
from pathlib import Path

from fangyuan.casework.workbooks.names import Said, said_of
from fangyuan.casework.workbooks.reading import Changes, changes_of
from fangyuan.casework.workbooks.writing import workbook_of
from fangyuan.compiler.compiling import compile_pack
from fangyuan.compiler.loading import load_source
from fangyuan.kinds import load_kinds
from fangyuan.model.problems import PackRejected
from fangyuan.packs.reading import contents_of, read_folder


def export_workbook(folder: Path, libraries: Sequence[Path] = ()) -> bytes:
    """The workbook of a pack folder, whose parents lie in the libraries or beside it; raises PackRejected where the folder cannot
    be read.
    """
    return workbook_of(pack_said(folder, libraries))


def import_workbook(folder: Path, workbook: bytes, libraries: Sequence[Path] = ()) -> Changes:
    """Writes what a workbook changes into a pack folder. Raises PackRejected, having written nothing."""
    found = changes_of(pack_said(folder, libraries), contents_of(folder, (), []), workbook)
    waiting = {path: folder / f"{path}.new" for path in found.files}
    try:
        for path, beside in waiting.items():
            beside.parent.mkdir(parents=True, exist_ok=True)
            beside.write_bytes(found.files[path])
        for path, beside in waiting.items():
            beside.replace(folder / path)
    finally:
        for beside in waiting.values():
            beside.unlink(missing_ok=True)
    return found


def pack_said(folder: Path, libraries: Sequence[Path] = ()) -> Said:
    """The pack with all its names; a pack that does not compile, or whose parents are not at hand, with its own alone."""
    own = read_folder(folder)
    try:
        whole = load_source(folder, libraries)
        return said_of(own, compile_pack(whole, load_kinds()), whole)
    except PackRejected:
        return said_of(own)
