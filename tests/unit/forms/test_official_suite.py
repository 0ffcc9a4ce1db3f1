"""The official JSON-Schema-Test-Suite, through the compiler of forms and the judge that every submit calls."""

from __future__ import annotations

import pytest

from fangyuan.forms.judging import submit
from fangyuan.forms.validating import accepts
from fangyuan.model.problems import Severity
from unit.forms.examples import KINDS, MOMENT
from unit.forms.official import SUITE, Case, cases, files, names, outside

FILES = files() if SUITE.is_dir() else []


def test_the_suite_is_there() -> None:
    assert len(FILES) > 300, "run `make install`: it fetches the suite with the packages of the tests"


@pytest.mark.parametrize("file", FILES)
def test_the_judge_says_what_the_suite_says(file: str) -> None:
    surprising = []
    for case in cases(file):
        said = judged(case)
        if (said is case.valid) is (case.id in outside()):
            surprising.append(f"{case.id}: {said}, listed as outside: {case.id in outside()}")
    assert surprising == []


def test_what_falls_outside_is_a_case_of_the_suite() -> None:
    assert set(outside()) - {name for file in FILES for name in names(file)} == set()
    assert all(len(why) > 40 for why in outside().values())


def judged(case: Case) -> bool | str:
    """What the judge says of the answer. Where it is let in as it is, a submit must say the same."""
    answers = {"f": case.data}
    said = accepts(case.form.schema, answers, KINDS)
    if any(each.severity is Severity.ERROR for each in case.problems):
        return said
    submitted = submit(case.form, answers, {}, MOMENT, KINDS)
    as_it_is = repr(submitted.answers) == repr(answers)
    closed = any(each.code in ("unknown-field", "too-deep") for each in submitted.problems)
    return said if not as_it_is or closed or (not submitted.problems) is said else "a submit says otherwise"
