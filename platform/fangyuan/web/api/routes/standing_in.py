"""Who acts for whom, and what changes hands in many cases at once."""

from dataclasses import dataclass
from typing import Any

from fangyuan.casework import delegating, handing_over
from fangyuan.casework.handing_over import HandedOver, Remit
from fangyuan.casework.reading.pages import Colleagues, DelegationsPage, Foreseen, RemitPage
from fangyuan.casework.reading.standing_in import delegations_page, officers, remit_page
from fangyuan.web.api.bodies import Delegating, HandingOver, MergingUnits
from fangyuan.web.api.operations import Asked, Operation
from fangyuan.web.at_hand import now, office


@dataclass(frozen=True, slots=True)
class HandOverChoices:
    """The officers of the jurisdiction, unit by unit; and the units, case types and answers by which charges are told apart."""

    people: tuple[Colleagues, ...]
    remit: RemitPage


def delegations(asked: Asked[Any]) -> DelegationsPage:
    """The delegations that concern the officer, all of them for an administrator."""
    return delegations_page(office(), asked.me, now())


def delegate(asked: Asked[Delegating]) -> DelegationsPage:
    """Lets another officer act for this one, or for `person` where an administrator asks."""
    body = asked.body
    person = body.person or asked.me.person
    delegating.delegate(office(), asked.me, person, body.to, body.since, body.until, body.reason, now())
    return delegations(asked)


def end(asked: Asked[Any]) -> DelegationsPage:
    """Takes a delegation back from now on."""
    delegating.end_delegation(office(), asked.me, asked.path["delegation"], now())
    return delegations(asked)


def choices(asked: Asked[Any]) -> HandOverChoices:
    """To whom work may be handed over, and by what a remit may be narrowed."""
    return HandOverChoices(officers(office(), asked.me, now()), remit_page(office(), asked.me, now()))


def foresee(asked: Asked[HandingOver]) -> Foreseen:
    """What handing over would move; nothing is written."""
    body = asked.body
    if body.of_unit:
        return handing_over.foresee_unit(office(), asked.me, body.of_unit, body.to, now(), _remit(body))
    return handing_over.foresee(office(), asked.me, body.person or asked.me.person, body.to, now(), _remit(body))


def hand_over(asked: Asked[HandingOver]) -> HandedOver:
    """Gives everything that waits for one officer to another; doing it once more goes on where it stopped."""
    body, person = asked.body, asked.body.person or asked.me.person
    if body.of_unit:
        return handing_over.hand_over_unit(
            office(), asked.me, body.of_unit, body.to, body.reason, now(), _remit(body)
        )  # fmt: skip
    return handing_over.hand_over(office(), asked.me, person, body.to, body.reason, now(), remit=_remit(body))


def _remit(body: HandingOver) -> Remit:
    return Remit(body.unit, body.case_types, frozenset(body.values))


def foresee_merger(asked: Asked[MergingUnits]) -> Foreseen:
    """What a merger would move; nothing is written."""
    return handing_over.foresee_merger(office(), asked.me, asked.body.unit, asked.body.to, now())


def merge_units(asked: Asked[MergingUnits]) -> HandedOver:
    """A unit merges into another and takes its cases along; doing it once more goes on where it stopped."""
    body = asked.body
    return handing_over.merge_units(office(), asked.me, body.unit, body.to, body.reason, now())


OPERATIONS = (
    Operation("listDelegations", "get", "/delegations", "Who acts for whom", delegations, DelegationsPage),
    Operation("delegate", "post", "/delegations", "Let another officer act for me", delegate, DelegationsPage,
              body=Delegating),
    Operation("endDelegation", "post", "/delegations/{delegation}/end", "Take a delegation back", end, DelegationsPage),
    Operation("getHandOverChoices", "get", "/handovers/choices", "To whom work may go, and which part of it", choices,
              HandOverChoices),
    Operation("foreseeHandOver", "post", "/handovers/preview", "What a hand-over would move", foresee, Foreseen,
              body=HandingOver),
    Operation("handOver", "post", "/handovers", "Hand everything over to another officer", hand_over, HandedOver,
              body=HandingOver),
    Operation("foreseeUnitMerger", "post", "/units/merge/preview", "What a merger would move (administrators)",
              foresee_merger, Foreseen, body=MergingUnits),
    Operation("mergeUnits", "post", "/units/merge", "Merge a unit into another (administrators)", merge_units,
              HandedOver, body=MergingUnits),
)  # fmt: skip
