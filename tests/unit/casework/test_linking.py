"""Cases tied by hand: found by number, seen in both, and by nobody who may not see the other."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from fangyuan.casework.acting import act
from fangyuan.casework.identity import Done, Identity
from fangyuan.casework.linking import link, unlink
from fangyuan.casework.organising import put_organisation
from fangyuan.casework.reading.case import case_page
from fangyuan.casework.reading.passing_on import act_page
from fangyuan.casework.verifying import verify
from fangyuan.model.commands import Recuse
from fangyuan.model.decisions import Outgoing
from fangyuan.model.level_commands import HearGathering
from fangyuan.model.problems import Refused
from fangyuan.model.world import Person, Post, Unit
from unit.casework.offices import CHIEF, CLERK, MINIMAL, STRANGER, Place, make_place

ELSEWHERE = Identity("t", "clerk-2")
DECIDES = "instruments:\n  - {task: decide, title: 统一决定, who: [{role: clerk}, {role: chief}]}"
SAYS = """- {rule: says, title: 告知, because: ours, on: {event: task-completed, task: decide},
   then: [{tell-listed: {say: decided, text: 照办}}]}
"""
"""An instrument that says a word to the cases that one gathers, and does nothing else."""


@pytest.fixture
def place(database_url: str, tmp_path: Path) -> Iterator[Place]:
    """An office whose clerks see the cases of their own units alone, and whose chief sees all."""
    pack = tmp_path / "minimal"
    shutil.copytree(MINIMAL, pack)
    roles = pack / "roles.yaml"
    roles.write_text(roles.read_text(encoding="utf-8").replace("scope: tenant", "scope: unit", 1), encoding="utf-8")
    kind = pack / "case-types/repair/case-type.yaml"
    own = kind.read_text(encoding="utf-8").replace("who: {role: clerk}", "who: {role: clerk, unit: {owner: true}}")
    kind.write_text(own.replace("instruments:", DECIDES), encoding="utf-8")
    rules = pack / "case-types/repair/rules.yaml"
    rules.write_text(rules.read_text(encoding="utf-8") + SAYS, encoding="utf-8")
    made = make_place(database_url, tmp_path, pack=pack)
    second = Person("clerk-2", "t", "报修员戊", (Post("clerk", "office-2"),))
    put_organisation(made.office, [], [Unit("office-2", "t", "第二办公室")], [second])
    yield made
    made.office.database.close()


def told(place: Place, me: Identity, case: str) -> tuple[list[tuple[str, str, bool]], list[str]]:
    """The ties of a case as an officer sees them, and the lines of its history that speak of ties."""
    page = case_page(place.office, me, case, place.now)
    lines = [one.word for one in page.timeline if one.word.startswith("cases-")]
    return [(one.relation, one.number, one.may_unlink) for one in page.links], lines


def test_both_cases_list_the_tie_for_whoever_sees_both_and_for_nobody_else(place: Place) -> None:
    ours, theirs = place.register("k1"), place.register("k2", me=ELSEWHERE)
    link(place.office, CHIEF, ours.case, theirs.number, "joint", place.now)
    place.work(place.now + timedelta(minutes=1))
    assert told(place, CHIEF, ours.case) == ([("联名", theirs.number, True)], ["cases-linked"])
    assert told(place, CHIEF, theirs.case) == ([("联名", ours.number, True)], ["cases-linked"])
    assert told(place, CLERK, ours.case) == told(place, ELSEWHERE, theirs.case) == ([], [])
    for me, case, other in ((CLERK, ours, theirs), (ELSEWHERE, theirs, ours)):
        with pytest.raises(Refused, match="无权查看"):
            unlink(place.office, me, case.case, other.case, "不是同一事项", place.now)
        with pytest.raises(Refused, match="现在不能这样办"):
            act_page(place.office, me, case.case, "unlink", other.case, "", place.now)
    unlink(place.office, CHIEF, theirs.case, ours.case, "不是同一事项", place.now)
    place.work(place.now + timedelta(minutes=1))
    assert told(place, CHIEF, ours.case) == ([], ["cases-unlinked", "cases-linked"])
    assert told(place, CLERK, ours.case) == ([], [])
    assert verify(place.office).problems == ()


def offered(place: Place, me: Identity, case: Done) -> dict[str, str]:
    """The instruments that an officer may start, each with why it would be in vain."""
    page = case_page(place.office, me, case.case, place.now)
    return {one.task: one.why_not for one in page.tasks if one.status == "offered"}


def test_a_decision_for_all_is_not_offered_to_whoever_knows_of_nothing_that_is_tied(place: Place) -> None:
    """Whether nothing is tied or a case that they may not see: they are told the same."""
    ours, theirs = place.register("k1"), place.register("k2", me=ELSEWHERE)
    why = {"decide": "还没有关联别的事项。请先在“关联”里关联要一起办的各件"}
    assert offered(place, CHIEF, ours) == {"remind": "", **why}
    assert offered(place, CLERK, ours) == why
    link(place.office, CHIEF, ours.case, theirs.number, "joint", place.now)
    assert offered(place, CHIEF, ours) == {"remind": "", "decide": ""}
    assert offered(place, CLERK, ours) == why


def heard(place: Place, me: Identity, case: Done) -> list[tuple[str, str]]:
    """What other cases said to a case as an officer reads it, each with the number of whoever said so, the first first."""
    page = case_page(place.office, me, case.case, place.now)
    lines = [one.params for one in reversed(page.timeline) if one.word == "gathering-spoke"]
    return [(one.get("number", ""), one["text"]) for one in lines]


def test_what_another_case_decided_is_read_as_far_as_one_may_know_of_that_case(place: Place) -> None:
    ours, meeting, theirs = place.register("k1"), place.register("k2"), place.register("k3", me=ELSEWHERE)
    link(place.office, CHIEF, ours.case, theirs.number, "joint", place.now)
    for one in (ours, meeting):
        word = HearGathering(case=one.case, number=one.number, said="decided", text=one.number)
        with place.office.database.begin() as uow:
            uow.commands.add("t", one.case, [Outgoing(f"{one.case}:said", word, theirs.case)], place.now)
            uow.commit()
        place.work(place.now + timedelta(minutes=1))
    assert heard(place, CHIEF, theirs) == [(one.number, one.number) for one in (ours, meeting)]
    assert heard(place, ELSEWHERE, theirs) == [("", ours.number), ("", meeting.number)]
    for one in (ours, meeting):
        act(place.office, CHIEF, one.case, Recuse(reason="亲属", to="clerk"), place.now)
    assert heard(place, CHIEF, theirs) == []


def test_a_hidden_case_and_none_at_all_are_refused_in_the_same_words(place: Place) -> None:
    ours, theirs = place.register("k1"), place.register("k2", me=ELSEWHERE)
    said = []
    for me, number in ((CLERK, theirs.number), (CLERK, "没有的编号"), (STRANGER, theirs.number)):
        with pytest.raises(Refused) as refused:
            link(place.office, me, ours.case, number, "repeat", place.now)
        said.append(str(refused.value).replace(number, ""))
    assert len(set(said)) == 1
    assert place.state(ours.case).links == ()


def test_the_same_page_sent_twice_ties_once(place: Place) -> None:
    ours, other = place.register("k1"), place.register("k2")
    first, again = (
        link(place.office, CLERK, ours.case, f" {other.number} ", "repeat", place.now, key="once") for _ in range(2)
    )
    assert (first.seq, len(place.state(ours.case).links)) == (again.seq, 1)
    with pytest.raises(Refused, match="不能与自己关联"):
        link(place.office, CLERK, ours.case, ours.number, "repeat", place.now)
