"""Words for letters, views, calendars, codes, texts and numbers."""

from fangyuan.packs.problems.wording import Wording

WORDINGS = {
    "bad-hole": Wording(
        "文字里的花括号没有配对：{text}",
        "the braces of this text do not match: {text}",
        "写成 {{字段路径}}；要写花括号本身请写两个。",
        "Write {{path}}; double a brace that is meant as such.",
    ),
    "bad-duration": Wording(
        "“{value}”不是时长",
        "{value} is no duration",
        "写数目加单位，如 15 days、5 workdays、1 month。",
        "Write a number and a unit, such as 15 days, 5 workdays, 1 month.",
    ),
    "bad-date": Wording("“{value}”不是日期", "{value} is no date", "写成 2026-03-01。", "Write it as 2026-03-01."),
    "bad-instant": Wording(
        "“{value}”不是写明时区的时刻",
        "{value} is no instant with its offset",
        "写成 2026-02-10T09:00+08:00。",
        "Write it as 2026-02-10T09:00+08:00.",
    ),
    "waits-back": Wording(
        "时间不能倒流：这一步以前已经是 {now}",
        "time does not run back: before this step it is {now} already",
        "写这以后的时刻，或把这一步移到前面。",
        "Write a later instant, or move the step up.",
    ),
    "waits-too-long": Wording(
        "情景走了不止 {most} 年",
        "the scenario lasts more than {most} years",
        "核对年份和单位。",
        "Check the year and the unit.",
    ),
    "waits-for-workdays": Wording(
        "情景不能等“{value}”：工作日由时限按日历去数",
        "a scenario cannot wait for {value}: workdays are counted by clocks, on their calendars",
        "写 days，或用 wait-until 写明时刻。",
        "Write days, or name the instant with wait-until.",
    ),
    "bad-zone": Wording(
        "没有名为“{name}”的时区", "there is no time zone {name}", "如 Asia/Shanghai。", "Such as Asia/Shanghai."
    ),
    "bad-rrule": Wording(
        "“{value}”不是有效的 RRULE:{reason}",
        "{value} is no valid RRULE: {reason_en}",
        "如 FREQ=MONTHLY;BYMONTHDAY=25。",
        "Such as FREQ=MONTHLY;BYMONTHDAY=25.",
    ),
    "date-outside-year": Wording(
        "{value} 不在 {year} 年", "{value} is not in {year}", "移到它自己的年份。", "Move it to its own year."
    ),
    "letter-required-unknown": Wording(
        "必备要素“{name}”不在 context 里",
        "the required element {name} is not in the context",
    ),
    "letter-step-order": Wording(
        "文书的步骤“{step}”排错了位置，或者写了两次",
        "the step {step} of the letter stands in the wrong place, or twice",
        "按 {order} 的先后写；只有 check 可以写几次。",
        "Write them in the order {order}; only check may stand several times.",
    ),
    "letter-step-number": Wording(
        "文书“{letter}”没有 number，不能有编号这一步",
        "the letter {letter} has no number, so that it cannot have the step number",
        "写上 number，或删去这一步。",
        "Give it number, or remove the step.",
    ),
    "letter-scan-unsealed": Wording(
        "文书“{letter}”没有用印这一步，写了 scan 也没有用",
        "the letter {letter} has no step seal, so that scan says nothing",
        "在 path 里写上 seal 这一步，或删去 scan。",
        "Give its path the step seal, or remove scan.",
    ),
    "number-hole": Wording("编号里不能用“{name}”", "a number cannot hold {name}"),
    "number-without-seq": Wording(
        "编号里没有流水号，两件会得到同一个编号",
        "the number has no running number in it; two will get the same",
        "加上 {{seq}} 或 {{seq:05}}。",
        "Add {{seq}} or {{seq:05}}.",
    ),
    "parameter-value": Wording(
        "参数“{title}”（{name}）不能是“{value}”",
        "the parameter {name} cannot be {value}",
        "按 pack.yaml 里这个参数的种类写；时长写作 5 days、10 workdays。",
        "Write what the kind of this parameter in pack.yaml takes; a length of time as 5 days or 10 workdays.",
    ),
    "column-title-twice": Wording(
        "台账“{view}”有两列都叫“{title}”（{first}、{second}）",
        "two columns of the view {view} are called {title} ({first}, {second})",
        "给其中一列写 title，例如 {{path: {second}, title: …}}：两列同名，看的人分不清，导回来时也认不出。",
        "Give one of them a title, as {{path: {second}, title: …}}: readers cannot tell them apart, nor can an import.",
    ),
    "title-hole": Wording("表名里不能用“{name}”", "a title of a table cannot hold {name}"),
    "code-twice": Wording(
        "代码“{name}”在代码表“{list}”里出现两次",
        "the code {name} stands twice in the code list {list}",
        "改用别的代码。",
        "Use another code.",
    ),
    "no-current-version": Wording(
        "代码表“{list}”有几个版本，没有一个是现行的",
        "the code list {list} has several versions and none is current",
        "给现行的版本加上 current: true。",
        "Give the current one current: true.",
    ),
    "csv-missing": Wording(
        "找不到代码文件“{name}”", "there is no file {name}", "把 CSV 放进 codes/。", "Put the CSV into codes/."
    ),
    "code-parent": Wording("上级代码“{name}”不存在", "there is no parent code {name}"),
    "code-circle": Wording(
        "代码“{name}”的上级绕成一圈：{circle}",
        "the parents of code {name} lead back to it: {circle}",
        "其中一个不写上级，否则这几个代码哪里也选不到。",
        "Let one of them have no parent, else none of these codes is offered anywhere.",
    ),
    "code-too-deep": Wording(
        "代码“{name}”以上已有 {most} 层，代码表最多 {most} 层",
        "the code {name} has {most} levels above it; a code list has at most {most}",
        "换一个上级。",
        "Give it another parent.",
    ),
    "engine-range": Wording(
        "定义包要求平台 {range}，而本平台是 {found}",
        "the pack asks for the platform {range}, and this is {found}",
        "升级平台，或改写 engine。",
        "Upgrade the platform, or change engine.",
    ),
    "bad-default": Wording(
        "参数“{name}”的默认值不合要求：{reason}",
        "the default of the parameter {name} does not fit: {reason_en}",
        "改写默认值。",
        "Change the default.",
    ),
}
