"""Whom a confidential case must never reach: those it names, and every unit below them."""

from dataclasses import replace
from datetime import UTC, datetime

from fangyuan.engine.confidence import is_kept_from, kept_from
from fangyuan.forms.moment import Moment
from fangyuan.model.conditions import Atom, Op
from fangyuan.model.procedure import CaseType, Confidential
from fangyuan.model.who import Text
from fangyuan.model.world import Directory, Person, Post, Unit

NOW = Moment.of(datetime(2026, 3, 2, tzinfo=UTC), "Asia/Shanghai")
SECRET = CaseType(
    "p/t", "t", Text(), (), {}, (), {}, {},
    confidential=Confidential(Atom("secret", Op.CONST, True), ("accused_unit", "accused_person")),
)  # fmt: skip
UNITS = [
    Unit("bureau", "t", "局"),
    Unit("station", "t", "所", parent="bureau"),
    Unit("desk", "t", "窗口", parent="station"),
    Unit("other", "t", "别的局"),
    Unit("left", "t", "甲", parent="right"),
    Unit("right", "t", "乙", parent="left"),
]
DIRECTORY = Directory.of(UNITS, [])


def test_the_units_below_an_accused_unit_are_shut_out_too() -> None:
    away = kept_from(SECRET, {"secret": True, "accused_unit": "bureau"}, NOW, DIRECTORY)
    assert away == {"bureau", "station", "desk"}
    assert is_kept_from(Person("p", "t", "某", (Post("clerk", "desk"),)), away)
    assert not is_kept_from(Person("q", "t", "某", (Post("clerk", "other"),)), away)


def test_an_accused_person_shuts_out_no_unit_and_an_open_case_nobody() -> None:
    assert kept_from(SECRET, {"secret": True, "accused_person": "p"}, NOW, DIRECTORY) == {"p"}
    assert kept_from(SECRET, {"secret": False, "accused_unit": "bureau"}, NOW, DIRECTORY) == frozenset()


def test_the_unit_that_an_accused_person_heads_is_shut_out_with_them_but_not_the_one_whose_case_it_is() -> None:
    people = [
        Person("chief", "t", "局长", (Post("head", "bureau"), Post("member", "other"))),
        Person("clerk", "t", "科员", (Post("clerk", "bureau"),)),
    ]
    directory = Directory.of(UNITS, people)
    assert SECRET.confidential is not None
    headed = replace(SECRET, confidential=replace(SECRET.confidential, heads=("head",)))
    told = {"secret": True, "accused_person": "chief"}
    assert kept_from(headed, {**told, "case": {"unit": "other"}}, NOW, directory) == {
        "chief",
        "bureau",
        "station",
        "desk",
    }
    assert kept_from(headed, {**told, "case": {"unit": "desk"}}, NOW, directory) == {"chief"}
    assert kept_from(headed, {**told, "accused_person": "clerk"}, NOW, directory) == {"clerk"}
    assert kept_from(SECRET, told, NOW, directory) == {"chief"}, "where the pack says so"


def test_units_that_lie_below_each_other_end_the_walk() -> None:
    assert kept_from(SECRET, {"secret": True, "accused_unit": "left"}, NOW, DIRECTORY) == {"left", "right"}
