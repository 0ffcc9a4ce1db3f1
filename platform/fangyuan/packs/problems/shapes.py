"""Words for files that can be read and are not shaped as the meta-schemas ask."""

from fangyuan.packs.problems.wording import Wording

WORDINGS = {
    "wrong-type": Wording(
        "应为{wanted}，而写的是{found}", "must be {wanted_en}, and is {found_en}", "{hint}", "{hint_en}"
    ),
    "text-wanted": Wording(
        "应为文字，而“{value}”被读成{found}",
        "must be text, and {value} is read as {found_en}",
        '加上引号:"{value}"。',
        'Put it in quotes: "{value}".',
    ),
    "unknown-key": Wording("不认识的键“{key}”", "unknown key {key}"),
    "comma-splits-text": Wording(
        "“{key}”前面的半角逗号把一句话断开了",
        "the comma before {key} ends the text before it",
        "给整句加引号，或改用全角逗号。",
        "Put the whole sentence in quotes, or use a full-width comma.",
    ),
    "missing-key": Wording("缺少“{key}”", "{key} is missing", "补上 {key}{title}。", "Add {key}."),
    "not-one-of": Wording("“{value}”不在可写的值之中", "{value} is none of the possible values"),
    "bad-pattern": Wording("“{value}”不合写法", "{value} is not written as it must be", "{hint}", "{hint_en}"),
    "too-few": Wording("至少要有 {limit} 项", "at least {limit} are needed", "补上内容。", "Add some."),
    "too-many": Wording("最多 {limit} 项", "at most {limit} are allowed", "只写其中一个。", "Write one of them."),
    "not-unique": Wording("有重复的项", "items are repeated", "删去重复的项。", "Remove the repetition."),
    "out-of-range": Wording(
        "“{value}”超出范围：{bound} {limit}",
        "{value} is out of range: {bound} {limit}",
        "写范围内的数。",
        "Write a number within the range.",
    ),
    "text-length": Wording(
        "文字有 {found} 个字，界限是 {limit}",
        "the text has {found} characters, the limit is {limit}",
        "改到界限之内。",
        "Keep within the limit.",
    ),
    "no-shape-fits": Wording("写法不对：{value}", "this is not shaped as it must be: {value}", "{hint}", "{hint_en}"),
    "duplicate-id": Wording(
        "“{id}”在 {first} 已经定义过",
        "{id} was defined before, at {first}",
        "改用别的编号，或删去一个。",
        "Use another id, or remove one of them.",
    ),
    "wrong-folder": Wording(
        "案件类型“{id}”放在文件夹“{folder}”里",
        "the case type {id} lies in the folder {folder}",
        "文件夹与 case-type 用同一个名字。",
        "Give the folder the name of the case type.",
    ),
    "turning-sign": Wording(
        "“{text}”里有看不见的符号 {sign}，它使文字在屏幕上倒着排",
        "there is an unseen sign {sign} in “{text}”: it turns the text round on the screen",
        "删去这个符号，重新打一遍这几个字。",
        "Take the sign away, and type the text again.",
    ),
    "blank-title": Wording(
        "名称是空白的", "the title is blank", "写上给人看的名称。", "Write a title that people can read."
    ),
    "both-and": Wording(
        "“{first}”与“{second}”不能同时写",
        "{first} and {second} cannot both be given",
        "只留一个。",
        "Keep one of them.",
    ),
}
