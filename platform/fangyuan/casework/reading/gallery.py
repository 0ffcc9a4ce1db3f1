"""Every registered field kind as a small form: empty, filled in, filled in wrongly, and only to be read.

Made from the examples that the kinds give, so a kind of a plugin stands here beside the platform's own.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from fangyuan.casework.answering import moment_of
from fangyuan.casework.identity import Identity
from fangyuan.casework.office import Office
from fangyuan.casework.reading.choices import choices
from fangyuan.casework.reading.pages import Named
from fangyuan.forms.moment import Moment
from fangyuan.forms.paths import joined
from fangyuan.kinds import Kinds
from fangyuan.model.fields import Form
from fangyuan.model.kinds import Example, FieldKind
from fangyuan.model.later import later
from fangyuan.model.outputs import CodeList
from fangyuan.model.world import World

if TYPE_CHECKING:
    from fangyuan.forms import building
else:
    building = later("fangyuan.forms.building")

EMPTY, FILLED, WRONG, SHOWN = "empty", "filled", "wrong", "shown"
LIST = "example"
"""What examples call the code list that they bring."""


@dataclass(frozen=True, slots=True)
class Showcase:
    """A kind: a form with a field for each state in which it can be; what stands in them, and what was typed wrong."""

    kind: str
    about: str
    form: Form
    answers: Mapping[str, Any]
    wrong: Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Gallery:
    """The kinds in the order of the registry, and what may be chosen in fields that name units or officers."""

    showcases: tuple[Showcase, ...]
    choices: Mapping[str, Sequence[Named]]
    moment: Moment


def gallery(office: Office, me: Identity, now: datetime, only: str = "") -> Gallery:
    """Every kind of the installation, or `only` one of them; nothing where there is none of that name."""
    with office.database.read() as uow:
        tenant, directory = office.tenant(uow, me.tenant), office.directory(uow, me.tenant)
    world = World(tenant, directory, {}, {}, {})
    made = tuple(one for one in _showcases(office.kinds) if only in ("", one.kind))
    offered = {kind: named for one in made for kind, named in choices(one.form, world).items()}
    filled = tuple(_chosen(one, offered) for one in made)
    return Gallery(filled, offered, moment_of(world, now))


_made: list[tuple[Kinds, tuple[Showcase, ...]]] = []


def _showcases(kinds: Kinds) -> tuple[Showcase, ...]:
    """Every kind, built once: the kinds of an installation never change while it runs."""
    for known, made in _made:
        if known is kinds:
            return made
    made = tuple(showcase(kinds.get(name), kinds) for name in kinds.names())
    _made[:] = [(kinds, made)]
    return made


def showcase(kind: FieldKind, kinds: Kinds) -> Showcase:
    """The form of a kind. A kind of a plugin without an example is shown with a plain field of it."""
    example = getattr(kind, "example", None) or Example({"title": kind.name})
    fields = dict(_states(kind.name, example))
    codes = {LIST: CodeList(LIST, "", "1", example.codes)}
    form, problems = building.build_form(
        f"kind-{kind.name}", {"type": "object", "properties": fields}, None, codes=codes, kinds=kinds
    )
    if problems:
        raise ValueError(f"the example of the field kind {kind.name!r} is no schema: {problems[0].message}")
    at = f"{WRONG}-{kind.name}"
    wrong = {joined(at, name) if name else at: list(texts) for name, texts in example.wrong.items()}
    answers = {name: example.value for name in fields if name.startswith((FILLED, SHOWN)) and example.value is not None}
    return Showcase(kind.name, (type(kind).__doc__ or "").partition("\n")[0], form, answers, wrong)


def _states(name: str, example: Example) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The fields: a state that a kind cannot be in is left out."""
    schema = {"x-fangyuan-kind": name, **example.schema}
    yield f"{EMPTY}-{name}", schema
    if "x-fangyuan-compute" in schema or schema.get("x-fangyuan-kind") == "static":
        return
    yield f"{FILLED}-{name}", schema
    if example.wrong:
        yield f"{WRONG}-{name}", schema
    yield f"{SHOWN}-{name}", _only_shown(schema)


def _only_shown(schema: Mapping[str, Any]) -> dict[str, Any]:
    """The schema with nothing to write in it, down to the parts of an object and of rows."""
    shown = {**schema, "readOnly": True}
    if isinstance(schema.get("items"), Mapping):
        shown["items"] = {**schema["items"], **_parts(schema["items"])}
    return {**shown, **_parts(schema)}


def _parts(schema: Mapping[str, Any]) -> dict[str, Any]:
    parts = schema.get("properties")
    return {"properties": {name: _only_shown(part) for name, part in parts.items()}} if parts else {}


def _chosen(one: Showcase, offered: Mapping[str, Sequence[Named]]) -> Showcase:
    """A kind whose values are the installation's own is filled in with the first of them."""
    first = next(iter(offered.get(one.kind, ())), None)
    if first is None or one.answers:
        return one
    names = [field.name for field in one.form.fields if field.name.startswith((FILLED, SHOWN))]
    return Showcase(one.kind, one.about, one.form, dict.fromkeys(names, first.id), one.wrong)
