"""A place on the map."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from fangyuan.kinds.cleaning import narrow
from fangyuan.kinds.kind import Kind
from fangyuan.kinds.wording import MESSAGES, failed
from fangyuan.model.fields import Field, Schema
from fangyuan.model.kinds import ABSENT, Example, Format, Parsed

_DEGREES = re.compile(r"-?[0-9]{1,3}(?:\.[0-9]{1,6})?", re.ASCII)


def is_geolocation(text: str) -> bool:
    """Latitude and longitude in degrees, between a comma: `35.2489,115.4637`."""
    north, mark, east = text.partition(",")
    both = bool(_DEGREES.fullmatch(north) and _DEGREES.fullmatch(east))
    return bool(mark) and both and abs(float(north)) <= 90 and abs(float(east)) <= 180


class Geolocation(Kind):
    """Latitude and longitude (WGS 84, degrees with at most six decimals, which is a hand's breadth)."""

    name = "geolocation"
    template = "geolocation.html"
    fragment: Schema = {"format": "geolocation"}
    formats = (Format("geolocation", is_geolocation, "not-a-place", *MESSAGES["not-a-place"]),)
    example = Example(
        {"type": "string", "title": "现场位置", "x-fangyuan-kind": "geolocation"},
        "35.2489,115.4637",
        {"": ["95", "115.4"]},
    )

    def parse(self, raw: Sequence[str], field: Field) -> Parsed:
        """A page posts latitude and longitude as two texts; anybody else may write both in one."""
        if field.many or len(raw) < 2:
            return super().parse(raw, field)
        north, east = (narrow(text[:100]).replace(" ", "") for text in raw[:2])
        if not north and not east:
            return ABSENT
        return _made(north, east) if north and east else failed("half-a-place")

    def read(self, text: str, field: Field) -> Parsed:
        """Both in one text, between a comma or a blank."""
        parts = narrow(text).replace(",", " ").split()
        return _made(*parts) if len(parts) == 2 else failed("not-a-place")

    def format(self, value: Any, field: Field) -> Sequence[str]:
        """The two numbers; of several places each in one text."""
        return [str(each) for each in self._each(value)] if field.many else str(value).split(",")

    def say(self, value: Any, field: Field, names: Mapping[str, str]) -> str:
        """北纬35.2489°，东经115.4637°."""
        if not isinstance(value, str) or not is_geolocation(value):
            return str(value)
        north, east = value.split(",")
        across = f"{'南纬' if north.startswith('-') else '北纬'}{north.lstrip('-')}°"
        return f"{across}，{'西经' if east.startswith('-') else '东经'}{east.lstrip('-')}°"


def _made(north: str, east: str) -> Parsed:
    rounded = (_rounded(north), _rounded(east))
    return Parsed(",".join(rounded)) if is_geolocation(",".join(rounded)) else failed("not-a-place")


def _rounded(text: str) -> str:
    """At most six decimals; a text that is no number stays as it is."""
    whole, _, decimals = text.partition(".")
    return f"{whole}.{decimals[:6]}" if decimals.isdecimal() and decimals.isascii() else text
