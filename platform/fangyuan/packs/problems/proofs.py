"""Words for what a procedure can never do, for rules that get in each other's way, and for what must not be told."""

from fangyuan.packs.problems.wording import Wording, warning

WORDINGS = {
    "rule-never-hears": warning(
        "规则“{rule}”等待的事件永远不会发生：{event}；能到达的阶段只有 {reached}",
        "the rule {rule} waits for what can never happen: {event}; cases come to {reached} alone",
        "改写 on，或删去规则。",
        "Change on, or remove the rule.",
    ),
    "rule-never-fires": warning(
        "规则“{rule}”的条件永远不成立：{proof}",
        "the condition of the rule {rule} never holds: {proof}",
        "改写 if，或删去规则。",
        "Change if, or remove the rule.",
    ),
    "rule-always-overruled": warning(
        "规则“{rule}”总是被规则“{by}”压过：事件 {event}，{proof}",
        "the rule {rule} always loses to the rule {by}: on {event}, {proof}",
        "提高 priority，收窄“{by}”的条件，或删去规则。",
        "Raise its priority, narrow the condition of {by}, or remove the rule.",
    ),
    "rules-clash": warning(
        "规则“{rule}”与“{other}”互相矛盾：事件 {event}，案情 {case} 时，{place} 一个写 {first}，一个写 {second}",
        "the rules {rule} and {other} contradict each other: on {event}, for {case}, {place} becomes {first} and {second}",
        "用 priority 分出先后，或让两个条件不能同时成立。",
        "Give them different priorities, or conditions that exclude each other.",
    ),
    "moves-in-a-circle": Wording(
        "不用人办就会转圈：{circle}（{by}），案情 {case} 时停不下来，到这里的操作都会被拒绝",
        "cases are moved round without end: {circle} ({by}); for {case} every act that leads here is refused",
        "去掉其中一个 move，或给它们写上不能同时成立的条件。",
        "Remove one of the moves, or give them conditions that exclude each other.",
    ),
    "guard-never-holds": warning(
        "“{name}”的条件永远不成立：{proof}",
        "the condition of {name} never holds: {proof}",
        "改写 if，或删去它。",
        "Change if, or remove it.",
    ),
    "stage-stuck": warning(
        "案情 {case} 时，阶段“{stage}”的出口({actions})都走不通",
        "for {case} no action leads out of the stage {stage} ({actions})",
        "放宽其中一个操作的 if，或把字段列为必填。",
        "Widen the condition of one of them, or make the field required.",
    ),
    "clock-never-starts": warning(
        "时限“{clock}”的起点永远不会发生：{event}；能到达的阶段只有 {reached}",
        "what starts the clock {clock} can never happen: {event}; cases come to {reached} alone",
        "改写 start，或删去时限。",
        "Change start, or remove the clock.",
    ),
    "clock-stop-never-said": Wording(
        "时限“{clock}”停不下来：{event} 永远不会发生；能到达的阶段只有 {reached}",
        "the clock {clock} can never stop: {event} never happens; cases come to {reached} alone",
        "改写 stop 或 cancel。",
        "Change stop or cancel.",
    ),
    "clock-starts-too-late": Wording(
        "时限“{clock}”开始以后停不下来：{start} 以后只到阶段 {reached}，不会再有 {stop}",
        "once started the clock {clock} can never stop: after {start} a case comes to {reached} alone, and {stop} never happens",
        "换一个较早的 start，或较晚的 stop。",
        "Let it start with something earlier, or stop with something later.",
    ),
    "clock-never-resumes": Wording(
        "规则“{rule}”暂停时限“{clock}”，却没有什么让它接着走",
        "the rule {rule} pauses the clock {clock}, and nothing lets it go on",
        "加一条写 resume-clock: {clock} 的规则，或在时限里写 resume。",
        "Add a rule with resume-clock: {clock}, or write resume in the clock.",
    ),
    "bound-stretched": Wording(
        "时限“{clock}”有法定上限 {bound}，这里的 {what} 会使它变长",
        "the clock {clock} has a bound of {bound}, and {what} would make it longer",
        "恢复上级的写法，或写得更紧；法律写明的停止计算写进时限的 pause。",
        "Leave it as it is above, or make it tighter; a pause that the law names belongs in the clock's pause.",
    ),
    "bound-escaped": Wording(
        "时限“{clock}”有法定上限 {bound}，这里的 {what} 会使它不开始，或者提前结束",
        "the clock {clock} has a bound of {bound}, and {what} would keep it from starting, or end it early",
        "恢复上级的写法；本包自己的期限另写一个时限。",
        "Leave it as it is above; write a clock of this pack's own for a deadline of its own.",
    ),
    "letter-unused": warning(
        "没有任务、操作、时限或规则发出文书“{name}”",
        "no task, action, clock or rule issues the letter {name}",
        "在任务里写 letter: {name}，或删去文书。",
        "Write letter: {name} in a task, or remove the letter.",
    ),
    "code-list-unused": warning(
        "没有字段使用代码表“{name}”",
        "no field uses the code list {name}",
        "在字段里写 x-fangyuan-code-list，或删去代码表。",
        "Write x-fangyuan-code-list in a field, or remove the list.",
    ),
    "template-unreadable": Wording(
        "文书模板“{name}”{place}无法读取：{reason}",
        "the template {name}{place_en} cannot be read: {reason_en}",
        "用 Word 或 WPS 另存为 docx（或写成简单的网页），核对 {{{{ }}}} 与 {{% %}} 是否成对。",
        "Save it as docx (or write a plain page), and check that {{{{ }}}} and {{% %}} are paired.",
    ),
    "sheet-unreadable": Wording(
        "表样“{name}”不能用：{reason}",
        "the workbook {name} cannot be used: {reason_en}",
        "用 Excel 或 WPS 另存为不带宏、没有外部链接的 xlsx。",
        "Save it as xlsx without macros and links to other files.",
    ),
    "sheet-hole-unknown": Wording(
        "表样“{template}”的 {place} 里的“{name}”，这张报表没有",
        "{place} of the workbook {template} asks for {name}, which the report does not have",
        "可以写：{known}；一行写 {{{{表.指标|行}}}}。",
        "Known: {known}; of a row {{{{table.measure|row}}}}.",
    ),
    "template-word-unknown": Wording(
        "模板“{template}”里的“{name}”{place}不在文书“{letter}”的 context 里",
        "the template {template} uses {name}{place_en}, which the context of the letter {letter} lacks",
    ),
    "template-part-unknown": Wording(
        "模板“{template}”里的“{name}”{place}在文书“{letter}”的那一行里没有",
        "the template {template} uses {name}{place_en}, which the rows given to the letter {letter} lack",
    ),
    "personal-id": Wording(
        "这里有一个校验位正确的身份证号码({number})",
        "here is an identity number with a right check digit ({number})",
        "删去它；例子请用校验位不对的号码。",
        "Remove it; examples use a number with a wrong check digit.",
    ),
    "personal-phone": warning(
        "这里有一个手机号码({number})",
        "here is a mobile number ({number})",
        "删去它，或改为参数；例子请用 13800000 开头的号码。",
        "Remove it, or make it a parameter; examples use numbers that begin with 13800000.",
    ),
    "personal-card": warning(
        "这里有一个校验位正确的银行卡号({number})",
        "here is the number of a bank card with a right check digit ({number})",
        "删去它；例子请用校验位不对的号码。",
        "Remove it; examples use a number with a wrong check digit.",
    ),
    "personal-plate": warning(
        "这里有一个车牌号({number})",
        "here is the number of a plate ({number})",
        "删去它；例子请用零开头的号码，如“鲁A00001”。",
        "Remove it; examples use a number that begins with zeros.",
    ),
    "personal-mail": warning(
        "这里有一个私人邮箱({number})",
        "here is the address of somebody's own mailbox ({number})",
        "删去它，或改为单位的邮箱；例子请用 example.com 的地址。",
        "Remove it, or use one of an office; examples use an address at example.com.",
    ),
    "secret": Wording(
        "这里有口令、密钥或令牌",
        "here is a password, a key or a token",
        "删去它，并立即更换已经写出的那一个。",
        "Remove it, and replace the one that was written down.",
    ),
}
