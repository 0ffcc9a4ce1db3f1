"""A code of a versioned list."""

from collections.abc import Mapping
from typing import Any

from fangyuan.kinds.select import Select
from fangyuan.model.fields import Field, Option
from fangyuan.model.kinds import Example, ExportValue

_TREE = (
    Option(
        "01",
        "城乡建设",
        (Option("0101", "道路照明"), Option("0102", "排水"), Option("0103", "拆迁补偿"), Option("0104", "物业管理")),
    ),
    Option("02", "劳动和社会保障", (Option("0201", "工资"), Option("0202", "养老保险"), Option("0203", "工伤"))),
    Option("03", "教育文体", (Option("0301", "入学"), Option("0302", "场馆"), Option("0303", "校车"))),
    Option("09", "其他（2020版）", retired=True),
)


class CodeList(Select):
    """A code of a versioned list, a tree perhaps, kept as code and read as title.

    A retired code stays readable and is offered no more.
    """

    name = "code-list"
    template = "code-list.html"
    example = Example(
        {"type": "string", "title": "内容分类", "x-fangyuan-code-list": "example"}, "0101", {"": ["9999"]}, _TREE
    )

    def export(self, value: Any, field: Field, names: Mapping[str, str]) -> ExportValue:
        """The titles."""
        return None if value is None else self.text(value, field, names)
