"""A sealed number that somebody repeated in another text: covered in lists of work, in what is searched and in every inbox."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from sqlalchemy import text

from fangyuan.casework.acting import act
from fangyuan.casework.correcting import correct
from fangyuan.casework.looking_up import MOST, SOUGHT
from fangyuan.model.commands import Comment, CorrectAnswers
from fangyuan.store.access import Look
from fixtures.web import Site
from unit.casework.offices import CLERK

PHONE = "13812345678"
PNG = (Path(__file__).parents[2] / "browser" / "signed-slip.png").read_bytes()


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


def test_who_looks_for_a_whole_number_is_written_down_and_cannot_try_them_all(site: Site) -> None:
    site.place.register("k", phone=PHONE)
    desk = site.desk("chief")
    desk.get(f"/search?q={PHONE}")
    assert desk.shows("共 1 件")
    with site.place.office.database.read() as uow:
        look = uow.log.page("t", "chief")[0]
    assert (look.what, look.about, look.amount) == ("search", "138****5678", 1)
    with site.place.office.database.begin() as uow:
        for _ in range(MOST):
            uow.log.add("t", Look("chief", SOUGHT, "", 0, site.place.now))
        uow.commit()
    desk.get(f"/search?q={PHONE}", 422)
    assert desk.shows("按完整号码查找已经超过")
    assert "共 1 件" not in desk.page
    desk.get("/search?q=打印机")


def test_a_letter_that_holds_what_is_masked_is_read_on_its_page_and_every_file_that_is_taken_is_written_down(
    site: Site,
) -> None:
    case = site.place.register("k", phone=PHONE, device=f"打印机{PHONE}").case
    site.place.work(site.place.now)
    chief, clerk = site.desk("chief"), site.desk("clerk")
    chief.get(f"/cases/{case}/letters/1/page")
    assert PHONE not in chief.page
    chief.get(f"/cases/{case}/letters/1", 422)
    assert chief.shows("不能下载原件", "查看")
    assert clerk.client.get(f"/cases/{case}/letters/1").status_code == 200
    assert looks(site, "chief") == []
    chief.get(f"/cases/{case}")
    chief.post(f"/cases/{case}/reveal", {"path": "phone", "reason": "核对文书"})
    assert chief.client.get(f"/cases/{case}/letters/1").status_code == 200
    assert [looks(site, who) for who in ("chief", "clerk")] == [[("export", "SLBX2026-0001 letter 1")]] * 2


def test_the_scan_of_a_letter_that_holds_what_is_masked_is_kept_like_its_docx_and_taking_it_is_written_down(
    site: Site,
) -> None:
    case = site.place.register("k", phone=PHONE, device=f"打印机{PHONE}").case
    site.place.work(site.place.now)
    chief, clerk = site.desk("chief"), site.desk("clerk")
    clerk.get(f"/cases/{case}/letters/1/page")
    clerk.post(f"/cases/{case}/letters/1/page", {"_act": "seal", "original": (BytesIO(PNG), "盖章.png")}, 302)
    with site.place.office.database.read() as uow:
        scan = uow.cases.load("t", case).state.letters[1].original
    chief.get(f"/cases/{case}/files/{scan}", 422)
    assert chief.shows("不能下载原件", "查看")
    chief.get(f"/cases/{case}")
    whole = chief.client.post(f"/cases/{case}/print", data={"csrf_token": chief.hidden("csrf_token")})
    with ZipFile(BytesIO(whole.data)) as packed:
        assert PNG not in [packed.read(name) for name in packed.namelist()]
        assert packed.read("word/document.xml").decode().count("不能下载原件") == 2
    assert clerk.client.get(f"/cases/{case}/files/{scan}").data == PNG
    assert looks(site, "clerk") == [("export", "SLBX2026-0001 scan of letter 1"), ("look", "SLBX2026-0001")]
    assert "SLBX2026-0001 scan of letter 1" not in [about for _, about in looks(site, "chief")]
    chief.get(f"/cases/{case}")
    chief.post(f"/cases/{case}/reveal", {"path": "phone", "reason": "核对文书"})
    assert chief.client.get(f"/cases/{case}/files/{scan}").data == PNG


def looks(site: Site, person: str) -> list[tuple[str, str]]:
    with site.place.office.database.read() as uow:
        return [(look.what, look.about) for look in uow.log.page("t", person)]


def test_a_number_that_was_put_right_stays_covered_where_the_old_one_was_quoted(site: Site) -> None:
    case = site.place.register("k", phone=PHONE, device=f"打印机，电话{PHONE}").case
    office, now, chief = site.place.office, site.place.now, site.desk("chief")
    act(office, CLERK, case, Comment(text=f"打过{PHONE}，没人接"), now)
    correct(office, CLERK, case, CorrectAnswers(reason=f"{PHONE}写错", answers={"phone": "13987654321"}), now)
    for address in (f"/cases/{case}?tab=timeline", f"/cases/{case}/print", "/", "/search?q=打印机", "/inbox"):
        assert PHONE not in chief.get(address), address
    assert "没有找到" in chief.get("/search?q=12345678")
    with office.database.read() as uow:
        kept = uow.connection.execute(text("select body from snapshots")).scalars().all()
        told = uow.connection.execute(text("select body || cause from events")).scalars().all()
    assert not [one for one in (*kept, *told) if PHONE in one]
