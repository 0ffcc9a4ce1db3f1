"""A person's sex (GB/T 2261.1)."""

from collections.abc import Sequence
from typing import Any

from fangyuan.kinds.choices import every
from fangyuan.kinds.identity import FEMALE, MALE, SEXES
from fangyuan.kinds.radio import Radio
from fangyuan.kinds.wording import MESSAGES
from fangyuan.model.fields import Field, Option, Schema
from fangyuan.model.kinds import Example, Format

OWN = (Option(MALE, SEXES[MALE]), Option(FEMALE, SEXES[FEMALE]), Option("unknown", "未说明"))
_KNOWN = frozenset({MALE, FEMALE, "unknown", "M", "F", "0", "1", "2", "9", "男", "女", "未知", "未说明"})


class Sex(Radio):
    """One of the pack's options, or of male, female and unknown where it names none.

    In a person it follows from the identity number where nothing is chosen.
    """

    name = "sex"
    fragment: Schema = {"format": "sex"}
    formats = (Format("sex", _KNOWN.__contains__, "not-a-sex", *MESSAGES["not-a-sex"]),)
    example = Example({"type": "string", "title": "性别", "x-fangyuan-kind": "sex"}, "female", {"": ["不详"]})

    def options(self, field: Field) -> Sequence[Option]:
        """Those of the pack, else the standard's."""
        return field.options or OWN

    def meant(self, sex: str, field: Field) -> Any:
        """The value that the options have for `male` or `female`; None where they have none."""
        words = (sex, SEXES[sex], "M" if sex == MALE else "F")
        options = every(self.options(field))
        return next((one.value for one in options if one.value in words or one.title in words), None)
