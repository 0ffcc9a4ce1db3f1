"""Numbers are put where a decision left placeholders, everywhere, and nowhere else."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from fangyuan.casework.numbering import Given, check_given, given_number, numbered
from fangyuan.model.decisions import Decision, Message, NumberWanted
from fangyuan.model.events import CaseRegistered, Happened, LetterIssued, Notified
from fangyuan.model.problems import Refused
from fangyuan.model.who import Hole, Text
from fangyuan.model.world import Tenant

TENANT = Tenant("t", "示例市", "SL", "city")
CASE, LETTER = "\ue000case\ue001", "\ue000letter:1\ue001"


def nobody(given: Given) -> None:
    raise AssertionError(given)


def registered(number: str) -> CaseRegistered:
    """A registration with that number."""
    return CaseRegistered(
        case="c", tenant="t", unit="u", case_type="p/t", pack="h", number=number, received_on=date(2026, 2, 10)
    )


def test_a_number_follows_its_pattern_and_stands_wherever_it_was_wanted() -> None:
    decision = Decision(
        events=(
            Happened(registered(CASE)),
            Happened(Notified(to=("p",), text=f"新件 {CASE}")),
            Happened(
                LetterIssued(
                    letter="slip",
                    copy=1,
                    title="单",
                    number=LETTER,
                    template="a.docx",
                    template_hash="sha256:x",
                    context={"number": LETTER, "about": [CASE]},
                )
            ),
        ),
        messages=(Message("inbox", "p", {"text": f"见 {CASE}"}),),
        numbers=(
            NumberWanted(CASE, "case", Text((Hole("tenant.code"), "DB", Hole("year"), "-", Hole("seq:05")))),
            NumberWanted(LETTER, "letter:slip", Text(("信交〔", Hole("year"), "〕", Hole("seq"), "号"))),
        ),
    )
    drawn = {("case", 2026): 7, ("letter:slip", 2026): 12}
    done = numbered(decision, TENANT, 2026, lambda kind, year: drawn[kind, year], nobody)
    assert done.events[0].event.number == "SLDB2026-00007"
    assert done.events[1].event.text == "新件 SLDB2026-00007"
    letter = done.events[2].event
    assert (letter.number, letter.context) == (
        "信交〔2026〕12号",
        {"number": "信交〔2026〕12号", "about": ["SLDB2026-00007"]},
    )
    assert done.messages[0].body == {"text": "见 SLDB2026-00007"}
    assert done.events[0].event.received_on == date(2026, 2, 10)


def test_what_was_numbered_on_paper_last_year_is_of_last_year() -> None:
    late = NumberWanted(LETTER, "letter:slip", Text(("信交〔", Hole("year"), "〕", Hole("seq"), "号")), year=2025)
    decision = Decision(messages=(Message("inbox", "p", {"text": LETTER}),), numbers=(late,))
    done = numbered(decision, TENANT, 2026, lambda kind, year: {("letter:slip", 2025): 31}[kind, year], nobody)
    assert done.messages[0].body == {"text": "信交〔2025〕31号"}


def test_a_decision_that_wants_no_number_draws_none() -> None:
    decision = Decision(events=(Happened(registered("X")),))
    assert numbered(decision, TENANT, 2026, lambda kind, year: 0, nobody) is decision


OF_UNIT = Text((Hole("unit.code"), "询〔", Hole("year"), "〕", Hole("seq:03"), "号"))
TYPED = {
    "水询询〔2026〕012号": ("水询询〔2026〕012号", 2026, 12),
    "水询询〔2026〕12号": ("水询询〔2026〕012号", 2026, 12),
    " 水询询 [2026] 12 号": ("水询询〔2026〕012号", 2026, 12),
    "水询询（２０２６）１２号": ("水询询〔2026〕012号", 2026, 12),
    "水询询〔2025〕12号": ("水询询〔2025〕012号", 2025, 12),
    "12": ("水询询〔2026〕012号", 2026, 12),
    " 县函 12-3 ": ("县函 12-3", 2026, 0),
    "水询询〔2026〕12": ("水询询〔2026〕012号", 2026, 12),
    "水询询2026年第12号": ("水询询〔2026〕012号", 2026, 12),
    "水询询2025-12": ("水询询〔2025〕012号", 2025, 12),
    "〔2026〕12号": ("水询询〔2026〕012号", 2026, 12),
    "水询询第12号": ("水询询〔2026〕012号", 2026, 12),
    "12号": ("水询询〔2026〕012号", 2026, 12),
    "第12号": ("水询询〔2026〕012号", 2026, 12),
    "县函〔2026〕12号": ("县函〔2026〕12号", 2026, 0),
    "县函12号": ("县函12号", 2026, 0),
}
"""What somebody types off a paper: the number as it is kept, the year and the running number that it takes of the counter."""


@pytest.mark.parametrize("typed", TYPED)
def test_a_number_off_a_paper_is_kept_as_its_pattern_writes_it(typed: str) -> None:
    late = NumberWanted(LETTER, "letter:slip", OF_UNIT, {"unit.code": "水询"}, given=typed, as_written=True)
    decision = Decision(messages=(Message("inbox", "p", {"text": LETTER}),), numbers=(late,))
    taken: list[Given] = []
    done = numbered(decision, TENANT, 2026, lambda kind, year: 0, taken.append)
    assert [(one.number, one.year, one.seq) for one in taken] == [TYPED[typed]]
    assert (done.messages[0].body, taken[0].kind) == ({"text": TYPED[typed][0]}, "letter:slip")


@pytest.mark.parametrize(
    "typed", [*(one for one, (_, _, seq) in TYPED.items() if not seq), "十二号", "无", "水询询12甲"]
)
def test_what_follows_no_pattern_is_asked_back_with_how_it_would_be_written(typed: str) -> None:
    late = NumberWanted(LETTER, "letter:slip", OF_UNIT, {"unit.code": "水询"}, given=typed, path="numbers.slip")
    with pytest.raises(Refused) as caught:
        numbered(Decision(numbers=(late,)), TENANT, 2026, lambda kind, year: 0, nobody)
    [problem] = caught.value.problems
    assert (problem.code, problem.path) == ("number-foreign", "numbers.slip")
    assert "例如“水询询〔2026〕012号”" in problem.message
    assert "勾选“照原样登记”" in problem.advice


def test_a_number_far_beyond_the_others_is_asked_back_and_taken_once_it_was_looked_at() -> None:
    far = Given("水询询〔2026〕5000号", "letter:slip", 2026, 5000, "numbers.slip")
    with pytest.raises(Refused) as caught:
        check_given(far, 12, is_taken=False)
    assert [(one.code, one.path) for one in caught.value.problems] == [("number-far", "numbers.slip")]
    check_given(replace(far, as_written=True), 12, is_taken=False)
    with pytest.raises(Refused, match="已经编给了别的文书"):
        check_given(replace(far, as_written=True), 12, is_taken=True)


@pytest.mark.parametrize("typed", ["2026", " ２０２５ ", "2027"])
def test_a_year_alone_is_no_number_however_often_it_is_confirmed(typed: str) -> None:
    late = NumberWanted(LETTER, "letter:slip", OF_UNIT, {"unit.code": "水询"}, given=typed, path="numbers.slip")

    def take(last: int, **said: Any) -> list[str]:
        taken = list[str]()

        def into(given: Given) -> None:
            check_given(given, last, is_taken=False)
            taken.append(given.number)

        wanted = replace(late, as_written=True, **said)
        numbered(Decision(numbers=(wanted,)), TENANT, 2026, lambda kind, year: 0, into)
        return taken

    with pytest.raises(Refused) as caught:
        take(12)
    [problem] = caught.value.problems
    assert (problem.code, problem.path) == ("number-a-year", "numbers.slip")
    seq = typed.strip().translate(str.maketrans("０２５", "025"))
    assert f"写成“{seq}号”" in problem.advice
    assert take(12, given=f"{seq}号") == [f"水询询〔2026〕{seq}号"], "the paper has it so, and somebody has said it"
    assert take(1500) == [f"水询询〔2026〕{seq}号"], "so many letters were written that it is the next but a few"


def test_a_number_off_a_paper_is_not_of_a_year_to_come() -> None:
    late = NumberWanted(LETTER, "letter:slip", OF_UNIT, {"unit.code": "水询"}, given="水询询〔2027〕1号")
    with pytest.raises(Refused, match="“水询询〔2027〕001号”是2027年的文号，现在是2026年"):
        numbered(Decision(numbers=(late,)), TENANT, 2026, lambda kind, year: 0, nobody)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("水询询〔2026〕0号", "number-unreadable"),
        ("0号", "number-unreadable"),
        ("水询询〔1026〕5号", "number-long-past"),
    ],
)
def test_a_number_off_a_paper_is_no_nought_and_of_no_year_long_past(typed: str, code: str) -> None:
    late = NumberWanted(LETTER, "letter:slip", OF_UNIT, {"unit.code": "水询"}, given=typed)
    with pytest.raises(Refused) as caught:
        numbered(Decision(numbers=(late,)), TENANT, 2026, lambda kind, year: 0, nobody)
    assert [(one.code, one.path) for one in caught.value.problems] == [(code, "number")]


def test_a_number_that_a_letter_has_off_a_paper_is_not_drawn() -> None:
    wanted = NumberWanted(LETTER, "letter:slip", OF_UNIT, {"unit.code": "水询"})
    decision = Decision(messages=(Message("inbox", "p", {"text": LETTER}),), numbers=(wanted,))
    drawn, on_paper = iter((3, 4, 5)), {"水询询〔2026〕003号", "水询询〔2026〕004号"}
    done = numbered(decision, TENANT, 2026, lambda kind, year: next(drawn), nobody, on_paper.__contains__)
    assert done.messages[0].body == {"text": "水询询〔2026〕005号"}


def test_a_month_off_a_paper_stands_in_the_number() -> None:
    monthly = Text((Hole("year"), Hole("month"), "-", Hole("year"), "-", Hole("seq")))
    wanted = NumberWanted(LETTER, "k", monthly, {"month": "3"}, given="202611-2026-7")
    assert given_number(wanted, TENANT, 2026) == Given("202611-2026-7", "k", 2026, 7)
