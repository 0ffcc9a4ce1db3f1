"""Everything that is kept comes back as it was."""

from __future__ import annotations

import json
from dataclasses import make_dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fangyuan.model.calendars import Calendar
from fangyuan.model.decisions import Outgoing
from fangyuan.model.events import EVENTS, Cause, ClockStarted, CommentMade, Reckoning, StageEntered
from fangyuan.model.state import CaseState, TaskState
from fangyuan.store import codec
from fangyuan.store.canonical import canonical, compact
from fangyuan.store.codec import Unreadable
from fixtures.instances import instances


@pytest.mark.parametrize("word", sorted(EVENTS))
@settings(max_examples=20, deadline=None)
@given(data=st.data())
def test_every_event_comes_back(word: str, data: Any) -> None:
    event = data.draw(instances(EVENTS[word]))
    body = canonical(codec.encode_event(event))
    assert codec.decode_event(word, event.version, json.loads(body)) == event
    assert canonical(json.loads(body)) == body


@settings(max_examples=40, deadline=None)
@given(state=instances(CaseState))
def test_a_state_comes_back_with_the_order_of_its_tasks(state: CaseState) -> None:
    again = codec.decode(CaseState, json.loads(compact(codec.encode_state(state))))
    assert again == state
    assert list(again.tasks) == list(state.tasks)
    assert list(again.answers) == list(state.answers)


@settings(max_examples=25, deadline=None)
@given(cause=instances(Cause), calendar=instances(Calendar))
def test_causes_and_calendars_come_back(cause: Cause, calendar: Calendar) -> None:
    assert codec.decode(Cause, json.loads(canonical(codec.encode_cause(cause)))) == cause
    assert codec.decode(Calendar, json.loads(canonical(codec.encode(calendar)))) == calendar


@pytest.mark.parametrize("name", [*sorted(codec.COMMANDS), None])
@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_every_command_to_another_case_comes_back(name: str | None, data: Any) -> None:
    command = data.draw(instances(codec.COMMANDS[name])) if name else None
    sent = Outgoing(key="k", command=command, case="c", answers={"a": [1, None]}, hops=2)
    assert codec.decode_outgoing(json.loads(canonical(codec.encode_outgoing(sent)))) == sent


def test_an_unknown_key_word_or_version_is_refused() -> None:
    body = codec.encode_event(StageEntered(stage="entry", visit=1))
    with pytest.raises(Unreadable):
        codec.decode_event("stage-entered", 1, {**body, "more": 1})
    with pytest.raises(Unreadable, match="newer"):
        codec.decode_event("stage-entered", 2, body)
    with pytest.raises(Unreadable, match="unknown"):
        codec.decode_event("never-heard", 1, body)
    with pytest.raises(Unreadable):
        codec.decode_event("stage-entered", 1, {**body, "visit": True})
    with pytest.raises(Unreadable):
        codec.decode_event("stage-entered", 1, {**body, "stage": None})


def test_an_older_body_is_lifted_step_by_step(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(StageEntered, "version", 3)
    monkeypatch.setitem(codec.LIFTS, ("stage-entered", 1), lambda body: {**body, "visit": 1})
    monkeypatch.setitem(codec.LIFTS, ("stage-entered", 2), lambda body: {**body, "final": True})
    assert codec.decode_event("stage-entered", 1, {"stage": "x"}) == StageEntered(stage="x", visit=1, final=True)


def test_canonical_is_one_text_for_one_value() -> None:
    assert canonical({"b": [1, "中\x00"], "a": {"y": None, "x": 1.5}}) == '{"a":{"x":1.5,"y":null},"b":[1,"中\\u0000"]}'
    east = timezone(timedelta(hours=8))
    assert canonical(datetime(2026, 3, 2, 9, tzinfo=east)) == canonical(datetime(2026, 3, 2, 1, tzinfo=UTC))
    with pytest.raises(ValueError, match="JSON"):
        canonical(float("nan"))
    with pytest.raises(TypeError, match="cannot be kept"):
        canonical(object())


def test_half_a_surrogate_pair_survives() -> None:
    said = CommentMade(text="a\ud83d b")
    body = canonical(codec.encode_event(said))
    assert body.encode("utf-8")
    assert codec.decode_event("comment-made", 1, json.loads(body)) == said


def test_a_naive_instant_is_refused() -> None:
    known = {"clock": "c", "number": 1, "reckoning": Reckoning(date(2026, 1, 1), date(2026, 1, 2))}
    with pytest.raises(ValueError, match="naive"):
        codec.encode_event(ClockStarted(due_at=datetime(2026, 1, 1), **known))  # noqa: DTZ001
    body = codec.encode_event(ClockStarted(due_at=datetime(2026, 1, 1, tzinfo=UTC), **known))
    with pytest.raises(Unreadable, match="offset"):
        codec.decode_event("clock-started", 1, {**body, "due_at": "2026-01-01T00:00:00"})


def test_the_format_of_a_state_names_its_shape() -> None:
    assert codec.state_format() == codec.state_format()
    assert len(codec.state_format()) == 16


def test_a_state_keeps_what_is_not_as_it_is_where_nothing_was_said_and_its_format_names_that() -> None:
    """A field that was left out is read as its default; where that is another one day, the snapshot must not be read."""
    task = TaskState("check", "核查", datetime(2026, 1, 1, tzinfo=UTC), claimed_by="anna")
    tree = codec.encode_state(CaseState(*"ctutpn", date(2026, 1, 1), task.opened_at, tasks={task.key: task}))
    assert set(tree) == {
        "case",
        "tenant",
        "unit",
        "case_type",
        "pack",
        "number",
        "received_on",
        "registered_at",
        "tasks",
    }
    assert set(tree["tasks"][0][1]) == {"task", "title", "opened_at", "claimed_by"}
    formats = {codec.format_of(make_dataclass("Kept", [("one", str, given)])) for given in ("", "x", "")}
    assert len(formats) == 2
