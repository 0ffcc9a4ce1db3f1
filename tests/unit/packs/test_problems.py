"""The registry of problems: every code in two languages, every hole filled, every suggestion useful."""

from __future__ import annotations

import re
from string import Formatter

import pytest

from fangyuan.model.problems import Mark
from fangyuan.packs.problems import CODES, english, finding, listed, nearest

CHINESE = re.compile("[\u4e00-\u9fff]")


class _Anything(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "x"


def holes(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("code", CODES)
def test_a_code_speaks_both_languages(code: str) -> None:
    wording = CODES[code]
    assert re.fullmatch("[a-z]+(-[a-z0-9]+)*", code)
    assert CHINESE.search(wording.zh)
    assert not CHINESE.search(wording.en)
    assert bool(wording.advice_zh) == bool(wording.advice_en)
    assert holes(wording.en) - {name + "_en" for name in holes(wording.zh)} <= holes(wording.zh) | {"type"}
    assert wording.zh.format_map(_Anything())
    assert wording.advice_en.format_map(_Anything()) or not wording.advice_en


def test_a_finding_names_its_place_and_what_was_meant() -> None:
    known = ["open", "done"]
    problem = finding("unknown-stage", Mark("a.yaml", 3, 7), "$.x", name="opne", near=nearest("opne", known))
    assert str(problem) == "a.yaml:3:7  $.x  没有名为“opne”的阶段  是不是想写“open”？"
    assert english(problem) == 'there is no stage opne. Did you mean "open"?'


def test_without_a_near_name_the_known_ones_are_listed() -> None:
    problem = finding(
        "unknown-stage", name="zzz", near=nearest("zzz", ["open", "done"]), known=listed(["open", "done"])
    )
    assert problem.advice == "可以写：done、open。"
    assert english(problem) == "there is no stage zzz. It may be: done, open."


def test_an_unknown_code_is_a_mistake_of_ours() -> None:
    with pytest.raises(KeyError):
        finding("no-such-code")


def test_details_are_never_read_as_holes() -> None:
    assert finding("unknown-stage", name="{0.__class__}").message == "没有名为“{0.__class__}”的阶段"
