"""Words for turns and appointments of recurring work that could not be kept."""

from fangyuan.packs.problems.wording import Wording

WORDINGS = {
    "turn-without-rota": Wording(
        "定期工作“{duty}”没有写 rota，没有轮到谁可写",
        "the duty {duty} has no rota, so that it is nobody's turn",
        "写上 rota: {{of: {{role: …}}}}，或者去掉这一行。",
        "Add rota: {{of: {{role: …}}}}, or remove this line.",
    ),
    "times-of-nothing": Wording(
        "从 {since} 到 {until} 排不下一场 {each} 分钟的",
        "from {since} until {until} there is no room for a time of {each} minutes",
        "把 until 写晚一些，或者把 each 写短一些。",
        "Write a later until, or a shorter each.",
    ),
    "not-held-there": Wording(
        "“{name}”是 {is}，写不进 {word}",
        "{name} is a field of the kind {is}, which cannot hold {word}",
        "换一个种类是 {kind} 的字段。",
        "Name a field of the kind {kind}.",
    ),
}
