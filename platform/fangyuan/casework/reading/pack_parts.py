"""The parts of a pack in words: who does what in a stage, when clocks run, letters, views, roles, duties, parameters."""

from collections.abc import Iterator, Mapping

from fangyuan.casework.reading import recurrence
from fangyuan.casework.reading.naming import Names
from fangyuan.casework.reading.pages import ClockText, PartText, StageText
from fangyuan.casework.reading.speaking import Speaker
from fangyuan.compiler.outputs import kind_of
from fangyuan.engine.letter_paths import TITLES
from fangyuan.forms.sentences import sentence
from fangyuan.kinds.duration import in_words
from fangyuan.model.clocks import Clock
from fangyuan.model.durations import Duration
from fangyuan.model.outputs import Duty, Letter, Target, View
from fangyuan.model.pack import FieldRight, Pack, Parameter, Role, Scope
from fangyuan.model.procedure import CaseType
from fangyuan.model.reports import Report
from fangyuan.model.who import EventPattern, EventPatterns
from fangyuan.model.world import Directory

SCOPES: Mapping[str, str] = {
    Scope.OWN: "本人经办的", Scope.UNIT: "本单位的", Scope.SUBTREE: "本单位和下级的", Scope.TENANT: "本机关全部",
}  # fmt: skip
RIGHTS: Mapping[str, str] = {FieldRight.SEE: "可看", FieldRight.MASK: "打码", FieldRight.HIDE: "不可看"}


def stages_of(names: Names) -> StageText:
    """Who does each task and takes each action of a case type."""
    speaker, kind = Speaker(names), names.case_type
    tasks = {task.task: speaker.who(task.who) for task in kind.tasks.values()}
    return StageText(tasks, {one.action: speaker.who(one.who) if one.who else "" for one in kind.actions})


def clock_texts(names: Names) -> tuple[ClockText, ...]:
    """When each clock of a case type runs."""
    speaker = Speaker(names)
    return tuple(_clock(clock, names.case_type, speaker) for clock in names.case_type.clocks)


def letter_texts(pack: Pack) -> tuple[PartText, ...]:
    """Every letter, with what it cannot be issued without."""
    return tuple(PartText(one.letter, one.title, tuple(_letter(one, pack))) for one in pack.letters.values())


def view_texts(pack: Pack, directory: Directory) -> tuple[PartText, ...]:
    """Every view: of what, for whom, with which columns."""
    return tuple(PartText(one.view, one.title, tuple(_view(one, pack, directory))) for one in pack.views.values())


def role_texts(pack: Pack) -> tuple[PartText, ...]:
    """Every role: which cases, what it may register, which fields it does not see."""
    return tuple(PartText(one.role, one.title, tuple(_role(one, pack))) for one in pack.roles.values())


def duty_texts(pack: Pack, directory: Directory) -> tuple[PartText, ...]:
    """Every recurring duty: when, who, what it opens."""
    return tuple(PartText(one.duty, one.title, tuple(_duty(one, pack, directory))) for one in pack.duties.values())


def report_texts(pack: Pack) -> tuple[PartText, ...]:
    """Every report with its tables, and every target with its period."""
    reports = (PartText(one.report, one.title, tuple(_report(one))) for one in pack.reports.values())
    targets = (PartText(one.target, one.title, tuple(_target(one, pack))) for one in pack.targets.values())
    return (*reports, *targets)


def parameter_texts(pack: Pack) -> tuple[PartText, ...]:
    """Every parameter with its default."""
    return tuple(PartText(one.name, one.title, _parameter(one)) for one in pack.parameters.values())


def _clock(clock: Clock, kind: CaseType, speaker: Speaker) -> ClockText:
    last = len(kind.stages) - 1
    begins = [place for pattern in clock.start for place in _places(pattern, kind, coming=True)]
    ends = [place for pattern in (*clock.stop, *clock.met_by) for place in _places(pattern, kind, coming=False)]
    first = min(begins, default=0)
    until = max(first, max(ends, default=last))
    return ClockText(clock.clock, clock.title, _said(clock.start, speaker), _said(clock.stop, speaker), first, until)


def _said(patterns: EventPatterns, speaker: Speaker) -> str:
    return speaker.when(patterns) if patterns else ""


def _places(pattern: EventPattern, kind: CaseType, *, coming: bool) -> Iterator[int]:
    """The places of the stages in which an event happens; `coming` means the stage that follows from it."""
    order = {stage.stage: place for place, stage in enumerate(kind.stages)}
    named, said = dict(pattern.narrowed), pattern.word
    if said in ("case-registered", "case-reopened"):
        yield 0
    if "stage" in named and named["stage"] in order:
        yield order[named["stage"]]
    for stage in kind.stages:
        if any(task.task == named.get("task") or (task.emits and task.emits == said) for task in stage.tasks):
            yield order[stage.stage]
    for action in kind.actions:
        if action.action == named.get("action") or (action.emits and action.emits == said):
            target = action.to or action.close
            meant = (target,) if coming and target else action.source
            yield from (order[one] for one in meant if one in order)


def _letter(letter: Letter, pack: Pack) -> Iterator[tuple[str, str]]:
    if letter.law:
        yield "依据", letter.law
    types = "、".join(pack.case_types[key].title for key in letter.case_types if key in pack.case_types)
    if types:
        yield "适用", types
    if letter.path:
        yield "步骤", " → ".join(_steps(letter, pack))
    if letter.required:
        yield "必须写明", "、".join(f"{word}（{law}）" if law else word for word, law in letter.required.items())


def _steps(letter: Letter, pack: Pack) -> Iterator[str]:
    """The steps of its way, each with who does it."""
    served = [pack.case_types[key] for key in letter.case_types if key in pack.case_types]
    kind = next(iter(served or pack.case_types.values()))
    speaker = Speaker(Names(pack, kind, Directory()))
    for step in letter.path:
        title = TITLES[step.step]
        yield f"{title}（{speaker.who(step.who)}）" if step.who else title


def _view(view: View, pack: Pack, directory: Directory) -> Iterator[tuple[str, str]]:
    kind = pack.case_types.get(view.case_type)
    if kind is not None:
        yield "事项", kind.title
        names = Names(pack, kind, directory)
        if view.condition is not None:
            yield "列入", sentence(view.condition, names.paths)
        if view.who:
            yield "谁能看", Speaker(names).who(view.who)
    yield "列", "、".join(column.title for column in view.columns)


def _role(role: Role, pack: Pack) -> Iterator[tuple[str, str]]:
    yield "能看的案件", SCOPES[role.scope] + ("；管理本机关" if role.administers else "")
    registers = "、".join(pack.case_types[key].title for key in role.registers if key in pack.case_types)
    if registers:
        yield "可以登记", registers
    fields = {path: one.title for kind in pack.case_types.values() for path, one in kind.fields.items()}
    limited = [f"{fields.get(path, path)}（{RIGHTS[right]}）" for path, right in role.fields.items()]
    if limited:
        yield "字段", "、".join(limited)
    refused = [ACTS.get(act, act) for act, grant in role.acts.items() if not grant.allowed]
    granted = [ACTS.get(act, act) for act, grant in role.acts.items() if grant.allowed]
    if granted:
        yield "另外可以", "、".join(granted)
    if refused:
        yield "不可以", "、".join(refused)


def _duty(duty: Duty, pack: Pack, directory: Directory) -> Iterator[tuple[str, str]]:
    if duty.rrule:
        yield "什么时候", recurrence.said(duty.rrule, duty.if_holiday)
    kind = pack.case_types.get(duty.opens)
    if kind is not None:
        yield "由谁", Speaker(Names(pack, kind, directory)).who(duty.who)
        yield "办什么", kind.title
    if duty.within is not None:
        yield "多久之内", in_words(duty.within)
    if duty.nil_report:
        yield "没有时", "零报告"


def _report(report: Report) -> Iterator[tuple[str, str]]:
    yield "每期", PERIODS.get(report.per, report.per)
    yield "表", "、".join(table.title for table in report.tables)
    if report.law:
        yield "依据", report.law


def _target(target: Target, pack: Pack) -> Iterator[tuple[str, str]]:
    kind = pack.case_types.get(target.case_type)
    if kind is not None:
        yield "事项", kind.title
    yield "每期", PERIODS.get(target.per, target.per)


def _parameter(parameter: Parameter) -> tuple[tuple[str, str], ...]:
    default = parameter.default
    if default is None:
        return (("默认", "没有，启用时必须填写"),)
    said = in_words(Duration.parse(str(default))) if kind_of(parameter) == "duration" else str(default)
    return (("默认", said),)


PERIODS: Mapping[str, str] = {"day": "日", "month": "月", "quarter": "季度", "half-year": "半年", "year": "年"}

ACTS: Mapping[str, str] = {
    "record": "代录纸面办理", "reassign": "改派", "return": "退回补正", "add-signer": "加签", "withdraw": "撤回",
    "recuse": "回避", "hand-over": "移交", "merge": "并案", "reopen": "重新办理", "link": "关联", "deliver": "登记送达",
    "decide-objection": "答复异议", "recall": "收回发出的事项", "comment": "备注", "reveal": "查看打码内容",
}  # fmt: skip
