"""Row buttons change what stands in a form, and nothing else."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from fangyuan.web.filling.rows import indexes, pressed, without_markers

LETTERS = st.sampled_from(["a", "b", "c"])
ROWS = st.lists(st.dictionaries(LETTERS, st.text(max_size=3), min_size=1), max_size=5)


def posted(rows: list[dict[str, str]]) -> dict[str, list[str]]:
    """What a form with these rows sends, with another answer beside them."""
    sent = {f"people.{n}.{name}": [text] for n, row in enumerate(rows) for name, text in row.items()}
    return {"title": ["x"], "people_of_old.1.a": ["y"], **sent, **{f"people.{n}": [""] for n in range(len(rows))}}


def rows_of(sent: dict[str, list[str]]) -> list[dict[str, str]]:
    """The rows again."""
    return [
        {name.rpartition(".")[2]: texts[0] for name, texts in sent.items() if name.startswith(f"people.{n}.")}
        for n in indexes(sent, "people")
    ]


@given(ROWS)
def test_add_puts_an_empty_row_at_the_end(rows: list[dict[str, str]]) -> None:
    assert rows_of(pressed("add people", posted(rows))) == [*rows, {}]


@given(ROWS, st.data())
def test_remove_takes_one_row_out(rows: list[dict[str, str]], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, 6))
    assert rows_of(pressed(f"remove people.{at}", posted(rows))) == rows[:at] + rows[at + 1 :]


@given(ROWS.filter(lambda rows: len(rows) > 1), st.data())
def test_down_and_up_give_the_same_form_back(rows: list[dict[str, str]], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(rows) - 2))
    down = pressed(f"down people.{at}", posted(rows))
    assert rows_of(down)[at : at + 2] == [rows[at + 1], rows[at]]
    assert pressed(f"up people.{at + 1}", down) == posted(rows)


@given(ROWS, st.sampled_from(["add people", "remove people.0", "up people.1", "down people.0"]))
def test_everything_else_stays(rows: list[dict[str, str]], button: str) -> None:
    changed = pressed(button, posted(rows))
    assert (changed["title"], changed["people_of_old.1.a"]) == (["x"], ["y"])


@given(ROWS, st.text(max_size=40))
def test_a_button_that_nobody_offered_changes_nothing(rows: list[dict[str, str]], button: str) -> None:
    if not button.startswith(("add ", "remove ", "up ", "down ")):
        assert pressed(button, posted(rows)) == posted(rows)


def test_a_list_inside_a_row_moves_with_it() -> None:
    sent = {"people.0.name": ["甲"], "people.1.name": ["乙"], "people.1.phones.0.number": ["1"]}
    moved = pressed("up people.1", sent)
    assert moved == {"people.1.name": ["甲"], "people.0.name": ["乙"], "people.0.phones.0.number": ["1"]}


def test_markers_are_no_answers() -> None:
    assert without_markers({"people.0": [""], "people.0.name": ["甲"]}) == {"people.0.name": ["甲"]}
