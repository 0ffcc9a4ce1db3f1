"""The word `x-fangyuan-plan-back`: a list whose rows get dates counted back from a deadline (倒排工期)."""

from collections.abc import Mapping, Sequence
from typing import Any

from fangyuan.forms.findings import listed, near
from fangyuan.forms.inlining import Pointer, Say
from fangyuan.forms.vocabulary import PREFIX
from fangyuan.model.fields import BackPlan, Field

WORD = PREFIX + "plan-back"
_KINDS: Mapping[str, tuple[str, ...]] = {
    "takes": ("duration",), "due": ("date",), "begin": ("date",), "explain": ("text", "long-text"),
}  # fmt: skip
"""What names a field of a row -> the kinds that the field may have."""

_NEEDED = ("from", "takes", "due")
_KNOWN = (*_NEEDED, "begin", "explain", "calendar")


def back_plan(raw: Mapping[str, Any], rows: Sequence[Field], at: Pointer, say: Say) -> BackPlan | None:
    """The plan that a list asks for; nothing where it asks for none, or what it says of it is wrong and told.

    `rows` are the fields of a row.
    """
    if WORD not in raw:
        return None
    said, place = raw[WORD], (*at, WORD)
    if not isinstance(said, Mapping) or not rows:
        say("bad-plan", place, word="plan-back", wanted="{from: …, takes: …, due: …}")
        return None
    wrong = [word for word in said if word not in _KNOWN] + [word for word in _NEEDED if not said.get(word)]
    wrong += [word for word in said if word in _KNOWN and not isinstance(said[word], str)]
    for word in wrong:
        say("bad-plan", (*place, word) if word in said else place, word=word, wanted="{from: …, takes: …, due: …}")
    if wrong or not _names_rows(said, rows, place, say):
        return None
    given = {word: said[word] for word in ("takes", "due", "begin", "explain", "calendar") if word in said}
    return BackPlan(deadline=said["from"], **given)


def _names_rows(said: Mapping[str, Any], rows: Sequence[Field], place: Pointer, say: Say) -> bool:
    """Whether what names a field of a row names one of the right kind."""
    known = {row.name: row for row in rows if not row.many}
    sound = True
    for word, kinds in _KINDS.items():
        name = said.get(word)
        if name is None or (name in known and known[name].kind in kinds):
            continue
        fitting = [row.name for row in known.values() if row.kind in kinds]
        say("plan-field", (*place, word), word=word, name=name, kind=kinds[0], near=near(name, fitting),
            known=listed(fitting))  # fmt: skip
        sound = False
    return sound
