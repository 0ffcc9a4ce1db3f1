"""A time of the day."""

from fangyuan.kinds.cleaning import narrow
from fangyuan.kinds.dates import clock, format_of, is_time, read_time
from fangyuan.kinds.kind import Kind
from fangyuan.kinds.wording import failed
from fangyuan.model.fields import Field, Schema
from fangyuan.model.kinds import Example, Parsed


class Time(Kind):
    """A time of the day."""

    name = "time"
    template = "time.html"
    example = Example({"type": "string", "title": "会面时间", "format": "time"}, "09:30", {"": ["25:00"]})
    fragment: Schema = {"format": "time"}
    formats = (format_of("time", is_time, "not-a-time"),)

    def read(self, text: str, field: Field) -> Parsed:
        """The time as `09:30`."""
        typed = narrow(text).replace(" ", "")
        if is_time(typed):
            return Parsed(typed)
        at = read_time(typed)
        return failed("not-a-time") if at is None else Parsed(clock(at))
