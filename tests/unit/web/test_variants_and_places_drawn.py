"""Variants and lists with places on a page: drawn without a script, and sent back unchanged."""

from __future__ import annotations

from typing import Any

import pytest
from flask import render_template_string

from fangyuan.forms.judging import receive
from fangyuan.forms.reading import write
from fangyuan.forms.variants import chosen
from fangyuan.model.fields import Form
from fangyuan.web.filling.rows import without_markers
from unit.forms.examples import KINDS, MOMENT
from unit.forms.test_variants import PLAIN, TUPLE, told_apart
from unit.web.building import fresh, in_request
from unit.web.test_kinds_drawn import controls

SECTIONS = '{% from "sheet/sheet.html" import sections with context %}{{ sections(sheet) }}'


def drawn(form: Form, answers: dict[str, Any]) -> str:
    shown = chosen(form.fields, answers)
    with in_request():
        return render_template_string(SECTIONS, sheet=fresh(form, write(form, shown, KINDS), shown))


@pytest.mark.parametrize(
    ("form", "answers"),
    [
        (PLAIN, {"who": {"name": "甲"}}),
        (PLAIN, {"who": {"firm": "乙厂", "seats": 2}, "note": "x"}),
        (told_apart(), {"who": {"sort": "f", "firm": "乙厂"}}),
        (told_apart("anyOf", base=True), {"who": {"sort": "p", "name": "甲"}}),
        (TUPLE, {"span": ["2026-02-10", 3]}),
    ],
)
def test_what_is_drawn_gives_the_answers_back(form: Form, answers: dict[str, Any]) -> None:
    posted = without_markers(controls(drawn(form, answers)))
    reading, judged = receive(form, posted, {}, MOMENT, KINDS)
    assert reading.problems == ()
    assert (judged.answers, judged.problems) == (answers, ())


def test_the_variant_that_is_filled_in_is_chosen_and_the_other_away() -> None:
    page = drawn(PLAIN, {"who": {"firm": "乙厂"}})
    assert controls(page)["who.~variant"] == ["2"]
    away = {
        part.partition('"')[0] for part in page.split('data-answer="')[1:] if " data-away" in part.partition(">")[0]
    }
    assert away == {"who.name", "who.card"}


def test_another_variant_is_chosen_by_its_button_alone() -> None:
    posted = without_markers(controls(drawn(PLAIN, {"who": {"name": "甲"}})))
    changed = {**posted, "who.~variant": ["2"], "who.firm": ["乙厂"]}
    assert receive(PLAIN, changed, {}, MOMENT, KINDS)[1].answers == {"who": {"firm": "乙厂"}}
