"""Values of a pack in words: people by their roles, conditions as sentences, lengths of time as officers say them."""

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, time
from enum import Enum
from functools import cached_property
from typing import Any

from fangyuan.casework.reading.naming import Names
from fangyuan.casework.reading.speaking import Speaker
from fangyuan.compiler.comparing import Change, Sort
from fangyuan.forms.sentences import sentence
from fangyuan.forms.titles import titles
from fangyuan.kinds.duration import in_words
from fangyuan.model.clocks import FirstDay, LastDay
from fangyuan.model.conditions import AllOf, AnyOf, Atom, Not, Param
from fangyuan.model.durations import Duration
from fangyuan.model.effects import Effect
from fangyuan.model.pack import Pack
from fangyuan.model.procedure import CaseType
from fangyuan.model.who import EventPattern, Text, Who
from fangyuan.model.world import Directory

_MOST = 6
"""More fields than this are not named where a layout changed."""
LONGEST = 160
"""More of a value than this is cut: the page shows both versions of it elsewhere."""

_ENUMS: Mapping[Enum, str] = {
    FirstDay.EXCLUDED: "当日不计",
    FirstDay.INCLUDED: "当日计入",
    LastDay.ROLL_FORWARD: "遇假日顺延",
    LastDay.ROLL_BACK: "遇假日提前",
    LastDay.AS_IT_FALLS: "遇假日不变",
}
_CONDITIONS = (Atom, AllOf, AnyOf, Not)
_EFFECTS = Effect.__args__


class Sayer:
    """Says values of one version of a pack."""

    def __init__(self, pack: Pack, language: str) -> None:
        """`language` is `zh` or `en`; names of effects and events are said in Chinese, as the pack is."""
        self._pack = pack
        self._language = language
        self._speakers: dict[str, Speaker] = {}

    def case_type(self, change: Change) -> str:
        """The title of the case type that a change lies in; blank for the type itself and outside."""
        found = self._pack.case_types.get(change.case_type)
        return found.title if found and change.sort is not Sort.CASE_TYPE else ""

    def say(self, change: Change, value: Any) -> str:
        """A value of a change, cut where it is long."""
        if change.sort is Sort.FILE:
            return self._either(f"{len(value or b'')} 字节", f"{len(value or b'')} bytes")
        said = self._value(value, self._speaker(change.case_type), change.case_type)
        return said if len(said) <= LONGEST else said[: LONGEST - 1] + "…"

    def fields(self, change: Change, paths: list[str]) -> str:
        """The titles of fields in their order; where none stands elsewhere, their groups and headings do."""
        titled = [self._titles.get(change.case_type, {}).get(path, path) for path in paths]
        return "、".join(titled[:_MOST]) + ("…" if len(titled) > _MOST else "") or self._either("分组", "groups")

    def named(self, change: Change, names: list[str]) -> str:
        """The titles of rules and actions of the changed case type, in their order."""
        case_type = self._of(change.case_type)
        titled = {rule.rule: rule.title for rule in case_type.rules if change.facet == "rule_order"}
        titled |= {one.action: one.title for one in case_type.actions if change.facet == "automatic_order"}
        return "、".join(titled.get(name) or name for name in names)

    def _value(self, value: Any, speaker: Speaker, key: str) -> str:
        if value is None or value in ("", (), frozenset()):
            return self._either("无", "none")
        if isinstance(value, bool):
            return self._either("是", "yes") if value else self._either("否", "no")
        if isinstance(value, _CONDITIONS):
            return sentence(value, self._titles.get(key, {}), self._language)
        for kind, say in _SAID.items():
            if isinstance(value, kind):
                return str(say(speaker, value))
        return self._gathered(value, speaker, key)

    def _gathered(self, value: Any, speaker: Speaker, key: str) -> str:
        """Collections and records, part by part."""
        if isinstance(value, _EFFECTS):
            return speaker.effect(value)
        if isinstance(value, tuple | list):
            return "、".join(self._value(one, speaker, key) for one in value)
        if isinstance(value, frozenset | set):
            return "、".join(sorted(self._value(one, speaker, key) for one in value))
        if is_dataclass(value):
            parts = (getattr(value, one.name) for one in fields(value))
            return " ".join(self._value(part, speaker, key) for part in parts if part not in (None, "", ()))
        if isinstance(value, Mapping):
            return "、".join(f"{name}：{self._value(one, speaker, key)}" for name, one in value.items())
        return json.dumps(value, ensure_ascii=False, default=str)

    def _speaker(self, key: str) -> Speaker:
        if key not in self._speakers:
            self._speakers[key] = Speaker(Names(self._pack, self._of(key), Directory()))
        return self._speakers[key]

    def _of(self, key: str) -> CaseType:
        """The case type of a key; outside case types any serves, for roles and letters are the pack's."""
        return self._pack.case_types.get(key) or next(iter(self._pack.case_types.values()))

    @cached_property
    def _titles(self) -> Mapping[str, Mapping[str, str]]:
        return {key: titles(one, self._language) for key, one in self._pack.case_types.items()}

    def _either(self, chinese: str, english: str) -> str:
        return english if self._language == "en" else chinese


_SAID: Mapping[type, Any] = {
    Duration: lambda s, v: in_words(v),
    Param: lambda s, v: f"〔{v.name}〕",
    Who: lambda s, v: s.who((v,)),
    EventPattern: lambda s, v: s.when((v,)),
    Text: lambda s, v: s.text(v),
    Enum: lambda s, v: _ENUMS.get(v, str(v.value)),
    date: lambda s, v: v.isoformat(),
    time: lambda s, v: f"{v:%H:%M}",
    str: lambda s, v: v,
    int: lambda s, v: str(v),
    float: lambda s, v: str(v),
}
