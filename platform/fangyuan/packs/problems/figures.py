"""Words for reports and targets: what cannot be counted, and what to write instead."""

from fangyuan.packs.problems.wording import Wording

WORDINGS = {
    "not-indexed": Wording(
        "“{name}”没有建索引，不能统计",
        "{name} is not indexed and cannot be counted by",
        '在表单里给它写 "x-fangyuan-index": true。',
        'Write "x-fangyuan-index": true at the field.',
    ),
    "not-reportable": Wording(
        "报表和目标里不能用“{name}”",
        "reports and targets cannot use {name}",
        "用可检索的答案，case.stage、case.outcome、case.closed_at 之类的案情，或时限的 clock.<时限>.stopped、status、overdue。",
        "Use an indexed answer, a fact such as case.stage, case.outcome, case.closed_at, or clock.<clock>.stopped, status, overdue.",
    ),
    "not-weighed": Wording(
        "报表和目标里不能对“{name}”用 {op}",
        "reports and targets cannot test {name} by {op}",
        "一列答案和敏感答案只能用 const、enum、contains、absent；文字不能用 pattern，时刻不能用 const。",
        "Lists and sensitive answers know const, enum, contains and absent alone; there is no pattern, and no const of an instant.",
    ),
    "not-a-number": Wording(
        "“{name}”不是单个的数，不能合计或平均",
        "{name} is no single number and can be neither summed nor averaged",
        "数一列有几条写 entries；数案件写 count。",
        "Write entries for the length of a list, count for cases.",
    ),
    "not-a-list": Wording(
        "“{name}”不是一列，数不出条数",
        "{name} is no list whose entries could be counted",
        "写列表里的字段，如 persons.name。",
        "Name a field within a list, such as persons.name.",
    ),
    "not-single": Wording(
        "“{name}”是一列，不能数不同的有几个",
        "{name} is a list; its different values cannot be counted",
        "按它分行，或数单个的答案。",
        "Make it the rows of a table, or count a single answer.",
    ),
    "not-a-date": Wording(
        "“{name}”不是日期",
        "{name} is no date",
        "写日期字段，或 case.received_on、case.closed_at、clock.<时限>.stopped。",
        "Name a date, or case.received_on, case.closed_at, clock.<clock>.stopped.",
    ),
    "not-over-levels": Wording(
        "“{name}”只在连同下级的报表里有",
        "{name} is only there in a report over levels",
        "给报表写 over: levels，或按 case.unit 分。",
        "Write over: levels at the report, or go by case.unit.",
    ),
    "not-a-holder": Wording(
        "“{name}”不是人员或单位，不能逐个考核",
        "{name} names neither officers nor units that could each reach a target",
        "写 x-fangyuan-kind 是 officer 或 unit 的字段，或 case.unit、case.leader。",
        "Name a field whose x-fangyuan-kind is officer or unit, or case.unit, case.leader.",
    ),
    "sensitive-axis": Wording(
        "“{name}”是敏感信息，不能按它分行分列",
        "{name} is sensitive; no table can be told apart by it",
        "换一个字段；只数有几个不同的写 distinct。",
        "Name another field; write distinct to count how many there are.",
    ),
    "axis-needs-step": Wording(
        "按日期“{name}”分，要写分到月、季、半年还是年",
        "a table told apart by the date {name} needs a step",
        "写 step: month、quarter、half-year 或 year。",
        "Write step: month, quarter, half-year or year.",
    ),
    "stock-by-date": Wording(
        "“{name}”是一个时点的在办数，不能按 date 分到各月",
        "{name} is what is open at one moment and cannot be told apart by date",
        "放进另一张不按 date 分的表。",
        "Put it into a table of its own that does not go by date.",
    ),
    "no-levels": Wording(
        "“{name}”的选项不分级，不能写 level",
        "the options of {name} have no levels",
        "去掉 level，或换成有上下级的代码表。",
        "Leave level out, or use a code list with children.",
    ),
    "dashboard-by-person": Wording(
        "每日一览看问题和地方，不看人，不能按“{name}”分",
        "a dashboard shows topics and places, never people; it cannot go by {name}",
        "写内容分类、属地、热点、单位这样的字段。",
        "Name a field such as a category, a place, a topic or a unit.",
    ),
    "dashboard-by-date": Wording(
        "每日一览的内容和属地不能按日期“{name}”分",
        "the topics and places of a dashboard cannot go by the date {name}",
        "走势由平台自己画，去掉这一条。",
        "The platform draws the course of time by itself; leave this one out.",
    ),
    "digest-tells-person": Wording(
        "送阅的案例里不能写“{name}”：它说的是人",
        "a case in a paper for leaders cannot tell {name}: it tells of a person",
        "写事由、分类、属地、结果这样的字段；人由平台隐去。",
        "Name fields such as the matter, its category, its place, its outcome; people are covered by the platform.",
    ),
    "section-needs-one": Wording(
        "一个部分只写 tables、cases、write 之一，这里有 {count} 个",
        "a section has one of tables, cases, write; here are {count}",
        "如 tables: [volume]。",
        "Such as tables: [volume].",
    ),
    "measure-needs-one": Wording(
        "一个数只写 count、sum、average、days、entries、distinct、rate 之一，这里有 {count} 个",
        "a measure gives one of count, sum, average, days, entries, distinct, rate; here are {count}",
        "如 count: true。",
        "Such as count: true.",
    ),
    "named-twice": Wording(
        "“{name}”在同一处写了两次",
        "{name} stands twice in the same place",
        "给其中一个换个编号。",
        "Give one of them another id.",
    ),
}
