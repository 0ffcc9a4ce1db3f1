"""Packs and the organisation, for administrators."""

from typing import Any

from fangyuan.casework import admitting
from fangyuan.casework.reading import packs as reading
from fangyuan.casework.reading.organisation import organisation_page
from fangyuan.casework.reading.pages import Named, OrganisationPage, RuleSentence
from fangyuan.web.api.answers import OneTimePassword, PackDescription, PackList, RuleText
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
        rules={key: tuple(_text(one) for one in rules) for key, rules in page.rules.items()},
    )


def organisation(asked: Asked[Any]) -> OrganisationPage:
    """The jurisdiction with its units and people."""
    return organisation_page(office(), asked.me, now())


def reset_password(asked: Asked[Any]) -> OneTimePassword:
    """Gives an officer a password for one login, and ends their sessions."""
    person = asked.path["person"]
    return OneTimePassword(person, admitting.reset_password(office(), asked.me, person, now()))


def _text(sentence: RuleSentence) -> RuleText:
    rule = sentence.rule
    return RuleText(rule.rule, rule.title, sentence.when, sentence.condition, sentence.then)


OPERATIONS = (
    Operation("listPacks", "get", "/packs", "Installed packs (administrators)", packs, PackList),
    Operation("getPack", "get", "/packs/{pack}", "A pack, by name or hash (administrators)", pack, PackDescription),
    Operation(
        "getOrganisation", "get", "/organisation", "Units and people (administrators)", organisation, OrganisationPage
    ),
    Operation(
        "resetPassword", "post", "/organisation/people/{person}/password",
        "A password for one login of an officer (administrators)", reset_password, OneTimePassword,
    ),
)  # fmt: skip
