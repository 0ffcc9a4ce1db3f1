"""Keywords of JSON Schema and kinds of answers in words, for what a pack asks of an answer."""

from collections.abc import Mapping
from typing import Any

from fangyuan.casework.reading.differing.voices import Voice
from fangyuan.kinds.choices import written
from fangyuan.model.durations import Duration

Pair = tuple[str, str]

KEYWORDS: Mapping[str, Pair] = {
    "maxLength": ("最多字数", "most characters"), "minLength": ("最少字数", "fewest characters"),
    "maximum": ("不大于", "at most"), "minimum": ("不小于", "at least"),
    "exclusiveMaximum": ("小于", "less than"), "exclusiveMinimum": ("大于", "more than"),
    "maxItems": ("最多项数", "most entries"), "minItems": ("最少项数", "fewest entries"),
    "maxProperties": ("最多填写项", "most answers"), "minProperties": ("最少填写项", "fewest answers"),
    "maxContains": ("符合的最多项数", "most that fit"), "minContains": ("符合的最少项数", "fewest that fit"),
    "multipleOf": ("须是其倍数", "a multiple of"), "uniqueItems": ("各项不得相同", "entries all different"),
    "pattern": ("格式", "form"), "format": ("格式", "format"), "enum": ("可选", "one of"), "const": ("只能是", "always"),
    "required": ("必填", "required"), "properties": ("各项", "answers"), "items": ("每一项", "each entry"),
    "contains": ("其中须有", "contains"), "if": ("如果", "if"), "then": ("那么", "then"), "else": ("否则", "otherwise"),
    "allOf": ("同时符合", "all of"), "anyOf": ("至少符合一项", "any of"), "oneOf": ("只符合一项", "exactly one of"),
    "not": ("不得", "not"), "dependentRequired": ("填写后还须填写", "then also required"),
    "dependentSchemas": ("填写后还须符合", "then also asked"), "readOnly": ("只读", "read-only"), "type": ("数据类型", "type"),
    "additionalProperties": ("其他内容", "other answers"), "unevaluatedProperties": ("其他内容", "other answers"),
    "patternProperties": ("按名称的内容", "answers by name"), "propertyNames": ("内容的名称", "names of answers"),
    "prefixItems": ("依次各项", "entries in order"), "contentMediaType": ("文件类型", "type of file"),
    "title": ("名称", "title"), "description": ("说明", "description"), "default": ("默认值", "default"),
    "orientation": ("纸张方向", "orientation"), "x-fangyuan-kind": ("种类", "kind"),
}  # fmt: skip
TYPES: Mapping[str, Pair] = {
    "string": ("文字", "text"), "integer": ("整数", "whole number"), "number": ("数", "number"), "boolean": ("是否", "yes or no"),
    "array": ("列表", "list"), "object": ("一组内容", "group"), "null": ("空", "nothing"),
}  # fmt: skip
KINDS: Mapping[str, Pair] = {
    "address": ("地址", ""), "attachment": ("附件", ""), "birth-date": ("出生日期", ""), "boolean": ("是否", "yes or no"),
    "check-list": ("核对表", ""), "code-list": ("代码", "code"), "computed": ("自动计算", ""), "date": ("日期", ""),
    "date-range": ("起止日期", ""), "date-time": ("日期时间", ""), "decimal": ("小数", ""), "duration": ("时长", ""),
    "email": ("电子邮箱", ""), "geolocation": ("地理位置", ""), "group": ("一组内容", ""), "hidden": ("隐藏", ""),
    "id-card": ("身份证号码", ""), "identity": ("证件", ""), "integer": ("整数", "whole number"), "long-text": ("长文字", ""),
    "money": ("金额", ""), "month": ("月份", ""), "multi-select": ("多选", ""), "officer": ("人员", ""), "person": ("人", ""),
    "row": ("列表中的一行", "row of a list"),
    "phone": ("电话", ""), "radio": ("单选", ""), "region": ("地区", ""), "rich-text": ("带格式文字", ""), "select": ("下拉选择", ""),
    "sex": ("性别", ""), "signature": ("签名", ""), "static": ("固定文字", ""), "table": ("表格", ""), "text": ("文字", ""),
    "time": ("时间", ""), "unit": ("单位", ""),
}  # fmt: skip


def keyword(voice: Voice, word: str) -> str:
    """What a keyword is called; one that is rarer stays as it is written."""
    return voice.either(*KEYWORDS.get(word, (word, word)))


def kind(voice: Voice, word: str) -> str:
    """What a kind of field, or a JSON type, is called; a kind of a plugin stays as it is written."""
    if word in TYPES and word not in KINDS:
        return voice.either(*TYPES[word])
    chinese, english = KINDS.get(word, (word, word))
    return voice.either(chinese, english or word.replace("-", " "))


def schema(voice: Voice, value: Any, word: str = "", path: str = "") -> str:
    """A part of a schema: keywords by their titles, properties and their answers by those of their fields.

    `word` is the keyword that it stands under, `path` the field that it speaks of.
    """
    if isinstance(value, bool):
        return voice.yes(value)
    if word in _OF_KINDS and isinstance(value, str):
        return kind(voice, value)
    if isinstance(value, list | tuple):
        return voice.joined(_item(voice, one, word, path) for one in value)
    if isinstance(value, Mapping):
        return voice.clauses(*(_entry(voice, name, one, word, path) for name, one in value.items())) or voice.joined(())
    return voice.titles.get(f"{path}={written(value)}") or _length(voice, str(value))


def _item(voice: Voice, value: Any, word: str, path: str) -> str:
    """An entry of a list: a path where paths are listed, else a part of a schema."""
    if word in _OF_PATHS and isinstance(value, str):
        return f"“{voice.path(value)}”"
    return schema(voice, value, word, path)


def _entry(voice: Voice, name: str, value: Any, above: str, path: str) -> str:
    """A keyword, or a property, and what is said of it."""
    if above in _BY_PATH:
        called, inner = f"“{voice.path(name)}”", schema(voice, value, above if above in _OF_PATHS else "", name)
    else:
        called, inner = keyword(voice, name), schema(voice, value, name, path)
    grouped = isinstance(value, Mapping) and len(value) > 1
    return f"{called}{voice.either('：', ': ')}{f'（{inner}）' if grouped else inner}"


def _length(voice: Voice, text: str) -> str:
    """A length of time in words; any other text as it is."""
    try:
        return voice.length(Duration.parse(text))
    except ValueError:
        return voice.either(*_WORDS.get(text, (text, text)))


_OF_KINDS = frozenset({"type", "format", "x-fangyuan-kind"})
_WORDS: Mapping[str, Pair] = {"landscape": ("横向", "landscape"), "portrait": ("纵向", "portrait")}
_BY_PATH = frozenset({"properties", "dependentRequired", "dependentSchemas"})
_OF_PATHS = frozenset({"required", "dependentRequired"})
