"""The kinds of an installation: the built-in ones and those of plugins, read once at start-up."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import ModuleType
from typing import TypeVar

import pluggy

from fangyuan import hookspecs
from fangyuan.kinds import builtin
from fangyuan.kinds.inferring import infer
from fangyuan.model.fields import Schema
from fangyuan.model.kinds import FieldKind, Format

T = TypeVar("T")


class DuplicateKind(Exception):
    """Two plugins, or a plugin and the platform, offer a kind or a format of the same name; start-up stops."""


@dataclass(frozen=True, slots=True)
class Kinds:
    """Kinds and formats by name. `plugins` are the modules they were asked of beside the built-in ones, by which another
    process loads the same; blank for one that is no module.
    """

    by_name: Mapping[str, FieldKind]
    formats: Mapping[str, Format] = field(default_factory=dict)
    plugins: tuple[str, ...] = ()

    def get(self, name: str) -> FieldKind:
        """The kind of that name; plain text where a plugin that a pack was made with is missing now."""
        return self.by_name.get(name) or self.by_name["text"]

    def __contains__(self, name: object) -> bool:
        return name in self.by_name

    def names(self) -> tuple[str, ...]:
        """Every name, built-in ones first."""
        return tuple(self.by_name)

    def infer(self, schema: Schema) -> str:
        """The kind of a plain JSON Schema property."""
        return infer(schema)


def load_kinds(plugins: Iterable[object] = ()) -> Kinds:
    """The built-in kinds and those of `plugins` (modules or objects with hooks); raises DuplicateKind."""
    manager, plugins = pluggy.PluginManager(hookspecs.PROJECT), tuple(plugins)
    manager.add_hookspecs(hookspecs)
    for plugin in (*reversed(plugins), builtin):
        manager.register(plugin)
    offered = [kind for kinds in manager.hook.field_kinds() for kind in kinds]
    by_name = _unique("field kind", ((kind.name, kind) for kind in offered))
    formats = _unique("format", ((each.name, each) for kind in offered for each in getattr(kind, "formats", ())))
    names = tuple(one.__name__ if isinstance(one, ModuleType) else "" for one in plugins)
    return Kinds(by_name, formats, names)


def _unique(what: str, pairs: Iterable[tuple[str, T]]) -> dict[str, T]:
    known: dict[str, T] = {}
    for name, value in pairs:
        if name in known and known[name] is not value:
            raise DuplicateKind(f"two plugins offer the {what} {name!r}; remove one of them")
        known[name] = value
    return known
