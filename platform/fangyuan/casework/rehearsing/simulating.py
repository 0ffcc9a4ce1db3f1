"""Simulation: a scenario played in memory, then time runs on; everything that the clocks and rules would do, by date.

Nothing is written anywhere: no database is opened, no letter rendered, nobody told.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from fangyuan.casework.reading.naming import Names
from fangyuan.casework.rehearsing.memory import Memory
from fangyuan.casework.rehearsing.playing import Mismatch, Player
from fangyuan.casework.rehearsing.script import Scenario, case_type_of, read_scenario
from fangyuan.casework.rehearsing.testing import default_type
from fangyuan.casework.rehearsing.weighing import weighed_text
from fangyuan.engine.clocks.calendars import written_due
from fangyuan.engine.facts import zone_among
from fangyuan.kinds import Kinds
from fangyuan.model import events
from fangyuan.model.events import Event, Recorded
from fangyuan.model.pack import Pack
from fangyuan.model.problems import PackRejected, Problem, Refused
from fangyuan.model.state import CaseState
from fangyuan.packs.plain_files import read_plain
from fangyuan.packs.reading import read_file
from fangyuan.packs.shapes import problems_of
from fangyuan.packs.source import Source

HORIZON = timedelta(days=2 * 366)
"""How far time runs on after the last step where nobody says `until`: obligations that recur never end by themselves."""

RECURRING = timedelta(days=92)
"""How far duties and mornings are played then: a quarter shows each week, month and quarter once."""


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that would happen: when (in the calendar's zone), to which case, by which clock or rule, who is reached."""

    at: datetime
    case: str
    kind: str
    text: str
    people: tuple[str, ...] = ()
    clock: str = ""
    rule: str = ""
    due: str = ""


@dataclass(frozen=True, slots=True)
class Simulation:
    """A scenario with all that followed. `next_at` is what would come next where time was stopped before the end."""

    title: str
    start: datetime
    until: datetime
    lines: tuple[Line, ...]
    mismatches: tuple[Mismatch, ...]
    next_at: datetime | None = None

    def as_data(self) -> dict[str, Any]:
        """Plain values, for JSON."""
        return asdict(self)


def find_scenario(source: Source, wanted: str) -> Mapping[str, Any]:
    """The scenario in a file, or that of the pack by its name; raises Refused, PackRejected for a misshapen one."""
    named = [f"scenarios/{wanted}.yaml", f"scenarios/{wanted}", wanted]
    for path in named:
        if path in source.files and isinstance(source.files[path].data, Mapping):
            return dict(source.files[path].data)
    if Path(wanted).is_file():
        return _read(Path(wanted))
    known = "、".join(Path(path).stem for path in source.files if path.startswith("scenarios/")) or "无"
    raise Refused(
        Problem(
            "no-such-scenario",
            f"没有找到情景“{wanted}”。",
            advice=f"请给出情景文件的路径，或本包的情景名：{known}。",
            detail={
                "english": f"There is no scenario {wanted}. Give the path of a file, or a name of this pack: {known}."
            },
        )
    )


def _read(file: Path) -> Mapping[str, Any]:
    """A scenario outside the pack, held to the same shape."""
    problems: list[Problem] = []
    read = read_file(f"scenarios/{file.name}", read_plain(file), problems)
    problems += problems_of(Source.of([read])) if read else []
    if read is None or problems or not isinstance(read.data, Mapping):
        raise PackRejected(
            problems
            or [
                Problem(
                    "no-scenario",
                    f"{file.name} 不是情景文件。",
                    advice="请写成 YAML。",
                    detail={"english": f"{file.name} is no scenario. Write YAML."},
                )
            ]
        )
    return dict(read.data)


def simulate(pack: Pack, data: Mapping[str, Any], kinds: Kinds, until: date | None = None) -> Simulation:
    """Plays the steps, then lets time run until nothing is due any more, or to the end of a date."""
    scenario = read_scenario(data)
    memory = Memory(pack, scenario, kinds)
    player = Player(memory, case_type_of(pack, scenario.case_type) if scenario.case_type else default_type(pack))
    try:
        mismatches = tuple(player.play(scenario.steps))
    except (LookupError, ValueError) as wrong:
        raise Refused(
            Problem(
                "unplayable",
                f"情景走不下去：{wrong}",
                advice="请核对步骤里的人员、任务、时限和日期。",
                detail={
                    "english": f"The scenario cannot be played: {wrong}. Check people, tasks, clocks and dates of its steps."
                },
            )
        ) from wrong
    if until:
        memory.advance(max(_end(until, pack), memory.now))
    else:
        memory.run_on(memory.now + HORIZON, memory.now + RECURRING)
    return Simulation(
        scenario.title, scenario.start, memory.now, tuple(_lines(memory, scenario)), mismatches, memory.next_at()
    )


def _end(day: date, pack: Pack) -> datetime:
    """The last instant of a date in the calendar's zone."""
    return datetime.combine(day, time.max, zone_among(pack.calendars))


def _lines(memory: Memory, scenario: Scenario) -> Iterator[Line]:
    """Everything of all cases, by instant; within an instant in the order of the cases and of their events."""
    zone = zone_among(memory.pack.calendars)
    happened = [(at.at, state, at) for state in memory.states.values() for at in memory.history(state.case)]
    for instant, state, recorded in sorted(happened, key=lambda entry: entry[0]):
        line = _line(recorded, _Teller(memory.pack, state, scenario, zone), instant.astimezone(zone))
        if line:
            yield line


@dataclass(frozen=True, slots=True)
class _Teller:
    """What the words about one case need."""

    pack: Pack
    case: CaseState
    scenario: Scenario
    zone: ZoneInfo

    def names(self, people: Iterable[str]) -> tuple[str, ...]:
        """People by name."""
        return tuple(self.scenario.directory.name(person) for person in people)

    def clock(self, clock: str, subject: str) -> str:
        """A clock by its title, with the unit or person it runs for."""
        titles = [run.title for run in self.case.clocks.values() if run.clock == clock and run.title]
        about = f"({self.scenario.directory.name(subject)})" if subject else ""
        return (titles[-1] if titles else clock) + about

    def task(self, task: str) -> str:
        """A task by its title."""
        known = self.pack.case_types[self.case.case_type].tasks.get(task)
        return known.title if known else task

    def due(self, due_at: datetime) -> str:
        """The date of a deadline, or the instant of one by the clock."""
        return written_due(due_at, self.zone)


def _line(recorded: Recorded, tell: _Teller, at: datetime) -> Line | None:
    """One event in words; nothing for one that belongs to people's own work."""
    say = WORDS.get(type(recorded.event))
    said = say(recorded.event, tell) if say else None
    if said is None:
        return None
    cause, event = recorded.cause, recorded.event
    clock = getattr(event, "clock", "") or (cause.id if cause.kind == "clock" else "")
    rule = getattr(event, "rule", "") or (cause.id if cause.kind in ("rule", "draft") else "")
    due = getattr(event, "due_at", None)
    text, people = said
    return Line(at, tell.case.number, event.word, text, people, clock, rule, tell.due(due) if due else "")


Said = tuple[str, tuple[str, ...]]


def _started(event: events.ClockStarted, tell: _Teller) -> Said:
    return f"起算 {tell.clock(event.clock, event.subject)}：{tell.due(event.due_at)}届满。" + _how(event.reckoning), ()


def _moved(event: events.ClockMoved, tell: _Teller) -> Said:
    return f"调整 {tell.clock(event.clock, event.subject)}：{tell.due(event.due_at)}届满，{event.why}。" + _how(
        event.reckoning
    ), ()


def _extended(event: events.ClockExtended, tell: _Teller) -> Said:
    return f"延长 {tell.clock(event.clock, event.subject)}：{tell.due(event.due_at)}届满。" + _how(event.reckoning), ()


def _resumed(event: events.ClockResumed, tell: _Teller) -> Said:
    return f"继续计算 {tell.clock(event.clock, event.subject)}：{tell.due(event.due_at)}届满。" + _how(
        event.reckoning
    ), ()


def _paused(event: events.ClockPaused, tell: _Teller) -> Said:
    return f"暂停计算 {tell.clock(event.clock, event.subject)}" + (f"：{event.why}" if event.why else ""), ()


def _how(reckoning: events.Reckoning) -> str:
    doubt = "(所在年份的放假安排尚未公布)" if reckoning.provisional else ""
    return "；".join(reckoning.steps) + doubt


def _warned(event: events.ClockWarned, tell: _Teller) -> Said:
    light = {"yellow": "黄灯", "orange": "橙灯", "red": "红灯"}.get(event.light, event.light)
    return f"预警({light}) {tell.clock(event.clock, event.subject)}", ()


def _due(event: events.ClockDue, tell: _Teller) -> Said:
    period = f"(第 {event.period} 期)" if event.period else ""
    return f"到期未办 {tell.clock(event.clock, event.subject)}{period}", ()


def _escalated(event: events.ClockEscalated, tell: _Teller) -> Said:
    proposed = f"，建议：{tell.task(event.proposed)}" if event.proposed else ""
    people = tell.names((*event.informed, *event.copied))
    return f"逐级提醒第 {event.rung} 级 {tell.clock(event.clock, event.subject)}{proposed}", people


def _issued(event: events.LetterIssued, tell: _Teller) -> Said:
    return f"制发文书 {event.title} {event.number}".strip(), tell.names([event.to] if event.to else ())


def _notified(event: events.Notified, tell: _Teller) -> Said | None:
    return (f"通知 {event.text}", tell.names(event.to)) if event.to else None


def _drafted(event: events.DraftMade, tell: _Teller) -> Said:
    return f"提出意见待批 {event.opinion}".strip(), tell.names(event.approvers)


def _nobody(event: Event, tell: _Teller) -> Said:
    return "没有合适的人，请管理员补充岗位", ()


def _weighed(event: events.RulesWeighed, tell: _Teller) -> Said:
    case_type = tell.pack.case_types[tell.case.case_type]
    return weighed_text(event, Names(tell.pack, case_type, tell.scenario.directory, tell.case.parameters)), ()


def _duty(event: events.DutyOpened, tell: _Teller) -> Said:
    return f"定期工作 {event.title}({event.occurs_on})", tell.names(event.asked)


WORDS: Mapping[type[Event], Callable[[Any, _Teller], Said | None]] = {
    events.RulesWeighed: _weighed,
    events.DutyOpened: _duty,
    events.ClockStarted: _started,
    events.ClockMoved: _moved,
    events.ClockExtended: _extended,
    events.ClockPaused: _paused,
    events.ClockResumed: _resumed,
    events.ClockWarned: _warned,
    events.ClockDue: _due,
    events.ClockEscalated: _escalated,
    events.LetterIssued: _issued,
    events.Notified: _notified,
    events.DraftMade: _drafted,
    events.NobodyMatched: _nobody,
}


def printed(simulation: Simulation) -> Iterator[str]:
    """A simulation as lines for a terminal."""
    yield f"{simulation.title}：自 {simulation.start:%Y-%m-%d %H:%M} 起"
    for line in simulation.lines:
        source = " ".join(
            filter(None, (f"时限 {line.clock}" if line.clock else "", f"规则 {line.rule}" if line.rule else ""))
        )
        people = f" → {'、'.join(line.people)}" if line.people else ""
        yield f"{line.at:%Y-%m-%d %H:%M}  {line.case}  {line.text}{people}" + (f"  [{source}]" if source else "")
    for mismatch in simulation.mismatches:
        yield f"第 {mismatch.step + 1} 步与情景所写不符：{mismatch.message}"
    if simulation.next_at:
        yield f"推演到 {simulation.until:%Y-%m-%d} 为止，此后还有定期事项；需要更长时请加 --until。"
