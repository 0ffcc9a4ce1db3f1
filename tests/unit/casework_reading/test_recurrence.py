"""Recurrence rules as people say them."""

import pytest

from fangyuan.casework.reading.recurrence import said


@pytest.mark.parametrize(
    ("rrule", "words"),
    [
        ("FREQ=MONTHLY;BYMONTHDAY=25", "每月 25 日"),
        ("FREQ=MONTHLY;BYMONTH=1,4,7,10;BYMONTHDAY=10", "每年 1、4、7、10 月 10 日"),
        ("FREQ=WEEKLY;BYDAY=MO", "每周一"),
        ("FREQ=WEEKLY;BYDAY=MO,TH", "每周一、四"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=FR", "每 2 周 周五"),
        ("FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=-1", "每 3 个月 最后一天"),
        ("FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=20", "每年 12 月 20 日"),
        ("FREQ=DAILY", "每天"),
        ("FREQ=MONTHLY;BYDAY=2TU", "FREQ=MONTHLY;BYDAY=2TU"),
        ("FREQ=HOURLY", "FREQ=HOURLY"),
    ],
)
def test_a_rule_is_said(rrule: str, words: str) -> None:
    assert said(rrule) == words


def test_holidays_are_said_with_it() -> None:
    assert said("FREQ=WEEKLY;BYDAY=MO", "next-workday") == "每周一，遇节假日顺延到下一个工作日"
    assert said("FREQ=WEEKLY;BYDAY=MO", "as-it-falls") == "每周一"
