"""Persons: whoever a case is about, with an id that stays when the row is edited."""

import re
from collections.abc import Mapping
from typing import Any

from fangyuan.kinds.group import Group
from fangyuan.kinds.identity import derived
from fangyuan.kinds.sex import Sex
from fangyuan.model.fields import Field, Schema
from fangyuan.model.kinds import Example, Format

_ID = re.compile(r"[0-9A-Za-z][0-9A-Za-z-]{0,63}", re.ASCII)
_NUMBERS = ("id-card", "identity")
_SEX = Sex()


class Person(Group):
    """A person: an object whose pack names the fields; `person_id` is added to them, hidden, and made by the platform.

    A list of persons is a table whose kind is `person` too. Where the person has an identity number, an empty field of
    kind `birth-date` or `sex` is filled in from it; one that says something else stays as it was typed, with a warning.
    """

    name = "person"
    template = "person.html"
    fragment: Schema = {
        "properties": {
            "person_id": {
                "type": "string",
                "format": "person-id",
                "readOnly": True,
                "title": "人员编号",
                "x-fangyuan-kind": "hidden",
                "x-fangyuan-print": False,
            }
        }
    }
    formats = (
        Format(
            "person-id",
            lambda text: bool(_ID.fullmatch(text)),
            "wrong-format",
            "格式不对，请核对",
            "Wrong format; check it",
        ),
    )
    example = Example(
        {
            "type": "object", "title": "当事人", "x-fangyuan-kind": "person", "required": ["name"],
            "properties": {
                "name": {"type": "string", "title": "姓名", "maxLength": 60},
                "number": {"type": "string", "title": "身份证号", "x-fangyuan-kind": "id-card", "x-fangyuan-sensitive": True},
                "sex": {"type": "string", "title": "性别", "x-fangyuan-kind": "sex"},
                "born": {"type": "string", "title": "出生日期", "x-fangyuan-kind": "birth-date"},
            },
        },
        {"name": "买买提·阿不都", "number": "11010519491231002X", "sex": "female", "born": "1949-12-31"},
        {"number": ["1101051949"]},
    )  # fmt: skip

    def say(self, value: Any, field: Field, names: Mapping[str, str]) -> str:
        """The name, or everything that is said of the person where no field is called so."""
        if isinstance(value, Mapping) and isinstance(value.get("name"), str):
            return str(value["name"])
        return super().say(value, field, names)

    def complete(self, value: Any, field: Field) -> Any:
        """The person with what the identity number says where nothing else was said; nothing is overwritten."""
        if isinstance(value, list):
            return [self.complete(row, field) for row in value]
        if not isinstance(value, Mapping):
            return value
        said = {name: told for name, told in _told(value, field).items() if value.get(name) is None}
        return {**value, **said} if said else value

    def warn(self, value: Any, field: Field) -> str:
        """The code of a warning where the birth date or the sex is not the one that the identity number carries."""
        if not isinstance(value, Mapping):
            return ""
        differs = any(value.get(name, told) != told for name, told in _told(value, field).items())
        return "identity-differs" if differs else ""


def _told(person: Mapping[str, Any], field: Field) -> Mapping[str, Any]:
    """What the identity number says, by the names of the fields that ask for it."""
    numbers = (person.get(child.name) for child in field.children if child.kind in _NUMBERS)
    number = next((each for each in numbers if isinstance(each, str)), "")
    known = derived(number)
    told: dict[str, Any] = {}
    for child in field.children:
        if child.kind == "birth-date" and known.born:
            told[child.name] = known.born.isoformat()
        elif child.kind == "sex" and known.sex:
            told[child.name] = _SEX.meant(known.sex, child)
    return {name: value for name, value in told.items() if value is not None}
