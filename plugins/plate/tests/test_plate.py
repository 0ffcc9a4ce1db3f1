"""A kind of a plugin is like the platform's own: read, judged, drawn, shown in the gallery; without it forms still open."""

from __future__ import annotations

import importlib.util
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from fangyuan.app import Settings, plugins_of
from fangyuan.casework.reading.gallery import showcase
from fangyuan.forms.building import build_form
from fangyuan.forms.judging import receive, submit
from fangyuan.forms.moment import Moment
from fangyuan.kinds import Kinds, load_kinds

HERE = Path(__file__).parents[1]
MOMENT = Moment.of(datetime(2026, 2, 25, tzinfo=UTC), "Asia/Shanghai", {})
SCHEMA = {"type": "object", "properties": {"car": {"type": "string", "title": "车牌号", "x-fangyuan-kind": "plate"}}}


@pytest.fixture
def kinds(monkeypatch: pytest.MonkeyPatch) -> Kinds:
    """The kinds of an installation whose settings name the plugin."""
    monkeypatch.syspath_prepend(str(HERE))
    settings = Settings.read({"FANGYUAN_HOME": "var", "FANGYUAN_PLUGINS": "fangyuan_plate"})
    return load_kinds(plugins_of(settings))


@pytest.mark.parametrize("typed", ["鲁R·12345", "鲁r 12345", "鲁Ｒ１２３４５"])
def test_a_plate_is_read_and_kept_in_one_way(kinds: Kinds, typed: str) -> None:
    form, problems = build_form("f", SCHEMA, None, kinds=kinds)
    _, judged = receive(form, {"car": [typed]}, {}, MOMENT, kinds)
    assert (problems, judged.problems, judged.answers) == ((), (), {"car": "鲁R12345"})
    assert kinds.get("plate").text("鲁R12345", form.fields[0], {}) == "鲁R·12345"


def test_what_is_no_plate_is_told_wherever_it_comes_from(kinds: Kinds) -> None:
    form, _ = build_form("f", SCHEMA, None, kinds=kinds)
    _, typed = receive(form, {"car": ["12345"]}, {}, MOMENT, kinds)
    sent = submit(form, {"car": "鲁R"}, {}, MOMENT, kinds)
    for judged in (typed, sent):
        (problem,) = judged.problems
        assert (problem.code, problem.path) == ("not-a-plate", "car")
        assert problem.message.startswith("不是车牌号")


def test_it_hangs_in_the_gallery(kinds: Kinds) -> None:
    assert kinds.names()[-1] == "plate"
    assert [field.name for field in showcase(kinds.get("plate"), kinds).form.fields] == [
        "empty-plate", "filled-plate", "wrong-plate", "shown-plate",
    ]  # fmt: skip


def test_without_the_plugin_an_answer_is_still_read() -> None:
    plain = load_kinds()
    form: Any = build_form("f", SCHEMA, None, kinds=plain)[0]
    assert plain.get("plate").text("鲁R12345", form.fields[0], {}) == "鲁R12345"


def test_it_imports_nothing_but_hooks_and_model() -> None:
    text = (HERE / "fangyuan_plate.py").read_text("utf-8")
    imported = {line.split()[1] for line in text.splitlines() if line.startswith("from fangyuan")}
    assert imported == {"fangyuan.hookspecs", "fangyuan.model.fields", "fangyuan.model.kinds"}
    assert importlib.util.spec_from_file_location("fangyuan_plate", HERE / "fangyuan_plate.py")
