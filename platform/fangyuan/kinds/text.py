"""One line of text."""

from fangyuan.kinds.kind import Kind
from fangyuan.model.kinds import Example


class Text(Kind):
    """One line: names, titles, numbers of documents."""

    name = "text"
    template = "text.html"
    example = Example(
        {"type": "string", "title": "事项名称", "maxLength": 20, "x-fangyuan-hint": "一句话说清楚"},
        "东街路灯不亮",
        {"": ["这一句话写得实在是太长了，长得超过了这一栏所能容纳的二十个字"]},
    )
