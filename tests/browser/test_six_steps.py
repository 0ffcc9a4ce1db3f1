"""One case by hand through all six steps, by ten people, over two months in which a unit breaks its promise."""

from __future__ import annotations

from pathlib import Path

from docx import Document
from openpyxl import load_workbook

from browser.conftest import NewDesk
from browser.desk import Desk
from fixtures.houses import House

LAND, MONEY = "市自然资源和规划局", "市财政局"
SCAN = Path(__file__).with_name("signed-slip.png")
CAUSE = "修路征地，补偿款少算半亩"

REGISTERED = {
    "信访形式": "来访",
    "信访人数（人）": 2,
    "案由": CAUSE,
    "反映内容": "2023年修路征地，测绘面积比承包证少半亩。",
    "内容分类": "自然资源",
    "信访目的": "求决",
    "初访时间": "2024-06-11",
    "重访次数": 4,
    "转交办去向": "2025年3月转县自然资源局，未答复",
    "反映确有道理而一直未办好": True,
    "收到日期": "2026-02-27",
}
PLAN = {"化解目标": "补偿差额到账，测绘结果公开"}
CHARGES = ("包掌握情况", "包思想转化", "包解决问题", "包息诉息访")


def test_a_case_goes_through_six_steps(house: House, new_desk: NewDesk, tmp_path: Path) -> None:
    clerk, head, leader, handler = new_desk("shen"), new_desk("gu"), new_desk("wen"), new_desk("zrzy2")
    number = screened(clerk, head)
    taken_in_charge(leader.find(number), clerk)
    head.find(number).take("提交集体交办")
    handed_over(house, number, (leader, new_desk("zhang"), handler), clerk, head)
    the_slip_is_a_document(clerk, tmp_path)
    planned(leader)
    money = new_desk("cz2")
    more_time(money.find(number), leader)

    house.set_clock("2026-05-04T09:00+08:00")  # 61 days after the meeting
    the_ladder_is_climbed(handler, clerk, head.find(number), new_desk("luo").find(number), leader)
    told_each_month(clerk)
    reported(handler, money, head)
    closed_whatever_the_petitioner_says(clerk, new_desk("fang").find(number), head)
    the_ledger_knows(clerk, number, tmp_path)


def screened(clerk: Desk, head: Desk) -> str:
    """一、案例筛选: what came in on Friday is entered on Monday; the rules say why it is suggested, and why not more."""
    clerk.open("/cases/new").body.get_by_role("link", name="重点督办信访件").click()
    sheet = clerk.sheet.fill(REGISTERED)
    sheet.row("信访人", 1).fill({"姓名（名称）": "杭有田", "联系电话": "13900000101", "住址": "青岑县前滩村"})
    sheet.add("信访人").fill({"姓名（名称）": "杭有根"})
    sheet.press("登记并下一步")
    clerk.is_told("已登记，编号 CCDB2026-00001")
    clerk.reads("收到 2026-02-27(周五)", "录入 2026-03-02(周一)", "杭有田", "杭有根")
    assert clerk.stage == "案例筛选"
    assert clerk.light("告知时限").startswith("● 正常")
    assert clerk.due("告知时限") == "2026-03-16"  # the fifteenth day is a Saturday

    why = clerk.why()
    assert "起作用了" in why["建议列入重点督办"]
    assert "信访人数（人）" in why["五人及以上来访为集体访"]
    assert "2" in why["五人及以上来访为集体访"]

    number = "CCDB2026-00001"
    head.open("/").body.get_by_role("row").filter(has_text=CAUSE).get_by_role("link", name=number).click()
    head.do("筛选意见", {"诉求类别": "申诉求决类", "办理途径": "（六）听取陈述、调查核实，出具信访处理意见书",
                        "解决难度": "疑难（副主任按分工牵头一批）"})  # fmt: skip
    head.take("列入重点督办")
    assert head.stage == "对接"
    return number


def taken_in_charge(leader: Desk, clerk: Desk) -> None:
    """二、对接: the leader takes charge in words of their own; who does what until when is agreed."""
    draft = leader.body.locator("article").filter(has_text="待批")
    draft.get_by_text("改写意见或不同意").click()
    draft.get_by_label("意见", exact=True).fill("同意，由我牵头，两家单位都要到场。")
    draft.get_by_role("button", name="同意", exact=True).click()
    leader.is_told("已办：同意拟办意见")
    leader.reads("负责人 闻自清")

    sheet = clerk.find(leader.number).unfold("对接会商")
    sheet.fill(
        {
            "主管部门（有权处理的机关）": LAND,
            "承办单位": [LAND, MONEY],
            "结案标准": "复测面积公示，差额到账",
            "办结时限": "2026-05-15",
            "办结程序": "承办单位报告，信访室审核",
        }
    )
    sheet.add("主办、协办分工").fill({"单位": LAND, "分工": "主办", "责任": "复测、核定金额"})
    sheet.add("主办、协办分工").fill({"单位": MONEY, "分工": "协办", "责任": "拨付差额"})
    clerk.finish("完成")


def handed_over(house: House, number: str, signers: tuple[Desk, ...], clerk: Desk, head: Desk) -> None:
    """三、集体交办: four sign the slip of one unit, its head on paper; the other slip is still unsigned after the meeting."""
    first, *others = signers
    first.find(number).do(
        "交办单签字", {"承诺办结日期": "2026-03-31", "承诺内容": "3月底前复测并公示"}, of=LAND, sign=True
    )
    for signer in others:
        signer.find(number).do("交办单签字", {}, of=LAND, sign=True)
    first.do("交办单签字", {"承诺办结日期": "2026-05-08"}, of=MONEY, sign=True)

    house.set_clock("2026-03-04T09:00+08:00")
    sheet = clerk.find(number).on_paper("交办单签字", LAND)
    sheet.fill({"谁签字或办理的": "郑启明", "签字或办理日期": "2026-03-02", "扫描件或照片": SCAN})
    clerk.finish("录入")
    clerk.tab("时间线").reads("郑启明 在交办单签字上签字", "代 郑启明 录入", "实际日期 2026-03-02，补录")
    assert clerk.download("扫描件").path().read_bytes() == SCAN.read_bytes()

    head.take("交办完成", {"会议日期": "2026-03-02", "主持人": "闻自清"})
    assert head.stage == "督办"
    assert (head.due("承诺办结时限", LAND), head.due("承诺办结时限", MONEY)) == ("2026-03-31", "2026-05-08")
    assert head.light("交办单签齐", MONEY).startswith("● 正常")


def the_slip_is_a_document(clerk: Desk, folder: Path) -> None:
    """The slip that was handed over is a document for any word processor."""
    clerk.tab("文书").download_of("交办单", LAND).save_as(folder / "slip.docx")
    document = Document(str(folder / "slip.docx"))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    text = "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])
    assert LAND in text
    assert "2026年3月31日" in text


def planned(leader: Desk) -> None:
    """四、督办: one leader, one plan, and the four charges, each with its date."""
    leader.find(leader.number).do("化解方案", PLAN)
    for charge in CHARGES:
        leader.do(charge, {"工作情况": "到村里看了地块，与信访人当面谈过。"})


def more_time(unit: Desk, leader: Desk) -> None:
    """A unit asks for more time before its date, and the leader grants it: the due date moves, with the reason."""
    unit.ask_for_time("承诺办结时限", 20, "资金要过预算调整")
    unit.is_told("申请延期")
    card = leader.find(unit.number).body.locator("article").filter(has_text="申请延期")
    card.get_by_role("button", name="同意延期").click()
    leader.is_told("同意延期")
    assert leader.due("承诺办结时限", MONEY) == "2026-05-28"


def the_ladder_is_climbed(handler: Desk, clerk: Desk, head: Desk, conference: Desk, leader: Desk) -> None:
    """The promised day passes: the light turns red, three rungs inform and propose, and people decide."""
    clerk.waits_for_card("催办", LAND)
    for desk, instrument in ((head, "督办函"), (conference, "联席会议措施")):
        desk.waits_for_card(instrument, LAND)
    assert clerk.light("承诺办结时限", LAND) == "■ 超期 21 个工作日"
    assert clerk.light("承诺办结时限", MONEY).startswith("● 正常")
    clerk.tab("时间线").whole().reads(
        f"承诺办结时限到期未完成 {LAND}",
        f"承诺办结时限超期，第 1 级提醒 {LAND} 陆晓禾、沈知远 催办",
        f"承诺办结时限超期，第 2 级提醒 {LAND} 闻自清 督办函",
        f"承诺办结时限超期，第 3 级提醒 {LAND} 韩柏年、苏映秋、闻自清 联席会议措施",
        f"新任务：催签交办单 {MONEY}",
    )
    handler.open("/").reads("■ 超期 21 个工作日", CAUSE)
    leader.open("/leader").reads("■ 超期 35 个工作日")  # the other slip is still unsigned

    head.do("督办函", {"督办情形": "拖延", "存在的问题": "承诺期满一个月未办结。", "要求反馈日期": "2026-05-15",
                     "督办要求": "说明原因，限期办结。"}, of=LAND)  # fmt: skip
    head.tab("文书").reads("督办函")


def told_each_month(clerk: Desk) -> None:
    """五 begins in 四: every month the petitioners and the leader are told how it stands."""
    told = {"反馈方式": "电话", "办理进展": "复测已完成，正在公示。"}
    clerk.find(clerk.number).do("向信访人反馈（每月）", told)
    clerk.do("向常委会领导反馈（每月）", told | {"反馈方式": "当面"})
    clerk.tab("文书").reads("每月", "督办函")


def reported(handler: Desk, money: Desk, head: Desk) -> None:
    """Both units report, one late and one in time; the office finds that all is done."""
    handler.find(head.number).do("办理报告", {"办理过程和结果": "复测确认少算半亩，公示无异议。"}, of=LAND)
    money.find(head.number).do("办理报告", {"办理过程和结果": "差额已到账。", "落实资金（元）": "31200"}, of=MONEY)
    head.find(head.number)
    assert (head.ended("承诺办结时限", LAND), head.ended("承诺办结时限", MONEY)) == ("逾期完成", "按期完成")
    head.take("审核办结")
    assert head.stage == "信息反馈"


def closed_whatever_the_petitioner_says(clerk: Desk, visitor: Desk, head: Desk) -> None:
    """五、信息反馈 and 六、回访: supported, not settled, not accepted, not satisfied; and archived all the same."""
    clerk.find(head.number).do(
        "办结报告",
        {"办理结果": "补偿差额已到账。", "信访人对办理结果的意见": "不同意", "办结结论": "支持",
         "化解：问题解决了": False, "息诉息访：信访人接受": False},
    )  # fmt: skip
    clerk.take("转回访")
    assert clerk.stage == "回访"
    visitor.find(clerk.number).do(
        "回访", {"回访方式": "见面", "联系到本人": True, "满意程度": "不满意", "群众意见": "还想要利息。"}
    )
    head.find(clerk.number).take("归档")
    head.is_told("案件已办结")
    head.reads("已办结：支持", "案件已办结，没有要做的事")
    assert head.stages[-1].endswith("办结归档")
    head.reads("不满意", "还想要利息。")


def the_ledger_knows(clerk: Desk, number: str, folder: Path) -> None:
    """The ledger finds the case by its stage, and its workbook says the same."""
    clerk.open("/views/supervised-ledger").reads(number, CAUSE, "杭有田", "闻自清")
    clerk.filter("阶段", "案例筛选").reads("没有符合筛选条件的案件")
    clerk.filter("阶段", "办结归档").reads(number)
    clerk.download("导出 Excel").save_as(folder / "ledger.xlsx")
    rows = list(load_workbook(folder / "ledger.xlsx").active.iter_rows(values_only=True))
    assert any(number in row and CAUSE in row for row in rows)
