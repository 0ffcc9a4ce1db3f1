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

_ESCAPED = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|u\{([0-9A-Fa-f]{1,6})\}|(.))", re.DOTALL)


class PatternTooSlow(Exception):
    """A text took a pattern too long; it counts as not matching."""


def _hexed(found: re.Match[str]) -> str:
    digits = found[1] or found[2]
    return f"\\x{{{digits}}}" if digits else found[0]


def _quiet() -> Any:
    options = re2.Options()
    options.log_errors = False
    options.max_mem = 8 << 20
    return options


@lru_cache(maxsize=4096)
def _compiled(pattern: str) -> tuple[Any, bool]:
    try:
        return re2.compile(_ESCAPED.sub(_hexed, pattern), _quiet()), True
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
