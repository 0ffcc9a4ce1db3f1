"""Persons: whoever a case is about, with an id that stays when the row is edited."""

import re
from collections.abc import Mapping
from typing import Any

from fangyuan.kinds.structures import Group
from fangyuan.model.fields import Field, Schema
from fangyuan.model.kinds import Format

_ID = re.compile(r"[0-9A-Za-z][0-9A-Za-z-]{0,63}", re.ASCII)


class Person(Group):
    """A person: an object whose pack names the fields; `person_id` is added to them, hidden, and made by the platform.

    A list of persons is a table whose kind is `person` too.
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

    def say(self, value: Any, field: Field, names: Mapping[str, str]) -> str:
        """The name, or everything that is said of the person where no field is called so."""
        if isinstance(value, Mapping) and isinstance(value.get("name"), str):
            return str(value["name"])
        return super().say(value, field, names)
