"""The day on which a matter was received, put right: by whom, on which day it may have been, and what follows from it.

Periods of the law count from the receipt (Regulation 2022, Art. 22, 23), so that nobody moves that day alone: one asks, with
what shows the day, another grants it; or the pack says who may directly.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime

from fangyuan.engine.clocks.calendars import calendar_of, written_due
from fangyuan.engine.clocks.calendars import zone_of as zone_in
from fangyuan.engine.clocks.recounting import latest_start, recount
from fangyuan.engine.entitlement import fits, is_of_the_office, may_correct
from fangyuan.engine.facts import zone_of
from fangyuan.engine.office import keepers_of, office_people
from fangyuan.engine.refusing import refuse
from fangyuan.engine.rounds import Round
from fangyuan.model.events import Cause, ClockRecounted, ReceiptCorrected
from fangyuan.model.state import CaseState, DraftState
from fangyuan.model.world import CLOCKWORK, Person

RECEIPT = "case.received_on"
"""Stands where opinions have their rule: this one is of no rule. No rule has such an id."""

LONGEST_AGO = 100
"""Years: what is said to have been received before was mistyped."""


def written_down(case: CaseState) -> bool:
    """Whether somebody wrote the day down: what was sent here, or opened by recurring work, came on the day it says."""
    return case.registered_by != CLOCKWORK.person and case.parent is None


def may_ask(round_: Round, person: Person) -> bool:
    """Whether the person may ask that the day be put right: who may put right what was registered, or does so directly."""
    return written_down(round_.case) and (may_correct(round_, person) or sets(round_, person))


def sets(round_: Round, person: Person) -> bool:
    """Whether the pack lets the person put the day right without anybody else."""
    named = round_.case_type.receipt.directly
    return bool(named) and fits(round_, named, person)


def granting(round_: Round, asker: str) -> tuple[str, ...]:
    """Who may grant what somebody asked for: whom the pack names, else the office, else whoever keeps the register of people;
    but never that one.
    """
    named = round_.case_type.receipt.approver
    ways: tuple[Callable[[], Iterable[Person]], ...] = (
        lambda: round_.people(named) if named else (),
        lambda: office_people(round_.pack, round_.case, round_.world),
        lambda: keepers_of(round_.case, round_.world),
    )
    others = (tuple(one.person for one in way() if one.person != asker) for way in ways)
    return next(filter(None, others), ())


def may_grant(round_: Round, draft: DraftState, person: Person) -> bool:
    """Whether a request lies before the person; where all who were asked have left, or only the asker is, before others."""
    if person.person == draft.asked_by:
        return False
    asked = set(draft.approvers) - {draft.asked_by}
    if not asked and draft.approvers:
        return is_of_the_office(round_, person)
    before = asked if round_.anybody(asked) else set(granting(round_, draft.asked_by))
    return any(hat.person in before for hat in round_.hats(person))


def check_day(round_: Round, day: date) -> None:
    """Refuses a day on which the matter cannot have been received."""
    if not written_down(round_.case):
        refuse(
            "receipt-opened", "这件事项由系统转来、开立，收到日期就是那一天，不能更正", "日期有误的，请与转来的单位联系"
        )
    if day > round_.today:
        refuse("in-the-future", "收到日期不能晚于今天", "请核对收到日期", "received_on")
    if day.year < round_.today.year - LONGEST_AGO:
        refuse("long-ago", f"收到日期不能早于{LONGEST_AGO}年前", "请核对收到日期", "received_on")
    if day == round_.case.received_on:
        refuse("nothing-changed", f"登记的收到日期就是{day}", "请填写实际收到的日期", "received_on")
    last, what = min(_done(round_))
    if day > last:
        refuse("received-after", f"收到日期不能晚于{what}的那一天（{last}）", "请核对收到日期", "received_on")


def _done(round_: Round) -> Iterator[tuple[date, str]]:
    """(day, what) was done about the matter, which came before."""
    case, zone = round_.case, zone_of(round_.outside)
    yield case.registered_at.astimezone(zone).date(), "登记"
    if case.closed_at:
        yield case.closed_at.astimezone(zone).date(), "办结"
    yield from latest_start({clock.clock: clock for clock in round_.case_type.clocks}, case)


def put_right(round_: Round, day: date, reason: str, cause: Cause) -> None:
    """The matter was received on that day, and what counts from it counts from there."""
    check_day(round_, day)
    moved = list(_moved(round_, day))
    round_.emit(ReceiptCorrected(receipt=day, was=round_.case.received_on, reason=reason), cause)
    for event in moved:
        round_.emit(event, Cause("clock", event.clock))


def foretold(round_: Round, day: date) -> str:
    """Which due dates move, in Chinese, for whoever decides; blank where none does."""
    runs = round_.case.clocks
    each = ((runs[event.clock, event.subject, event.number], event) for event in _moved(round_, day))
    told = ((run, event) for run, event in each if event.due_at != run.due_at)
    lines = (
        f"{run.title}到期日由{_due(round_, event.clock, run.due_at)}改为{_due(round_, event.clock, event.due_at)}"
        for run, event in told
    )
    return "；".join(lines)


def _due(round_: Round, clock: str, due_at: datetime) -> str:
    zone = zone_in(calendar_of(round_.world, round_.case_type.clock(clock).counting.calendar))
    return written_due(due_at, zone)


def _moved(round_: Round, day: date) -> Iterator[ClockRecounted]:
    return recount(round_.case_type.clocks, round_.case, day, round_.world, round_.now)
