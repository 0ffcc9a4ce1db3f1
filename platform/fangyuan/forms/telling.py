"""Turns what jsonschema finds into problems that stand beside the right field and say what to do."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from fangyuan.forms.admitting import problem
from fangyuan.forms.paths import dotted, is_at_or_below, joined, place, place_of, plain
from fangyuan.kinds import Kinds
from fangyuan.kinds.choices import every, written
from fangyuan.model.fields import Form
from fangyuan.model.problems import Problem

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError

_TYPES = {
    "string": ("文字", "text"),
    "integer": ("整数", "a whole number"),
    "number": ("数字", "a number"),
    "boolean": ("是或否", "yes or no"),
    "array": ("列表", "a list"),
    "object": ("一组内容", "a group of answers"),
}
_KIND_OF_TYPE = {"integer": "not-an-integer", "number": "not-a-number", "boolean": "not-a-boolean"}
_LIMITS = {
    "maximum": "too-large",
    "minimum": "too-small",
    "exclusiveMaximum": "not-below",
    "exclusiveMinimum": "not-above",
    "multipleOf": "not-a-multiple",
    "minProperties": "too-few-answers",
    "maxProperties": "too-many-answers",
}
_LENGTHS = {"maxLength": "too-long", "minLength": "too-short", "maxItems": "too-many-rows", "minItems": "too-few-rows"}

_PLAIN = {
    "pattern": "pattern",
    "uniqueItems": "not-unique",
    "contains": "contains",
    "minContains": "contains",
}


class Teller:
    """Tells the errors of one form."""

    def __init__(self, form: Form, kinds: Kinds) -> None:
        """Knows the fields by path."""
        self.fields = {each.path: each for each in form.walk()}
        self.kinds = kinds

    def tell(self, errors: Iterable["ValidationError"], hidden: Collection[str] = ()) -> Iterator[Problem]:
        """Each problem once, in the order in which the fields stand, one message a place.

        Of several variants that do not fit, one that asks for `hidden` fields is not the one that is meant. What is wrong
        with a hidden field is told only when nothing else is: nobody could mend it, and yet the answers cannot stand.
        """
        told: dict[str, Problem] = {}
        for each in (found for error in errors for found in self.one(error, (), hidden)):
            told.setdefault(each.path, each)
        order = {path: number for number, path in enumerate(self.fields)}
        seen = [each for each in told.values() if not any(is_at_or_below(each.path, path) for path in hidden)]
        yield from sorted(seen or told.values(), key=lambda each: order.get(plain(each.path), len(order)))

    def unweighed(self, answers: Any, texts: Collection[str]) -> Iterator[Problem]:
        """Beside every one of these texts, a name or a value, that no pattern could be compared with in time."""
        for at in _standing(answers, texts) if texts else ():
            yield problem("pattern-too-slow", self.place(at))

    def one(self, error: "ValidationError", above: tuple[str | int, ...], hidden: Collection[str]) -> Iterator[Problem]:
        """The problems of one error; `above` is the path of the error that it is a part of."""
        at = (*above, *error.path)
        path, word, given, demanded = self.place(at), str(error.validator), _instance(error), _demanded(error)
        if error.message == "pattern-too-slow":
            yield problem("pattern-too-slow", path)
            return
        match word:
            case "required":
                missing = [name for name in demanded if name not in given]
                yield from (self.missing(joined(path, name)) for name in missing)
            case "dependentRequired":
                names = [name for first, others in demanded.items() if first in given for name in others]
                yield from (self.missing(joined(path, name)) for name in names if name not in given)
            case "minItems" if joined(plain(path), place(0)) in self.fields:
                yield from (self.missing(joined(path, place(index))) for index in range(len(given), demanded))
            case "anyOf" | "oneOf":
                yield from self.variants(error, at, hidden)
            case "not":
                yield from self.beside("forbidden", at, given, demanded, hidden)
            case "propertyNames":
                yield problem("name-not-allowed", path, name=_short(at[-1]))
            case "additionalProperties" | "unevaluatedProperties" if not at or path not in self.fields:
                yield problem("unknown-field", path, name=dotted(at[-1:]) or "?")
            case _:
                yield self.plain(error, word, path)

    def beside(
        self, code: str, at: tuple[str | int, ...], given: Any, schema: Any, hidden: Collection[str]
    ) -> Iterator[Problem]:
        """What an object may not be is told beside the fields that are spoken of: those that are filled in, if any are."""
        names = list(dict.fromkeys(_spoken_of(schema))) if isinstance(given, Mapping) else []
        answered = [name for name in names if name in given]
        paths = [self.place((*at, name)) for name in answered or names]
        shown = [path for path in paths if plain(path) in self.fields and path not in hidden]
        yield from (problem(code, path) for path in shown or [self.place(at)])

    def place(self, at: tuple[str | int, ...]) -> str:
        """The path under which a page asks for it: the places of a list that differ have fields of their own."""
        path = ""
        for segment in at:
            inner = joined(path, place(segment)) if isinstance(segment, int) else ""
            path = inner if plain(inner) in self.fields and inner else joined(path, segment)
        return path

    def missing(self, path: str) -> Problem:
        """A required answer is not there: told beside the field that lacks it."""
        return problem("required", path, title=self.title(path))

    def title(self, path: str) -> str:
        """What the field is called, or the last word of its path."""
        known = self.fields.get(plain(path))
        return known.title if known else path.rpartition(".")[2]

    def variants(
        self, error: "ValidationError", at: tuple[str | int, ...], hidden: Collection[str]
    ) -> Iterator[Problem]:
        """Of several variants the one that fits best is explained."""
        branches: dict[Any, list[ValidationError]] = {}
        for inner in error.context or ():
            branches.setdefault(inner.schema_path[0] if inner.schema_path else None, []).append(inner)
        if not branches:
            # A group has a place of its own for this, beside the chooser of its variants; the whole form has none.
            fits = self.beside("several-variants-fit", at, error.instance, _demanded(error), hidden)
            yield from [problem("several-variants-fit", self.place(at))] if at else fits
        elif all("const" in branch for branch in _demanded(error) if isinstance(branch, Mapping)):
            yield problem("not-an-option", dotted(at), value=_short(error.instance))
        elif telling := self.telling(branches, at):
            yield problem("not-an-option", self.place((*at, *telling.path)), value=_short(telling.instance))
        else:
            told = [
                [found for inner in branch for found in self.one(inner, at, hidden)] for branch in branches.values()
            ]
            unseen = [any(each.path in hidden for each in problems) for problems in told]
            far = [_distance(branch) for branch in branches.values()]
            yield from min(zip(unseen, far, range(len(told)), told, strict=True))[3]

    def telling(
        self, branches: Mapping[Any, list["ValidationError"]], at: tuple[str | int, ...]
    ) -> "ValidationError | None":
        """What is wrong with the field that tells variants apart, when its answer is none of their constants."""
        constants = [
            {tuple(each.path): each for each in branch if str(each.validator) == "const" and len(each.path) == 1}
            for branch in branches.values()
        ]
        everywhere = set.intersection(*(set(each) for each in constants))
        chosen = [each for each in everywhere if self._is_choice(plain(self.place((*at, *each))))]
        return constants[0][chosen[0]] if chosen else None

    def _is_choice(self, path: str) -> bool:
        return path in self.fields and bool(self.fields[path].options)

    def plain(self, error: "ValidationError", word: str, path: str) -> Problem:
        """An error of one keyword about one value."""
        limit, value = _demanded(error), _instance(error)
        if word == "items" and limit is False:
            schema: Any = error.schema
            places = len(schema.get("prefixItems", ()))
            return problem("too-many-rows", path, limit=places, length=len(value))
        if value is None and place_of(path.rpartition(".")[2]) is not None and plain(path) in self.fields:
            return self.missing(path)
        if word in _LENGTHS:
            return problem(_LENGTHS[word], path, limit=limit, length=len(value))
        if word in _LIMITS:
            return problem(_LIMITS[word], path, limit=limit)
        match word:
            case "type":
                return self.wrong_type(path, limit)
            case "format":
                return self.wrong_format(path, str(limit))
            case "enum":
                return self.not_allowed(path, value)
            case "const":
                return problem("constant", path, wanted=written(limit))
            case "maxContains":
                return self.too_many_alike(error, path)
            case _:
                return problem(_PLAIN.get(word, "forbidden"), path)

    def too_many_alike(self, error: "ValidationError", path: str) -> Problem:
        """More rows of a kind than are allowed: which kind, and how many, where one answer of the rows says the kind."""
        limit, rows, asked = _demanded(error), _instance(error), _only_constant(error)
        if asked is None:
            return problem("contains-too-many", path, limit=limit)
        name, value = asked
        count = sum(isinstance(row, Mapping) and row.get(name) == value for row in rows)
        field = joined(path, name)
        return problem(
            "too-many-alike", path, limit=limit, length=count, title=self.title(field), value=self.said(field, value)
        )

    def said(self, path: str, value: Any) -> str:
        """An answer in the words of its field: the title of an option, else as it is written."""
        known = self.fields.get(plain(path))
        titles = {option.value: option.title for option in every(known.options)} if known else {}
        return "是" if value is True else titles.get(value, written(value))

    def wrong_type(self, path: str, wanted: Any) -> Problem:
        """Another JSON type than the schema's."""
        types = wanted if isinstance(wanted, list) else [wanted]
        known = _KIND_OF_TYPE.get(str(types[0]))
        if known:
            return problem(known, path)
        zh, en = _TYPES.get(str(types[0]), (str(types[0]), str(types[0])))
        return problem("wrong-type", path, wanted=zh, wanted_en=en)

    def wrong_format(self, path: str, name: str) -> Problem:
        """A format of a kind has its own message."""
        known = self.kinds.formats.get(name)
        return (
            Problem(known.code, known.chinese, path, detail={"english": known.english})
            if known
            else problem("wrong-format", path)
        )

    def not_allowed(self, path: str, value: Any) -> Problem:
        """A value that is no option; of a file, its type."""
        above, _, last = path.rpartition(".")
        known = self.fields.get(plain(above))
        if known is not None and known.kind == "attachment" and last == "type":
            return problem("file-type", above, allowed="、".join(known.options_of_kind.get("endings", ())))
        return problem("not-an-option", path, value=_short(value))


def _standing(value: Any, texts: Collection[str]) -> Iterator[tuple[str | int, ...]]:
    """Where these texts stand in a tree of answers."""
    if isinstance(value, str) and value in texts:
        yield ()
    members = value.items() if isinstance(value, Mapping) else enumerate(value) if isinstance(value, list) else ()
    for name, inner in members:
        yield from [(name,)] if name in texts else ()
        yield from ((name, *below) for below in _standing(inner, texts))


def _spoken_of(schema: Any) -> Iterator[str]:
    """The names of an object that a schema, or a list of them, speaks of."""
    if isinstance(schema, list):
        for each in schema:
            yield from _spoken_of(each)
    elif isinstance(schema, Mapping):
        yield from (*schema.get("properties", ()), *schema.get("required", ()), *schema.get("dependentRequired", ()))
        for word in ("allOf", "anyOf", "oneOf", "not", "if", "then", "else"):
            yield from _spoken_of(schema.get(word))


def _instance(error: "ValidationError") -> Any:
    """The value that an error is about; jsonschema's types allow that it is not set, which no validator leaves so."""
    return error.instance


def _demanded(error: "ValidationError") -> Any:
    """What the keyword says."""
    return error.validator_value


def _only_constant(error: "ValidationError") -> tuple[str, Any] | None:
    """The one answer, and its value, by which `contains` tells the rows that it counts; None where it tells them otherwise."""
    schema: Any = error.schema
    rows = schema["contains"] if isinstance(schema["contains"], Mapping) else {}
    told = rows.get("properties", {})
    names = [(name, inner["const"]) for name, inner in told.items() if isinstance(inner, Mapping) and "const" in inner]
    return names[0] if len(names) == len(told) == 1 and names[0][0] in rows.get("required", ()) else None


def _distance(errors: list["ValidationError"]) -> tuple[int, int]:
    """How far a variant is from fitting: a wrong constant or type says that another one was meant."""
    other = sum(str(error.validator) in ("const", "enum", "type") and len(error.path) <= 1 for error in errors)
    return other, len(errors)


def _short(value: Any) -> str:
    said = written(value) if isinstance(value, (str, int, float, bool)) or value is None else "…"
    return said if len(said) <= 60 else said[:60] + "…"
