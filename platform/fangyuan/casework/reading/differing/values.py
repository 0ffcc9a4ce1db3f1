"""Values of a pack in words: people by their roles, conditions as sentences, lengths of time as officers say them."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from fangyuan.casework.reading.differing.records import RECORDS, condition, extension_parts
from fangyuan.casework.reading.differing.references import BY_FACET, BY_SORT, chosen, said
from fangyuan.casework.reading.differing.schemas import schema
from fangyuan.casework.reading.differing.voices import Voice
from fangyuan.compiler.comparing import Change, Sort
from fangyuan.compiler.comparing.arranging import Arrangement, controls, parts
from fangyuan.model.clocks import Extension, Rung, Warning
from fangyuan.model.conditions import AllOf, AnyOf, Atom, Not
from fangyuan.model.effects import Effect
from fangyuan.model.pack import Pack
from fangyuan.model.procedure import CaseType
from fangyuan.model.reports import Table
from fangyuan.model.who import EventPattern

Part = tuple[str, str, tuple[str, ...]]
"""A part of a layout: kind, heading, fields."""
_MOST = 6
"""More fields than this are not named where a layout changed."""
LONGEST = 160
"""More of a value than this is cut: the page shows both versions of it elsewhere."""

_CONDITIONS = (Atom, AllOf, AnyOf, Not)
_EFFECTS = Effect.__args__


class Sayer:
    """Says values of one version of a pack."""

    def __init__(self, pack: Pack, language: str) -> None:
        """`language` is `zh` or `en`; titles and texts are said as the pack gives them."""
        self._pack = pack
        self._language = language
        self._voices: dict[str, Voice] = {}

    def case_type(self, change: Change) -> str:
        """The title of the case type that a change lies in; blank for the type itself and outside."""
        found = self._pack.case_types.get(change.case_type)
        return found.title if found and change.sort is not Sort.CASE_TYPE else ""

    def say(self, change: Change, value: Any, besides: Any = None) -> str:
        """A value of a change; of a long collection only what it has `besides` the other version's."""
        voice = self.voice(change)
        if change.sort is Sort.FILE:
            return voice.either(f"{len(value or b'')} 字节", f"{len(value or b'')} bytes")
        whole = self._facet(voice, change, value)
        if len(whole) <= LONGEST:
            return whole
        own = _own(value, besides)
        shorter = f"…{self._facet(voice, change, own)}" if own else whole
        return shorter if len(shorter) <= LONGEST else shorter[: LONGEST - 1] + "…"

    def fields(self, change: Change, paths: list[str]) -> str:
        """The titles of fields in their order, the first few of many."""
        voice = self.voice(change)
        return voice.joined(map(voice.path, paths[:_MOST])) + ("…" if len(paths) > _MOST else "")

    def grouping(self, change: Change, arrangement: Arrangement, other: Arrangement) -> str:
        """The parts of a layout that the other one has not: how they stand, under which heading, which fields."""
        voice, both = self.voice(change), set(controls(arrangement)) & set(controls(other))
        elsewhere = _among(parts(other), both)
        told = [self._part(voice, change, *one) for one in _among(parts(arrangement), both) if one not in elsewhere]
        return voice.either("；", "; ").join(told) or voice.joined(())

    def _part(self, voice: Voice, change: Change, kind: str, title: str, paths: tuple[str, ...]) -> str:
        name = f"“{title}”" if title else voice.either(*_LAYOUTS.get(kind, (kind, kind)))
        name += voice.either("（折叠）", " (folded)") if kind == "folded" else ""
        return voice.bracketed(name, self.fields(change, list(paths)) if paths else "")

    def extension(self, change: Change, one: Extension) -> tuple[str, ...]:
        """What a clock allows on top, part by part."""
        return tuple(part for part in extension_parts(self.voice(change), one) if part)

    def clauses(self, change: Change, said: Iterable[str], besides: Iterable[str]) -> str:
        """The parts that another version does not say."""
        voice = self.voice(change)
        return voice.clauses(*(part for part in said if part not in besides)) or voice.joined(())

    def named(self, change: Change, names: list[str]) -> str:
        """The titles of rules and actions of the changed case type, or of options, in their order."""
        voice = self.voice(change)
        if change.facet == "option_order":
            return voice.joined(names)
        return voice.joined(map(voice.names.rule if change.facet == "rule_order" else voice.names.action, names))

    def voice(self, change: Change) -> Voice:
        """Who speaks of the case type that a change lies in, or that what changed is about."""
        key = change.case_type or self._about(change)
        if key not in self._voices:
            self._voices[key] = Voice(self._pack, self._of(key), self._language)
        return self._voices[key]

    def _facet(self, voice: Voice, change: Change, value: Any) -> str:
        if value is None or value in ("", (), frozenset(), {}, []):
            return voice.joined(())
        if change.facet.startswith("schema."):
            return schema(voice, value, change.facet.removeprefix("schema."))
        if change.sort is Sort.FIELD and change.facet == "default":
            return chosen(voice, change.place.rpartition("/")[2], value)
        if change.facet == "parent" and change.sort is Sort.OPTION:
            return chosen(voice, change.place.rpartition("/")[2].partition("=")[0], value)
        teller = BY_SORT.get((change.sort, change.facet)) or BY_FACET.get(change.facet)
        plain = isinstance(value, bool | int) and not isinstance(value, str)
        return (
            self._value(voice, value)
            if teller is None or plain or isinstance(value, _RECORDS)
            else teller(voice, value)
        )

    def _value(self, voice: Voice, value: Any) -> str:
        if isinstance(value, _CONDITIONS):
            return condition(voice, value)
        for kind, say in RECORDS.items():
            if isinstance(value, kind):
                return say(voice, value)
        if isinstance(value, _EFFECTS):
            return voice.speaker.effect(value)
        if isinstance(value, tuple | list) and all(isinstance(one, EventPattern) for one in value):
            return voice.speaker.when(tuple(value))
        if isinstance(value, tuple | list):
            told = [self._value(voice, one) for one in value]
            return voice.either("；", "; ").join(told) if isinstance(value[0], _LONG) else voice.joined(told)
        if isinstance(value, frozenset | set):
            return voice.joined(self._value(voice, one) for one in sorted(value))
        return said(voice, value)

    def _about(self, change: Change) -> str:
        """The case type that a view, a target, a duty or a letter is about; blank where none or many."""
        table = _TABLES.get(change.sort)
        one = getattr(self._pack, table).get(change.place.partition("/")[2]) if table else None
        found = getattr(one, "case_type", "") or getattr(one, "opens", "") or next(iter(_several(one)), "")
        return str(found)

    def _of(self, key: str) -> CaseType:
        """The case type of a key; outside case types any serves, for roles and letters are the pack's."""
        return self._pack.case_types.get(key) or next(iter(self._pack.case_types.values()))


def _among(laid: Iterable[Part], both: set[str]) -> list[Part]:
    """Parts of a layout with those of their fields that both versions have."""
    return [(kind, title, tuple(path for path in paths if path in both)) for kind, title, paths in laid]


def _several(one: Any) -> Iterable[str]:
    tables = getattr(one, "tables", ())
    return getattr(one, "case_types", ()) or (key for table in tables for key in table.case_types)


def _own(value: Any, besides: Any) -> Any:
    """What a collection has that another has not; nothing where they are no collections."""
    if isinstance(value, Mapping) and isinstance(besides, Mapping):
        return {name: one for name, one in value.items() if besides.get(name) != one}
    build = _BUILDERS.get(type(value))
    return build(one for one in value if one not in besides) if build and isinstance(besides, type(value)) else None


_BUILDERS: Mapping[type, Callable[[Iterable[Any]], Any]] = {tuple: tuple, list: list, frozenset: frozenset}
_LONG = (Warning, Rung, Table, *_EFFECTS)
_RECORDS = tuple(kind for kind in RECORDS if kind.__name__ != "Text")
_TABLES = {
    Sort.VIEW: "views", Sort.TARGET: "targets", Sort.DUTY: "duties", Sort.LETTER: "letters", Sort.REPORT: "reports",
}  # fmt: skip
_LAYOUTS: Mapping[str, tuple[str, str]] = {
    "vertical": ("上下排列", "one below the other"), "horizontal": ("并排", "side by side"), "group": ("无标题分组", "group"),
    "categorization": ("分页签", "tabs"), "category": ("页签", "tab"), "wizard": ("分步填写", "step by step"),
}  # fmt: skip
