"""Folding: every event is known, none reads a pack, the order is kept."""

from __future__ import annotations

from dataclasses import dataclass, fields

import pytest

from fangyuan.engine.clocks.folding import fold_clock
from fangyuan.engine.folding import FOLDS, UnknownEvent, fold, fold_all
from fangyuan.engine.folds.trees import at_path, merged, without
from fangyuan.model.events import EVENTS, AnswersSubmitted, CaseRegistered, Event, Recorded
from unit.engine.procedures import NOW, Play, at_work


@pytest.mark.parametrize("word", sorted(set(EVENTS) - {"case-registered"}))
def test_every_event_of_the_registry_is_folded(word: str) -> None:
    kind = EVENTS[word]
    if kind not in FOLDS:
        play = at_work()
        play.act("head", "hand-over")
        blank = {name: _blank(name) for name in (one.name for one in fields(kind))}
        assert fold_clock(play.state, Recorded(99, kind(**blank), NOW, "x")) is not None


def _blank(name: str) -> object:
    known = {"number": 0, "period": 0, "index": 0, "rung": 1, "due_at": NOW, "late": False, "by": "1 day"}
    return known.get(name, ())


def test_an_event_that_nobody_knows_is_an_error() -> None:
    @dataclass(frozen=True, slots=True, kw_only=True)
    class Strange(Event):
        pass

    play = Play().register()
    with pytest.raises(UnknownEvent, match="Strange"):
        fold(play.state, Recorded(99, Strange(), NOW, "x"))


def test_a_case_begins_with_its_registration() -> None:
    with pytest.raises(ValueError, match="case-registered"):
        fold(None, Recorded(1, AnswersSubmitted(form="", answers={}), NOW, "x"))
    with pytest.raises(ValueError, match="no event"):
        fold_all(())


def test_folding_from_the_start_gives_the_same_state() -> None:
    play = at_work()
    play.act("head", "hand-over")
    play.wait(60)
    assert play.refolded() == play.state
    half = len(play.history) // 2
    assert fold_all(play.history[half:], fold_all(play.history[:half])) == play.state


def test_the_first_event_makes_the_case() -> None:
    play = Play().register()
    first = play.history[0]
    assert isinstance(first.event, CaseRegistered)
    state = fold(None, first)
    assert (state.seq, state.registered_by, state.registered_at) == (1, "clerk", NOW)


def test_trees() -> None:
    tree = {"a": {"b": 1, "c": [1]}, "d": 2}
    assert merged(tree, {"a": {"c": [2]}, "e": 3}) == {"a": {"b": 1, "c": [2]}, "d": 2, "e": 3}
    assert without(tree, ["a.b", "d"]) == {"a": {"c": [1]}}
    assert without({"a": {"b": 1}}, ["a.b"]) == {}
    assert without(tree, ["x", "a.x", "d.x"]) == tree
    assert at_path("a.b", 1) == {"a": {"b": 1}}
    assert tree == {"a": {"b": 1, "c": [1]}, "d": 2}
