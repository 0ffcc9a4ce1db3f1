"""Loads a pack folder whole: read, resolve against the folders beside it, compile."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path

from fangyuan.compiler.beyond import beyond
from fangyuan.compiler.compiling import compile_pack
from fangyuan.compiler.resolving import Library, resolve
from fangyuan.compiler.versions import fits, version
from fangyuan.kinds import Kinds
from fangyuan.model.pack import Pack
from fangyuan.model.problems import Mark, PackRejected, Problem
from fangyuan.packs.archives import Archive, read_archive
from fangyuan.packs.plain_files import read_plain
from fangyuan.packs.problems import finding
from fangyuan.packs.reading import from_bytes, look, read_file, read_folder, unread
from fangyuan.packs.shapes import problems_of
from fangyuan.packs.source import Source

_NOT_INHERITED = ("scenarios/", "demo/")


def load(path: str | Path, library_paths: Iterable[str | Path], kinds: Kinds) -> tuple[Source, Pack]:
    """The resolved source and the pack of a folder; raises PackRejected with every problem.

    Parents are looked for in the library paths, each a pack folder or a folder of pack folders, and beside `path`.
    """
    source = load_source(path, library_paths)
    return source, compile_pack(source, kinds)


def load_source(path: str | Path, library_paths: Iterable[str | Path] = (), more: Library | None = None) -> Source:
    """The resolved source of a folder; raises PackRejected with every problem of reading, shape and resolving.

    `more` is asked for parents that lie in none of the folders.
    """
    beside = library([*library_paths, Path(path).resolve().parent])
    return resolved(path, either(beside, more) if more else beside)


def resolved(path: str | Path, find: Library) -> Source:
    """As `load_source`, with the parents of a library that several folders may share."""
    source, problems = look(path)
    if wrong := [*problems, *problems_of(source)]:
        told = {(problem.code, problem.mark) for problem in wrong}
        more = () if _hides(problems) else beyond(source, find, unread(path, source) if problems else ())
        raise PackRejected([*wrong, *(problem for problem in more if (problem.code, problem.mark) not in told)])
    return resolve(source, find)


def _hides(problems: Iterable[Problem]) -> bool:
    """Whether some file is none at all, so that not even its words tell what it would have said."""
    return any(problem.code in ("not-text", "too-deep", "too-many-values", "file-too-large") for problem in problems)


def resolved_with(path: str | Path, find: Library) -> tuple[Source, tuple[Source, ...]]:
    """As `resolved`, and what every pack of it says before resolving, the folder's own last, as parents are kept."""
    found: dict[str, Source] = {}

    def remembering(name: str, wanted: str) -> Source | None:
        parent = find(name, wanted)
        if parent is not None:
            found[name] = parent
        return parent

    whole = resolved(path, remembering)
    return whole, (*found.values(), read_folder(path, without=("scenarios", "demo")))


def either(first: Library, then: Library) -> Library:
    """Asks one library, then another, which may have the version that fits; where none has, the first to have any."""

    def find(name: str, wanted: str) -> Source | None:
        near = first(name, wanted)
        if near is not None and fits(near.version, wanted):
            return near
        far = then(name, wanted)
        return far if far is not None and (near is None or fits(far.version, wanted)) else near

    return find


def library(paths: Iterable[str | Path], *, sealed: bool = True) -> Library:
    """Finds packs in folders, unpacked or (where `sealed` counts and no folder fits) as archives: the newest version that fits,
    else the newest there is, so that the error can name it. A library reads each folder once.
    """
    paths = list(paths)
    folders = list(dict.fromkeys(folder for path in paths for folder in _pack_folders(Path(path))))
    searched = paths if sealed else ()
    archives = list(dict.fromkeys(file for path in searched for file in sorted(Path(path).glob("*.fypack"))))
    head_of, whole = cache(_head_of), cache(_whole)

    def find(name: str, wanted: str) -> Source | None:
        found = {folder: head.version for folder in folders if (head := head_of(folder)).pack == name}
        chosen = newest(list(found.values()), wanted)
        held: dict[str, Archive] = {}
        if chosen is None or not fits(chosen, wanted):
            opened = (read_archive(read_plain(file)) for file in archives)
            held = {each.version: each for each in opened if each.pack == name}
            chosen = newest([*found.values(), *held], wanted)
        folder = next((folder for folder, have in found.items() if have == chosen), None)
        if folder is not None:
            return whole(folder)
        return parent_of(held[chosen]) if chosen is not None else None

    return find


def newest(versions: Sequence[str], wanted: str) -> str | None:
    """The newest version that fits a range, else the newest of all; None where there is none."""
    fitting = [have for have in versions if fits(have, wanted)]
    return max(fitting or versions, key=version, default=None)


def source_of(archive: Archive) -> Source:
    """The pack of an archive; raises PackRejected with everything that is wrong with its files."""
    source, problems = from_bytes(dict(archive.contents))
    problems = [*problems, *problems_of(source)]
    told = {"manifest": f"{archive.pack} {archive.version}", "pack": f"{source.pack} {source.version}"}
    if not problems and told["manifest"] != told["pack"]:
        problems = [finding("archive-other-name", Mark("manifest.json"), **told)]
    if problems:
        raise PackRejected(problems)
    return source


def parent_of(archive: Archive) -> Source:
    """The pack of an archive without what its children do not inherit."""
    return without_scenarios(source_of(archive))


def without_scenarios(source: Source) -> Source:
    """What children inherit of a pack that extends none: no scenarios, no people of a demonstration."""
    return Source.of(file for path, file in source.files.items() if not path.startswith(_NOT_INHERITED))


def _pack_folders(path: Path) -> Iterator[Path]:
    if (path / "pack.yaml").is_file():
        yield path
    elif path.is_dir():
        yield from sorted(child for child in path.iterdir() if (child / "pack.yaml").is_file())


def _head_of(folder: Path) -> Source:
    """What pack.yaml alone says; nothing where it cannot be read."""
    file = read_file("pack.yaml", read_plain(folder / "pack.yaml"), [])
    return Source.of([file] if file else [])


def _whole(folder: Path) -> Source:
    """A parent, without what its children do not inherit."""
    source = read_folder(folder, without=("scenarios", "demo"))
    misshapen = problems_of(source)
    if misshapen:
        raise PackRejected(misshapen)
    return source
