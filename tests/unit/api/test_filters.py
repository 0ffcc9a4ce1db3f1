"""The filters that an officer keeps, through the API."""

from __future__ import annotations

from fangyuan.casework import saving_filters
from unit.api.talking import Program


def test_filters_are_kept_replaced_by_name_and_dropped(clerk: Program, chief: Program) -> None:
    made = {"place": "desk", "title": "急的", "query": "light=red&page=2&sort="}
    (first,) = clerk.do("saveFilter", made)["items"]
    assert (first["title"], first["query"]) == ("急的", "light=red")
    (second,) = clerk.do("saveFilter", {**made, "query": "light=orange"})["items"]
    assert (second["key"], second["query"]) == (first["key"], "light=orange")
    clerk.do("saveFilter", {**made, "place": "ledger"})
    assert [one["place"] for one in clerk.get("listFilters", place="ledger")["items"]] == ["ledger"]
    assert chief.do("dropFilter", filter=first["key"])["items"] == []
    assert len(clerk.do("dropFilter", filter=first["key"])["items"]) == 1


def test_no_more_are_kept_than_anybody_can_see(clerk: Program) -> None:
    for number in range(saving_filters.MOST):
        clerk.do("saveFilter", {"place": "desk", "title": str(number)})
    clerk.refused(422, "saveFilter", {"place": "desk", "title": "one more"})
    clerk.do("saveFilter", {"place": "desk", "title": "0", "query": "light=red"})
