"""What can be wrong with a form or a condition of a pack: code -> words, Chinese for authors, with an English twin.

A finding is made by `finding(code, …)`; `english` gives the twin out of the same code and detail.
"""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass

from fangyuan.model.problems import Mark, Problem, Severity


@dataclass(frozen=True, slots=True)
class Words:
    """What is wrong, and what to write instead, twice."""

    chinese: str
    english: str
    chinese_advice: str = ""
    english_advice: str = ""
    severity: Severity = Severity.ERROR


def _operand(chinese: str, english: str) -> Words:
    return Words("{test} 后面不能写 {value}", "{test} cannot take {value}", chinese, english)


def _type(chinese: str, english: str) -> Words:
    return Words("“{field}”不能用 {test} 来判断", "{field} cannot be tested by {test}", chinese, english)


_SHAPE = ("写成 {{字段: {{const: 值}}}}", "write {{field: {{const: value}}}}")

WORDS: dict[str, Words] = {
    "condition-shape": Words(
        "条件应是“字段: 判断”的对照表", "a condition is a mapping of field paths to tests", *_SHAPE
    ),
    "condition-is-a-list": Words(
        "条件不能直接写成列表",
        "a condition cannot be a list",
        "写成 all: […] 或 any: […]",
        "write all: […] or any: […]",
    ),
    "condition-depth": Words(
        "条件嵌套太深", "the condition is nested too deeply", "拆成几条规则", "split it into several rules"
    ),
    "condition-members": Words(
        "{group} 后面应是条件的列表",
        "{group} takes a list of conditions",
        "一条条件占一项",
        "write one condition an entry",
    ),
    "condition-bare-value": Words(
        "“{field}”后面缺少判断方式", "the test of {field} is not a mapping", "写成 {{{instead}}}", "write {{{instead}}}"
    ),
    "condition-no-test": Words(
        "没有写怎样判断“{field}”",
        "nothing is tested of {field}",
        "写 absent: false 表示已填写",
        "write absent: false for any answer",
    ),
    "unknown-path": Words(
        "没有名为“{field}”的字段或事实",
        "nothing is called {field} here",
        "核对表单中的字段名，或参考手册中的事实名",
        "name a field of the forms, or a fact of the reference",
    ),
    "unknown-test": Words(
        "没有名为“{test}”的判断", "there is no test called {test}", "可以写：{known}", "write one of: {known}"
    ),
    "test-of-array": _type(
        "列表请用 contains、minItems、maxItems 或 absent", "write contains, minItems, maxItems or absent"
    ),
    "test-of-object": _type("请判断其中的某一栏", "test one of the fields inside it"),
    "test-of-boolean": _type("写 const: true 或 const: false", "write const: true or const: false"),
    "test-of-string": _type("文字请用 const、enum 或 pattern", "write const, enum or pattern"),
    "test-of-number": _type("数字请用 const、enum、minimum 或 maximum", "write const, enum, minimum or maximum"),
    "test-of-date": _type(
        "日期请用 before、after、older-than 或 newer-than", "write before, after, older-than or newer-than"
    ),
    "operand-boolean": _operand("写 true 或 false", "write true or false"),
    "operand-number": _operand("写一个数字", "write a number"),
    "operand-count": _operand("写 0 或更大的整数", "write a whole number from 0 on"),
    "operand-list": _operand("写一个列表，至少一项", "write a list of values"),
    "operand-scalar": _operand("写文字、数字、true 或 false", "write a text, a number, true or false"),
    "operand-pattern": _operand("写正则表达式", "write a regular expression"),
    "operand-date": _operand(
        "写日期（2026-02-10）、today 或 {{field: 字段}}", "write a date (2026-02-10), today, or {{field: path}}"
    ),
    "operand-date-field": _operand("写一个日期类型的字段", "name a field that holds a date"),
    "operand-duration": _operand("写时长，例如 15 days、24 months", "write a duration, such as 15 days or 24 months"),
    "operand-workdays": _operand(
        "工作日要按日历计算，这里请写 days，或改用时限", "workdays need a calendar; write days, or use a clock"
    ),
    "operand-param": _operand("写 {{$param: 参数名}}", "write {{$param: name}}"),
    "operand-unknown-param": _operand("先在 pack.yaml 的 parameters 中声明", "declare the parameter in pack.yaml"),
    "operand-unknown-path": _operand("写表单中的字段名", "name a field of the forms"),
    "operand-type": _operand("“{field}”的值应是 {wanted}", "a value of {field} is of type {wanted}"),
    "never-holds": Words(
        "“{value}”不是“{field}”的选项，这个条件永远不成立",
        "{value} is no option of {field}, so this can never hold",
        "改成它的某个选项",
        "write one of its options",
        Severity.WARNING,
    ),
    "not-an-object-form": Words(
        "表单的最外层应是 type: object，并有 properties",
        "the root of a form is an object with properties",
        "写上 type: object 和 properties",
        "write type: object and properties",
    ),
    "bad-schema": Words(
        "JSON Schema 写错了：{reason}",
        "this is not JSON Schema: {reason_en}",
        "对照 JSON Schema 2020-12 改正",
        "see JSON Schema 2020-12",
    ),
    "bad-pattern": Words(
        "正则表达式“{pattern}”写错了",
        "{pattern} is no regular expression",
        "检查括号和转义",
        "check brackets and escapes",
    ),
    "pattern-too-large": Words(
        "正则表达式“{pattern}”重复得太多，写开来超过 {most} 个字符",
        "{pattern} repeats too much: written out it has more than {most} signs",
        "减少花括号里的次数，或用 maxLength 限制长度。",
        "Repeat less often, or limit the length with maxLength.",
    ),
    "slow-pattern": Words(
        "正则表达式“{pattern}”只能限时运行",
        "{pattern} can only run with a time-out",
        "去掉环视和反向引用",
        "avoid look-around and back references",
        Severity.WARNING,
    ),
    "unknown-ref": Words(
        "找不到引用“{ref}”",
        "the reference {ref} leads nowhere",
        "核对文件名和 $defs 中的名称；只能引用本包和所继承的包中的文件",
        "check the file and the names under $defs; only files of this pack and of those it extends can be named",
    ),
    "recursive-ref": Words(
        "引用“{ref}”原地绕回了自己，没有意义",
        "the reference {ref} leads back to itself without entering a part",
        "去掉这个引用；要写多层内容，让它只出现在 properties 或 items 里面",
        "remove it; what contains itself does so below properties or items",
    ),
    "endless-ref": Words(
        "引用“{ref}”里面必填它自己，永远填不完",
        "{ref} requires itself inside itself, so it could never be filled in",
        "让里面的那一栏不必填，或改成可以没有的列表",
        "do not require the inner one, or make it a list that may be empty",
    ),
    "form-too-large": Words(
        "引用展开以后超过 {limit} 个部分",
        "with every reference in its place the form has more than {limit} parts",
        "减少引用的层数",
        "use fewer levels of references",
    ),
    "unknown-draft": Words(
        "不认识 $schema“{draft}”",
        "nobody knows the $schema {draft}",
        "可以写：{known}",
        "write one of: {known}",
    ),
    "form-too-deep": Words(
        "表单嵌套超过 {limit} 层", "the form is nested more than {limit} levels", "减少层数", "use fewer levels"
    ),
    "bad-name": Words(
        "字段名“{name}”不能用",
        "{name} cannot be the name of a field",
        "用字母、数字、下划线、汉字，不以数字或下划线开头",
        "use letters, digits, underscores; begin with a letter",
    ),
    "unknown-kind": Words(
        "没有名为“{kind}”的字段类型", "there is no field kind {kind}", "可以写：{known}", "write one of: {known}"
    ),
    "unknown-code-list": Words(
        "没有名为“{list}”的代码表", "there is no code list {list}", "在 codes/ 中新建", "add it under codes/"
    ),
    "code-not-in-list": Words(
        "代码表里没有“{value}”",
        "the code list has no {value}",
        "enum 里只写代码表中的代码",
        "name codes of the list alone in enum",
    ),
    "no-options": Words(
        "“{field}”没有选项", "{field} has no options", "写 enum、oneOf 或代码表", "write enum, oneOf or a code list"
    ),
    "unknown-word": Words("不认识“{word}”", "unknown word {word}", "可以写：{known}", "write one of: {known}"),
    "unknown-keyword": Words(
        "JSON Schema 和平台都没有“{word}”这个词，写了不起作用",
        "neither JSON Schema nor the platform knows {word}: it has no effect",
        "核对拼写；自己工具用的词以 x- 开头",
        "check the spelling; words of tools of your own begin with x-",
    ),
    "unknown-format": Words(
        "没有名为“{format}”的格式", "there is no format {format}", "可以写：{known}", "write one of: {known}"
    ),
    "bounds-crossed": Words(
        "“{low}”大于“{high}”，没有答案合得上",
        "{low} is more than {high}: no answer meets both",
        "改其中一个",
        "change one of them",
    ),
    "bad-attachment": Words(
        "x-fangyuan-attachment 的“{word}”写错了",
        "{word} of x-fangyuan-attachment is wrong",
        "写成 {{types: [pdf, jpg], max-size: 20 MB, max-files: 10}}",
        "write {{types: [pdf, jpg], max-size: 20 MB, max-files: 10}}",
    ),
    "bad-when-hidden": Words(
        "when-hidden 只能是 clear 或 keep", "when-hidden is clear or keep", "写 clear 或 keep", "write clear or keep"
    ),
    "required-but-not-there": Words(
        "required 中的“{name}”不是这里的字段", "{name} in required is no field here", "核对字段名", "check the name"
    ),
    "unknown-element": Words(
        "界面中没有“{type}”这种元素", "there is no UI element {type}", "可以写：{known}", "write one of: {known}"
    ),
    "bad-scope": Words(
        "scope“{scope}”找不到字段",
        "the scope {scope} leads to no field",
        "写成 #/properties/字段名",
        "write #/properties/name",
    ),
    "bad-fold": Words(
        "fold 写错了：有标题的 Group、Category 才能折叠",
        "fold is wrong: a Group or Category that has a label may be folded",
        "写成 {{fold: true}}，或者 {{fold: {{unless: {{scope: …, schema: …}}}}}}",
        "write {{fold: true}}, or {{fold: {{unless: {{scope: …, schema: …}}}}}}",
    ),
    "required-folded": Words(
        "必填的“{field}”折叠起来了，填表的人看不见",
        "{field} is required and folded away, where nobody sees it",
        "把它移到不折叠的一组里，或者去掉 fold",
        "move it to a group that is not folded, or leave fold out",
    ),
    "bad-rule": Words(
        "规则写错了",
        "this rule cannot be read",
        "写成 {{effect: SHOW, condition: {{scope: …, schema: …}}}}",
        "write {{effect: SHOW, condition: {{scope: …, schema: …}}}}",
    ),
    "bad-rule-schema": Words(
        "规则的条件中不能用“{word}”",
        "{word} cannot be used in the condition of a rule",
        "可以用：{known}",
        "use one of: {known}",
    ),
    "not-laid-out": Words(
        "必填的“{field}”没有放进界面，无法填写",
        "{field} is required and stands nowhere in the UI",
        "在 ui.json 中加一个 Control",
        "add a Control to the UI schema",
        Severity.WARNING,
    ),
    "bad-compute": Words(
        "计算式写错了：{reason}", "this computation cannot be read: {reason_en}", "对照 JsonLogic 改正", "see JsonLogic"
    ),
    "compute-cycle": Words(
        "这些计算互相依赖：{fields}",
        "these computations depend on one another: {fields}",
        "去掉其中一个依赖",
        "remove one dependence",
    ),
    "branch-not-shown": Words(
        "“{field}”只在 then、else 或 dependentSchemas 中，其条件中的“{word}”没有对应的显示规则，所以总是显示，答案总是保留",
        "{field} stands only in then, else or dependentSchemas, and no rule says what {word} says: it is always seen and kept",
        "把它移到 properties 中，并写 x-fangyuan-rule",
        "move it into properties and give it an x-fangyuan-rule",
        Severity.WARNING,
    ),
    "several-types": Words(
        "“{field}”的值可以是几种类型（{types}），页面不知道该怎样问",
        "{field} may be of several types ({types}), so a page cannot ask for it",
        "只留一种类型；确有几种情形的，写成 oneOf，每种都是 type: object，并写 title",
        "keep one type, or write oneOf with an object and a title for each case",
    ),
    "list-of-lists": Words(
        "“{field}”是列表的列表，页面排不下",
        "{field} is a list of lists, which a page cannot show",
        "让每一行是 type: object，里面再放列表",
        "let each row be an object that holds the inner list",
    ),
    "tuple-open": Words(
        "“{field}”说了前 {count} 项是什么，没有说后面不许再有，页面不知道后面的项怎样问",
        "{field} says what its first {count} places are, but not that nothing follows them",
        "写上 items: false；后面还有同样的项时，另用一个列表字段",
        "write items: false; put what follows into a list of its own",
    ),
    "visibility-circle": Words(
        "这些字段是否显示互相依赖，绕成了一圈：{titles}（{fields}）",
        "whether these fields are seen depends on one another in a circle: {fields}",
        "去掉其中一条显示规则，或让其中一栏 x-fangyuan-when-hidden: keep",
        "remove one of the rules, or let one of the fields say x-fangyuan-when-hidden: keep",
    ),
    "bad-columns": Words(
        "列名（x-fangyuan-columns）写错了",
        "the heads of columns (x-fangyuan-columns) are written wrongly",
        "写成一串列名，如 [来电人, 诉求人]",
        "write a list of heads, such as [caller, applicant]",
    ),
    "bad-external-id": Words(
        "外部编号（external-id）里的“{word}”写错了、没有写，或者不能写在这个字段上",
        "{word} in external-id is wrong or missing, or cannot stand on this field",
        "写在不敏感的一行文字上：{{system: 系统的编号, title: 系统的名称, columns: [导出表里的列名]}}；不知道是哪个系统的写 {{}}",
        "write {{system: id, title: name, columns: [heads]}} on a line of text that is not sensitive; {{}} for no system in particular",
    ),
    "bad-plan": Words(
        "倒排工期（plan-back）里的“{word}”写错了，或者没有写",
        "{word} in plan-back is missing or wrong",
        "写在每行是 type: object 的列表上：{wanted}，另可写 begin、explain、calendar",
        "write {wanted} on a list whose rows are objects; begin, explain and calendar may be added",
    ),
    "bad-offer": Words(
        "可选范围（offer）里的“{word}”写错了、不适合 {kind} 种类，或者没有写",
        "{word} in offer is missing, wrong, or not for the kind {kind}",
        "unit 写 {{among: 字段或席位, kinds: [种类], except-kinds: [种类]}} 中的几项，"
        "officer 写 {{among: …}}，row 写 {{among: 列表字段, title: 一栏}}",
        "write some of {{among: field or slot, kinds: [kind], except-kinds: [kind]}} for unit, {{among: …}} for officer,"
        " {{among: list, title: column}} for row",
    ),
    "plan-field": Words(
        "倒排工期（plan-back）的 {word} 写的“{name}”，不是每行里 {kind} 种类的字段",
        "{name}, named by {word} in plan-back, is no field of the kind {kind} in a row",
        "可以写：{known}",
        "write one of: {known}",
    ),
    "compute-unknown": Words(
        "计算式中没有名为“{field}”的字段",
        "nothing is called {field} in this computation",
        "核对字段名",
        "check the name",
        Severity.WARNING,
    ),
}


def finding(code: str, path: str = "", mark: Mark | None = None, **detail: object) -> Problem:
    """A problem; `near` in the detail is a suggestion and takes the place of the general advice."""
    words, told = WORDS[code], {name: _written(value) for name, value in detail.items()}
    advice = f"是不是想写“{told['near']}”？" if told.get("near") else words.chinese_advice.format(**told)
    return Problem(code, words.chinese.format(**told), path, mark, advice, words.severity, told)


def _written(value: object) -> str:
    """A value as YAML and JSON write it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def english(problem: Problem) -> str:
    """The English twin: what is wrong and what to do; the message itself for a code of another room."""
    words = WORDS.get(problem.code)
    if words is None:
        return ". ".join(part for part in (problem.message, problem.advice) if part)
    near_by = problem.detail.get("near")
    advice = f'Did you mean "{near_by}"?' if near_by else words.english_advice.format(**problem.detail)
    return ". ".join(part for part in (words.english.format(**problem.detail), advice) if part)


def near(word: str, known: Iterable[str]) -> str:
    """What was probably meant, or nothing."""
    found = difflib.get_close_matches(word, [each for each in known if each != word], n=1, cutoff=0.6)
    return found[0] if found else ""


def listed(known: Iterable[str]) -> str:
    """A few words as one text."""
    words = sorted(known)
    return "、".join(words[:12]) + ("……" if len(words) > 12 else "")
