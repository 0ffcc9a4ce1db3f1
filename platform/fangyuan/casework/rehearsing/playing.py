"""Plays the steps of a scenario in a theatre and says, step by step, what went otherwise than expected."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from fangyuan.casework.rehearsing.covering import Barred, Held
from fangyuan.casework.rehearsing.expecting import Saying, differences, plain, said, without_case
from fangyuan.casework.rehearsing.script import Step, case_type_of, day
from fangyuan.casework.rehearsing.theatre import Theatre
from fangyuan.compiler.dating import later
from fangyuan.compiler.scenarios import RECEIPT
from fangyuan.compiler.telling import english
from fangyuan.engine import receipts
from fangyuan.engine.facts import zone_among
from fangyuan.model import commands, letter_commands, receipt_commands
from fangyuan.model.durations import Duration
from fangyuan.model.events import DutyOpened
from fangyuan.model.problems import Problem, Refused
from fangyuan.model.state import CaseState

CHILD, DUTY = "child", "duty"
"""What a step writes for the case that was sent on last, and for that of the recurring duty that opened last. `duty/report`,
or the id of the duty alone, is the last case of that one, `duty/report/2026-03-01` that of a date. `…/child` is what the case
that is named before it sent on last."""

_RUN = re.compile(r"^(?P<clock>[^\[]+)(?:\[(?P<subject>[^\]]*)\])?$")


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A step that went otherwise than the scenario says; `step` counts from 0."""

    step: int
    message: str
    english: str = ""


class Player:
    """Plays one case; the first `do` registers it."""

    def __init__(self, theatre: Theatre, case_type: str) -> None:
        """A player for cases of that type."""
        self.theatre, self.case_type = theatre, case_type
        self.case = ""
        self.cases: dict[str, str] = {}
        self.held: list[Held | Barred] = []
        self._told: dict[str, int] = {}

    def play(self, steps: tuple[Step, ...]) -> Iterator[Mismatch]:
        """Every mismatch, in order. After a step that was refused against expectation the scenario ends."""
        for step in steps:
            try:
                self._take(step)
                problems: tuple[Problem, ...] = ()
            except Refused as refusal:
                problems = refusal.problems
                if "refused" not in step.expect:
                    why = "; ".join(english(problem) for problem in problems)
                    yield Mismatch(step.place, f"没有办成：{'；'.join(map(str, problems))}", f"was refused: {why}")
                    return
            wrong = self._compare(step, "; ".join(problem.message for problem in problems))
            yield from (Mismatch(step.place, one.zh, one.en) for one in wrong)
            if step.expect and not wrong:
                self._keep(step, problems)

    def _keep(self, step: Step, problems: tuple[Problem, ...]) -> None:
        """Remembers an expectation that held: the rules that refused, or what had happened to its case since the last one."""
        case_type = self._opens(step) or (self._state(step).case_type if self._id(step) else "")
        if problems and case_type:
            wanted = str(step.expect["refused"])
            self.held.append(
                Barred(
                    case_type,
                    [one.detail["rule"] for one in problems if "rule" in one.detail and wanted in one.message],
                )
            )
        elif self._id(step):
            self._hold(step)

    def _hold(self, step: Step) -> None:
        case = self._state(step)
        history = self.theatre.history(case.case)
        self.held.append(Held(step.expect, case, history[self._told.get(case.case, 0) :]))
        self._told[case.case] = len(history)

    def _compare(self, step: Step, refused: str) -> list[Saying]:
        """The differences after a step."""
        self._meet_duty(step)
        wanted = step.expect.get("refused")
        wrong = [_not_refused(wanted, refused)] if wanted and wanted not in refused else []
        asked = {word: said for word, said in step.expect.items() if word != "refused"}
        if self._id(step):
            return wrong + differences(asked, self.theatre, self._state(step))
        return wrong + without_case(asked, self.theatre)

    def _take(self, step: Step) -> None:
        """One step."""
        if step.verb == "wait":
            self.theatre.advance(later(self.theatre.now, Duration.parse(str(step.what))))
        elif step.verb == "wait-until":
            self.theatre.advance(local(step.what, zone_among(self.theatre.pack.calendars)))
        elif step.verb != "expect":
            self._meet_duty(step)
            for who in step.who or ("",):
                self._act(step, who)

    def _act(self, step: Step, who: str) -> None:
        """One person's part of a step; the first step of a case opens it."""
        name = str(step.data.get("case", ""))
        if case_type := self._opens(step):
            self.case = self.theatre.register(
                who,
                case_type,
                answers_of(step),
                day(step.data.get("received-on")),
                day(step.data.get("occurred-on")),
                *_numbers(step.data),
            )
            if name:
                self.cases[name] = self.case
            return
        if not self._id(step):
            told = f"There is no case {said(name)} yet." if name else "There is no case yet."
            raise Refused(
                Problem("no-case", f"还没有案件{said(name)}" if name else "还没有案件", detail={"english": told})
            )
        command = command_of(step, self._state(step))
        self.theatre.act(who, self._id(step), self._naming(command))

    def _naming(self, command: commands.Command) -> commands.Command:
        """The command with the case that the scenario calls by a name of its own."""
        match command:
            case commands.MergeCase(into=name):
                main = self.theatre.state(self.cases.get(name, name))
                return replace(command, into=main.case, number=main.number)
            case commands.LinkCase(case=name):
                other = self.theatre.state(self.cases.get(name, name))
                return replace(command, case=other.case, number=other.number)
            case commands.UnlinkCase(case=name):
                return replace(command, case=self.cases.get(name, name))
            case _:
                return command

    def _opens(self, step: Step) -> str:
        """The type of the case that a step opens; empty where it speaks of one that there is."""
        name = str(step.data.get("case", ""))
        known = name in ("", CHILD) or name.endswith(f"/{CHILD}")
        opens = step.verb == "do" and name not in self.cases and not (self.case and known)
        wanted = str(step.data.get("case-type", self.case_type))
        return case_type_of(self.theatre.pack, wanted) if opens else ""

    def _meet_duty(self, step: Step) -> None:
        """A step may speak of a case that a duty opened; one that only waits or looks, and has none yet, of the last."""
        name = str(step.data.get("case", ""))
        wanted = name.partition("/")[0] == DUTY or name in self.theatre.pack.duties
        waiting = not self.case and step.verb in ("wait", "wait-until", "expect")
        opened = self.theatre.duties() if wanted or waiting else ()
        found = [case for duty, case in opened if not wanted or name in self._names(duty, case)]
        if found and wanted:
            self.cases[name] = found[-1]
        if found:
            self.case = self.case or found[-1]

    def _names(self, duty: str, case: str) -> Iterator[str]:
        """All that a scenario may call the case of a duty: `duty`, `report`, `duty/report`, `duty/report/2026-03-01`."""
        yield from (DUTY, duty, f"{DUTY}/{duty}")
        happened = (at.event for at in self.theatre.history(case))
        yield from (f"{DUTY}/{duty}/{one.occurs_on}" for one in happened if isinstance(one, DutyOpened))

    def _id(self, step: Step) -> str:
        """The case a step speaks of: the named one, the newest child (`case: child`), or the first; empty while it is not there."""
        return self._named(str(step.data.get("case", "")))

    def _named(self, name: str) -> str:
        """The case of a name; `child/child` is what the newest child sent on last, `main/child` what the case `main` did."""
        if name == CHILD or name.endswith(f"/{CHILD}"):
            sender = self._named(name.rpartition("/")[0])
            links = self.theatre.state(sender).links if sender else ()
            return next((link.case for link in reversed(links) if link.relation == "child"), "")
        return self.cases.get(name, "") if name else self.case

    def _state(self, step: Step) -> CaseState:
        """The state of that case."""
        return self.theatre.state(self._id(step))


def _not_refused(wanted: Any, refused: str) -> Saying:
    if refused:
        en = f"refused: should be refused for {said(wanted)}, was for {said(refused)}"
        return Saying(f"refused：应因{said(wanted)}被拒绝，实因{said(refused)}", en)
    return Saying(
        f"refused：应因{said(wanted)}被拒绝，实际没有拒绝", f"refused: should be refused for {said(wanted)} and was not"
    )


def answers_of(step: Step) -> dict[str, Any]:
    """The answers of a step, with dates as the texts that forms hold."""
    answers: dict[str, Any] = _texts(step.data.get("answers") or {})
    return answers


def _texts(value: Any) -> Any:
    """Dates as text, everywhere below."""
    if isinstance(value, Mapping):
        return {str(key): _texts(inner) for key, inner in value.items()}
    return [_texts(inner) for inner in value] if isinstance(value, list) else plain(value)


def command_of(step: Step, case: CaseState) -> commands.Command:
    """The command that a step stands for."""
    make = MAKERS[step.verb]
    said = step.data
    command = make(step, case)
    return _on_paper(command, said)


def _on_paper(command: commands.Command, said: Mapping[str, Any]) -> commands.Command:
    """When it happened, for whom it is written down, and which numbers the papers of its letters have."""
    if isinstance(command, commands.Issuing):
        numbers, as_written = _numbers(said)
        command = replace(command, numbers=numbers, as_written=as_written)
    return replace(
        command,
        occurred_on=day(said.get("occurred-on")),
        on_behalf_of=said.get("on-behalf-of"),
        scan=said.get("scan"),
    )


def _numbers(said: Mapping[str, Any]) -> tuple[dict[str, str], bool]:
    """The numbers off the papers of the letters that a step issues, by letter, and whether they were looked at."""
    given = said.get("letter-numbers") or {}
    return {str(letter): str(number) for letter, number in given.items()}, said.get("as-written") is True


def _subject(step: Step) -> str:
    return str(step.data.get("subject", ""))


def _objecting(case: CaseState) -> str:
    """The case whose objection waits; empty where none does."""
    return next((tie.case for tie in case.links if tie.relation == "child" and tie.objection == "waiting"), "")


def _sent_to(case: CaseState, unit: str) -> str:
    """The key of what was sent to a unit last and not called back; empty where nothing was."""
    sent = [tie.key for tie in case.links if tie.relation == "child" and tie.to == unit and not tie.recalled]
    return sent[-1] if sent else ""


def _reason(step: Step) -> str:
    return str(step.data.get("reason", ""))


def _run(step: Step) -> tuple[str, str]:
    """`pledged[U1]` -> clock and subject."""
    found = _RUN.match(str(step.what))
    return (found["clock"], found["subject"] or "") if found else (str(step.what), "")


def _waiting_draft(step: Step, case: CaseState) -> int:
    """The number of the waiting draft that a rule made; -1 where none waits."""
    rule = receipts.RECEIPT if step.what == RECEIPT else step.what
    return next((d.draft for d in case.drafts.values() if d.rule == rule and d.status == "waiting"), -1)


def _asked(case: CaseState, step: Step) -> tuple[str, str]:
    """The run whose extension waits (`clock:` narrows it)."""
    wanted = str(step.data.get("clock", ""))
    for run in case.clocks.values():
        if run.asked and wanted in ("", run.clock, f"{run.clock}[{run.subject}]"):
            return run.clock, run.subject
    return wanted, ""


def _approve(step: Step, case: CaseState) -> commands.Command:
    if step.what == "extension":
        clock, subject = _asked(case, step)
        return commands.ApproveExtension(clock=clock, subject=subject)
    return commands.ApproveDraft(
        draft=_waiting_draft(step, case),
        opinion=str(step.data.get("opinion", "")),
        chosen=str(step.data.get("chosen") or step.data.get("choose") or ""),
    )


def _refuse(step: Step, case: CaseState) -> commands.Command:
    reason = str(step.data.get("reason", ""))
    if step.what == "extension":
        clock, subject = _asked(case, step)
        return commands.RefuseExtension(clock=clock, subject=subject, reason=reason)
    return commands.RefuseDraft(draft=_waiting_draft(step, case), reason=reason)


def _ask(step: Step, case: CaseState) -> commands.Command:
    clock, subject = _run(step)
    return commands.AskExtension(
        clock=clock, subject=subject, by=str(step.data["by"]), reason=str(step.data.get("reason", ""))
    )


def _copy(step: Step, case: CaseState) -> int:
    """The last letter of that kind that was not withdrawn (`subject` narrows it); -1 where there is none."""
    wanted = _subject(step)
    mine = [one for one in case.letters.values() if one.letter == step.what and not one.withdrawn]
    return max((one.copy for one in mine if wanted in ("", one.subject)), default=-1)


def _pass(step: Step, case: CaseState) -> commands.Command:
    copy = _copy(step, case)
    awaited = case.letters[copy].step if copy in case.letters else ""
    words = {str(word): str(plain(text)) for word, text in (step.data.get("words") or {}).items()}
    number = str(step.data.get("letter-number", ""))
    return letter_commands.PassLetter(copy=copy, step=str(step.data.get("step") or awaited), words=words, number=number)


def _deliver(step: Step, case: CaseState) -> commands.Command:
    method, result = str(step.data.get("method", "")), str(step.data.get("result", ""))
    return letter_commands.RecordDelivery(copy=_copy(step, case), method=method, result=result)


MAKERS: dict[str, Callable[[Step, CaseState], commands.Command]] = {
    "do": lambda s, c: commands.CompleteTask(task=str(s.what), subject=_subject(s), answers=answers_of(s)),
    "sign": lambda s, c: commands.Sign(
        task=str(s.what), subject=_subject(s), answers=answers_of(s), method=str(s.data.get("method", "confirmed"))
    ),
    "act": lambda s, c: commands.TakeAction(action=str(s.what), answers=answers_of(s)),
    "approve": _approve,
    "refuse": _refuse,
    "ask-extension": _ask,
    "claim": lambda s, c: commands.ClaimTask(task=str(s.what), subject=_subject(s)),
    "reassign": lambda s, c: commands.ReassignTask(
        task=str(s.what), subject=_subject(s), to=str(s.data["to"]), reason=str(s.data.get("reason", ""))
    ),
    "return": lambda s, c: commands.ReturnTask(
        task=str(s.what), subject=_subject(s), reason=str(s.data.get("reason", ""))
    ),
    "add-signer": lambda s, c: commands.AddSigner(
        task=str(s.what), subject=_subject(s), to=str(s.data["to"]), reason=_reason(s)
    ),
    "withdraw": lambda s, c: commands.WithdrawTask(task=str(s.what), subject=_subject(s), reason=_reason(s)),
    "recuse": lambda s, c: commands.Recuse(person=str(s.what), to=str(s.data.get("to", "")), reason=_reason(s)),
    "hand-over": lambda s, c: commands.HandOver(person=str(s.what), to=str(s.data["to"]), reason=_reason(s)),
    "succeed-unit": lambda s, c: commands.SucceedUnit(unit=str(s.what), to=str(s.data["to"]), reason=_reason(s)),
    "object": lambda s, c: commands.Object(reason=str(s.what)),
    "decide-objection": lambda s, c: commands.DecideObjection(
        case=_objecting(c), agreed=s.what == "agreed", reason=_reason(s)
    ),
    "recall": lambda s, c: commands.Recall(key=_sent_to(c, str(s.what)), reason=_reason(s)),
    "link": lambda s, c: commands.LinkCase(case=str(s.what), relation=str(s.data.get("relation", "related"))),
    "unlink": lambda s, c: commands.UnlinkCase(case=str(s.what), reason=_reason(s)),
    "merge-into": lambda s, c: commands.MergeCase(into=str(s.what), reason=_reason(s)),
    "correct": lambda s, c: commands.CorrectAnswers(reason=str(s.what), answers=answers_of(s)),
    "correct-receipt": lambda s, c: receipt_commands.CorrectReceipt(
        received_on=date.fromisoformat(str(s.what)), reason=_reason(s)
    ),
    "comment": lambda s, c: commands.Comment(text=str(s.what)),
    "reopen": lambda s, c: commands.Reopen(stage=str(s.what), reason=str(s.data.get("reason", ""))),
    "reveal": lambda s, c: commands.Reveal(path=str(s.what), reason=str(s.data.get("reason", ""))),
    "pass-letter": _pass,
    "return-letter": lambda s, c: letter_commands.ReturnLetter(copy=_copy(s, c), reason=_reason(s)),
    "withdraw-letter": lambda s, c: letter_commands.WithdrawLetter(copy=_copy(s, c), reason=_reason(s)),
    "seal": lambda s, c: letter_commands.SealLetter(copy=_copy(s, c), original=str(s.data.get("original", ""))),
    "deliver": _deliver,
}


def local(written: Any, zone: ZoneInfo) -> datetime:
    """An instant; without an offset it is in the calendar's zone."""
    found = written if isinstance(written, datetime) else datetime.fromisoformat(str(written))
    return (found if found.tzinfo else found.replace(tzinfo=zone)).astimezone(UTC)
