"""The steps of a scenario, read out of the events of a case: each act of a person is one step."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from fangyuan.casework.answering import registering_form
from fangyuan.casework.recording_cases.disguising import REASON, REMARK, Disguise
from fangyuan.casework.recording_cases.families import OBJECTED
from fangyuan.engine.receipts import RECEIPT
from fangyuan.model import events
from fangyuan.model.events import Event, Recorded
from fangyuan.model.problems import Problem, Refused
from fangyuan.model.procedure import CaseType
from fangyuan.model.state import BY_HAND
from fangyuan.model.world import CLOCKWORK

Made = dict[str, Any]

_BEYOND: Mapping[type[Event], tuple[str, str]] = {
    events.DutyOpened: ("由定期工作开始", "it was opened by recurring work"),
    events.OfficerRecused: ("回避", "somebody stepped aside"),
    events.ChargesHandedOver: ("移交工作", "work was handed over"),
    events.AppointmentMade: ("预约", "an appointment was made"),
    events.UnitSucceeded: ("单位并入", "a unit was taken over"),
}
"""What cannot be played with the cases alone."""

_OF_A_CLOCK = (events.ExtensionAsked, events.ClockExtended, events.ExtensionRefused)
"""What people do about a clock has the clock for its cause."""


@dataclass(frozen=True, slots=True)
class Done:
    """What somebody did, when, and the stage that the case had come to before it; blank where it had not moved.

    `seq` is that of its event; `heard` is what other cases had told this one by then, once for each time: (case, the stage
    that it had come to), no stage for its end, `OBJECTED` for its objection.
    """

    at: datetime
    made: Made
    stage: str
    seq: int
    heard: tuple[tuple[str, str], ...] = ()


@dataclass(slots=True)
class Steps:
    """Walks through the events of a case; `name` is what the scenario calls it, `names` what it calls each other case.

    A case that was sent here is `registered` before anybody does anything.
    """

    kind: CaseType
    disguise: Disguise
    zone: ZoneInfo
    name: str = ""
    names: Mapping[str, str] = field(default_factory=dict)
    registered: bool = False
    answered: Mapping[str, Any] = field(default_factory=dict)

    def of(self, history: Sequence[Recorded]) -> Iterator[Done]:
        """What people did in order. Raises Refused for what no scenario plays."""
        self._check(history)
        stage = ""
        heard: list[tuple[str, str]] = []
        for recorded in history:
            if isinstance(recorded.event, events.StageEntered):
                stage = recorded.event.stage
            if isinstance(recorded.event, events.ChildClosed):
                heard.append((recorded.event.case, ""))
            if isinstance(recorded.event, events.CaseObjected):
                heard.append((recorded.event.case, OBJECTED))
            if isinstance(recorded.event, events.ChildProgressed):
                heard.append((recorded.event.case, recorded.event.reached))
            made = self._step(recorded)
            if made is None:
                continue
            told = stage if self.registered else ""
            stage = "" if told else stage
            self.registered = True
            yield Done(recorded.at, {**self.called(), **self._signed(made, recorded)}, told, recorded.seq, tuple(heard))

    def called(self) -> Made:
        """The case that a step is about, where it has a name."""
        return {"case": self.name} if self.name else {}

    def other(self, case: str) -> str:
        """What the scenario calls another case."""
        return self.names.get(case, "")

    def _check(self, history: Sequence[Recorded]) -> None:
        """Refuses what the cases alone cannot play."""
        found = dict.fromkeys(_BEYOND[type(one.event)] for one in history if type(one.event) in _BEYOND)
        if found:
            zh, en = "、".join(one[0] for one in found), ", ".join(one[1] for one in found)
            told = f"This case cannot be recorded as a scenario: {en}. Choose one that goes its usual way."
            raise Refused(
                Problem(
                    "not-recordable",
                    f"这件事项牵涉人事变动或者定期工作，不能录成场景：{zh}。",
                    advice="请选一件照常办理的事项。",
                    detail={"english": told},
                )
            )

    def _signed(self, made: Made, recorded: Recorded) -> Made:
        """The step with who did it, and what was on paper."""
        said = {"as": self.disguise.ids.get(recorded.actor, recorded.actor), **made}
        if recorded.on_behalf_of:
            said["on-behalf-of"] = self.disguise.ids.get(recorded.on_behalf_of, recorded.on_behalf_of)
        if recorded.scan:
            said["scan"] = "scan.pdf"
        if recorded.occurred_on and recorded.occurred_on != recorded.at.astimezone(self.zone).date():
            said["occurred-on"] = recorded.occurred_on.isoformat()
        return said

    def _step(self, recorded: Recorded) -> Made | None:
        """The step that an event begins; nothing for what merely follows from one."""
        event = recorded.event
        asked = isinstance(event, _OF_A_CLOCK) and recorded.cause.kind == "clock"
        if not (asked or recorded.cause.kind == "act") or recorded.actor == CLOCKWORK.person:
            return None
        if isinstance(event, events.AnswersSubmitted):
            form = event.form or registering_form(self.kind)
            blank = {} if event.form else {path: None for path in event.cleared if "." not in path}
            self.answered = {**self.disguise.answers(self.kind.forms[form].fields, event.answers), **blank}
            return None
        if not self.registered:
            return self._registering(event)
        maker = _MAKERS.get(type(event))
        made = maker(self, event) if maker else {}
        return {name: value for name, value in made.items() if value != ""} or None

    def _registering(self, event: Event) -> Made | None:
        """The first task is done by registering; a type whose first task has no form registers with nothing."""
        task = next(iter(self.kind.first_stage.tasks), None)
        if isinstance(event, events.Signed) or (task is not None and not task.form):
            return self.with_answers({"do": task.task if task else "register"})
        return None

    def with_answers(self, made: Made) -> Made:
        """The step with the answers that came before it."""
        answers, self.answered = self.answered, {}
        return {**made, "answers": answers} if answers else made

    def on(self, subject: str) -> Made:
        """About whom a step is."""
        return {"subject": self.disguise.ids.get(subject, subject)} if subject else {}


def _signed(steps: Steps, event: Any) -> Made:
    """Who signs what others wrote gives no answers of their own: only a signature may do that."""
    task = steps.kind.tasks.get(event.task)
    silent = task is not None and task.form and not steps.answered
    drawn = {"method": event.method} if event.method not in ("confirmed", "paper") else {}
    verb = "sign" if silent or drawn else "do"
    return steps.with_answers({verb: event.task, **steps.on(event.subject), **drawn})


def _action(steps: Steps, event: Any) -> Made:
    return {} if event.automatic else steps.with_answers({"act": event.action})


def _extension(steps: Steps, event: Any) -> Made:
    subject = steps.disguise.ids.get(event.subject, event.subject)
    return {"clock": f"{event.clock}[{subject}]" if subject else event.clock}


def _asked(steps: Steps, event: Any) -> Made:
    return {"ask-extension": _extension(steps, event)["clock"], "by": str(event.by), "reason": REASON}


def _receipt(day: date) -> Made:
    return {"correct-receipt": day.isoformat(), "reason": REASON}


def _decided(event: Any) -> str:
    """What was approved or refused: the opinion of a rule, or that the day of receipt be put right."""
    return "receipt" if event.rule == RECEIPT else str(event.rule)


def _passed(event: Any) -> Made:
    """What seals or hands over is a step of its own."""
    return {} if event.step in ("seal", "deliver") else {"pass-letter": event.letter, "step": event.step}


def _to(steps: Steps, people: Sequence[str]) -> str:
    return steps.disguise.ids.get(people[0], people[0]) if people else ""


_MAKERS: Mapping[type[Event], Callable[[Steps, Any], Made]] = {
    events.Signed: _signed,
    events.ActionTaken: _action,
    events.TaskClaimed: lambda s, e: {"claim": e.task, **s.on(e.subject)},
    events.TaskReassigned: lambda s, e: {
        "reassign": e.task, **s.on(e.subject), "to": _to(s, e.people), "reason": REASON,
    },
    events.TaskReturned: lambda s, e: {"return": e.task, **s.on(e.subject), "reason": REASON},
    events.SignerAdded: lambda s, e: {
        "add-signer": e.task, **s.on(e.subject), "to": _to(s, e.slot.people), "reason": REASON,
    },
    events.TaskWithdrawn: lambda s, e: {"withdraw": e.task, **s.on(e.subject), "reason": REASON} if e.dropped else {},
    events.DraftMade: lambda s, e: _receipt(e.receipt) if e.receipt else {},
    events.ReceiptCorrected: lambda s, e: _receipt(e.receipt),
    events.DraftApproved: lambda s, e: {
        "approve": _decided(e), "chosen": s.disguise.ids.get(e.chosen, e.chosen) if e.chosen else "",
    },
    events.DraftRefused: lambda s, e: {"refuse": _decided(e), "reason": REASON},
    events.ExtensionAsked: _asked,
    events.ClockExtended: lambda s, e: {"approve": "extension", **_extension(s, e)},
    events.ExtensionRefused: lambda s, e: {"refuse": "extension", **_extension(s, e), "reason": REASON},
    events.LetterPassed: lambda s, e: _passed(e),
    events.LetterReturned: lambda s, e: {"return-letter": e.letter, "reason": REASON},
    events.LetterWithdrawn: lambda s, e: {"withdraw-letter": e.letter, "reason": REASON},
    events.LetterSealed: lambda s, e: {"seal": e.letter, "original": "sealed.pdf" if e.original else ""},
    events.LetterDelivered: lambda s, e: {"deliver": e.letter, "method": e.method, "result": e.result},
    events.LetterCameBack: lambda s, e: {"deliver": e.letter, "method": e.method, "result": e.result},
    events.ObjectionMade: lambda s, e: {"object": REASON},
    events.ObjectionDecided: lambda s, e: {"decide-objection": e.result, "reason": REASON},
    events.DispatchRecalled: lambda s, e: {"recall": s.disguise.ids.get(e.to, e.to), "reason": REASON},
    events.CasesLinked: lambda s, e: (
        {"link": s.other(e.case), "relation": e.relation} if e.relation in BY_HAND else {}
    ),
    events.CasesUnlinked: lambda s, e: {"unlink": s.other(e.case), "reason": REASON},
    events.CaseMerged: lambda s, e: {"merge-into": s.other(e.into), "reason": REASON},
    events.CommentMade: lambda s, e: {"comment": REMARK},
    events.AnswersCorrected: lambda s, e: s.with_answers({"correct": REASON}),
    events.CaseReopened: lambda s, e: {"reopen": e.stage, "reason": REASON},
    events.PrivateDataSeen: lambda s, e: {"reveal": e.path, "reason": REASON},
}  # fmt: skip
"""Which events begin a step, and what they write in it."""


def second(at: datetime, zone: ZoneInfo) -> str:
    """An instant as a scenario writes it, to the second, with its offset."""
    return at.astimezone(zone).isoformat(timespec="seconds")
