"""Matters sent on: to another unit or level as a case of its own, reached by commands only; and what comes back."""

from collections.abc import Mapping
from typing import Any

from fangyuan.engine.confidence import is_confidential
from fangyuan.engine.covering import covered
from fangyuan.engine.facts import AWAY
from fangyuan.engine.folds.trees import at_path, merged
from fangyuan.engine.letter_paths import bring
from fangyuan.engine.lettering import Asked
from fangyuan.engine.names import listed
from fangyuan.engine.owing import creditors, duties, heirs
from fangyuan.engine.people import named
from fangyuan.engine.refusing import refuse
from fangyuan.engine.rounds import Round
from fangyuan.forms.paths import values_at
from fangyuan.model.commands import Command, LinkCase, ReportClosed, ReportProgress
from fangyuan.model.decisions import Outgoing
from fangyuan.model.effects import Dispatch, DispatchKind, TellListed, TellSent
from fangyuan.model.events import CaseClosed, CaseDispatched, Cause, StageEntered
from fangyuan.model.level_commands import HearGathering, HearSender
from fangyuan.model.state import BY_HAND, MERGED, LinkState

SUPERVISED = "supervised-by"
"""The tie of a case that is being supervised to the case that does so."""

LISTED = ("agenda", *BY_HAND)
"""The ties to the cases that one gathers: what stands on its agenda, what officers added. What sent it here waits for its
report, and is set no tasks by it.
"""


def send(round_: Round, dispatch: Dispatch, cause: Cause) -> None:
    """Sends the matter to every unit that the dispatch names, each as a case of its own; refuses where none is named."""
    units = _addressees(round_, dispatch)
    lead = _lead(round_, dispatch, units)
    for unit in units:
        fresh = f"{round_.case.case}:{round_.case.seq + 1}:0"
        existing = _existing(round_, dispatch, unit)
        event = CaseDispatched(
            kind=dispatch.kind.value,
            case_type=dispatch.case_type,
            to=unit,
            report=dispatch.report,
            wait=dispatch.wait,
            key=existing.key if existing else fresh,
            returns=dispatch.returns,
            lead=lead,
        )
        round_.outgoing.append(
            _supervising(round_, existing, fresh) if existing else _opening(round_, dispatch, unit, fresh)
        )
        round_.emit(event, cause)
        if dispatch.letter:
            bring(round_, dispatch.letter, cause, Asked(unit))


def tell_progress(round_: Round, event: StageEntered) -> None:
    """A case that was sent here tells where it came from which stage it has come to; that it began is known there."""
    begins = event.visit == 1 and event.stage == round_.case_type.first_stage.stage
    if begins or event.final:
        return
    _progress(round_, event.stage)


def tell_reopening(round_: Round, stage: str) -> None:
    """A case that was sent here and had been reported on goes on after all: where it came from waits for it again."""
    _progress(round_, stage, reopened=True)


def _progress(round_: Round, name: str, *, reopened: bool = False) -> None:
    stage = round_.case_type.stage(name)
    told = ReportProgress(
        case=round_.case.case,
        stage=name,
        title=stage.title,
        reopened=reopened,
        answered=stage.answered,
        answers=_reported(round_) if stage.answered else {},
    )
    for waiting in creditors(round_.case):
        tell(round_, waiting, told)


def tell_sent(round_: Round, word: TellSent, subject: str = "") -> None:
    """Says a word to what was assigned from here and goes on, about a unit to that of the unit alone; nobody is no error."""
    text = covered(round_, word.text, subject)
    answers = _given(round_, word.answers, subject)
    heard = [tie for tie in round_.case.links if tie.relation == "child" and tie.report and tie.case and _goes_on(tie)]
    for tie in heard:
        if subject in ("", tie.to):
            tell(round_, tie.case, HearSender(case=round_.case.case, said=word.say, text=text, answers=answers))


def tell_listed(round_: Round, word: TellListed, subject: str = "") -> None:
    """Says a word to every case that this one gathers; what is confidential says nothing where others might read it, also
    where those whom it is about are in no register.
    """
    if is_confidential(round_.case_type, round_.facts(), round_.moment):
        return
    here, text = round_.case, covered(round_, word.text, subject)
    told = HearGathering(
        case=here.case, number=here.number, said=word.say, text=text, answers=_given(round_, word.answers, subject)
    )
    for case in dict.fromkeys(tie.case for tie in here.links if tie.relation in LISTED and tie.case):
        tell(round_, case, told)


def _given(round_: Round, wanted: Mapping[str, str], subject: str) -> dict[str, Any]:
    """Theirs: ours, with what is there now; never what is sensitive."""
    told: dict[str, Any] = {}
    for theirs, ours in wanted.items():
        field = round_.case_type.fields.get(ours)
        if field is None or not any(part.sensitive for part in field.walk()):
            for value in values_at(round_.facts(subject), ours)[:1]:
                told = merged(told, at_path(theirs, value))
    return told


def tell(round_: Round, case: str, command: Command) -> None:
    """Says something to another case, in its own transaction."""
    key = f"{round_.case.case}:{round_.case.seq}:{len(round_.outgoing)}"
    round_.outgoing.append(Outgoing(key=key, command=command, case=case))


def hands(round_: Round) -> tuple[str, ...]:
    """Those whom the open tasks of the case ask, and who leads it; nobody who has left."""
    places = [place.people for state in round_.case.open_tasks() for place in state.unfilled()]
    known = round_.world.directory.people
    named = dict.fromkeys(one for people in (*places, round_.case.slots.get("leader", ())) for one in people)
    return tuple(one for one in named if one in known and known[one].active)


def introduce(round_: Round, child: LinkState) -> None:
    """Where several units were sent the matter and one leads, the lead and the others come to know of each other."""
    lead = _leading(round_, child)
    others = [k for k in round_.case.links if k.relation == "child" and k.lead == child.lead and k.case and _goes_on(k)]
    if lead is None:
        return
    for other in others if child is lead else [child]:
        if other is not lead:
            tell(round_, other.case, LinkCase(relation="led-by", case=lead.case, number=lead.number))
            tell(round_, lead.case, LinkCase(relation="leads", case=other.case, number=other.number))


def _leading(round_: Round, child: LinkState) -> LinkState | None:
    same = (link for link in round_.case.links if link.relation == "child" and link.lead == child.lead)
    return next((link for link in same if child.lead and link.to == child.lead and link.case), None)


def announce(round_: Round, parent: str, key: str) -> None:
    """A case that was opened for a matter sent here tells where it came from which case it has become."""
    case = round_.case
    told = LinkCase(relation="child", case=case.case, number=case.number, key=key)
    round_.outgoing.append(Outgoing(key=f"{case.case}:{case.seq}:0", command=told, case=parent))


def report(round_: Round, event: CaseClosed) -> None:
    """A case tells those who wait for it how it ended; a parent that asked for no report keeps none.

    One that went into another leaves that to the other, and tells only the case into which it went.
    """
    merged_into = heirs(round_.case) if event.outcome == MERGED else None
    for waiting in creditors(round_.case):
        if not merged_into or waiting in merged_into:
            tell_outcome(round_, waiting, event.outcome)


def tell_outcome(round_: Round, waiting: str, outcome: str) -> None:
    """Tells a case that waits for this one how it ended, with what was asked for."""
    tell(round_, waiting, ReportClosed(case=round_.case.case, outcome=outcome, answers=_reported(round_)))


def link_to(round_: Round, child: str) -> LinkState | None:
    """The tie to a case that was sent on, by its id."""
    return next((link for link in round_.case.links if link.case == child and link.relation == "child"), None)


def _addressees(round_: Round, dispatch: Dispatch) -> tuple[str, ...]:
    facts = {**round_.facts(), AWAY: ()}
    units = (dispatch.to_unit,) if dispatch.to_unit else named(dispatch.to_field, round_.case, facts)
    known = round_.outside.directory.units
    unknown = [unit for unit in units if unit not in known]
    title = _title(round_, dispatch.to_field)
    if not units:
        refuse("no-addressee", f"还没有填写“{title}”，不知道发往哪个单位", "请先补填再办理", dispatch.to_field)
    if away := [unit for unit in units if unit in round_.away]:
        names = listed(round_.outside.directory, away)
        refuse("kept-from", f"本件不得发往被反映的单位（{names}）", "请改发有权处理的其他机关", dispatch.to_field)
    if unknown:
        refuse("unknown-unit", f"单位“{'、'.join(unknown)}”不在机构名录中", "请先在机构管理中添加", dispatch.to_field)
    known = round_.outside.directory.units
    gone = [known[unit].title for unit in units if not known[unit].active]
    if gone:
        refuse("unknown-unit", f"单位“{'、'.join(gone)}”已经撤并或者停用", "请改为承接其职责的单位", dispatch.to_field)
    return units


def _lead(round_: Round, dispatch: Dispatch, units: tuple[str, ...]) -> str:
    """The unit that leads, one of those that are sent the matter; empty where none does."""
    if not dispatch.lead_field:
        return ""
    lead = next(iter(named(dispatch.lead_field, round_.case, round_.facts())), "")
    if lead not in units:
        title = _title(round_, dispatch.lead_field)
        refuse("no-lead", f"“{title}”不在承办单位之列", "请先从承办单位中选定一个牵头", dispatch.lead_field)
    return lead


def _title(round_: Round, path: str) -> str:
    field = round_.case_type.fields.get(path)
    return field.title if field else path


def _opening(round_: Round, dispatch: Dispatch, unit: str, key: str) -> Outgoing:
    answers: dict[str, Any] = {}
    for theirs, ours in dispatch.answers.items():
        for value in values_at(round_.facts(unit), ours)[:1]:
            answers = merged(answers, at_path(theirs, value))
    asks = tuple(dict.fromkeys(dispatch.returns.values()))
    return Outgoing(key=key, command=None, case_type=dispatch.case_type, unit=unit, answers=answers, asks=asks)


def _existing(round_: Round, dispatch: Dispatch, unit: str) -> LinkState | None:
    """Supervising is of an assignment that exists: the open case that was sent to the unit before, if there is one."""
    if dispatch.kind is not DispatchKind.SUPERVISE:
        return None
    sent = (link for link in round_.case.links if link.relation == "child" and link.case and _goes_on(link))
    return next((link for link in sent if link.to == unit), None)


def _goes_on(tie: LinkState) -> bool:
    """Whether what was sent on is neither finished nor called back."""
    return not (tie.closed or tie.recalled)


def _supervising(round_: Round, existing: LinkState, key: str) -> Outgoing:
    told = LinkCase(relation=SUPERVISED, case=round_.case.case, number=round_.case.number, key=key)
    return Outgoing(key=key, command=told, case=existing.case)


def _reported(round_: Round) -> dict[str, Any]:
    """What a report carries: the outcome, the summary's answers and what was asked for, never what is sensitive."""
    case_type = round_.case_type
    told: dict[str, Any] = {}
    asked = (path for tie in duties(round_.case) for path in tie.asks)
    for path in dict.fromkeys((case_type.outcome_field, *case_type.summary, *asked)):
        field = case_type.fields.get(path)
        if field and not any(part.sensitive for part in field.walk()):
            for value in values_at(round_.case.answers, path)[:1]:
                told = merged(told, at_path(path, value))
    return told
