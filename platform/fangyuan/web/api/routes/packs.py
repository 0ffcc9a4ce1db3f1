"""Packs and the organisation, for administrators."""

from typing import Any

from fangyuan.casework import admitting, organising, tenure
from fangyuan.casework.reading import packs as reading
from fangyuan.casework.reading.organisation import officer_page, organisation_page
from fangyuan.casework.reading.pages import Named, OfficerPage, OrganisationPage, RuleSentence
from fangyuan.web.api.answers import OneTimePassword, PackDescription, PackList, RuleText
from fangyuan.web.api.bodies import OnPost
from fangyuan.web.api.operations import Asked, Operation
from fangyuan.web.at_hand import now, office


def packs(asked: Asked[Any]) -> PackList:
    """Every installed version of every pack."""
    return PackList(reading.packs(office(), asked.me, now()))


def pack(asked: Asked[Any]) -> PackDescription:
    """One pack, by its hash or its name."""
    page = reading.pack_page(office(), asked.me, asked.path["pack"], now())
    told = page.summary
    return PackDescription(
        pack=told.pack,
        name=told.name,
        version=told.version,
        title=told.title,
        hash=told.hash,
        description=page.description,
        installed_at=told.installed_at,
        active_for=told.active_for,
        case_types=tuple(Named(one.key, one.title) for one in page.case_types),
        letters=page.letters,
        views=page.views,
        roles=page.roles,
        versions=page.versions,
        trial=page.trial,
        log=page.log,
        rules={key: tuple(_text(one) for one in rules) for key, rules in page.rules.items()},
    )


def organisation(asked: Asked[Any]) -> OrganisationPage:
    """The jurisdiction with its units and people."""
    return organisation_page(office(), asked.me, now())


def reset_password(asked: Asked[Any]) -> OneTimePassword:
    """Gives an officer a password for one login, and ends their sessions and tokens."""
    person = asked.path["person"]
    return OneTimePassword(person, admitting.reset_password(office(), asked.me, person, now()))


def officer(asked: Asked[Any]) -> OfficerPage:
    """An officer with their posts and how their account stands."""
    return officer_page(office(), asked.me, asked.path["person"], now())


def give_post(asked: Asked[OnPost]) -> OfficerPage:
    """Gives an officer one more post, at once."""
    organising.give_post(office(), asked.me, asked.path["person"], asked.body.role, asked.body.unit)
    return officer(asked)


def take_post(asked: Asked[OnPost]) -> OfficerPage:
    """Takes a post from an officer, at once."""
    organising.take_post(office(), asked.me, asked.path["person"], asked.body.role, asked.body.unit)
    return officer(asked)


def retire(asked: Asked[Any]) -> OrganisationPage:
    """An officer has left: they sign in no more, their tokens end; everything they did stays under their name."""
    tenure.retire(office(), asked.me, asked.path["person"], now())
    return organisation(asked)


def reinstate(asked: Asked[Any]) -> OneTimePassword:
    """An officer who had left is back; the password is for one login, and blank where they never had an account."""
    person = asked.path["person"]
    return OneTimePassword(person, tenure.reinstate(office(), asked.me, person, now()))


def _text(sentence: RuleSentence) -> RuleText:
    rule = sentence.rule
    return RuleText(rule.rule, rule.title, sentence.when, sentence.condition, sentence.then)


OPERATIONS = (
    Operation("listPacks", "get", "/packs", "Installed packs (administrators)", packs, PackList),
    Operation("getPack", "get", "/packs/{pack}", "A pack, by name or hash (administrators)", pack, PackDescription),
    Operation(
        "getOrganisation", "get", "/organisation", "Units and people (administrators)", organisation, OrganisationPage
    ),
    Operation("getPerson", "get", "/organisation/people/{person}", "An officer (administrators)", officer, OfficerPage),
    Operation("givePost", "post", "/organisation/people/{person}/posts", "Give a post (administrators)", give_post,
              OfficerPage, body=OnPost),
    Operation("takePost", "post", "/organisation/people/{person}/posts/end", "Take a post (administrators)", take_post,
              OfficerPage, body=OnPost),
    Operation("retirePerson", "post", "/organisation/people/{person}/retire", "An officer has left (administrators)",
              retire, OrganisationPage),
    Operation("reinstatePerson", "post", "/organisation/people/{person}/reinstate",
              "An officer is back (administrators)", reinstate, OneTimePassword,
              told_once=True),
    Operation(
        "resetPassword", "post", "/organisation/people/{person}/password",
        "A password for one login of an officer (administrators)", reset_password, OneTimePassword,
        told_once=True,
    ),
)  # fmt: skip
