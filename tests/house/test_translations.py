"""Every message of the pages has its English, with the same holes, and no English is left over."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po

from house.source import HOUSE

WEB = HOUSE / "web"
WAYS = [("**.py", "python"), ("templates/**.html", "jinja2.ext:babel_extract")]
WORDS = {**DEFAULT_KEYWORDS, "_l": None, "lazy_gettext": None}
HOLE = re.compile(r"%\((\w+)\)s")


@cache
def used() -> frozenset[str]:
    """Every message that the pages say; of one with a plural the first form."""
    found = (message for _, _, message, _, _ in extract_from_dir(str(WEB), WAYS, keywords=WORDS))
    return frozenset(message[0] if isinstance(message, tuple) else message for message in found)


def files() -> list[Path]:
    return sorted((WEB / "translations" / "en").glob("*.po"))


def messages(path: Path) -> list[Message]:
    with path.open("rb") as file:
        return [message for message in read_po(file, locale="en") if message.id]


def first(message: Message) -> str:
    return message.id[0] if isinstance(message.id, tuple) else str(message.id)


def test_every_message_has_its_english_once() -> None:
    known = [first(message) for path in files() for message in messages(path)]
    assert sorted(known) == sorted(used())


@pytest.mark.parametrize("path", files(), ids=lambda path: path.stem)
def test_no_hole_is_lost(path: Path) -> None:
    for message in messages(path):
        for text in message.string if isinstance(message.string, tuple) else (message.string,):
            assert text.strip(), message.id
            assert set(HOLE.findall(text)) == set(HOLE.findall(first(message))), message.id
