"""Archives of packs: the same bytes for the same pack, and a reason for every one that is not trusted."""

from __future__ import annotations

import io
import json
import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from fangyuan.compiler.loading import source_of
from fangyuan.model.problems import PackRejected
from fangyuan.packs import limits
from fangyuan.packs.archives import MANIFEST, SIGNATURE, read_archive, write_archive
from fangyuan.packs.keys import PublicKey, SigningKey, is_fingerprint
from unit.packs.fuzzing import Fuzzer

KEY, OTHER = SigningKey.new(), SigningKey.new()
CONTENTS = {
    "pack.yaml": b"pack: example/small\nversion: 1.0.0\ntitle: \xe5\xb0\x8f\nlanguage: 1\n",
    "roles.yaml": b"- {role: clerk, title: \xe5\x8a\x9e}\n",
    "letters/a.docx": bytes(range(256)) * 4,
}
HEAD = {"pack": "example/small", "version": "1.0.0", "title": "小", "parents": {}}
GOOD = write_archive(CONTENTS, HEAD, KEY)


def entries() -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(GOOD)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(files: dict[str, bytes] | list[tuple[str, bytes]], compression: int = zipfile.ZIP_STORED) -> bytes:
    """A zip like ours, of any entries."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        for name, raw in files.items() if isinstance(files, dict) else files:
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.create_system, info.external_attr, info.compress_type = 3, 0o100644 << 16, compression
            archive.writestr(info, raw)
    return out.getvalue()


def codes(raw: bytes) -> list[str]:
    with pytest.raises(PackRejected) as rejected:
        source_of(read_archive(raw))
    return [problem.code for problem in rejected.value.problems]


def with_entries(**changed: bytes | None) -> bytes:
    files = entries() | {name: raw for name, raw in changed.items() if raw is not None}
    return zipped({name: raw for name, raw in files.items() if changed.get(name, raw) is not None})


def test_the_same_pack_gives_the_same_bytes_in_any_order() -> None:
    again = write_archive(dict(reversed(CONTENTS.items())), dict(reversed(HEAD.items())), SigningKey(KEY.pem))
    assert again == GOOD


def test_what_was_written_is_read() -> None:
    archive = read_archive(GOOD)
    assert dict(archive.contents) == CONTENTS
    assert (archive.pack, archive.version, archive.publisher) == ("example/small", "1.0.0", "example")
    assert archive.key == KEY.public
    assert is_fingerprint(archive.key.fingerprint)
    assert source_of(archive).title == "小"


def test_a_signature_is_for_this_key_this_message_and_this_purpose() -> None:
    assert KEY.public.signed(b"m", KEY.sign(b"m"))
    assert not OTHER.public.signed(b"m", KEY.sign(b"m"))
    assert not KEY.public.signed(b"n", KEY.sign(b"m"))
    assert not PublicKey(b"short").signed(b"m", KEY.sign(b"m"))


@pytest.mark.parametrize("length", [0, 1, 30, len(GOOD) // 2, len(GOOD) - 1])
def test_a_truncated_archive_is_damaged(length: int) -> None:
    assert codes(GOOD[:length]) == ["archive-unreadable"]


def swapped(name: str, raw: bytes) -> bytes:
    return zipped(entries() | {name: raw})


def signed_otherwise(raw: bytes) -> bytes:
    """The manifest that `raw` signs, with the signature of another file."""
    return json.dumps({**json.loads(entries()[SIGNATURE]), **json.loads(raw)}).encode()


def edited(**words: object) -> bytes:
    """An archive whose manifest says something else, signed again by the same key."""
    return write_archive(CONTENTS, {**HEAD, **words}, KEY)


BAD: dict[str, tuple[str, Callable[[], bytes]]] = {
    "no zip": ("archive-unreadable", lambda: b"PK\x03\x04 and so on"),
    "nothing in it": ("archive-without-manifest", lambda: zipped({})),
    "no manifest": ("archive-without-manifest", lambda: with_entries(**{MANIFEST: None})),
    "no signature": ("archive-unsigned", lambda: with_entries(**{SIGNATURE: None})),
    "manifest changed": ("archive-bad-signature", lambda: swapped(MANIFEST, entries()[MANIFEST].replace(b"small", b"large"))),
    "key replaced": ("archive-bad-signature", lambda: swapped(SIGNATURE, signed_otherwise(b'{"key": "AAAA"}'))),
    "no base64": ("archive-bad-signature", lambda: swapped(SIGNATURE, signed_otherwise(b'{"key": "\\u4e00"}'))),
    "other algorithm": ("archive-bad-signature", lambda: swapped(SIGNATURE, signed_otherwise(b'{"algorithm": "none"}'))),
    "signature is a list": ("archive-bad-manifest", lambda: swapped(SIGNATURE, b"[]")),
    "signature is deep": ("archive-bad-manifest", lambda: swapped(SIGNATURE, b"[" * 100_000)),
    "file changed": ("archive-altered", lambda: swapped("roles.yaml", b"- {role: chief, title: x}\n")),
    "file added": ("archive-unlisted", lambda: zipped(entries() | {"duties.yaml": b"[]"})),
    "file gone": ("archive-missing", lambda: with_entries(**{"roles.yaml": None})),
    "way up": ("archive-path", lambda: zipped(entries() | {"../evil.yaml": b""})),
    "root": ("archive-path", lambda: zipped(entries() | {"/etc/evil.yaml": b""})),
    "drive": ("archive-path", lambda: zipped(entries() | {"C:evil.yaml": b""})),
    "backslash": ("archive-path", lambda: zipped(entries() | {"a\\..\\evil.yaml": b""})),
    "hidden": ("archive-path", lambda: zipped(entries() | {".git/config": b""})),
    "folder entry": ("archive-path", lambda: zipped(entries() | {"codes/": b""})),
    "endless name": ("archive-path", lambda: zipped(entries() | {"a" * 300: b""})),
    "device": ("archive-path", lambda: zipped(entries() | {"codes/aux.yaml": b""})),
    "turned direction": ("archive-path", lambda: zipped(entries() | {"letters/\u202egpj.md": b""})),
    "question mark": ("archive-path", lambda: zipped(entries() | {"a?.md": b""})),
    "a file and a folder": ("archive-duplicate", lambda: zipped(entries() | {"pack.yaml/x.md": b""})),
    "letters composed otherwise": ("archive-duplicate", lambda: zipped(entries() | {"\u00e9.md": b"", "e\u0301.md": b""})),
    "parents are a number": ("archive-bad-manifest", lambda: edited(parents=5)),
    "a parent is a number": ("archive-bad-manifest", lambda: edited(parents={"a/b": 5})),
    "deep": ("folders-too-deep", lambda: zipped(entries() | {"a/" * 7 + "x.md": b""})),
    "same file in capitals": ("archive-duplicate", lambda: zipped(entries() | {"PACK.yaml": b""})),
    "compressed": ("archive-compressed", lambda: zipped(entries(), zipfile.ZIP_DEFLATED)),
    "bomb": ("archive-compressed", lambda: zipped(entries() | {"README.md": b"0" * 5_000_000}, zipfile.ZIP_DEFLATED)),
    "large file": ("file-too-large", lambda: zipped(entries() | {"README.md": b"0" * (limits.BLOB_BYTES + 1)})),
    "too many": ("too-many-files", lambda: zipped({f"{n}.md": b"" for n in range(limits.FILES + 1)})),
    "too large altogether": ("pack-too-large", lambda: zipped({f"{n}.md": b"0" * limits.BLOB_BYTES for n in range(6)})),
    "endless": ("pack-too-large", lambda: b"0" * (2 * limits.PACK_BYTES + 1)),
    "something before": ("archive-not-canonical", lambda: b"#!/bin/sh\n" + GOOD),
    "something behind": ("archive-not-canonical", lambda: _with_comment(b"more")),
    "other order": ("archive-not-canonical", lambda: zipped(list(reversed(entries().items())))),
    "format of tomorrow": ("archive-format", lambda: edited(format=2)),
    "no title": ("archive-bad-manifest", lambda: write_archive(CONTENTS, {"pack": "a/b", "version": "1"}, KEY)),
    "another name": ("archive-other-name", lambda: edited(pack="example/other")),
    "another version": ("archive-other-name", lambda: edited(version="2.0.0")),
    "a file that no pack has": ("unknown-file", lambda: write_archive({**CONTENTS, "run.py": b"import os"}, HEAD, KEY)),
    "GBK": ("not-utf-8", lambda: write_archive({**CONTENTS, "roles.yaml": "- {role: a, title: 办}".encode("gbk")}, HEAD, KEY)),
    "no pack.yaml": ("no-pack-file", lambda: write_archive({"roles.yaml": b"[]"}, HEAD, KEY)),
}  # fmt: skip


def _with_comment(comment: bytes) -> bytes:
    return GOOD[:-2] + len(comment).to_bytes(2, "little") + comment


@pytest.mark.parametrize("name", BAD)
def test_a_bad_archive_is_refused_with_its_reason(name: str) -> None:
    code, make = BAD[name]
    assert code in codes(make())


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_an_entry_that_stands_twice_is_refused() -> None:
    assert codes(zipped([*entries().items(), ("roles.yaml", b"[]")])) == ["archive-duplicate"]


def test_an_archive_that_another_key_signed_says_so_by_its_key() -> None:
    assert read_archive(write_archive(CONTENTS, HEAD, OTHER)).key == OTHER.public


def test_random_damage_never_does_more_than_refuse(tmp_path: Path) -> None:
    """`make fuzz-packs` does the same for ten minutes with new randomness."""
    fuzzer = Fuzzer(int(os.environ.get("FANGYUAN_FUZZ_SEED", "1")))
    seconds = int(os.environ.get("FANGYUAN_FUZZ_SECONDS", "0"))
    done = fuzzer.run(GOOD, CONTENTS, HEAD, KEY, rounds=400, seconds=seconds)
    assert done.refused > done.rounds // 2
    assert done.rounds >= 400
