"""Personal data and secrets that a pack must not carry: packs are shared, and published for good.

A number counts as invented, and may stand in examples, where digits four to eight of a mobile number are zeros
(13800000123), or where the check digit of an identity number is wrong.
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from fangyuan.kinds.identity import odd
from fangyuan.model.problems import Mark, Problem
from fangyuan.packs.problems import finding
from fangyuan.packs.source import Source, SourceFile
from fangyuan.packs.templates import TemplateUnreadable, texts_of
from fangyuan.packs.trees import Pointer, told

_NUMBER = re.compile(r"(?<![0-9A-Za-z.])(?:[1-9][0-9]{16}[0-9Xx]|1[3-9][0-9]{9})(?![0-9A-Za-z])")
_INVENTED = re.compile(r"1[3-9][0-9]00000[0-9]{3}")
_SECRETS = (
    re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----"),
    re.compile(r"\b(?:AKIA[0-9A-Z]{16}|gh[pousr]_[0-9A-Za-z]{36}|xox[abprs]-[0-9A-Za-z-]{20,})\b"),
    re.compile(r"\beyJ[0-9A-Za-z_-]{10,}\.[0-9A-Za-z_-]{10,}\.[0-9A-Za-z_-]{10,}"),
    re.compile(r"\b[a-z][a-z0-9+]*://[^/\s:@]+:[^/\s:@]+@"),
)
"""A private key, a token of a well-known service, a signed web token, an address with a password in it."""
_SECRET_KEYS = re.compile(
    r"(?i)(?:.*[-_])?(?:password|passwd|secret|api[-_]?key|access[-_]?token|private[-_]?key)|密码|口令|密钥"
)
_TEXTS = (".md", ".csv", ".html", "LICENSE")
_SHOWN = 4


def check_disclosures(source: Source) -> tuple[Problem, ...]:
    """Every finding in the files of a pack; those of the packs that it extends are their own matter."""
    return tuple(problem for file in source.files.values() for problem in _in_file(file))


def _in_file(file: SourceFile) -> Iterator[Problem]:
    if file.data is None:
        if file.path.endswith(_TEXTS):
            for number, line in enumerate(file.blob.decode("utf-8", "replace").splitlines(), start=1):
                yield from _in_text(line, Mark(file.path, number), "")
        if file.path.endswith(".docx"):
            yield from _in_document(file)
        return
    for pointer, value in _values(file.data, ()):
        mark = file.marks.get(pointer, Mark(file.path))
        yield from _in_text(str(value), mark, told(pointer), key=str(pointer[-1]) if pointer else "")


def _in_document(file: SourceFile) -> Iterator[Problem]:
    """Each number once for each part of the document; one that cannot be read is another check's to tell."""
    found: dict[str, Problem] = {}
    with suppress(TemplateUnreadable):
        for part, text in texts_of(file.blob):
            for problem in _in_text(text, Mark(file.path), part):
                found.setdefault(str(problem), problem)
    yield from found.values()


def _values(data: Any, at: Pointer) -> Iterator[tuple[Pointer, str | int]]:
    """Every text and every whole number, with its place."""
    if isinstance(data, dict):
        for key, child in data.items():
            yield from _values(child, (*at, key))
    elif isinstance(data, list):
        for index, child in enumerate(data):
            yield from _values(child, (*at, index))
    elif isinstance(data, str) or (isinstance(data, int) and not isinstance(data, bool)):
        yield at, data


def _in_text(text: str, mark: Mark, path: str, key: str = "") -> Iterator[Problem]:
    if len(text) >= len("13800000000"):
        for number in _NUMBER.findall(text):
            if code := _code(number):
                yield finding(code, mark, path, number=hidden(number))
    if (_SECRET_KEYS.fullmatch(key) and text.strip()) or any(secret.search(text) for secret in _SECRETS):
        yield finding("secret", mark, path)


def _code(number: str) -> str:
    """What a number discloses; nothing where it is invented."""
    if len(number) == len("13800000000"):
        return "" if _INVENTED.fullmatch(number) else "personal-phone"
    return "" if odd(number.upper()) else "personal-id"


def hidden(number: str) -> str:
    """Enough of a number to find it again."""
    return number[:_SHOWN] + "*" * (len(number) - _SHOWN)
