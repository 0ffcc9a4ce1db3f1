"""From a form page of casework to a sheet: fresh, or with what was typed and what is wrong with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fangyuan.casework.reading.choices import titles
from fangyuan.casework.reading.pages import FormPage
from fangyuan.forms.judging import receive, together
from fangyuan.forms.paths import plain
from fangyuan.forms.reading import read, write
from fangyuan.forms.texts import summary
from fangyuan.forms.variants import chosen
from fangyuan.model.fields import Form
from fangyuan.model.problems import Problem
from fangyuan.web.at_hand import kind, moment, office, widgets
from fangyuan.web.filling.rows import Posted, pressed, without_markers
from fangyuan.web.filling.sheet import Sheet, Surroundings


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed into a form: as texts, as answers, and what cannot be read of it."""

    posted: Posted
    answers: Mapping[str, Any]
    problems: tuple[Problem, ...] = ()


def typed(page: FormPage, posted: Posted, refused_files: Sequence[Problem] = (), wrong: bool = False) -> Typed:
    """Reads the texts. Where some cannot be read, or something beside them is `wrong`, the judge is asked about the
    rest, so that all errors show at once.
    """
    plainly = without_markers(posted)
    reading = read(page.form, plainly, office().kinds)
    if not reading.problems and not refused_files and not wrong:
        return Typed(reading.raw, reading.answers)
    reading, judged = receive(page.form, plainly, page.tree, moment(), office().kinds)
    return Typed(reading.raw, reading.answers, together(refused_files, judged.problems))


def rearranged(page: FormPage, button: str, posted: Posted) -> Typed:
    """What stands in the form after a row button; nothing is judged yet."""
    changed = pressed(button, posted)
    return Typed(changed, read(page.form, without_markers(changed), office().kinds).answers)


def fresh_sheet(page: FormPage, action: str) -> Sheet:
    """The form with what it begins with."""
    answers = chosen(page.form.fields, page.answers)
    posted = {name: list(texts) for name, texts in write(page.form, answers, office().kinds).items()}
    return Sheet(page.form, _around(page), posted, answers, action=action)


def sheet_of(page: FormPage, what: Typed, action: str, problems: Sequence[Problem] = ()) -> Sheet:
    """The form as it was typed, with what is wrong beside each field."""
    return Sheet(page.form, _around(page), what.posted, what.answers, (*what.problems, *problems), action)


def said(page: FormPage, posted: Posted) -> list[tuple[str, str]]:
    """What was typed as a person reads it: each answer under its title, choices by their titles; then what nobody can read."""
    reading = read(page.form, without_markers(posted), office().kinds)
    lines = summary(page.form, reading.answers, titles(page.choices), office().kinds)
    known = {field.path: field.title for field in page.form.walk()}
    unread = {
        name: texts for name, texts in reading.raw.items() if any(problem.path == name for problem in reading.problems)
    }
    rest = [(known.get(plain(name), ""), "、".join(texts)) for name, texts in unread.items()]
    return [*((line.title, line.text) for line in lines if line.text), *rest]


def blank_sheet(form: Form) -> Sheet:
    """A form to look at, without a case around it."""
    return Sheet(form, Surroundings(kind, widgets(), moment()), {}, {})


def _around(page: FormPage) -> Surroundings:
    return Surroundings(kind, widgets(), moment(), page.choices, page.tree)
