"""The organisation, for administrators: units and people that are new, the code of a unit's letters, the public page."""

from dataclasses import dataclass
from typing import Annotated, Any

from fangyuan.casework import organising, tenure
from fangyuan.casework.reading.organisation import officer_page, organisation_page
from fangyuan.casework.reading.pages import Named, OfficerPage, OrganisationPage
from fangyuan.casework.tenure import Beginning
from fangyuan.web.api.bodies import Id, Secret
from fangyuan.web.api.operations import Asked, Body, Created, Operation
from fangyuan.web.api.schemas import within
from fangyuan.web.at_hand import now, office

Title = Annotated[str, within(minLength=1, maxLength=200, pattern=r"\S")]
Code = Annotated[str, within(maxLength=20)]
Word = Annotated[str, within(maxLength=200)]


@dataclass(frozen=True, slots=True, kw_only=True)
class AddingUnit(Body):
    """A unit of the own jurisdiction, below `parent` where one is named; `code` begins the numbers of its letters."""

    title: Title
    parent: Word = ""
    phone: Word = ""
    code: Code = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AddingPerson(Body):
    """An officer with a first post, and a password that must be changed at the first login."""

    name: Title
    role: Id
    unit: Id
    login: Id
    password: Secret
    phone: Word = ""
    email: Word = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingCode(Body):
    """The word by which the numbers of a unit's letters begin; blank for none."""

    code: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class Publishing(Body):
    """Whether the jurisdiction answers on the public page."""

    public: bool


def add_unit(asked: Asked[AddingUnit]) -> Created:
    """Adds a unit."""
    body = asked.body
    unit = organising.add_unit(
        office(), asked.me, body.title, parent=body.parent, phone=body.phone, code=body.code
    )  # fmt: skip
    return Created("/organisation", Named(unit, body.title.strip()))


def add_person(asked: Asked[AddingPerson]) -> Created:
    """Adds an officer."""
    body = asked.body
    who = Beginning(body.name, body.role, body.unit, body.login, body.password, body.phone, body.email)
    person = tenure.take_on(office(), asked.me, who, now())
    return Created(f"/organisation/people/{person}", officer_page(office(), asked.me, person, now()))


def set_code(asked: Asked[SettingCode]) -> OrganisationPage:
    """Gives a unit its code."""
    organising.set_code(office(), asked.me, asked.path["unit"], asked.body.code)
    return _page(asked)


def publish(asked: Asked[Publishing]) -> OrganisationPage:
    """Opens the public page, or closes it."""
    organising.publish(office(), asked.me, asked.body.public)
    return _page(asked)


def _page(asked: Asked[Any]) -> OrganisationPage:
    return organisation_page(office(), asked.me, now())


OPERATIONS = (
    Operation("addUnit", "post", "/organisation/units", "Add a unit (administrators)", add_unit, Named, body=AddingUnit,
              status=201),
    Operation("addPerson", "post", "/organisation/people", "Add an officer (administrators)", add_person, OfficerPage,
              body=AddingPerson, status=201),
    Operation("setUnitCode", "post", "/organisation/units/{unit}/code", "The code of a unit's letters (administrators)",
              set_code, OrganisationPage, body=SettingCode),
    Operation("publishJurisdiction", "post", "/organisation/public", "Open or close the public page (administrators)",
              publish, OrganisationPage, body=Publishing),
)  # fmt: skip
