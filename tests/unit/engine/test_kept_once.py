"""What is made once of a definition: by its identity, and never more of it than so many."""

from __future__ import annotations

from fangyuan.model.fields import Form, Layout, LayoutKind
from fangyuan.model.once import once_each, once_each_of


def _form(title: str) -> Form:
    return Form(form="a", title=title, schema={}, fields=(), layout=Layout(LayoutKind.VERTICAL))


def test_it_is_made_once_a_part_and_for_an_equal_one_anew() -> None:
    made: list[str] = []

    @once_each
    def title(form: Form, end: str) -> str:
        made.append(form.title)
        return form.title + end

    one, equal, end = _form("甲"), _form("甲"), "。"
    assert (title(one, end), title(one, end), title(equal, end)) == ("甲。",) * 3
    assert made == ["甲", "甲"]


def test_no_more_is_kept_than_so_many() -> None:
    made: list[str] = []

    @once_each_of(2)
    def title(form: Form) -> str:
        made.append(form.title)
        return form.title

    forms = [_form(name) for name in "甲乙丙"]
    for form in (*forms, forms[2], forms[0]):
        assert title(form) == form.title
    assert made == ["甲", "乙", "丙", "甲"]
