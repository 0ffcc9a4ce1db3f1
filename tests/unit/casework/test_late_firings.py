"""What fires late is done now and says when it was due: nobody is said to have known before anybody could know."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Table, select

from fangyuan.casework.acting import act
from fangyuan.casework.reading.case import case_page
from fangyuan.casework.registering import register
from fangyuan.casework.sweeping import sweep
from fangyuan.casework.verifying import verify
from fangyuan.engine.folding import fold
from fangyuan.model.commands import Comment
from fangyuan.model.events import CommentMade, Recorded
from fangyuan.store.rows import CaseRow
from fangyuan.store.tables import Inbox, Outbox
from fangyuan.store.tables.base import table_of
from unit.casework.offices import ANSWERS, CHIEF, CLERK, MINIMAL, REPAIR, Place, at, make_place

BEGUN = "2026-12-28T09:00+08:00"
LATER = at("2027-02-09T10:00+08:00")
"""Six weeks after the start, in another year."""

NEVER = datetime.max.replace(tzinfo=UTC)
FIRED = {
    "clock-warned mend": at("2026-12-30T09:00+08:00"),
    "clock-due mend": at("2027-01-01T09:00+08:00"),
    "clock-escalated mend": at("2027-01-04T09:00+08:00"),
    "clock-due answer": at("2027-01-05T09:00+08:00"),
}
"""When each was due; of the rungs the last."""

RULE = """
- rule: overdue-in-writing
  title: 逾期出具文书
  because: ours
  on: {event: clock-due, clock: mend}
  then:
    - {flag: urgent}
    - {issue-letter: {letter: receipt}}
"""
CLOCK = """
- clock: answer
  title: 说明时限
  law: 设备管理办法 第四条
  start: {event: clock-due, clock: mend}
  cancel: {event: case-closed}
  within: 3 days
  counting: {first-day: excluded, end: roll-forward, calendar: cn}
"""


def made_at(url: str, folder: Path) -> Place:
    """The minimal pack, whose due date brings a letter and the start of a second clock."""
    pack = folder / "pack"
    shutil.copytree(MINIMAL, pack)
    for name, more in (("rules.yaml", RULE), ("clocks.yaml", CLOCK)):
        path = pack / "case-types" / "repair" / name
        path.write_text(path.read_text("utf-8") + more, "utf-8")
    return make_place(url, folder, BEGUN, pack)


@pytest.fixture
def office(database_url: str, tmp_path: Path) -> Iterator[Place]:
    """One on each database."""
    made = made_at(database_url, tmp_path)
    yield made
    made.office.database.close()


def history(place: Place, case: str, after: int = 0) -> list[Recorded]:
    with place.office.database.read() as uow:
        return uow.cases.events("t", case, after)


def told_at(place: Place, table: Table, column: str) -> list[datetime]:
    """The instants at which people were told something, or a paper was asked for, the earliest first."""
    with place.office.database.read() as uow:
        return sorted(uow.connection.execute(select(table.c[column])).scalars())


def next_firing(place: Place, case: str) -> datetime:
    return min((run.next_firing.at for run in place.state(case).open_clocks() if run.next_firing), default=NEVER)


def test_after_a_downtime_everything_is_done_now_in_order_and_says_when_it_was_due(office: Place) -> None:
    case = office.register().case
    before = office.state(case).seq
    sweep(office.office, LATER)
    late = history(office, case, before)
    assert {one.at for one in late} == {LATER}
    due = [one.cause.due_at for one in late]
    assert None not in due
    assert due == sorted(due)  # type: ignore[type-var]
    found = {f"{one.event.word} {getattr(one.event, 'clock', '')}": one.cause.due_at for one in late}
    assert {name: found[name] for name in FIRED} == FIRED
    assert sweep(office.office, LATER).fired == 0
    assert verify(office.office).problems == ()


def test_what_a_late_firing_brings_bears_the_real_day(office: Place) -> None:
    case = office.register().case
    sweep(office.office, LATER)
    state = office.state(case)
    assert state.tasks["remind", "", 1].opened_at == LATER
    letter = state.letters[2]
    assert (letter.issued_at, letter.number, letter.context["date"]) == (LATER, "修2027-001号", "2027-02-09")
    begun = at(BEGUN)
    assert told_at(office, table_of(Inbox), "at") == [begun, LATER, LATER]
    assert told_at(office, table_of(Outbox), "made_at") == [begun, LATER]


def test_deadlines_after_a_late_sweep_are_those_after_a_punctual_one(tmp_path: Path) -> None:
    clocks = []
    for name in ("late", "punctual"):
        (folder := tmp_path / name).mkdir()
        place = made_at(f"sqlite:///{folder / 'office.sqlite3'}", folder)
        case = place.register().case
        while name == "punctual" and (due := next_firing(place, case)) < LATER:
            sweep(place.office, due)
            assert history(place, case)[-1].cause.due_at is None
        sweep(place.office, LATER)
        clocks.append(place.state(case).clocks)
        place.office.database.close()
    assert clocks[0] == clocks[1]


def test_a_deadline_that_had_passed_before_the_case_was_entered_fires_when_it_is_entered(tmp_path: Path) -> None:
    place = make_place(f"sqlite:///{tmp_path / 'o.sqlite3'}", tmp_path, BEGUN, _from_the_day_it_came(tmp_path / "pack"))
    now = at("2026-12-28T10:00+08:00")
    case = register(place.office, CLERK, REPAIR, ANSWERS, date(2026, 11, 30), "k", now).case
    sweep(place.office, now)
    events = history(place, case)
    assert "clock-due" in [one.event.word for one in events]
    assert {one.at for one in events} == {now}
    assert {one.cause.due_at for one in events if one.event.word == "clock-due"} == {at("2026-12-04T09:00+08:00")}
    assert min(told_at(place, table_of(Inbox), "at")) == now
    assert verify(place.office).problems == ()
    place.office.database.close()


def _from_the_day_it_came(pack: Path) -> Path:
    shutil.copytree(MINIMAL, pack)
    path = pack / "case-types" / "repair" / "clocks.yaml"
    path.write_text(path.read_text("utf-8").replace("  within:", "  from: occurred-on\n  within:"), "utf-8")
    return pack


def test_no_act_is_recorded_before_the_one_before_it(office: Place) -> None:
    """A machine whose time is behind comes after one whose time is ahead."""
    case = office.register().case
    ahead = office.now + timedelta(minutes=3)
    act(office.office, CHIEF, case, Comment(text="请尽快"), ahead)
    act(office.office, CLERK, case, Comment(text="好的"), office.now)
    events = history(office, case)
    assert [one.at for one in events[-2:]] == [ahead, ahead]
    assert verify(office.office).problems == ()


def test_an_event_that_is_dated_before_the_one_before_it_is_found(office: Place) -> None:
    case = office.register().case
    with office.office.database.begin() as uow:
        stored = uow.cases.load("t", case)
        assert stored is not None
        comment = CommentMade(text="好的", mentions=())
        backwards = Recorded(stored.state.seq + 1, comment, office.now - timedelta(days=1), "clerk")
        uow.cases.append(stored, [backwards], fold(stored.state, backwards), CaseRow())
        uow.commit()
    found = f"#{backwards.seq}: comment-made is of an earlier instant than the event before it"
    assert any(found in problem for problem in verify(office.office).problems)


def test_the_timeline_shows_both_instants_of_what_was_late_and_one_of_what_was_not(office: Place) -> None:
    case = office.register().case
    warned = FIRED["clock-warned mend"]
    sweep(office.office, warned + timedelta(seconds=30))
    sweep(office.office, LATER)
    items = case_page(office.office, CHIEF, case, LATER).timeline
    shown = {item.word: item.due_at for item in reversed(items) if item.due_at}
    assert shown == {
        "clock-due": FIRED["clock-due answer"],
        "clock-escalated": FIRED["clock-escalated mend"],
    }
    assert {item.at for item in items if item.due_at} == {LATER}
