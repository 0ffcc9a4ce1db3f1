"""Who is meant, and what may be tested."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from fangyuan.engine.clocks.subjects import seen_by
from fangyuan.engine.facts import facts_of
from fangyuan.engine.people import resolve
from fangyuan.model.commands import ReturnTask
from fangyuan.model.state import CaseState
from fangyuan.model.who import UnitFrom, UnitRef, Who, Whos
from fangyuan.model.world import Directory, Person, Post, Tenant, Unit, World
from unit.engine.procedures import NOW, PEOPLE, UNITS, Play, at_work, case_type, person, world

CITY = Tenant("CITY", "市", "370000", "city")
COUNTY = Tenant("COUNTY", "县", "371700", "county", parent="CITY")
TOWN = Tenant("TOWN", "镇", "371701", "township", parent="COUNTY")
OTHER = Tenant("OTHER", "邻县", "371800", "county", parent="CITY")


def officer(name: str, tenant: str, unit: str, *remit: str, role: str = "leader") -> Person:
    return Person(name, tenant, name, (Post(role, unit, frozenset(remit)),))


LEVELS = World(
    tenant=COUNTY,
    directory=Directory.of(
        (Unit("cu", "CITY", ""), Unit("xu", "COUNTY", ""), Unit("zu", "TOWN", ""), Unit("ou", "OTHER", "")),
        (
            officer("c", "CITY", "cu"),
            officer("x", "COUNTY", "xu"),
            officer("z", "TOWN", "zu"),
            officer("o", "OTHER", "ou"),
        ),
        (CITY, COUNTY, TOWN, OTHER),
    ),
)


def case(**more: object) -> CaseState:
    base = CaseState("C", "COUNTY", "xu", "demo/x", "h", "1", date(2026, 3, 1), NOW)
    return replace(base, **more)  # type: ignore[arg-type]


def named(who: Who | Whos, held: CaseState, known: World, subject: str = "") -> list[str]:
    return [one.person for one in resolve(who, held, known, subject)]


def test_a_role_is_looked_for_in_the_tenant_of_the_owning_unit() -> None:
    assert named(Who(role="leader"), case(), LEVELS) == ["x"]


@pytest.mark.parametrize(
    ("level", "expected"), [("city", ["c"]), ("county", ["x"]), ("township", ["z"]), ("state", [])]
)
def test_a_level_looks_up_and_down_but_not_sideways(level: str, expected: list[str]) -> None:
    assert named(Who(role="leader", level=level), case(), LEVELS) == expected


def test_a_circle_of_tenants_ends() -> None:
    circle = replace(
        LEVELS,
        directory=Directory.of(
            LEVELS.directory.units.values(), LEVELS.directory.people.values(), (replace(CITY, parent="COUNTY"), COUNTY)
        ),
    )
    assert named(Who(role="leader", level="city"), case(), circle) == ["c"]


@pytest.mark.parametrize(
    ("ref", "expected"),
    [
        (UnitRef(UnitFrom.OWNER), []),
        (UnitRef(UnitFrom.SUBJECT), ["u1-head"]),
        (UnitRef(UnitFrom.FIELD, "unit_answer"), ["u2-head"]),
        (UnitRef(UnitFrom.EACH, "units"), ["u1-head", "u2-head"]),
        (UnitRef(UnitFrom.FIELD, "blank"), []),
    ],
)
def test_a_role_in_a_unit(ref: UnitRef, expected: list[str]) -> None:
    held = case(tenant="T", unit="O", answers={"unit_answer": "U2"}, slots={"units": ("U1", "U2")})
    assert named(Who(role="unit-head", unit=ref), held, world(), "U1") == expected


def test_slots_and_fields_hold_officers_or_everybody_of_a_unit() -> None:
    held = case(
        tenant="T", unit="O", answers={"chosen": "deputy-b", "several": ["clerk", "gone"]}, slots={"units": ("U1",)}
    )
    assert named(Who(slot="units"), held, world()) == ["u1-head", "u1-handler"]
    assert named(Who(field="chosen"), held, world()) == ["deputy-b"]
    assert named(Who(field="several"), held, world()) == ["clerk"]
    assert named(Who(slot="empty"), held, world()) == []


def test_a_list_is_any_of_them_each_once() -> None:
    held = case(tenant="T", unit="O", slots={"leader": ("head",)})
    assert named((Who(role="head"), Who(slot="leader"), Who(role="clerk")), held, world()) == ["head", "clerk"]


def test_whose_remit_covers_the_value() -> None:
    people = (officer("land", "T", "O", "land"), officer("wages", "T", "O", "wages"), officer("rest", "T", "O"))
    known = world(people)
    who = Who(role="leader", covers="category")
    assert named(who, case(tenant="T", unit="O", answers={"category": "land"}), known) == ["land"]
    assert named(who, case(tenant="T", unit="O", answers={"category": "noise"}), known) == ["rest"]
    assert named(who, case(tenant="T", unit="O"), known) == ["land", "wages", "rest"]


def test_a_post_without_a_remit_has_that_of_its_unit() -> None:
    units = (replace(UNITS[0], remit=frozenset({"land"})), *UNITS[1:])
    known = world((officer("office", "T", "O"), officer("bureau", "T", "U1")), units)
    who = Who(role="leader", covers="category")
    assert named(who, case(tenant="T", unit="O", answers={"category": "land"}), known) == ["office"]


def test_who_has_left_is_meant_no_more() -> None:
    people = (*(one for one in PEOPLE if one.person != "head"), person("head", "head", active=False))
    held = case(tenant="T", unit="O", slots={"leader": ("head",)})
    assert named((Who(role="head"), Who(slot="leader")), held, world(people)) == []


# --- facts -------------------------------------------------------------------------------------------------------------


def test_answers_stand_at_the_root_and_the_rest_under_names() -> None:
    play = at_work()
    tree = facts_of(play.state, play.world, play.now, play.who("head"), case_type=case_type())
    assert tree["subject_matter"] == "征地"
    assert tree["case"]["stage"] == "signing"
    assert tree["case"]["leader"] == "director"
    assert tree["case"]["received_on"] == "2026-03-01"
    assert tree["case"]["registered_at"] == "2026-03-02T09:00:00+08:00"
    assert tree["case"]["age_days"] == 1
    assert tree["slot"] == {"leader": "director", "units": ["U1", "U2"]}
    assert tree["actor"]["role"] == ["head"]
    assert tree["unit"]["kind"] == "office"
    assert tree["task"]["screen"] == {
        "done": True,
        "done_here": True,
        "_done_by": [""],
        "opened": True,
        "open": False,
        "count": 1,
        "done_count": 1,
        "last": "2026-03-02T09:00:00+08:00",
    }
    closing = tree["task"]["closing"]
    assert (closing["done"], closing["done_here"], closing["opened"], closing["count"]) == (False, False, False, 0)


def test_outside_facts_come_with_the_world() -> None:
    play = Play(world=world(facts={"repeat_count": 3})).register()
    assert facts_of(play.state, play.world, play.now)["case"]["repeat_count"] == 3


def test_one_task_a_unit_is_done_when_all_are() -> None:
    play = at_work()
    play.act("head", "hand-over")
    play.do("u1-handler", "handle", "U1", result="甲已办")
    tree = facts_of(play.state, play.world, play.now)
    assert (tree["task"]["handle"]["done"], tree["task"]["handle"]["count"], tree["task"]["handle"]["done_count"]) == (
        False,
        2,
        1,
    )
    for unit, done in (("U1", True), ("U2", False)):
        assert seen_by(unit, tree)["task"]["handle"]["done_here"] is done
        assert facts_of(play.state, play.world, play.now, subject=unit)["task"]["handle"]["done_here"] is done
    assert tree["tasks"]["handle"] == [{"result": "甲已办", "_subject": "U1"}]
    assert facts_of(play.state, play.world, play.now, subject="U2")["tasks"]["handle"] == []
    play.do("u2-handler", "handle", "U2")
    assert facts_of(play.state, play.world, play.now)["task"]["handle"]["done"]


def test_clocks_once_a_subject_are_a_list() -> None:
    play = at_work()
    play.act("head", "hand-over")
    runs = facts_of(play.state, play.world, play.now + timedelta(days=40))["clock"]["pledged"]
    assert [(run["_subject"], run["light"], run["due"], run["overdue"]) for run in runs] == [
        ("U1", "red", "2026-04-01", True),
        ("U2", "red", "2026-04-01", True),
    ]
    own = facts_of(play.state, play.world, play.now, subject="U1")["clock"]["pledged"]
    assert [run["light"] for run in own] == ["green"]


def test_a_returned_task_is_not_done() -> None:
    play = Play().register()
    play.do("head", "screen")
    play.give("head", ReturnTask(task="screen", reason="x"))
    assert not facts_of(play.state, play.world, play.now)["task"]["screen"]["done"]


def test_people_are_counted() -> None:
    play = Play().register(answers={"subject_matter": "x", "persons": [{"name": "a"}, {"name": "b"}]})
    assert facts_of(play.state, play.world, play.now)["case"]["people"] == 2
