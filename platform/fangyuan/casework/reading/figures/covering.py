"""Covers people in the text of a case that leaves the office in a paper: names, cards, telephones, addresses.

What the case itself knows of its people is covered wherever it stands in a text, whoever wrote it, then every number by
which somebody could be found. Who else is named in running text nobody can know: what looks like a name or an address is
shown to a person before it is issued.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from fangyuan.casework.recording_cases.sorting import is_person, sort_of
from fangyuan.forms.paths import values_at
from fangyuan.kinds.personal_numbers import personal_numbers
from fangyuan.model.fields import Field
from fangyuan.model.procedure import CaseType
from fangyuan.model.world import Directory

LEFT_OUT = "（略）"
_SHORTEST = 2
_GROUPS = re.compile(r"\d{4}(?:[ -]\d{4}){2,}(?:[ -]?\d+)?", re.ASCII)
_LONG_NUMBER = re.compile(r"(?<!\d)\d{7,}(?!\d|[元万亿人户件亩平])", re.ASCII)
"""A number that counts nothing: what is said in yuan, people or square metres leads to nobody."""

_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)
_COVERED = frozenset({"name", "phone", "id-card", "identity-document", "address", "email", "birth-date"})
_TOWN = re.compile(r".{0,20}?(?:街道|[一-鿿]镇(?!市)|[一-鿿]乡)|.{0,12}?[县旗区市]$")
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔"
    "钟谭陆汪范金石廖贾夏韦傅方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
_NAME = rf"(?P<who>[{_SURNAMES}][一-鿿]{{1,2}}?)"
_WHOLE = rf"(?P<who>[{_SURNAMES}][一-鿿](?:[一-鿿](?<![说称等的也在是同和与及反诉家因向对到]))?)"
_SAYS = r"(?=反映|诉称|称|说|本人|同志|先生|女士|老人|一家|夫妇|夫妻|之[子妻女母父]|等(?:[\d一二三四五六七八九十]+|多)?[人户名])"
_IS = r"(?<=反映人|申请人|当事人|负责人|联系人)|(?<=村民|居民|群众|职工|业主|户主|丈夫|妻子|老人|代表|其[子妻女母父])"
_HOUSE = r"(?:村|社区|小区|路|街|巷|弄|花园|家园|公寓)[一-鿿]{0,4}[ ]?\d+[ ]?(?:号|栋|幢|座|单元|室|组|排)"
_LOOKS_LIKE = (
    re.compile(_NAME + _SAYS),
    re.compile(rf"(?:{_IS}){_WHOLE}"),
    re.compile(rf"(?:家?[住在于到去])?(?P<who>[一-鿿]{{1,6}}{_HOUSE})"),
)
"""Names before a verb of saying or behind whoever somebody is, and houses by their number."""

_TWO_SYLLABLES = (
    "欧阳",
    "司马",
    "上官",
    "诸葛",
    "东方",
    "皇甫",
    "尉迟",
    "公孙",
    "慕容",
    "令狐",
    "司徒",
    "夏侯",
    "端木",
    "南宫",
)


Covers = tuple[tuple[str, str], ...]
"""Texts that name somebody, the longest first, with what stands for each."""


def covered(text: str, answers: Mapping[str, Any], kind: CaseType) -> str:
    """The text with the people of these answers covered, and every number by which somebody could be found."""
    return without_numbers(without_people(text, people_of(answers, kind)))


def people_of(answers: Mapping[str, Any], kind: CaseType, directory: Directory | None = None) -> Covers:
    """Every text by which the case knows somebody: names, numbers and addresses, officers by the names of the directory."""
    return tuple(sorted(set(_known(answers, kind, directory)), key=lambda pair: (-len(pair[0]), pair)))


def without_people(text: str, people: Covers) -> str:
    """The text with these people covered, also where blanks stand within a name."""
    for value, cover in people:
        spaced = r"[ \u3000]?".join(map(re.escape, "".join(value.split())))
        text = cover.join(re.split(spaced, text))
    return text


def without_numbers(text: str) -> str:
    """The text without numbers and addresses by which somebody can be found."""
    told, reached, text = "", 0, _GROUPS.sub(LEFT_OUT, text)
    for found in personal_numbers(text):
        told += text[reached : found.start] + LEFT_OUT
        reached = found.end
    return _MAIL.sub(LEFT_OUT, _LONG_NUMBER.sub(LEFT_OUT, told + text[reached:]))


def finds_somebody(text: str) -> bool:
    """Whether a number or an address stands in a text by which somebody can be found."""
    return without_numbers(text) != text


def covered_name(name: str) -> str:
    """The surname, and 某某.

    >>> covered_name("欧阳小明"), covered_name("王二")
    ('欧阳某某', '王某某')
    """
    return f"{name[:2] if name[:2] in _TWO_SYLLABLES else name[:1]}某某"


def covered_address(address: str) -> str:
    """An address as far as its town; one that names none, or leads no further, says nothing.

    >>> covered_address("示例县东山镇王村3号"), covered_address("东街 3 号"), covered_address("景德镇市东街3号")
    ('示例县东山镇', '（略）', '（略）')
    """
    town = _TOWN.match(address)
    return town.group() if town else LEFT_OUT


def unsure(text: str) -> tuple[str, ...]:
    """What in a text looks like somebody's name or address, for a person to say.

    >>> unsure("村民王桂花反映，住东山村12号；张某某等三人同意")
    ('王桂花', '东山村12号')
    """
    found = [match.group("who") for form in _LOOKS_LIKE for match in form.finditer(text)]
    return tuple(dict.fromkeys(one for one in found if "某" not in one))


def _known(answers: Mapping[str, Any], kind: CaseType, directory: Directory | None) -> Iterator[tuple[str, str]]:
    """Every text that the case knows of somebody, with what stands for it."""
    for path, field in kind.fields.items():
        values = [value for value in _texts(values_at(answers, path)) if len(value) >= _SHORTEST]
        if field.kind == "officer":
            named = (directory.name(value) for value in values) if directory else ()
            yield from ((name, covered_name(name)) for name in named if len(name) >= _SHORTEST)
            continue
        person = _of_person(path, kind)
        sort = sort_of(field, person=person)
        if not field.options and (field.sensitive or person or sort in _COVERED):
            yield from (pair for value in values for pair in _pairs(value, sort))


def _texts(values: Iterable[Any]) -> Iterator[str]:
    for value in values:
        yield from (one for one in (value if isinstance(value, list) else [value]) if isinstance(one, str))


def _pairs(value: str, sort: str) -> Iterator[tuple[str, str]]:
    """What stands for a text; of an address also for what is below its town, which stands by itself as well."""
    if sort == "name":
        yield value, covered_name(value)
        return
    if sort != "address":
        yield value, LEFT_OUT
        return
    kept = covered_address(value)
    yield value, kept
    below = value.removeprefix(kept).strip()
    if kept != LEFT_OUT and len(below) > _SHORTEST:
        yield below, LEFT_OUT


def _of_person(path: str, kind: CaseType) -> bool:
    parts = path.split(".")
    above = (kind.fields.get(".".join(parts[:end])) for end in range(1, len(parts)))
    return any(one is not None and _is_person(one) for one in above)


def _is_person(field: Field) -> bool:
    return field.kind == "person" or is_person(field)
