"""The register of letters: what an officer may see of it, narrowed, page by page, at a cost that does not grow."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import event

from fangyuan.casework.delivering import Delivery
from fangyuan.casework.reading import letter_register as module
from fangyuan.casework.reading.letter_register import LettersAsked, letter_register, register_xlsx
from fangyuan.casework.reading.pages import LetterRegister
from fangyuan.casework.verifying import verify
from fangyuan.casework.working import work
from fangyuan.model.commands import CompleteTask
from fangyuan.model.letter_commands import RecordDelivery, WithdrawLetter
from fangyuan.model.problems import Refused
from fixtures.reading import AT_EAST, AT_WEST, CLERK, DIRECTOR, NOW, OUTSIDER, STRANGER, WINDOW, Bench, day, on
from unit.casework_reading.test_letters import ANSWER


def shown(bench: Bench, me: Any = CLERK, page: int = 1, **asked: Any) -> LetterRegister:
    return letter_register(bench.office, me, LettersAsked(**asked), page, NOW)


def answered(bench: Bench, unit: str, by: Any, **more: Any) -> str:
    """A complaint with its letter."""
    case = bench.complain(**more)
    bench.hand_out(case, unit)
    bench.act(by, case, CompleteTask(task="answer", subject=unit, answers={**ANSWER, "answered_by": by.person}))
    return case


def test_letters_stand_in_the_register_with_what_became_of_them(bench: Bench) -> None:
    first, second, third = (bench.register(now=day(f"2026-03-0{n}T10:00")) for n in (2, 3, 4))
    work(bench.office, Delivery(), day("2026-03-05T10:00"))
    bench.act(CLERK, first, RecordDelivery(copy=1, method="当面", result="签收"), day("2026-03-05T11:00"))
    bench.act(CLERK, second, WithdrawLetter(copy=1, reason="写错了"), day("2026-03-05T11:00"))
    found = shown(bench)
    assert [(one.case, one.day, one.standing, one.delivered) for one in found.lines] == [
        (third, on("2026-03-04"), "issued", ""),
        (second, on("2026-03-03"), "withdrawn", ""),
        (first, on("2026-03-02"), "delivered", "当面 签收"),
    ]
    assert (found.total, found.page, found.pages) == (3, 1, 1)
    one = found.lines[0]
    assert (one.title, one.number) == ("报修回执", "修2026-003号")
    assert [kind.title for kind in found.kinds] == ["报修回执"]
    assert verify(bench.office).problems == ()


def test_it_is_narrowed_by_kind_standing_number_day_and_unit(bench: Bench) -> None:
    first, second = (bench.register(now=day(f"2026-03-0{n}T10:00")) for n in (2, 3))
    [unit] = {one.unit for one in shown(bench).lines}
    everything: list[tuple[dict[str, Any], list[str]]] = [
        ({"letter": "receipt"}, [second, first]),
        ({"letter": "reply"}, []),
        ({"standing": "issued"}, [second, first]),
        ({"standing": "delivered"}, []),
        ({"step": "seal"}, []),
        ({"words": "2026-002"}, [second]),
        ({"words": shown(bench).lines[1].case_number}, [first]),
        ({"words": "%"}, []),
        ({"since": on("2026-03-03")}, [second]),
        ({"until": on("2026-03-02")}, [first]),
        ({"unit": "nowhere"}, []),
        ({"unit": next(one.id for one in shown(bench).units if one.title == unit)}, [second, first]),
    ]
    for asked, cases in everything:
        assert [one.case for one in shown(bench, **asked).lines] == cases, asked


def test_a_page_after_the_other(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "ROWS", 2)
    cases = [bench.register(now=day(f"2026-03-0{n}T10:00")) for n in (2, 3, 4)]
    assert [[one.case for one in shown(bench, page=n).lines] for n in (1, 2, 3)] == [
        [cases[2], cases[1]], [cases[0]], [],
    ]  # fmt: skip
    assert (shown(bench).pages, shown(bench).total) == (2, 3)
    monkeypatch.setattr(module, "MOST", 2)
    with pytest.raises(Refused, match="一次最多导出"):
        register_xlsx(bench.office, CLERK, LettersAsked(), NOW)


def test_nobody_finds_a_letter_of_a_case_that_they_may_not_see(bench: Bench) -> None:
    plain, secret = answered(bench, "east", AT_EAST), answered(bench, "west", AT_WEST, about_unit="board")
    assert {one.case for one in shown(bench, WINDOW).lines} == {plain, secret}
    assert [one.case for one in shown(bench, DIRECTOR).lines] == [plain]
    assert [one.case for one in shown(bench, AT_EAST).lines] == [plain]
    assert shown(bench, STRANGER).lines == shown(bench, OUTSIDER).lines == ()
    book = load_workbook(BytesIO(register_xlsx(bench.office, DIRECTOR, LettersAsked(), NOW).data)).active
    rows = [[cell.value for cell in row] for row in book.iter_rows(min_row=3)]
    assert [row[:3] for row in rows] == [["序号", "文号", "文书"], [1, "投复〔2026〕1号", "投诉答复书"]]


def test_its_cost_does_not_grow_with_the_letters(bench: Bench, queries: Callable[[Callable[[], Any]], int]) -> None:
    bench.register()
    shown(bench)
    few = queries(lambda: shown(bench))
    for _ in range(4):
        bench.register()
    assert queries(lambda: shown(bench)) == few
    sent: list[tuple[str, Any]] = []
    event.listen(bench.office.database.engine, "before_cursor_execute", lambda *said: sent.append((said[2], said[3])))
    shown(bench)
    if bench.office.database.engine.dialect.name == "sqlite":
        [(page, values)] = [one for one in sent if "FROM letters" in one[0] and "ORDER BY letters.at" in one[0]]
        with bench.office.database.engine.connect() as connection:
            plan = str(connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {page}", values).all())
        assert "ix_letters_at" in plan
        assert "TEMP B-TREE FOR ORDER BY" not in plan
