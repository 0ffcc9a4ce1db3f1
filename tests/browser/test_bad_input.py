"""What goes wrong at desks every day: each mistake is said plainly, and nothing that was typed is ever lost."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from browser.conftest import NewDesk, NewHouse
from browser.desk import Desk
from fixtures.houses import PASSWORD, House, definitions_in

REGISTER = "/cases/new/qianjian/supervised-petition"
TOLD = {"信访形式": "来访", "反映内容": "小区电梯停了三个月。", "内容分类": "房产物业"}
SCREENED = {"诉求类别": "申诉求决类", "解决难度": "一般疑难（信访室重点督办一批）"}


def registered(clerk: Desk, cause: str) -> str:
    """A case of one person; its number."""
    clerk.open(REGISTER).sheet.fill(TOLD | {"案由": cause}).row("信访人", 1).fill({"姓名（名称）": "余安"})
    clerk.sheet.press("登记并下一步")
    clerk.is_told("已登记")
    return clerk.number


# --- packs ------------------------------------------------------------------------------------------------------------


EXTENSION = (
    "{up-to: 30 days, times: 1, asked-by: {role: handler, unit: {subject: true}}, approver: {slot: leader}, "
    "reason: required, letter"
)
MISSHAPEN = (
    ("clocks.yaml", f"extend: {EXTENSION}", f"extned: {EXTENSION}", "不认识的键“extned”", "extend"),
    ("clocks.yaml", "within: 5 workdays", "within: 5 dayz", "“5 dayz”不合写法", "5 workdays"),
    ("rules.yaml", "priority: 30", "priority: high", "应为整数", ""),
)
MISNAMED = (
    (
        "clocks.yaml",
        "decided-by: {role: office-head},      to: subject",
        "decided-by: {role: office-haed},      to: subject",
        "“office-haed”",
        "office-head",
    ),
    ("rules.yaml", "{difficulty: {const: hardest}}", "{dificulty: {const: hardest}}", "“dificulty”", "difficulty"),
    ("case-type.yaml", "to: liaison", "to: liason", "“liason”", "liaison"),
)


@pytest.mark.parametrize("mistakes", [MISSHAPEN, MISNAMED])
def test_a_broken_pack_stops_the_start_and_every_problem_says_where_and_what_to_write(
    new_house: NewHouse, tmp_path: Path, mistakes: tuple[tuple[str, ...], ...]
) -> None:
    definitions = definitions_in(tmp_path / "definitions")
    lines = [broken(definitions, *mistake[:3]) for mistake in mistakes]

    brought = new_house().run("demo", "--no-cases", "--definitions", str(definitions))

    assert brought.returncode == 1
    assert len(brought.stderr.splitlines()) == len(mistakes), brought.stderr
    for (file, _, _, named, advice), number in zip(mistakes, lines, strict=True):
        said = next(line for line in brought.stderr.splitlines() if named in line)
        assert re.search(rf"{file}:{number}:\d+  \$", said), said
        assert advice in said.partition(named)[2], said


def broken(definitions: Path, name: str, right: str, wrong: str) -> int:
    """Makes a mistake in a file of the pack; gives its line."""
    file = definitions / "heze-qianjian/case-types/supervised-petition" / name
    text = file.read_text("utf-8")
    assert text.count(right) == 1, f"{name}: {right}"
    file.write_text(text.replace(right, wrong), "utf-8")
    return text[: text.index(right)].count("\n") + 1


# --- forms ------------------------------------------------------------------------------------------------------------


def test_a_wrong_answer_comes_back_beside_its_field_with_everything_typed(new_desk: NewDesk) -> None:
    clerk = new_desk("shen").open(REGISTER)
    clerk.sheet.fill(TOLD | {"信访人数（人）": "三个", "重访次数": -1, "转交办去向": "转过两次"})
    clerk.sheet.row("信访人", 1).fill({"住址": "东街 3 号"})
    clerk.sheet.press("登记并下一步")

    summary = clerk.page.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("请先改正以下 4 处")
    person = clerk.sheet.row("信访人", 1)
    assert clerk.sheet.message("案由") == "请填写“案由”"
    assert clerk.sheet.message("信访人数（人）") == "请填写整数，例如 12"
    assert "0" in clerk.sheet.message("重访次数")
    assert person.message("姓名（名称）") == "请填写“姓名（名称）”"
    assert (clerk.sheet.typed("信访人数（人）"), clerk.sheet.typed("重访次数")) == ("三个", "-1")
    assert (clerk.sheet.typed("反映内容"), person.typed("住址")) == ("小区电梯停了三个月。", "东街 3 号")

    summary.get_by_role("link", name="请填写“案由”").click()
    expect(clerk.sheet.field("案由").locator("input")).to_be_focused()
    clerk.sheet.fill({"案由": "电梯停用三个月", "信访人数（人）": 3, "重访次数": 1})
    person.fill({"姓名（名称）": "余安"})
    clerk.sheet.press("登记并下一步")
    clerk.is_told("已登记")
    clerk.reads("转过两次", "余安", "东街 3 号")


def test_a_double_click_makes_one_case(new_desk: NewDesk) -> None:
    clerk = new_desk("shen").open(REGISTER)
    clerk.sheet.fill(TOLD | {"案由": "双击也只有一件"}).row("信访人", 1).fill({"姓名（名称）": "余安"})
    clerk.sheet.place.get_by_role("button", name="登记并下一步").dblclick()
    clerk.is_told("已登记")
    assert found(clerk, "双击也只有一件") == 1


def test_the_same_page_sent_twice_makes_one_case(new_desk: NewDesk) -> None:
    clerk = new_desk("shen").open(REGISTER)
    clerk.sheet.fill(TOLD | {"案由": "发两遍也只有一件"}).row("信访人", 1).fill({"姓名（名称）": "余安"})
    form = clerk.page.evaluate("Object.fromEntries(new FormData(document.querySelector('#do form')))")
    texts = {name: text for name, text in form.items() if isinstance(text, str)} | {"_act": "submit"}
    answers = [clerk.page.request.post(REGISTER, multipart=texts) for _ in range(2)]
    assert [answer.status for answer in answers] == [200, 200]
    assert answers[0].url == answers[1].url
    assert "/cases/" in answers[0].url
    assert found(clerk, "发两遍也只有一件") == 1


def test_a_lost_connection_loses_nothing_and_going_back_makes_no_second_case(new_desk: NewDesk) -> None:
    clerk, cause = new_desk("shen").open(REGISTER), "断网也不丢"
    clerk.sheet.fill(TOLD)
    clerk.page.context.set_offline(True)
    clerk.sheet.fill({"案由": cause}).row("信访人", 1).fill({"姓名（名称）": "余安"})
    clerk.sheet.press("登记并下一步")
    clerk.reads("草稿没有保存：网络不通")
    clerk.reads("服务器没有应答，还没有提交")
    assert clerk.sheet.typed("案由") == cause
    clerk.page.context.set_offline(False)
    clerk.sheet.press("登记并下一步")
    clerk.is_told("已登记")
    number = clerk.number
    clerk.page.go_back()
    expect(clerk.sheet.field("案由")).to_be_visible()
    if clerk.sheet.typed("案由"):
        # A browser that kept the page with its key sends the same act again, which leads to its case.
        clerk.sheet.press("登记并下一步")
        assert clerk.number == number
    assert found(clerk, cause) == 1


def test_a_server_that_does_not_answer_takes_no_words_with_it(new_desk: NewDesk) -> None:
    clerk = new_desk("shen")
    registered(clerk, "服务器重启的时候")
    clerk.tab("时间线")
    box = clerk.body.locator("form textarea").last
    box.fill("写了一半的留言")
    clerk.page.route("**/*", lambda route: route.abort("connectionrefused"))
    send = box.locator("xpath=ancestor::form").get_by_role("button").last
    send.click()
    clerk.reads("服务器没有应答，还没有提交")
    expect(box).to_have_value("写了一半的留言")
    clerk.page.unroute("**/*")
    send.click()
    clerk.reads("写了一半的留言")


def found(desk: Desk, words: str) -> int:
    """How many cases the search knows by these words."""
    return desk.open(f"/search?q={words}").page.locator("tbody tr").count()


def test_a_form_grows_without_a_script(new_desk: NewDesk) -> None:
    clerk = new_desk("shen", scripts=False).open(REGISTER)
    clerk.sheet.fill(TOLD | {"案由": "没有脚本也能登记"}).row("信访人", 1).fill({"姓名（名称）": "余安"})
    clerk.sheet.add("信访人").fill({"姓名（名称）": "余宁"})
    assert clerk.sheet.row("信访人", 1).typed("姓名（名称）") == "余安"
    clerk.sheet.press("登记并下一步")
    clerk.is_told("已登记")
    clerk.reads("余安", "余宁")


# --- others were quicker, or the session ended --------------------------------------------------------------------


def test_a_task_that_a_colleague_did_meanwhile_says_so_and_gives_back_what_was_typed(new_desk: NewDesk) -> None:
    number = registered(new_desk("shen"), "两个人同时办")
    slow, quick = new_desk("gu").find(number), new_desk("gu").find(number)
    slow.unfold("筛选意见").fill(SCREENED | {"列入（或不列入）重点督办的理由": "我先想了很久才写的。"})
    quick.do("筛选意见", SCREENED)
    slow.sheet.press("完成")
    expect(slow.page.get_by_role("heading", name="刚刚被别人改动过")).to_be_visible()
    slow.reads("列入（或不列入）重点督办的理由", "我先想了很久才写的。")
    slow.page.get_by_role("link", name="重新打开").click()
    expect(slow.page.locator(".fy-number").first).to_have_text(number)


def test_an_action_on_a_case_that_moved_on_says_so_and_keeps_what_was_typed(new_desk: NewDesk) -> None:
    number = registered(new_desk("shen"), "撤回的时候已经列入")
    clerk, head = new_desk("shen").find(number), new_desk("gu").find(number)
    head.do("筛选意见", SCREENED)
    clerk.find(number).page.locator("#actions").get_by_role("link", name="信访人撤回").click()
    reason = clerk.sheet.place.locator("textarea").first
    reason.fill("信访人来电说不告了。")
    head.take("列入重点督办")
    clerk.sheet.press("信访人撤回")
    expect(clerk.page.get_by_role("alert")).to_contain_text("刚刚被别人改动过")
    expect(clerk.sheet.place.locator("textarea").first).to_have_value("信访人来电说不告了。")


def test_a_session_that_ends_in_the_middle_leads_back_to_the_page(new_desk: NewDesk) -> None:
    clerk = new_desk("shen")
    number = registered(clerk, "会话断了也能回来")
    clerk.loses_its_session()
    clerk.page.reload()
    expect(clerk.page).to_have_url(re.compile("/login"))
    clerk.sign_in("shen", PASSWORD)
    expect(clerk.page.locator(".fy-number").first).to_have_text(number)


def test_a_form_that_is_sent_after_the_session_ended_gives_back_what_was_typed(new_desk: NewDesk) -> None:
    clerk = new_desk("shen").open(REGISTER)
    clerk.sheet.fill(TOLD | {"案由": "写到一半断了"})
    clerk.loses_its_session()
    clerk.sheet.press("登记并下一步")
    expect(clerk.page.get_by_role("heading", name="登录状态已变化")).to_be_visible()
    clerk.reads("小区电梯停了三个月。", "写到一半断了")
    clerk.page.get_by_role("link", name="重新打开").click()
    clerk.sign_in("shen", PASSWORD)
    expect(clerk.page).to_have_url(re.compile(REGISTER))


# --- what is not there, or not for you ----------------------------------------------------------------------------


def test_what_one_may_not_see_is_not_there(new_desk: NewDesk, house: House) -> None:
    clerk = new_desk("shen")
    registered(clerk, "别处的人打不开")
    address = clerk.page.url
    stranger, other = new_desk("zrzy2"), new_desk("yp-clerk")
    for desk, case in ((stranger, address), (other, address), (clerk, f"{house.url}/cases/no-such-case")):
        says_that_there_is_nothing(desk.page, case)


def says_that_there_is_nothing(page: Page, address: str) -> None:
    """The same page for everybody who may not see it, whether it exists or not."""
    answer = page.goto(address)
    assert answer is not None
    assert answer.status == 404
    expect(page.get_by_role("heading", name="没有找到")).to_be_visible()
    expect(page.get_by_role("link", name="回到我的工作")).to_be_visible()


def test_a_page_for_administrators_is_refused_in_words(new_desk: NewDesk) -> None:
    desk = new_desk("shen")
    answer = desk.page.goto("/packs")
    assert answer is not None
    assert answer.status == 403
    desk.reads("没有权限", "您的岗位不能打开这个页面")
