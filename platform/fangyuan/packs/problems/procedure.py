"""Words for procedures that could not run."""

from fangyuan.packs.problems import proofs
from fangyuan.packs.problems.wording import Wording, warning

WORDINGS = {
    **proofs.WORDINGS,
    "no-stage": Wording(
        "案件类型“{type}”没有阶段", "the case type {type} has no stage", "至少写两个阶段。", "Write two stages or more."
    ),
    "no-final-stage": Wording(
        "案件类型“{type}”没有终结阶段",
        "the case type {type} has no final stage",
        "给最后的阶段加上 final: true。",
        "Give the last stage final: true.",
    ),
    "stage-unreachable": Wording(
        "没有操作或规则通向阶段“{stage}”",
        "no action and no rule leads to the stage {stage}",
        "写一个 to: {stage} 的操作，或删去阶段。",
        "Write an action with to: {stage}, or remove the stage.",
    ),
    "stage-dead-end": Wording(
        "从阶段“{stage}”无法办结",
        "a case in the stage {stage} can never end",
        "写一个离开它、通向终结阶段的操作。",
        "Write an action that leads on to a final stage.",
    ),
    "stage-behind-guards": Wording(
        "案件到不了阶段“{stage}”，通向它的操作和规则都不会成立：{proof}",
        "no case comes to the stage {stage}: what leads there never holds: {proof}",
        "改写这些条件，或删去阶段。",
        "Change these conditions, or remove the stage.",
    ),
    "stage-never-ends": Wording(
        "从阶段“{stage}”无法办结，通向终结阶段的操作和规则都不会成立：{proof}",
        "a case in the stage {stage} can never end: what leads on never holds: {proof}",
        "改写这些条件，或写一个离开它、通向终结阶段的操作。",
        "Change these conditions, or write an action that leads on to a final stage.",
    ),
    "final-stage-left": Wording(
        "操作“{action}”从终结阶段“{stage}”出发",
        "the action {action} leaves the final stage {stage}",
        "去掉这个 from，或去掉 final。",
        "Remove that from, or final.",
    ),
    "close-not-final": Wording(
        "操作“{action}”的 close 指向“{stage}”，它不是终结阶段",
        "the action {action} closes into {stage}, which is no final stage",
        "改为终结阶段，或改用 to。",
        "Name a final stage, or use to.",
    ),
    "task-without-actor": Wording(
        "任务“{task}”没有写由谁来做",
        "the task {task} does not say who does it",
        "加上 who，如 who: {{role: …}}。",
        "Add who, such as who: {{role: …}}.",
    ),
    "stage-without-actor": Wording(
        "阶段“{stage}”里没有人可以做任何事",
        "nobody can do anything in the stage {stage}",
        "加一个任务，或给操作加上 who。",
        "Add a task, or give an action a who.",
    ),
    "task-in-final-stage": Wording(
        "任务“{task}”在终结阶段“{stage}”里，办结以后没有人能做它",
        "the task {task} stands in the final stage {stage}: nobody can do it once the case is closed",
        "放到办结以前的阶段，由一个 close 到“{stage}”的操作等它做完。",
        "Put it into a stage before, and let an action that closes into {stage} wait for it.",
    ),
    "subject-is-no-unit": Wording(
        "“{name}”的 who 写了 unit: {{subject: true}}，可它不是每个单位一份(per: {per})，找不到人",
        "{name} looks for people in unit: {{subject: true}}, but there is not one for each unit (per: {per}): nobody is found",
        "per 写一个 kind 为 unit 的席位或字段，或把 unit 改为 {{field: …}}、{{each: …}}、{{owner: true}}。",
        "Let per name a slot or field of units, or write unit: {{field: …}}, {{each: …}} or {{owner: true}}.",
    ),
    "length-of-nothing": Wording(
        "时限“{clock}”的 {key} 是 {length}，等于没有",
        "{key} of the clock {clock} is {length}, which is nothing",
        "写一个大于零的时长；当天办结写 within: 0 days。",
        "Write a length above zero; what is due on the day it begins is within: 0 days.",
    ),
    "number-taken": warning(
        "编号与“{other}”的相同，两类案件会得到同一个编号",
        "the numbers are those of {other}: two cases will get the same",
        '在 number 里加上本类自己的字母，如 "{{tenant.code}}JB{{year}}-{{seq:04}}"。',
        'Put letters of its own into number, such as "{{tenant.code}}JB{{year}}-{{seq:04}}".',
    ),
    "default-of-nothing": warning(
        "时限“{clock}”的参数“{name}”默认是 {length}，没有填写的县一开始就到期",
        "the parameter {name} of the clock {clock} is {length} by default: where no county fills it in, all is due at once",
        "在 pack.yaml 里给它一个大于零的 default；真要当天办结，在时限里直接写 within: 0 days。",
        "Give it a default above zero in pack.yaml; if that is meant, write within: 0 days in the clock itself.",
    ),
    "task-waits-elsewhere": Wording(
        "任务“{task}”等待的“{name}”不在同一阶段",
        "the task {task} waits for {name}, which stands in another stage",
        "after 只能写同一阶段的任务。",
        "after may name tasks of the same stage only.",
    ),
    "task-circle": Wording(
        "任务互相等待：{circle}", "tasks wait for each other: {circle}", "去掉其中一个 after。", "Remove one after."
    ),
    "vote-needs-number": Wording(
        "任务“{task}”用表决，却没有写 at-least",
        "the task {task} is a vote without at-least",
        "加上 at-least: 2 之类。",
        "Add at-least: 2 or the like.",
    ),
    "clock-never-stops": Wording(
        "时限“{clock}”没有什么能让它停下",
        "nothing can stop the clock {clock}",
        "加上 stop 或 cancel。",
        "Add stop or cancel.",
    ),
    "calendar-short-week": Wording(
        "日历“{calendar}”一周只有 {left} 个工作日，法定上限按五个折算",
        "a week of the calendar {calendar} has {left} workdays, and bounds reckon with five",
        "weekend 至多写两天，如 [sat, sun]。",
        "Name two days at most in weekend, such as [sat, sun].",
    ),
    "calendar-too-slow": Wording(
        "日历“{calendar}”{year} 年放假过多：{first} 至 {last} 不足 {wanted} 个工作日，法定上限按至多 {most} 天折算",
        "the calendar {calendar} has too many days off in {year}: from {first} to {last} there are fewer than {wanted} workdays,"
        " which bounds take to be {most} days at most",
        "核对 holidays 和 weekend，补上 workdays。",
        "Check holidays and weekend, and add workdays.",
    ),
    "clock-needs-length": Wording(
        "时限“{clock}”没有写多长",
        "the clock {clock} does not say how long it is",
        "写 within、until 或 every 之一。",
        "Write one of within, until, every.",
    ),
    "clock-two-lengths": Wording(
        "时限“{clock}”同时写了 {given}",
        "the clock {clock} says {given} at once",
        "within、until、every 只写一个。",
        "Write one of within, until, every.",
    ),
    "refusal-of-nobody": Wording(
        "规则“{rule}”听的 {event} 不是人办的，{effect} 没有人可以拦",
        "the rule {rule} hears {event}, which no officer brings about: {effect} has nobody to refuse",
        "改用 notify、flag、draft 或 open-task；要拦的，听人的操作，如 {{event: action-taken, action: …}}。",
        "Use notify, flag, draft or open-task; to refuse an act, hear one, such as {{event: action-taken, action: …}}.",
    ),
    "duration-too-long": Wording(
        "“{value}”超过一百年",
        "{value} is more than a hundred years",
        "写实际的时长，如 60 days、3 months。",
        "Write how long it really takes, such as 60 days or 3 months.",
    ),
    "every-too-short": Wording(
        "时限“{clock}”每 {value} 一次，太密",
        "the clock {clock} comes back every {value}, which is too often",
        "定期要求至少隔 1 hour，通常写 1 day、1 week、1 month。",
        "Let at least 1 hour pass; usually it is 1 day, 1 week or 1 month.",
    ),
    "until-no-date": Wording(
        "“{field}”的答案不是日期，不能作为时限",
        "the answer to {field} is no date and cannot be a deadline",
        "改用日期字段（如 {near}），或者写 within。",
        "Name a field of a date (such as {near}), or write within.",
    ),
    "extension-unit": Wording(
        "时限“{clock}”按日期计算，不能按分钟或小时延长（{key}: {by}）",
        "the clock {clock} is counted in dates and cannot be extended by minutes or hours ({key}: {by})",
        "改用 days、workdays、weeks 或 months，如 15 days。",
        "Write days, workdays, weeks or months, such as 15 days.",
    ),
    "extension-unknown": Wording(
        "规则“{rule}”延长的时限“{clock}”没有写可以延期，每次都会被拒绝",
        "the rule {rule} extends the clock {clock}, which allows no extension and would refuse each",
        "给时限加上 extend，如 extend: {{up-to: 30 days, approver: …}}；法律不许延长的，去掉这个动作。",
        "Give the clock an extend, such as extend: {{up-to: 30 days, approver: …}}, or leave the effect out.",
    ),
    "extension-same": Wording(
        "规则“{rule}”写了 by: same，听的却不是 clock-extended，没有可以照着延长的",
        "the rule {rule} says by: same without hearing clock-extended, so that there is nothing to be the same as",
        "on 只写 {{event: clock-extended, clock: …}}，动作不放进待批的意见；或者写明延长多久，如 15 days。",
        "Let it hear {{event: clock-extended, clock: …}} alone, outside a draft, or say how long, such as 15 days.",
    ),
    "extension-beyond": Wording(
        "时限“{clock}”合计最多延长 {most}，这里一次就延长 {by}，每次都会被拒绝",
        "the clock {clock} allows {most} of extensions in all, and {by} would be refused each time",
        "缩短到 up-to 以内。",
        "Stay within up-to.",
    ),
    "rung-when": Wording(
        "升级的一级要写 at: due 或 after 之一",
        "a rung says either at: due or after",
        "如 after: 3 workdays。",
        "Such as after: 3 workdays.",
    ),
    "clock-without-ladder": Wording(
        "时限“{clock}”没有写升级(escalate)，谈不上升级与否",
        "the clock {clock} has no ladder, so that it neither escalates nor can be expected not to",
        "核对时限的名字；要核对它没有超期，写 clocks: {{{clock}: {{breached: false}}}}。",
        "Check the clock's name; to expect that it was kept, write clocks: {{{clock}: {{breached: false}}}}.",
    ),
    "ladder-not-climbing": Wording(
        "时限“{clock}”的第 {rung} 级不晚于前一级",
        "rung {rung} of the clock {clock} does not come after the one before it",
        "由早到晚排列。",
        "Order them from early to late.",
    ),
    "warning-after-due": warning(
        "时限“{clock}”的预警 {before} 比时限 {within} 还长",
        "the clock {clock} warns {before} ahead, which is longer than {within}",
        "缩短预警的提前量。",
        "Warn later.",
    ),
    "rule-on-time": Wording(
        "规则“{rule}”测试随时间变化的“{name}”，只有时限与定期工作的事件才可以",
        "the rule {rule} tests {name}, which changes by itself; only rules on clock and duty events may",
        "改为由时限触发(on: clock-due),或改测别的字段。",
        "Hang the rule on a clock (on: clock-due), or test something else.",
    ),
    "guard-on-time": Wording(
        "“{name}”随时间变化，这里不能测试",
        "{name} changes by itself and cannot be tested here",
        "改测别的字段，或用时限。",
        "Test another field, or use a clock.",
    ),
    "reserved-name": Wording(
        "“{name}”是平台保留的名字，不能作字段名",
        "{name} is reserved by the platform and cannot name a field",
        "换一个字段名。",
        "Name the field differently.",
    ),
    "field-two-types": Wording(
        "字段“{path}”在表单“{first}”里是{first_type}，在“{second}”里是{second_type}",
        "the field {path} is {first_type} in the form {first} and {second_type} in {second}",
        "两处用同一类型，或改名。",
        "Give both the same type, or rename one.",
    ),
    "form-unused": warning(
        "表单“{name}”没有任务或操作使用",
        "no task and no action uses the form {name}",
        "在任务里写 form: {name}，或删去表单。",
        "Write form: {name} in a task, or remove the form.",
    ),
    "word-never-heard": warning(
        "“{name}”说出(emits)后没有时限或规则用到",
        "{name} is emitted and neither a clock nor a rule hears it",
        "删去 emits，或在时限里用它。",
        "Remove emits, or use it in a clock.",
    ),
    "action-goes-nowhere": Wording(
        "操作“{action}”什么也不做",
        "the action {action} does nothing",
        "加上 to、close、form、emits、letter 或 dispatch。",
        "Give it to, close, form, emits, letter or dispatch.",
    ),
    "confidence-lost": Wording(
        "“{name}”把保密的事项发出去，却没有带上使它保密的内容",
        "{name} sends a confidential matter on without what makes it confidential",
        "在 dispatch 的 answers 里加上 {missing}。",
        "Add {missing} to the answers of the dispatch.",
    ),
    "return-task-lost": Wording(
        "操作“{action}”退回的任务“{task}”不在案件停留的阶段里",
        "the task {task} that the action {action} returns does not stand in the stage that the case stays in",
        "给任务写上 keep: true；或者操作不写 to，只从有这个任务的阶段出发。",
        "Let the task say keep: true; or give the action no to, and start it from the stage of the task alone.",
    ),
    "return-task-per": Wording(
        "操作“{action}”和它退回的任务“{task}”，一个按 per 逐个办、一个不是",
        "of the action {action} and the task {task} that it returns one is about each of several, the other is not",
        "两处都写 per，或者都不写。",
        "Let both say per, or neither.",
    ),
    "duty-without-time": Wording(
        "定期工作“{duty}”没有写 within，{key} 无从起算",
        "the duty {duty} has no within, so that {key} has nothing to count from",
        "写上 within，如 within: 3 workdays。",
        "Add within, such as within: 3 workdays.",
    ),
    "clock-stops-itself": Wording(
        "时限“{clock}”的 {key} 听的是它自己的“{event}”，会不停地开始和结束",
        "{key} of the clock {clock} hears its own {event}: it would begin and end for ever",
        "{key} 换成流程里的事件，如 {{event: task-completed, task: …}}。",
        "Let {key} hear an event of the procedure, such as {{event: task-completed, task: …}}.",
    ),
    "period-of-nothing": Wording(
        "时限“{clock}”每隔 {every} 一次，永远数不完",
        "the clock {clock} recurs every {every}, without end",
        "写一个大于零的时长，如 every: 1 month。",
        "Write a length above zero, such as every: 1 month.",
    ),
    "derive-circle": Wording(
        "推导互相依赖：{circle}",
        "facts derive each other: {circle}",
        "去掉其中一条规则里的条件，让推导有一个起点。",
        "Take the condition out of one of the rules, so that there is a beginning.",
    ),
    "derive-too-long": Wording(
        "规则“{rule}”要等前面一连串推导，超过了{most}轮：{way}",
        "the rule {rule} waits for a chain of derivations of more than {most} rounds: {way}",
        "合并推导，让规则直接判断前面的事实。",
        "Join derivations, and let rules test the earlier facts themselves.",
    ),
}
