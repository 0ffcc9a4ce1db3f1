"""Letters: an official's docx template filled with a frozen context, in a sandbox.

A template is data of a pack that a stranger may have written: it can read the context and nothing else, it takes no longer
than the context is large (`packs.template_language`), and what it prints is escaped.
"""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile

from jinja2 import StrictUndefined, TemplateError
from jinja2.exceptions import SecurityError
from markupsafe import Markup, escape

from fangyuan.model.later import later
from fangyuan.packs.template_language import LetterEnvironment
from fangyuan.packs.templates import TemplateUnreadable, as_template

if TYPE_CHECKING:
    import docxtpl
else:
    docxtpl = later("docxtpl")

MOST_TEMPLATE_BYTES = 8 * 1024 * 1024
PARAGRAPH = "\a"
"""What docxtpl makes a new paragraph of."""

_FAULTS = (
    BadZipFile, KeyError, MemoryError, OSError, OverflowError, RecursionError, SecurityError, SyntaxError, TemplateError,
    TemplateUnreadable, TypeError, ValueError,
)  # fmt: skip


class LetterFailed(Exception):
    """A letter cannot be made; the text says which part of the template is wrong."""


def render(template: bytes, context: Mapping[str, Any]) -> bytes:
    """The docx of a letter; raises LetterFailed for a template that is neither a docx nor a page or names what the context lacks."""
    if len(template) > MOST_TEMPLATE_BYTES:
        raise LetterFailed(f"the template has {len(template)} bytes, more than {MOST_TEMPLATE_BYTES}")
    try:
        document = docxtpl.DocxTemplate(BytesIO(as_template(template)))
        document.render(_in_paragraphs(context), jinja_env=sandbox(), autoescape=True)
        made = BytesIO()
        document.save(made)
    except _FAULTS as wrong:
        raise LetterFailed(str(wrong) or type(wrong).__name__) from wrong
    return made.getvalue()


def _in_paragraphs(value: Any) -> Any:
    """The context with each line of a text as a paragraph of its own, set as the one it stands in; blank lines are left out."""
    if isinstance(value, Mapping):
        return {key: _in_paragraphs(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_in_paragraphs(item) for item in value]
    if not isinstance(value, str):
        return value
    lines = ("".join(map(_printed, line)).strip() for line in value.splitlines())
    return _literal(PARAGRAPH.join(filter(None, lines)))


def _printed(character: str) -> str:
    """A character that can stand in a document; what no printer shows, and no document may hold, becomes a space."""
    return " " if unicodedata.category(character) in ("Cc", "Cs") or character in "\ufffe\uffff" else character


def _literal(text: str) -> str:
    """The text as it was typed: docxtpl takes `{_{` and its like for braces that a template wants printed."""
    if not any(sign in text for sign in ("{_{", "}_}", "{_%", "%_}")):
        return text
    return Markup(str(escape(text)).replace("_", "&#95;"))  # noqa: S704 - it was escaped here.


def sandbox() -> LetterEnvironment:
    """The environment of every template: strict, escaped, without `range` and without access to attributes."""
    environment = LetterEnvironment(autoescape=True, undefined=StrictUndefined)
    environment.globals.clear()
    environment.filters["date"] = long_date
    environment.filters["chinese_date"] = chinese_date
    environment.filters["sentence"] = sentence
    return environment


def long_date(value: Any) -> str:
    """2026年2月10日, as GB/T 9704-2012 writes dates; blank stays blank, and a text that is no date stands as it was written."""
    found = _date(value)
    return f"{found.year}年{found.month}月{found.day}日" if found else value or ""


_ENDS = "。！？；：，、…—.!?;:,"
_CLOSES = "”’）)》〉】」』]"


def sentence(value: Any) -> Any:
    """A text with a full stop behind it, unless it ends with a sign already; blank stays blank."""
    bare = str(value).rstrip()
    inner = bare.rstrip(_CLOSES)
    if not bare or bare[-1] in _ENDS or (inner and inner[-1] in _ENDS):
        return value
    return value + "。" if isinstance(value, str) else f"{value}。"


_DIGITS = "〇一二三四五六七八九"


def chinese_date(value: Any) -> str:
    """二〇二六年二月十日 (the zero is U+3007); blank stays blank, and a text that is no date stands as it was written."""
    found = _date(value)
    if not found:
        return value or ""
    year = "".join(_DIGITS[int(digit)] for digit in str(found.year))
    return f"{year}年{_small_number(found.month)}月{_small_number(found.day)}日"


def _small_number(number: int) -> str:
    """1 to 99 in Chinese."""
    tens, ones = divmod(number, 10)
    return ("" if tens == 0 else ("" if tens == 1 else _DIGITS[tens]) + "十") + ("" if ones == 0 else _DIGITS[ones])


_LONG_DATE = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日", re.ASCII)


def _date(value: Any) -> date | None:
    """A date out of a date, an instant, or a text; out of one that was written as `long_date` writes it, too."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date) or not value:
        return value or None
    written = _LONG_DATE.fullmatch(str(value))
    try:
        return date(*map(int, written.groups())) if written else date.fromisoformat(str(value)[:10])
    except ValueError:
        return None
