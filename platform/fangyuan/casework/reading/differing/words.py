"""What sorts, facets and classes of change are called: Chinese, English."""

from collections.abc import Mapping

from fangyuan.casework.reading.differing.schemas import KEYWORDS
from fangyuan.compiler.comparing import Class, How, Sort, Step

Pair = tuple[str, str]

CLASSES: Mapping[Class, Pair] = {
    Class.BREAKING: ("不兼容", "breaking"),
    Class.TIGHTENING: ("收紧", "tightening"),
    Class.LOOSENING: ("放宽", "loosening"),
    Class.COSMETIC: ("文字", "cosmetic"),
}

HOWS: Mapping[How, Pair] = {
    How.ADDED: ("新增", "added"),
    How.REMOVED: ("删去", "removed"),
    How.CHANGED: ("改动", "changed"),
}

STEPS: Mapping[Step, Pair] = {
    Step.BACK: ("倒退", "a step back"),
    Step.NONE: ("不变", "none"),
    Step.PATCH: ("修订号", "patch"),
    Step.MINOR: ("次版本号", "minor"),
    Step.MAJOR: ("主版本号", "major"),
}

SORTS: Mapping[Sort, Pair] = {
    Sort.PACK: ("定义包", "pack"),
    Sort.CASE_TYPE: ("事项类型", "case type"),
    Sort.STAGE: ("阶段", "stage"),
    Sort.TASK: ("任务", "task"),
    Sort.ACTION: ("操作", "action"),
    Sort.FORM: ("表单", "form"),
    Sort.FIELD: ("字段", "field"),
    Sort.OPTION: ("选项", "option"),
    Sort.CLOCK: ("时限", "clock"),
    Sort.RULE: ("规则", "rule"),
    Sort.SLOT: ("经办位置", "slot"),
    Sort.LETTER: ("文书", "letter"),
    Sort.VIEW: ("台账", "view"),
    Sort.ROLE: ("角色", "role"),
    Sort.CODE_LIST: ("代码表", "code list"),
    Sort.CODE: ("代码", "code"),
    Sort.CALENDAR: ("工作日历", "calendar"),
    Sort.CALENDAR_YEAR: ("日历年份", "calendar year"),
    Sort.TARGET: ("目标", "target"),
    Sort.REPORT: ("报表", "report"),
    Sort.DUTY: ("定期工作", "duty"),
    Sort.PARAMETER: ("参数", "parameter"),
    Sort.FILE: ("文件", "file"),
}

FACETS: Mapping[str, Pair] = {
    "pack": ("包名", "name"), "title": ("名称", "title"), "description": ("说明", "description"),
    "levels": ("层级", "levels"), "language": ("语言版本", "language version"), "parents": ("上级包", "parents"),
    "number": ("编号", "number"), "stage_order": ("阶段顺序", "order of stages"),
    "rule_order": ("同级规则的先后", "order of rules of equal priority"),
    "automatic_order": ("自动操作的先后", "order of automatic actions"),
    "option_order": ("先后", "order"), "retired": ("停用", "retired"),
    "ancestors": ("来源类型", "derives from"),
    "confidential": ("保密", "confidentiality"), "summary": ("摘要字段", "summary"), "outcomes": ("办理结果", "outcomes"),
    "outcome_field": ("结果字段", "outcome field"), "flags": ("标记名称", "titles of flags"), "abstract": ("仅供继承", "abstract"),
    "only_sent": ("只由别的案件开立", "opened by other cases only"), "occurred": ("办理日期", "day of the act"),
    "delivers": ("送达的文书", "letter that it delivers"),
    "scan_optional": ("用印可以不附扫描件", "sealed without a scan"),
    "objection": ("异议", "objection"), "receipt": ("更正收到日期", "correction of the day of receipt"),
    "lead": ("牵头单位", "lead units"),
    "internal": ("内部的", "internal"), "portion": ("参加的案件看多少", "part of cases shared"),
    "public": ("公开查询", "public page"), "term": ("在时限之内", "term"), "filled": ("填好以后的条件", "condition once filled in"),
    "returns": ("退回重办的任务", "tasks returned"), "reason": ("理由所在字段", "where the reason stands"),
    "milestone": ("里程碑", "milestone"), "final": ("终点", "final"),
    "answered": ("已答复发来的一方", "answered to its sender"),
    "hint": ("提示", "hint"), "law": ("依据", "law"), "stage": ("所在阶段", "stage"), "form": ("表单", "form"),
    "letter": ("文书", "letter"), "per": ("逐个办理", "one per"), "mode": ("完成方式", "mode"), "who": ("由谁办理", "who"),
    "at_least": ("至少", "at least"), "order": ("先后", "order"), "after": ("前置任务", "after"),
    "signature": ("须签字", "signature"), "repeat": ("可重复", "may repeat"), "optional": ("可不办", "optional"),
    "keep": ("保留", "kept"), "instrument": ("由规则启用", "instrument"), "emits": ("发出的事件", "emits"),
    "condition": ("条件", "condition"), "source": ("可用阶段", "from stages"), "to": ("去向", "to"),
    "confirm": ("确认提示", "confirmation"), "automatic": ("自动进行", "automatic"), "dispatch": ("转交办", "dispatch"),
    "close": ("办结", "closes"), "outcome": ("结果", "outcome"),
    "placed": ("能在页面上填写", "on the page"),
    "open": ("接受其他内容", "open"), "arrangement": ("版面", "arrangement"), "shown": ("显示条件", "shown when"),
    "kind": ("字段种类", "kind"), "json_type": ("数据类型", "type"), "required": ("必填", "required"),
    "many": ("可多个", "several"), "code_list": ("代码表", "code list"), "sensitive": ("敏感", "sensitive"),
    "index": ("可检索", "indexed"), "read_only": ("只读", "read-only"), "compute": ("计算公式", "formula"),
    "prefill": ("预填", "prefill"), "plan_back": ("倒排工期", "plan back"),
    "offer": ("可选范围", "offers"), "external_id": ("外部编号", "external id"),
    "default": ("默认值", "default"), "print": ("打印", "printed"),
    "visible": ("显示条件", "shown when"), "enabled": ("可填条件", "enabled when"),
    "required_if": ("必填条件", "required when"), "when_hidden": ("隐藏时", "when hidden"),
    "options_of_kind": ("种类设置", "settings"), "option_title": ("名称", "title"), "parent": ("上一级", "parent"),
    "start": ("起算", "starts"), "stop": ("结束", "stops"), "cancel": ("终止", "cancelled by"),
    "restart": ("重新起算", "restarts"), "resume": ("恢复计算", "resumes"), "within": ("期限", "within"),
    "until": ("截止日", "until"), "every": ("周期", "every"), "met_by": ("算作完成", "met by"),
    "start_if": ("起算条件", "starts if"), "counting": ("计日方法", "counting"), "at_most": ("法定上限", "at most"),
    "warn": ("提醒", "warnings"), "extend": ("延期", "extension"), "pause_while": ("中止条件", "paused while"),
    "escalate": ("逐级升级", "escalation"), "once": ("只计一次", "once"), "from_occurred_on": ("自发生日起算", "from the day of the act"),
    "on": ("触发事件", "on"), "then": ("结果", "then"), "because": ("理由", "because"), "priority": ("优先级", "priority"),
    "path": ("办文步骤", "steps"),
    "template": ("模板", "template"), "context": ("填写内容", "context"), "case_types": ("适用类型", "case types"),
    "case_type": ("事项类型", "case type"), "columns": ("列", "columns"), "group": ("分组", "group"), "sort": ("排序", "sort"),
    "filters": ("筛选", "filters"), "diary": ("列入日程", "in the diary"), "excel": ("导出样式", "export"), "scope": ("范围", "scope"),
    "fields": ("字段权限", "rights on fields"), "administers": ("管理权", "administers"), "registers": ("可登记", "registers"),
    "acts": ("可作操作", "acts"), "version": ("版本", "version"), "mapped": ("新旧对照", "mapping"), "zone": ("时区", "zone"),
    "weekend": ("周末", "weekend"), "notify_at": ("提醒时刻", "notifies at"), "hours": ("工作时间", "hours"),
    "revision": ("修订", "revision"), "published": ("已公布", "published"), "days_off": ("放假日", "days off"),
    "workdays": ("调休上班日", "make-up days"), "measure": ("算法", "measure"), "numerator": ("分子", "numerator"),
    "denominator": ("分母", "denominator"), "rounding": ("取整", "rounding"), "rrule": ("频次", "recurrence"),
    "opens": ("开启", "opens"), "task": ("任务", "task"), "if_holiday": ("遇假日", "on holidays"),
    "agenda": ("议程", "agenda"), "nil_report": ("零报告", "nil report"),
    "ahead": ("提前多久开始", "opens ahead"), "answers": ("写进答案", "writes into answers"),
    "rota": ("轮值", "rota"), "appointments": ("预约", "appointments"), "schema": ("取值要求", "schema"),
    "date": ("归期日期", "date"), "each": ("逐个考核", "each"), "each_role": ("考核的角色", "role"),
    "each_kind": ("考核的单位", "kind of units"),
    "each_case": ("交办下去的另计", "what was sent on apart"),
    "by": ("分列", "shown by"), "tables": ("表", "tables"), "over": ("数到哪里", "over"),
    "targets": ("目标", "targets"), "report": ("报表", "report"), "dashboard": ("每日一览", "dashboard"),
    "digest": ("送阅的文件", "paper for leaders"), "period": ("报哪一期", "period handed in"),
    "calendar": ("日历", "calendar"), "content": ("内容", "content"),
}  # fmt: skip


_READ = (Sort.VIEW, Sort.REPORT, Sort.TARGET)


def facet(name: str, language: str, sort: Sort | None = None) -> str:
    """A facet's title; a keyword of JSON Schema says what it asks. Whoever is named by a list or a table reads it."""
    if name == "who" and sort in _READ:
        return pick(("谁能看", "seen by"), language)
    if name.startswith("schema."):
        word = name.removeprefix("schema.")
        return pick(KEYWORDS.get(word, (word, word)), language)
    return pick(FACETS.get(name, (name, name)), language)


def pick(pair: Pair, language: str) -> str:
    """The half for a language, `zh` or `en`."""
    return pair[language.startswith("en")]


def named(cls: str, where: str, sort: str, title: str, language: str) -> str:
    """The head of a line: class, where, what."""
    return f"[{cls}] {where}{sort} “{title}”: " if language == "en" else f"[{cls}] {where}{sort}“{title}”："
