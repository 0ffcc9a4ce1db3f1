"""Facets that name other parts of the pack by their ids, said by the titles of what they name."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from fangyuan.casework.reading import recurrence
from fangyuan.casework.reading.differing import receptions, records
from fangyuan.casework.reading.differing.schemas import kind, schema
from fangyuan.casework.reading.differing.voices import Voice
from fangyuan.casework.reading.why import event_title
from fangyuan.compiler.comparing import Sort
from fangyuan.kinds.choices import every, written
from fangyuan.model.pack import Scope

Teller = Callable[[Voice, Any], str]
Pair = tuple[str, str]

LEVELS: Mapping[str, Pair] = {
    "province": ("省", "province"), "city": ("市", "city"), "county": ("县", "county"), "township": ("乡镇", "township"),
    "village": ("村", "village"),
}  # fmt: skip
_HOLIDAYS: Mapping[str, Pair] = {
    "as-it-falls": ("不变", "as it falls"), "next-workday": ("顺延到下一个工作日", "the next working day"),
    "previous-workday": ("提前到上一个工作日", "the working day before"), "skip": ("不做", "left out"),
}  # fmt: skip
_OVER: Mapping[str, Pair] = {"tenant": ("本机关", "this jurisdiction"), "levels": ("本机关和下级", "with all below")}
_BY: Mapping[str, Pair] = {"unit": ("单位", "unit"), "level": ("层级", "level")}
_MEASURES: Mapping[str, Pair] = {"count": ("数量", "count"), "rate": ("比率", "rate")}
_SOURCES: Mapping[str, Pair] = {
    "letter.number": ("文号", "number of the letter"), "letter.date": ("成文日期", "date of the letter"),
    "letter.title": ("文书名称", "title of the letter"), "letter.copy": ("份次", "number of the copy"),
    "unit.title": ("单位名称", "name of the unit"), "subject.title": ("对象名称", "name of the unit concerned"),
    "extension.title": ("所延时限", "clock that is extended"), "extension.reason": ("延期理由", "reason of the extension"),
    "extension.by": ("延长多久", "length of the extension"), "extension.due": ("延期后的期限", "due date as extended"),
}  # fmt: skip
_WEEK = ("一", "二", "三", "四", "五", "六", "日")
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_TODAY = "today"


def said(voice: Voice, value: Any) -> str:
    """An answer as anybody would say it: lengths of time in words, yes and no."""
    if isinstance(value, bool):
        return voice.yes(value)
    return schema(voice, value)


def chosen(voice: Voice, path: str, value: Any) -> str:
    """An answer of a field as its options call it."""
    if isinstance(value, list | tuple):
        return voice.joined(chosen(voice, path, one) for one in value)
    if isinstance(value, Mapping):
        parts = ((f"{path}.{name}", one) for name, one in value.items())
        return voice.clauses(
            *(f"{voice.path(name)}{voice.either('：', ': ')}{chosen(voice, name, one)}" for name, one in parts)
        )
    if isinstance(value, str) and value == _TODAY:
        return voice.either("当天", "today")
    return voice.titles.get(f"{path}={written(value)}") or said(voice, value)


def _titles(say: Callable[[Voice], Callable[[str], str]]) -> Teller:
    """A teller of one id or of several."""

    def teller(voice: Voice, value: Any) -> str:
        return say(voice)(value) if isinstance(value, str) else voice.joined(map(say(voice), value))

    return teller


def _words(pairs: Mapping[str, Pair]) -> Teller:
    """A teller of the words of a closed list."""
    return _titles(lambda voice: lambda word: voice.either(*pairs.get(word, (word, word))))


def _pairs(name: Callable[[Voice, str], str], value: Callable[[Voice, Any], str]) -> Teller:
    """A teller of a mapping, in brackets behind each name what holds of it."""
    return lambda voice, given: voice.joined(
        voice.bracketed(name(voice, key), value(voice, one)) for key, one in given.items()
    )


def _sorted(voice: Voice, paths: Iterable[str]) -> str:
    falling = voice.either("（从大到小）", " (falling)")
    return voice.joined(voice.path(path.removeprefix("-")) + (falling if path[:1] == "-" else "") for path in paths)


def _prefill(voice: Voice, path: str) -> str:
    if path == _TODAY:
        return voice.either("当天", "today")
    if path.startswith("earlier."):
        return voice.either("同一人前一件的“{}”", "“{}” of the case before").format(
            voice.path(path.removeprefix("earlier."))
        )
    return f"“{voice.path(path)}”"


def _parents(voice: Voice, parents: Mapping[str, str]) -> str:
    return voice.joined(f"{name} {version.partition(' ')[0]}" for name, version in parents.items())


def _shown(voice: Voice, parts: Iterable[tuple[str, Any]]) -> str:
    """What a layout hides or shows: fields by their titles, groups by their headings."""
    named = ((voice.path(place).rpartition("/")[2], condition) for place, condition in parts)
    return voice.either("；", "; ").join(
        f"{f'“{name}”' if name else ''}{voice.either('：', ': ')}{records.condition(voice, one)}" for name, one in named
    )


def _source(voice: Voice, path: str) -> str:
    """Where a word of a letter comes from."""
    if path.startswith("parameters."):
        return voice.titled("parameters", path.removeprefix("parameters."))
    return voice.either(*_SOURCES[path]) if path in _SOURCES else voice.path(path)


def _required(voice: Voice, required: Mapping[str, str]) -> str:
    """What a letter cannot go without, by what fills it, each with the source that asks for it."""
    context = next((one.context for one in voice.pack.letters.values() if one.required == required), {})
    return voice.joined(
        voice.bracketed(_source(voice, context.get(word, word)), _law(voice, law)) for word, law in required.items()
    )


def _law(voice: Voice, law: str) -> str:
    """The source of a duty; `ours` is the office's own rule."""
    own, _, why = law.partition("；")
    return voice.clauses(voice.either("本地自定", "our own rule"), why) if own == "ours" else law


def _rounding(voice: Voice, rounding: str) -> str:
    digits = rounding.rpartition("-")[2]
    return voice.either(f"四舍五入到{digits}位小数", f"half up to {digits} decimals") if digits.isdigit() else rounding


def _emitted(voice: Voice, word: str) -> str:
    """A word of the pack's own by whoever says it; who says it is what changes, so the word itself is given."""
    known = event_title(word, voice.names)
    return word if known.startswith("“") else known


def _weekend(voice: Voice, days: Iterable[int]) -> str:
    return voice.joined(voice.either(f"周{_WEEK[day - 1]}", _DAYS[day - 1]) for day in sorted(days))


def _hours(voice: Voice, value: Any) -> str:
    if isinstance(value, Mapping):
        return voice.joined(
            f"{records.day(voice, day)} {records.spans(voice, one)}" for day, one in sorted(value.items())
        )
    return records.spans(voice, value)


def _code_titles(voice: Voice) -> Mapping[str, str]:
    found = (one for codes in voice.pack.codes.values() for one in every(codes.options))
    return {written(one.value): one.title for one in found}


def _mapped(voice: Voice, value: Mapping[str, str]) -> str:
    titles = _code_titles(voice)
    return voice.joined(f"{titles.get(old, old)} → {titles.get(new, new)}" for old, new in value.items())


def _flags(voice: Voice, flags: Mapping[str, str]) -> str:
    return voice.joined(f"“{title}”" for title in flags.values())


def _rrule(voice: Voice, rrule: str) -> str:
    return rrule if voice.english else recurrence.said(rrule)


def _scope(voice: Voice, scope: str) -> str:
    return records.enum(voice, Scope(scope))


def formula(voice: Voice, rule: Any) -> str:
    """A formula of JsonLogic with the titles of what it reads."""
    if isinstance(rule, Mapping) and set(rule) == {"var"}:
        path = rule["var"][0] if isinstance(rule["var"], list) and rule["var"] else rule["var"]
        return f"“{voice.path(str(path))}”"
    if isinstance(rule, Mapping):
        return voice.clauses(*(_applied(voice, word, given) for word, given in rule.items()))
    return said(voice, rule)


def _applied(voice: Voice, word: str, given: Any) -> str:
    parts = [formula(voice, one) for one in (given if isinstance(given, list) else [given])]
    if word in _BETWEEN and len(parts) > 1:
        return f"（{f' {_BETWEEN[word]} '.join(parts)}）"
    return voice.bracketed(voice.either(*_FORMULAS.get(word, (word, word))), voice.joined(parts))


_PATHS = _titles(lambda voice: voice.path)
_STAGES = _titles(lambda voice: lambda stage: voice.names.stage(stage).title)
_TASKS = _titles(lambda voice: voice.names.task)
_TYPES = _titles(lambda voice: voice.type_title)
_LETTERS = _titles(lambda voice: voice.speaker.letter)
_FORMS = _titles(lambda voice: voice.form)
_OUTCOMES = _titles(lambda voice: voice.outcome)
_KINDS = _titles(lambda voice: lambda word: kind(voice, word))
_PERIODS = _titles(lambda voice: lambda word: records.period(voice, word))


def _table(name: str) -> Teller:
    return _titles(lambda voice: lambda one: voice.titled(name, one))


BY_SORT: Mapping[tuple[Sort, str], Teller] = {
    (Sort.DUTY, "task"): said,
    (Sort.TARGET, "per"): _PERIODS,
    (Sort.REPORT, "per"): _PERIODS,
    (Sort.FIELD, "kind"): _KINDS,
    (Sort.PARAMETER, "default"): said,
    (Sort.PARAMETER, "schema"): schema,
    (Sort.TARGET, "date"): _PATHS,
    (Sort.ROLE, "fields"): _pairs(lambda v, path: v.path(path), records.enum),
    (Sort.LETTER, "context"): lambda v, context: v.joined(_source(v, path) for path in context.values()),
    (Sort.LETTER, "required"): _required,
    (Sort.CODE, "parent"): lambda v, value: _code_titles(v).get(value, value),
}
"""Facets that another sort uses the name of for something else."""
BY_FACET: Mapping[str, Teller] = {
    "levels": _words(LEVELS), "parents": _parents, "stage_order": _STAGES, "ancestors": _TYPES, "summary": _PATHS,
    "outcomes": _OUTCOMES, "outcome": _OUTCOMES, "outcome_field": _PATHS, "flags": _flags, "stage": _STAGES,
    "source": _STAGES, "to": _STAGES, "close": _STAGES, "after": _TASKS, "task": _TASKS, "form": _FORMS,
    "letter": _LETTERS, "per": _PATHS, "emits": _emitted, "shown": _shown, "json_type": _KINDS,
    "code_list": _table("codes"), "prefill": _prefill, "compute": formula,
    "options_of_kind": schema, "case_types": _TYPES, "case_type": _TYPES, "opens": _TYPES, "registers": _TYPES,
    "group": _PATHS, "sort": _sorted, "filters": _PATHS, "excel": schema, "scope": _scope,
    "acts": lambda v, acts: v.joined(f"{records.act(v, word)}：{records.grant(v, one)}" for word, one in acts.items()),
    "mapped": _mapped, "weekend": _weekend, "hours": _hours, "measure": _words(_MEASURES), "each": _PATHS,
    "each_role": _titles(lambda voice: voice.names.role), "by": _words(_BY), "over": _words(_OVER),
    "targets": _table("targets"), "report": _table("reports"), "agenda": _table("views"), "calendar": _table("calendars"),
    "answers": receptions.answers,
    "rrule": _rrule, "if_holiday": _words(_HOLIDAYS), "number": records.hole_text, "law": _law, "because": _law,
    "rounding": _rounding,
}  # fmt: skip
"""Facets that mean the same wherever they stand."""


_BETWEEN: Mapping[str, str] = {
    "+": "+", "-": "−", "*": "×", "/": "÷", "<": "<", "<=": "≤", ">": ">", ">=": "≥", "==": "=", "===": "=",
    "!=": "≠", "!==": "≠",
}  # fmt: skip
_FORMULAS: Mapping[str, Pair] = {
    "if": ("如果、那么、否则", "if, then, otherwise"), "and": ("并且", "and"), "or": ("或者", "or"), "!": ("并非", "not"),
    "cat": ("连接", "joined"), "max": ("最大", "largest"), "min": ("最小", "smallest"), "in": ("包含于", "in"),
    "reduce": ("累计", "gathered"), "map": ("逐项", "each"), "filter": ("其中", "those of"), "all": ("全部", "all"),
    "some": ("某项", "some"), "none": ("没有一项", "none"), "merge": ("合并", "merged"), "missing": ("未填写的", "missing"),
    "%": ("余数", "remainder"), "substr": ("截取", "part of"), "!!": ("有", "given"),
}  # fmt: skip
