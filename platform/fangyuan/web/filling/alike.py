"""The list “looks alike” beside a new form: what was found so far, and which of them the new case is to be tied to."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import flash, request
from flask_babel import gettext

from fangyuan.casework import resembling
from fangyuan.casework.reading.alike import Alike
from fangyuan.casework.reading.linking import RELATIONS
from fangyuan.casework.reading.pages import FormPage
from fangyuan.forms.reading import read
from fangyuan.model.problems import Problem, Refused
from fangyuan.model.state import BY_HAND
from fangyuan.web.at_hand import me, now, office
from fangyuan.web.filling.begun import TIE
from fangyuan.web.filling.rows import Posted, without_markers
from fangyuan.web.filling.sheet import sheet_id

SCRIPT = "X-Fangyuan-Part"
"""The header with which the page's script asks for the list alone."""

MOST_TIES = 20


@dataclass(frozen=True, slots=True)
class List:
    """The list as a page draws it; `form` is the id of the form that its inputs belong to, `found` None before anything was
    looked for, `ties` are relations by case, `problems` why nothing is looked for now.
    """

    address: str
    form: str
    found: tuple[Alike, ...] | None = None
    ties: Mapping[str, str] | None = None
    problems: tuple[Problem, ...] = ()

    @property
    def relations(self) -> tuple[tuple[str, str], ...]:
        """What an officer may say of two cases."""
        return tuple((relation, RELATIONS[relation]) for relation in BY_HAND)


def is_for_script() -> bool:
    """Whether only the list is asked for."""
    return SCRIPT in request.headers


def looked(page: FormPage, texts: Posted, address: str, ties: Mapping[str, str]) -> List:
    """The list for what stands in the form; that an officer asks too often keeps nobody from filling it in."""
    answers, form = read(page.form, without_markers(texts), office().kinds).answers, sheet_id(page.form)
    try:
        found = resembling.look_alike(office(), me(), page.case_type.key, answers, tuple(ties), now())
    except Refused as refused:
        return List(address, form, ties=ties, problems=refused.problems)
    return List(address, form, found, ties)


def ties_in(own: Mapping[str, str] | None) -> dict[str, str]:
    """The chosen ties among a page's own inputs."""
    chosen = {name.removeprefix(TIE): text for name, text in (own or {}).items() if name.startswith(TIE) and text}
    return dict([*chosen.items()][:MOST_TIES])


def tie(case: str, own: Mapping[str, str]) -> None:
    """Ties the case that was registered to the chosen ones, and says what could not be tied."""
    for problem in resembling.tie_chosen(office(), me(), case, ties_in(own), now()):
        flash(gettext("已登记，但没有关联上：%(why)s 可以在事项页里再关联。", why=problem.message), "problem")
