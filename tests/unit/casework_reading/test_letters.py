"""Letters as files: every word of the template a text, the same before and after the worker has come."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from io import BytesIO
from typing import Any

import pytest
from docx import Document

from fangyuan.casework.delivering import Delivery
from fangyuan.casework.lettering import letter_context
from fangyuan.casework.reading.case import case_page
from fangyuan.casework.reading.letters import letter, unsigned
from fangyuan.casework.taking_letters import take_draft
from fangyuan.casework.working import work
from fangyuan.engine.names import Names
from fangyuan.model.commands import CompleteTask
from fangyuan.model.events import LetterIssued, LetterRendered
from fangyuan.model.pack import Pack
from fangyuan.model.problems import Refused
from fangyuan.model.state import LetterState
from fangyuan.model.world import Directory
from fixtures.reading import AT_EAST, CLERK, COMPLAINT, NOW, PEOPLE, STRANGER, UNITS, WINDOW, Bench

ANSWER: dict[str, Any] = {
    "finding": "已核实",
    "answered_on": "2026-03-02",
    "answered_by": "at-east",
    "steps": [{"what": "增加窗口", "by": "2026-03-09"}, {"what": "延长时间"}],
}


@pytest.fixture
def case(bench: Bench) -> str:
    """A complaint that the east has answered, with its letter."""
    found = bench.complain(serious=True)
    bench.hand_out(found, "east")
    bench.act(AT_EAST, found, CompleteTask(task="answer", subject="east", answers=ANSWER))
    return found


def lines(data: bytes) -> list[str]:
    """The paragraphs of a docx."""
    return [paragraph.text for paragraph in Document(BytesIO(data)).paragraphs if paragraph.text]


def test_a_letter_is_made_on_demand_and_is_the_same_once_the_worker_has_come(bench: Bench, case: str) -> None:
    early = letter(bench.office, WINDOW, case, 1, NOW)
    assert early.name == "投诉答复书 投复〔2026〕1号.docx"
    assert lines(early.data) == [
        "投诉答复书 投复〔2026〕1号 2026年3月2日",
        "陈小明、林大海 事由 等候时间过长 编号 TS2026-0001 答复 严重 是 金额 300 收到 2026年3月2日 发生[2026年2月27日]",
        "东区 答复：已核实（郑东，2026年3月2日）",
        "增加窗口——2026年3月9日",
        "延长时间——",
    ]
    assert case_page(bench.office, WINDOW, case, NOW).letters[0].file == ""
    work(bench.office, Delivery(), NOW)
    shown = case_page(bench.office, WINDOW, case, NOW).letters[0]
    assert shown.file
    assert shown.to == "东区"
    assert lines(letter(bench.office, WINDOW, case, 1, NOW).data) == lines(early.data)


def test_an_issued_letter_stands_still_and_its_file_is_that_of_the_timeline(bench: Bench, case: str) -> None:
    pack = complaint(bench)
    work(bench.office, Delivery(), NOW)
    with bench.office.database.read() as uow:
        history = [one.event for one in uow.cases.events("t1", case)]
    [frozen] = [one for one in history if isinstance(one, LetterIssued)]
    [made] = [one for one in history if isinstance(one, LetterRendered)]
    template = pack.files[pack.letters["reply"].template]
    assert frozen.template_hash == f"sha256:{sha256(template).hexdigest()}"
    assert (frozen.number, frozen.context["finding"]) == ("投复〔2026〕1号", "已核实")
    before = letter(bench.office, WINDOW, case, 1, NOW).data
    assert made.sha256.removeprefix("sha256:") == sha256(before).hexdigest()
    changed = {**pack.files, pack.letters["reply"].template: b"<p>{{ number }}</p>"}
    bench.office.packs.put(replace(pack, files=changed))
    assert letter(bench.office, WINDOW, case, 1, NOW).data == before


def test_a_letter_that_is_not_there(bench: Bench, case: str) -> None:
    for me, copy in ((WINDOW, 9), (STRANGER, 1)):
        with pytest.raises(Refused) as refused:
            letter(bench.office, me, case, copy, NOW)
        assert refused.value.problems[0].code == "not-found"


def test_a_letter_can_be_printed_for_signature_before_it_is_issued(bench: Bench) -> None:
    found = bench.complain(serious=True)
    bench.hand_out(found, "east")
    draft = unsigned(bench.office, WINDOW, found, "answer", "east", NOW)
    assert draft.name == "投诉答复书.docx"
    assert "TS2026-0001" in "".join(lines(draft.data))
    assert case_page(bench.office, WINDOW, found, NOW).letters == ()
    bench.act(AT_EAST, found, CompleteTask(task="answer", subject="east", answers=ANSWER))
    for me, task, subject in ((WINDOW, "answer", "east"), (WINDOW, "nothing", ""), (STRANGER, "answer", "east")):
        with pytest.raises(Refused) as refused:
            unsigned(bench.office, me, found, task, subject, NOW)
        assert refused.value.problems[0].code == "not-found"


def test_a_draft_that_tells_what_is_masked_is_not_handed_out_and_one_that_is_taken_is_written_down(
    bench: Bench,
) -> None:
    phone = "13812345678"
    told = [{"name": "陈小明", "phone": phone}]
    taken = []
    for topic in (f"等候时间过长，电话{phone}", "等候时间过长"):
        found = bench.complain(serious=True, persons=told, topic=topic)
        bench.hand_out(found, "east")
        taken.append(found)
    offered = [
        next(one.prints_letter for one in case_page(bench.office, me, case, NOW).tasks if one.task == "answer")
        for me, case in ((AT_EAST, taken[0]), (WINDOW, taken[0]), (AT_EAST, taken[1]))
    ]
    assert offered == [False, True, True]
    with pytest.raises(Refused) as refused:
        take_draft(bench.office, AT_EAST, taken[0], "answer", "east", NOW)
    assert refused.value.problems[0].code == "letter-covered"
    assert phone in "".join(lines(take_draft(bench.office, WINDOW, taken[0], "answer", "east", NOW).data))
    take_draft(bench.office, AT_EAST, taken[1], "answer", "east", NOW)
    with bench.office.database.read() as uow:
        looks = {me.person: [one.about for one in uow.log.page("t1", me.person)] for me in (WINDOW, AT_EAST)}
    assert looks == {WINDOW.person: ["TS2026-0001 draft answer"], AT_EAST.person: ["TS2026-0002 draft answer"]}


def test_a_letter_of_the_smallest_pack(bench: Bench) -> None:
    case = bench.register()
    assert letter(bench.office, CLERK, case, 1, NOW).name == "报修回执 修2026-001号.docx"


def complaint(bench: Bench) -> Pack:
    """The pack of complaints."""
    with bench.office.database.read() as uow:
        active = uow.packs.active("t1", COMPLAINT, NOW)
        assert active is not None
        return bench.office.packs.get(uow, active.hash)


def issued(**context: Any) -> LetterState:
    """A reply with a frozen context."""
    return LetterState(1, "reply", "投诉答复书", "1号", NOW, "letters/reply.docx", context)


def test_every_value_becomes_a_text_by_the_kind_of_its_field(bench: Bench) -> None:
    pack = complaint(bench)
    names = Names(Directory.of(UNITS, PEOPLE))
    frozen = issued(
        date="2026-02-10", stage="answering", serious=True, amount=1200, by="at-east", names=["甲", "乙"],
        received="2026-02-10T01:00:00+08:00",
        steps=[{"what": "甲", "by": "2026-02-11"}, {"what": "乙"}], finding=None, unit="east", case_number="1-2026-02-10",
    )  # fmt: skip
    context = letter_context(pack, pack.case_types[COMPLAINT], frozen, names, bench.office.kinds)
    assert context == {
        "number": "", "date": "2026年2月10日", "case_number": "1-2026-02-10", "stage": "答复", "names": "甲、乙", "topic": "",
        "serious": "是", "amount": "1200", "unit": "东区", "finding": "", "answered": "", "by": "郑东",
        "steps": [{"what": "甲", "by": "2026年2月11日"}, {"what": "乙", "by": ""}], "received": "2026年2月10日", "blank": "",
    }  # fmt: skip


def test_what_was_titled_when_it_was_frozen_stays_as_it_is(bench: Bench) -> None:
    pack = complaint(bench)
    frozen = issued(serious="是", amount="1,200", by="郑东", steps="")
    context = letter_context(pack, pack.case_types[COMPLAINT], frozen, {}, bench.office.kinds)
    assert (context["serious"], context["amount"], context["by"], context["steps"]) == ("是", "1,200", "郑东", "")


def test_a_template_that_lacks_a_word_is_refused_in_words(bench: Bench, case: str) -> None:
    pack = complaint(bench)
    broken = {**pack.letters, "reply": replace(pack.letters["reply"], context={"number": "letter.number"})}
    bench.office.packs.put(replace(pack, letters=broken, files={**pack.files, "letters/reply.docx": b"no docx"}))
    with pytest.raises(Refused) as refused:
        letter(bench.office, WINDOW, case, 1, NOW)
    assert refused.value.problems[0].code == "letter-failed"
