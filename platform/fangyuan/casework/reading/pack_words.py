"""Words of the parts of a pack, in Chinese and English."""

from collections.abc import Mapping

from fangyuan.model.pack import FieldRight, Scope

SCOPES: Mapping[str, str] = {
    Scope.OWN: "本人经办的", Scope.UNIT: "本单位的", Scope.SUBTREE: "本单位和下级的", Scope.TENANT: "本机关全部",
}  # fmt: skip
RIGHTS: Mapping[str, str] = {FieldRight.SEE: "可看", FieldRight.MASK: "打码", FieldRight.HIDE: "不可看"}
SCOPES_EN: Mapping[str, str] = {
    Scope.OWN: "those one works on", Scope.UNIT: "those of the unit", Scope.SUBTREE: "those of the unit and of what is below",
    Scope.TENANT: "all of the jurisdiction",
}  # fmt: skip
PORTIONS: Mapping[str, str] = {
    "own": "", "units": "；只是参加办理的，看得到各单位的", "whole": "；只是参加办理的，也看得到全部",
}  # fmt: skip
PORTIONS_EN: Mapping[str, str] = {
    "own": "", "units": "; where the unit takes part, the parts of all units", "whole": "; where the unit takes part, everything",
}  # fmt: skip
RIGHTS_EN: Mapping[str, str] = {FieldRight.SEE: "seen", FieldRight.MASK: "masked", FieldRight.HIDE: "hidden"}

PERIODS: Mapping[str, str] = {"day": "日", "month": "月", "quarter": "季度", "half-year": "半年", "year": "年"}

ACTS: Mapping[str, str] = {
    "record": "代录纸面办理", "reassign": "改派", "return": "退回补正", "add-signer": "加签", "withdraw": "撤回",
    "recuse": "回避", "hand-over": "移交", "merge": "并案", "reopen": "重新办理", "link": "关联", "deliver": "登记送达",
    "correct": "更正登记的内容", "decide-objection": "答复异议", "recall": "收回发出的事项", "comment": "备注", "reveal": "查看打码内容",
    "slip": "打印回执",
}  # fmt: skip
PERIODS_EN: Mapping[str, str] = {
    "day": "day",
    "month": "month",
    "quarter": "quarter",
    "half-year": "half-year",
    "year": "year",
}
ACTS_EN: Mapping[str, str] = {
    "record": "write down what was done on paper", "reassign": "reassign", "return": "send back for correction",
    "add-signer": "add a signer", "withdraw": "withdraw", "recuse": "have others step aside", "hand-over": "hand over",
    "merge": "merge", "reopen": "reopen", "link": "link", "deliver": "record delivery", "decide-objection": "answer objections",
    "correct": "correct what was registered", "recall": "call back what was sent", "comment": "comment", "reveal": "see what is masked",
    "slip": "print the slip",
}  # fmt: skip
HEADS: Mapping[str, str] = {
    "依据": "Source", "适用": "Used for", "必须写明": "Must say", "事项": "Case type", "列入": "Lists", "谁能看": "Seen by",
    "列": "Columns", "能看的案件": "Sees cases", "可以登记": "May register", "字段": "Fields", "另外可以": "May also",
    "不可以": "May not", "什么时候": "When", "由谁": "By whom", "办什么": "Opens", "多久之内": "Within", "要报": "Hands in",
    "没有时": "Where there is none", "每期": "Period", "表": "Tables", "步骤": "Steps", "默认": "Default",
    "本机关": "Here", "本机关现在": "Here now", "启用以后": "Once opened",
}  # fmt: skip
"""What the lines of a part are headed with."""
