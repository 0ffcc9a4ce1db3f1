"""Rows of a list of the case: a request, a measure, a step."""

from fangyuan.kinds.unit import Unit
from fangyuan.model.kinds import Example


class Row(Unit):
    """A row of a list that the case has, by its id. What is not offered is refused when the answers are recorded."""

    name = "row"
    template = "row.html"
    example = Example(
        {"type": "string", "title": "退回的诉求", "x-fangyuan-kind": "row", "x-fangyuan-offer": {"among": "demands"}},
        None,
        {"": ["no-such-row"]},
    )
