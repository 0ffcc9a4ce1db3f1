"""What a pack says of people, events and effects, in English; titles stay as the pack gives them."""

from collections.abc import Callable, Mapping
from typing import Any

from fangyuan.casework.reading.naming import Names
from fangyuan.casework.reading.speaking import Speaker
from fangyuan.casework.reading.why import EVENTS, event_title
from fangyuan.forms.titles import titles
from fangyuan.model import effects
from fangyuan.model.who import EventPattern, EventPatterns, UnitFrom, UnitRef, Who, Whos


class EnglishSpeaker(Speaker):
    """Speaks of one case type in English."""

    language = "en"

    def __init__(self, names: Names) -> None:
        """Paths are called as English sentences call them."""
        super().__init__(names)
        spoken = {path: said for path, said in names.paths.items() if path.startswith("$")}
        self._titles = {**titles(names.case_type, "en"), **spoken}

    def when(self, patterns: EventPatterns) -> str:
        """Any of several events."""
        return " or ".join(self._event(pattern) for pattern in patterns)

    def who(self, whos: Whos) -> str:
        """People, in any of several descriptions."""
        return ", ".join(self._one(who) for who in whos) or "whoever registered it"

    def effect(self, effect: Any) -> str:
        """What happens; an effect of a plugin is told by its word."""
        say = _SAY.get(type(effect))
        return say(self, effect) if say else f"does “{effect.word}”"

    def value(self, path: str, value: Any) -> str:
        """A value as the field's own options call it."""
        if isinstance(value, bool):
            return "yes" if value else "no"
        return self._titles.get(f"{path}={value}", "nothing" if value is None else str(value))

    def letter(self, letter: str) -> str:
        """A letter in quotation marks."""
        return f"“{self._names.letter(letter)}”"

    def _event(self, pattern: EventPattern) -> str:
        word = pattern.word
        said = word.replace("-", " ") if word in EVENTS else event_title(word, self._names)
        narrowed = ", ".join(self._narrowed(name, value) for name, value in pattern.narrowed.items())
        return f"{said} ({narrowed})" if narrowed else said

    def _narrowed(self, name: str, value: str) -> str:
        return f"rung {value}" if name == "rung" else super()._narrowed(name, value)

    def _one(self, who: Who) -> str:
        base = self._names.role(who.role) if who.role else self.path(f"slot.{who.slot}" if who.slot else who.field)
        level = f" ({who.level})" if who.level else ""
        covers = f" in charge of “{self.path(who.covers)}”" if who.covers else ""
        return f"{base}{level}{covers}{f' {self._unit(who.unit)}' if who.unit else ''}"

    def _unit(self, unit: UnitRef) -> str:
        match unit.source:
            case UnitFrom.SUBJECT:
                return "of that unit"
            case UnitFrom.OWNER:
                return "of the owning unit"
            case UnitFrom.EACH:
                return f"of each unit of “{self.path(unit.path)}”"
            case UnitFrom.FIELD:
                return f"of “{self.path(unit.path)}”"


def _draft(speaker: EnglishSpeaker, effect: effects.MakeDraft) -> str:
    then = "; ".join(speaker.effect(inner) for inner in effect.if_approved)
    said = f"proposes “{speaker.text(effect.opinion)}” to {speaker.who(effect.approver)}"
    return f"{said}; when approved: {then}" if then else said


def _fill(speaker: EnglishSpeaker, effect: effects.FillSlot) -> str:
    to = f"the unit {speaker._unit(effect.unit)}" if effect.unit else speaker.who(effect.who)
    return f"“{speaker.path(f'slot.{effect.slot}')}” becomes {to}"


def _dispatch(speaker: EnglishSpeaker, effect: effects.Dispatch) -> str:
    to = f"“{speaker.path(effect.to_field)}”" if effect.to_field else f"“{effect.to_unit}”"
    report = ", asking for a report" if effect.report else ""
    return f"{_SENDING[effect.kind]} {to}{report}{', and waits for it' if effect.wait else ''}"


_SENDING: Mapping[effects.DispatchKind, str] = {
    effects.DispatchKind.FORWARD: "forwards it to",
    effects.DispatchKind.ASSIGN: "assigns it to",
    effects.DispatchKind.SUPERVISE: "supervises",
}
_SAY: dict[type, Callable[[EnglishSpeaker, Any], str]] = {
    effects.SetAnswer: lambda s, e: f"sets “{s.path(e.path)}” to “{s.value(e.path, e.value)}”",
    effects.Derive: lambda s, e: f"finds “{s.path(e.fact)}” to be “{s.value(e.fact, e.value)}”",
    effects.MakeDraft: _draft,
    effects.TakeCharge: lambda s, e: f"{s.who(e.who)} takes charge",
    effects.FillSlot: _fill,
    effects.OpenTask: lambda s, e: f"opens the task {s.task(e.task)}",
    effects.Move: lambda s, e: f"moves to the stage {s.stage(e.stage)}",
    effects.TurnClock: lambda s, e: f"{e.act.value}s the clock {s.clock(e.clock)}",
    effects.ExtendClock: lambda s, e: f"extends {s.clock(e.clock)} by {e.by or 'as much'}: {s.text(e.reason)}",
    effects.Notify: lambda s, e: f"tells {s.who(e.to)}: {s.text(e.text)}",
    effects.IssueLetter: lambda s, e: f"issues {s.letter(e.letter)}{f' to {s.who(e.to)}' if e.to else ''}",
    effects.Flag: lambda s, e: f"raises the flag “{s._names.flags((e.flag,))[0]}”",
    effects.Block: lambda s, e: f"refuses, saying: {s.text(e.message)}",
    effects.Require: lambda s, e: f"asks for {', '.join(f'“{s.path(path)}”' for path in e.fields)} first",
    effects.Dispatch: _dispatch,
    effects.TellListed: lambda s, e: f"tells the cases that it gathers: {s.text(e.text)}",
    effects.TellSent: lambda s, e: f"tells the cases that were assigned from here: {s.text(e.text)}",
}
"""How each effect is said."""


def speaker_of(names: Names, language: str) -> Speaker:
    """Who speaks of a case type in `zh` or `en`."""
    return EnglishSpeaker(names) if language.startswith("en") else Speaker(names)
