"""`.fypack`: a pack as one signed file. The same pack and key give the same bytes on every machine.

A zip whose entries are stored, not compressed: so bytes do not depend on a compressor, and nothing can swell on the way
out. Its first entry, `manifest.json`, names each file with size and SHA-256; the second, `signature.json`, signs the
manifest. An archive counts only when writing what was read gives exactly the bytes that came: nothing can hide between.
"""

import base64
import hashlib
import io
import json
import struct
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fangyuan.model.problems import Mark, PackRejected
from fangyuan.packs import limits
from fangyuan.packs.keys import PublicKey, SigningKey
from fangyuan.packs.paths import clashes, is_sound, shown
from fangyuan.packs.problems import finding

MANIFEST, SIGNATURE = "manifest.json", "signature.json"
FORMAT = 1
_WHEN = (1980, 1, 1, 0, 0, 0)
_BROKEN = (
    zipfile.BadZipFile,
    EOFError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
    struct.error,
    zlib.error,
)
"""What the standard library's reader raises for bytes that are no sound zip."""


@dataclass(frozen=True, slots=True)
class Archive:
    """What a sound archive holds: the pack's files by path, who it says it is, and the key that signed it."""

    contents: Mapping[str, bytes]
    manifest: Mapping[str, Any]
    key: PublicKey
    digest: str

    @property
    def pack(self) -> str:
        """`publisher/name`."""
        return str(self.manifest["pack"])

    @property
    def publisher(self) -> str:
        """The first half of `publisher/name`."""
        return self.pack.partition("/")[0]

    @property
    def version(self) -> str:
        """The version."""
        return str(self.manifest["version"])


def write_archive(contents: Mapping[str, bytes], head: Mapping[str, Any], key: SigningKey) -> bytes:
    """The bytes of an archive. `head` is what the manifest says beside its files: pack, version, title, parents."""
    listed = {path: {"sha256": _sha(raw), "size": len(raw)} for path, raw in sorted(contents.items())}
    manifest = _canonical({"format": FORMAT, **head, "files": listed})
    public, signature = base64.b64encode(key.public.raw).decode(), base64.b64encode(key.sign(manifest)).decode()
    return _zipped(contents, manifest, _canonical({"algorithm": "ed25519", "key": public, "signature": signature}))


def read_archive(raw: bytes) -> Archive:
    """What an archive holds; raises PackRejected with the first reason not to trust it. Nothing is written anywhere."""
    if len(raw) > limits.ARCHIVE_BYTES:
        raise _refused("pack-too-large", size=len(raw), limit=limits.ARCHIVE_BYTES)
    entries = _entries(raw)
    for wanted, code in ((MANIFEST, "archive-without-manifest"), (SIGNATURE, "archive-unsigned")):
        if wanted not in entries:
            raise _refused(code)
    key = _signer(entries[SIGNATURE], entries[MANIFEST])
    manifest = _manifest(entries[MANIFEST])
    contents = {path: body for path, body in entries.items() if path not in (MANIFEST, SIGNATURE)}
    _check_listed(contents, manifest["files"])
    if _zipped(contents, entries[MANIFEST], entries[SIGNATURE]) != raw:
        raise _refused("archive-not-canonical")
    return Archive(contents, manifest, key, "sha256:" + _sha(raw))


def _zipped(contents: Mapping[str, bytes], manifest: bytes, signature: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for path, raw in [(MANIFEST, manifest), (SIGNATURE, signature), *sorted(contents.items())]:
            info = zipfile.ZipInfo(path, _WHEN)
            info.create_system, info.external_attr = 3, 0o100644 << 16
            archive.writestr(info, raw)
    return out.getvalue()


def _entries(raw: bytes) -> dict[str, bytes]:
    """Every entry by path, once names and sizes are known to be harmless."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            listed = archive.infolist()
            _check_entries(listed)
            return {info.filename: archive.read(info) for info in listed}
    except _BROKEN:
        raise _refused("archive-unreadable") from None


def _check_entries(listed: list[zipfile.ZipInfo]) -> None:
    """Count, paths, sizes and compression, before anything is read."""
    if len(listed) > limits.FILES:
        raise _refused("too-many-files", limit=limits.FILES)
    for info in listed:
        _check_path(info.filename)
        if info.compress_type != zipfile.ZIP_STORED or info.compress_size != info.file_size:
            raise _refused("archive-compressed", info.filename, file=info.filename)
        if info.file_size > limits.BLOB_BYTES:
            raise _refused("file-too-large", info.filename, size=info.file_size, limit=limits.BLOB_BYTES)
    for path, _ in clashes(info.filename for info in listed):
        raise _refused("archive-duplicate", path, file=path)
    total = sum(info.file_size for info in listed)
    if total > limits.PACK_BYTES:
        raise _refused("pack-too-large", size=total, limit=limits.PACK_BYTES)


def _check_path(path: str) -> None:
    if not is_sound(path):
        raise _refused("archive-path", file=shown(path))
    if path.count("/") > limits.FOLDER_DEPTH:
        raise _refused("folders-too-deep", path, file=path, limit=limits.FOLDER_DEPTH)


def _signer(signature: bytes, manifest: bytes) -> PublicKey:
    """The key that signed the manifest."""
    said = _json(signature)
    try:
        key = PublicKey(base64.b64decode(said["key"], validate=True))
        signed = base64.b64decode(said["signature"], validate=True)
    except (KeyError, TypeError, ValueError):
        raise _refused("archive-bad-signature") from None
    if said.get("algorithm") != "ed25519" or not key.signed(manifest, signed):
        raise _refused("archive-bad-signature")
    return key


def _manifest(raw: bytes) -> dict[str, Any]:
    said = _json(raw)
    texts = all(isinstance(said.get(word), str) for word in ("pack", "version", "title"))
    parents = said.get("parents", {})
    told = isinstance(parents, dict) and all(isinstance(what, str) for what in parents.values())
    if not (texts and told) or not isinstance(said.get("files"), dict):
        raise _refused("archive-bad-manifest")
    if said.get("format") != FORMAT:
        raise _refused("archive-format", format=said.get("format"), known=FORMAT)
    return said


def _check_listed(contents: Mapping[str, bytes], listed: Mapping[str, Any]) -> None:
    """Each file is named by the manifest, and each that it names is there, as it was."""
    for path in sorted({*contents, *listed}):
        if path not in listed:
            raise _refused("archive-unlisted", path, file=path)
        if path not in contents:
            raise _refused("archive-missing", path, file=path)
        if listed[path] != {"sha256": _sha(contents[path]), "size": len(contents[path])}:
            raise _refused("archive-altered", path, file=path)


def _json(raw: bytes) -> dict[str, Any]:
    try:
        said = json.loads(raw)
    except (ValueError, RecursionError):
        raise _refused("archive-bad-manifest") from None
    if not isinstance(said, dict):
        raise _refused("archive-bad-manifest")
    return said


def _refused(code: str, file: str = "", /, **detail: object) -> PackRejected:
    return PackRejected([finding(code, Mark(file) if file else None, **detail)])


def _canonical(data: Mapping[str, Any]) -> bytes:
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _sha(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()
