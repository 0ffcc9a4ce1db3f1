"""Pack folders and workbooks: one written from the other."""

from pathlib import Path

from fangyuan.casework.workbooks.reading import changed_files
from fangyuan.casework.workbooks.writing import workbook_of
from fangyuan.packs.reading import contents_of, read_folder


def export_workbook(folder: Path) -> bytes:
    """The workbook of a pack folder; raises PackRejected where the folder cannot be read."""
    return workbook_of(read_folder(folder))


def import_workbook(folder: Path, workbook: bytes) -> tuple[str, ...]:
    """Writes what a workbook changes into a pack folder; gives the files. Raises PackRejected, having written nothing."""
    made = changed_files(read_folder(folder), contents_of(folder, (), []), workbook)
    waiting = {path: folder / f"{path}.new" for path in made}
    try:
        for path, beside in waiting.items():
            beside.write_bytes(made[path])
        for path, beside in waiting.items():
            beside.replace(folder / path)
    finally:
        for beside in waiting.values():
            beside.unlink(missing_ok=True)
    return tuple(made)
