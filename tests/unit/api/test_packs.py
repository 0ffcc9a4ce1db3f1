"""Packs for programs: brought, tried, installed, opened on a day, taken back; every answer as the document says."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from unit.api.conftest import ProgramOf
from unit.casework.offices import REPAIR, Place
from unit.casework.test_receiving import KEY, archive

ROLE = ("roles.yaml", "- role: clerk", "- {role: helper, title: 帮手, scope: own}\n- role: clerk")


def file(raw: bytes) -> dict[str, Any]:
    return {"file": (BytesIO(raw), "minimal.fypack")}


def test_a_pack_is_brought_installed_opened_and_taken_back(place: Place, program_of: ProgramOf) -> None:
    admin, raw = program_of("admin"), archive("1.1.0", KEY, ROLE)
    came = admin.do("bringPack", file(raw))
    assert (came["key_known"], came["may_install"], came["changes"]["honest"]) == (False, False, True)
    assert [one["digest"] for one in admin.get("listArrivals")["items"]] == [came["digest"]]
    assert admin.refused(422, "installArrival", {}, digest=came["digest"])["code"] == "pack-untried"
    place.work(place.now)
    assert admin.get("getArrival", digest=came["digest"])["may_install"]
    pack = admin.do("installArrival", digest=came["digest"])
    assert (pack["state"], pack["version"]) == ("installed", "1.1.0")
    assert admin.call("getPackArchive", pack=pack["hash"]).get_data() == raw
    assert admin.get("comparePacks", pack="minimal")["changes"][0]["class"] == "loosening"
    wanted = {"since": "2026-03-09", "roles": {"helper": "clerk"}, "parameters": {"mend-limit": "当日"}}
    seen = admin.do("foreseeActivation", wanted, pack=pack["hash"])
    assert (seen["since"], seen["posts"][0]["role"]["id"]) == ("2026-03-08T16:00:00+00:00", "helper")
    assert admin.do("activatePack", wanted, pack=pack["hash"]) == seen
    assert admin.do("foreseeWithdrawPlan", pack=pack["hash"])["unplanned"][0]["case_type"]["id"] == REPAIR
    admin.do("withdrawPlan", pack=pack["hash"])
    admin.refused(422, "foreseeActivation", {"roles": {"helper": "nobody"}}, pack=pack["hash"])
    assert admin.do("foreseeStopPack", pack=place.pack.hash)["switches"][0]["was"] == "设备报修 1.0.0"
    admin.do("tryPack", pack=place.pack.hash)
    told = admin.get("getPack", pack=place.pack.hash)
    assert told["trial"]["asked_at"]
    assert {line["what"] for line in told["log"]} >= {"pack-brought", "pack-installed", "pack-activated"}


def test_what_is_no_archive_is_refused_and_nobody_else_brings_one(program_of: ProgramOf) -> None:
    admin = program_of("admin")
    assert admin.refused(422, "bringPack", file(b"x"))["code"] == "archive-unreadable"
    admin.refused(422, "bringPack", {"file": (BytesIO(archive("0.1.0")), "a")})
    admin.refused(404, "getArrival", digest="none")
    admin.refused(404, "getPackArchive", pack="minimal")
    program_of("clerk").refused(403, "bringPack", file(archive()))
