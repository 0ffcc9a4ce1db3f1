"""Officers."""

from fangyuan.kinds.unit import Unit
from fangyuan.model.kinds import Example


class Officer(Unit):
    """An officer by id. Whoever is not offered is refused when the answers are recorded."""

    name = "officer"
    template = "officer.html"
    example = Example(
        {"type": "string", "title": "经办人", "x-fangyuan-kind": "officer"}, None, {"": ["no-such-officer"]}
    )
