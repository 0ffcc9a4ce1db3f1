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


EXPORTS = {
    "the national system": {
        "信访件编号": "national_number", "信访形式": "channel", "登记日期": "_received", "姓名": "persons.name",
        "证件号码": "persons.id_number", "联系电话": "persons.phone", "住址": "persons.address", "信访人数": "headcount",
        "问题属地": "place", "内容分类": "category", "信访目的": "purpose", "概况信息": "content",
        "信访诉求": "requests.request", "重复信访": "repeated", "办结日期": "_closed", "办理方式": "", "当前状态": "",
    },
    "12345": {
        "工单编号": "hotline_number", "来电时间": "_received", "来电人": "persons.name", "来电号码": "persons.phone",
        "性别": "persons.sex", "诉求标题": "cause", "诉求内容": "content", "所属区域": "place", "办结时间": "_closed",
        "承办单位": "", "办理时限": "", "受理员": "", "工单状态": "",
    },
}  # fmt: skip
"""What the columns of an export are called, and where each goes unasked; what would say something wrong goes nowhere."""


@pytest.mark.parametrize("system", EXPORTS)
def test_the_columns_of_an_export_are_guessed(system: str) -> None:
    titles = EXPORTS[system]
    for intake in sorted(INTAKES):
        found = guesses([*titles], (), targets_of(loaded("petition-base")[1].case_types[intake]))
        assert {head: found.get(at, "") for at, head in enumerate(titles)} == titles
