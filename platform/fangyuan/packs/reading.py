"""Reads a pack folder: every file decoded and parsed, every problem of every file collected."""

import codecs
import os
import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from fangyuan.model.problems import Mark, PackRejected, Problem
from fangyuan.packs import layout, limits
from fangyuan.packs.json_text import read_json
from fangyuan.packs.paths import clashes, is_sound, shown, usable
from fangyuan.packs.plain_files import read_plain, unreadable
from fangyuan.packs.problems import finding, nearest
from fangyuan.packs.source import Source, SourceFile
from fangyuan.packs.yaml_text import read_yaml

_MARKS_OF_ORDER = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_WORD = re.compile(r"[\w-]+")
_LEFT_BY_SYSTEMS = frozenset({"thumbs.db", "desktop.ini"})
"""What Windows leaves in a folder that was looked at; a name with ~$ is the lock of a document that is open."""
_PARSERS = {".yaml": read_yaml, ".json": read_json}


def read_folder(path: str | Path, without: tuple[str, ...] = ()) -> Source:
    """The pack in a folder; raises PackRejected with every problem of every file.

    Folders named in `without` are left aside: a child inherits neither scenarios nor demo data.
    """
    source, problems = look(path, without)
    if problems:
        raise PackRejected(problems)
    return source


def look(path: str | Path, without: tuple[str, ...] = ()) -> tuple[Source, list[Problem]]:
    """What of a folder can be read, and what is wrong with the rest."""
    folder = Path(path)
    if not folder.is_dir():
        return Source({}), [finding("no-folder", folder=folder.name)]
    problems: list[Problem] = []
    source, found = from_bytes(contents_of(folder, without, problems))
    return source, [*problems, *found]


def unread(path: str | Path, source: Source) -> set[str]:
    """The words of the files of a folder that could not be read, as far as words stand in them, and of their names."""
    contents = contents_of(Path(path), (), [])
    lost = (f"{name} {raw.decode('utf-8', 'replace')}" for name, raw in contents.items() if name not in source.files)
    return {word for text in lost for word in _WORD.findall(text)}


def from_bytes(contents: dict[str, bytes]) -> tuple[Source, list[Problem]]:
    """A pack out of the bytes of its files by path, as a folder or an archive holds them."""
    problems: list[Problem] = []
    files = [file for path, raw in sorted(contents.items()) if (file := read_file(path, raw, problems))]
    if "pack.yaml" not in contents:
        problems.append(finding("no-pack-file", Mark("pack.yaml")))
    return Source.of(files), problems


def read_file(path: str, raw: bytes, problems: list[Problem]) -> SourceFile | None:
    """One file; problems are added to the list, nothing is returned where it cannot be read."""
    if not layout.known(path):
        problems.append(_unknown(path))
        return None
    if layout.part_of(path) is None:
        return SourceFile(path, None, raw)
    text = decode(path, raw, problems)
    if text is None:
        return None
    node, found = _PARSERS[PurePosixPath(path).suffix](text, path)
    problems.extend(found)
    return None if node is None else SourceFile.of(path, node, text)


def decode(path: str, raw: bytes, problems: list[Problem]) -> str | None:
    """The text of a file in UTF-8 without a byte-order mark; otherwise a problem and nothing."""
    if len(raw) > limits.TEXT_BYTES:
        problems.append(finding("file-too-large", Mark(path), size=len(raw), limit=limits.TEXT_BYTES))
        return None
    if raw.startswith(_MARKS_OF_ORDER):
        problems.append(finding("byte-order-mark", Mark(path, 1, 1)))
        if not raw.startswith(codecs.BOM_UTF8):
            return None
        raw = raw.removeprefix(codecs.BOM_UTF8)
    if _is_wide(raw):
        problems.append(finding("not-utf-8", Mark(path, 1, 1), **_guess(raw)))
        return None
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        before = raw[: error.start]
        column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8", "replace")) + 1
        problems.append(finding("not-utf-8", Mark(path, before.count(b"\n") + 1, column), **_guess(raw)))
        return None


def _is_wide(raw: bytes) -> bool:
    """Whether it is UTF-16 without a mark: in text of a pack at least every eighth byte is then nought."""
    return raw.count(0) * 8 > len(raw)


def _guess(raw: bytes) -> dict[str, str]:
    """Whether the bytes read well as an encoding that Windows programs write."""
    if _is_wide(raw):
        return {"guess": ",看来是 UTF-16", "guess_en": ", but apparently in UTF-16"}
    try:
        raw.decode("gb18030")
    except UnicodeDecodeError:
        return {"guess": "", "guess_en": ""}
    return {"guess": ",看来是 GBK", "guess_en": ", but apparently in GBK"}


def contents_of(folder: Path, without: tuple[str, ...], problems: list[Problem]) -> dict[str, bytes]:
    """The bytes of every file below a folder by path; what is too large or no file of a pack's own becomes a problem."""
    contents: dict[str, bytes] = {}
    total = 0
    for path, file in _walk(folder, problems):
        if path.partition("/")[0] in without:
            continue
        try:
            raw = read_plain(file, path, limits.BLOB_BYTES)
        except PackRejected as rejected:
            problems.extend(rejected.problems)
            continue
        total += len(raw)
        if total > limits.PACK_BYTES:
            problems.append(finding("pack-too-large", Mark(path), size=total, limit=limits.PACK_BYTES))
            break
        contents[path] = raw
    problems.extend(finding("file-name-twice", Mark(path), file=path, other=other) for path, other in clashes(contents))
    return contents


def _walk(folder: Path, problems: list[Problem]) -> Iterator[tuple[str, Path]]:
    """Every file below the folder but hidden ones and what programs leave there, until there are too many."""
    count = 0

    def closed(error: OSError) -> None:
        problems.append(unreadable(Path(error.filename).relative_to(folder).as_posix(), error))

    for root, folders, names in os.walk(folder, onerror=closed):
        here = Path(root)
        folders[:] = sorted(_followed(folder, here, folders, problems))
        for name in sorted(names):
            if name.startswith((".", "~$")) or name.casefold() in _LEFT_BY_SYSTEMS:
                continue
            file = here / name
            path = file.relative_to(folder).as_posix()
            if not is_sound(path):
                problems.append(finding("file-name", Mark(shown(path)), file=shown(path), use=usable(path)))
                continue
            if file.is_symlink():
                problems.append(finding("symbolic-link", Mark(path), file=path))
                continue
            count += 1
            if count > limits.FILES:
                problems.append(finding("too-many-files", Mark(path), limit=limits.FILES))
                return
            yield path, file


def _followed(top: Path, here: Path, names: list[str], problems: list[Problem]) -> Iterator[str]:
    for name in names:
        path = (here / name).relative_to(top).as_posix()
        if name.startswith(".") or name == "__pycache__":
            continue
        if (here / name).is_symlink():
            problems.append(finding("symbolic-link", Mark(path), file=path))
        elif path.count("/") >= limits.FOLDER_DEPTH:
            problems.append(finding("folders-too-deep", Mark(path), file=path, limit=limits.FOLDER_DEPTH))
        else:
            yield name


def _unknown(path: str) -> Problem:
    folder, _, name = path.rpartition("/")
    near = "" if name in layout.EXAMPLES else nearest(name, layout.EXAMPLES)
    return finding("unknown-file", Mark(path), file=path, near=f"{folder}/{near}".lstrip("/") if near else "")
