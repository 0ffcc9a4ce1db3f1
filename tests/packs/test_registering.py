"""What the officers of each pack are offered when they register: what their role lists, and nothing of its parents besides."""

import pytest

from fangyuan.casework.importing.targets import guesses, targets_of
from fangyuan.engine.rights import may_register
from fangyuan.model.world import Person, Post
from packs.mechanisms import loaded

COUNTIES = [
    "heze-liangxiang",
    "heze-qianjian",
    "shangnan-sanji",
    "shiren-sixban",
    "yanshou-xinfang",
    "yuncheng-xinfang",
]
INTAKES = {"petition-base/bureau-petition", "petition-base/congress-petition", "petition-base/handling-petition"}


def offered(name: str, role: str) -> set[str]:
    """The case types that somebody with that one role may register."""
    pack = loaded(name)[1]
    person = Person(person="P", tenant="T", name="P", posts=(Post(role, "U"),))
    return {key for key, case_type in pack.case_types.items() if may_register(pack, case_type, person)}


@pytest.mark.parametrize("name", COUNTIES)
def test_the_clerk_of_a_county_is_offered_the_intake_of_the_county_and_no_other(name: str) -> None:
    assert offered(name, "clerk") == set(loaded(name)[1].roles["clerk"].registers)
    assert not offered(name, "clerk") & INTAKES


@pytest.mark.parametrize("name", COUNTIES)
def test_nobody_registers_what_only_another_case_opens(name: str) -> None:
    assert not [role for role in loaded(name)[1].roles if "petition-base/recommendation" in offered(name, role)]


@pytest.mark.parametrize("head", ["信访件编号", "信访编号", "信访事项编号", "国家编号", "受理编号"])
def test_a_column_of_the_national_system_goes_where_its_number_stands(head: str) -> None:
    for intake in sorted(INTAKES):
        heads = targets_of(loaded("petition-base")[1].case_types[intake])
        assert guesses([head, "工单编号", "序号", "外部编号"], (), heads) == {
            0: "national_number", 1: "hotline_number", 2: "_number", 3: "external_number",
        }  # fmt: skip
    assert guesses(["工单号"], (), heads) == {0: "hotline_number"}
