"""Rows that other processes decide: one that dies, or that saw something else than what stands now, changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from signal import SIGSTOP
from typing import Any

import pytest

from fangyuan.casework.importing import asking, beside, outcomes, taking
from fangyuan.casework.importing.outcomes import Portion
from fangyuan.casework.jobs import Watch, do_jobs
from fangyuan.casework.office import Office
from fangyuan.casework.verifying import verify
from fangyuan.casework.working import HANDS, work_longer
from fangyuan.kinds import load_kinds
from fangyuan.store.database import Database
from fangyuan.store.jobs import Job
from fixtures.beside import decide_beside
from unit.casework.offices import CLERK, REPAIR, Place, make_place
from unit.casework.test_repeats import asking_how_often, said

PATHS = ("_number", "device", "category", "noticed_on", "urgent", "phone")


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return make_place(f"sqlite:///{tmp_path / 'a.db'}", tmp_path)


def brought(place: Place, many: int, phone: str = "") -> Job:
    """A ledger that waits for its trial; its people are all different, unless their phone is said."""
    rows = [f"{at},打印机{at},打印机,2026-03-01,是,{phone or 13700000000 + at}" for at in range(many)]
    file = BytesIO("\n".join(["编号,设备,类别,发现日期,急修,电话", *rows]).encode())
    job = asking.bring(place.office, CLERK, REPAIR, file, "旧台账.csv", place.now)
    columns = {str(at): path for at, path in enumerate(PATHS)}
    return asking.map_columns(place.office, CLERK, job.id, {**job.spec, "columns": columns}, "", place.now)


def taken(place: Place, job: Job, watch: Watch) -> Job:
    """The job once it was taken in."""
    asking.take_in(place.office, CLERK, job.id, place.now)
    do_jobs(place.office, HANDS, watch)
    return asking.page_of(place.office, CLERK, job.id, place.now).job


def test_a_process_that_dies_in_the_middle_loses_nothing(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    job = brought(place, 16)
    work_longer(place.office)
    decided = beside.decided
    decide_beside(monkeypatch)
    monkeypatch.setattr(beside, "decided", decided)
    monkeypatch.setattr(taking, "PORTION", 2)
    begun, answered = list[Any](), list[Any]()
    begin, ask = beside._Beside.begun, beside._Beside.ask
    monkeypatch.setattr(beside._Beside, "begun", lambda reads: begun.append(begin(reads)) or begun[-1])
    monkeypatch.setattr(beside._Beside, "ask", lambda one, asked: answered.append(ask(one, asked)) or answered[-1])

    def stopped() -> bool:
        """Kills the process once it has decided two portions."""
        if len(answered) >= 2:
            begun[0].child.kill()
        return False

    found = taken(place, job, Watch(lambda: place.now, stopped))
    assert (found.state, found.counts) == ("done", {"new": 16})
    assert answered[0] is not None
    assert answered[-1] is None
    assert begun[0].child.returncode is not None
    assert verify(place.office).problems == ()


def test_a_process_that_hangs_in_the_middle_is_waited_for_so_long_and_no_longer(
    place: Place, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    job = brought(place, 16)
    work_longer(place.office)
    decided = beside.decided
    decide_beside(monkeypatch)
    monkeypatch.setattr(beside, "decided", decided)
    monkeypatch.setattr(taking, "PORTION", 2)
    made, answered = list[beside.Deciders](), list[Any]()
    ask = beside._Beside.ask
    monkeypatch.setattr(beside._Beside, "ask", lambda one, asked: answered.append(ask(one, asked)) or answered[-1])

    @contextmanager
    def deciders(office: Office, rows: int) -> Iterator[beside.Deciders]:
        with beside.deciders(office, rows) as found:
            made.append(found)
            yield found

    monkeypatch.setattr(taking, "deciders", deciders)

    def stopped() -> bool:
        """Stops the process once it has decided two portions; from then on little patience is left."""
        if len(answered) >= 2:
            made[0]._begun[0].child.send_signal(SIGSTOP)
            made[0].patience = 0.2
        return False

    found = taken(place, job, Watch(lambda: place.now, stopped))
    assert (found.state, found.counts) == ("done", {"new": 16})
    assert answered[0] is not None
    assert answered[-1] is None
    assert "gives no answer" in caplog.text
    assert verify(place.office).problems == ()


def test_people_of_a_portion_that_is_not_written_yet_are_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = asking_how_often(f"sqlite:///{tmp_path / 'b.db'}", tmp_path)
    job = brought(place, 12, phone="13700000000")
    work_longer(place.office)
    decide_beside(monkeypatch)
    monkeypatch.setattr(taking, "PORTION", 1)
    assert taken(place, job, Watch(lambda: place.now)).counts == {"new": 12}
    assert said(place) == [f"同一人第{count}次报修" for count in range(3, 13)]


def test_what_was_judged_by_other_versions_is_judged_again(place: Place) -> None:
    job = brought(place, 1)
    with taking.file_of(place.office, job) as table:
        blocks = list(taking.blocks_of(table.rows(""), outcomes.layout_of(job.spec)))
        setting = outcomes.setting_of(place.office, job, table.epoch, place.now)
    with place.office.database.read() as uow:
        portion: Portion = outcomes.cut(setting, uow, blocks, set(), apart=True)
    mine = outcomes.come_of(setting, portion)
    for stamp, again in ((setting.stamp, False), (("another pack", *setting.stamp[1:]), True)):
        waiting: Future[Any] = Future()
        waiting.set_result((stamp, []))
        one = beside._Waiting(setting, job, portion, waiting)
        _, found = beside.Deciders(_waiting=[one])._answered(one)
        assert [one.outcome for one in found] == ([one.outcome for one in mine] if again else [])


def test_what_no_other_process_can_read_is_decided_here(place: Place) -> None:
    assert beside._reads(place.office) is not None
    place.office.kinds = replace(place.office.kinds, plugins=("a.module", ""))
    assert beside._reads(place.office) is None
    place.office.kinds = load_kinds()
    place.office.database = Database("sqlite://")
    assert beside._reads(place.office) is None
