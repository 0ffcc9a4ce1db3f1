"""The cases behind a number of a target: of the whole, of one holder, until the end of a month."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from fangyuan.casework.identity import Identity
from fangyuan.casework.office import Office
from fangyuan.casework.reading.desk import Desk, sit
from fangyuan.casework.reading.figures.listing import Asked, listed
from fangyuan.casework.reading.figures.periods import Period, parse
from fangyuan.casework.reading.figures.report import NO_PERIOD, open_reports
from fangyuan.casework.reading.figures.tallying import MISSING, PART, WHOLE, behind, span_of
from fangyuan.casework.reading.figures.targets import Work, open_targets, work_of
from fangyuan.casework.reading.pages import Named, Opened, TargetCases
from fangyuan.model.outputs import Target
from fangyuan.model.pack import Pack
from fangyuan.model.problems import Problem, Refused
from fangyuan.store.questions import Axis, Key, Question

DAY = timedelta(days=1)
NO_NUMBER = Problem("not-found", "目标里没有这个数，或者您无权查看。", advice="请从目标里点数字打开。")


def target_cases(office: Office, me: Identity, asked: Mapping[str, str], page: Opened, now: datetime) -> TargetCases:
    """The cases behind a number, as its `asked` says it; raises Refused where there is no such number."""
    with office.database.read() as uow:
        desk = sit(office, uow, me, now)
        work = _work(desk, asked)
        until = _until(work, asked)
        counted, axes, keys = _place(work, asked, until)
        half = asked.get("half", "") or WHOLE
        if half not in (PART, WHOLE, MISSING):
            raise Refused(NO_NUMBER)
        question = Question(work.counted.shares, span_of(work.measure, counted), behind(work.measure, half), axes)
        return TargetCases(
            target=work.target.target,
            title=work.target.title,
            period=Named(work.period.key, work.period.title),
            from_day=until.start,
            to_day=until.end - DAY,
            holder=work.holder(asked["holder"] or None) if "holder" in asked else "",
            **listed(desk, Asked(question, keys, work.measure, half), page),
        )


def _work(desk: Desk, asked: Mapping[str, str]) -> Work:
    named = asked.get("target", ""), asked.get("case_type", "")
    found = next((one for one in _seen(desk) if (one[1].target, one[1].case_type) == named), None)
    if found is None:
        raise Refused(NO_NUMBER)
    pack, target = found
    period = parse(target.per, asked.get("period", ""))
    if period is None:
        raise Refused(NO_PERIOD)
    work = work_of(desk, pack, target, period)
    if work is None:
        raise Refused(NO_NUMBER)
    return work


def _seen(desk: Desk) -> Iterator[tuple[Pack, Target]]:
    """The targets that stand before the officer: on the page of targets, and below their reports."""
    yield from open_targets(desk)
    for pack, report in open_reports(desk):
        yield from ((pack, pack.targets[one]) for one in report.targets if one in pack.targets)


def _until(work: Work, asked: Mapping[str, str]) -> Period:
    """The period, or its beginning until the end of a month."""
    if "until" not in asked:
        return work.period
    month = parse("month", asked["until"])
    if month is None or not work.period.start < month.end <= work.period.end:
        raise Refused(NO_PERIOD)
    return Period(work.period.per, work.period.start, month.end)


def _place(work: Work, asked: Mapping[str, str], until: Period) -> tuple[Period, tuple[Axis, ...], tuple[Key, ...]]:
    """The period and the places that the number was counted by: of a month's end, or of the holder that the address names."""
    if "until" in asked:
        return work.until(until.end)
    if "holder" not in asked:
        return work.period, (), ((),)
    if not work.holders_at:
        raise Refused(NO_NUMBER)
    return work.period, (Axis(work.holders_at),), ((asked["holder"] or None,),)
