r"""Patterns that come out of packs: in re2, which cannot be made to hang; elsewhere with a time-out.

The dialect is ECMA 262 as JSON Schema has it: a pattern is searched for, `\d` means the ten digits, `\u4e00` a character.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import lru_cache
from time import thread_time
from typing import Any

import re2
import regex

SECONDS = 0.25
"""How long one text may be compared with a pattern that re2 cannot run."""

BUDGET = 1.0
"""How many seconds all texts of one submit may be compared with such patterns."""

_TOKEN = re.compile(
    r"\\u([0-9A-Fa-f]{4})|\\u\{([0-9A-Fa-f]{1,6})\}|\\c([A-Za-z])|\\([pP])\{([^}]*)\}|\\(.)|(.)", re.DOTALL
)
MOST_WRITTEN = 5_000
"""How long a pattern may be that re2 does not take, once its counted repetitions are written out."""

_A_LEVEL = 50
"""What a group within groups counts: who compiles a pattern calls itself for each."""

_COUNTED = re.compile(r"(\((?:\?[:=!])?)|(\))|\{([0-9]{1,9})(?:,([0-9]{0,9}))?\}|(\[)|\\.|.", re.DOTALL)
_IN_CLASS = re.compile(r"[^\]\\]*(?:\\.[^\]\\]*)*", re.DOTALL)
_BLANK = r"\t-\r \x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}\x{feff}"
"""What ECMA 262 means by `\\s`: the blank of Chinese texts too."""

_PROPERTIES = {
    "letter": "L", "lowercase_letter": "Ll", "uppercase_letter": "Lu", "mark": "M", "number": "N", "digit": "Nd",
    "decimal_number": "Nd", "punctuation": "P", "punct": "P", "symbol": "S", "separator": "Z", "other": "C",
}  # fmt: skip
"""Long names of categories of characters, and what re2 calls them."""


class PatternTooSlow(Exception):
    """A text took a pattern too long, or the time of all of them is up; whether it matches is not known."""


class PatternTooLarge(Exception):
    """A pattern that re2 does not take, and that written out is too long to be run with a time-out."""


@dataclass(slots=True)
class Patience:
    """What is left of the time for patterns that re2 cannot run, and what came out: None where it took too long."""

    left: float = BUDGET
    known: dict[tuple[str, str], bool | None] = field(default_factory=dict)

    def found(self, machine: Any, pattern: str, text: str) -> bool:
        """Whether the pattern is in the text; each pair is compared once."""
        key = (pattern, text)
        if key not in self.known:
            self.known[key] = self._compared(machine, text)
        found = self.known[key]
        if found is None:
            raise PatternTooSlow(pattern)
        return found

    def _compared(self, machine: Any, text: str) -> bool | None:
        if self.left <= 0:
            return None
        began = thread_time()
        try:
            return machine.search(text, timeout=min(SECONDS, self.left)) is not None
        except TimeoutError:
            return None
        finally:
            self.left -= thread_time() - began

    def slow(self) -> set[str]:
        """The texts of which it is not known whether they match."""
        return {text for (_, text), found in self.known.items() if found is None}


_patience: ContextVar[Patience | None] = ContextVar("patience", default=None)


@contextmanager
def patience() -> Iterator[Patience]:
    """One budget for every pattern that is looked for inside; the innermost shares that of the outermost."""
    held = _patience.get()
    if held is not None:
        yield held
        return
    token = _patience.set(made := Patience())
    try:
        yield made
    finally:
        _patience.reset(token)


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


def written_out(pattern: str) -> int:
    """How many signs a pattern would be with every counted repetition written out; groups within groups count as many."""
    sizes, last, deepest, at = [0], 0, 0, 0
    while found := _COUNTED.match(pattern, at):
        at = found.end()
        group, end, low, high, bracket = found.groups()
        if group:
            sizes.append(0)
            deepest = max(deepest, len(sizes))
        elif end:
            last = sizes.pop() if len(sizes) > 1 else 1
            sizes[-1] += last
        elif low:
            times = max(int(high or low), 1)
            sizes[-1] += last * (times - 1)
            last *= times
        else:
            last = 1
            sizes[-1] += 1
            at = _past_class(pattern, at) if bracket else at
    return sum(sizes) + _A_LEVEL * deepest


def _past_class(pattern: str, at: int) -> int:
    """Behind the bracket that closes a class of signs."""
    inside = _IN_CLASS.match(pattern, at)
    return inside.end() + 1 if inside else at


@lru_cache(maxsize=4096)
def _compiled(pattern: str) -> tuple[Any, bool]:
    try:
        return re2.compile(_in_re2(pattern), _quiet()), True
    except re2.error:
        if written_out(pattern) > MOST_WRITTEN:
            raise PatternTooLarge(pattern) from None
        pythonic = re.sub(r"\\u\{([0-9A-Fa-f]{1,6})\}", lambda found: f"\\U{found[1]:0>8}", pattern)
        return regex.compile(pythonic, regex.ASCII | regex.V0), False


def runs_in_re2(pattern: str) -> bool:
    """Whether re2 runs it; what it cannot run (look-around, back references) is reported by `pack check`."""
    return _compiled(pattern)[1]


def is_pattern(pattern: str) -> bool:
    """Whether it is a pattern at all, and one that may be run."""
    try:
        _compiled(pattern)
    except (regex.error, PatternTooLarge):
        return False
    return True


def is_too_large(pattern: str) -> bool:
    """Whether it repeats so much that neither machine takes it."""
    try:
        _compiled(pattern)
    except regex.error:
        return False
    except PatternTooLarge:
        return True
    return False


def _encodable(text: str) -> str:
    """JSON may carry half a surrogate pair, which re2 cannot take; the replacement matches what any odd sign does."""
    return text.encode(errors="replace").decode()


def matches(pattern: str, text: str) -> bool:
    """Whether the pattern is found in the text; raises PatternTooSlow when the time is up."""
    machine, safe = _compiled(pattern)
    if safe:
        return machine.search(_encodable(text)) is not None
    return (_patience.get() or Patience()).found(machine, pattern, text)
