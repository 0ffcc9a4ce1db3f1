"""The picture of a procedure: every way is drawn once, no line crosses a box, no two lines lie on one another."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from fangyuan.casework.reading.pages import ClockText
from fangyuan.model.procedure import Action, CaseType, Stage
from fangyuan.model.who import Text
from fangyuan.web.diagram import BOX_HEIGHT, BOX_WIDTH, Arrow, Drawing, drawing

WAYS = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=14)


def drawn(ways: list[tuple[int, int]], clocks: tuple[ClockText, ...] = ()) -> Drawing:
    stages = tuple(Stage(f"s{n}", f"阶段{n}", final=n == 6) for n in range(7))
    actions = tuple(Action(f"a{n}", f"操作{n}", (f"s{a}",), to=f"s{b}") for n, (a, b) in enumerate(ways))
    return drawing(CaseType("p/t", "事项", Text(), stages, {}, actions, {}, {}), clocks)


def upright(arrow: Arrow) -> tuple[int, int, int]:
    """Where the long part of an arrow lies: x, from y, to y."""
    moved = re.fullmatch(r"M(\d+) (\d+)(?:H(\d+))?V(\d+)(?:H(\d+))?", arrow.path)
    assert moved is not None, arrow.path
    top, foot = sorted((int(moved[2]), int(moved[4])))
    return int(moved[3] or moved[1]), top, foot


@settings(max_examples=60, deadline=None)
@given(WAYS)
def test_every_way_is_drawn_apart_from_boxes_and_other_ways(ways: list[tuple[int, int]]) -> None:
    picture = drawn(ways)
    assert len(picture.arrows) == len({way for way in ways if way[0] != way[1]})
    assert [arrow.number for arrow in picture.arrows] == list(range(1, len(picture.arrows) + 1))
    lines = [upright(arrow) for arrow in picture.arrows]
    for x, top, foot in lines:
        assert 0 < x < picture.width
        assert 0 < top < foot < picture.height
        beside = not picture.left <= x <= picture.left + BOX_WIDTH
        assert beside or not any(top < box.y + BOX_HEIGHT and box.y < foot for box in picture.boxes)
    for place, (x, top, foot) in enumerate(lines):
        for other_x, other_top, other_foot in lines[place + 1 :]:
            assert x != other_x or foot <= other_top or other_foot <= top


def test_actions_of_one_way_share_an_arrow_and_what_stays_is_none() -> None:
    picture = drawn([(0, 1), (0, 1), (2, 2)])
    assert [(arrow.title, arrow.back) for arrow in picture.arrows] == [("操作0、操作1", False)]


def test_a_clock_is_a_bar_over_the_stages_it_runs_in() -> None:
    clocks = (ClockText("c", "办理", "登记", "办结", 1, 3), ClockText("d", "回访", "办结", "", 6, 6))
    picture = drawn([(0, 2)], clocks)
    first, second = picture.bars
    assert (first.y, first.y + first.height) == (picture.boxes[1].y, picture.boxes[3].y + BOX_HEIGHT)
    assert (second.y, second.letter, second.height) == (picture.boxes[6].y, "B", BOX_HEIGHT)
    assert all(upright(arrow)[0] < first.x for arrow in picture.arrows)
    assert second.x + 16 < picture.width
