"""The word `x-fangyuan-offer`: which units, officers or rows of the case a field offers."""

from collections.abc import Mapping
from typing import Any

from fangyuan.forms.inlining import Pointer, Say
from fangyuan.forms.vocabulary import PREFIX
from fangyuan.model.fields import Offer

WORD = PREFIX + "offer"
ROW = "row"
_TEXTS, _LISTS = ("among", "title"), ("kinds", "except-kinds")
_FITTING: Mapping[str, frozenset[str]] = {
    "unit": frozenset({"among", "kinds", "except-kinds"}),
    "officer": frozenset({"among"}),
    ROW: frozenset({"among", "title"}),
}
"""Kind -> the words that its offer may hold."""


def offer_of(raw: Mapping[str, Any], kind: str, at: Pointer, say: Say) -> Offer | None:
    """What a field offers, said of it or of each of its items; nothing where it offers all, or what is said is told wrong."""
    holder, place = _holder(raw, at)
    if WORD not in holder:
        if kind == ROW:
            say("bad-offer", at, word="among", kind=kind)
        return None
    said, where = holder[WORD], (*place, WORD)
    if not isinstance(said, Mapping):
        say("bad-offer", where, word="offer", kind=kind)
        return None
    wrong = _wrong(said, kind)
    for word in wrong:
        say("bad-offer", (*where, word) if word in said else where, word=word, kind=kind)
    if wrong:
        return None
    return Offer(
        among=said.get("among", ""),
        kinds=tuple(said.get("kinds", ())),
        except_kinds=tuple(said.get("except-kinds", ())),
        title=said.get("title", ""),
    )


def _holder(raw: Mapping[str, Any], at: Pointer) -> tuple[Mapping[str, Any], Pointer]:
    items = raw.get("items")
    return (items, (*at, "items")) if WORD not in raw and isinstance(items, Mapping) and WORD in items else (raw, at)


def _wrong(said: Mapping[str, Any], kind: str) -> list[str]:
    """The words that do not fit, are of the wrong shape, or are missing."""
    fitting = _FITTING.get(kind, frozenset())
    wrong = [word for word in said if word not in fitting]
    wrong += [word for word in _TEXTS if word in said and not (isinstance(said[word], str) and said[word])]
    wrong += [word for word in _LISTS if word in said and not _is_words(said[word])]
    if (kind == ROW and "among" not in said) or not said:
        wrong.append("among")
    return list(dict.fromkeys(wrong))


def _is_words(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(one, str) and one for one in value)
