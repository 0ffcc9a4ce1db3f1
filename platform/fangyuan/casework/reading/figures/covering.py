"""Covers people in the text of a case that leaves the office in a paper: names, cards, telephones, addresses.

What the case itself knows of its people is covered wherever it stands in a text, then every number by which somebody could
be found. Who else is named in running text nobody can know: a person reads it before it is issued.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from fangyuan.forms.paths import values_at
from fangyuan.kinds.personal_numbers import personal_numbers
from fangyuan.model.fields import Field
from fangyuan.model.procedure import CaseType

LEFT_OUT = "（略）"
_SHORTEST = 2
_GROUPS = re.compile(r"\d{4}(?:[ -]\d{4}){2,}(?:[ -]?\d+)?", re.ASCII)
_LONG_NUMBER = re.compile(r"(?<!\d)\d{7,}(?!\d|[元万亿人户件亩平])", re.ASCII)
"""A number that counts nothing: what is said in yuan, people or square metres leads to nobody."""

_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)
_TWO_SYLLABLES = (
    "欧阳",
    "司马",
    "上官",
    "诸葛",
    "东方",
    "皇甫",
    "尉迟",
    "公孙",
    "慕容",
    "令狐",
    "司徒",
    "夏侯",
    "端木",
    "南宫",
)


def covered(text: str, answers: Mapping[str, Any], kind: CaseType) -> str:
    """The text with the people of these answers covered.

    >>> covered_name("欧阳小明"), covered_name("王二")
    ('欧阳某', '王某')
    """
    for value, cover in sorted(_known(answers, kind), key=lambda pair: -len(pair[0])):
        text = text.replace(value, cover)
    return without_numbers(text)


def without_numbers(text: str) -> str:
    """The text without numbers and addresses by which somebody can be found."""
    told, reached, text = "", 0, _GROUPS.sub(LEFT_OUT, text)
    for found in personal_numbers(text):
        told += text[reached : found.start] + LEFT_OUT
        reached = found.end
    return _MAIL.sub(LEFT_OUT, _LONG_NUMBER.sub(LEFT_OUT, told + text[reached:]))


def finds_somebody(text: str) -> bool:
    """Whether a number or an address stands in a text by which somebody can be found."""
    return without_numbers(text) != text


def covered_name(name: str) -> str:
    """The surname, and 某."""
    return f"{name[:2] if name[:2] in _TWO_SYLLABLES else name[:1]}某"


def _known(answers: Mapping[str, Any], kind: CaseType) -> Iterator[tuple[str, str]]:
    """Every text that the case knows of somebody, with what stands for it."""
    for path, field in kind.fields.items():
        if field.sensitive or _of_person(path, kind):
            for value in values_at(answers, path):
                if isinstance(value, str) and len(value) >= _SHORTEST and not field.options:
                    yield value, covered_name(value) if field.name == "name" else LEFT_OUT


def _of_person(path: str, kind: CaseType) -> bool:
    parts = path.split(".")
    above = (kind.fields.get(".".join(parts[:end])) for end in range(1, len(parts)))
    return any(one is not None and _is_person(one) for one in above)


def _is_person(field: Field) -> bool:
    return field.kind == "person" or any(child.name == "person_id" for child in field.children)
