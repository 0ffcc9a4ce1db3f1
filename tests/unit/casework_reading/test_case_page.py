"""The page of a case: who may open it, what is masked, what can be done, what happened and why."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest

from fangyuan.casework.filing import keep
from fangyuan.casework.reading import why
from fangyuan.casework.reading.case import case_page
from fangyuan.casework.reading.pages import AnswerSection, CasePage
from fangyuan.model import events as registry
from fangyuan.model.clocks import Light
from fangyuan.model.commands import (
    ApproveDraft,
    AskExtension,
    Comment,
    CompleteTask,
    Reveal,
    Sign,
    TakeAction,
)
from fangyuan.model.problems import Refused
from fixtures.reading import (
    AT_EAST,
    AT_WEST,
    AUDITOR,
    CHIEF,
    CLERK,
    DIRECTOR,
    NOW,
    OUTSIDER,
    STRANGER,
    WINDOW,
    Bench,
    day,
    on,
)

ANSWER = {"finding": "已核实，电话 13900001111", "answered_on": "2026-03-03", "steps": [{"what": "增加窗口"}]}


def texts(sections: tuple[AnswerSection, ...]) -> dict[str, str]:
    """path -> text of every row."""
    return {row.path: row.text for section in sections for row in section.rows}


@pytest.mark.parametrize("me", [STRANGER, OUTSIDER, AT_EAST])
def test_whoever_may_not_see_a_case_reads_that_there_is_none(bench: Bench, me: Any) -> None:
    case = bench.register()
    with pytest.raises(Refused) as hidden:
        case_page(bench.office, me, case, NOW)
    with pytest.raises(Refused) as missing:
        case_page(bench.office, me, "no-such-case", NOW)
    assert hidden.value.problems == missing.value.problems
    assert hidden.value.problems[0].code == "not-found"


def test_the_head_and_the_track(bench: Bench) -> None:
    page = case_page(bench.office, CLERK, bench.register(), NOW)
    assert (page.matter, page.case_type.title, page.unit.title) == ("三楼打印机 打印机", "设备报修", "设备科")
    assert (page.registered_by, page.received_on, page.flags) == ("张三", on("2026-03-02"), ("急修",))
    assert [(step.title, step.status) for step in page.stages] == [("修理", "now"), ("办结", "ahead")]


def test_answers_stand_in_the_order_of_the_layout(bench: Bench) -> None:
    page = case_page(bench.office, CLERK, bench.register(), NOW)
    assert [(section.title, [row.title for row in section.rows]) for section in page.sections] == [
        ("报修单", ["设备", "类别", "发现日期", "急修", "联系电话"])
    ]
    assert texts(page.sections)["category"] == "打印机"


def test_a_sensitive_answer_is_masked_by_role_and_opens_for_a_while_with_a_reason(bench: Bench) -> None:
    case = bench.register()

    def phone(later: timedelta = timedelta()) -> Any:
        rows = case_page(bench.office, CHIEF, case, NOW + later).sections[0].rows
        return next(row for row in rows if row.path == "phone")

    assert texts(case_page(bench.office, CLERK, case, NOW).sections)["phone"] == "13800000000"
    assert (phone().text, phone().masked, phone().revealable) == ("138****0000", True, True)
    bench.act(CHIEF, case, Reveal(path="phone", reason="联系报修人"))
    assert (phone().text, phone().masked) == ("13800000000", False)
    assert phone(timedelta(minutes=11)).masked


def test_persons_stand_apart_and_what_a_role_may_not_see_is_not_there(bench: Bench) -> None:
    case = bench.complain()
    page = case_page(bench.office, AUDITOR, case, NOW)
    assert [section.title for section in page.people] == ["投诉人 1", "投诉人 2"]
    assert texts(page.people) == {
        "persons.0.name": "陈**",
        "persons.0.phone": "139****1111",
        "persons.1.name": "林**",
        "persons.1.phone": "139****2222",
    }
    assert not any(path.startswith("persons") for path in texts(page.sections))


def test_revealing_one_persons_answer_leaves_the_others_masked(bench: Bench) -> None:
    case = bench.complain()
    bench.act(DIRECTOR, case, Reveal(path="persons.1.phone", reason="回拨"))
    told = texts(case_page(bench.office, DIRECTOR, case, NOW).people)
    assert (told["persons.0.phone"], told["persons.1.phone"]) == ("139****1111", "13900002222")


def test_masked_values_are_covered_wherever_they_are_repeated(bench: Bench) -> None:
    case = bench.complain(serious=True)
    bench.hand_out(case, "east")
    bench.act(AT_EAST, case, CompleteTask(task="answer", subject="east", answers=ANSWER))
    bench.act(WINDOW, case, Comment(text="陈小明来电"))
    page = case_page(bench.office, AUDITOR, case, NOW)
    assert texts(page.by_unit)["tasks.answer.east.finding"] == "已核实，电话 139****1111"
    assert page.drafts[0].opinion == "建议由主任牵头办理陈**、林**的投诉"
    told = repr(page)
    assert "陈小明" not in told
    assert "13900001111" not in told
    assert "东街" not in told


def test_a_sensitive_answer_of_an_entry_is_masked_too(bench: Bench) -> None:
    case = bench.complain()
    bench.hand_out(case, "east")
    answers = {"finding": "已核实", "answered_on": "2026-03-02", "contact": "13700009999"}
    bench.act(AT_EAST, case, CompleteTask(task="answer", subject="east", answers=answers))
    path = "tasks.answer.east.contact"
    assert texts(case_page(bench.office, WINDOW, case, NOW).by_unit)[path] == "137****9999"
    bench.act(WINDOW, case, Reveal(path=path, reason="回拨"))
    assert texts(case_page(bench.office, WINDOW, case, NOW).by_unit)[path] == "13700009999"
    assert texts(case_page(bench.office, AUDITOR, case, NOW).by_unit)[path] == "137****9999"


def test_each_unit_has_its_section_and_repetitions_are_counted(bench: Bench) -> None:
    case = bench.complain()
    bench.hand_out(case, "east", "west")
    bench.act(WINDOW, case, CompleteTask(task="call", answers={"said": "在等"}))
    bench.act(AT_EAST, case, CompleteTask(task="answer", subject="east", answers=ANSWER))
    bench.act(WINDOW, case, CompleteTask(task="call", answers={"said": "满意"}))
    titles = [section.title for section in case_page(bench.office, WINDOW, case, NOW).by_unit]
    assert titles == ["东区 · 单位答复", "东区 · 单位答复 · 整改措施", "电话回访 · 第 1 次", "电话回访 · 第 2 次"]


def test_a_task_comes_with_its_form_prefilled_only_for_whoever_may_do_it(bench: Bench) -> None:
    case = bench.complain()
    bench.hand_out(case, "east", "west", now=day("2026-03-03T10:00"))

    def card(me: Any) -> Any:
        page = case_page(bench.office, me, case, day("2026-03-04T10:00"))
        return next(task for task in page.tasks if (task.task, task.subject.id) == ("answer", "east"))

    mine = card(AT_EAST)
    assert mine.mine
    assert mine.form.title == "答复"
    assert mine.answers == {"answered_on": "2026-03-04", "answered_by": "at-east"}
    assert [slot.people[0].title for slot in mine.slots] == ["郑东"]
    others = card(AUDITOR)
    assert (others.mine, others.form, others.answers, others.may_record) == (False, None, {}, False)
    assert card(WINDOW).may_record


def test_an_action_says_why_not(bench: Bench) -> None:
    case = bench.register()
    before = {button.action: button for button in case_page(bench.office, CHIEF, case, NOW).actions}
    assert before["scrap"].enabled
    assert before["scrap"].confirm == "确定不再修理?"
    assert not before["finish"].enabled
    assert "修理" in before["finish"].why_not
    bench.act(CLERK, case, CompleteTask(task="mend"))
    after = {button.action: button for button in case_page(bench.office, CHIEF, case, NOW).actions}
    assert (after["finish"].enabled, after["finish"].why_not) == (True, "")
    assert case_page(bench.office, CLERK, case, NOW).actions == ()


def test_a_clock_tells_its_light_its_reckoning_and_what_may_be_asked(bench: Bench) -> None:
    case = bench.complain()
    bench.hand_out(case, "east", "west")

    def clock(me: Any, when: str) -> Any:
        page = case_page(bench.office, me, case, day(when))
        return next(run for run in page.clocks if run.subject.id == "west")

    green = clock(AT_WEST, "2026-03-02T10:00")
    assert (green.due.light, green.due.on, green.due.workdays) == (Light.GREEN, on("2026-03-09"), 5)
    assert green.history[0].steps
    assert green.law == "服务投诉办法 第五条"
    assert green.may_ask
    of_others = case_page(bench.office, AT_EAST, case, day("2026-03-02T10:00")).clocks
    assert {run.subject.id for run in of_others} <= {"", "east"}
    assert clock(AT_WEST, "2026-03-06T10:00").due.light is Light.YELLOW
    late = clock(AT_WEST, "2026-03-11T10:00")
    assert (late.due.light, late.due.workdays) == (Light.RED, -2)
    bench.act(AT_WEST, case, AskExtension(clock="answer", subject="west", by="3 workdays", reason="人手不足"))
    asked = clock(DIRECTOR, "2026-03-02T10:00").asked
    assert (asked.by, asked.reason, asked.approvers, asked.mine) == ("3 workdays", "人手不足", ("周二",), True)


def test_a_draft_waits_for_its_approver_and_then_names_the_leader(bench: Bench) -> None:
    case = bench.complain(serious=True)
    page = case_page(bench.office, DIRECTOR, case, NOW)
    assert [(draft.title, draft.status, draft.mine) for draft in page.drafts] == [
        ("严重投诉由主任牵头", "waiting", True)
    ]
    assert not case_page(bench.office, WINDOW, case, NOW).drafts[0].mine
    bench.act(DIRECTOR, case, ApproveDraft(draft=1))
    decided = case_page(bench.office, DIRECTOR, case, NOW)
    assert (decided.leader, decided.drafts[0].status, decided.drafts[0].mine) == ("周二", "approved", False)


def test_why_and_why_not(bench: Bench) -> None:
    page = case_page(bench.office, WINDOW, bench.complain(serious=True), NOW)
    block = page.why[-1]
    assert block.on == "登记"
    fired, failed = block.lines
    assert (fired.fired, fired.sentence, fired.saw, fired.because) == (
        True,
        "“严重”：是",
        "严重：是",
        "服务投诉办法 第七条",
    )
    assert (failed.fired, failed.sentence) == (False, "要求“金额（元）”不小于 10000，现在是300")


def test_a_late_entry_shows_when_who_and_on_what_paper(bench: Bench) -> None:
    case = bench.complain()
    bench.hand_out(case, "east", now=day("2026-03-02T10:00"))
    scan = keep(bench.office, WINDOW, BytesIO("签字页".encode()), "签字页.txt", day("2026-03-05T09:00")).id
    recorded = Sign(
        task="confirm", method="paper", occurred_on=on("2026-03-03"), on_behalf_of="director", scan=scan, answers={}
    )
    bench.act(WINDOW, case, recorded, day("2026-03-05T10:00"))
    page = case_page(bench.office, WINDOW, case, day("2026-03-05T10:00"))
    signed = next(item for item in page.timeline if item.word == "signed" and item.scan)
    assert (signed.late_entry, signed.occurred_on, signed.actor, signed.on_behalf_of) == (
        True, on("2026-03-03"), "孙一", "周二",
    )  # fmt: skip
    slot = next(task for task in page.tasks if task.task == "confirm").slots[0]
    assert (slot.signed_by, slot.method, slot.recorded_by, slot.scan) == ("周二", "paper", "孙一", scan)
    assert [file.file for file in page.files] == [scan]
    entered = next(item for item in page.timeline if item.word == "stage-entered" and item.params["stage"] == "答复")
    assert not entered.late_entry


def test_what_form_was_filled_in_stands_in_the_timeline(bench: Bench) -> None:
    page = case_page(bench.office, CLERK, bench.register(), NOW)
    submitted = next(item for item in page.timeline if item.word == "answers-submitted")
    assert submitted.params["task"] == "报修单"
    assert [item.seq for item in page.timeline] == sorted((item.seq for item in page.timeline), reverse=True)


def test_a_closed_case_tells_its_outcome_and_asks_nothing(bench: Bench) -> None:
    case = bench.register()
    bench.act(CHIEF, case, TakeAction(action="scrap"))
    page = case_page(bench.office, CHIEF, case, NOW)
    assert page.outcome == "报废"
    assert page.closed_at == NOW
    assert [step.status for step in page.stages] == ["done", "done"]
    assert [task.status for task in page.tasks if task.mine] == []


def test_a_page_takes_the_same_queries_however_much_has_happened(
    bench: Bench, queries: Callable[[Callable[[], Any]], int]
) -> None:
    case = bench.complain()

    def page() -> CasePage:
        return case_page(bench.office, WINDOW, case, NOW)

    page()
    few = queries(page)
    bench.hand_out(case, "east", "west")
    for n in range(6):
        bench.act(WINDOW, case, CompleteTask(task="call", answers={"said": f"第 {n} 次"}))
    people = [{"name": f"某{n}", "phone": f"1370000{n:04}"} for n in range(8)]
    other = bench.complain(persons=people)
    assert queries(page) == few
    assert queries(lambda: case_page(bench.office, WINDOW, other, NOW)) == few
    assert few <= 16


def test_every_event_leads_to_what_the_rules_said_of_it(bench: Bench) -> None:
    """What a rule caused names the rule, what it saw and where it fired; the event that it answered leads there too."""
    page = case_page(bench.office, CLERK, bench.register(), NOW)
    told = {item.word: item for item in page.timeline}
    flagged, registered = told["flag-raised"], told["case-registered"]
    assert (flagged.cause, flagged.rule, flagged.saw) == ("rule", "急修件告知科长", "急修：是")
    assert flagged.caused_in == registered.weighed != 0
    (block,) = [block for block in page.why if block.seq == registered.weighed]
    assert [(line.title, line.fired) for line in block.lines] == [("急修件告知科长", True)]
    assert (told["clock-started"].cause, told["clock-started"].rule) == ("clock", "修理时限")
    assert {item.caused_in for item in page.timeline if item.cause != "rule"} == {0}


def test_every_event_that_rules_and_listeners_hear_has_a_title() -> None:
    """Pages of why would show a word of the platform instead; what never happens by itself needs none."""
    assert set(registry.EVENTS) - why.EVENTS.keys() == {"emitted", "rules-weighed"}
