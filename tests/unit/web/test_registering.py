"""Registering a case: once, with both dates, with every error at once and nothing typed lost."""

from __future__ import annotations

import re

from sqlalchemy import event, text

from fangyuan.casework.organising import put_organisation
from fangyuan.model.world import Person, Post, Unit
from fixtures.web import NEW, REPORT, Desk, Site


def begun(site: Site) -> Desk:
    desk = site.desk("clerk")
    desk.get(NEW)
    return desk


def cases(site: Site) -> int:
    with site.place.office.database.read() as uow:
        return int(uow.connection.execute(text("select count(*) from cases")).scalar_one())


def test_the_types_to_choose_from_are_those_of_the_office_role(site: Site) -> None:
    desk = site.desk("clerk")
    desk.get("/cases/new")
    assert desk.shows("设备报修", f'href="{NEW}"')
    chief = site.desk("chief")
    chief.get("/cases/new")
    assert chief.shows("您的岗位没有登记案件的权限")
    chief.get(NEW, 422)


def test_the_day_received_stands_beside_the_day_entered(site: Site) -> None:
    desk = begun(site)
    assert desk.shows('name="_received" value="2026-03-02"', '<p class="fy-fixed">2026-03-02</p>')


def test_a_case_is_registered_and_its_page_opens(site: Site) -> None:
    desk = begun(site)
    desk.post(NEW, {**REPORT, "_received": "2026-02-27"})
    desk.follow()
    assert desk.shows("已登记，编号 SLBX2026-0001。", "三楼打印机", "收到 2026-02-27(周五)", "录入 2026-03-02(周一)")


def test_going_back_and_writing_something_else_loses_nothing_and_makes_a_second_case_only_when_asked(
    site: Site,
) -> None:
    desk = begun(site)
    key = desk.hidden("_key")
    desk.post(NEW, {**REPORT, "_key": key})
    other = {**REPORT, "device": "另一件：四楼门锁"}
    desk.get(NEW)
    desk.post(NEW, {**other, "_key": key}, 422)
    assert desk.shows("这一页已经提交过（编号 SLBX2026-0001）", "另一件：四楼门锁")
    assert (cases(site), desk.hidden("_key") == key) == (1, False)
    desk.post(NEW, {**other, "_key": desk.hidden("_key")})
    desk.follow()
    assert desk.shows("已登记，编号 SLBX2026-0002", "另一件：四楼门锁")


def test_a_double_submit_makes_one_case(site: Site) -> None:
    desk = begun(site)
    desk.post(NEW, {**REPORT, "csrf_token": desk.hidden("csrf_token"), "_key": "the same"})
    first = desk.answer.headers["Location"]
    desk.get(NEW)
    desk.post(NEW, {**REPORT, "_key": "the same"})
    assert desk.answer.headers["Location"] == first
    assert cases(site) == 1


def test_every_error_is_said_at_once_beside_its_field_and_the_rest_is_kept(site: Site) -> None:
    desk = begun(site)
    desk.post(NEW, {**REPORT, "device": "", "phone": "12", "noticed_on": "2026-02-30", "_received": ""}, 422)
    assert desk.shows('href="#f-device"', 'href="#f-phone"', 'href="#f-noticed_on"', 'href="#f-_received"')
    assert desk.shows('value="12"', 'value="2026-02-30"', '<option value="printer" selected>')
    assert cases(site) == 0


def test_nothing_is_received_tomorrow(site: Site) -> None:
    desk = begun(site)
    desk.post(NEW, {**REPORT, "_received": "2026-03-03"}, 422)
    assert desk.shows("收到日期不能晚于今天")
    assert cases(site) == 0


def test_the_corrected_form_goes_through_under_its_key(site: Site) -> None:
    desk = begun(site)
    key = desk.hidden("_key")
    desk.post(NEW, {**REPORT, "device": ""}, 422)
    assert desk.hidden("_key") == key
    desk.post(NEW, REPORT)
    assert cases(site) == 1


def test_a_hidden_answer_is_not_recorded(site: Site) -> None:
    desk = begun(site)
    desk.post(NEW, {**REPORT, "urgent": "false", "phone": "13800000000"})
    case = desk.answer.headers["Location"].rpartition("/")[2]
    assert "phone" not in site.place.state(case).answers


def test_a_draft_is_kept_for_another_day_and_forgotten_when_the_case_is_there(site: Site) -> None:
    desk = begun(site)
    desk.post(NEW, {"device": "扫描仪", "phone": "12", "_act": "save"})
    later = site.desk("clerk")
    later.get(NEW)
    assert later.shows("这张表的其他草稿", "扫描仪")
    assert 'value="扫描仪"' not in later.page
    later.get(re.findall(r'href="([^"]*draft=[^"]*)"', later.page)[0])
    assert later.shows('value="扫描仪"', 'value="12"', "接着 2026-03-02 09:00 保存的草稿填写")
    later.post(NEW, REPORT)
    later.get(NEW)
    assert "扫描仪" not in later.page


def test_an_unknown_field_is_refused_in_words(site: Site) -> None:
    desk = begun(site)
    desk.post(NEW, {**REPORT, "salary": "1"}, 422)
    assert cases(site) == 0


def test_a_form_without_its_token_is_refused_and_what_was_typed_is_shown(site: Site) -> None:
    desk = begun(site)
    desk.post(NEW, {**REPORT, "csrf_token": "planted"}, 400)
    assert desk.shows("登录状态已变化", "三楼打印机")
    assert cases(site) == 0


def test_a_session_that_ended_gives_back_what_was_typed_under_its_titles(site: Site) -> None:
    form_of = begun(site).hidden("_of")
    nobody = site.anonymous()
    nobody.post(NEW, {**REPORT, "_of": form_of, "csrf_token": "gone"}, 400)
    assert nobody.shows("<dt>设备</dt><dd>三楼打印机</dd>", "<dt>联系电话</dt><dd>13800000000</dd>")
    nobody.post(NEW, {**REPORT, "_of": "none:minimal/repair", "csrf_token": "gone"}, 400)
    assert nobody.shows("<dd>三楼打印机</dd>")


def test_who_has_posts_in_several_units_says_in_the_name_of_which(site: Site) -> None:
    units = [Unit("window", "t", "服务窗口", "office"), Unit("yard", "t", "车队", "office")]
    posts = (Post("clerk", "window"), Post("chief", "yard"), Post("clerk", "office"))
    put_organisation(site.place.office, [], units, [Person("clerk", "t", "报修员甲", posts)])
    desk = begun(site)
    assert desk.shows("登记单位", "服务窗口", "办公室")
    assert "车队" not in desk.page
    desk.post(NEW, REPORT, 422)
    assert desk.shows("请选择以哪个单位的名义登记", "三楼打印机")
    desk.post(NEW, {**REPORT, "_unit": "yard"}, 422)
    assert cases(site) == 0
    for unit in ("office", "window"):
        desk.get(NEW)
        desk.post(NEW, {**REPORT, "_unit": unit})
    with site.place.office.database.read() as uow:
        assert uow.connection.execute(text("select unit from cases order by number")).scalars().all() == [
            "office",
            "window",
        ]


def test_a_submit_asks_nothing_twice_and_takes_one_transaction_to_read_and_one_to_write(site: Site) -> None:
    desk, said = begun(site), list[str]()
    engine = site.place.office.database.engine
    event.listen(engine, "begin", lambda _: said.append("begin"))
    event.listen(engine, "before_cursor_execute", lambda _c, _k, statement, *_: said.append(statement))
    desk.post(NEW, REPORT)
    asked = [one for one in said if one.startswith("SELECT") and "seal_keys" not in one]
    assert sorted(asked) == sorted(set(asked))
    assert said.count("begin") == 2
    assert len([one for one in said if one.startswith(("SELECT", "INSERT", "UPDATE", "DELETE"))]) <= 27


def test_a_form_of_texts_alone_is_not_sent_in_parts(site: Site) -> None:
    desk = begun(site)
    form = re.search(r"<form[^>]*data-sheet[^>]*>", desk.page)
    assert form
    assert "enctype" not in form[0]
