"""From a form page of casework to a sheet: fresh, or with what was typed and what is wrong with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fangyuan.casework.reading.pages import FormPage
from fangyuan.forms.judging import submit
from fangyuan.forms.reading import read, write
from fangyuan.model.fields import Form
from fangyuan.model.problems import Problem
from fangyuan.web.at_hand import kind, moment, office, widgets
from fangyuan.web.filling.rows import Posted
from fangyuan.web.filling.sheet import Sheet, Surroundings


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed into a form: as texts, as answers, and what cannot be read of it."""

    posted: Posted
    answers: Mapping[str, Any]
    problems: tuple[Problem, ...] = ()


def typed(page: FormPage, posted: Posted, refused_files: Sequence[Problem] = ()) -> Typed:
    """Reads the texts. Where some cannot be read the judge is asked about the rest, so that all errors show at once."""
    reading = read(page.form, posted, office().kinds)
    unread = (*reading.problems, *refused_files)
    if not unread:
        return Typed(posted, reading.answers)
    judged = submit(page.form, reading.answers, page.tree, moment(), office().kinds)
    told = {problem.path for problem in unread}
    return Typed(posted, reading.answers, (*unread, *(p for p in judged.problems if p.path not in told)))


def fresh_sheet(page: FormPage, action: str) -> Sheet:
    """The form with what it begins with."""
    posted = {name: list(texts) for name, texts in write(page.form, page.answers, office().kinds).items()}
    return Sheet(page.form, _around(page), posted, page.answers, action=action)


def sheet_of(page: FormPage, what: Typed, action: str, problems: Sequence[Problem] = ()) -> Sheet:
    """The form as it was typed, with what is wrong beside each field."""
    return Sheet(page.form, _around(page), what.posted, what.answers, (*what.problems, *problems), action)


def blank_sheet(form: Form) -> Sheet:
    """A form to look at, without a case around it."""
    return Sheet(form, Surroundings(kind, widgets(), moment()), {}, {})


def _around(page: FormPage) -> Surroundings:
    return Surroundings(kind, widgets(), moment(), page.choices, page.tree)
