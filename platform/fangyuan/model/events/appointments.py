"""When whoever a case is of is to come, and whether they came."""

from datetime import date

from fangyuan.model.events.base import Event, happening


@happening("duty")
class AppointmentMade(Event):
    """They were told to come on `day` at `time` to the recurring work `duty` (`pack/duty`), whose date by its rule is `occurs_on`.

    `person` is whose turn it is, `instead_of` the day and time that they had before.
    """

    duty: str
    title: str
    occurs_on: date
    day: date
    time: str
    person: str = ""
    instead_of: str = ""


@happening("duty")
class AppointmentCancelled(Event):
    """They are not to come; `day` and `time` are those that they were told."""

    duty: str
    day: date
    time: str
    reason: str


@happening("duty")
class AppointmentKept(Event):
    """They came."""

    duty: str
    day: date
    time: str
    reason: str = ""


@happening("duty")
class AppointmentMissed(Event):
    """They did not come; it says nothing against them."""

    duty: str
    day: date
    time: str
    reason: str = ""
