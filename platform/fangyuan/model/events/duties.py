"""Recurring work that opened a case, and mornings on which an open case is looked at."""

from datetime import date

from fangyuan.model.events.base import Event, happening


@happening("duty")
class DutyOpened(Event):
    """A duty fell on `occurs_on`, the date of its rule before any moving for days off; `asked` are the people told.

    `turn` is whose turn it was by the rota.
    """

    duty: str
    title: str
    occurs_on: date
    asked: tuple[str, ...] = ()
    turn: str = ""


@happening()
class DayBegan(Event):
    """A morning of the calendar came while the case was open; kept only where a rule or a clock did something about it."""

    day: date
