"""Answers of a form that is not whole yet, as a program sends them: taken in as those of a page would be."""

from collections.abc import Mapping
from typing import Any

from fangyuan.forms.admitting import admit
from fangyuan.forms.reading import Reading, read, write
from fangyuan.model.fields import Form
from fangyuan.web.at_hand import office


def typed(form: Form, answers: Mapping[str, Any]) -> dict[str, list[str]]:
    """The texts that a page would have sent for these answers; what the form has no place for is left out."""
    return write(form, admit(form, answers).answers, office().kinds)


def told(form: Form, texts: Mapping[str, list[str]]) -> Reading:
    """Texts as answers; what cannot be read stays a text."""
    return read(form, texts, office().kinds)


def begun(form: Form, answers: Mapping[str, Any]) -> Mapping[str, Any]:
    """The answers that could stand in the form, each of its field's own type; anything else is left out."""
    return told(form, typed(form, answers)).answers
