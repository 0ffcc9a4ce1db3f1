"""The folder of files: every file sealed under a key of its own, written once, found by its id.

A sealed file is `FYF1` and then chunks of AES-256-GCM. The nonce of a chunk is its number and whether it is the last, so
that chunks cannot be swapped, dropped or added; the key never seals anything else.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from os import fsync, urandom
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from fangyuan.model.problems import Problem, Refused
from fangyuan.store.ids import new_id
from fangyuan.store.inspecting import media_type_of

CHUNK = 1024 * 1024
LIMIT = 50 * 1024 * 1024
_MAGIC = b"FYF1"
_TAG = 16
_HEAD = 8192


class FileDamaged(Exception):
    """What lies in the folder is not what was put there, or its key is gone."""


@dataclass(frozen=True, slots=True)
class Shelved:
    """Bytes that lie in the folder and belong to nobody yet: `FileRepository.add` makes a file of them."""

    id: str
    key: bytes = field(repr=False)
    size: int
    sha256: str
    media_type: str


class FileShelf:
    """The folder. One file is written at a time by one process; readers never see half a file."""

    def __init__(self, folder: Path, limit: int = LIMIT) -> None:
        """`limit` in bytes; a longer file is refused while it is read."""
        self._folder = folder
        self.limit = limit

    def take(self, stream: BinaryIO, media_type: str = "") -> Shelved:
        """Reads a stream to its end into the folder; call it before the transaction. Raises Refused: too large, empty.

        `media_type` is what was found out about the stream already; without it the first bytes say.
        """
        file_id, key = new_id(), AESGCM.generate_key(256)
        path = self._path(file_id)
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(f".{urandom(4).hex()}")
        try:
            size, digest, guessed = self._write(draft, key, stream)
            draft.rename(path)
        finally:
            draft.unlink(missing_ok=True)
        return Shelved(file_id, key, size, digest, media_type or guessed)

    def read(self, file_id: str, key: bytes) -> Iterator[bytes]:
        """The bytes of a file, chunk by chunk, each proved before it is given; raises FileDamaged."""
        if not key:
            raise FileDamaged(f"the key of file {file_id} was erased; nobody can read it any more")
        try:
            with self._path(file_id).open("rb") as file:
                if file.read(len(_MAGIC)) != _MAGIC:
                    raise FileDamaged(f"file {file_id} is not a sealed file")
                yield from _opened(file, AESGCM(key))
        except (FileNotFoundError, InvalidTag) as error:
            raise FileDamaged(f"file {file_id} is missing or was changed; restore it from a backup") from error

    def drop(self, file_id: str) -> None:
        """Removes the bytes of a file: after a transaction that failed, or when it is erased."""
        self._path(file_id).unlink(missing_ok=True)

    def _write(self, path: Path, key: bytes, stream: BinaryIO) -> tuple[int, str, str]:
        """Seals the stream into a file; gives size, SHA-256 and media type."""
        digest, size, head, cipher = sha256(), 0, b"", AESGCM(key)
        with path.open("xb") as file:
            file.write(_MAGIC)
            for number, chunk, last in _chunks(stream, CHUNK):
                head = head or chunk[:_HEAD]
                size += len(chunk)
                self._check(size)
                digest.update(chunk)
                file.write(cipher.encrypt(_nonce(number, last), chunk, None))
            file.flush()
            fsync(file.fileno())
        if not size:
            raise Refused(Problem("file-empty", "文件是空的", advice="请检查文件后重新上传"))
        return size, digest.hexdigest(), media_type_of(head)

    def _check(self, size: int) -> None:
        if size > self.limit:
            limit = self.limit // (1024 * 1024)
            raise Refused(Problem("file-too-large", f"文件超过 {limit} MB", advice="请压缩或拆分后再上传"))

    def _path(self, file_id: str) -> Path:
        if not file_id.replace("-", "").isalnum():
            raise FileDamaged(f"{file_id!r} is no id of a file")
        return self._folder / file_id[-2:] / file_id


def _chunks(stream: BinaryIO, size: int) -> Iterator[tuple[int, bytes, bool]]:
    """(number, bytes, whether it is the last); an empty stream is one empty chunk."""
    number, chunk = 0, _full(stream, size)
    while True:
        following = _full(stream, size)
        yield number, chunk, not following
        if not following:
            return
        number, chunk = number + 1, following


def _full(stream: BinaryIO, size: int) -> bytes:
    """So many bytes, fewer only at the end; a socket may give them in pieces."""
    pieces: list[bytes] = []
    while size and (piece := stream.read(size)):
        pieces.append(piece)
        size -= len(piece)
    return b"".join(pieces)


def _opened(file: BinaryIO, cipher: AESGCM) -> Iterator[bytes]:
    for number, sealed, last in _chunks(file, CHUNK + _TAG):
        yield cipher.decrypt(_nonce(number, last), sealed, None)


def _nonce(number: int, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])
