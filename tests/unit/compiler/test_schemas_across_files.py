"""Forms that refer to other files: of their own pack, of the pack that it extends, in an older draft, to themselves."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from typing import Any

from fangyuan.compiler.compiling import look
from fangyuan.compiler.loading import load_source
from fangyuan.forms.judging import submit
from fangyuan.forms.moment import Moment
from fangyuan.kinds import load_kinds
from fangyuan.model.fields import Form
from packs.examples import VALID

KINDS = load_kinds()
MOMENT = Moment.of(datetime(2026, 2, 10, tzinfo=UTC), "Asia/Shanghai")


@cache
def mending() -> Form:
    pack, problems = look(load_source(VALID / "shared-schemas", [VALID]), KINDS)
    assert problems == ()
    assert pack is not None
    return pack.case_types["minimal/repair"].forms["mending"]


def told(answers: dict[str, Any]) -> list[tuple[str, str]]:
    return [(each.path, each.code) for each in submit(mending(), answers, {}, MOMENT, KINDS).problems]


def test_what_is_referred_to_becomes_fields() -> None:
    by_path = {each.path: each for each in mending().walk()}
    assert by_path["place.room"].title == "房间"
    assert by_path["other_phone"].kind == "phone"
    assert (by_path["replacement"].title, by_path["replacement"].schema["maxLength"]) == ("换成的设备", 60)
    assert by_path["place"].required is False
    assert by_path["place.room"].required is True


def test_what_is_referred_to_is_enforced() -> None:
    assert told({"place": {"phone": "13800000000"}}) == [("place.room", "required")]
    assert told({"replacement": "机" * 61}) == [("replacement", "too-long")]
    assert told({"other_phone": "无"}) == [("other_phone", "not-a-phone")]


def test_a_schema_that_contains_itself_unfolds_four_times() -> None:
    assert [path for path in (each.path for each in mending().walk()) if path.endswith("name")] == [
        "parts.name", "parts.parts.name", "parts.parts.parts.name", "parts.parts.parts.parts.name",
    ]  # fmt: skip
    four = [{"name": "a", "parts": [{"name": "b", "parts": [{"name": "c", "parts": [{"name": "d"}]}]}]}]
    assert told({"parts": four}) == []
    assert told({"parts": [{"name": "a", "parts": [{"count": 1}]}]}) == [("parts.0.parts.0.name", "required")]
    five = [{"name": "a", "parts": [{"name": "b", "parts": [{"name": "c", "parts": [{"name": "d", "parts": [{}]}]}]}]}]
    assert told({"parts": five}) == [("parts.0.parts.0.parts.0.parts.0.parts", "unknown-field")]


def test_an_older_draft_is_read_as_it_was_meant() -> None:
    assert told({"parts": [{"name": "a", "count": 0}]}) == [("parts.0.count", "not-above")]
    assert told({"parts": [{"name": "a", "serial": "S1"}]}) == [("parts.0.count", "required")]
