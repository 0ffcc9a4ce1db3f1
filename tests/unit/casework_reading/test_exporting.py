"""Ledgers that take long to export: made by the worker, watched, dropped, taken up again; groups and sums are those of the page."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from threading import Event
from typing import Any

import pytest
from openpyxl import load_workbook

from fangyuan.casework import exporting, jobs
from fangyuan.casework.exporting import export
from fangyuan.casework.identity import Identity
from fangyuan.casework.jobs import Watch
from fangyuan.casework.reading.ledger import ledger
from fangyuan.casework.working import HANDS
from fangyuan.model.problems import Refused
from fangyuan.store.jobs import DONE, FAILED, WAITING, Job
from fangyuan.store.seals import Seals
from fixtures.reading import CHIEF, DIRECTOR, NOW, WINDOW, Bench


@pytest.fixture(autouse=True)
def _few_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exporting, "AT_ONCE", 2)
    monkeypatch.setattr(exporting, "BATCH", 2)


def asked(bench: Bench, me: Identity = WINDOW, group: str = "") -> Job:
    """The job of an export that is too large to wait for."""
    made = export(bench.office, me, "complaints", {}, "amount", group, NOW)
    assert isinstance(made, Job)
    return made


def cells(bench: Bench, job: Job, me: Identity = WINDOW) -> list[list[Any]]:
    """The cells of the workbook that a job has made."""
    page = load_workbook(BytesIO(jobs.file_of(bench.office, me, job.id).data)).active
    assert page is not None
    return [[cell.value for cell in row] for row in page.iter_rows()]


def work(bench: Bench, watch: Watch | None = None) -> int:
    return jobs.do_jobs(bench.office, HANDS, watch or Watch(lambda: NOW))


def test_groups_count_and_add_up_all_their_rows_whatever_the_page_shows(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fangyuan.casework.reading.ledger.ROWS", 2)
    for amount, day in ((1, "2026-02-27"), (2, "2026-02-27"), (4, "2026-02-27"), (8, "2026-02-26")):
        bench.complain(amount=amount, happened_on=day)
    amounts = [each.path for each in ledger(bench.office, WINDOW, "complaints", {}, "", "", 1, NOW).columns].index(
        "amount"
    )
    first, second = (
        ledger(bench.office, WINDOW, "complaints", {}, "-amount", "happened_on", page, NOW) for page in (1, 2)
    )
    assert [(one.title, one.count, one.sums[amounts], len(one.rows)) for one in first.groups] == [
        ("2026-02-26", 1, "8", 1),
        ("2026-02-27", 3, "7", 1),
    ]
    assert [(one.title, one.count, one.sums[amounts], len(one.rows)) for one in second.groups] == [
        ("2026-02-27", 3, "7", 2)
    ]
    assert first.sums[amounts] == second.sums[amounts] == "15"
    assert set(first.sums) == {"", "15"}
    monkeypatch.setattr(exporting, "AT_ONCE", 9)
    found = export(bench.office, WINDOW, "complaints", {}, "-amount", "happened_on", NOW)
    assert not isinstance(found, Job)
    page = load_workbook(BytesIO(found.data)).active
    assert page is not None
    told = [(row[0].value, row[amounts].value) for row in page.iter_rows(min_row=5)]
    assert [(first, amount) for first, amount in told if not str(first).startswith("TS")] == [
        ("2026-02-26", None), ("小计 1 件", 8), ("2026-02-27", None), ("小计 3 件", 7), ("合计 4 件", 15),
    ]  # fmt: skip


def test_instants_are_grouped_by_what_they_show_and_not_counted(bench: Bench) -> None:
    for _ in range(2):
        bench.complain()
    shown = ledger(bench.office, WINDOW, "complaints", {}, "", "clock.reply.due", 1, NOW)
    assert [(one.count, len(one.rows)) for one in shown.groups] in ([(None, 2)], [])


def test_a_large_ledger_is_made_by_the_worker_for_its_reader_alone(bench: Bench) -> None:
    for amount in range(5):
        bench.complain(amount=amount)
    job = asked(bench)
    assert (job.state, job.total) == (WAITING, 5)
    with pytest.raises(Refused):
        jobs.file_of(bench.office, WINDOW, job.id)
    assert work(bench) == 1
    found = jobs.my_job(bench.office, WINDOW, job.id)
    assert (found.state, found.position, found.counts) == (DONE, 5, {"rows": 5})
    assert [row[0] for row in cells(bench, found)][-1] == "合计 5 件"
    with pytest.raises(Refused):
        jobs.file_of(bench.office, CHIEF, job.id)
    with bench.office.database.read() as uow:
        assert [(look.person, look.what, look.amount) for look in uow.log.page("t1")] == [("window", "export", 5)]


def test_no_keys_of_rows_that_were_written_are_held(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    for amount in range(6):
        bench.complain(amount=amount)
    held: list[int] = []
    forget = Seals.forget
    monkeypatch.setattr(Seals, "forget", lambda seals: held.append(forget(seals)))
    asked(bench)
    work(bench)
    assert held == [held[0]] * 3
    assert held[0] > 0


def test_what_is_no_longer_wanted_stops_and_leaves_nothing(bench: Bench) -> None:
    for amount in range(5):
        bench.complain(amount=amount)
    job = asked(bench)
    seen: list[int] = []

    def now() -> Any:
        """Drops the job in the middle, as its owner would."""
        with bench.office.database.read() as uow:
            one = uow.jobs.get("t1", job.id)
        seen.append(one.position if one else -1)
        if one and one.position == 2:
            jobs.discard(bench.office, WINDOW, job.id)
        return NOW

    work(bench, Watch(now))
    assert 4 not in seen
    assert jobs.my_jobs(bench.office, WINDOW) == []


def test_a_worker_that_ends_leaves_the_job_to_the_next(bench: Bench) -> None:
    for amount in range(5):
        bench.complain(amount=amount)
    job, ended = asked(bench), Event()
    ended.set()
    assert work(bench, Watch(lambda: NOW, ended.is_set)) == 0
    assert work(bench) == 1
    assert jobs.my_job(bench.office, WINDOW, job.id).state == DONE


def test_a_worker_that_died_loses_the_job_when_its_lease_runs_out(bench: Bench) -> None:
    for amount in range(3):
        bench.complain(amount=amount)
    job = asked(bench)
    with bench.office.database.begin() as uow:
        assert uow.jobs.lease(NOW, jobs.SECONDS) is not None
        uow.commit()
    assert work(bench) == 0
    assert work(bench, Watch(lambda: NOW + timedelta(seconds=jobs.SECONDS))) == 1
    assert jobs.my_job(bench.office, WINDOW, job.id).state == DONE


def test_what_is_refused_says_so_and_what_is_old_goes(bench: Bench) -> None:
    for amount in range(3):
        bench.complain(amount=amount)
    job = asked(bench)
    with bench.office.database.begin() as uow:
        uow.jobs.put(
            Job(**{**{name: getattr(job, name) for name in Job.__slots__}, "spec": {**job.spec, "view": "gone"}})
        )
        uow.commit()
    work(bench)
    found = jobs.my_job(bench.office, WINDOW, job.id)
    assert found.state == FAILED
    assert "没有这个台账" in found.error
    assert jobs.expire(bench.office, NOW + timedelta(days=31)) == 1
    assert jobs.my_jobs(bench.office, WINDOW) == []


def test_nobody_leaves_any_number_about(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "MOST_OF_ONE", 1)
    for amount in range(3):
        bench.complain(amount=amount)
    asked(bench)
    with pytest.raises(Refused):
        asked(bench)
    assert asked(bench, DIRECTOR).person == "director"
