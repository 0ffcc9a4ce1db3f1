"""How a name sounds: what was heard at a counter or on the telephone is often written with another character."""

from collections.abc import Callable
from functools import cache, lru_cache
from importlib import import_module
from typing import cast

from fangyuan.kinds.cleaning import narrow


def sound_of(name: str) -> str:
    """The sounds of a name without tones, blanks and dots; every character by itself, so that one character sounds one way.

    >>> sound_of("张 珊") == sound_of("章山")
    True
    """
    return "".join(map(_sound, (letter for letter in narrow(name).casefold() if letter not in " ·・.")))


@lru_cache(maxsize=8192)
def _sound(letter: str) -> str:
    return _reading()(letter)[0]


@lru_cache(maxsize=4096)
def initials_of(title: str) -> str:
    """The first letters of how the characters of a title sound, as officers type them to choose it.

    >>> initials_of("系统")
    'xt'
    """
    return "".join(_reading()(letter)[0][:1] for letter in narrow(title).casefold() if letter.isalnum())


@cache
def _reading() -> Callable[[str], list[str]]:
    """The dictionary is read when a name is first asked for: a command that knows no names does not wait 0.2 s for it."""
    return cast("Callable[[str], list[str]]", import_module("pypinyin").lazy_pinyin)
