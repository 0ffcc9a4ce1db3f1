"""What paths are called: titles of fields, of their options, and of the facts that the platform offers.

A mapping of titles holds `path` -> title of the field or fact, `path=value` -> title of an option, and `$name` -> title
of a parameter. Sentences and lists of failed conditions read it.
"""

from collections.abc import Iterable

from fangyuan.kinds.choices import every, written
from fangyuan.model.fields import Field
from fangyuan.model.procedure import CaseType

FACTS: dict[str, tuple[str, str]] = {
    "case.number": ("编号", "case number"),
    "case.stage": ("阶段", "stage"),
    "case.visit": ("进入本阶段的次数", "visits of this stage"),
    "case.age_days": ("登记以来的天数", "days since registration"),
    "case.repeat_count": ("重复次数", "number of repeats"),
    "case.children": ("发出未退回的件数", "matters sent on that have not come back"),
    "case.waiting": ("等待报告的件数", "matters sent on that are waited for"),
    "case.related": ("关联的件数", "cases tied to it by an officer"),
    "case.owed": ("发来的一方还在等", "whoever sent it still waits"),
    "case.parent": ("转来的上级件", "matter it was sent from"),
    "case.people": ("人数", "number of people"),
    "case.flags": ("标记", "flags"),
    "case.leader": ("牵头负责人", "leader in charge"),
    "case.received_on": ("收到日期", "date received"),
    "case.registered_at": ("登记时间", "time of registration"),
    "case.closed": ("已办结", "closed"),
    "case.closed_at": ("办结时间", "time of closing"),
    "case.outcome": ("办理结果", "outcome"),
    "case.unit": ("登记单位", "owning unit"),
    "actor.role": ("经办人角色", "role of the officer"),
    "actor.unit": ("经办人单位", "unit of the officer"),
    "actor.person": ("经办人", "officer"),
    "unit.title": ("单位名称", "name of the unit"),
    "unit.phone": ("单位电话", "phone of the unit"),
    "tenant.title": ("机关名称", "name of the jurisdiction"),
    "unit.level": ("单位层级", "level of the unit"),
    "unit.kind": ("单位类型", "kind of unit"),
}
_TASK = {
    "done": ("“{}”已完成", "“{}” is done"),
    "done_here": ("此对象的“{}”已完成", "“{}” is done for this one"),
    "count": ("“{}”的份数", "how many of “{}” there are"),
    "done_count": ("“{}”已完成的份数", "how many of “{}” are done"),
    "opened": ("“{}”已开始", "“{}” is open"),
    "last": ("最近一次“{}”", "the last “{}”"),
}
_LETTER = {
    "drafted": ("文书“{}”已拟稿", "letter “{}” is drafted"),
    "issued": ("文书“{}”已签发", "letter “{}” is issued"),
    "sealed": ("文书“{}”已用印", "letter “{}” is sealed"),
    "delivered": ("文书“{}”已送达", "letter “{}” is delivered"),
    "count": ("文书“{}”签发的份数", "how many of letter “{}” were issued"),
}
_OCCASION: dict[str, tuple[str, str]] = {
    "extension.title": ("所延时限", "clock that is extended"),
    "extension.reason": ("延期理由", "reason of the extension"),
    "extension.by": ("延长多久", "length of the extension"),
    "extension.due": ("延期后的期限", "due date as extended"),
    "extension.approved_by": ("批准人", "who approved the extension"),
    "subject.title": ("对象名称", "name of the unit concerned"),
}
"""What a letter may say of its occasion; no condition tests it."""

_CLOCK = {
    "light": ("“{}”的灯色", "light of “{}”"),
    "due": ("“{}”的期限", "due date of “{}”"),
    "overdue": ("“{}”已逾期", "“{}” is overdue"),
}


_KIND_OF = ("“{}”的单位类型", "kind of the unit “{}”")


def titles_of(fields: Iterable[Field]) -> dict[str, str]:
    """Titles of fields and of their options."""
    told: dict[str, str] = {}
    for field in (each for top in fields for each in top.walk()):
        told[field.path] = field.title or field.name
        told.update({f"{field.path}={written(option.value)}": option.title for option in every(field.options)})
    return told


def titles(case_type: CaseType, language: str = "zh") -> dict[str, str]:
    """Everything that a condition or a letter of the case type may name, by what it is called."""
    which = 1 if language.startswith("en") else 0
    told = {path: pair[which] for path, pair in (FACTS | _OCCASION).items()}
    for task in case_type.tasks.values():
        told.update({f"task.{task.task}.{word}": pair[which].format(task.title) for word, pair in _TASK.items()})
    for clock in case_type.clocks:
        told.update({f"clock.{clock.clock}.{word}": pair[which].format(clock.title) for word, pair in _CLOCK.items()})
    for letter, title in case_type.letters.items():
        told.update({f"letter.{letter}.{word}": pair[which].format(title) for word, pair in _LETTER.items()})
    for slot in case_type.slots.values():
        told[f"slot.{slot.slot}"] = slot.title or slot.slot
    told.update({f"case.stage={stage.stage}": stage.title for stage in case_type.stages})
    named = {slot.slot: slot.title or slot.slot for slot in case_type.slots.values()}
    named |= {path: field.title for path, field in case_type.fields.items() if field.kind == "unit"}
    told.update({f"kind_of.{path}": _KIND_OF[which].format(title) for path, title in named.items()})
    # What a task asks for in every entry is known below the task too.
    placed = {path: field.title or field.name for path, field in case_type.fields.items()}
    return told | titles_of(case_type.fields.values()) | placed
