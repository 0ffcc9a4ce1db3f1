"""People and units that leave a case, and who carries on in their place."""

from fangyuan.model.events.base import Event, happening


@happening()
class OfficerRecused(Event):
    """A person takes no part any more for a conflict of interest (Regulation 2022, Art. 28); `to` stands in, or nobody.

    `instead` decide on extensions that would be left to nobody but whoever asked for them.
    """

    person: str
    reason: str
    to: str = ""
    instead: tuple[str, ...] = ()


@happening()
class ChargesHandedOver(Event):
    """Everything that a person still had to do here is another's now.

    `instead` decide on extensions that would be left to nobody but whoever asked for them.
    """

    person: str
    to: str
    reason: str
    instead: tuple[str, ...] = ()


@happening()
class UnitSucceeded(Event):
    """A unit was merged into another, which carries on in its place (Regulation 2022, Art. 24(2))."""

    unit: str
    to: str
    reason: str
