"""One line of text."""

from fangyuan.kinds.kind import Kind


class Text(Kind):
    """One line: names, titles, numbers of documents."""

    name = "text"
    template = "text.html"
