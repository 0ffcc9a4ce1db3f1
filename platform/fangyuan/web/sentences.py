"""The sentences of the timeline: one for each event, with holes for what the event carries."""

from collections import defaultdict
from collections.abc import Mapping

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from fangyuan.casework.reading.pages import TimelineItem

SENTENCES: Mapping[str, LazyString] = {
    "case-registered": _l("登记了案件，编号 %(number)s"),
    "duty-opened": _l("定期工作“%(title)s”开始 %(asked)s"),
    "answers-submitted": _l("填写了%(task)s"),
    "answers-corrected": _l("更正了%(paths)s：%(reason)s"),
    "receipt-corrected": _l("收到日期由%(was)s更正为%(receipt)s：%(reason)s"),
    "stage-entered": _l("进入“%(stage)s”阶段"),
    "action-taken": _l("%(action)s"),
    "case-closed": _l("办结"),
    "case-reopened": _l("重新办理：%(reason)s"),
    "charge-taken": _l("由%(person)s牵头负责"),
    "flag-raised": _l("标记：%(flag)s"),
    "nobody-matched": _l("没有找到符合条件的人员（%(purpose)s），请办公室指定"),
    "task-opened": _l("新任务：%(title)s %(subject)s"),
    "task-claimed": _l("%(person)s 认领了%(task)s"),
    "task-reassigned": _l("%(task)s 改由 %(people)s 办理 %(reason)s"),
    "signer-added": _l("%(task)s 增加签字人 %(people)s %(reason)s"),
    "signed": _l("%(person)s 在%(task)s上签字 %(subject)s"),
    "task-completed": _l("完成了%(task)s %(subject)s"),
    "task-returned": _l("退回%(task)s：%(reason)s"),
    "task-withdrawn": _l("撤销任务%(task)s %(reason)s"),
    "officer-recused": _l("%(person)s 回避本件：%(reason)s"),
    "charges-handed-over": _l("%(person)s 的工作移交给 %(to)s：%(reason)s"),
    "unit-succeeded": _l("%(unit)s 并入 %(to)s，由其继续办理：%(reason)s"),
    "clock-started": _l("%(title)s开始计算，到期日 %(due_at)s %(subject)s"),
    "clock-moved": _l("%(clock)s到期日调整为 %(due_at)s：%(why)s"),
    "clock-recounted": _l("%(clock)s到期日改为 %(due_at)s：%(why)s %(subject)s"),
    "clock-paused": _l("%(clock)s中止计算 %(why)s"),
    "clock-resumed": _l("%(clock)s继续计算，到期日 %(due_at)s"),
    "clock-warned": _l("%(clock)s临近到期 %(subject)s"),
    "clock-due": _l("%(clock)s到期未完成 %(subject)s"),
    "clock-escalated": _l("%(clock)s超期，第 %(rung)s 级提醒 %(subject)s %(informed)s %(proposed)s"),
    "clock-stopped": _l("%(clock)s完成 %(subject)s"),
    "clock-cancelled": _l("%(clock)s终止 %(subject)s"),
    "obligation-met": _l("完成本期%(clock)s"),
    "extension-asked": _l("申请延长%(clock)s：%(reason)s"),
    "extension-reassigned": _l("%(clock)s的延期申请改由 %(approvers)s 审批 %(reason)s"),
    "clock-extended": _l("批准延长%(clock)s，到期日 %(due_at)s"),
    "extension-refused": _l("不同意延长%(clock)s：%(reason)s"),
    "draft-made": _l("拟办意见：%(opinion)s"),
    "draft-approved": _l("批准：%(opinion)s"),
    "draft-refused": _l("未批准：%(reason)s"),
    "draft-reassigned": _l("意见指定由 %(approvers)s 审批 %(reason)s"),
    "draft-lapsed": _l("意见不再审批：%(reason)s"),
    "notified": _l("告知 %(to)s：%(text)s"),
    "letter-drafted": _l("拟写《%(title)s》%(to)s"),
    "letter-awaited": _l("《%(letter)s》等待%(step)s：%(people)s"),
    "letter-corrected": _l("修改了《%(letter)s》中的%(context)s"),
    "letter-passed": _l("《%(letter)s》%(step)s完成"),
    "letter-returned": _l("《%(letter)s》%(step)s退回：%(reason)s"),
    "letter-withdrawn": _l("《%(letter)s》撤回或作废：%(reason)s"),
    "letter-sealed": _l("《%(letter)s》已用印"),
    "letter-issued": _l("制发《%(title)s》%(number)s %(to)s"),
    "letter-rendered": _l("《%(letter)s》已生成，校验值 %(sha256)s"),
    "letter-delivered": _l("《%(letter)s》已送达：%(method)s %(result)s"),
    "letter-came-back": _l("《%(letter)s》没有送到：%(method)s %(result)s"),
    "case-dispatched": _l("转往 %(to)s"),
    "case-objected": _l("对方提出异议：%(reason)s"),
    "dispatch-recalled": _l("收回发往 %(to)s 的事项：%(reason)s"),
    "matter-recalled": _l("交办单位收回本件：%(reason)s"),
    "objection-made": _l("对交办提出异议：%(reason)s"),
    "objection-decided": _l("不同意退回：%(reason)s"),
    "case-merged": _l("并入 %(number)s：%(reason)s"),
    "child-progressed": _l("转出的案件进入“%(title)s”阶段"),
    "cases-linked": _l("关联案件 %(number)s"),
    "cases-unlinked": _l("解除与 %(number)s 的关联：%(reason)s"),
    "gathering-spoke": _l("另一件案件决定：%(text)s"),
    "sender-spoke": _l("交办单位：%(text)s"),
    "child-closed": _l("转出的案件已办结 %(outcome)s"),
    "private-data-seen": _l("查看了敏感信息：%(reason)s"),
    "comment-made": _l("%(text)s"),
    "slip-printed": _l("打印了回执"),
    "appointment-made": _l("约到 %(day)s %(time)s %(title)s %(person)s"),
    "appointment-cancelled": _l("取消 %(day)s %(time)s 的预约：%(reason)s"),
    "appointment-kept": _l("按约 %(day)s %(time)s 到场 %(reason)s"),
    "appointment-missed": _l("约 %(day)s %(time)s，没有来 %(reason)s"),
}

STEPS: Mapping[str, LazyString] = {
    "draft": _l("拟稿"),
    "check": _l("核稿"),
    "sign": _l("签发"),
    "number": _l("编号"),
    "seal": _l("用印"),
    "deliver": _l("送达"),
}
"""The steps of the way of a letter."""

FULLER: Mapping[tuple[str, str], LazyString] = {
    ("case-closed", "closed_at"): _l("已于 %(closed_at)s 办结，作为旧案录入 %(outcome)s"),
    ("signed", "instead_of"): _l("%(person)s 受 %(instead_of)s 委托在%(task)s上签字 %(subject)s"),
    ("objection-decided", "agreed"): _l("同意退回 %(reason)s"),
    ("child-progressed", "reopened"): _l("转出的案件报告以后重新办理，进入“%(title)s”阶段"),
    ("appointment-made", "instead_of"): _l("由 %(instead_of)s 改约到 %(day)s %(time)s %(title)s %(person)s"),
    ("cases-linked", "repeat"): _l("与 %(number)s 关联：重复"),
    ("cases-linked", "joint"): _l("与 %(number)s 关联：联名"),
    ("cases-linked", "related"): _l("与 %(number)s 关联：相关"),
    ("gathering-spoke", "number"): _l("%(number)s 决定：%(text)s"),
    ("officer-recused", "to"): _l("%(person)s 回避本件，由 %(to)s 接手：%(reason)s"),
}
"""The sentences of events that say something under that name, or that very thing."""


SHOWN = 12
"""How much of a checksum stands on a page: enough to compare it with a paper, which bears all of it."""


def sentence(word: str, params: Mapping[str, str], *, whole: bool = False) -> str:
    """What happened, in the language of the page; an event without a sentence of its own is told by its word.

    On paper the checksum of a letter stands `whole`.
    """
    said = (key for name, value in params.items() if value for key in ((word, name), (word, value)))
    fuller = (FULLER[key] for key in said if key in FULLER)
    found = next(fuller, SENTENCES.get(word))
    if found is None:
        return word
    if "sha256" in params and not whole:
        params = {**params, "sha256": f"{params['sha256'][:SHOWN]}…"}
    if params.get("step") in STEPS:
        params = {**params, "step": str(STEPS[params["step"]])}
    return " ".join((str(found) % defaultdict(str, params)).split())


def cause(kind: str, rule: str) -> str:
    """Why it happened, where no officer did it."""
    words = {
        "rule": gettext("规则：%(rule)s", rule=rule),
        "draft": gettext("批准的意见：%(rule)s", rule=rule),
        "clock": gettext("时限：%(title)s", title=rule) if rule else gettext("到期自动进行"),
        "action": gettext("操作：%(title)s", title=rule),
        "task": gettext("任务的条件：%(title)s", title=rule) if rule else "",
        "command": gettext("其他案件引起"),
        "duty": gettext("定期工作：%(title)s", title=rule),
        "calendar": gettext("工作日历公布"),
        "confidential": gettext("保密：不得让被反映的对象知悉"),
    }
    return words.get(kind, "")


def printed_line(item: TimelineItem) -> str:
    """A line of the timeline as it is printed."""
    late = gettext("实际日期 %(day)s，补录", day=item.occurred_on) if item.late_entry else ""
    behalf = gettext("代 %(name)s 录入", name=item.on_behalf_of) if item.on_behalf_of else ""
    who = " ".join(filter(None, [item.actor or gettext("系统"), behalf, late]))
    return f"{sentence(item.word, item.params, whole=True)}（{who}）"
