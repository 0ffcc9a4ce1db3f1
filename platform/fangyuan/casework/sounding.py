"""How a name sounds: what was heard at a counter or on the telephone is often written with another character."""

import re
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
    return "".join(map(_sound, _letters(name)))


_PART = "~"
"""What stands before a part of how a name sounds, which is never the whole of it."""

_LONG = 6
"""A longer name is no person's: of the sounds of its characters each is found in too many."""

_TYPED = re.compile(r"[a-z]{2,}( [a-z]+)*")


def sounds_of(name: str) -> tuple[str, ...]:
    """Everything that a name is found by when it is typed as it sounds: all of it, its first letters, each character.

    >>> sounds_of("王桂花")
    ('wangguihua', '~wgh', '~wang', '~gui', '~hua')
    """
    syllables = [one for one in map(_sound, _letters(name)) if len(one) > 1]
    parts = (initials_of(name), *(syllables if len(syllables) <= _LONG else ()))
    return tuple(dict.fromkeys((sound_of(name), *(_PART + one for one in parts if len(one) > 1))))


def typed_sounds(words: str) -> tuple[str, ...]:
    """What words may mean that are typed as a name sounds; nothing where they hold anything but Latin letters.

    >>> typed_sounds("Wang Guihua"), typed_sounds("wgh"), typed_sounds("12345")
    (('wangguihua',), ('wgh', '~wgh'), ())
    """
    plain = " ".join(narrow(words).casefold().split())
    if not _TYPED.fullmatch(plain):
        return ()
    return (plain.replace(" ", ""),) if " " in plain else (plain, _PART + plain)


def _letters(name: str) -> list[str]:
    return [letter for letter in narrow(name).casefold() if letter not in " ·・."]


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
