"""What a template is given: the values that were frozen when the letter was issued, as texts an official would write."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from fangyuan.engine.facts import zone_of
from fangyuan.engine.field_rights import field_path
from fangyuan.engine.names import Names
from fangyuan.kinds import Kinds
from fangyuan.kinds.dates import is_date
from fangyuan.model.fields import Field
from fangyuan.model.outputs import Letter
from fangyuan.model.pack import Pack
from fangyuan.model.procedure import CaseType
from fangyuan.model.state import LetterState
from fangyuan.model.world import World
from fangyuan.publishing.letters import LetterFailed, long_date, render

_PYTHON: dict[str, type | tuple[type, ...]] = {
    "string": str,
    "integer": (int, float),
    "number": (int, float),
    "boolean": bool,
}


def rendered(pack: Pack, case_type: CaseType, letter: LetterState, world: World, kinds: Kinds) -> bytes:
    """The docx of a letter, from its own template and what was frozen with it; raises LetterFailed."""
    template = pack.files.get(letter.template)
    if template is None:
        raise LetterFailed(f"the pack has no template {letter.template!r}")
    return render(template, letter_context(pack, case_type, letter, Names(world.directory), kinds, world))


def letter_context(
    pack: Pack,
    case_type: CaseType,
    letter: LetterState,
    names: Mapping[str, str],
    kinds: Kinds,
    world: World | None = None,
) -> dict[str, Any]:
    """Every word of the template as a text, or as a list of rows of texts; what is absent (or was erased) is blank."""
    known = pack.letters.get(letter.letter) or Letter(letter.letter, letter.title, letter.template, {})
    scribe = _Scribe(case_type, names, kinds, world)
    frozen = {**dict.fromkeys(known.context, ""), **letter.context}
    return {word: scribe.at(known.context.get(word, word), value) for word, value in frozen.items()}


class _Scribe:
    """Writes values as texts, each by the kind of its field."""

    def __init__(self, case_type: CaseType, names: Mapping[str, str], kinds: Kinds, world: World | None) -> None:
        """`world` gives the zone in which instants are written; without it their own offset counts."""
        self._fields, self._names, self._kinds = case_type.fields, names, kinds
        self._zone = zone_of(world) if world else None
        self._stages = {stage.stage: stage.title for stage in case_type.stages}
        outcome = case_type.fields.get(case_type.outcome_field)
        self._facts: dict[str, Field | None] = {"case.outcome": outcome}

    def at(self, path: str, value: Any) -> Any:
        """The value at a path: rows stay rows, everything else becomes one text."""
        field = self._facts.get(path) or self._fields.get(field_path(path, self._fields))
        if path == "case.stage":
            return self._stages.get(value, value)
        return self._written(value, field)

    def _written(self, value: Any, field: Field | None) -> Any:
        if isinstance(value, Mapping):
            return self._row(value, field)
        if isinstance(value, Sequence) and not isinstance(value, str):
            if any(isinstance(item, Mapping) for item in value):
                return [self._row(item, field) for item in value if isinstance(item, Mapping)]
            return "、".join(filter(None, (self._one(item, field) for item in value)))
        return self._one(value, field)

    def _row(self, row: Mapping[str, Any], field: Field | None) -> dict[str, Any]:
        """A row with every child that the form knows, so that a template may name what nobody filled in."""
        inner = {child.name: child for child in (field.children if field else ())}
        return {
            **dict.fromkeys(inner, ""),
            **{name: self._written(item, inner.get(name)) for name, item in row.items()},
        }

    def _one(self, value: Any, field: Field | None) -> str:
        if value is None or value == "":
            return ""
        if field and not field.children and _fits(value, field):
            return self._kinds.get(field.kind).text(value, field, self._names)
        if isinstance(value, bool):
            return "是" if value else "否"
        return self._dated(value) if isinstance(value, str | date) else str(value)

    def _dated(self, value: str | date) -> str:
        """A date, or the date of an instant, in words; any other text by its title where it is an id."""
        if isinstance(value, str):
            if not is_date(value[:10]) or not (len(value) == 10 or value[10] == "T"):
                return self._names.get(value, value)
            value = datetime.fromisoformat(value) if len(value) > 10 else date.fromisoformat(value)
        if isinstance(value, datetime) and self._zone and value.tzinfo:
            value = value.astimezone(self._zone)
        return long_date(value)


def _fits(value: Any, field: Field) -> bool:
    """Whether a value is still of the field's type; titles and words took the place of others when it was frozen."""
    items = field.schema.get("items", {}) if field.many else field.schema
    kind = str(items.get("type", "string")) if field.many and isinstance(items, Mapping) else field.json_type
    return isinstance(value, _PYTHON.get(kind, object)) and (kind == "boolean") is isinstance(value, bool)
