"""How a name sounds: what was heard at a counter or on the telephone is often written with another character."""

from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import cast

from fangyuan.kinds.cleaning import narrow


def sound_of(name: str) -> str:
    """The sounds of a name without tones, blanks and dots; every character by itself, so that one character sounds one way.

    >>> sound_of("张 珊") == sound_of("章山")
    True
    """
    return "".join(_reading()(letter)[0] for letter in narrow(name).casefold() if letter not in " ·・.")


@cache
def _reading() -> Callable[[str], list[str]]:
    """The dictionary is read when a name is first asked for: a command that knows no names does not wait 0.2 s for it."""
    return cast("Callable[[str], list[str]]", import_module("pypinyin").lazy_pinyin)
