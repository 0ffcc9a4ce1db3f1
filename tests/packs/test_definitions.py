"""Every pack under definitions/ compiles without a finding; its scenarios go as they say and show what it does."""

from pathlib import Path

import pytest

from fangyuan.casework.rehearsing.testing import covered, run_scenario, run_scenarios, scenarios_of
from fangyuan.compiler.checking import check
from fangyuan.engine.internal import internals
from fangyuan.kinds import load_kinds
from packs.mechanisms import loaded

DEFINITIONS = Path(__file__).parents[2] / "definitions"
PACKS = sorted(path.parent.name for path in DEFINITIONS.glob("*/pack.yaml"))


def test_there_are_packs() -> None:
    assert {"petition-base", "heze-qianjian"} <= set(PACKS)


@pytest.mark.parametrize("name", PACKS)
def test_a_pack_has_no_finding(name: str) -> None:
    assert [str(problem) for problem in check(loaded(name)[1])] == []


@pytest.mark.parametrize("name", PACKS)
def test_the_scenarios_go_as_they_say_and_show_all_of_the_pack(name: str) -> None:
    source, pack = loaded(name)
    outcomes = run_scenarios(pack, source, load_kinds())
    wrong = [f"{one.file} step {at.step + 1}: {at.message}" for one in outcomes for at in one.mismatches]
    assert wrong == []
    assert outcomes
    assert all(one.steps > 0 for one in outcomes)
    missing = covered(pack, source, outcomes).missing()
    assert [f"{one.case_type} {one.part} {one.name}" for one in missing] == []


@pytest.mark.parametrize("name", PACKS)
def test_an_expectation_that_does_not_hold_is_found(name: str) -> None:
    """The player itself is tested: the same scenario with a wrong last expectation fails."""
    source, pack = loaded(name)
    file, data = next(iter(scenarios_of(source)))
    wrong = {**data, "steps": [*data["steps"], {"expect": {"stage": "no-such-stage"}}]}
    assert not run_scenario(pack, file, wrong, load_kinds()).passed


@pytest.mark.parametrize("name", PACKS)
def test_what_is_kept_inside_is_not_open_by_what_the_public_page_asks(name: str) -> None:
    """Units that share a case do not read a rating by way of the form that takes the same on the public page."""
    for kind in loaded(name)[1].case_types.values():
        inside = [
            one for one in (*kind.actions, *kind.tasks.values()) if one.internal and not getattr(one, "public", False)
        ]
        named = {field.name for one in inside if one.form in kind.forms for field in kind.forms[one.form].fields}
        asked = [kind.forms[one.form] for one in kind.actions if one.public and one.form in kind.forms]
        shared = {field.name for form in asked for field in form.fields} & named
        assert shared <= internals(kind).names, kind.key
