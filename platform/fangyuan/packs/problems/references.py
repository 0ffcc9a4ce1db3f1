"""Words for names that lead nowhere, and for packs that extend others."""

from fangyuan.packs.problems.wording import Wording, warning


def _unknown(zh: str, en: str) -> Wording:
    return Wording(f"没有名为“{{name}}”的{zh}", f"there is no {en} {{name}}")


WORDINGS = {
    "unknown-stage": _unknown("阶段", "stage"),
    "unknown-task": _unknown("任务", "task"),
    "unknown-action": _unknown("操作", "action"),
    "unknown-form": _unknown("表单", "form"),
    "unknown-letter": _unknown("文书", "letter"),
    "unknown-clock": _unknown("时限", "clock"),
    "unknown-role": _unknown("角色", "role"),
    "unknown-list": Wording(
        "“{name}”不是可有多个的席位，也不是列表字段",
        "{name} is neither a slot that may hold several nor a list",
        "给席位加上 many: true，或写一个列表字段。",
        "Give the slot many: true, or name a list.",
    ),
    "rows-without-id": Wording(
        "“{name}”的行没有编号，前面的行删去以后，任务和时限会跑到别的行上",
        "the rows of {name} have no id: once an earlier row is taken out, tasks and clocks would go to other rows",
        "给行加上字段 id（文字；空着的由平台编号，也可以用 hidden 种类不显示）。",
        "Give the rows a text field id; the platform numbers those left blank, and of kind hidden it is not shown.",
    ),
    "unknown-slot": _unknown("席位", "slot"),
    "unknown-field": _unknown("字段", "field"),
    "unknown-fact": Wording(
        "没有名为“{name}”的字段或案情",
        "there is no field or fact {name}",
        "写表单里的字段，或手册里列出的案情，如 case.stage。",
        "Name a field of the forms, or a fact of the reference, such as case.stage.",
    ),
    "unknown-code-list": _unknown("代码表", "code list"),
    "unknown-code": Wording("代码表“{list}”里没有“{name}”", "the code list {list} has no code {name}"),
    "set-not-held": Wording(
        "“{name}”装不下“{value}”：{reason}",
        "{name} cannot hold {value}: {reason_en}",
        "改写这个值，或改表单里这个字段的要求。",
        "Change the value, or what the form asks of the field.",
    ),
    "default-not-held": Wording(
        "“{name}”的默认值“{value}”不合它自己的要求：{reason}",
        "the default {value} of {name} does not fit the field itself: {reason_en}",
        "改写 default，或改这个字段的要求。",
        "Change default, or what is asked of the field.",
    ),
    "example-not-held": Wording(
        "“{name}”的例子“{value}”不合它自己的要求：{reason}",
        "the example {value} of {name} does not fit the field itself: {reason_en}",
        "改写 examples，或改这个字段的要求。",
        "Change examples, or what is asked of the field.",
    ),
    "unknown-calendar": _unknown("日历", "calendar"),
    "unknown-case-type": _unknown("案件类型", "case type"),
    "unknown-view": _unknown("台账", "view"),
    "unknown-report": _unknown("报表", "report"),
    "unknown-target": _unknown("目标", "target"),
    "unknown-rule": _unknown("规则", "rule"),
    "unknown-person": _unknown("人员", "person"),
    "unknown-subject": _unknown("单位、人员或分项", "unit, person or row"),
    "unknown-duty": _unknown("定期工作", "duty"),
    "unknown-case": _unknown("案件", "case"),
    "prefill-unknown": Wording("没有可以预填的“{name}”", "there is nothing called {name} to begin with"),
    "prefill-not-of-people": warning(
        "以前的事项里没有 person 之内的“{name}”，什么也不会填",
        "no earlier case has {name} at or below its people: nothing will be filled in",
    ),
    "unknown-unit": _unknown("单位", "unit"),
    "unknown-parameter": _unknown("参数", "parameter"),
    "parameter-no-duration": Wording(
        "参数“{name}”不是时长",
        "the parameter {name} is no duration",
        "在 pack.yaml 里给它写 kind: duration，或换一个参数。",
        "Give it kind: duration in pack.yaml, or name another.",
    ),
    "unknown-level": _unknown("层级", "level"),
    "unknown-flag": _unknown("标记", "flag"),
    "unknown-outcome": _unknown("办理结果", "outcome"),
    "unknown-event": Wording(
        "没有名为“{name}”的事件，也没有任务或操作说出(emits)它",
        "there is no event {name}, and no task or action emits it",
    ),
    "unknown-effect": _unknown("处置", "effect"),
    "who-needs-one": Wording(
        "一个人员描述只写 role、slot、field 之一{given}",
        "a description of people gives one of role, slot, field{given}",
        "如 {{role: …}}。",
        "Such as {{role: …}}.",
    ),
    "no-narrowing": Wording("事件“{event}”不能用“{name}”来限定", "the event {event} cannot be narrowed by {name}"),
    "unknown-template": Wording(
        "letters/ 里没有模板“{name}”",
        "letters/ has no template {name}",
        "把模板文件放进 letters/。",
        "Put the template into letters/.",
    ),
    "unknown-parent": Wording(
        "找不到上级定义包“{name}”(要求版本 {range})",
        "the pack {name} (version {range}) that this one extends cannot be found",
        "先安装它，或把它放在同一个文件夹旁边。",
        "Install it first, or put it beside this one.",
    ),
    "parent-version": Wording(
        "上级定义包“{name}”的版本是 {found}，要求 {range}",
        "the pack {name} has version {found}, and {range} is asked for",
        "改写 extends 里的版本范围，或安装合适的版本。",
        "Change the range in extends, or install a version that fits.",
    ),
    "parent-circle": Wording(
        "定义包循环继承：{circle}",
        "packs extend each other in a circle: {circle}",
        "去掉其中一个 extends。",
        "Remove one of the extends.",
    ),
    "type-circle": Wording(
        "案件类型循环派生：{circle}",
        "case types derive from each other in a circle: {circle}",
        "去掉其中一个 extends。",
        "Remove one of the extends.",
    ),
    "twice-inherited": Wording(
        "{kind}“{name}”在 {first} 与 {second} 里都有",
        "{kind} {name} comes from {first} and from {second}",
        "在本包写明用哪一个；整条重写的加 replace: true。",
        "Say in this pack which one is meant, with replace: true where it is written anew.",
    ),
    "twice-changed": Wording(
        "{kind}“{name}”的 {word} 在 {first} 与 {second} 里写得不一样",
        "{first} and {second} say otherwise of {word} of the {kind} {name}",
        "在本包这个 {kind} 里写明 {word}。",
        "Say {word} of this {kind} in this pack.",
    ),
    "no-case-type-file": Wording(
        "文件夹 {folder} 里没有 case-type.yaml，上级也没有名为“{name}”的案件类型",
        "the folder {folder} has no case-type.yaml, and no parent has a case type {name}",
        "核对文件夹名，或在里面新建 case-type.yaml。",
        "Check the name of the folder, or add a case-type.yaml to it.",
    ),
    "nothing-to-remove": Wording("上级里没有“{name}”，无从删去", "there is no {name} above that could be removed"),
    "nothing-to-follow": Wording("找不到“{name}”，不知排在谁之后", "there is no {name} to stand after"),
    "bound-loosened": Wording(
        "时限“{clock}”的上限只能收紧：上级是 {was}，这里是 {now}",
        "the bound of the clock {clock} can only be tightened: above it is {was}, here {now}",
        "写 {was} 或更短。",
        "Write {was} or less.",
    ),
    "bound-removed": Wording(
        "时限“{clock}”有法定上限 {was}，不能删去",
        "the clock {clock} has a bound of {was} and cannot be taken out",
        "保留它，或写一个不长于 {was} 的 at-most。",
        "Keep it, or write an at-most of no more than {was}.",
    ),
    "bound-exceeded": Wording(
        "时限“{clock}”({within})超过上限 {bound}",
        "the clock {clock} ({within}) is longer than its bound {bound}",
        "缩短 within，或减少延长。",
        "Shorten within, or the extension.",
    ),
}
