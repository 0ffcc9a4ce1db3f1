"""Dates, lights and sizes as officers read them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from flask import session

from fangyuan.casework.reading.pages import Due
from fangyuan.model.clocks import Light
from fangyuan.web import texts
from fangyuan.web.sentences import SENTENCES, sentence
from unit.web.building import in_request

DAY = date(2026, 2, 25)


def test_a_day_says_its_weekday() -> None:
    with in_request():
        assert texts.day(DAY) == "2026-02-25(周三)"


def test_an_instant_is_shown_in_the_zone_of_the_installation() -> None:
    with in_request():
        late = datetime(2026, 2, 25, 17, 30, tzinfo=UTC)
        assert (texts.instant(late), texts.iso_day(late)) == ("2026-02-26 01:30", "2026-02-26")


@pytest.mark.parametrize(
    ("light", "workdays", "told"),
    [
        (Light.RED, -3, "超期 3 个工作日"),
        (Light.RED, 0, "已到期"),
        (Light.ORANGE, 0, "今日到期"),
        (Light.YELLOW, 4, "还有 4 个工作日"),
    ],
)
def test_how_far_away_a_deadline_is(light: Light, workdays: int, told: str) -> None:
    with in_request():
        assert texts.remaining(Due(light, DAY, workdays)) == told


@pytest.mark.parametrize(
    ("light", "minutes", "told", "english"),
    [
        (Light.GREEN, 8, "09:50到期，还有 8 分钟", "due 09:50, 8 minutes left"),
        (Light.GREEN, 1, "09:50到期，还有 1 分钟", "due 09:50, 1 minute left"),
        (Light.RED, 0, "09:50到期，时间已到", "due 09:50, time is up"),
        (Light.RED, -125, "09:50到期，已超 2 小时 5 分钟", "due 09:50, 2 hours 5 minutes over"),
        (Light.RED, -1560, "02-25 09:50到期，已超 1 天", "due 02-25 09:50, 1 day over"),
        (Light.YELLOW, 1200, "02-25 09:50到期，还有 20 小时", "due 02-25 09:50, 20 hours left"),
        (Light.RED, 20, "上期逾期", "Last period missed"),
    ],
)
def test_a_deadline_by_the_clock_tells_its_time_and_the_minutes_left(
    light: Light, minutes: int, told: str, english: str
) -> None:
    due = Due(light, DAY, 0, at=datetime(2026, 2, 25, 1, 50, tzinfo=UTC), minutes=minutes)
    with in_request():
        assert texts.remaining(due) == told
        assert texts.moment(due.when) == "2026-02-25(周三) 09:50"
    with in_request():
        session["language"] = "en"
        assert texts.remaining(due) == english


def test_no_light_is_colour_alone() -> None:
    with in_request():
        assert len({texts.SHAPES[light] for light in Light}) == len({texts.light_word(light) for light in Light}) == 4


@pytest.mark.parametrize(
    ("written", "told"), [("20 days", "20 天"), ("1 workday", "1 个工作日"), ("1 month", "1 个月")]
)
def test_durations_of_packs(written: str, told: str) -> None:
    with in_request():
        assert texts.duration(written) == told


@pytest.mark.parametrize(("octets", "told"), [(10, "1 KB"), (340_000, "332 KB"), (3 * 1024 * 1024, "3.0 MB")])
def test_sizes(octets: int, told: str) -> None:
    assert texts.size(octets) == told


@pytest.mark.parametrize("word", SENTENCES)
def test_every_sentence_stands_without_its_holes(word: str) -> None:
    with in_request():
        assert "%" not in sentence(word, {})


def test_a_sentence_is_filled() -> None:
    with in_request():
        assert sentence("signed", {"person": "李某", "task": "回执"}) == "李某 在回执上签字"


def test_english_is_second() -> None:
    with in_request():
        session["language"] = "en"
        assert texts.remaining(Due(Light.RED, DAY, -3)) == "3 working days overdue"
        assert texts.remaining(Due(Light.RED, DAY, -1)) == "1 working day overdue"
