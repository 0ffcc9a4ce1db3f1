"""What of a view stands in the diary: dates, times and officers that the lists keep."""

from fangyuan.compiler.reportable import Reportable, dated
from fangyuan.compiler.scope import TypeNames
from fangyuan.compiler.spots import Spot
from fangyuan.model.outputs import DiaryDate

_LEADERS = ("case.leader", "case.registered_by")


def diary(spot: Spot | None, names: TypeNames) -> DiaryDate | None:
    """The paths by which the rows of a view stand in the diary; each is kept in lists, so that a month is one query."""
    on = spot.get("on") if spot else None
    if spot is None or on is None:
        return None
    known = Reportable.of([names])
    return DiaryDate(dated(on, known), known.path(spot.get("at")), _officer(spot.get("who"), known))


def _officer(spot: Spot | None, names: Reportable) -> str:
    """A path of one officer."""
    path = names.path(spot)
    known = names.known(path) if path else None
    named = known is not None and known.field is not None and known.field.kind == "officer"
    if spot is not None and known is not None and path not in _LEADERS and not named:
        spot.say("not-a-holder", name=path)
    return path
