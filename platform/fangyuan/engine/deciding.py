"""One decision: a command, the case and the world in; events, commands, messages and numbers wanted out.

Pure: no clock, no chance, no reading or writing. The same call gives the same decision, for the web, the worker,
rehearsals and what-if questions alike.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from fangyuan.engine import drafting
from fangyuan.engine.acts import (
    appointing,
    assigning,
    completing,
    correcting,
    handing,
    letters,
    linking,
    objecting,
    recalling,
    receiving,
    registering,
    seeking,
    slips,
    stepping,
    talking,
    timing,
    tying,
)
from fangyuan.engine.clocks.parameters import settled
from fangyuan.engine.effecting import Occasion, apply
from fangyuan.engine.facts import today_of
from fangyuan.engine.occurring import asked_day
from fangyuan.engine.outside import answers_outside
from fangyuan.engine.paper_numbers import check_readable, check_used
from fangyuan.engine.queueing import settle
from fangyuan.engine.recording_for import check_recording
from fangyuan.engine.refusing import refuse
from fangyuan.engine.ripening import ripe_at_rest
from fangyuan.engine.rounds import PluginActs, Round
from fangyuan.engine.shielding import check_reach
from fangyuan.engine.terms import check_not_before
from fangyuan.model import appointment_commands, commands, letter_commands, level_commands, receipt_commands
from fangyuan.model.decisions import Decision
from fangyuan.model.effects import Effect
from fangyuan.model.events import Cause, DayBegan, RulesWeighed
from fangyuan.model.pack import Pack
from fangyuan.model.procedure import CaseType
from fangyuan.model.state import CaseState
from fangyuan.model.world import CLOCKWORK, OUTSIDER, World

NO_PLUGINS: PluginActs = {}


def decide(
    pack: Pack,
    case: CaseState | None,
    world: World,
    command: commands.Command,
    now: datetime,
    plugins: PluginActs = NO_PLUGINS,
) -> Decision:
    """What follows from a command, at an aware UTC instant; `case` is None for a registration alone.

    Raises Refused, with problems in the officer's language, for what is not allowed; nothing has happened then.
    A command that has nothing to do any more (a firing that is past) gives a decision without events. A firing that is
    carried out late happens now; its clocks count from when it was due, and the causes of its events say so.
    """
    decision = deliberate(pack, case, world, command, now, plugins).decision()
    if isinstance(command, commands.BeginDay) and all(isinstance(one.event, _MORNING) for one in decision.events):
        return Decision()
    return decision


_MORNING = (DayBegan, RulesWeighed)
"""What happens on every morning: not worth an event of its own in each open case."""


def deliberate(
    pack: Pack,
    case: CaseState | None,
    world: World,
    command: commands.Command,
    now: datetime,
    plugins: PluginActs = NO_PLUGINS,
) -> Round:
    """The same, with everything that was in hand at the end: the case as it would be, for what-if questions and proofs."""
    parameters = {**world.parameters, **(case.parameters if case else {})}
    case_type = settled(_type_of(pack, case, command), parameters)
    due_at = timing.late_since(case, command, now)
    round_ = Round(pack, case_type, world, command, now, state=case, plugins=plugins, due_at=due_at)
    _check(round_)
    if case is not None:
        round_.held_before = ripe_at_rest(round_)
    _ACTS[type(command)](round_, command)
    settle(round_)
    check_used(round_)
    check_reach(round_)
    check_not_before(round_)
    return round_


def _type_of(pack: Pack, case: CaseState | None, command: commands.Command) -> CaseType:
    name = command.case_type if isinstance(command, commands.Register) else case.case_type if case else ""
    found = pack.case_types.get(name)
    return found or refuse(
        "unknown-type", f"业务包“{pack.title}”里没有“{name}”这种事项", "请联系管理员核对已启用的业务包"
    )


def _check(round_: Round) -> None:
    """What holds for every command: who is meant is known, the day is not to come, the case may reach the person."""
    command = round_.command
    if round_.state is None and not isinstance(command, commands.Register):
        refuse("not-open", "没有这件事项", "请核对编号")
    if command.on_behalf_of and command.on_behalf_of not in round_.outside.directory.people:
        refuse("unknown-person", "被代录的人不在名册中", "请先在人员管理中添加", "on_behalf_of")
    _check_day(round_, command)
    check_readable(round_)
    is_person = command.actor.person != CLOCKWORK.person
    if not is_person or round_.state is None:
        return
    if command.actor.person == OUTSIDER.person:
        _check_outside(round_)
    if round_.is_kept_from(command.actor):
        refuse("not-yours", "您不能查看或办理这件事项", "请联系登记单位")
    _check_not_recused(round_, round_.state)
    check_recording(round_)


def _check_outside(round_: Round) -> None:
    """Whoever the matter is of takes the actions that the pack made public, in cases that answer to them, and does nothing else."""
    if not isinstance(round_.command, commands.TakeAction) or not answers_outside(round_):
        refuse("not-yours", "公开查询页上不能这样办", "请联系登记单位")


def _check_day(round_: Round, command: commands.Command) -> None:
    """No act occurs before its matter came, nor on a day that is still to come."""
    path = asked_day(round_.case_type, command) or "occurred_on"
    if command.occurred_on and command.occurred_on > today_of(round_.outside, round_.now):
        refuse("in-the-future", "发生日期不能晚于今天", "请核对日期", path)
    received = command.received_on if isinstance(command, commands.Register) else round_.case.received_on
    if command.occurred_on and command.occurred_on < received:
        refuse("before-receipt", f"发生日期不能早于收到日期（{received}）", "请核对日期", path)


def _check_not_recused(round_: Round, case: CaseState) -> None:
    """Who was recused takes no part: neither in their own name nor by writing down what another did (Art. 28)."""
    recused = dict(case.recused)
    for one in (round_.acting, round_.command.actor):
        if one.person in recused:
            refuse("recused", f"{one.name}已回避本件，不能再办理", "请由接手的人员办理")


def _approve_draft(round_: Round, command: commands.ApproveDraft) -> None:
    drafting.approve(round_, command, _follow)


def _follow(round_: Round, rule: str, effect: Effect, cause: Cause) -> None:
    """What was to follow from an opinion follows as an effect of its rule."""
    apply(round_, effect, Occasion(rule, cause))


_ACTS: Mapping[type[commands.Command], Callable[[Round, Any], None]] = {
    commands.Register: registering.register,
    commands.CompleteTask: completing.complete,
    commands.Sign: completing.sign,
    commands.ClaimTask: assigning.claim,
    commands.ReassignTask: assigning.reassign,
    commands.ReturnTask: assigning.give_back,
    commands.AddSigner: assigning.add_signer,
    commands.WithdrawTask: assigning.withdraw_task,
    commands.Recuse: handing.recuse,
    commands.HandOver: handing.hand_over,
    commands.SucceedUnit: handing.succeed,
    commands.SeekPeople: seeking.seek,
    commands.TakeAction: stepping.step,
    commands.ApproveDraft: _approve_draft,
    commands.RefuseDraft: drafting.turn_down,
    commands.AskExtension: timing.ask,
    commands.ApproveExtension: timing.approve,
    commands.RefuseExtension: timing.turn_down,
    commands.FireClock: timing.fire,
    commands.BeginDay: timing.begin_day,
    letter_commands.PassLetter: letters.pass_letter,
    letter_commands.ReturnLetter: letters.return_letter,
    letter_commands.WithdrawLetter: letters.withdraw_letter,
    letter_commands.SealLetter: letters.seal_letter,
    letter_commands.RecordRendering: letters.record_rendering,
    letter_commands.RecordDelivery: letters.record_delivery,
    commands.LinkCase: linking.link,
    commands.UnlinkCase: tying.untie,
    commands.ReportClosed: linking.child_closed,
    commands.ReportProgress: linking.child_progressed,
    level_commands.HearSender: linking.hear_sender,
    level_commands.HearGathering: linking.hear_gathering,
    commands.MergeCase: linking.merge,
    commands.Object: objecting.object_to,
    commands.ReportObjection: objecting.objected,
    commands.DecideObjection: objecting.decide,
    commands.HearDecision: objecting.heard,
    commands.Recall: recalling.recall,
    commands.HearRecall: recalling.heard,
    commands.Reveal: talking.reveal,
    commands.Comment: talking.comment,
    commands.PrintSlip: slips.print_slip,
    appointment_commands.Book: appointing.book,
    appointment_commands.CancelAppointment: appointing.cancel,
    appointment_commands.RecordAppointment: appointing.record,
    commands.Reopen: stepping.reopen,
    commands.CorrectAnswers: correcting.correct,
    receipt_commands.CorrectReceipt: receiving.correct,
}
