"""The box “from an earlier case” of a new form: what was looked for, what was found, and how it joins what was typed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import request

from fangyuan.casework.reading.earlier import Sought
from fangyuan.casework.reading.pages import WorkRow
from fangyuan.forms.paths import plain
from fangyuan.forms.reading import write
from fangyuan.forms.variants import chosen
from fangyuan.model.fields import Field, Form, is_people
from fangyuan.web.at_hand import office
from fangyuan.web.filling.rows import Posted, indexes

LONGEST = 100


@dataclass(frozen=True, slots=True)
class Box:
    """The box as a page draws it; `rows` is None before anything was looked for."""

    address: str
    sought: Sought = Sought()
    rows: tuple[WorkRow, ...] | None = None
    problem: str = ""


def sought() -> Sought:
    """What the request looks for."""
    number, name, contact = (
        request.form.get(f"_earlier_{word}", "").strip()[:LONGEST] for word in ("number", "name", "contact")
    )
    return Sought(number, name, contact)


def joined(form: Form, posted: Posted, answers: Mapping[str, Any]) -> Posted:
    """What stands in the form with the answers of an earlier case in it; nothing that was typed is changed.

    A person who was begun is completed where the name is the same; anybody else gets a row of their own.
    """
    written = write(form, chosen(form.fields, answers), office().kinds)
    known = {field.path: field for field in form.walk()}
    people = [field for field in known.values() if is_people(field)]
    result = {name: list(texts) for name, texts in posted.items()}
    for field in people:
        for part in _parts(field, written):
            texts = {name[len(part) :]: written.pop(name) for name in [*written] if name.startswith(f"{part}.")}
            _join(result, _target(field, texts, result, known), texts, known)
    _join(result, "", written, known)
    return result


def _parts(field: Field, written: Posted) -> list[str]:
    """The names under which each person of a field was written."""
    return [f"{field.path}.{index}" for index in indexes(written, field.path)] if field.many else [field.path]


def _target(field: Field, texts: Posted, posted: Posted, known: Mapping[str, Field]) -> str | None:
    """Where a person goes: to themselves where somebody began to type them, else to an empty place; None for nowhere."""
    if not field.many:
        return field.path if _agrees(field.path, texts, posted, known) else None
    there = indexes(posted, field.path)
    places = [f"{field.path}.{index}" for index in there]
    begun = [place for place in places if _typed(place, posted, known)]
    same = [place for place in begun if _agrees(place, texts, posted, known)]
    empty = [place for place in places if place not in begun]
    return (same or empty or [f"{field.path}.{there[-1] + 1 if there else 0}"])[0]


def _agrees(place: str, texts: Posted, posted: Posted, known: Mapping[str, Field]) -> bool:
    """Whether what was typed may be the same person: the same name, or without a name nothing that differs."""
    typed = _typed(place, posted, known)
    if ".name" in typed:
        return typed[".name"] == texts.get(".name")
    return all(texts.get(name, several) == several for name, several in typed.items())


def _typed(place: str, posted: Posted, known: Mapping[str, Field]) -> Posted:
    """What somebody typed below a place, by the rest of its name; what the form fills in by itself does not count."""
    return {
        name[len(place) :]: several
        for name, several in posted.items()
        if name.startswith(f"{place}.") and any(several) and _is_typed(known.get(plain(name)))
    }


def _is_typed(field: Field | None) -> bool:
    return field is not None and field.kind != "hidden" and field.default is None and not field.read_only


def _join(posted: Posted, place: str | None, texts: Posted, known: Mapping[str, Field]) -> None:
    """Puts texts below a place where nobody typed anything."""
    if place is None:
        return
    typed = _typed(place, posted, known) if place else {}
    for rest, several in texts.items():
        name = place + rest
        if not any(posted.get(name, ())) or (place and not typed):
            posted[name] = list(several)
