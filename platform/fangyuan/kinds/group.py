"""A group of fields."""

from collections.abc import Mapping, Sequence
from typing import Any

from fangyuan.kinds.kind import Kind
from fangyuan.model.fields import Field
from fangyuan.model.kinds import ABSENT, Example, Parsed


class Group(Kind):
    """An object: its fields stand together under a title."""

    name = "group"
    schema_type = "object"
    template = "group.html"
    example = Example(
        {
            "type": "object", "title": "联系人", "required": ["name"],
            "properties": {
                "name": {"type": "string", "title": "姓名"},
                "phone": {"type": "string", "title": "电话", "format": "phone"},
            },
        },
        {"name": "王某", "phone": "13800000000"},
        {"phone": ["没有电话"]},
    )  # fmt: skip

    def parse(self, raw: Sequence[str], field: Field) -> Parsed:
        """Nothing is posted under the name of a group itself."""
        return ABSENT

    def format(self, value: Any, field: Field) -> Sequence[str]:
        """Nothing is posted under the name of a group itself."""
        return []

    def say(self, value: Any, field: Field, names: Mapping[str, str]) -> str:
        """The texts of its simple answers, in the order of its fields."""
        inner = value if isinstance(value, Mapping) else {}
        return " ".join(str(inner[child.name]) for child in field.children if _plain(child, inner))


def _plain(child: Field, answers: Mapping[str, Any]) -> bool:
    return isinstance(answers.get(child.name), (str, int, float)) and child.kind != "hidden"
