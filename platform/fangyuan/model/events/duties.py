"""Recurring work that opened a case."""

from datetime import date

from fangyuan.model.events.base import Event, happening


@happening("duty")
class DutyOpened(Event):
    """A duty fell on `occurs_on`, the date of its rule before any moving for days off; `asked` are the people told."""

    duty: str
    title: str
    occurs_on: date
    asked: tuple[str, ...] = ()
