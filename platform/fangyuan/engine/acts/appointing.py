"""Appointments: when whoever the case is of is to come, who may say so, and whether they came."""

from fangyuan.engine.entitlement import fits, is_of_the_office
from fangyuan.engine.refusing import needed, refuse
from fangyuan.engine.rounds import Round
from fangyuan.model.appointment_commands import Book, CancelAppointment, RecordAppointment
from fangyuan.model.events import (
    AnswersSubmitted,
    AppointmentCancelled,
    AppointmentKept,
    AppointmentMade,
    AppointmentMissed,
    Cause,
)
from fangyuan.model.state import Appointed
from fangyuan.model.who import Whos

CAUSE = Cause("act", "appointment")


def book(round_: Round, command: Book) -> None:
    """Tells them when to come; whom the case is kept from, or who stepped aside, they are not sent to (Art. 28, 30)."""
    if round_.case.closed:
        refuse("closed", "本件已经办结，不能预约", "要再约的，请先重新办理")
    if not {round_.case_type.key, *round_.case_type.ancestors}.intersection(command.case_types):
        refuse("not-bookable", f"“{round_.case_type.title}”不能约到“{command.title}”", "请换一项接待")
    _check_right(round_, command.who)
    _check_meets(round_, command.person)
    earlier = round_.case.appointment
    before = f"{earlier.day} {earlier.time}" if earlier and earlier.state == "booked" else ""
    if earlier and before and (earlier.duty, earlier.day, earlier.time) == (command.duty, command.day, command.time):
        refuse("nothing-changed", "本件约的就是这一场", "不用再约", "time")
    made = AppointmentMade(
        duty=command.duty,
        title=command.title,
        occurs_on=command.occurs_on,
        day=command.day,
        time=command.time,
        person=command.person,
        instead_of=before,
    )
    round_.emit(made, CAUSE)
    answers = {path: value for path, value in command.answers.items() if path in round_.case_type.fields}
    if answers:
        round_.emit(AnswersSubmitted(form="", answers=answers), CAUSE)


def cancel(round_: Round, command: CancelAppointment) -> None:
    """They need not come; the answers that told when are empty again."""
    _check_right(round_, command.who)
    reason = needed(command.reason, "reason-missing", "请写明为什么取消", "reason")
    booked = _booked(round_)
    round_.emit(AppointmentCancelled(duty=booked.duty, day=booked.day, time=booked.time, reason=reason), CAUSE)
    cleared = tuple(path for path in command.cleared if path in round_.case.answers)
    if cleared:
        round_.emit(AnswersSubmitted(form="", answers={}, cleared=cleared), CAUSE)


def record(round_: Round, command: RecordAppointment) -> None:
    """Whether they came; not before the day has come."""
    _check_right(round_, command.who)
    booked = _booked(round_)
    if booked.day > round_.today:
        refuse("not-yet", f"约的是 {booked.day}，还没有到", "到了那天再记")
    kind = AppointmentKept if command.kept else AppointmentMissed
    round_.emit(kind(duty=booked.duty, day=booked.day, time=booked.time, reason=command.reason.strip()), CAUSE)


def _booked(round_: Round) -> Appointed:
    booked = round_.case.appointment
    if booked is None or booked.state != "booked":
        refuse("not-booked", "本件现在没有预约", "请刷新页面查看")
    return booked


def _check_right(round_: Round, who: Whos) -> None:
    """Those whom the pack names, else whoever looks after the case."""
    person = round_.acting
    if not (fits(round_, who, person) if who else is_of_the_office(round_, person)):
        refuse("not-yours", "预约不由您办理", "请由负责登记、接待的人员办理")


def _check_meets(round_: Round, person: str) -> None:
    known = round_.outside.directory.people.get(person)
    if known is not None and (person in dict(round_.case.recused) or round_.is_kept_from(known)):
        refuse("must-not-meet", f"这一天接待的{known.name}与本件有利害关系，或者要回避", "请约另一天", "time")
