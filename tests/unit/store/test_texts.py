"""The text index finds exactly the cases whose text holds the words, among those that the reader may see."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fangyuan.engine.folding import fold
from fangyuan.model.events import SlotFilled
from fangyuan.store.database import Database, UnitOfWork
from fangyuan.store.finding import parts, tokens
from fangyuan.store.rebuild import rebuild
from fangyuan.store.rows import CaseRow
from fangyuan.store.sight import Sight
from fangyuan.store.texts import TextQuery, unknown
from fixtures.storing import TENANT, TYPE, answered, begun, put
from unit.store.test_lists import numbers

LETTERS = "王李某〇𬱖家12aAß%_'\"*\\() -〔〕：&|!"
TEXTS = st.text(LETTERS, max_size=12)


def found(uow: UnitOfWork, words: str, **asked: object) -> list[str]:
    return numbers(uow, sought=TextQuery(words), **asked)


def holds(text: str, words: str) -> bool:
    """The same without an index: every part of the words stands somewhere in one part of the text."""
    return all(any(part in there for there in parts(text)) for part in parts(words))


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(TEXTS, min_size=1, max_size=6), asked=st.lists(TEXTS, min_size=1, max_size=12))
def test_what_is_found_is_what_holds_the_words(database: Database, texts: list[str], asked: list[str]) -> None:
    with database.begin() as uow:
        for n, text in enumerate(texts):
            begun(uow, number=f"n{n}", row=CaseRow(text=text))
        for words in (*asked, *(text[1:4] for text in texts)):
            expected = [f"n{n}" for n, text in enumerate(texts) if holds(f"n{n} {text}", words)] if parts(words) else []
            ignored = not words.strip()
            assert ignored or sorted(found(uow, words)) == expected, words


def test_a_token_never_spans_a_blank() -> None:
    assert "某李" not in tokens("王某 李某")
    assert tokens("") == []


def test_a_change_is_found_and_what_was_there_is_not(database: Database) -> None:
    with database.begin() as uow:
        case = begun(uow, {"kind": "x"}, row=CaseRow(text="东街漏水"))
        put(uow, answered({"kind": "y"}), before=case, row=CaseRow(text="西街漏水"))
        assert found(uow, "东街") == []
        assert found(uow, "西街") == ["1"]
        rebuild(uow, TENANT, case.state.case, fold, lambda state: CaseRow(text="南街"))
        assert (found(uow, "西街"), found(uow, "南街")) == ([], ["1"])


def test_who_is_not_reached_finds_nothing_and_whoever_comes_to_it_does(database: Database) -> None:
    with database.begin() as uow:
        case = begun(uow, row=CaseRow(text="东街漏水"))
        stranger, unit = Sight("zoe"), Sight("max", frozenset({"bureau"}))
        assert (found(uow, "漏水", sight=stranger), found(uow, "漏水", sight=unit)) == ([], [])
        put(uow, SlotFilled(slot="leader", holders=("zoe",)), before=case, row=CaseRow(text="东街漏水"))
        assert (found(uow, "漏水", sight=stranger), found(uow, "漏水", sight=unit)) == (["1"], [])
        assert found(uow, "漏水", tenant="elsewhere") == []
        assert found(uow, "漏水", case_types=("other/type",), fields=()) == []


def test_a_kept_text_is_found_only_by_those_who_ask_with_its_path(database: Database) -> None:
    row = CaseRow(text="漏水", kept=(("persons.name", "王小明"),), exact=(("persons.phone", "13900001111"),))
    with database.begin() as uow:
        begun(uow, row=row)
        path = ((TYPE, "persons.name"),)
        assert numbers(uow, sought=TextQuery("小明")) == []
        for words in ("小明", "明", "小明 漏水"):
            assert numbers(uow, sought=TextQuery(words, kept=path)) == ["1"], words
        assert numbers(uow, sought=TextQuery("小明", kept=((TYPE, "topic"),))) == []
        sealed = ((TYPE, "persons.phone"),)
        assert numbers(uow, sought=TextQuery("13900001111", ("13900001111",), sealed=sealed)) == ["1"]
        assert numbers(uow, sought=TextQuery("1390000", ("1390000",), sealed=sealed)) == []
        assert numbers(uow, sought=TextQuery("13900001111", ("13900001111",))) == []


def test_one_of_several_texts_numbers_or_sounds_is_enough(database: Database) -> None:
    row = CaseRow(text="东街漏水", exact=(("persons.phone", "13900001111"),), sounds=(("persons.name", "zhangshan"),))
    with database.begin() as uow:
        begun(uow, row=row)
        place, name = ((TYPE, "persons.phone"),), ((TYPE, "persons.name"),)
        assert numbers(uow, sought=TextQuery("", either=("西街", "漏水"))) == ["1"]
        assert numbers(uow, sought=TextQuery("", either=("西街", "街水"))) == []
        assert numbers(uow, sought=TextQuery("", ("13800000000", "13900001111"), sealed=place)) == ["1"]
        assert numbers(uow, sought=TextQuery("", sounds=("lisi", "zhangshan"), named=name)) == ["1"]
        assert numbers(uow, sought=TextQuery("", sounds=("zhangshan",), named=place)) == []
        assert numbers(uow, sought=TextQuery("", sounds=("zhangshan",))) == []


def test_the_index_keeps_no_sealed_number(database: Database) -> None:
    with database.begin() as uow:
        begun(uow, row=CaseRow(text="漏水", exact=(("persons.phone", "13900001111"),)))
        (stored,) = uow.connection.exec_driver_sql("SELECT words FROM case_texts").scalars()
        assert "漏水" in str(stored)
        assert "13" not in [token for token in str(stored).replace("'", " ").split() if len(token) < 4]
        assert "13900001111" not in str(stored)


def test_cases_that_are_not_in_the_index_are_counted(database: Database) -> None:
    with database.begin() as uow:
        begun(uow, number="1")
        begun(uow, number="2")
        assert unknown(uow.connection) == 0
        uow.connection.exec_driver_sql("DELETE FROM case_texts")
        assert unknown(uow.connection) == 2
