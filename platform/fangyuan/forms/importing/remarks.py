"""What an imported form could not take over, or says otherwise than before: never silent."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from fangyuan.forms.inlining import Pointer


class Fate(StrEnum):
    """A word was left out, or what it says stands in other words; neither keeps the form from being used."""

    DROPPED = "dropped"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Words:
    """Why, twice; holes are filled by the details of the remark."""

    fate: Fate
    zh: str
    en: str


def _dropped(zh: str, en: str) -> Words:
    return Words(Fate.DROPPED, zh, en)


def _changed(zh: str, en: str) -> Words:
    return Words(Fate.CHANGED, zh, en)


WORDS: Mapping[str, Words] = {
    "appearance": _dropped("外观由平台统一，不接受“{word}”", "the platform decides how it looks; {word} is left out"),
    "browser-setting": _dropped(
        "“{word}”是浏览器里的设置，平台另有做法", "{word} is a setting of the browser, which the platform makes itself"
    ),
    "buttons": _dropped("按钮由流程决定，不接受“{word}”", "buttons come from the procedure; {word} is left out"),
    "custom-field": _dropped(
        "“{value}”是对方程序里的组件，这里没有；请选一种字段 x-fangyuan-kind",
        "{value} is a component of the other program; choose a field kind with x-fangyuan-kind",
    ),
    "custom-widget": _dropped(
        "没有控件“{value}”，按字段类型显示；可改写 x-fangyuan-kind",
        "there is no widget {value}; the field is shown by its type, or by x-fangyuan-kind",
    ),
    "free-keys": _dropped(
        "页面上没有“自己起名的字段”；通过接口仍可提交",
        "a page has no field that people name themselves; the API still takes them",
    ),
    "no-rule": _dropped(
        "条件里的“{word}”没有对应写法，此规则未导入，字段一直显示",
        "the condition uses {word}, which has no twin here; the rule is left out and the field always shown",
    ),
    "no-variant-rule": _dropped(
        "看不出何时用哪一种（没有字段区分），各种的字段都显示",
        "nothing tells these variants apart, so the fields of all of them are shown",
    ),
    "not-of-this-draft": _dropped(
        "“{word}”不属于 {draft}，在原表单里也不起作用", "{word} is no word of {draft} and meant nothing there either"
    ),
    "row-buttons": _dropped(
        "各行总可以增、删、移；数量请用 minItems、maxItems 限定",
        "rows can always be added, removed and moved; limit them with minItems and maxItems",
    ),
    "tuple": _dropped(
        "按位置各不相同的列表没有表单，只校验；请改写成对象",
        "a list whose places differ has no form and is only judged; write it as an object",
    ),
    "translation-key": _dropped(
        "“{value}”是翻译表的键，未随文件提供译文", "{value} is a key of a table of translations that did not come along"
    ),
    "unknown-element": _dropped(
        "没有版面元素“{value}”，其中的内容未导入", "there is no layout element {value}; what is in it is left out"
    ),
    "unknown-word": _dropped("不认识“{word}”", "{word} is unknown"),
    "absent-is-false": _changed(
        "原规则把“未填”当作满足“{word}”，这里未填不满足",
        "where nothing is filled in, {word} held in the original; here it does not",
    ),
    "as-attachment": _changed(
        "文件另存，答案里不再是 data: 文字，而是文件的引用",
        "files are kept as files: the answer is a reference, no longer a data: text",
    ),
    "asserted-format": _changed(
        "控件“{value}”改写为格式 {format}，不合格式的答案不再接受",
        "the widget {value} became the format {format}, and other texts are no longer accepted",
    ),
    "detail-list": _changed("“{value}”改写为表格", "{value} became a table of rows"),
    "merged-variants": _changed(
        "“{name}”在几处写法不同，已合成一个字段；各处的限制仍起作用",
        "{name} is defined in several places; they became one field, and the limits of each still hold",
    ),
    "password": _changed(
        "密码框改为敏感字段：加密保存，显示时打码", "a password field became sensitive: sealed when kept, masked when shown"
    ),
    "placeholder": _changed("输入框里的灰字改为提示“{value}”", "the grey text in the box became the hint {value}"),
    "read-only": _changed(
        "只读字段不收答案：提交的值不采用", "a read-only field takes no answer: what is sent for it is not used"
    ),
    "ref-siblings": _changed(
        "{draft} 忽略 $ref 旁边的“{word}”，这里起作用", "{draft} ignores {word} beside $ref; here it counts"
    ),
    "renamed": _changed("字段名“{old}”改为“{new}”", "the field {old} is now called {new}"),
    "unknown-draft": _changed(
        "不认识的 $schema“{value}”，按 draft-07 读入", "the $schema {value} is unknown; read as draft-07"
    ),
}  # fmt: skip
"""Every remark, by code."""


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing that was left out or changed. `at` is its place in the imported file: `ui $.name['ui:widget']`."""

    code: str
    at: str
    detail: Mapping[str, str]

    @property
    def fate(self) -> Fate:
        """Left out, or changed."""
        return WORDS[self.code].fate

    def message(self, language: str = "zh") -> str:
        """Why, in Chinese or in English (`en`)."""
        words = WORDS[self.code]
        return (words.en if language == "en" else words.zh).format(**self.detail)


@dataclass(slots=True)
class Report:
    """Collects remarks, each once; pointers are those of the file that came in."""

    remarks: list[Remark] = field(default_factory=list)

    def say(self, code: str, source: str, pointer: Pointer, **detail: Any) -> None:
        """Adds a remark about a place of the `schema` or the `ui`."""
        told = {name: str(value)[:80] for name, value in detail.items()}
        remark = Remark(code, f"{source} {_path(pointer)}", told)
        if remark not in self.remarks:
            self.remarks.append(remark)


def _path(pointer: Pointer) -> str:
    return "$" + "".join(
        f"[{key}]" if isinstance(key, int) else f".{key}" if str(key).isidentifier() else f"['{key}']"
        for key in pointer
    )
