"""A birth date."""

from fangyuan.kinds.date import Date
from fangyuan.model.kinds import Example


class BirthDate(Date):
    """A day of birth. In a person it follows from the identity number where nothing is typed."""

    name = "birth-date"
    example = Example(
        {"type": "string", "title": "出生日期", "x-fangyuan-kind": "birth-date"}, "1949-12-31", {"": ["1949-02-30"]}
    )
