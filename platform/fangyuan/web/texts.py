"""How dates, instants, lights and sizes are written."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from flask import Flask, current_app
from flask_babel import gettext, ngettext

from fangyuan.casework.reading.pages import Due
from fangyuan.casework.sounding import initials_of
from fangyuan.model.clocks import Light

SHAPES = {Light.GREEN: "●", Light.YELLOW: "◆", Light.ORANGE: "▲", Light.RED: "■"}
KIB = 1024
MINUTES_OF_AN_HOUR = 60
MINUTES_OF_A_DAY = 24 * MINUTES_OF_AN_HOUR


def init(app: Flask) -> None:
    """Gives templates the filters of this module."""
    filters = (day, short_day, instant, iso_day, moment, remaining, light_word, size, duration, initials_of)
    app.jinja_env.filters.update({function.__name__: function for function in filters})
    app.jinja_env.globals.update(SHAPES=SHAPES, Light=Light, lights=tuple(Light))


def local(value: datetime) -> datetime:
    """An instant in the zone of the installation."""
    return value.astimezone(ZoneInfo(current_app.extensions["fangyuan"]["settings"].zone))


def _date(value: date | datetime) -> date:
    return local(value).date() if isinstance(value, datetime) else value


def day(value: date | datetime | None) -> str:
    """2026-02-25(周三)."""
    if value is None:
        return ""
    shown = _date(value)
    return gettext("%(date)s(%(weekday)s)", date=shown.isoformat(), weekday=_weekdays()[shown.weekday()])


def short_day(value: date | datetime | None) -> str:
    """02-25."""
    return "" if value is None else _date(value).strftime("%m-%d")


def iso_day(value: date | datetime | None) -> str:
    """2026-02-25."""
    return "" if value is None else _date(value).isoformat()


def instant(value: datetime | None) -> str:
    """2026-02-25 09:30."""
    return "" if value is None else local(value).strftime("%Y-%m-%d %H:%M")


def _weekdays() -> tuple[str, ...]:
    return (
        gettext("周一"), gettext("周二"), gettext("周三"), gettext("周四"),
        gettext("周五"), gettext("周六"), gettext("周日"),
    )  # fmt: skip


def weekday(value: date) -> str:
    """周三."""
    return _weekdays()[value.weekday()]


def moment(value: date | datetime | None) -> str:
    """A deadline: 2026-02-25(周三), or 2026-02-25(周三) 09:50 of one that is a time of the day."""
    return f"{day(value)} {local(value):%H:%M}" if isinstance(value, datetime) else day(value)


def _by_the_clock(at: datetime, minutes: int) -> str:
    """How far away a deadline is that is a time of the day; that of another day is told with its date."""
    end, seen = local(at), local(at - timedelta(minutes=minutes))
    told = f"{end:%H:%M}" if end.date() == seen.date() else f"{end:%m-%d %H:%M}"
    if minutes > 0:
        return gettext("%(at)s到期，还有 %(span)s", at=told, span=span(minutes))
    if minutes < 0:
        return gettext("%(at)s到期，已超 %(span)s", at=told, span=span(-minutes))
    return gettext("%(at)s到期，时间已到", at=told)


def span(minutes: int) -> str:
    """8 分钟, 2 小时 5 分钟, 3 天."""
    days, hours = minutes // MINUTES_OF_A_DAY, minutes // MINUTES_OF_AN_HOUR
    if days:
        return ngettext("%(num)s 天", "%(num)s 天", days)
    rest = ngettext("%(num)s 分钟", "%(num)s 分钟", minutes % MINUTES_OF_AN_HOUR)
    if not hours:
        return rest
    whole = ngettext("%(num)s 小时", "%(num)s 小时", hours)
    return f"{whole} {rest}" if minutes % MINUTES_OF_AN_HOUR else whole


def remaining(due: Due) -> str:
    """How far away a due date is, in working days; a time of the day, in minutes and hours."""
    if due.at is not None and due.minutes is not None and (due.minutes <= 0 or due.light is not Light.RED):
        return _by_the_clock(due.at, due.minutes)
    if due.workdays < 0:
        return ngettext("超期 %(num)s 个工作日", "超期 %(num)s 个工作日", -due.workdays)
    if due.light is Light.RED:
        # A recurring obligation may be red for a period that passed while the next is not due yet.
        return gettext("上期逾期") if due.workdays > 0 or due.minutes is not None else gettext("已到期")
    if due.workdays == 0:
        return gettext("今日到期")
    return ngettext("还有 %(num)s 个工作日", "还有 %(num)s 个工作日", due.workdays)


def light_word(light: Light | str) -> str:
    """The word that goes with a light."""
    words = {
        Light.GREEN: gettext("正常"),
        Light.YELLOW: gettext("临近"),
        Light.ORANGE: gettext("将到期"),
        Light.RED: gettext("超期"),
    }
    return words[Light(light)]


def size(octets: int) -> str:
    """A file's size as people say it."""
    if octets < KIB * KIB:
        return f"{max(1, round(octets / KIB))} KB"
    return f"{octets / KIB / KIB:.1f} MB"


def duration(written: str) -> str:
    """`20 days` as a pack writes it -> 20 天."""
    amount, _, unit = written.partition(" ")
    words = {
        "minute": gettext("分钟"),
        "hour": gettext("小时"),
        "day": gettext("天"),
        "workday": gettext("个工作日"),
        "week": gettext("周"),
        "month": gettext("个月"),
    }
    return f"{amount} {words.get(unit.removesuffix('s'), unit)}"
