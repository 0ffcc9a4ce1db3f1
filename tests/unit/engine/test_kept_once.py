"""What is made once of a definition: by its identity, as long as somebody has it, and never more of it than so many."""

from __future__ import annotations

import gc
from dataclasses import replace
from weakref import ref

from fangyuan.model.fields import Form, Layout, LayoutKind
from fangyuan.model.once import Kept, once_each, once_each_of


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


def test_what_was_made_goes_with_the_part_though_it_holds_it() -> None:
    kept: Kept[Form] = Kept(8)

    @once_each
    def holding(form: Form) -> list[Form]:
        return [form]

    def used() -> ref[Form]:
        form = _form("甲")
        assert holding(form) is holding(form)
        assert kept.of(form, "list", lambda: [form]) is kept.of(form, "list", list)
        return ref(form)

    gone = used()
    gc.collect()
    assert gone() is None
    assert kept.all() == ()


def test_of_what_is_kept_in_many_ways_the_least_used_goes_first_over_all_parts() -> None:
    kept: Kept[Form] = Kept(3)
    one, other = _form("甲"), _form("乙")
    for form, about in ((one, "a"), (one, "b"), (other, "a"), (one, "a"), (other, "b")):
        kept.of(form, about, lambda form=form, about=about: form.title + about)  # type: ignore[misc]
    assert sorted(made for _, made in kept.all()) == ["乙a", "乙b", "甲a"]
    assert kept.of(one, "b", lambda: "anew") == "anew"
    kept.forget()
    assert kept.all() == ()


def test_nothing_that_is_kept_is_seen_in_a_part_or_goes_into_a_copy() -> None:
    form, equal = _form("甲"), _form("甲")
    before = repr(form)
    assert len(list(form.walk())) == 0
    assert (repr(form), form) == (before, equal)
    assert not hasattr(replace(form, title="乙"), "_made")
