"""The parts of a pack in words: who does what in a stage, when clocks run, letters, views, roles, duties, parameters."""

from collections.abc import Iterable, Iterator, Mapping

from fangyuan.casework.carrying import Carried
from fangyuan.casework.reading import recurrence
from fangyuan.casework.reading.english import speaker_of
from fangyuan.casework.reading.naming import Names
from fangyuan.casework.reading.pack_words import (
    ACTS,
    ACTS_EN,
    HEADS,
    PERIODS,
    PERIODS_EN,
    PORTIONS,
    PORTIONS_EN,
    RIGHTS,
    RIGHTS_EN,
    SCOPES,
    SCOPES_EN,
)
from fangyuan.casework.reading.pages import ClockText, PartText, StageText
from fangyuan.casework.reading.parameter_words import told, value_in_words
from fangyuan.casework.reading.speaking import Speaker
from fangyuan.engine.letter_paths import TITLES
from fangyuan.forms.sentences import sentence
from fangyuan.forms.titles import titles
from fangyuan.kinds.duration import in_words
from fangyuan.model.clocks import Clock
from fangyuan.model.conditions import Param
from fangyuan.model.durations import Duration
from fangyuan.model.outputs import Duty, Letter, Target, View
from fangyuan.model.pack import Pack, Portion, Role
from fangyuan.model.procedure import CaseType
from fangyuan.model.reports import Report
from fangyuan.model.who import EventPattern, EventPatterns
from fangyuan.model.world import Directory


def stages_of(names: Names, language: str = "zh") -> StageText:
    """Who does each task and takes each action of a case type."""
    speaker, kind = speaker_of(names, language), names.case_type
    tasks = {task.task: speaker.who(task.who) for task in kind.tasks.values()}
    return StageText(tasks, {one.action: speaker.who(one.who) if one.who else "" for one in kind.actions})


def clock_texts(names: Names, language: str = "zh") -> tuple[ClockText, ...]:
    """When each clock of a case type runs."""
    speaker = speaker_of(names, language)
    return tuple(_clock(clock, names.case_type, speaker) for clock in names.case_type.clocks)


def letter_texts(pack: Pack, language: str = "zh") -> tuple[PartText, ...]:
    """Every letter, with what it cannot be issued without."""
    return tuple(
        PartText(one.letter, one.title, _headed(_letter(one, pack, language), language))
        for one in pack.letters.values()
    )


def view_texts(pack: Pack, directory: Directory, language: str = "zh") -> tuple[PartText, ...]:
    """Every view: of what, for whom, with which columns."""
    return tuple(
        PartText(one.view, one.title, _headed(_view(one, pack, directory, language), language))
        for one in pack.views.values()
    )


def role_texts(pack: Pack, language: str = "zh") -> tuple[PartText, ...]:
    """Every role: which cases, what it may register, which fields it does not see."""
    return tuple(
        PartText(one.role, one.title, _headed(_role(one, pack, language), language)) for one in pack.roles.values()
    )


def duty_texts(pack: Pack, directory: Directory, language: str = "zh") -> tuple[PartText, ...]:
    """Every recurring duty: when, who, what it opens."""
    return tuple(
        PartText(one.duty, one.title, _headed(_duty(one, pack, directory, language), language))
        for one in pack.duties.values()
    )


def report_texts(pack: Pack, language: str = "zh") -> tuple[PartText, ...]:
    """Every report with its tables, and every target with its period."""
    reports = (
        PartText(one.report, one.title, _headed(_report(one, language), language)) for one in pack.reports.values()
    )
    targets = (
        PartText(one.target, one.title, _headed(_target(one, pack, language), language))
        for one in pack.targets.values()
    )
    return (*reports, *targets)


def parameter_texts(
    lines: Iterable[Carried], directory: Directory, open_now: bool, language: str = "zh"
) -> tuple[PartText, ...]:
    """Every parameter with its default, and what it stands for here: under this version, else under the one that is open."""
    return tuple(
        PartText(
            one.parameter.name,
            one.parameter.title,
            _headed(_parameter(one, directory, open_now, language), language),
        )
        for one in lines
    )


def parameters_said(
    pack: Pack, lines: Iterable[Carried], directory: Directory, language: str = "zh"
) -> Mapping[str, str]:
    """What each parameter stands for in a sentence, as filled in here or by default: `10天（办理期限）`."""
    here = {one.parameter.name: one.here for one in lines}
    values = {
        one.name: value_in_words(one, here.get(one.name, one.default), directory, language)
        for one in pack.parameters.values()
    }
    return {
        one.name: _bracketed(language, values[one.name], one.title) if values[one.name] else one.title
        for one in pack.parameters.values()
    }


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


def _letter(letter: Letter, pack: Pack, language: str) -> Iterator[tuple[str, str]]:
    if letter.law:
        yield "依据", letter.law
    types = _comma(language).join(pack.case_types[key].title for key in letter.case_types if key in pack.case_types)
    if types:
        yield "适用", types
    if letter.path:
        yield "步骤", " → ".join(_steps(letter, pack, language))
    if letter.required:
        yield (
            "必须写明",
            _comma(language).join(_bracketed(language, word, law) for word, law in letter.required.items()),
        )


def _steps(letter: Letter, pack: Pack, language: str) -> Iterator[str]:
    """The steps of its way, each with who does it."""
    served = [pack.case_types[key] for key in letter.case_types if key in pack.case_types]
    kind = next(iter(served or pack.case_types.values()))
    speaker = speaker_of(Names(pack, kind, Directory()), language)
    for step in letter.path:
        title = str(step.step).replace("-", " ") if language == "en" else TITLES[step.step]
        yield _bracketed(language, title, speaker.who(step.who) if step.who else "")


def _view(view: View, pack: Pack, directory: Directory, language: str) -> Iterator[tuple[str, str]]:
    kind = pack.case_types.get(view.case_type)
    if kind is not None:
        yield "事项", kind.title
        names = Names(pack, kind, directory)
        if view.condition is not None:
            yield "列入", sentence(view.condition, titles(kind, language), language)
        if view.who:
            yield "谁能看", speaker_of(names, language).who(view.who)
    yield "列", _comma(language).join(column.title for column in view.columns)


def _role(role: Role, pack: Pack, language: str) -> Iterator[tuple[str, str]]:
    yield "能看的案件", _scope(role, language)
    registers = _comma(language).join(pack.case_types[key].title for key in role.registers if key in pack.case_types)
    if registers:
        yield "可以登记", registers
    fields = {path: one.title for kind in pack.case_types.values() for path, one in kind.fields.items()}
    said = {right: _word(language, RIGHTS, RIGHTS_EN, right) for right in RIGHTS}
    limited = [_bracketed(language, fields.get(path, path), said[right]) for path, right in role.fields.items()]
    if limited:
        yield "字段", _comma(language).join(limited)
    refused = [_word(language, ACTS, ACTS_EN, act) for act, grant in role.acts.items() if not grant.allowed]
    granted = [_word(language, ACTS, ACTS_EN, act) for act, grant in role.acts.items() if grant.allowed]
    if granted:
        yield "另外可以", _comma(language).join(granted)
    if refused:
        yield "不可以", _comma(language).join(refused)


def _duty(duty: Duty, pack: Pack, directory: Directory, language: str) -> Iterator[tuple[str, str]]:
    if duty.rrule:
        yield "什么时候", duty.rrule if language == "en" else recurrence.said(duty.rrule, duty.if_holiday)
    kind = pack.case_types.get(duty.opens)
    if kind is not None:
        yield "由谁", speaker_of(Names(pack, kind, directory), language).who(duty.who)
        yield "办什么", kind.title
    if duty.within is not None:
        yield "多久之内", _length(duty.within, pack, language)
    if duty.report in pack.reports:
        yield "要报", pack.reports[duty.report].title
    if duty.nil_report:
        yield "没有时", "a report that says so" if language == "en" else "零报告"


def _report(report: Report, language: str) -> Iterator[tuple[str, str]]:
    yield "每期", _word(language, PERIODS, PERIODS_EN, report.per)
    yield "表", _comma(language).join(table.title for table in report.tables)
    if report.law:
        yield "依据", report.law


def _target(target: Target, pack: Pack, language: str) -> Iterator[tuple[str, str]]:
    kind = pack.case_types.get(target.case_type)
    if kind is not None:
        yield "事项", kind.title
    yield "每期", _word(language, PERIODS, PERIODS_EN, target.per)


def _parameter(line: Carried, directory: Directory, open_now: bool, language: str) -> Iterator[tuple[str, str]]:
    default, here = (
        value_in_words(line.parameter, value, directory, language) for value in (line.parameter.default, line.here)
    )
    if here:
        yield ("本机关" if open_now else "本机关现在"), here
    asked = "none; fill it in when the pack is activated" if language == "en" else "没有，启用时必须填写"
    yield "默认", default or asked
    if not open_now and (becomes := told(line, directory, language)):
        yield "启用以后", becomes


def _headed(lines: Iterator[tuple[str, str]], language: str) -> tuple[tuple[str, str], ...]:
    """Lines with their headings in the language."""
    return tuple((HEADS[head] if language == "en" else head, said) for head, said in lines)


def _comma(language: str) -> str:
    return ", " if language == "en" else "、"


def _bracketed(language: str, said: str, inner: str) -> str:
    if not inner:
        return said
    return f"{said} ({inner})" if language == "en" else f"{said}（{inner}）"


def _word(language: str, chinese: Mapping[str, str], english: Mapping[str, str], word: str) -> str:
    return (english if language == "en" else chinese).get(word, word)


def _scope(role: Role, language: str) -> str:
    said = _word(language, SCOPES, SCOPES_EN, role.scope)
    if role.portion is not Portion.OWN:
        said += _word(language, PORTIONS, PORTIONS_EN, role.portion)
    if not role.administers:
        return said
    return said + ("; administers the jurisdiction" if language == "en" else "；管理本机关")


def _length(length: Duration | Param, pack: Pack, language: str) -> str:
    if isinstance(length, Param):
        return pack.parameters[length.name].title if length.name in pack.parameters else length.name
    return str(length) if language == "en" else in_words(length)
