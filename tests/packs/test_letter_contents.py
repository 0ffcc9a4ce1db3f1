"""What the Regulation asks of each letter (domain facts, §2): the shared pack asks for it, prints it, and issues nothing without."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from fangyuan.casework.rehearsing.memory import Memory
from fangyuan.casework.rehearsing.playing import Player
from fangyuan.casework.rehearsing.script import read_scenario
from fangyuan.engine.letter_paths import TITLES
from fangyuan.engine.lettering import check_complete
from fangyuan.engine.rounds import Round
from fangyuan.forms.titles import titles
from fangyuan.kinds import load_kinds
from fangyuan.model.commands import Command
from fangyuan.model.outputs import Letter
from fangyuan.model.pack import Pack
from fangyuan.model.problems import Refused
from fangyuan.packs.templates import asked_by, texts_of
from house.source import ROOT
from packs.mechanisms import loaded
from packs.test_articles import REGISTER, script

ASKED: tuple[tuple[str, str, str, str], ...] = (
    ("acceptance-notice", "第二十三条", "received procedure", "60日内办结"),
    ("acceptance-notice", "第三十四条", "accepted_on", "延长不超过30日"),
    ("whereabouts-notice", "第二十三条", "received competent", "已转送（交办）该机关"),
    ("reply-notice", "第二十三条", "reply", ""),
    ("non-acceptance-notice", "第二十三条", "reason right_body", "决定不予受理"),
    ("no-longer-accepted-notice", "第三十六条", "re_review re_review_organ", "不再受理"),
    ("other-channel-notice", "第三十一条", "channel", "应当通过"),
    ("other-channel-notice", "第二十三条", "body", "请依法向"),
    ("extension-notice", "第三十四条", "reason due approver", "批准"),
    ("handling-opinion", "第三十二条", "request facts opinion basis outcome", "处理结论"),
    ("handling-opinion", "第三十五条", "", "30日内向{{ review_body }}书面请求复查"),
    (
        "review-opinion",
        "第三十五条",
        "organ facts result opinion basis",
        "30日内向复查机关的上一级机关、单位书面请求复核",
    ),
    ("re-review-opinion", "第三十六条", "organ facts result opinion basis", "不再受理"),
    ("procedure-reply", "第三十一条", "reply", ""),
    ("forwarding-letter", "第二十二条", "competent", "5个工作日内提出异议并详细说明理由"),
    ("assignment-letter", "第二十二条", "competent deadline requirements", "书面报送办结报告"),
    ("objection-letter", "第二十三条", "sender reason", "交还相关材料"),
    ("closing-report", "第二十二条", "sender facts opinion", "信访人意见"),
    ("closing-report", "第三十二条", "outcome", "处理结论"),
    ("procedure-report", "第二十二条", "sender text reply", ""),
    ("report-up-letter", "第二十二条", "text", "请批示"),
    ("report-up-letter", "第二十五条", "to", ""),
    ("mediation-agreement", "第三十三条", "petitioner on terms", "自愿达成"),
    ("hearing-notice", "第三十六条", "on place", ""),
    ("hearing-record", "第三十一条第六项", "on place record", "听证员"),
    ("supervision-letter", "第四十条", "findings demand by", "书面反馈改进情况"),
    ("listed-supervision-notice", "第三十九条", "measure decision", ""),
    ("recommendation-improvement", "第四十条", "to findings text", "书面反馈采纳情况"),
    ("recommendation-policy", "第四十条", "to findings text", "书面反馈采纳情况"),
    ("recommendation-accountability", "第四十条", "to findings text", "书面反馈采纳情况"),
    ("delivery-receipt", "第三十五条", "delivered mode receipt", "送达方式"),
    ("review-delivery-receipt", "第三十六条", "delivered mode receipt", "送达方式"),
    ("re-review-delivery-receipt", "第三十六条", "delivered mode receipt", "送达方式"),
)
"""Letter, Article, the words without which it is not issued, and what its template says in any case."""


def base() -> Pack:
    return loaded("petition-base")[1]


def said(letter: Letter) -> str:
    return "".join(text for _, text in texts_of(base().files[letter.template]))


@pytest.mark.parametrize(("name", "article", "words", "phrase"), ASKED)
def test_what_an_article_asks_of_a_letter_is_required_with_that_article_and_printed(
    name: str, article: str, words: str, phrase: str
) -> None:
    letter = base().letters[name]
    assert all(article in letter.required[word] for word in words.split())
    assert set(words.split()) <= asked_by(base().files[letter.template]).words
    assert phrase in said(letter)
    assert words or article in letter.law


def test_no_letter_of_the_pack_is_issued_without_any_of_what_it_must_hold_and_the_refusal_names_it() -> None:
    scenario = read_scenario(script([REGISTER], "handling-petition"))
    memory = Memory(base(), scenario, load_kinds())
    player = Player(memory, "petition-base/handling-petition")
    assert [*player.play(scenario.steps)] == []
    now = datetime(2026, 3, 2, 1, tzinfo=UTC)
    unasked = []
    for letter in base().letters.values():
        kind = base().case_types[letter.case_types[0]]
        round_ = Round(base(), kind, memory.world, Command(), now, state=memory.state(player.case))
        full = dict.fromkeys(letter.context, "有")
        check_complete(round_, letter, full)
        for word, because in letter.required.items():
            with pytest.raises(Refused) as refused:
                check_complete(round_, letter, {**full, word: ""})
            [problem] = refused.value.problems
            assert (problem.code, letter.title in problem.message) == ("letter-incomplete", True)
            assert f"({because})" in problem.message
        if not letter.required:
            unasked.append(letter.letter)
    assert unasked == []


def rows() -> list[str]:
    """The table of docs/letters.md: every letter, on what it rests, what it must hold, whose hands it goes through."""
    made = []
    for letter in base().letters.values():
        called = {}
        for kind in base().case_types.values():
            if kind.key in letter.case_types or not letter.case_types:
                called |= titles(kind)
        must = "、".join(called.get(letter.context[word], word) for word in letter.required)
        way = "→".join(TITLES[step.step] for step in letter.path) or "一出就签发"
        made.append(f"| {letter.title} | {letter.law} | {must} | {way} |")
    return made


def test_the_guide_lists_every_letter_with_its_article_its_contents_and_its_way() -> None:
    guide = (ROOT / "docs" / "letters.md").read_text(encoding="utf-8").splitlines()
    lacking = [row for row in rows() if row not in guide]
    assert lacking == [], "\n".join(["put these rows into docs/letters.md:", *lacking])
