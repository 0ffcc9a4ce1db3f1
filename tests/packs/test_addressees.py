"""Whom the letters of the shared pack are written to: the sender of the matter, the unit that owes the answer, never a word in brackets."""

from io import BytesIO
from pathlib import Path

from docx import Document
from docx.document import Document as DocumentOf

from fangyuan.casework.rehearsing.memory import Memory
from fangyuan.casework.rehearsing.playing import Player
from fangyuan.casework.rehearsing.script import case_type_of, read_scenario
from fangyuan.casework.rehearsing.testing import scenarios_of
from fangyuan.kinds import load_kinds
from fangyuan.publishing.letters import render
from packs.mechanisms import loaded

FOLDER = "petition-base"


def letters_of(scenario: str) -> dict[str, list[str]]:
    """The lines of every letter that a scenario of the shared pack issues, those of tables too; the last of a kind counts."""
    pack = loaded(FOLDER)[1]
    told = {Path(path).stem: data for path, data in scenarios_of(loaded(FOLDER)[0])}
    script = read_scenario(told[scenario])
    memory = Memory(pack, script, load_kinds())
    assert [at.message for at in Player(memory, case_type_of(pack, script.case_type)).play(script.steps)] == []
    issued = [one for state in memory.states.values() for one in state.letters.values() if one.number]
    papers = {one.letter: Document(BytesIO(render(pack.files[one.template], one.context))) for one in issued}
    return {letter: [*texts(paper)] for letter, paper in papers.items()}


def texts(paper: DocumentOf) -> list[str]:
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    return [one for one in [*(paragraph.text for paragraph in paper.paragraphs), *cells] if one]


def test_the_closing_report_goes_to_who_assigned_with_their_number() -> None:
    [report] = [lines for letter, lines in letters_of("handle-with-extension").items() if letter == "closing-report"]
    assert "示例市信访局：" in report
    assert any("（你单位编号市信交〔2026〕8号，我单位编号" in line for line in report)


def test_an_objection_goes_to_who_sent_the_matter_as_the_system_knows_them() -> None:
    objection = letters_of("late-objection")["objection-letter"]
    assert "办公室：" in objection
    assert any("（你单位编号SLXB2026-00001）" in line for line in objection)


def test_what_the_conference_decides_of_a_late_assignment_goes_to_the_unit_not_to_the_office_itself() -> None:
    assert "甲局主要负责人：" in letters_of("congress-late-and-returned")["listed-supervision-notice"]


def test_the_receipt_of_each_opinion_names_the_paper_that_was_served() -> None:
    served = letters_of("review-and-re-review")
    assert [paper for paper in ("处理", "复查", "复核") if f"信访事项{paper}意见书" in served[RECEIPTS[paper]]] == list(
        RECEIPTS
    )


RECEIPTS = {"处理": "delivery-receipt", "复查": "review-delivery-receipt", "复核": "re-review-delivery-receipt"}


def test_a_re_review_that_revokes_sends_back_and_ends_nothing() -> None:
    revoking, upholding = (letters_of(story)["re-review-opinion"] for story in ("review-late", "review-and-re-review"))
    assert any("于2026年7月10日前重新作出处理意见" in line for line in revoking)
    assert not any("信访终结意见" in line for line in revoking)
    assert any("本复核意见为信访终结意见" in line for line in upholding)
    assert not any("重新作出处理意见" in line for line in upholding)
