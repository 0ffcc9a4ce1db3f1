"""The words `x-fangyuan-*` that a property may carry, and what each becomes."""

import re
from collections.abc import Mapping
from typing import Any

PREFIX = "x-fangyuan-"
WORDS = frozenset(
    PREFIX + word
    for word in (
        "attachment",
        "code-list",
        "columns",
        "compute",
        "external-id",
        "hint",
        "index",
        "kind",
        "offer",
        "plan-back",
        "prefill",
        "print",
        "rule",
        "sensitive",
        "when-hidden",
    )
)
_SIZE = re.compile(r"([0-9]+(?:\.[0-9]+)?) ?(B|KB|MB|GB)", re.ASCII | re.IGNORECASE)
_UNITS = {"B": 1, "KB": 1024, "MB": 1024**2, "GB": 1024**3}
TYPES: Mapping[str, tuple[str, ...]] = {
    "pdf": ("application/pdf",),
    "jpg": ("image/jpeg",),
    "jpeg": ("image/jpeg",),
    "png": ("image/png",),
    "gif": ("image/gif",),
    "tif": ("image/tiff",),
    "doc": ("application/msword",),
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document",),
    "xls": ("application/vnd.ms-excel",),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",),
    "ofd": ("application/ofd",),
    "txt": ("text/plain",),
    "mp3": ("audio/mpeg",),
    "mp4": ("video/mp4",),
    "zip": ("application/zip",),
}
"""Endings that packs may name, and the media types they stand for."""


def size_in_bytes(written: Any) -> int | None:
    """`20 MB` or a number of bytes; None for anything else."""
    if isinstance(written, int) and not isinstance(written, bool):
        return written
    found = _SIZE.fullmatch(written) if isinstance(written, str) else None
    return int(float(found[1]) * _UNITS[found[2].upper()]) if found else None


def attachment_limits(written: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """(`types`, `max_size` in bytes, `max_files`) as far as they are given, and the words that are wrong."""
    limits: dict[str, Any] = {}
    wrong = [word for word in written if word not in ("types", "max-size", "max-files")]
    types = written.get("types", [])
    if isinstance(types, list) and all(str(each) in TYPES for each in types):
        limits["types"] = tuple(dict.fromkeys(media for each in types for media in TYPES[str(each)]))
        limits["endings"] = tuple(map(str, types))
    else:
        wrong.append("types")
    size = size_in_bytes(written["max-size"]) if "max-size" in written else 0
    files = written.get("max-files", 0)
    wrong += ["max-size"] if size is None else []
    wrong += ["max-files"] if not isinstance(files, int) or isinstance(files, bool) else []
    return limits | {"max_size": size or 0, "max_files": files if isinstance(files, int) else 0}, wrong
