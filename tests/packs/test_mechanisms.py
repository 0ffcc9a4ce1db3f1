"""Every row of every source is done by something that exists, shown by a scenario, and the paper that says so is up to date."""

import re

import pytest

from packs.mechanisms import (
    COUNTIES,
    DEFINITIONS,
    PAPER,
    kinds_of,
    left_out,
    loaded,
    rows,
    titles_of_scenarios,
    written,
)

SEEN_IN_SCENARIOS = ("类型", "定期工作", "文书", "期限", "规则", "阶段", "动作", "任务", "目标", "报表")
"""What a scenario can name; a ledger, a role or a code list it cannot."""


@pytest.mark.parametrize("folder", COUNTIES)
def test_every_element_that_a_table_names_exists(folder: str) -> None:
    known = kinds_of(folder)
    assert [name for row in rows(folder) for name in row.names if name not in known] == []
    assert all(row.names for row in rows(folder))


@pytest.mark.parametrize("folder", COUNTIES)
def test_every_row_is_shown_by_scenarios_that_exist(folder: str) -> None:
    missing = [
        f"{home}/{name}"
        for row in rows(folder)
        for home, name in row.shown
        if not (DEFINITIONS / home / "scenarios" / f"{name}.yaml").is_file() or not titles_of_scenarios(home)[name]
    ]
    assert missing == []


@pytest.mark.parametrize("folder", COUNTIES)
def test_the_scenarios_of_a_row_name_everything_that_they_show(folder: str) -> None:
    silent = {}
    for row in rows(folder):
        names = [name for name in row.names if kinds_of(folder)[name].split()[0] in SEEN_IN_SCENARIOS]
        said = {word for home, name in row.shown for word in words_of(home, name)}
        if left := [name for name in names if name not in said and name.partition("/")[2] not in said]:
            silent[row.words] = left
    assert silent == {}


def words_of(folder: str, scenario: str) -> set[str]:
    """What a scenario names; a duty that it waits for stands for the case type that it opens."""
    text = (DEFINITIONS / folder / "scenarios" / f"{scenario}.yaml").read_text("utf-8")
    words = set(re.findall(r"[\w/-]+", text.replace("duty/", "")))
    return words | {duty.opens for name, duty in loaded(folder)[1].duties.items() if name in words}


@pytest.mark.parametrize("folder", COUNTIES)
def test_what_is_not_written_in_has_a_reason(folder: str) -> None:
    assert left_out(folder)
    assert [line for line in left_out(folder) if not re.fullmatch(r"\*\*.+?\*\*.*[：:；，].{6,}", line)] == []


def test_the_paper_is_up_to_date() -> None:
    assert PAPER.read_text(encoding="utf-8") == written(), "PYTHONPATH=tests python -m packs.mechanisms"


def test_packs_of_two_counties_live_side_by_side() -> None:
    """No two packs of the folder give one name to types of their own."""
    own = [key for folder in COUNTIES for key in loaded(folder)[1].case_types if key.startswith(loaded(folder)[1].name)]
    assert len(own) == len(set(own))
