"""A field kind for number plates of vehicles (GA 36-2018): read in either width, kept in one way, judged by its form.

It is drawn with the platform's own template for a line of text; nothing of the platform but its hooks and its model is
imported.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from fangyuan.hookspecs import hookimpl
from fangyuan.model.fields import Field, Schema
from fangyuan.model.kinds import ABSENT, Example, ExportValue, FieldKind, Format, Parsed

_PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z][A-HJ-NP-Z0-9]{4,5}[A-HJ-NP-Z0-9挂学警港澳]"
)
_CHINESE = "不是车牌号，请按“鲁R12345”的样子填写"
_ENGLISH = "Not a number plate; write it like 鲁R12345"


def is_plate(text: str) -> bool:
    """Seven characters, eight for vehicles with a battery."""
    return bool(_PLATE.fullmatch(text))


class Plate:
    """`鲁R·12345`, `鲁r 12345`, `鲁Ｒ12345`: kept as `鲁R12345`."""

    name = "plate"
    schema_type = "string"
    template = "text.html"
    fragment: Schema = MappingProxyType({"format": "plate"})
    formats = (Format("plate", is_plate, "not-a-plate", _CHINESE, _ENGLISH),)
    example = Example({"type": "string", "title": "车牌号", "x-fangyuan-kind": "plate"}, "鲁R12345", {"": ["12345"]})

    def parse(self, raw: Sequence[str], field: Field) -> Parsed:
        """The last text that says something, in half width and capitals, without dots and blanks."""
        plates = [re.sub(r"[\s·•.-]", "", unicodedata.normalize("NFKC", text)).upper() for text in raw if text.strip()]
        if not plates:
            return ABSENT
        if is_plate(plates[-1]):
            return Parsed(plates[-1])
        return Parsed(problem=_CHINESE, code="not-a-plate", detail={"english": _ENGLISH})

    def format(self, value: Any, field: Field) -> Sequence[str]:
        """The plate."""
        return [str(value)]

    def text(self, value: Any, field: Field, names: Mapping[str, str]) -> str:
        """With the dot that stands on the metal."""
        plate = str(value)
        return f"{plate[:2]}·{plate[2:]}" if is_plate(plate) else plate

    def export(self, value: Any, field: Field, names: Mapping[str, str]) -> ExportValue:
        """As it is kept, so that lists of other systems match."""
        return None if value is None else str(value)


@hookimpl
def field_kinds() -> Iterable[FieldKind]:
    """The kind `plate`."""
    return [Plate()]
