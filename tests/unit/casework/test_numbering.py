"""Numbers are put where a decision left placeholders, everywhere, and nowhere else."""

from datetime import date

from fangyuan.casework.numbering import numbered
from fangyuan.model.decisions import Decision, Message, NumberWanted
from fangyuan.model.events import CaseRegistered, Happened, LetterIssued, Notified
from fangyuan.model.who import Hole, Text
from fangyuan.model.world import Tenant

TENANT = Tenant("t", "示例市", "SL", "city")
CASE, LETTER = "\ue000case\ue001", "\ue000letter:1\ue001"


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
    done = numbered(decision, TENANT, 2026, lambda kind, year: drawn[kind, year])
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
    done = numbered(decision, TENANT, 2026, lambda kind, year: {("letter:slip", 2025): 31}[kind, year])
    assert done.messages[0].body == {"text": "信交〔2025〕31号"}


def test_a_decision_that_wants_no_number_draws_none() -> None:
    decision = Decision(events=(Happened(registered("X")),))
    assert numbered(decision, TENANT, 2026, lambda kind, year: 0) is decision
