"""The whole engine against whatever people may try: nothing crashes, nothing is lost, nothing fires twice."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from fangyuan.engine.deciding import decide, deliberate
from fangyuan.engine.folding import fold, fold_all
from fangyuan.model.commands import (
    AddSigner,
    ApproveDraft,
    ApproveExtension,
    AskExtension,
    ClaimTask,
    Command,
    Comment,
    CompleteTask,
    DecideObjection,
    FireClock,
    HandOver,
    HearDecision,
    LinkCase,
    MergeCase,
    Object,
    ReassignTask,
    Recuse,
    RefuseDraft,
    RefuseExtension,
    Reopen,
    ReportClosed,
    ReportObjection,
    ReportProgress,
    ReturnTask,
    Reveal,
    Sign,
    SucceedUnit,
    TakeAction,
    WithdrawTask,
)
from fangyuan.model.effects import Dispatch, DispatchKind
from fangyuan.model.events import ClockDue, ClockEscalated, ClockExtended, ClockMoved, ClockResumed, Recorded
from fangyuan.model.letter_commands import RecordDelivery, RecordRendering
from fangyuan.model.problems import Refused
from fangyuan.model.procedure import Action
from unit.engine.procedures import ACTIONS, PEOPLE, Play, at_work, case_type, pack, role

NAMES = [one.person for one in PEOPLE]
TASKS = [
    "register",
    "screen",
    "liaise",
    "slip",
    "plan",
    "handle",
    "entry",
    "closing",
    "reminder",
    "ghost",
    "settle-nobody",
]
SUBJECTS = ["", "U1", "U2", "slip:U1"]

people = st.sampled_from(NAMES)
tasks = st.sampled_from(TASKS)
subjects = st.sampled_from(SUBJECTS)
answers = st.fixed_dictionaries(
    {},
    optional={
        "difficulty": st.sampled_from(["hardest", "hard", "ordinary"]),
        "units": st.lists(st.sampled_from(["U1", "U2", "O", "ghost"]), unique=True, max_size=3),
        "pledged_date": st.dates(date(2026, 1, 1), date(2027, 1, 1)).map(date.isoformat),
        "reminder_text": st.just("催"),
        "outcome": st.just("settled"),
        "subject_matter": st.text(max_size=3),
    },
)
on_paper = st.sampled_from([None, *NAMES, "ghost"])

COMMANDS: list[st.SearchStrategy[Any]] = [
    st.builds(
        CompleteTask,
        task=tasks,
        subject=subjects,
        answers=answers,
        on_behalf_of=on_paper,
        scan=st.sampled_from([None, "f"]),
    ),
    st.builds(Sign, task=tasks, subject=subjects, slot=st.integers(-1, 4), answers=answers),
    st.builds(ClaimTask, task=tasks, subject=subjects),
    st.builds(ReassignTask, task=tasks, subject=subjects, to=people, slot=st.integers(-1, 4)),
    st.builds(ReturnTask, task=tasks, subject=subjects, reason=st.sampled_from(["", "不清楚"])),
    st.builds(AddSigner, task=tasks, subject=subjects, to=people),
    st.builds(WithdrawTask, task=tasks, subject=subjects, reason=st.sampled_from(["", "不再需要"])),
    st.builds(Recuse, person=st.sampled_from(["", *NAMES]), to=st.sampled_from(["", *NAMES]), reason=st.just("亲属")),
    st.builds(HandOver, person=people, to=people, reason=st.just("分工调整")),
    st.builds(
        SucceedUnit,
        unit=st.sampled_from(["U1", "U2", "ghost"]),
        to=st.sampled_from(["U1", "U2", "O"]),
        reason=st.just("机构改革"),
    ),
    st.builds(TakeAction, action=st.sampled_from([a.action for a in ACTIONS] + ["send", "ghost"]), answers=answers),
    st.builds(ApproveDraft, draft=st.integers(0, 4), chosen=st.sampled_from(["", "deputy-a", "ghost"])),
    st.builds(RefuseDraft, draft=st.integers(0, 4), reason=st.sampled_from(["", "不妥"])),
    st.builds(
        AskExtension,
        clock=st.sampled_from(["pledged", "ghost"]),
        subject=subjects,
        by=st.sampled_from(["5 days", "90 days", "?"]),
        reason=st.just("等"),
    ),
    st.builds(ApproveExtension, clock=st.just("pledged"), subject=subjects),
    st.builds(RefuseExtension, clock=st.just("pledged"), subject=subjects, reason=st.just("不")),
    st.builds(
        FireClock,
        clock=st.just("pledged"),
        subject=subjects,
        number=st.integers(0, 2),
        kind=st.sampled_from(["warn", "due", "rung"]),
        index=st.integers(0, 2),
    ),
    st.builds(RecordRendering, copy=st.integers(0, 3), file=st.just("f"), sha256=st.just("s")),
    st.builds(RecordDelivery, copy=st.integers(0, 3), method=st.just("post"), result=st.just("signed")),
    st.builds(
        LinkCase,
        relation=st.sampled_from(["child", "supervised-by"]),
        case=st.sampled_from(["C1", "C2"]),
        key=st.just("k"),
    ),
    st.builds(ReportClosed, case=st.sampled_from(["C2", "C9"]), outcome=st.just("settled")),
    st.builds(
        ReportProgress, case=st.sampled_from(["C2", "C9"]), stage=st.just("x"), title=st.sampled_from(["甲", "乙"])
    ),
    st.builds(Object, reason=st.sampled_from(["", "无权办理"])),
    st.builds(ReportObjection, case=st.sampled_from(["C2", "C9"]), reason=st.just("无权办理")),
    st.builds(DecideObjection, case=st.sampled_from(["C2", "C9", "P1"]), agreed=st.booleans(), reason=st.just("属实")),
    st.builds(HearDecision, agreed=st.booleans()),
    st.builds(MergeCase, into=st.sampled_from(["C1", "C2"]), reason=st.sampled_from(["", "同一事项"])),
    st.builds(Reveal, path=st.just("subject_matter"), reason=st.sampled_from(["", "核对"])),
    st.builds(Comment, text=st.sampled_from(["", "看过"])),
    st.builds(Reopen, stage=st.sampled_from(["intake", "closed", "ghost"]), reason=st.just("新证据")),
]


def _pack() -> Any:
    send = Action(
        "send",
        "发出",
        ("liaison", "signing", "work"),
        who=role("head"),
        dispatch=Dispatch(
            DispatchKind.ASSIGN, "demo/matter", to_field="units", report=True, returns={"note": "subject_matter"}
        ),
    )
    return pack(case_type(actions=(*ACTIONS, send)))


class AnythingGoes(RuleBasedStateMachine):
    """Random people give random commands; days pass."""

    def __init__(self) -> None:
        super().__init__()
        self.play = Play(pack=_pack()).register(parent="P1", key="P1:9:0")

    def _try(self, who: str, command: Command) -> None:
        before, refused = self.play.case, None
        try:
            self.play.give(who, command)
        except Refused as caught:
            refused = caught
        if refused is not None:
            assert self.play.case is before
            assert refused.problems
            assert all(problem.message and problem.code for problem in refused.problems)

    @rule(who=st.sampled_from([*NAMES, "clockwork"]), command=st.one_of(COMMANDS))
    def try_anything(self, who: str, command: Command) -> None:
        self._try(who, command)

    @rule(data=st.data())
    def do_what_is_offered(self, data: st.DataObject) -> None:
        """Most random commands are refused; this one walks on."""
        who = data.draw(people)
        offered = self.play.may(who)
        given = data.draw(answers)
        moves: list[Command] = [
            *(Sign(task=c.state.task, subject=c.state.subject, answers=given) for c in offered.tasks),
            *(TakeAction(action=c.action.action, answers=given) for c in offered.actions if c.allowed),
            *(ApproveDraft(draft=d.draft, chosen=(d.candidates or ("",))[0]) for d in offered.drafts),
            *(ApproveExtension(clock=run.clock, subject=run.subject) for run in offered.extensions),
        ]
        if moves:
            self._try(who, data.draw(st.sampled_from(moves)))

    @rule()
    def find_the_next_step(self) -> None:
        """Whoever can lead the case on does so."""
        for who in NAMES:
            for choice in self.play.may(who).actions:
                if choice.allowed and choice.action.action not in ("drop", "back", "send"):
                    self._try(who, TakeAction(action=choice.action.action))
                    return
            for mine in self.play.may(who).tasks:
                if not mine.state.repeat:
                    full = {
                        "difficulty": "hardest",
                        "units": ["U1"],
                        "pledged_date": "2026-04-01",
                        "reminder_text": "催",
                    }
                    self._try(who, Sign(task=mine.state.task, subject=mine.state.subject, answers=full))
                    return

    @rule(days=st.integers(0, 50))
    def let_days_pass(self, days: int) -> None:
        self.play.wait(days)

    @precondition(lambda self: self.play.state.open_clocks())
    @rule(who=people)
    def ask_for_time(self, who: str) -> None:
        run = self.play.state.open_clocks()[0]
        self._try(who, AskExtension(clock=run.clock, subject=run.subject, by="10 days", reason="等待"))

    @invariant()
    def folding_gives_the_same_case(self) -> None:
        assert self.play.refolded() == self.play.state
        assert [one.seq for one in self.play.history] == list(range(1, len(self.play.history) + 1))

    @invariant()
    def an_open_case_can_go_on(self) -> None:
        state = self.play.state
        if not state.closed:
            doable = any(
                self.play.may(who).tasks or any(c.allowed for c in self.play.may(who).actions) for who in NAMES
            )
            assert doable, f"nobody can do anything in {state.stage}"

    @invariant()
    def nothing_fires_twice_in_a_run(self) -> None:
        fired = [
            (one.event.word, one.event.clock, one.event.subject, one.event.number, getattr(one.event, "rung", 0))
            for one in self.play.history
            if isinstance(one.event, ClockEscalated)
        ]
        assert len(fired) == len(set(fired))

    @invariant()
    def nothing_falls_due_twice_without_having_moved(self) -> None:
        due: set[tuple[str, str, int, int]] = set()
        for event in (one.event for one in self.play.history):
            if isinstance(event, ClockMoved | ClockExtended | ClockResumed):
                due = {key for key in due if key[:3] != (event.clock, event.subject, event.number)}
            elif isinstance(event, ClockDue):
                key = (event.clock, event.subject, event.number, event.period)
                assert key not in due
                due.add(key)

    @invariant()
    def no_instrument_is_open_twice(self) -> None:
        open_ones = [(task.task, task.subject) for task in self.play.state.open_tasks()]
        assert len(open_ones) == len(set(open_ones))

    @invariant()
    def a_closed_case_asks_nobody(self) -> None:
        assert not (self.play.state.closed and self.play.state.open_tasks())


AnythingGoes.TestCase.settings = settings(max_examples=40, stateful_step_count=40, deadline=None)
TestAnythingGoes = AnythingGoes.TestCase


def test_the_decisions_own_view_is_what_its_events_fold_to() -> None:
    play = at_work()
    command = TakeAction(action="hand-over", actor=play.who("head"))
    round_ = deliberate(play.pack, play.state, play.world, command, play.now)
    state = play.state
    for place, happened in enumerate(round_.decision().events, 1):
        recorded = Recorded(play.state.seq + place, happened.event, play.now, "head", happened.cause)
        state = fold(state, recorded)
    assert state == round_.case
    assert fold_all(play.history) == play.state


def test_the_same_question_has_the_same_answer() -> None:
    play = at_work()
    command = TakeAction(action="hand-over", actor=play.who("head"))
    ask = lambda: decide(play.pack, play.state, play.world, command, play.now + timedelta(days=1))  # noqa: E731
    assert ask() == ask()
