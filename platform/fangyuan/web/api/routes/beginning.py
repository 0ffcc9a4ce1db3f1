"""While a case is being registered: those that look like it, and what an earlier case says of the same people."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any

from fangyuan.casework import resembling, reusing
from fangyuan.casework.reading import forming
from fangyuan.casework.reading.alike import Alike
from fangyuan.casework.reading.earlier import Sought
from fangyuan.casework.reading.pages import FormPage, WorkRow
from fangyuan.web.api.begun import begun
from fangyuan.web.api.bodies import Id
from fangyuan.web.api.operations import Asked, Body, Operation
from fangyuan.web.api.schemas import within
from fangyuan.web.at_hand import now, office

Telling = Annotated[str, within(maxLength=100)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Resembling(Body):
    """Answers as far as they are known; `chosen` are cases that are told in any case, because an officer ticked them."""

    answers: Mapping[str, Any] = field(default_factory=dict)
    chosen: Annotated[tuple[Id, ...], within(maxItems=20)] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SeekingEarlier(Body):
    """The whole `number` of a case; or a `name` together with the phone or identity number of the same person."""

    number: Telling = ""
    name: Telling = ""
    contact: Telling = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakingFrom(Body):
    """The case whose people the new form begins with."""

    case: Id


@dataclass(frozen=True, slots=True)
class AlikeList:
    """Cases that look like what is being registered, the likest first, and those that were chosen; why, beside each."""

    items: tuple[Alike, ...]


@dataclass(frozen=True, slots=True)
class EarlierList:
    """Earlier cases with exactly this number or person, the newest first."""

    items: tuple[WorkRow, ...]


@dataclass(frozen=True, slots=True)
class TakenOver:
    """What a form takes from an earlier case, as its own answers; `amount` says how many."""

    answers: Mapping[str, Any]
    amount: int


def alike(asked: Asked[Resembling]) -> AlikeList:
    """The machine shows them; whether it is the same matter is for an officer to say. That a number or a name was met is
    written into the access log.
    """
    form, body = _page(asked), asked.body
    answers = begun(form.form, body.answers)
    return AlikeList(resembling.look_alike(office(), asked.me, form.case_type.key, answers, body.chosen, now()))


def earlier(asked: Asked[SeekingEarlier]) -> EarlierList:
    """Of the cases that the officer may see; that they looked is written into the access log."""
    body = asked.body
    sought = Sought(body.number.strip(), body.name.strip(), body.contact.strip())
    return EarlierList(reusing.look_up(office(), asked.me, sought, now()))


def take(asked: Asked[TakingFrom]) -> TakenOver:
    """What the earlier case says of its people, as far as the officer may read it; that case keeps who took it."""
    taken = reusing.take(office(), asked.me, _page(asked).form, asked.body.case, now())
    return TakenOver(taken.answers, taken.amount)


def _page(asked: Asked[Any]) -> FormPage:
    """The form that is being filled; raises Refused where the officer may not open such cases."""
    return forming.new_case(office(), asked.me, f"{asked.path['pack']}/{asked.path['case_type']}", now())


OPERATIONS = (
    Operation("findAlike", "post", "/case-types/{pack}/{case_type}/alike", "Cases that look like what is being registered",
              alike, AlikeList, body=Resembling),
    Operation("findEarlier", "post", "/earlier", "Earlier cases of a person, or the one with a number", earlier,
              EarlierList, body=SeekingEarlier),
    Operation("takeEarlier", "post", "/case-types/{pack}/{case_type}/earlier", "Begin a form with the people of a case",
              take, TakenOver, body=TakingFrom),
)  # fmt: skip
