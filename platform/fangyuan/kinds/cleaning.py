"""Makes typed text harmless: control characters, zero-width characters, marks that turn the direction of writing.

Names and sentences keep their characters as they are (rare characters of GB18030 too). Only what is made of digits and
Latin letters (numbers, dates, identity numbers, phones) is brought to half width by `narrow`.
"""

import re
import unicodedata

PLACEHOLDER_MARKS = "\ue000\ue001"
"""The engine brackets the place of a number that is not drawn yet with these; nobody may type them."""

_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−－﹣", "-"))
_BLANKS = re.compile(r"[^\S\n]+")
_PLAIN = re.compile(r"[\x20-\x7e\u4e00-\u9fff]*")


def _harmless(character: str) -> bool:
    if character in "\n\t":
        return True
    return unicodedata.category(character) not in ("Cc", "Cf", "Cs") and character not in PLACEHOLDER_MARKS


def harmless(text: str) -> str:
    r"""The text without invisible characters; line ends become `\n`. A text that needs nothing comes back itself."""
    if _PLAIN.fullmatch(text):
        return text
    ended = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    return "".join(filter(_harmless, ended))


def line(text: str) -> str:
    """One line: harmless, line ends and runs of blanks become one blank, nothing at the ends."""
    return " ".join(harmless(text).split())


def paragraphs(text: str) -> str:
    """Several lines: harmless, no blanks at the ends of lines, none before and after."""
    return "\n".join(part.rstrip() for part in harmless(text).split("\n")).strip()


def narrow(text: str) -> str:
    """One line in half width: full-width digits, letters and signs (NFKC), every dash a hyphen."""
    return unicodedata.normalize("NFKC", line(text)).translate(_DASHES).strip()
