"""One of a few options, all in sight."""

from fangyuan.kinds.select import WAYS, Select
from fangyuan.model.kinds import Example


class Radio(Select):
    """One of a few options, all in sight."""

    name = "radio"
    template = "radio.html"
    example = Example({"title": "办理方式", "x-fangyuan-kind": "radio", "oneOf": WAYS}, "letter", {"": ["别的"]})
