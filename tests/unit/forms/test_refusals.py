"""Whatever the engine refuses with a code of its own is said in English, too."""

from __future__ import annotations

import re

from fangyuan.forms.refusals import SENTENCES, refusal
from fangyuan.forms.wording import message
from fangyuan.kinds.wording import say
from fangyuan.model.problems import Problem
from house.source import HOUSE

_REFUSES = re.compile(r'\b(?:refuse|Problem)\(\s*(?:code=)?"([a-z]+(?:-[a-z]+)*)"')
_OF_THE_PACK = {"blocked"}
"""What a pack itself writes is said as the pack writes it."""


def test_every_refusal_of_the_engine_has_its_english() -> None:
    files = sorted((HOUSE / "engine").rglob("*.py"))
    codes = {code for file in files for code in _REFUSES.findall(file.read_text(encoding="utf-8"))}
    assert len(codes) > 40
    assert {one for one in codes - _OF_THE_PACK - set(SENTENCES) if not say(one, "en", {})} == set()


def test_titles_that_are_quoted_stay() -> None:
    problem = Problem("guard", "还不能“审核办结”：发出的“交办件”还没有办结，见“审核办结”")
    assert message(problem, "en") == "The action cannot be taken yet (“审核办结”, “交办件”)."
    assert message(problem) == problem.message
    assert refusal("no-such-code", "“甲”") == ""
