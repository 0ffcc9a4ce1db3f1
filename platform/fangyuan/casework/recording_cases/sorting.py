"""What a field holds of a person: by its kind, by its sensitive mark, else by what it is named and titled."""

import re

from fangyuan.model.fields import Field

PERSONAL = frozenset({"phone", "id-card", "identity-document", "address", "email", "birth-date"})
"""Kinds of fields that stand for the personal datum of the same name."""

_PERSON_ID = "person_id"
_CALLED = (
    ("phone", r"电话|手机|联系方式|\b(?:phone|mobile|tel|telephone)\b"),
    ("id-card", r"身份证|\b(?:id card|id number|id no|identity)\b"),
    ("address", r"地址|住址|住所|住处|户籍|户口|籍贯|\baddress\b"),
    ("birth-date", r"出生|生日(?!期)|\b(?:born|birth|birthday)\b"),
    (
        "name",
        r"姓名|名字|联系人|收件人|当事人|申请人|代表人|代理人|法人|参会人|律师|配偶|户主|家属|\b(?:contact|surname|full name)\b",
    ),
    ("name", r"(?:人|者|父亲|母亲|丈夫|妻子|儿子|女儿)(?:姓名)?$"),
    ("place", r"地点|场所|所在地|地段|村名|\b(?:place|venue|location|village)\b"),
    ("text", r"证号|证件号|护照|账号|帐号|卡号|账户|微信|车牌|社保|学号|工号"),
    ("text", r"工作单位|单位名称|所在单位|公司|企业"),
    (
        "text",
        r"\b(?:qq|wechat|plate|bank|account|passport|company|employer)\b",
    ),
)
_ORGAN = re.compile(
    r"(?:机关|法院|检察院|部门|单位|机构)(?:名称)?$|\b(?:organ|authority|agency|court|body)\b", re.IGNORECASE
)
"""Who else had to do with a matter: looked for last, since much is called after an office."""

_SORTS = tuple((sort, re.compile(words, re.IGNORECASE)) for sort, words in _CALLED)
_CALLED_SO = re.compile("称呼|姓|名|名姓|name", re.IGNORECASE)
"""What a field called `name` is titled where it names a person, whatever else stands in its row."""
_DATES = frozenset({"date", "date-time", "month"})


def sort_of(own: Field, *, person: bool) -> str:
    """How an answer of a field is replaced; the empty text where the field says nothing of a person.

    `person` says that the field stands in a row about a person.
    """
    if own.kind in PERSONAL:
        return own.kind
    called = _by_words(own)
    if own.kind in _DATES:
        return "birth-date" if called == "birth-date" else ("date" if own.sensitive else "")
    if own.name == "name" and (person or _CALLED_SO.fullmatch(own.title)):
        return "name"
    if called or own.sensitive:
        return called or "text"
    return "organ" if own.kind == "text" and _ORGAN.search(_title(own)) else ""


def is_person(own: Field) -> bool:
    """Whether the rows of a field are people: by its kind, or since they hold what only people have."""
    return own.kind == "person" or any(
        child.name == _PERSON_ID or child.kind in PERSONAL or _by_words(child) in ("phone", "id-card", "birth-date")
        for child in own.children
    )


def _by_words(own: Field) -> str:
    sort = next((sort for sort, called in _SORTS if called.search(_title(own))), "")
    return "" if sort == "place" and own.kind != "text" else sort


def _title(own: Field) -> str:
    return f"{re.sub(r'[-_]', ' ', own.name)} {own.title}"
