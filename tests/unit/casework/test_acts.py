"""Acts through casework on real databases: from the counter to the end, once each, by right."""

import threading
from datetime import timedelta
from io import BytesIO

import pytest
from docx import Document
from sqlalchemy import event, text

from fangyuan.casework.acting import act
from fangyuan.casework.verifying import rebuild, verify
from fangyuan.model.commands import Comment, CompleteTask, TakeAction
from fangyuan.model.problems import ChangedMeanwhile, Refused
from unit.casework.offices import CHIEF, CLERK, STRANGER, Place, at


def test_a_case_goes_from_the_counter_to_its_end(place: Place) -> None:
    done = place.register()
    assert done.number == "SLBX2026-0001"
    case = place.state(done.case)
    assert (case.stage, case.flags, [task.task for task in case.open_tasks()]) == ("open", ("urgent",), ["mend"])
    act(place.office, CLERK, done.case, CompleteTask(task="mend"), place.now)
    act(place.office, CHIEF, done.case, TakeAction(action="finish"), place.now)
    case = place.state(done.case)
    assert (case.stage, case.closed, case.outcome) == ("done", True, "repaired")
    assert not case.open_tasks()


def test_numbers_follow_one_another(place: Place) -> None:
    assert [place.register(f"k{n}").number for n in range(3)] == ["SLBX2026-0001", "SLBX2026-0002", "SLBX2026-0003"]


def test_a_double_submit_makes_one_case(place: Place) -> None:
    assert (
        place.register("same") == place.register("same") or place.register("same").case == place.register("same").case
    )
    assert place.register("another").number == "SLBX2026-0002"


def test_two_submits_at_the_same_time_make_one_case(place: Place) -> None:
    found: list[str] = []
    threads = [threading.Thread(target=lambda: found.append(place.register("same").case)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4
    assert len(set(found)) == 1


def test_wrong_answers_are_said_beside_their_fields_and_nothing_is_written(place: Place) -> None:
    with pytest.raises(Refused) as refused:
        place.register(device=None, category="no such category")
    assert {problem.path for problem in refused.value.problems} >= {"category"}
    with place.office.database.read() as uow:
        assert uow.connection.execute(text("select count(*) from events")).scalar_one() == 0


def test_another_tenant_finds_no_such_case(place: Place) -> None:
    case = place.register().case
    with pytest.raises(Refused, match="没有找到"):
        act(place.office, STRANGER, case, CompleteTask(task="mend"), place.now)


def test_a_tenant_without_the_pack_registers_nothing(place: Place) -> None:
    with pytest.raises(Refused, match="没有启用"):
        place.register(me=STRANGER)


def test_a_task_of_somebody_else_is_refused(place: Place) -> None:
    case = place.register().case
    with pytest.raises(Refused):
        act(place.office, CHIEF, case, CompleteTask(task="mend"), place.now)


def test_a_stale_page_is_told_so_and_a_remark_does_not_make_it_stale(place: Place) -> None:
    done = place.register()
    act(place.office, CHIEF, done.case, Comment(text="请尽快"), place.now)
    act(place.office, CLERK, done.case, CompleteTask(task="mend"), place.now, seen=done.seq)
    with pytest.raises(ChangedMeanwhile, match="刚刚被别人更新"):
        act(place.office, CLERK, done.case, CompleteTask(task="mend"), place.now, seen=done.seq)


def test_the_clock_warns_falls_due_and_climbs_also_after_a_downtime(place: Place) -> None:
    case = place.register().case
    place.work(at("2026-04-20T10:00+08:00"))
    words = [word for word in place.words(case) if word.startswith("clock-")]
    assert words == ["clock-started", "clock-warned", "clock-due", "clock-escalated", "clock-escalated"]
    assert {task.task for task in place.state(case).open_tasks()} == {"mend", "remind"}
    assert place.work(at("2026-04-21T10:00+08:00")).fired == 0


def test_a_firing_bears_the_instant_at_which_it_was_due(place: Place) -> None:
    case = place.register().case
    place.work(at("2026-04-20T10:00+08:00"))
    with place.office.database.read() as uow:
        (warned,) = (event for event in uow.cases.events("t", case) if event.event.word == "clock-warned")
    assert warned.cause.due_at == at("2026-03-04T09:00+08:00")
    assert warned.at == at("2026-04-20T10:00+08:00")


def test_two_sweepers_at_once_fire_each_thing_once(place: Place) -> None:
    cases = [place.register(f"k{n}").case for n in range(12)]
    later = at("2026-04-20T10:00+08:00")
    threads = [threading.Thread(target=place.work, args=(later,)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    place.work(later + timedelta(minutes=5))
    for case in cases:
        assert [word for word in place.words(case) if word.startswith("clock-")] == [
            "clock-started", "clock-warned", "clock-due", "clock-escalated", "clock-escalated",
        ]  # fmt: skip


def test_the_letter_is_rendered_kept_sealed_and_said_in_the_case(place: Place) -> None:
    case = place.register().case
    place.work(place.now)
    letter = next(iter(place.state(case).letters.values()))
    assert letter.file
    with place.office.database.read() as uow:
        kept = uow.files.get("t", letter.file)
    assert kept is not None
    data = b"".join(place.office.files.read(kept.id, kept.key))
    assert "三楼打印机" in "\n".join(paragraph.text for paragraph in Document(BytesIO(data)).paragraphs)


def test_sensitive_answers_lie_sealed_and_the_chain_holds(place: Place) -> None:
    case = place.register().case
    with place.office.database.read() as uow:
        rows = uow.connection.execute(text("select body from events")).scalars().all()
        snapshots = uow.connection.execute(text("select body from snapshots")).scalars().all()
    assert "13800000000" not in "".join([*rows, *snapshots])
    assert place.state(case).answers["phone"] == "13800000000"
    assert verify(place.office).problems == ()


def test_an_altered_event_is_found(place: Place) -> None:
    place.register()
    with place.office.database.begin() as uow:
        uow.connection.execute(text("update events set actor = 'somebody' where seq = 1"))
        uow.commit()
    assert verify(place.office).problems


def test_read_columns_are_the_same_when_made_anew(place: Place) -> None:
    for n in range(3):
        place.register(f"k{n}")
    place.work(at("2026-03-04T10:00+08:00"))
    tables = ("cases", "firings", "clock_runs", "todo")

    def everything() -> list[list[tuple[object, ...]]]:
        with place.office.database.read() as uow:
            return [sorted(map(tuple, uow.connection.execute(text(f"select * from {t}"))), key=repr) for t in tables]

    before = everything()
    with place.office.database.begin() as uow:
        for table in tables[1:]:
            uow.connection.execute(text(f"delete from {table}"))
        uow.commit()
    assert rebuild(place.office) == 3
    after = everything()
    assert after[0] == before[0]
    assert after[2:] == before[2:]
    assert len(after[1]) == len(before[1])


def test_an_act_asks_nothing_twice_and_takes_one_transaction_to_read_and_one_to_write(place: Place) -> None:
    case, said, engine = place.register().case, list[str](), place.office.database.engine
    act(place.office, CHIEF, case, Comment(text="一"), place.now)
    event.listen(engine, "begin", lambda _: said.append("begin"))
    event.listen(engine, "before_cursor_execute", lambda _c, _k, statement, *_: said.append(statement))
    act(place.office, CLERK, case, CompleteTask(task="mend"), place.now, "once")
    asked = [one for one in said if one.startswith("SELECT")]
    assert sorted(asked) == sorted(set(asked))
    assert said.count("begin") == 2
    assert len([one for one in said if one.startswith(("SELECT", "INSERT", "UPDATE", "DELETE"))]) <= 20
