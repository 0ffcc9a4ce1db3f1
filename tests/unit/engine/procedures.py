"""A small procedure built by hand, people to run it, and a way to play commands against it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from fangyuan.engine.deciding import NO_PLUGINS, PluginActs, decide
from fangyuan.engine.folding import fold, fold_all
from fangyuan.engine.rights import Available, available
from fangyuan.model.clocks import Address, Clock, Extension, Light, Rung, Until, Warning
from fangyuan.model.commands import (
    Command,
    CompleteTask,
    FireClock,
    Register,
    Sign,
    TakeAction,
)
from fangyuan.model.conditions import ALWAYS, Atom, Condition, Op
from fangyuan.model.decisions import Decision
from fangyuan.model.durations import Duration
from fangyuan.model.effects import Flag, MakeDraft, Notify, Rule, SetAnswer, TakeCharge
from fangyuan.model.events import Event, Recorded
from fangyuan.model.fields import Field, Form, Layout, LayoutKind, Option
from fangyuan.model.outputs import Letter
from fangyuan.model.pack import Grant, Pack, Role, Scope
from fangyuan.model.problems import Problem, Refused
from fangyuan.model.procedure import Action, CaseType, Slot, SlotKind, Stage, Task, TaskMode
from fangyuan.model.state import CaseState
from fangyuan.model.who import EventPattern, Hole, Text, UnitFrom, UnitRef, Who
from fangyuan.model.world import CLOCKWORK, Directory, Person, Post, Tenant, Unit, World

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
"""A Monday, 09:00 in Shanghai."""

KEY = "demo/matter"
SUBJECT = UnitRef(UnitFrom.SUBJECT)


# --- words of the language, short ------------------------------------------------------------------------------------


def on(word: str, **narrowed: str) -> tuple[EventPattern, ...]:
    return (EventPattern(word, narrowed),)


def is_(path: str, value: Any) -> Atom:
    return Atom(path, Op.CONST, value)


def done(task: str) -> Atom:
    return is_(f"task.{task}.done", True)


def role(name: str, **more: Any) -> tuple[Who, ...]:
    return (Who(role=name, **more),)


def slot(name: str) -> tuple[Who, ...]:
    return (Who(slot=name),)


def text(*parts: str | Hole) -> Text:
    return Text(tuple(parts))


def rule(name: str, when: tuple[EventPattern, ...], *then: Any, if_: Condition = ALWAYS, priority: int = 0) -> Rule:
    return Rule(rule=name, title=name, on=when, condition=if_, then=then, priority=priority)


def form(name: str, *fields: Field) -> Form:
    schema = {
        "type": "object",
        "properties": {one.name: {"type": one.json_type} for one in fields},
        "required": [one.name for one in fields if one.required],
    }
    return Form(form=name, title=name, schema=schema, fields=fields, layout=Layout(LayoutKind.VERTICAL))


def asked(name: str, json_type: str = "string", **more: Any) -> Field:
    return Field(
        path=name, name=name, title=more.pop("title", name), kind="text", schema={}, json_type=json_type, **more
    )


# --- the procedure -----------------------------------------------------------------------------------------------------

FORMS = {
    one.form: one
    for one in (
        form("register", asked("subject_matter", title="事由", required=True), asked("urgent", "boolean")),
        form("screening", asked("difficulty", title="难度"), asked("note")),
        form("liaison", asked("units", "array", title="承办单位"), asked("standard", title="结案标准")),
        form("slip", asked("pledged_date", title="承诺日期", required=True), asked("remark")),
        form("report", asked("result", title="结果")),
        form("entry", asked("said")),
        form("closing", asked("outcome", title="办理结果", options=(Option("settled", "已化解"),)), asked("opinion")),
        form("reason", asked("back_reason", title="退回理由")),
        form("reminder", asked("reminder_text", title="催办内容", required=True)),
    )
}

REGISTER = Task("register", "登记", who=role("clerk"), form="register")
SCREEN = Task("screen", "筛选", who=role("head"), form="screening", after=("register",))
LIAISE = Task("liaise", "对接", who=role("clerk"), form="liaison")
SLIP = Task(
    "slip",
    "签交办单",
    who=(*slot("leader"), *role("committee"), *role("unit-head", unit=SUBJECT), *role("handler", unit=SUBJECT)),
    form="slip",
    letter="slip",
    per="units",
    mode=TaskMode.ALL,
    signature=True,
    keep=True,
    emits="pledged",
)
PLAN = Task("plan", "方案", who=slot("leader"), keep=True)
HANDLE = Task("handle", "办理", who=role("handler", unit=SUBJECT), form="report", per="units", emits="reported")
ENTRY = Task("entry", "记录", who=(*role("clerk"), *slot("leader")), form="entry", repeat=True, optional=True)
CLOSING = Task("closing", "办结报告", who=role("clerk"), form="closing")
REMINDER = Task("reminder", "催办", who=role("clerk"), form="reminder", letter="reminder", instrument=True)

STAGES = (
    Stage("intake", "登记筛选", (REGISTER, SCREEN)),
    Stage("liaison", "对接", (LIAISE,)),
    Stage("signing", "交办", (SLIP,)),
    Stage("work", "督办", (PLAN, HANDLE, ENTRY)),
    Stage("closing", "反馈", (CLOSING,)),
    Stage("closed", "归档", final=True),
)

ACTIONS = (
    Action("select", "列入", ("intake",), to="liaison", who=role("head"), condition=done("screen")),
    Action("drop", "不列入", ("intake",), close="closed", who=role("head"), outcome="dropped"),
    Action("assign", "交办", ("liaison",), to="signing", who=role("head"), condition=Atom("units", Op.MIN_ITEMS, 1)),
    Action("hand-over", "交办完成", ("signing",), to="work", who=role("head")),
    Action("resolve", "审核", ("work",), to="closing", who=role("head"), condition=done("handle")),
    Action("back", "退回", ("closing",), to="work", who=role("head"), form="reason", emits="sent-back"),
    Action("archive", "归档", ("closing",), close="closed", who=role("head"), condition=done("closing")),
)

PLEDGED = Clock(
    "pledged",
    "承诺时限",
    start=on("stage-entered", stage="work"),
    stop=on("reported"),
    cancel=on("case-closed"),
    resume=on("sent-back"),
    per="units",
    until=Until("tasks.slip.pledged_date", Duration.parse("30 days")),
    warn=(Warning(Duration.parse("10 days"), Light.YELLOW, role("clerk")),),
    extend=Extension(Duration.parse("30 days"), slot("leader"), asked_by=role("handler", unit=SUBJECT)),
    escalate=(
        Rung(None, role("clerk"), "reminder", role("clerk"), Address(subject=True)),
        Rung(Duration.parse("5 days"), slot("leader"), "reminder", role("clerk"), Address(subject=True)),
    ),
    once=True,
)

RULES = (
    rule("urgent", on("task-completed", task="register"), Flag("urgent"), if_=is_("urgent", True)),
    rule(
        "director-leads",
        on("stage-entered", stage="liaison"),
        MakeDraft(
            text("建议由主任牵头:", Hole("subject_matter")),
            role("director"),
            (TakeCharge(role("director")), SetAnswer("batch", "director")),
        ),
        if_=is_("difficulty", "hardest"),
        priority=30,
    ),
    rule(
        "deputy-leads",
        on("stage-entered", stage="liaison"),
        MakeDraft(
            text("建议由副主任牵头"),
            role("director"),
            (TakeCharge(role("deputy")),),
        ),
        if_=is_("difficulty", "hard"),
        priority=20,
    ),
    rule(
        "tell-all",
        on("stage-entered", stage="work"),
        Notify((*role("committee"), *slot("leader")), text("已交办:", Hole("subject_matter"))),
    ),
)

LETTERS = {
    "slip": Letter(
        "slip",
        "交办单",
        "letters/slip.docx",
        {
            "number": "letter.number",
            "unit": "subject.title",
            "pledged": "tasks.slip.pledged_date",
            "leader": "case.leader",
        },
        number=text("交〔", Hole("year"), "〕", Hole("seq"), "号"),
        required={"pledged": "本包所定", "leader": "本包所定"},
    ),
    "reminder": Letter("reminder", "催办函", "letters/reminder.docx", {"text": "tasks.reminder.reminder_text"}),
}

ROLES = {
    one.role: one
    for one in (
        Role("clerk", "经办人", Scope.TENANT, registers=("matter",), acts={"record": Grant()}),
        Role("head", "负责人", Scope.TENANT),
        Role("committee", "委室负责人", Scope.TENANT),
        Role("director", "主任", Scope.SUBTREE),
        Role("deputy", "副主任", Scope.SUBTREE),
        Role("unit-head", "单位负责人", Scope.UNIT),
        Role("handler", "承办人", Scope.UNIT),
        Role("administrator", "管理员", Scope.TENANT, administers=True),
    )
}


def case_type(**more: Any) -> CaseType:
    """The procedure; any part may be replaced. `tasks` and `fields` follow from the stages and forms."""
    stages = more.pop("stages", STAGES)
    instruments = more.pop("instruments", (REMINDER,))
    forms = more.pop("forms", FORMS)
    base = CaseType(
        key=KEY,
        title="事项",
        number=text(Hole("tenant.code"), Hole("year"), "-", Hole("seq:05")),
        stages=stages,
        tasks={task.task: task for task in (*(t for s in stages for t in s.tasks), *instruments)},
        actions=ACTIONS,
        forms=forms,
        fields={one.path: one for held in forms.values() for one in held.fields},
        clocks=(PLEDGED,),
        rules=RULES,
        slots={
            "units": Slot("units", SlotKind.UNIT, many=True, title="承办单位"),
            "leader": Slot("leader", SlotKind.OFFICER, title="督办领导"),
        },
        outcomes=("settled", "dropped"),
        summary=("subject_matter",),
    )
    return replace(base, **more)


_hashes = iter(range(1_000_000))


def pack(one: CaseType | None = None, **more: Any) -> Pack:
    held = one or case_type()
    base = Pack(
        pack="test/demo",
        version="1.0.0",
        title="示范",
        hash=f"sha256:{next(_hashes)}",
        case_types={held.key: held},
        roles=ROLES,
        letters=LETTERS,
        files={"letters/slip.docx": b"slip", "letters/reminder.docx": b"reminder"},
    )
    return replace(base, **more)


# --- the people --------------------------------------------------------------------------------------------------------


def person(name: str, role_: str, unit: str = "O", **more: Any) -> Person:
    return Person(person=name, tenant="T", name=name, posts=(Post(role_, unit),), **more)


UNITS = (
    Unit("O", "T", "办公室", kind="office"),
    Unit("U1", "T", "甲局", kind="bureau"),
    Unit("U2", "T", "乙局", kind="bureau"),
)
PEOPLE = (
    person("clerk", "clerk"),
    person("head", "head"),
    person("committee", "committee"),
    person("director", "director"),
    person("deputy-a", "deputy"),
    person("deputy-b", "deputy"),
    person("u1-head", "unit-head", "U1"),
    person("u1-handler", "handler", "U1"),
    person("u2-head", "unit-head", "U2"),
    person("u2-handler", "handler", "U2"),
    person("admin", "administrator"),
    person("stranger", "nothing"),
)
TENANT = Tenant("T", "示范县", "370000", "county")


def world(people: Iterable[Person] = PEOPLE, units: Iterable[Unit] = UNITS, **more: Any) -> World:
    return World(tenant=TENANT, directory=Directory.of(units, people, (TENANT,)), **more)


# --- playing -----------------------------------------------------------------------------------------------------------


@dataclass
class Play:
    """One case under one pack: commands go in, the case and its history stand here."""

    pack: Pack = field(default_factory=pack)
    world: World = field(default_factory=world)
    now: datetime = NOW
    case: CaseState | None = None
    history: list[Recorded] = field(default_factory=list)
    decision: Decision = Decision()
    plugins: PluginActs = field(default_factory=lambda: NO_PLUGINS)

    @property
    def state(self) -> CaseState:
        assert self.case is not None
        return self.case

    def who(self, name: str) -> Person:
        return CLOCKWORK if name == "clockwork" else self.world.directory.people[name]

    def give(self, who: str, command: Command) -> tuple[Event, ...]:
        """Decides, records, folds; the events of the act."""
        command = replace(command, actor=self.who(who))
        self.decision = decide(self.pack, self.case, self.world, command, self.now, self.plugins)
        start = self.case.seq if self.case else 0
        for place, happened in enumerate(self.decision.events, 1):
            recorded = Recorded(
                seq=start + place,
                event=happened.event,
                at=self.now,
                actor=command.actor.person,
                cause=happened.cause,
                occurred_on=command.occurred_on,
                on_behalf_of=command.on_behalf_of,
                scan=command.scan,
            )
            self.case = fold(self.case, recorded)
            self.history.append(recorded)
        whole = bool(self.decision.events) and not self.decision.numbers
        assert self.decision.state == (self.case if whole else None), (
            "what was folded on the way is what the events say"
        )
        return tuple(happened.event for happened in self.decision.events)

    def register(
        self, who: str = "clerk", *, unit: str = "O", answers: Mapping[str, Any] | None = None, **more: Any
    ) -> Play:
        given = {"subject_matter": "征地"} if answers is None else answers
        received = more.pop("received_on", date(2026, 3, 1))
        command = Register(case="C1", case_type=KEY, unit=unit, answers=given, received_on=received, **more)
        self.give(who, command)
        return self

    def do(self, who: str, task: str, subject: str = "", **answers: Any) -> tuple[Event, ...]:
        return self.give(who, CompleteTask(task=task, subject=subject, answers=answers))

    def sign(self, who: str, task: str, subject: str = "", **answers: Any) -> tuple[Event, ...]:
        return self.give(who, Sign(task=task, subject=subject, answers=answers))

    def act(self, who: str, action: str, **answers: Any) -> tuple[Event, ...]:
        return self.give(who, TakeAction(action=action, answers=answers))

    def wait(self, days: int) -> Play:
        """Lets days pass; everything due meanwhile fires at its own instant, as the sweep would have it."""
        until = self.now + timedelta(days=days)
        while due := [run for run in self.state.clocks.values() if run.next_firing and run.next_firing.at <= until]:
            run = min(due, key=lambda one: one.next_firing.at)  # type: ignore[union-attr]
            firing = run.next_firing
            assert firing is not None
            self.now = max(self.now, firing.at)
            fired = FireClock(
                clock=run.clock, subject=run.subject, number=run.number, kind=firing.kind, index=firing.index
            )
            assert self.give("clockwork", fired), "a firing that is due fires"
        self.now = until
        return self

    def may(self, who: str) -> Available:
        return available(self.pack, self.state, self.world, self.who(who), self.now)

    def tasks(self) -> list[str]:
        """What is open, as `task` or `task[subject]`."""
        return [f"{t.task}[{t.subject}]" if t.subject else t.task for t in self.state.open_tasks()]

    def refolded(self) -> CaseState:
        return fold_all(self.history)

    def refusal(self, who: str, command: Command) -> Problem:
        """The first problem of a command that must be refused; nothing may have changed."""
        before = self.case
        with pytest.raises(Refused) as caught:
            self.give(who, command)
        assert self.case == before
        return caught.value.problems[0]


def at_work(difficulty: str = "hardest", units: tuple[str, ...] = ("U1", "U2"), **more: Any) -> Play:
    """A case that has come to the stage `signing`, led by the director."""
    play = Play(**more).register()
    play.do("head", "screen", difficulty=difficulty)
    play.act("head", "select")
    if difficulty == "hardest":
        from fangyuan.model.commands import ApproveDraft

        play.give("director", ApproveDraft(draft=1))
    play.do("clerk", "liaise", units=list(units), standard="到账")
    play.act("head", "assign")
    return play


def words(events: Iterable[Event]) -> list[str]:
    return [event.word for event in events]
