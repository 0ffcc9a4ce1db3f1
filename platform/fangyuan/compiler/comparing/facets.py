"""For every facet of every sort of element: which way a change of it goes. What stands nowhere here breaks."""

from collections.abc import Mapping

from fangyuan.compiler.comparing.climbing import distanced, effected
from fangyuan.compiler.comparing.directions import (
    Class,
    Direction,
    always,
    counted,
    defaulted,
    demanded,
    extended,
    floor,
    gathered,
    guarded,
    named,
    peopled,
    placed,
    registering,
    righted,
    span,
    stage_order,
    switched,
    turned,
    unveiled,
    upper,
)
from fangyuan.compiler.comparing.elements import Sort

BREAKS = always(Class.BREAKING)
WORDS = always(Class.COSMETIC)
ASKS = switched(Class.TIGHTENING)
FREES = switched(Class.LOOSENING)
ASKS_OTHERWISE = always(Class.TIGHTENING)
"""What people get without asking for it is another: what is answered for them, what a letter says to them."""
MORE_ASKS = gathered(Class.TIGHTENING)
MORE_FREES = gathered(Class.LOOSENING)

_PERFORMED = {"title": WORDS, "hint": WORDS, "law": WORDS, "who": peopled, "condition": guarded}

FACETS: Mapping[Sort, Mapping[str, Direction]] = {
    Sort.PACK: {
        "pack": BREAKS, "title": WORDS, "description": WORDS, "levels": MORE_FREES, "language": BREAKS, "parents": WORDS,
    },
    Sort.CASE_TYPE: {
        "key": BREAKS, "title": WORDS, "number": BREAKS, "stage_order": stage_order,
        "rule_order": BREAKS, "automatic_order": BREAKS, "ancestors": MORE_FREES,
        "confidential": BREAKS, "summary": WORDS, "outcomes": MORE_FREES, "outcome_field": BREAKS, "flags": named,
        "abstract": FREES, "only_sent": ASKS, "description": WORDS, "objection": BREAKS,
        "receipt": BREAKS,
        "public": WORDS, "lead": BREAKS,
    },
    Sort.STAGE: {
        "stage": BREAKS, "title": WORDS, "milestone": WORDS, "final": BREAKS, "answered": BREAKS, "hint": WORDS, "law": WORDS,
    },
    Sort.TASK: {
        **_PERFORMED, "task": BREAKS, "stage": BREAKS, "form": BREAKS, "letter": BREAKS, "per": BREAKS, "mode": BREAKS,
        "at_least": floor, "order": BREAKS, "after": MORE_ASKS, "signature": ASKS, "repeat": FREES, "optional": FREES,
        "keep": FREES, "instrument": BREAKS, "emits": BREAKS, "occurred": ASKS, "delivers": BREAKS,
        "internal": BREAKS,
    },
    Sort.ACTION: {
        **_PERFORMED, "action": BREAKS, "source": MORE_FREES, "to": BREAKS, "form": BREAKS, "confirm": WORDS,
        "emits": BREAKS, "letter": BREAKS, "automatic": BREAKS, "dispatch": BREAKS, "close": BREAKS, "outcome": BREAKS,
        "term": BREAKS, "filled": guarded, "per": BREAKS, "returns": BREAKS, "reason": WORDS, "occurred": ASKS,
        "public": BREAKS, "internal": BREAKS,
    },
    Sort.FORM: {
        "form": BREAKS, "title": WORDS, "description": WORDS, "open": FREES, "arrangement": WORDS, "shown": BREAKS,
    },
    Sort.FIELD: {
        "title": WORDS, "kind": BREAKS, "json_type": BREAKS, "hint": WORDS, "required": demanded, "many": BREAKS,
        "code_list": BREAKS, "sensitive": unveiled, "index": FREES, "read_only": ASKS, "compute": BREAKS, "prefill": WORDS,
        "default": ASKS_OTHERWISE, "print": WORDS, "visible": BREAKS, "enabled": guarded, "required_if": BREAKS,
        "when_hidden": BREAKS, "options_of_kind": BREAKS, "open": FREES, "plan_back": WORDS, "offer": BREAKS,
        "external_id": ASKS_OTHERWISE, "columns": WORDS, "placed": placed, "option_order": WORDS,
    },
    Sort.OPTION: {"option_title": WORDS, "parent": BREAKS, "retired": ASKS},
    Sort.CODE: {"option_title": WORDS, "parent": BREAKS, "retired": ASKS},
    Sort.CLOCK: {
        "clock": BREAKS, "title": WORDS, "start": MORE_ASKS, "stop": MORE_FREES, "cancel": MORE_FREES,
        "restart": MORE_FREES, "resume": MORE_ASKS, "law": WORDS, "per": BREAKS, "within": span, "until": BREAKS,
        "every": span, "met_by": MORE_FREES, "start_if": turned(guarded), "counting": counted, "at_most": span,
        "warn": distanced, "extend": extended, "pause_while": turned(guarded), "escalate": distanced, "once": BREAKS,
        "from_occurred_on": ASKS,
    },
    Sort.RULE: {
        "rule": BREAKS, "title": WORDS, "on": MORE_ASKS, "condition": turned(guarded),
        "then": effected,
        "because": WORDS, "priority": BREAKS,
    },
    Sort.SLOT: {"slot": BREAKS, "kind": BREAKS, "many": BREAKS, "title": WORDS},
    Sort.LETTER: {
        "letter": BREAKS, "title": WORDS, "template": WORDS, "context": BREAKS, "number": BREAKS, "required": MORE_ASKS,
        "case_types": MORE_FREES, "law": WORDS, "path": ASKS, "scan_optional": FREES,
    },
    Sort.VIEW: {
        "view": BREAKS, "title": WORDS, "case_type": BREAKS, "columns": WORDS, "condition": guarded, "group": WORDS,
        "sort": WORDS, "who": peopled, "filters": WORDS, "excel": WORDS, "scope": BREAKS, "hint": WORDS,
        "diary": WORDS,
    },
    Sort.ROLE: {
        "role": BREAKS, "title": WORDS, "scope": BREAKS, "fields": righted, "administers": FREES, "registers": registering,
        "acts": BREAKS, "portion": BREAKS,
    },
    Sort.CODE_LIST: {"code_list": BREAKS, "title": WORDS, "version": WORDS, "mapped": MORE_FREES, "option_order": WORDS},
    Sort.CALENDAR: {
        "calendar": BREAKS, "title": WORDS, "zone": BREAKS, "weekend": MORE_FREES, "notify_at": WORDS, "hours": BREAKS,
        "revision": WORDS,
    },
    Sort.CALENDAR_YEAR: {
        "year": BREAKS, "published": ASKS, "days_off": MORE_FREES, "workdays": MORE_ASKS, "hours": BREAKS,
    },
    Sort.TARGET: {
        "target": BREAKS, "title": WORDS, "case_type": BREAKS, "measure": BREAKS, "at_least": floor,
        "numerator": BREAKS, "denominator": BREAKS, "per": BREAKS, "rounding": BREAKS, "condition": BREAKS,
        "date": BREAKS, "each": BREAKS, "each_role": BREAKS, "each_kind": BREAKS, "each_case": BREAKS, "by": WORDS, "who": peopled,
        "hint": WORDS,
    },
    Sort.REPORT: {
        "report": BREAKS, "title": WORDS, "per": BREAKS, "tables": BREAKS, "who": peopled, "over": BREAKS,
        "targets": WORDS, "hint": WORDS, "law": WORDS, "excel": WORDS, "dashboard": WORDS, "digest": WORDS,
    },
    Sort.DUTY: {
        "duty": BREAKS, "title": WORDS, "rrule": BREAKS, "who": peopled, "opens": BREAKS, "task": BREAKS,
        "if_holiday": BREAKS, "within": span, "agenda": WORDS, "nil_report": FREES,
        "form": BREAKS, "calendar": BREAKS, "warn": WORDS, "escalate": distanced,
        "report": WORDS, "period": WORDS, "ahead": span, "answers": BREAKS, "rota": BREAKS, "appointments": BREAKS,
    },
    Sort.PARAMETER: {"name": BREAKS, "title": WORDS, "schema": BREAKS, "default": defaulted},
    Sort.FILE: {"content": ASKS_OTHERWISE},
}  # fmt: skip
"""A facet that a newer model adds and nobody placed here is held by a test."""


def supposed(was: object, now: object) -> Class:
    """`if` by itself asks nothing: what hangs on it does."""
    return Class.BREAKING if was is not None and now is not None else Class.COSMETIC


def demanding(was: object, now: object) -> Class:
    """`dependentRequired`: more of it makes answers necessary."""
    return Class.LOOSENING if now is None else Class.BREAKING


KEYWORDS: Mapping[str, Direction] = {
    "maximum": upper, "exclusiveMaximum": upper, "maxLength": upper, "maxItems": upper, "maxProperties": upper,
    "maxContains": upper, "minimum": floor, "exclusiveMinimum": floor, "minLength": floor, "minItems": floor,
    "minProperties": floor, "minContains": floor, "enum": MORE_FREES, "uniqueItems": ASKS, "readOnly": ASKS,
    "if": supposed, "dependentRequired": demanding,
}  # fmt: skip
"""Keywords of JSON Schema whose values can be ordered; any other tightens when it comes and loosens when it goes."""

ADDED: Mapping[Sort, Class] = {
    Sort.STAGE: Class.TIGHTENING,
    Sort.TASK: Class.TIGHTENING,
    Sort.CLOCK: Class.TIGHTENING,
    Sort.RULE: Class.TIGHTENING,
    Sort.TARGET: Class.TIGHTENING,
    Sort.DUTY: Class.TIGHTENING,
    Sort.CALENDAR_YEAR: Class.TIGHTENING,
    Sort.FILE: Class.COSMETIC,
}
"""What something new means; what is not here can be used and need not."""

REMOVED: Mapping[Sort, Class] = {}
"""What is gone breaks whoever names it; what is not named by others, of the sorts here, need not stand."""

_DEMANDING = frozenset({"required", "dependentRequired", "minProperties", "contains"})


def keyword(was: object, now: object) -> Class:
    """Any other keyword of a schema; one that makes answers necessary under a condition breaks like `required` itself."""
    if was is None and _demands(now):
        return Class.BREAKING
    if was is None or now is None:
        return Class.TIGHTENING if was is None else Class.LOOSENING
    return Class.BREAKING


def _demands(schema: object) -> bool:
    """Whether anything in a part of a schema makes an answer necessary."""
    if isinstance(schema, Mapping):
        return any((key in _DEMANDING and value) or _demands(value) for key, value in schema.items())
    return isinstance(schema, list | tuple) and any(map(_demands, schema))
