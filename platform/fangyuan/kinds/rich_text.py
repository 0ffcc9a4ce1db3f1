"""Text with a little formatting, kept as the marks of Markdown that people type, or that the buttons type for them.

Kept as plain text, so it reads well in a ledger, can be searched and compared, and nothing in it can act: HTML that
somebody types or pastes is text like any other. `html` renders the marks, and what is rendered is sanitised once more.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

import nh3

from fangyuan.kinds.long_text import LongText
from fangyuan.model.fields import Field
from fangyuan.model.kinds import Example
from fangyuan.model.later import later

if TYPE_CHECKING:
    import markdown_it
    from markdown_it.token import Token
else:
    markdown_it = later("markdown_it")

_MARKS = ["blockquote", "emphasis", "escape", "heading", "link", "list", "newline"]
TAGS = {"a", "blockquote", "br", "em", "h1", "h2", "h3", "h4", "h5", "h6", "li", "ol", "p", "strong", "ul"}
_SCHEMES = {"http", "https", "mailto"}


class RichText(LongText):
    """Paragraphs with **bold**, *italic*, headings, lists, quotations and links."""

    name = "rich-text"
    template = "rich-text.html"
    example = Example(
        {"type": "string", "title": "处理意见", "maxLength": 60},
        "经核查，**情况属实**。\n\n- 三日内修复\n- 修复后复看",
        {"": ["- 同样的一句话写了一遍又一遍\n" * 6]},
    )

    def html(self, value: Any, field: Field) -> str:
        """The value as harmless HTML; links lead only to web pages and mailboxes."""
        rendered = _reader().render(str(value))
        return nh3.clean(
            rendered,
            tags=TAGS,
            attributes={"a": {"href"}},
            url_schemes=_SCHEMES,
            link_rel="noopener noreferrer nofollow",
        )

    def say(self, value: Any, field: Field, names: Mapping[str, str]) -> str:
        """The text without its marks."""
        return "\n".join(_lines(_reader().parse(str(value))))


@cache
def _reader() -> "markdown_it.MarkdownIt":
    return markdown_it.MarkdownIt("zero", {"breaks": True}).enable(_MARKS)


def _lines(tokens: Sequence["Token"]) -> Iterator[str]:
    """Every paragraph, heading and entry of a list, entries behind a dot."""
    entry = False
    for token in tokens:
        entry = entry or token.type == "list_item_open"
        if token.type == "inline":
            text = "".join(
                "\n" if part.type in ("softbreak", "hardbreak") else part.content for part in token.children or ()
            )
            yield f"· {text}" if entry else text
            entry = False
