"""A pack as one text, as the database keeps it, and the hash of what it says."""

import base64
import hashlib
import json
from dataclasses import replace
from typing import Any

from fangyuan.packs.source import Source, SourceFile


def to_json(source: Source) -> str:
    """Canonical: the same content in the same order gives the same text. Places of values are not kept."""
    whole = {
        "language": 1,
        "parents": dict(source.parents),
        "lineage": {folder: list(keys) for folder, keys in source.lineage.items()},
        "files": {path: _kept(file) for path, file in source.files.items()},
        **({"says": {folder: list(names) for folder, names in source.says.items()}} if source.says else {}),
    }
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":"))


def from_json(text: str) -> Source:
    """The inverse of `to_json`."""
    whole = json.loads(text)
    files = (_loaded(path, kept) for path, kept in whole["files"].items())
    lineage = {folder: tuple(keys) for folder, keys in whole["lineage"].items()}
    says = {folder: tuple(names) for folder, names in whole.get("says", {}).items()}
    return replace(Source.of(files, whole["parents"], lineage), says=says)


def hash_of(source: Source) -> str:
    """`sha256:…` over the canonical text of what the pack says; explanations and demo data say nothing.

    Who said what of it (`says`) follows from the parents, whose hashes are in it.
    """
    files = (file for path, file in without_demo(source).files.items() if not path.endswith(".md"))
    said = Source.of(files, source.parents, source.lineage)
    return "sha256:" + hashlib.sha256(to_json(said).encode()).hexdigest()


def without_demo(source: Source) -> Source:
    """The pack as installations keep it: the people of its demonstration, and their telephones, are no part of it."""
    files = (file for path, file in source.files.items() if not path.startswith("demo/"))
    return replace(Source.of(files, source.parents, source.lineage), says=source.says)


def _kept(file: SourceFile) -> dict[str, Any]:
    if file.data is None:
        return {"blob": base64.b64encode(file.blob).decode()}
    return {"data": file.data}


def _loaded(path: str, kept: dict[str, Any]) -> SourceFile:
    if "blob" in kept:
        return SourceFile(path, None, base64.b64decode(kept["blob"]))
    return SourceFile(path, kept["data"])
