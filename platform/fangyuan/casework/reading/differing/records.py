"""What a pack writes as one record, said in one go: warnings, rungs, extensions, ways of counting, rights, tables."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, time
from enum import Enum
from typing import Any

from fangyuan.casework.reading.differing import receptions
from fangyuan.casework.reading.differing.voices import Voice
from fangyuan.casework.reading.pack_words import ACTS, PERIODS, RIGHTS, SCOPES
from fangyuan.forms.sentences import sentence
from fangyuan.model.clocks import Address, Counting, Extension, FirstDay, LastDay, Light, Rung, Until, Warning
from fangyuan.model.conditions import Condition, Param
from fangyuan.model.durations import Duration
from fangyuan.model.fields import BackPlan, Offer, WhenHidden
from fangyuan.model.outputs import Column, DiaryDate, LetterStep
from fangyuan.model.pack import FieldRight, Grant, Portion, Scope
from fangyuan.model.procedure import Confidential, Lead, Objection, Order, Public, Receipt, SlotKind, TaskMode, Term
from fangyuan.model.reports import Digest, Dimension, Measure, Table
from fangyuan.model.rotas import Appointments, Rota
from fangyuan.model.who import EventPattern, Hole, Text, Who, Whos

Pair = tuple[str, str]

ENUMS: Mapping[Enum, Pair] = {
    FirstDay.EXCLUDED: ("当日不计", "the first day does not count"),
    FirstDay.INCLUDED: ("当日计入", "the first day counts"),
    LastDay.ROLL_FORWARD: ("遇假日顺延", "rolls forward over days off"),
    LastDay.ROLL_BACK: ("遇假日提前", "rolls back before days off"),
    LastDay.AS_IT_FALLS: ("遇假日不变", "stays on days off"),
    Light.GREEN: ("绿灯", "green light"),
    Light.YELLOW: ("黄灯", "yellow light"),
    Light.ORANGE: ("橙灯", "orange light"),
    Light.RED: ("红灯", "red light"),
    TaskMode.ANY: ("任一人办理即可", "any one of them"),
    TaskMode.ALL: ("所有人都要办理", "all of them"),
    TaskMode.VOTE: ("达到人数即可", "enough of them"),
    Order.PARALLEL: ("同时", "at the same time"),
    Order.SEQUENCE: ("依次", "one after the other"),
    SlotKind.UNIT: ("单位", "unit"),
    SlotKind.OFFICER: ("人员", "officer"),
    WhenHidden.CLEAR: ("清空", "is cleared"),
    WhenHidden.KEEP: ("保留", "is kept"),
    Scope.OWN: (SCOPES[Scope.OWN], "their own"),
    Scope.UNIT: (SCOPES[Scope.UNIT], "those of their unit"),
    Scope.SUBTREE: (SCOPES[Scope.SUBTREE], "those of their unit and below"),
    Scope.TENANT: (SCOPES[Scope.TENANT], "those of the whole jurisdiction"),
    Portion.OWN: ("本单位的一份", "their unit's own part"),
    Portion.UNITS: ("各单位的，内部的除外", "the parts of all units, but what is internal"),
    Portion.WHOLE: ("全部", "everything"),
    FieldRight.SEE: (RIGHTS[FieldRight.SEE], "seen"),
    FieldRight.MASK: (RIGHTS[FieldRight.MASK], "masked"),
    FieldRight.HIDE: (RIGHTS[FieldRight.HIDE], "hidden"),
}


LETTER_STEPS: Mapping[str, Pair] = {
    "draft": ("拟稿", "draft"),
    "check": ("核稿", "check"),
    "sign": ("签发", "sign"),
    "number": ("编号", "number"),
    "seal": ("用印", "seal"),
    "deliver": ("送达", "deliver"),
}


def enum(voice: Voice, value: Enum) -> str:
    """A word of a closed list."""
    return voice.either(*ENUMS.get(value, (str(value.value), str(value.value))))


def condition(voice: Voice, value: Condition | None) -> str:
    """A condition as a sentence; nothing where there is none."""
    return "" if value is None else sentence(value, voice.titles, voice.language)


def told(voice: Voice, whos: Whos, chinese: str, english: str) -> str:
    """People in a phrase, `{}` for them; nothing where none are named."""
    return voice.either(chinese, english).format(voice.speaker.who(whos)) if whos else ""


def warning(voice: Voice, one: Warning) -> str:
    """到期前3天亮黄灯."""
    when = voice.either("到期前{}亮{}", "{} before it is due, {}").format(
        voice.length(one.before), enum(voice, one.light)
    )
    return voice.clauses(when, told(voice, one.inform, "告知{}", "tells {}"))


def rung(voice: Voice, one: Rung) -> str:
    """超期3天：告知负责人，建议“督办”，由负责人决定."""
    after = voice.either("超期{}", "{} overdue").format(voice.length(one.after)) if one.after else ""
    instrument = f"“{voice.names.task(one.propose)}”" if one.propose else ""
    does = voice.clauses(
        told(voice, one.inform, "告知{}", "tells {}"),
        voice.either("建议{}", "proposes {}").format(instrument) if instrument else "",
        told(voice, one.decided_by, "由{}决定", "decided by {}"),
        _address(voice, one.to),
        told(voice, one.copy, "抄送{}", "copied to {}"),
    )
    return f"{after or voice.either('到期时', 'when due')}{voice.either('：', ': ')}{does}"


def _address(voice: Voice, one: Address) -> str:
    if one.subject:
        return voice.either("发给该对象", "sent to the unit concerned")
    if one.slot:
        return voice.either("发给“{}”", "sent to “{}”").format(voice.path(f"slot.{one.slot}"))
    return told(voice, one.whos, "发给{}", "sent to {}")


def extension(voice: Voice, one: Extension) -> str:
    """最多延长10天，1次，由负责人批准，须写明理由."""
    return voice.clauses(*extension_parts(voice, one))


def extension_parts(voice: Voice, one: Extension) -> tuple[str, ...]:
    """What is said of an extension, each part by itself, blank where the pack says nothing of it."""
    return (
        voice.either("共延长不超过{}", "by {} at most in all").format(voice.length(one.up_to)),
        voice.either("最多{}次", "at most {} time(s)").format(one.times),
        told(voice, one.asked_by, "由{}申请", "asked by {}"),
        told(voice, one.approver, "由{}批准", "approved by {}"),
        voice.either("须写明理由", "with a reason") if one.reason_required else "",
        voice.either("附", "with ") + voice.speaker.letter(one.letter) if one.letter else "",
        voice.either("届满以后也能申请", "also asked for when it is over") if one.after_due else "",
    )


def letter_step(voice: Voice, one: LetterStep) -> str:
    """核稿（由科长）."""
    return voice.bracketed(voice.either(*LETTER_STEPS[one.step]), told(voice, one.who, "由{}", "by {}"))


def counting(voice: Voice, one: Counting) -> str:
    """按“中国”日历，当日不计，遇假日顺延."""
    by = voice.either("按“{}”日历", "by the calendar “{}”").format(voice.titled("calendars", one.calendar))
    return voice.clauses(by, enum(voice, one.first_day), enum(voice, one.end))


def until(voice: Voice, one: Until) -> str:
    """“答复日期”，未填写时10天."""
    if one.otherwise is None:
        return f"“{voice.path(one.field)}”"
    other = param(voice, one.otherwise) if isinstance(one.otherwise, Param) else voice.length(one.otherwise)
    return voice.clauses(f"“{voice.path(one.field)}”", voice.either("未填写时{}", "where it is blank {}").format(other))


def param(voice: Voice, one: Param) -> str:
    """A parameter by its default and title: 10天（参数“办理期限”的默认值）."""
    return voice.parameter(one.name)


def confidential(voice: Voice, one: Confidential) -> str:
    """When a case is kept from whom."""
    kept = voice.either("不让{}看到", "kept from {}").format(voice.paths(one.away_from))
    posts = tuple(Who(role=role) for role in one.heads)
    headed = told(voice, posts, "也不让他们任{}的单位看到", "nor from units where they are {}")
    return voice.clauses(condition(voice, one.condition), kept, headed)


def lead(voice: Voice, one: Lead) -> str:
    """Where the leading unit is named."""
    beside = one.path.rpartition(".")[0]
    rows = (f"{voice.path(f'{beside}.{name}')}＝{said}" for name, said in one.where.items())
    return voice.clauses(voice.path(one.path), voice.joined(rows) if one.where else "")


def objection(voice: Voice, one: Objection) -> str:
    """Who may object, and until when."""
    clock = voice.either("在{}之内", "within {}").format(voice.speaker.clock(one.clock)) if one.clock else ""
    return voice.clauses(told(voice, one.who, "{}可以提出", "{} may object"), clock) or voice.joined(())


def receipt(voice: Voice, one: Receipt) -> str:
    """Who grants that the day of receipt is put right, and who does so alone."""
    granted = told(voice, one.approver, "由{}批准", "granted by {}")
    alone = told(voice, one.directly, "{}可以直接更正", "{} may do so directly")
    scan = "" if one.scan else voice.either("可以不附材料", "without a scan")
    return voice.clauses(granted, alone, scan) or voice.joined(())


def public(voice: Voice, one: Public) -> str:
    """What whoever a case is of is told, stage by stage, and of which cases."""
    stages = (f"{voice.names.stage(stage).title}“{words}”" for stage, words in one.stages.items())
    ends = (f"{voice.names.outcome(outcome)}“{words}”" for outcome, words in one.outcomes.items())
    confidential = voice.either("保密的也答复", "confidential ones too") if one.confidential else ""
    clocks = voice.joined(voice.speaker.clock(clock) for clock in one.clocks) if one.clocks else ""
    answers = voice.paths(one.answers) if one.answers else ""
    when = condition(voice, one.condition) if one.condition else ""
    return voice.clauses(voice.joined((*stages, *ends)), clocks, answers, when, confidential, one.note)


def term(voice: Voice, one: Term) -> str:
    """The clock, and the field that says the day."""
    day = voice.either("以“{}”为准", "by “{}”").format(voice.path(one.day)) if one.day else ""
    return voice.clauses(voice.speaker.clock(one.clock), day)


def column(voice: Voice, one: Column) -> str:
    """A column by its title, with what it shows where that is called otherwise."""
    shows = voice.path(one.path)
    named = one.title if one.title in ("", shows) or shows == one.path else voice.bracketed(one.title, shows)
    return voice.bracketed(named or shows, voice.either("宽{}", "width {}").format(one.width) if one.width else "")


def diary(voice: Voice, one: DiaryDate) -> str:
    """By which date rows stand in the diary, with the time and the officer."""
    return voice.clauses(*(voice.path(path) for path in (one.on, one.at, one.who) if path))


def back_plan(voice: Voice, one: BackPlan) -> str:
    """From which deadline rows are planned back."""
    return voice.either("从“{}”倒排", "back from “{}”").format(voice.path(one.deadline))


def offer(voice: Voice, one: Offer) -> str:
    """Where from, and of which kinds."""
    among = voice.either("只列“{}”中的", "those of “{}”").format(voice.path(one.among)) if one.among else ""
    kinds = (
        voice.either("只列这些种类的单位：{}", "units of these kinds: {}").format(voice.joined(one.kinds))
        if one.kinds
        else ""
    )
    others = (
        voice.either("不列这些种类的单位：{}", "no units of these kinds: {}").format(voice.joined(one.except_kinds))
        if one.except_kinds
        else ""
    )
    return voice.clauses(among, kinds, others)


def grant(voice: Voice, one: Grant) -> str:
    """Whether an act may be done, and where alone."""
    names = voice.names
    where = (*(names.stage(x).title for x in one.stages), *map(names.task, one.tasks), *map(names.action, one.actions))
    may = voice.either("可以", "may") if one.allowed else voice.either("不可以", "may not")
    return voice.bracketed(may, voice.either("限{}", "only {}").format(voice.joined(where)) if where else "")


def act(voice: Voice, word: str) -> str:
    """An act of officers by its name."""
    return word.replace("-", " ") if voice.english else ACTS.get(word, word)


def period(voice: Voice, word: str) -> str:
    """Month, quarter, half-year or year."""
    return word if voice.english else PERIODS.get(word, word)


def table(voice: Voice, one: Table) -> str:
    """A table of a report: whose cases, which, told apart by what, counted how."""
    cases = voice.joined(map(voice.type_title, one.case_types))
    parts = [
        condition(voice, one.condition),
        voice.joined(dimension(voice, row) for row in one.rows) if one.rows else "",
    ]
    parts += [
        dimension(voice, one.columns) if one.columns else "",
        voice.joined(measure(voice, x) for x in one.measures),
    ]
    return voice.bracketed(f"“{one.title}”", voice.clauses(cases, *parts))


def digest(voice: Voice, one: Digest) -> str:
    """A paper that is composed from a report, by its sections."""
    return voice.bracketed(f"“{one.title}”", voice.clauses(*(part.title for part in one.sections), one.template))


def dimension(voice: Voice, one: Dimension) -> str:
    """By what cases are told apart."""
    step = period(voice, one.step) if one.step else ""
    top = voice.either("前{}项", "the first {}").format(one.top) if one.top else ""
    level = voice.either("第{}级", "level {}").format(one.level) if one.level else ""
    return voice.clauses(
        voice.either("按{}", "by {}").format(one.title or voice.path(one.by)), step, level, top,
        voice.either("含零项", "with zeros") if one.zeros else "",
    )  # fmt: skip


def measure(voice: Voice, one: Measure) -> str:
    """A figure by its title, with what it counts."""
    counts = [condition(voice, part) for part in (one.condition, one.numerator, one.denominator)]
    paths = [voice.path(path) for path in (one.path, one.to, one.date) if path]
    inner = voice.clauses(*paths, *counts, one.rounding)
    return voice.bracketed(one.title, inner)


def hole_text(voice: Voice, text: Text) -> str:
    """A text with what stands for its holes; a number's holes are the platform's own."""
    return "".join(part if isinstance(part, str) else f"〔{_hole(voice, part)}〕" for part in text.parts)


def _hole(voice: Voice, hole: Hole) -> str:
    name, _, width = hole.path.partition(":")
    if name == "seq":
        digits = width.lstrip("0")
        return (
            voice.either(f"{digits}位流水号", f"{digits}-digit number") if digits else voice.either("流水号", "number")
        )
    return voice.either(*_HOLES[name]) if name in _HOLES else voice.path(hole.path)


def day(voice: Voice, one: date) -> str:
    """A date."""
    return one.isoformat() if voice.english else f"{one.year}年{one.month}月{one.day}日"


def spans(voice: Voice, value: tuple[tuple[time, time], ...]) -> str:
    """Hours of work: 08:30–12:00."""
    return voice.joined(f"{begin:%H:%M}–{end:%H:%M}" for begin, end in value)


def each(voice: Voice, values: Any, say: Callable[[Voice, Any], str]) -> Iterator[str]:
    """Every value said."""
    return (say(voice, one) for one in values)


_HOLES: Mapping[str, Pair] = {
    "tenant.code": ("本机关代码", "code of the jurisdiction"),
    "year": ("年份", "year"),
    "month": ("月份", "month"),
    "unit.code": ("单位发文代字", "letters code of the unit"),
    "unit.title": ("单位名称", "name of the unit"),
}

RECORDS: Mapping[type, Callable[[Voice, Any], str]] = {
    Duration: lambda v, one: v.length(one),
    LetterStep: letter_step,
    Param: param,
    Who: lambda v, one: v.speaker.who((one,)),
    EventPattern: lambda v, one: v.speaker.when((one,)),
    Text: hole_text,
    Warning: warning,
    Rung: rung,
    Extension: extension,
    Counting: counting,
    Until: until,
    Confidential: confidential,
    Objection: objection,
    Receipt: receipt,
    Lead: lead,
    Public: public,
    Term: term,
    Column: column,
    DiaryDate: diary,
    Rota: receptions.rota,
    Appointments: receptions.appointments,
    BackPlan: back_plan,
    Offer: offer,
    Grant: grant,
    Table: table,
    Digest: digest,
    Enum: enum,
    date: day,
    time: lambda v, one: f"{one:%H:%M}",
}
"""How each record is said."""
