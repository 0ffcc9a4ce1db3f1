"""What a text is found by: overlapping pairs of characters, which serve Chinese, numbers and Latin words alike.

No dictionary is asked, so that a name of two characters, a rare one or a part of a number is found as surely as a
common word; and pairs that follow one another are found only where the text itself has them together.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256

LONGEST = 8_000
"""As many characters of one text as are kept for finding."""

MOST_PARTS = 8
"""As many parts of a question, parted by blanks, as are asked for."""

MARK = "\ue002"
"""What a mark begins with; no text that is looked for can hold it."""

_BRACKETS = str.maketrans("〔【［〕】］「」『』", "[[[]]]''''")
_FULL_WIDTH = {code: code + 0xFEE0 for code in range(0x21, 0x7F) if not chr(code).isalnum()}
_UNSEEN = ("Cc", "Cf", "Cs", "Co", "Cn")


def parts(text: str) -> list[str]:
    """The parts of a text between blanks, written in one way: width, case and the shape of brackets do not matter.

    >>> parts("设备〔2026〕１２号  ABC")
    ['设备［2026］12号', 'abc']
    """
    plain = unicodedata.normalize("NFKC", text.translate(_BRACKETS)).casefold()
    if not plain.isprintable():
        # What can be printed has nothing unseen in it, and is most of what is written.
        plain = "".join(letter if unicodedata.category(letter) not in _UNSEEN else " " for letter in plain)
    return plain.translate(_FULL_WIDTH).split()


def tokens(text: str, before: str = "") -> list[str]:
    """The tokens of a text in order, each with `before` in front. The last character of a part stands alone: it parts
    what is not together.

    >>> tokens("王某某 来")
    ['王某', '某某', '某', '来']
    """
    return [before + token for part in parts(text[:LONGEST]) for token in (*pairs(part), part[-1])]


def pairs(part: str) -> list[str]:
    """The overlapping pairs of one part; none of a single character."""
    return [part[at : at + 2] for at in range(len(part) - 1)]


def mark(kind: str, *about: str) -> str:
    """A token for something that is no text: the tenant, a unit, a number that is sealed."""
    known = sha256("\x1f".join(about).encode(errors="replace"))
    return f"{MARK}{kind}{known.hexdigest()[:20]}"


class Fts5:
    """A question in the words of SQLite's FTS5."""

    def phrase(self, found: list[str]) -> str:
        """Tokens that follow one another."""
        return f'"{" ".join(found)}"'

    def beginning(self, letter: str) -> str:
        """Any token that begins so."""
        return f'"{letter}" *'

    def every(self, asked: Iterable[str]) -> str:
        """All of these."""
        return "(" + " AND ".join(asked) + ")"

    def any_of(self, asked: Iterable[str]) -> str:
        """One of these at least."""
        return "(" + " OR ".join(asked) + ")"


class TsQuery(Fts5):
    """A question in the words of PostgreSQL's tsquery; no token holds a quote or a backslash."""

    def phrase(self, found: list[str]) -> str:
        """Tokens that follow one another."""
        return "(" + " <-> ".join(f"'{token}'" for token in found) + ")"

    def beginning(self, letter: str) -> str:
        """Any token that begins so."""
        return f"'{letter}':*"

    def every(self, asked: Iterable[str]) -> str:
        """All of these."""
        return "(" + " & ".join(asked) + ")"

    def any_of(self, asked: Iterable[str]) -> str:
        """One of these at least."""
        return "(" + " | ".join(asked) + ")"


SPEECHES: dict[str, Fts5] = {"sqlite": Fts5(), "postgresql": TsQuery()}


def question(
    speech: Fts5,
    words: str,
    within: Iterable[Iterable[str]],
    kept: Sequence[str] = (),
    marks: Sequence[str] = (),
    either: Sequence[str] = (),
) -> str:
    """What is asked of the index: every part of the words, or one of `either`, or one of the `marks`; of each group `within`
    one mark.

    `kept` are the marks before texts that not everybody may read: a part may stand there too. Empty where the words hold
    nothing that can be looked for.
    """
    asked = [_part(speech, part, kept) for part in parts(words)[:MOST_PARTS]]
    others = [_part(speech, part, kept) for one in either for part in parts(one)]
    ways = [*([speech.every(asked)] if asked else []), *others, *(speech.phrase([one]) for one in marks)]
    if not ways:
        return ""
    return speech.every([speech.any_of(ways), *_marks(speech, within)])


def _part(speech: Fts5, part: str, kept: Sequence[str]) -> str:
    """One part, in the open text or in one that this reader may read."""
    if len(part) == 1:
        return speech.any_of(speech.beginning(before + part) for before in ("", *kept))
    return speech.any_of(speech.phrase([before + pair for pair in pairs(part)]) for before in ("", *kept))


def _marks(speech: Fts5, within: Iterable[Iterable[str]]) -> Iterator[str]:
    for group in within:
        yield speech.any_of(speech.phrase([one]) for one in group)
