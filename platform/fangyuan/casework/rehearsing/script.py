"""A scenario as a pack writes it, read into steps."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from fangyuan.model.pack import Pack
from fangyuan.model.world import Delegation, Directory, Person, Post, Tenant, Unit

OFFICE = "office"


@dataclass(frozen=True, slots=True)
class Step:
    """One step: `who` does `verb` on `what`; `data` is the step as written. `expect` is checked after it."""

    place: int
    verb: str
    what: Any = None
    who: tuple[str, ...] = ()
    data: Mapping[str, Any] = field(default_factory=dict)
    expect: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Scenario:
    """A scenario: when it starts, in which world, and its steps."""

    title: str
    start: datetime
    steps: tuple[Step, ...]
    directory: Directory
    tenant: Tenant
    case_type: str = ""
    parameters: Mapping[str, Any] = field(default_factory=dict)
    duties: bool = False
    facts: Mapping[str, Any] = field(default_factory=dict)


VERBS = (
    "do",
    "act",
    "sign",
    "approve",
    "refuse",
    "ask-extension",
    "claim",
    "reassign",
    "return",
    "add-signer",
    "withdraw",
    "recuse",
    "hand-over",
    "succeed-unit",
    "object",
    "decide-objection",
    "recall",
    "unlink",
    "merge-into",
    "correct",
    "correct-receipt",
    "comment",
    "reopen",
    "reveal",
    "pass-letter",
    "return-letter",
    "withdraw-letter",
    "seal",
    "deliver",
    "wait",
    "wait-until",
    "link",
)


def read_scenario(data: Mapping[str, Any]) -> Scenario:
    """Reads a scenario that the meta-schema has found well formed."""
    world = data.get("world") or {}
    tenant = _tenant(world)
    return Scenario(
        title=str(data["scenario"]),
        start=instant(data["start"]),
        steps=read_steps(data["steps"]),
        directory=Directory.of(_units(world, tenant), _people(world, tenant), (tenant,), _delegations(world)),
        tenant=tenant,
        case_type=str(data.get("case-type", "")),
        parameters=data.get("parameters") or {},
        facts=world.get("facts") or {},
        duties=data.get("duties") is True,
    )


def read_steps(steps: Sequence[Mapping[str, Any]]) -> tuple[Step, ...]:
    """The steps in order."""
    return tuple(_step(place, step) for place, step in enumerate(steps))


def instant(written: Any) -> datetime:
    """An instant with its offset; raises ValueError where the offset is missing."""
    found = written if isinstance(written, datetime) else datetime.fromisoformat(str(written))
    if found.tzinfo is None:
        raise ValueError(f"{written}: say the offset, such as 2026-02-10T09:00+08:00")
    return found


def _step(place: int, step: Mapping[str, Any]) -> Step:
    """One step; what it does is the first verb it names, or an expectation alone."""
    verb = next((verb for verb in VERBS if verb in step), "expect")
    actor = step.get("as", ())
    who = (actor,) if isinstance(actor, str) else tuple(actor)
    return Step(place, verb, step.get(verb), who, step, step.get("expect") or {})


def _tenant(world: Mapping[str, Any]) -> Tenant:
    """The jurisdiction of the rehearsal."""
    said = world.get("tenant") or {}
    return Tenant("here", said.get("title", "本级"), said.get("code", "T"), said.get("level", "city"))


def _units(world: Mapping[str, Any], tenant: Tenant) -> list[Unit]:
    """The office and the units that the scenario declares."""
    office = Unit(OFFICE, tenant.tenant, "办公室", kind="office", level=tenant.level)
    return [office] + [
        Unit(
            str(unit["unit"]),
            tenant.tenant,
            str(unit.get("title", unit["unit"])),
            kind=unit.get("kind", ""),
            level=unit.get("level", tenant.level),
            parent=unit.get("parent"),
            remit=frozenset(unit.get("remit", ())),
        )
        for unit in world.get("units", ())
    ]


_ABOUT_PEOPLE = {"unit", "covers", "remit", "title", "name"}


def _people(world: Mapping[str, Any], tenant: Tenant) -> list[Person]:
    """The people: `{clerk: clerk}` is a person `clerk` with that role in the office, or in `unit`."""
    return [_person(entry, tenant) for entry in world.get("people", ())]


def _person(entry: Mapping[str, Any], tenant: Tenant) -> Person:
    """One person, with one role or several."""
    name = next(key for key in entry if key not in _ABOUT_PEOPLE)
    roles = [entry[name]] if isinstance(entry[name], str) else list(entry[name])
    remit = frozenset(entry.get("remit") or entry.get("covers") or ())
    posts = tuple(Post(role, str(entry.get("unit", OFFICE)), remit) for role in roles)
    return Person(str(name), tenant.tenant, str(entry.get("name", name)), posts)


def _delegations(world: Mapping[str, Any]) -> list[Delegation]:
    """Who may act for whom, from when until when."""
    return [
        Delegation(
            str(one["person"]),
            str(one["to"]),
            date.fromisoformat(str(one["since"])),
            date.fromisoformat(str(one["until"])),
            str(one.get("reason", "")),
        )
        for one in world.get("delegations", ())
    ]


def day(written: Any) -> date | None:
    """A date, or nothing."""
    if written is None or (isinstance(written, date) and not isinstance(written, datetime)):
        return written
    return date.fromisoformat(str(written))


def case_type_of(pack: Pack, name: str) -> str:
    """A case type by its key, or by its own last word."""
    return next((key for key in pack.case_types if name in (key, key.rpartition("/")[2])), name)
