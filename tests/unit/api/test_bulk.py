"""One act in many cases through the API, on each database."""

from __future__ import annotations

from datetime import timedelta

from fangyuan.casework import jobs
from fangyuan.casework.jobs import Watch
from fangyuan.casework.working import HANDS
from unit.api.conftest import ProgramOf
from unit.api.talking import Program
from unit.casework.offices import Place


def test_an_act_is_foreseen_held_once_taken_back_and_done(clerk: Program, place: Place, program_of: ProgramOf) -> None:
    cases = [place.register(f"k{number}").case for number in range(2)]
    offers = clerk.do("listBulkActs", {"cases": cases})["offers"]
    assert {one["act"]: one["count"] for one in offers} == {"assign": 2, "link": 2, "task:mend": 2}
    asked = {"cases": [*cases, "none"], "act": "task:mend"}
    rows = clerk.do("foreseeBulk", asked)["rows"]
    assert [(one["case"], bool(one["steps"]), bool(one["why_not"])) for one in rows] == [
        (cases[0], True, False), (cases[1], True, False), ("none", False, True),
    ]  # fmt: skip
    first, second = (clerk.do("actInBulk", asked, key="k") for _ in range(2))
    assert (first["id"], first["state"], first["seconds"]) == (second["id"], "held", 10)
    assert clerk.do("takeBulkBack", job=first["id"])["state"] == "taken-back"
    clerk.refused(422, "takeBulkBack", {}, job=first["id"])
    held = clerk.do("actInBulk", asked)["id"]
    place.time.at += timedelta(seconds=10)
    assert jobs.do_jobs(place.office, HANDS, Watch(place.time.now)) == 1
    found = clerk.get("getBulk", job=held)
    assert (found["state"], found["counts"]) == ("done", {"done": 2, "refused": 1})
    assert all(place.state(case).tasks["mend", "", 1].status == "done" for case in cases)
    clerk.refused(422, "actInBulk", asked)
    program_of("chief").refused(404, "getBulk", job=held)


def test_what_is_missing_or_too_much_is_said(clerk: Program, place: Place) -> None:
    case = place.register().case
    told = clerk.refused(422, "foreseeBulk", {"cases": [case], "act": "assign", "to": "chief"})
    assert [line["path"] for line in told["problems"]] == ["reason"]
    clerk.refused(400, "foreseeBulk", {"cases": [], "act": "claim"})
    clerk.refused(422, "actInBulk", {"cases": [case], "act": "no-such-act"})
    held = clerk.do("actInBulk", {"cases": [case], "act": "assign", "to": "chief", "reason": "分工调整"})["id"]
    assert clerk.do("doBulkNow", job=held)["counts"] == {"done": 1}
    assert place.state(case).tasks["mend", "", 1].slots[0].people == ("chief",)
