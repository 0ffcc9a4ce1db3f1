"""Days of a year as an administrator writes them, one line a day or a row of days: `2027-02-05至2027-02-11 春节`."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, time, timedelta
from itertools import groupby
from typing import TypeVar

from fangyuan.model.problems import Problem, Refused

Hours = tuple[tuple[time, time], ...]
Read = TypeVar("Read")

DAY = timedelta(days=1)
_ROW = re.compile(r"(?P<first>\S{10})(?:\s*(?:至|到|~|—|–)\s*(?P<last>\S{10}))?(?:\s+(?P<rest>.+))?")
_SPAN = re.compile(r"(\d{1,2}:\d{2})\s*[-–~至]\s*(\d{1,2}:\d{2})")


def days_off(written: str, year: int) -> dict[date, str]:
    """Days off with their names; raises Refused with the line that cannot be read."""
    found: dict[date, str] = {}
    for days, name in _each(written, "days_off", year, _named):
        found.update(dict.fromkeys(days, name))
    return found


def workdays(written: str, year: int) -> frozenset[date]:
    """Make-up working days (调休)."""
    return frozenset(day for days, _ in _each(written, "workdays", year, str) for day in days)


def hours(written: str, year: int) -> dict[date, Hours]:
    """Days with working hours of their own: `2027-02-04 09:00-12:00`; several spans stand one after the other."""
    return {day: spans for days, spans in _each(written, "hours", year, spans) for day in days}


def said_days_off(known: Mapping[date, str]) -> str:
    """The lines of days off; days in a row under one name are one line."""
    return "\n".join(
        f"{first.isoformat()}{'至' + last.isoformat() if last != first else ''} {name}"
        for first, last, name in rows(known)
    )


def rows(known: Mapping[date, str]) -> Iterator[tuple[date, date, str]]:
    """Days in a row under one name: first, last, name."""
    ordered = sorted(known.items())
    for _, group in groupby(enumerate(ordered), lambda at: (at[1][0].toordinal() - at[0], at[1][1])):
        held = [day for _, day in group]
        yield held[0][0], held[-1][0], held[0][1]


def said_hours(known: Mapping[date, Hours]) -> tuple[str, ...]:
    """The lines of days with hours of their own."""
    return tuple(
        f"{day.isoformat()} {' '.join(f'{start:%H:%M}-{end:%H:%M}' for start, end in spans)}"
        for day, spans in sorted(known.items())
    )


def _each(
    written: str, path: str, year: int, read: Callable[[str], Read | None]
) -> Iterator[tuple[list[date], Read]]:  # fmt: skip
    """Every line that says something, with its days and the rest of it as read."""
    for number, line in enumerate(written.splitlines(), start=1):
        if line.strip():
            days, rest = _days(line.strip(), year), _ROW.fullmatch(line.strip())
            value = read((rest["rest"] or "").strip()) if rest else None
            if not days or value is None:
                raise Refused(_unreadable(number, line, path, year))
            yield days, value


def _days(line: str, year: int) -> list[date]:
    """The days of a line; none where it cannot be read or leaves the year."""
    found = _ROW.fullmatch(line)
    try:
        first = date.fromisoformat(found["first"]) if found else None
        last = date.fromisoformat(found["last"]) if found and found["last"] else first
    except ValueError:
        return []
    if first is None or last is None or not first <= last or {first.year, last.year} != {year}:
        return []
    return [first + DAY * count for count in range((last - first).days + 1)]


def _named(rest: str) -> str | None:
    return rest or None


def spans(rest: str) -> Hours | None:
    """Spans of a day in order; None where there is none or one cannot be read."""
    if not rest or _SPAN.sub("", rest).strip(" ,，、;；"):
        return None
    try:
        found = tuple(
            (time.fromisoformat(start.zfill(5)), time.fromisoformat(end.zfill(5))) for start, end in _SPAN.findall(rest)
        )
    except ValueError:
        return None
    ends = [at for span in found for at in span]
    return found if ends == sorted(set(ends)) else None


_SHAPES = {
    "days_off": "日期和名称，如“{year}-10-01至{year}-10-07 国庆节”",
    "workdays": "日期，如“{year}-10-10”",
    "hours": "日期和上班时间，如“{year}-02-04 09:00-12:00”",
}


def _unreadable(number: int, line: str, path: str, year: int) -> Problem:
    shape = _SHAPES[path].format(year=year)
    return Problem(
        "bad-line", f"第 {number} 行“{line.strip()[:40]}”看不懂。", path, advice=f"请写 {year} 年的{shape}。"
    )
