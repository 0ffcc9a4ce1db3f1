"""Forms that nobody thought of, drawn as a page and sent back as a browser would that changes nothing."""

from __future__ import annotations

from typing import Any

from flask import render_template_string
from hypothesis import HealthCheck, Phase, assume, given, seed, settings
from hypothesis import strategies as st

from fangyuan.forms.judging import receive, submit
from fangyuan.forms.reading import write
from fangyuan.forms.variants import chosen
from fangyuan.web.filling.rows import without_markers
from unit.forms.examples import KINDS, MOMENT, made
from unit.forms.formables import answers_to, forms
from unit.forms.test_one_judge import begun, known_only, pruned, without_blanks
from unit.web.building import fresh, in_request
from unit.web.test_kinds_drawn import controls

SECTIONS = '{% from "sheet/sheet.html" import sections with context %}{{ sections(sheet) }}'
SETTLED = settings(
    max_examples=60, deadline=None, database=None, suppress_health_check=list(HealthCheck),
    phases=(Phase.generate, Phase.shrink),
)  # fmt: skip


def test_an_unchanged_page_gives_the_answers_back() -> None:
    @seed(2026)
    @SETTLED
    @given(st.data())
    def hold(data: st.DataObject) -> None:
        written, plain = data.draw(forms())
        answers = data.draw(answers_to(plain))
        assume(isinstance(answers, dict))
        form = made(written)
        judged = submit(form, answers, {}, MOMENT, KINDS)
        picked = chosen(form.fields, begun(form.fields, known_only(form.fields, pruned(judged.answers, judged.hidden))))
        kept = submit(form, picked, {}, MOMENT, KINDS)
        # A list of ticks cannot say the same choice twice.
        assume(not kept.problems and not repeats(kept.answers))
        sheet = fresh(form, write(form, picked, KINDS), picked)
        posted = without_markers(controls(render_template_string(SECTIONS, sheet=sheet)))
        assert receive(form, posted, {}, MOMENT, KINDS)[1].answers == without_blanks(kept.answers)

    with in_request():
        hold()


def repeats(answers: Any) -> bool:
    """Whether a list holds the same entry twice."""
    if isinstance(answers, dict):
        return any(map(repeats, answers.values()))
    return isinstance(answers, list) and (len(set(map(repr, answers))) < len(answers) or any(map(repeats, answers)))
