"""Every pack under definitions/ compiles without a finding, and every one of its scenarios goes as it says."""

from pathlib import Path

import pytest

from fangyuan.casework.rehearsing.testing import run_scenario, scenarios_of
from fangyuan.compiler.checking import check
from fangyuan.kinds import load_kinds
from packs.mechanisms import loaded

DEFINITIONS = Path(__file__).parents[2] / "definitions"
PACKS = sorted(path.parent.name for path in DEFINITIONS.glob("*/pack.yaml"))


def own_scenarios() -> list[tuple[str, str]]:
    """(pack, file) of every scenario that lies in a pack's own folder."""
    return [
        (name, f"scenarios/{path.name}") for name in PACKS for path in sorted(DEFINITIONS.glob(f"{name}/scenarios/*"))
    ]


def test_there_are_packs() -> None:
    assert {"petition-base", "heze-qianjian"} <= set(PACKS)


@pytest.mark.parametrize("name", PACKS)
def test_a_pack_has_no_finding(name: str) -> None:
    assert [str(problem) for problem in check(loaded(name)[1])] == []


@pytest.mark.parametrize(("name", "file"), own_scenarios())
def test_a_scenario_goes_as_it_says(name: str, file: str) -> None:
    source, pack = loaded(name)
    data = dict(scenarios_of(source))[file]
    outcome = run_scenario(pack, file, data, load_kinds())
    assert outcome.steps > 0
    assert [f"step {at.step + 1}: {at.message}" for at in outcome.mismatches] == []


@pytest.mark.parametrize("name", PACKS)
def test_an_expectation_that_does_not_hold_is_found(name: str) -> None:
    """The player itself is tested: the same scenario with a wrong last expectation fails."""
    source, pack = loaded(name)
    file, data = next(iter(scenarios_of(source)))
    wrong = {**data, "steps": [*data["steps"], {"expect": {"stage": "no-such-stage"}}]}
    assert not run_scenario(pack, file, wrong, load_kinds()).passed
