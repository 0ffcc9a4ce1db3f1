"""Covers people in the text of a case that leaves the office in a paper: names, cards, telephones, addresses.

What the case itself knows of its people is covered wherever it stands in a text, whoever wrote it, then every number by
which somebody could be found. Who else is named in running text nobody can know: what looks like a name or an address is
shown to a person before it is issued.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from fangyuan.casework.recording_cases.sorting import is_person, sort_of
from fangyuan.forms.paths import values_at
from fangyuan.kinds.personal_numbers import personal_numbers
from fangyuan.model.fields import Field
from fangyuan.model.procedure import CaseType
from fangyuan.model.world import Directory

LEFT_OUT = "（略）"
_SHORTEST = 2
_SHORT_NAME, _LONG_NAME = 3, 4
_GROUPS = re.compile(r"\d{4}(?:[ -]\d{4}){2,}(?:[ -]?\d+)?", re.ASCII)
_LONG_NUMBER = re.compile(r"(?<!\d)\d{7,}(?!\d|[元万亿人户件亩平])", re.ASCII)
"""A number that counts nothing: what is said in yuan, people or square metres leads to nobody."""

_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)
_COVERED = frozenset({"name", "phone", "id-card", "identity-document", "address", "email", "birth-date"})
_CODE = re.compile(r"[A-Za-z\d][\w-]{2,}", re.ASCII)
"""What leads to somebody though it is called no number: a plate, an account. The small words of a row, an occupation, lead to nobody."""

_LONG_WORDS = 6
_BODY = re.compile(
    r"(?:局|公司|厂|委员会|医院|法院|检察院|研究所|派出所|事务所|学校|小学|中学|政府|中心|办公室|集团|银行|合作社|协会|机关|街道办)$"
    r"|.{3,}委$|.{4,}[院所部处站社店队办会]$"
)
"""Whom a row calls so is no person, and its name stays."""

_TOWN = re.compile(r".{0,20}?(?:街道|[一-鿿]镇(?!市)|[一-鿿]乡)|.{0,12}?[县旗区市]$")
_TWO_SYLLABLES = (
    "欧阳", "司马", "上官", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "司徒", "夏侯", "端木", "南宫", "司空",
    "轩辕", "闻人", "宇文", "长孙", "鲜于", "申屠", "太叔", "澹台", "公冶", "赫连", "钟离", "濮阳", "淳于", "独孤", "呼延",
)  # fmt: skip
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔"
    "钟谭陆汪范金石廖贾夏韦傅方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
    "褚卫尤施华戚喻柏窦章云潘葛奚郎鲁昌苗凤花俞柳酆鲍费廉岑倪滕殷毕邬安常乐皮卞齐康伍卜元祝洪阎季麻路娄童颜梅盛刁"
    "骆樊凌霍虞柯昝管裴翁荀惠甄曲封芮储靳邴糜井焦巴隗宓蓬郗秋仲伊宫宁仇栾暴甘厉符詹束幸韶郜蓟薄印宿怀蒲邰鄂索"
    "咸籍赖卓蔺屠蒙池乔阴胥苍闻莘翟贡劳逄姬申扶堵冉宰郦雍璩桑桂濮牛寿扈燕冀浦尚温柴瞿慕茹宦艾鱼容古易慎戈庾暨衡耿"
    "弘匡寇广禄殴沃蔚夔隆巩厍聂晁勾敖融冷辛阚饶沙鞠须丰巢关蒯查荆竺权盖桓岳帅缑亢郈琴佘佴墨哈谯笪阳佟涂"
)
_ONE = rf"(?:{'|'.join(_TWO_SYLLABLES)}|[{_SURNAMES}])[一-鿿]"
_NAME = rf"{_ONE}[一-鿿]??"
_WHOLE = rf"(?P<who>{_ONE}(?:[一-鿿](?<![说称等的也在是同和与及反诉家因向对到]))?)"
_SAYS = (
    r"(?=(?:[（(][^（()）]{1,6}[）)])?"
    r"(?:反映|诉称|称|说|本人|同志|先生|女士|老人|一家|夫妇|夫妻|之[子妻女母父]|等(?:[\d一二三四五六七八九十]+|多)?[人户名]))"
)
_IS = r"(?<=反映人|申请人|当事人|负责人|联系人)|(?<=村民|居民|群众|职工|业主|户主|丈夫|妻子|老人|代表|其[子妻女母父])"
_DOT = "·•・‧"
_STREET = r"[一-鿿]{1,6}(?:村|社区|小区|路|街|巷|弄|花园|家园|公寓)[一-鿿]{0,4}?[ ]?"
_NUMBER = r"(?:\d+[ ]?(?:号|栋|幢|座|单元|室|组|排)|\d+(?:-\d+)+|[一二三四五六七八九十百〇零]+(?:号|栋|幢|单元|室|组))"
_LOOKS_LIKE = (
    re.compile(rf"(?P<who>{_NAME}(?:[、和与及]{_NAME})*){_SAYS}"),
    re.compile(rf"(?P<who>[小老][{_SURNAMES}]){_SAYS}"),
    re.compile(rf"(?P<who>[一-鿿]{{2,6}}(?:[{_DOT}][一-鿿]{{2,6}}?)+){_SAYS}"),
    re.compile(rf"(?:{_IS}){_WHOLE}"),
    re.compile(rf"(?:家?[住在于到去])?(?P<who>{_STREET}{_NUMBER})"),
)
"""Names before a verb of saying or behind whoever somebody is, several in a list, and houses by their number."""

_NO_NAME = ("员", "队", "镇", "人")
_BETWEEN = re.compile(r"[和与及](?=[一-鿿]{2})(?!.*[\d])")
_PLACE = (
    r"[^在到的和与是住去从向对家说称等反诉，。、；：\s]?"
    r"(?:小学|中学|大学|学校|学院|幼儿园|医院|路(?!上|边)|街|大道|广场|公园|大桥|水库|公司|厂|纪念馆|村(?!民|里))"
)
_VILLAGE = r"(?:村?民?委员?会|两委|党支部|村委)"
_WORDS = frozenset({
    "高峰", "高原", "高山", "高兴", "高速", "黄河", "黄金", "江山", "江河", "金山", "金融", "石油", "文明", "平安", "安全",
    "安康", "安宁", "和平", "向阳", "向前", "方向", "方圆", "田园", "林海", "白雪", "华东", "万里", "常青", "长江", "温泉",
    "东方",
})  # fmt: skip
"""Names that are ordinary words as well."""


Covers = tuple[tuple[str, str], ...]
"""Texts that name somebody, the longest first, with what stands for each."""


def covered(text: str, answers: Mapping[str, Any], kind: CaseType) -> str:
    """The text with the people of these answers covered, and every number by which somebody could be found."""
    return without_numbers(without_people(text, people_of(answers, kind)))


def people_of(answers: Mapping[str, Any], kind: CaseType, directory: Directory | None = None) -> Covers:
    """Every text by which the case knows somebody: names, numbers and addresses, officers by the names of the directory."""
    return tuple(sorted(set(_known(answers, kind, directory)), key=lambda pair: (-len(pair[0]), pair)))


def without_people(text: str, people: Covers) -> str:
    """The text with these people covered, also where blanks or another dot stand within a name; not within a longer word."""
    for value, cover in people:
        reached, told = 0, ""
        for match in _within(value, cover).finditer(text):
            told += text[reached : match.start()] + (match["longer"] or cover)
            reached = match.end()
        text = told + text[reached:]
    return text


def covers_in(text: str, people: Covers) -> Covers:
    """Those of the covers that change the text, in their order."""
    found = []
    for value, cover in people:
        told = without_people(text, ((value, cover),))
        if told != text:
            found.append((value, cover))
        text = told
    return tuple(found)


def left_in(text: str, people: Covers) -> tuple[str, ...]:
    """The longer words that begin with a known name, or are one, and stay: for a person to say.

    >>> left_in("王红旗小学的王红说，用电高峰", (("王红", "王某某"), ("高峰", "高某某")))
    ('王红旗小学', '高峰')
    """
    found = (match["longer"] for value, cover in people for match in _within(value, cover).finditer(text))
    return tuple(dict.fromkeys(one for one in found if one))


def guessed(text: str, people: Covers = ()) -> Covers:
    """What looks like somebody's name or address in a text that nobody can correct, with what stands for it.

    >>> guessed("高峰的宅基地，幸福路十二号", (("高峰", "高某某"),))
    (('高峰', '高某某'), ('幸福路十二号', '（略）'))
    """
    known = (one for one in left_in(text, people) if one in _WORDS)
    looks = dict.fromkeys((*known, *unsure(text)))
    return tuple((one, LEFT_OUT if re.search(_NUMBER, one) else covered_name(one)) for one in looks)


@lru_cache(maxsize=2000)
def _within(value: str, cover: str) -> re.Pattern[str]:
    """Where a text stands; as `longer` where it is part of a longer word, or an ordinary one."""
    letters = (f"[{_DOT}.]" if letter in _DOT else re.escape(letter) for letter in "".join(value.split()))
    spaced = r"[ \u3000]?".join(letters)
    longer = r"(?!)"
    if value in _WORDS:
        longer = rf"{spaced}(?!反映|诉称|称|说|本人|同志|先生|女士|等)"
    elif cover.endswith("某某") and len(value) <= _SHORT_NAME:
        longer = spaced + _PLACE
    elif value.endswith(("村", "社区")):
        longer = spaced + _VILLAGE
    return re.compile(rf"(?P<longer>{longer})|{spaced}")


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
    each = (one for several in found for one in several.split("、"))
    apart = (one for several in each for one in (_BETWEEN.split(several) if len(several) > _LONG_NAME else [several]))
    return tuple(dict.fromkeys(one for one in apart if "某" not in one and not one.endswith(_NO_NAME)))


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
            told = (value for value in values if sort in _COVERED or _leads(value, field))
            yield from (pair for value in told for pair in _pairs(value, sort) if not _is_body(pair[0], directory))


def _leads(value: str, field: Field) -> bool:
    """Whether what is called nothing personal leads to somebody all the same."""
    return bool(_CODE.search(value)) or (field.sensitive and len(value) >= _LONG_WORDS)


def _is_body(value: str, directory: Directory | None) -> bool:
    units = directory.units.values() if directory else ()
    return bool(_BODY.search(value)) or any(value == unit.title for unit in units)


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
