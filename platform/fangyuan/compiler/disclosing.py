"""Personal data and secrets that a pack must not carry: packs are shared, and published for good.

A number counts as invented, and may stand in examples, where digits four to eight of a mobile number are zeros
(13800000123), where a plate begins with zeros (鲁A00001), or where the check digit of an identity number or a card is wrong.
"""

import re
from base64 import b64decode
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import Any

from fangyuan.kinds.identity import odd
from fangyuan.kinds.personal_numbers import Found, personal_numbers
from fangyuan.model.problems import Mark, Problem
from fangyuan.packs.problems import finding
from fangyuan.packs.source import Source, SourceFile
from fangyuan.packs.templates import TemplateUnreadable, texts_of
from fangyuan.packs.trees import Pointer, told

_INVENTED = re.compile(r"1[3-9][0-9]00000[0-9]{3}|.[A-Z]0{3,5}[0-9]{1,2}")
_MAIL = re.compile(
    r"(?i)(?<![\w.+-])[\w.+-]{1,64}@(?:vip\.)?(?:qq|foxmail|163|126|yeah|sina|sohu|139|189|21cn|aliyun|gmail|outlook|hotmail|icloud)"
    r"\.(?:com|net|cn|com\.cn)(?![\w-])"
)
"""A mailbox of one person; those of offices are published."""
_DIGITS = re.compile(r"(?:\d\D?){10}\d")
"""What any number of a person has, however it is grouped: what lacks it need not be looked at closely."""
_PLATE = re.compile(r"[京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新][A-HJ-NP-ZＡ-Ｚ]")
_WITHIN_BEFORE, _WITHIN_AFTER = re.compile(r"[0-9](?:\.|[A-Za-z]+)\Z"), re.compile(r"[A-Za-z]+[0-9]|\.[0-9]")
"""The digits are a piece of a decimal fraction, or of a longer code of letters and digits."""
_LETTER_BEFORE, _LETTER_AFTER = re.compile(r"[A-Za-z]\Z"), re.compile(r"[A-Za-z]")
_SECRETS = (
    (("-----BEGIN",), re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----")),
    (
        ("AKI", "LTAI", "AIza", "gh", "xox", "sk-"),
        re.compile(
            r"(?<![0-9A-Za-z_-])(?:AKIA[0-9A-Z]{16}|AKID[0-9A-Za-z]{16,40}|LTAI[0-9A-Za-z]{12,30}|AIza[0-9A-Za-z_-]{35}"
            r"|gh[pousr]_[0-9A-Za-z]{36}|xox[abprs]-[0-9A-Za-z-]{20,}|sk-(?=[A-Za-z_-]{0,60}[0-9])[0-9A-Za-z_-]{20,})(?![0-9A-Za-z])"
        ),
    ),
    (("earer ", "asic "), re.compile(r"(?i)\b(?:bearer|basic) (?=[A-Z+/._~-]{0,60}[0-9])[0-9A-Z+/._~-]{16,}={0,2}")),
    (("eyJ",), re.compile(r"(?<![0-9A-Za-z_-])eyJ[0-9A-Za-z_-]{10,}\.[0-9A-Za-z_-]{10,}\.[0-9A-Za-z_-]{10,}")),
    (("://",), re.compile(r"(?<![a-z0-9+])[a-z][a-z0-9+]{0,20}://[^/\s:@]+:[^/\s:@]+@")),
)
"""A private key, a token of a well-known service, a signed web token, an address with a password in it; each with what a
text lacks in which none can be, for that is found out far sooner."""
_WORDS = r"password|passwd|secret|api[-_]?key|access[-_]?token|private[-_]?key"
_WORDS_OF_PROSE = r"密码|口令|密钥"
_SECRET_KEYS = re.compile(rf"(?i)(?:.*[-_])?(?:{_WORDS})|{_WORDS_OF_PROSE}")
_TOLD_IN_WORDS = re.compile(
    rf"(?i)(?:(?:{_WORDS}|token|{_WORDS_OF_PROSE})\s{{0,3}}(?:[:=：＝]|是|为)\s{{0,3}}|(?:密码|口令)\s{{1,3}}(?=[!-~]{{0,60}}[a-z]))[\"'“「]?"
    r"(?!(?:sha-?[0-9]|md5|sm3))(?=[!-~]{0,60}[0-9])([!#%&*+./0-9:;=?@A-Z^_~-]{6,})"
)
"""A word for a secret, and what follows looks like one: no blank, and a digit in it."""
_HEX = r"(?=[0-9]*[a-f])(?=[a-f]*[0-9])[0-9a-f]{32,}(?![0-9a-z])"
_LONG_HEX = re.compile(rf"(?i)(?<![0-9a-z]){_HEX}")
_HEX_BESIDE_A_WORD = re.compile(
    rf"(?i)(?<!public[ _-])(?:{_WORDS}|key|token|bearer|令牌|{_WORDS_OF_PROSE})[\s:=：＝\"'“「(（是为]{{1,8}}({_HEX})"
)
"""A long hexadecimal number beside a word for a secret; one that is said to be a hash has that word between."""
_HEX_KEYS = re.compile(r"(?i)(?:.*[-_])?(?:key|token)")
_HINTS_OF_WORDS = ("pass", "secret", "key", "token", "bearer", "令牌", "密码", "口令", "密钥")
"""What a text without any word for a secret lacks."""
_BASE64 = re.compile(r"(?<![A-Za-z0-9+/_-])[A-Za-z0-9+/_-]{16,}(?![A-Za-z0-9+/_-])")
_WEB_SAFE = str.maketrans("-_", "+/")
_PARTS_OF_FIELDS = ("default", "const", "examples")
_A_SECRET = re.compile(r"[!-~]{6,}")
_TEXTS = (".md", ".csv", ".html", "LICENSE")
_APART = "\n\n\n"
"""Between values that are looked at together: nothing that is looked for reaches across it."""
_SHOWN = 4
_LONGEST_CODE = 64

_CODES = {"phone": "personal-phone", "plate": "personal-plate", "bank-card": "personal-card"}

Disclosed = tuple[str, str]
"""A code, and the number or secret itself."""


def check_disclosures(source: Source) -> tuple[Problem, ...]:
    """Every finding in the files of a pack; those of the packs that it extends are their own matter."""
    known: dict[str, set[Disclosed]] = {}
    found = [problem for path in sorted({*source.files, *source.own_texts}) for problem in _in_name(path)]
    found += [problem for file in source.files.values() for problem in _in_file(file, known)]
    for path, text in source.own_texts.items():
        found += _in_lines(path, text, known.get(path, set()))
    return tuple(found)


def _in_name(path: str) -> Iterator[Problem]:
    yield from _told(_disclosed(path), Mark(path), "")


def _in_file(file: SourceFile, known: dict[str, set[Disclosed]]) -> Iterator[Problem]:
    if file.data is not None:
        yield from _in_values(file, known)
    elif file.path.endswith(_TEXTS):
        yield from _in_lines(file.path, file.blob.decode("utf-8", "replace"), set())
    elif file.path.endswith(".docx") and file.marks.get((), Mark(file.path)).file == file.path:
        yield from _in_document(file)


def _in_values(file: SourceFile, known: dict[str, set[Disclosed]]) -> Iterator[Problem]:
    """The values, each at its place; `known` gathers them by the file that they were written in.

    They are looked at together first: one by one only where there is something to tell.
    """
    values = list(_values(file.data, ()))
    together = _APART.join(str(value) for _, value in values)
    hex_stands_there = _LONG_HEX.search(together) is not None
    if (
        not hex_stands_there
        and not _suspect(together)
        and not any(_names_a_secret(part) for pointer, _ in values for part in pointer)
    ):
        return
    for pointer, value in values:
        found = {*_disclosed(str(value)), *_kept_secret(pointer, str(value))}
        mark = file.marks.get(pointer, Mark(file.path))
        known.setdefault(mark.file, set()).update(found)
        yield from _told(found, mark, told(pointer))


@lru_cache(maxsize=64)
def _suspect(text: str) -> bool:
    """Whether a closer look may find anything."""
    return (
        bool(_DIGITS.search(text) or _PLATE.search(text) or _MAIL.search(text))
        or any(True for _ in _secrets(text))
        or any(map(_suspect, _unwrapped(text)))
    )


def _unwrapped(text: str) -> Iterator[str]:
    """What stands in a text in base64, where it is a text itself: that hides nothing from whoever receives the pack."""
    for found in _BASE64.findall(text):
        plain = found.translate(_WEB_SAFE)[: len(found) // 4 * 4]
        with suppress(ValueError):
            inner = b64decode(plain, validate=True).decode()
            if _is_text(inner):
                yield inner


def _is_text(text: str) -> bool:
    return all(sign.isprintable() or sign in "\r\n\t" for sign in text)


def _secrets(text: str) -> Iterator[str]:
    """What is a secret by its looks, or stands behind a word for one."""
    for hints, secret in _SECRETS:
        if any(hint in text for hint in hints):
            yield from (match.group() for match in secret.finditer(text))
    plain = text.casefold()
    if any(hint in plain for hint in _HINTS_OF_WORDS):
        yield from (match[1] for match in _TOLD_IN_WORDS.finditer(text))
        yield from (match[1] for match in _HEX_BESIDE_A_WORD.finditer(text))


@lru_cache(maxsize=4096)
def _names_a_secret(part: str | int) -> bool:
    return isinstance(part, str) and bool(_SECRET_KEYS.fullmatch(part))


def _in_lines(path: str, text: str, known: set[Disclosed]) -> Iterator[Problem]:
    """Line by line what is not known already: of a parsed file the comments and the keys."""
    for number, line in enumerate(text.splitlines(), start=1) if _suspect(text) else ():
        yield from _told((one for one in _disclosed(line) if one not in known), Mark(path, number), "")


def _in_document(file: SourceFile) -> Iterator[Problem]:
    """Each number once for each part of the document; one that cannot be read is another check's to tell."""
    found: dict[str, Problem] = {}
    with suppress(TemplateUnreadable):
        for part, text in _suspects(file.blob):
            for problem in _told(_disclosed(text), Mark(file.path), part):
                found.setdefault(str(problem), problem)
    yield from found.values()


def _suspects(document: bytes) -> Iterator[tuple[str, str]]:
    """The paragraphs of the parts in which a closer look may find anything: most of a document says how it looks."""
    for part, texts in groupby(texts_of(document), key=itemgetter(0)):
        words = [text for _, text in texts if text]
        if _suspect(_APART.join(words)):
            yield from ((part, text) for text in words)


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


def _told(found: Iterable[Disclosed], mark: Mark, path: str) -> Iterator[Problem]:
    """Findings; of secrets one says enough, however many stand there."""
    all_found = dict.fromkeys(found)
    for code, number in all_found:
        if code != "secret":
            yield finding(code, mark, path, number=hidden(number))
    if any(code == "secret" for code, _ in all_found):
        yield finding("secret", mark, path)


def _disclosed(text: str) -> Iterator[Disclosed]:
    """What a text says that it should not."""
    if "@" in text:
        yield from (("personal-mail", found) for found in _MAIL.findall(text))
    if _DIGITS.search(text) or _PLATE.search(text):
        for found in personal_numbers(text):
            code = "" if _is_piece(text, found) else _code(found)
            if code:
                yield code, found.plain
    yield from (("secret", secret) for secret in _secrets(text))
    for inner in _unwrapped(text):
        yield from _disclosed(inner)


def _kept_secret(pointer: Pointer, value: str) -> Iterator[Disclosed]:
    """The value of a key that names a secret, or what a field of such a name is filled with."""
    names = [part for part in pointer if isinstance(part, str)]
    if names and _names_a_secret(names[-1]) and value.strip():
        yield "secret", value
    if names and _HEX_KEYS.fullmatch(names[-1]) and _LONG_HEX.fullmatch(value):
        yield "secret", value
    filled = len(names) > 1 and names[-1] in _PARTS_OF_FIELDS and _names_a_secret(names[-2])
    if filled and _A_SECRET.fullmatch(value):
        yield "secret", value


def _is_piece(text: str, found: Found) -> bool:
    """Whether the digits are only a part of something longer."""
    before = max(0, found.start - _LONGEST_CODE)
    glued = _LETTER_BEFORE.search(text, before, found.start) and _LETTER_AFTER.match(text, found.end)
    return bool(glued or _WITHIN_BEFORE.search(text, before, found.start) or _WITHIN_AFTER.match(text, found.end))


def _code(found: Found) -> str:
    """What a number discloses; nothing where it is invented, nor for landlines, which offices publish."""
    if found.sort == "id-card":
        return "" if odd(found.plain) else "personal-id"
    return "" if _INVENTED.fullmatch(found.plain) else _CODES.get(found.sort, "")


def hidden(number: str) -> str:
    """Enough of a number to find it again."""
    return number[:_SHOWN] + "*" * (len(number) - _SHOWN)
