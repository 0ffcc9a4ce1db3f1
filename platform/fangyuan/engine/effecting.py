"""What rules may do, as events: one function an effect. What cannot be done now is recorded, never swallowed."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fangyuan.engine.clocks.extending import grant
from fangyuan.engine.clocks.reacting import turn
from fangyuan.engine.clocks.subjects import runs_of
from fangyuan.engine.covering import covered
from fangyuan.engine.dispatching import send, tell_listed, tell_sent
from fangyuan.engine.drafting import make, take_charge
from fangyuan.engine.folds.trees import at_path
from fangyuan.engine.letter_paths import bring
from fangyuan.engine.lettering import Asked
from fangyuan.engine.moving import move
from fangyuan.engine.names import listed
from fangyuan.engine.opening import nobody, open_extra
from fangyuan.engine.people import units_of
from fangyuan.engine.refusing import refuse
from fangyuan.engine.rounds import Round
from fangyuan.forms.paths import values_at
from fangyuan.model import effects
from fangyuan.model.clocks import Clock
from fangyuan.model.durations import Duration
from fangyuan.model.events import AnswersSubmitted, Cause, ClockExtended, Event, FlagRaised, Notified, SlotFilled
from fangyuan.model.problems import Problem, Refused
from fangyuan.model.state import ClockRun


@dataclass(frozen=True, slots=True)
class Occasion:
    """Why an effect happens: the rule, the event that it was about, the cause that its events will carry."""

    rule: str
    cause: Cause
    event: Event | None = None

    @property
    def subject(self) -> str:
        """The unit or person that the event was about, or blank."""
        return str(getattr(self.event, "subject", "") or "")


def apply(round_: Round, effect: effects.Effect, occasion: Occasion) -> None:
    """Lets the events of one effect happen; raises Refused for `block` and `require`."""
    _EFFECTS[type(effect)](round_, effect, occasion)


def _set(round_: Round, effect: effects.SetAnswer, occasion: Occasion) -> None:
    """Writes an answer; the same value again is no event, so that rules come to rest. Null empties the answer."""
    present = values_at(round_.case.answers, effect.path)
    if effect.value is None:
        if present:
            round_.emit(AnswersSubmitted(form="", answers={}, cleared=(effect.path,)), occasion.cause)
    elif present != (effect.value,):
        round_.emit(AnswersSubmitted(form="", answers=at_path(effect.path, effect.value)), occasion.cause)


def _derive(_: Round, __: effects.Derive, ___: Occasion) -> None:
    """The rulebook has used the fact already; it is no event."""


def _draft(round_: Round, effect: effects.MakeDraft, occasion: Occasion) -> None:
    make(round_, occasion.rule, effect, occasion.cause, occasion.subject)


def _charge(round_: Round, effect: effects.TakeCharge, occasion: Occasion) -> None:
    take_charge(round_, occasion.rule, effect, occasion.cause, subject=occasion.subject)


def _fill(round_: Round, effect: effects.FillSlot, occasion: Occasion) -> None:
    """Puts units or officers into a slot; a slot for one takes the first."""
    subject = occasion.subject
    units = units_of(effect.unit, round_.case, round_.facts(subject), subject) if effect.unit else ()
    found = units or tuple(person.person for person in round_.people(effect.who, subject))
    slot = round_.case_type.slots.get(effect.slot)
    holders = found if slot is None or slot.many else found[:1]
    if not holders:
        nobody(round_, effect.who, slot.title if slot and slot.title else effect.slot)
    elif holders != round_.case.slots.get(effect.slot):
        round_.emit(SlotFilled(slot=effect.slot, holders=holders), occasion.cause)


def _open(round_: Round, effect: effects.OpenTask, occasion: Occasion) -> None:
    open_extra(round_, effect.task, occasion.subject, cause=occasion.cause)


def _move(round_: Round, effect: effects.Move, occasion: Occasion) -> None:
    move(round_, effect.stage, occasion.cause)


def _turn(round_: Round, effect: effects.TurnClock, occasion: Occasion) -> None:
    turned = turn(
        effect.act,
        round_.case_type.clock(effect.clock),
        round_.case,
        round_.facts(),
        round_.world,
        round_.as_of,
        occurred_on=round_.occurred_on,
        event=occasion.event,
        why=occasion.rule,
    )
    for event in turned:
        round_.emit(event, occasion.cause)


def _extend(round_: Round, effect: effects.ExtendClock, occasion: Occasion) -> None:
    """Extends the open runs that the event concerns, within the clock's own limits; beyond them the office is told."""
    clock = round_.case_type.clock(effect.clock)
    reason = round_.written(effect.reason, occasion.subject)
    followed = occasion.event if isinstance(occasion.event, ClockExtended) else None
    by = effect.by or (Duration.parse(followed.by) if followed else None)
    asked_at = followed.asked_at if followed else None
    for run in runs_of(clock, round_.case, occasion.event):
        if run.open and by is not None:
            for event in _extended(round_, clock, run, by, reason, asked_at):
                round_.emit(event, occasion.cause)


def _extended(
    round_: Round, clock: Clock, run: ClockRun, by: Duration, reason: str, asked_at: datetime | None
) -> tuple[Event, ...]:
    try:
        return grant(clock, run, by, reason, round_.world, round_.as_of, asked_at)
    except Refused as refused:
        return (Notified(to=(round_.case.registered_by,), text=f"未能延期：{refused}"),)


def _notify(round_: Round, effect: effects.Notify, occasion: Occasion) -> None:
    people = tuple(person.person for person in round_.people(effect.to, occasion.subject))
    text = covered(round_, effect.text, occasion.subject)
    if people:
        round_.emit(Notified(to=people, text=text), occasion.cause)
    else:
        nobody(round_, effect.to, text)


def _letter(round_: Round, effect: effects.IssueLetter, occasion: Occasion) -> None:
    people = [person.person for person in round_.people(effect.to, occasion.subject)] if effect.to else []
    to = listed(round_.outside.directory, people)
    bring(round_, effect.letter, occasion.cause, Asked(occasion.subject, to))


def _flag(round_: Round, effect: effects.Flag, occasion: Occasion) -> None:
    if effect.flag not in round_.case.flags:
        round_.emit(FlagRaised(flag=effect.flag), occasion.cause)


def _block(round_: Round, effect: effects.Block, occasion: Occasion) -> None:
    raise Refused(Problem("blocked", covered(round_, effect.message, occasion.subject), detail=_by(occasion)))


def _require(round_: Round, effect: effects.Require, occasion: Occasion) -> None:
    tree = round_.facts(occasion.subject)
    blank = [path for path in effect.fields if all(value in ("", None, []) for value in values_at(tree, path))]
    if blank:
        raise Refused(*(_missing(round_, path, occasion) for path in blank))


def _missing(round_: Round, path: str, occasion: Occasion) -> Problem:
    field = round_.case_type.fields.get(path)
    return Problem("required", f"请先填写“{field.title if field else path}”", path=path, detail=_by(occasion))


def _by(occasion: Occasion) -> dict[str, str]:
    """Which rule refused: scenarios show a rule that refuses by its refusal."""
    return {"rule": occasion.rule}


def _dispatch(round_: Round, effect: effects.Dispatch, occasion: Occasion) -> None:
    send(round_, effect, occasion.cause)


def _tell_sent(round_: Round, effect: effects.TellSent, occasion: Occasion) -> None:
    tell_sent(round_, effect, occasion.subject)


def _tell_listed(round_: Round, effect: effects.TellListed, occasion: Occasion) -> None:
    tell_listed(round_, effect, occasion.subject)


def _plugin(round_: Round, effect: effects.PluginEffect, occasion: Occasion) -> None:
    """An effect of a plugin; without the plugin the act is refused rather than half done."""
    act = round_.plugins.get(effect.word)
    if act is None:
        refuse("plugin-missing", f"规则“{occasion.rule}”需要的扩展“{effect.word}”没有安装", "请联系系统管理员")
    for event in act(effect, round_.case, round_.facts(occasion.subject), round_.now):
        round_.emit(event, occasion.cause)


_EFFECTS: dict[type[Any], Callable[[Round, Any, Occasion], None]] = {
    effects.SetAnswer: _set,
    effects.Derive: _derive,
    effects.MakeDraft: _draft,
    effects.TakeCharge: _charge,
    effects.FillSlot: _fill,
    effects.OpenTask: _open,
    effects.Move: _move,
    effects.TurnClock: _turn,
    effects.ExtendClock: _extend,
    effects.Notify: _notify,
    effects.IssueLetter: _letter,
    effects.Flag: _flag,
    effects.Block: _block,
    effects.Require: _require,
    effects.Dispatch: _dispatch,
    effects.TellSent: _tell_sent,
    effects.TellListed: _tell_listed,
    effects.PluginEffect: _plugin,
}
