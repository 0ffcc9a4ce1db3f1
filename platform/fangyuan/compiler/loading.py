"""Loads a pack folder whole: read, resolve against the folders beside it, compile."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from fangyuan.compiler.compiling import compile_pack
from fangyuan.compiler.resolving import Library, resolve
from fangyuan.compiler.versions import fits, version
from fangyuan.kinds import Kinds
from fangyuan.model.pack import Pack
from fangyuan.model.problems import PackRejected
from fangyuan.packs.reading import look, read_file, read_folder
from fangyuan.packs.shapes import problems_of
from fangyuan.packs.source import Source


def load(path: str | Path, library_paths: Iterable[str | Path], kinds: Kinds) -> tuple[Source, Pack]:
    """The resolved source and the pack of a folder; raises PackRejected with every problem.

    Parents are looked for in the library paths, each a pack folder or a folder of pack folders, and beside `path`.
    """
    resolved = load_source(path, library_paths)
    return resolved, compile_pack(resolved, kinds)


def load_source(path: str | Path, library_paths: Iterable[str | Path] = ()) -> Source:
    """The resolved source of a folder; raises PackRejected with every problem of reading, shape and resolving."""
    source, problems = look(path)
    found = [*problems, *problems_of(source)]
    if found:
        raise PackRejected(found)
    return resolve(source, library([*library_paths, Path(path).resolve().parent]))


def library(paths: Iterable[str | Path]) -> Library:
    """Finds packs in folders: the newest version that fits, else the newest there is, so that the error can name it."""
    folders = list(dict.fromkeys(folder for path in paths for folder in _pack_folders(Path(path))))

    def find(name: str, wanted: str) -> Source | None:
        found = {folder: head.version for folder in folders if (head := _head_of(folder)).pack == name}
        fitting = {folder: have for folder, have in found.items() if fits(have, wanted)} or found
        return _whole(max(fitting, key=lambda folder: version(fitting[folder]))) if fitting else None

    return find


def _pack_folders(path: Path) -> Iterator[Path]:
    if (path / "pack.yaml").is_file():
        yield path
    elif path.is_dir():
        yield from sorted(child for child in path.iterdir() if (child / "pack.yaml").is_file())


def _head_of(folder: Path) -> Source:
    """What pack.yaml alone says; nothing where it cannot be read."""
    file = read_file("pack.yaml", (folder / "pack.yaml").read_bytes(), [])
    return Source.of([file] if file else [])


def _whole(folder: Path) -> Source:
    """A parent, without what its children do not inherit."""
    source = read_folder(folder, without=("scenarios", "demo"))
    misshapen = problems_of(source)
    if misshapen:
        raise PackRejected(misshapen)
    return source
