"""A sealed number that somebody repeated in another text: covered in lists of work, in what is searched and in every inbox."""

from __future__ import annotations

import pytest

from fixtures.web import Site

PHONE = "13812345678"


@pytest.mark.parametrize("path", ["/", "/?tab=unit", "/search?q=打印机", "/inbox", "/leader"])
def test_a_number_that_is_masked_in_its_field_is_masked_wherever_else_it_stands(site: Site, path: str) -> None:
    site.place.register("k", phone=PHONE, device=f"打印机，电话{PHONE}", urgent=True)
    site.place.work(site.place.now)
    for who in ("chief", "clerk"):
        desk = site.desk(who)
        desk.get(path)
        assert PHONE not in desk.page
    assert site.desk("chief").get("/search?q=打印机").count("138****5678") > 0


def test_part_of_a_masked_number_finds_nothing(site: Site) -> None:
    site.place.register("k", phone=PHONE, device=f"打印机，电话{PHONE}")
    desk = site.desk("chief")
    desk.get("/search?q=12345678")
    assert desk.shows("没有找到")
    desk.get("/search?q=打印机")
    assert desk.shows("共 1 件")
