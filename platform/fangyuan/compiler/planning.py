"""Whether plans counted back from a deadline know the deadline and the calendar."""

from collections.abc import Mapping

from fangyuan.compiler.places import Places
from fangyuan.model.fields import Field
from fangyuan.model.pack import Pack
from fangyuan.model.procedure import CaseType
from fangyuan.packs.problems import finding, listed, nearest

_DATES = ("date", "date-time")


def check_plans(kind: CaseType, pack: Pack, places: Places) -> None:
    """A list that is planned back names a date that some form of the case type asks for, and a calendar that is known."""
    dates = {path: field for path, field in kind.fields.items() if field.kind in _DATES}
    for field in (field for field in kind.fields.values() if field.plan_back is not None):
        assert field.plan_back is not None
        if field.plan_back.deadline not in dates:
            _say("unknown-field", field, field.plan_back.deadline, dates, places)
        if pack.calendars and field.plan_back.calendar not in pack.calendars:
            _say("unknown-calendar", field, field.plan_back.calendar, pack.calendars, places)


def _say(code: str, field: Field, name: str, known: Mapping[str, object], places: Places) -> None:
    path = f"{field.path}.x-fangyuan-plan-back"
    places.problems.append(finding(code, field.mark, path, name=name, near=nearest(name, known), known=listed(known)))
