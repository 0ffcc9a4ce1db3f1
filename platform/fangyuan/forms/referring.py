"""The schema files of a pack as one shelf, in which `$ref` looks things up: by path, by `$id`, by anchor. Nothing is fetched."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import SchemaError
from jsonschema.validators import validator_for
from jsonschema_specifications import REGISTRY
from referencing.exceptions import Unresolvable
from referencing.jsonschema import lookup_recursive_ref

from fangyuan.forms.drafts import NEWEST, draft_named
from fangyuan.forms.quick_judging import is_schema

PACK = "file:///"
"""Files stand at their path below this address, so that `../other/form.schema.json` means what it means on a disk."""


MOST_FAULTS = 50
"""As many faults of one schema as are told."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a reference names, and how references inside it are looked up."""

    schema: Any
    resolver: Any


def address(path: str) -> str:
    """The address of a file; one that has an address already keeps it."""
    return path if "://" in path else PACK + path


class Shelf:
    """Schemas by path (`case-types/repair/report.schema.json`); the meta-schemas of every draft stand there too."""

    def __init__(self, files: Mapping[str, Any]) -> None:
        """Takes the parsed files; they must not be changed afterwards. One that is no schema is in `faults`, and stands
        on no shelf.
        """
        self.files = dict(files)
        self.faults: dict[str, tuple[SchemaError, ...]] = {}
        self.drafts: dict[int, Any] = {}
        self.registry: Any = REGISTRY
        for path, schema in self.files.items():
            if faults := faults_of(schema):
                self.faults[path] = faults
                continue
            draft = draft_of(schema)
            self._note(schema, draft)
            self._put(path, resource_of(schema, draft if isinstance(schema, Mapping) else NEWEST))

    def _put(self, path: str, resource: Any) -> None:
        """Puts a file on the shelf, and what has an address inside it. An address that is none is a fault."""
        try:
            self.registry = self.registry.with_resource(address(path), resource).crawl()
        except (AttributeError, TypeError, ValueError) as wrong:
            self.faults[path] = (SchemaError(str(wrong)),)

    def _note(self, node: Any, draft: Any) -> None:
        """Remembers the draft of every schema, for one may name another than the file around it."""
        if isinstance(node, Mapping):
            draft = draft_of(node, draft)
            self.drafts[id(node)] = draft
            for inner in node.values():
                self._note(inner, draft)
        elif isinstance(node, list):
            for inner in node:
                self._note(inner, draft)

    def draft(self, node: Any) -> Any:
        """The draft that a schema of this shelf is written in."""
        return self.drafts.get(id(node), NEWEST)

    def start(self, path: str) -> Any:
        """How references of a file are looked up."""
        return self.registry.resolver(address(path))

    def inside(self, resolver: Any, node: Mapping[str, Any], arrived: bool) -> Any:
        """The same below a schema that may have an address of its own; whoever `arrived` by a reference was led there
        by its relative address already.
        """
        resource = resource_of(node, self.draft(node))
        if arrived and ":" not in (resource.id() or ""):
            return resolver
        return resolver.in_subresource(resource)

    def found(self, resolver: Any, node: Mapping[str, Any], path: str) -> Iterator[tuple[str, Found | None]]:
        """What each reference of a node names; None where it leads nowhere. `path` is the file that it stands in."""
        for word in ("$ref", "$dynamicRef", "$recursiveRef"):
            ref = node.get(word)
            if isinstance(ref, str):
                yield ref, self._looked_up(resolver, ref, word, path)

    def _looked_up(self, resolver: Any, ref: str, word: str, path: str) -> Found | None:
        for start in (resolver, self.start(path)):
            try:
                found = lookup_recursive_ref(start) if word == "$recursiveRef" else start.lookup(ref)
            except (Unresolvable, LookupError, ValueError, TypeError, AttributeError):
                continue
            return Found(found.contents, found.resolver)
        return None


def resource_of(schema: Any, draft: Any) -> Any:
    """A schema as the library of references knows it."""
    return draft.create_resource(schema)


def faults_of(schema: Any) -> tuple[SchemaError, ...]:
    """What the meta-schema of its draft finds wrong with a schema, in the order of the places, of each place one thing."""
    # Patterns are judged by who runs them: Python's own "re" knows others than JSON Schema means.
    named = schema if isinstance(schema, Mapping) and draft_named(schema.get("$schema")) else True
    meta: Any = validator_for(named, Draft202012Validator)
    if meta is Draft202012Validator and is_schema(schema):
        return ()
    errors = meta(meta.META_SCHEMA, format_checker=FormatChecker(())).iter_errors(schema)
    placed = sorted(errors, key=lambda error: (_order(error.absolute_path), str(error.validator)))
    each = {tuple(error.absolute_path): SchemaError.create_from(error) for error in reversed(placed)}
    return tuple(reversed(each.values()))[:MOST_FAULTS]


def _order(path: Iterable[str | int]) -> list[str]:
    """What places are sorted by: the items of a list by their numbers."""
    return [f"{step:09d}" if isinstance(step, int) else step for step in path]


def draft_of(schema: Any, otherwise: Any = NEWEST) -> Any:
    """The draft that a schema names, or another."""
    named = draft_named(schema.get("$schema")) if isinstance(schema, Mapping) else None
    return named or otherwise


def references_out(schema: Any) -> bool:
    """Whether a schema refers to anything outside its own file."""
    if isinstance(schema, Mapping):
        ref = schema.get("$ref")
        outside = isinstance(ref, str) and not ref.startswith("#")
        return outside or any(references_out(inner) for inner in schema.values())
    return isinstance(schema, list) and any(map(references_out, schema))
