r"""Patterns that come out of packs: in re2, which cannot be made to hang; elsewhere with a time-out.

The dialect is ECMA 262 as JSON Schema has it: a pattern is searched for, `\d` means the ten digits, `\u4e00` a character.
"""

import re
from functools import lru_cache
from typing import Any

import re2
import regex

SECONDS = 0.25
"""How long one text may be compared with a pattern that re2 cannot run."""

_TOKEN = re.compile(
    r"\\u([0-9A-Fa-f]{4})|\\u\{([0-9A-Fa-f]{1,6})\}|\\c([A-Za-z])|\\([pP])\{([^}]*)\}|\\(.)|(.)", re.DOTALL
)
_BLANK = r"\t-\r \x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}\x{feff}"
"""What ECMA 262 means by `\\s`: the blank of Chinese texts too."""

_PROPERTIES = {
    "letter": "L", "lowercase_letter": "Ll", "uppercase_letter": "Lu", "mark": "M", "number": "N", "digit": "Nd",
    "decimal_number": "Nd", "punctuation": "P", "punct": "P", "symbol": "S", "separator": "Z", "other": "C",
}  # fmt: skip
"""Long names of categories of characters, and what re2 calls them."""


class PatternTooSlow(Exception):
    """A text took a pattern too long; it counts as not matching."""


def _in_re2(pattern: str) -> str:
    """A pattern of ECMA 262 as re2 writes it."""
    parts, inside = [], False
    for found in _TOKEN.finditer(pattern):
        four, several, control, sign, name, escaped, plain = found.groups()
        if four or several:
            parts.append(f"\\x{{{four or several}}}")
        elif control:
            parts.append(f"\\x{{{ord(control) % 32:02x}}}")
        elif sign:
            parts.append(f"\\{sign}{{{_property(name)}}}")
        elif escaped and escaped in "sS":
            parts.append(_blank(escaped, inside))
        else:
            inside = (inside or plain == "[") and plain != "]"
            parts.append(found[0])
    return "".join(parts)


def _property(name: str) -> str:
    """`Script=Han` is `Han`, `Letter` is `L`."""
    value = name.rpartition("=")[2]
    return _PROPERTIES.get(value.lower(), value)


def _blank(escaped: str, inside: bool) -> str:
    if inside:
        return _BLANK if escaped == "s" else "\\S"
    return f"[{_BLANK}]" if escaped == "s" else f"[^{_BLANK}]"


def _quiet() -> Any:
    options = re2.Options()
    options.log_errors = False
    options.max_mem = 8 << 20
    return options


@lru_cache(maxsize=4096)
def _compiled(pattern: str) -> tuple[Any, bool]:
    try:
        return re2.compile(_in_re2(pattern), _quiet()), True
    except re2.error:
        pythonic = re.sub(r"\\u\{([0-9A-Fa-f]{1,6})\}", lambda found: f"\\U{found[1]:0>8}", pattern)
        return regex.compile(pythonic, regex.ASCII | regex.V0), False


def runs_in_re2(pattern: str) -> bool:
    """Whether re2 runs it; what it cannot run (look-around, back references) is reported by `pack check`."""
    return _compiled(pattern)[1]


def is_pattern(pattern: str) -> bool:
    """Whether it is a pattern at all."""
    try:
        _compiled(pattern)
    except regex.error:
        return False
    return True


def _encodable(text: str) -> str:
    """JSON may carry half a surrogate pair, which re2 cannot take; the replacement matches what any odd sign does."""
    return text.encode(errors="replace").decode()


def matches(pattern: str, text: str) -> bool:
    """Whether the pattern is found in the text; raises PatternTooSlow when the time is up."""
    machine, safe = _compiled(pattern)
    if safe:
        return machine.search(_encodable(text)) is not None
    try:
        return machine.search(text, timeout=SECONDS) is not None
    except TimeoutError as late:
        raise PatternTooSlow(pattern) from late
