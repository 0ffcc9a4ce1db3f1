"""The words of a letter that may be put otherwise on its way, and what each of them may become."""

from collections.abc import Mapping

from fangyuan.engine.field_rights import field_path
from fangyuan.engine.lettering import OWN
from fangyuan.engine.refusing import refuse
from fangyuan.engine.rounds import Round
from fangyuan.kinds.dates import read_date
from fangyuan.model.fields import Field
from fangyuan.model.pack import Pack
from fangyuan.model.procedure import CaseType
from fangyuan.model.state import LetterState

LONGEST = 20_000
"""How many characters one word of a letter may have."""

_ELSEWHERE = (OWN, "case.", "unit.", "subject.", "tenant.", "clock.")
"""How paths begin of which the case, the directory or the calendar says what is true, not whoever writes the letter."""

_NAMING = ("unit", "officer", "person", "row")


def editable_words(pack: Pack, case_type: CaseType, state: LetterState) -> tuple[str, ...]:
    """The words of a letter that may be changed on its way: what was answered in words, numbers and dates.

    Not a row, nothing sealed, nothing that the letter or the case says about itself, and no name of a unit or a person.
    """
    letter = pack.letters.get(state.letter)
    return tuple(
        word
        for word, path in (letter.context.items() if letter else ())
        if not path.startswith(_ELSEWHERE)
        and _is_wording(case_type.fields.get(field_path(path, case_type.fields)))
        and not isinstance(state.context.get(word), list | tuple | Mapping)
    )


def changed_words(round_: Round, state: LetterState, words: Mapping[str, str]) -> dict[str, str]:
    """The words that are to be changed and are not the same already, a date as `2026-02-10`; refuses what none can be."""
    allowed = editable_words(round_.pack, round_.case_type, state)
    for word, text in words.items():
        if word not in allowed:
            refuse("unknown-word", f"“{state.title}”的“{word}”不能在这里修改", "请更正案件里相应的内容", word)
        if len(text) > LONGEST:
            refuse("too-long", f"“{word}”不能超过 {LONGEST} 字", "请缩短", word)
    plain = {word: _as_asked(round_, state, word, text.strip()) for word, text in words.items()}
    return {word: text for word, text in plain.items() if text != state.context.get(word, "")}


def _is_wording(field: Field | None) -> bool:
    """Whether what stands there was written by somebody; a path without a field is a word of the occasion."""
    return field is None or not (field.sensitive or field.children or field.kind in _NAMING)


def _as_asked(round_: Round, state: LetterState, word: str, text: str) -> str:
    """The text; where the form asks for a day, that day."""
    path = round_.pack.letters[state.letter].context[word]
    field = round_.case_type.fields.get(field_path(path, round_.case_type.fields))
    if not text or field is None or field.many or field.schema.get("format") != "date":
        return text
    day = read_date(text)
    if day is None:
        refuse("not-a-date", f"“{field.title}”要写一个日期，“{text[:40]}”不是", "请写成 2026年3月20日", word)
    return day.isoformat()
