"""Every scenario of the example packs goes as it says."""

from functools import cache

import pytest

from fangyuan.casework.rehearsing.testing import run_scenario, scenarios_of
from fangyuan.compiler.loading import load
from fangyuan.kinds import load_kinds
from fangyuan.model.pack import Pack
from fangyuan.packs.source import Source
from packs.examples import VALID, folders

PLAYED = [folder.name for folder in folders(VALID) if (folder / "scenarios").is_dir()]


@cache
def loaded(name: str) -> tuple[Source, Pack]:
    return load(VALID / name, (VALID,), load_kinds())


def scenarios() -> list[tuple[str, str]]:
    return [(name, f"scenarios/{path.name}") for name in PLAYED for path in sorted((VALID / name).glob("scenarios/*"))]


@pytest.mark.parametrize(("name", "file"), scenarios())
def test_a_scenario_of_an_example_goes_as_it_says(name: str, file: str) -> None:
    source, pack = loaded(name)
    outcome = run_scenario(pack, file, dict(scenarios_of(source))[file], load_kinds())
    assert outcome.steps > 0
    assert [f"step {at.step + 1}: {at.message}" for at in outcome.mismatches] == []
