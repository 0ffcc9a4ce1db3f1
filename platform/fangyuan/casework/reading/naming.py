"""Ids to titles, for one viewer: units, people, stages, tasks, and what of a value they may see."""

from collections.abc import Mapping
from dataclasses import dataclass

from fangyuan.casework.reading.pages import Named
from fangyuan.model.pack import FieldRight, Pack, Role
from fangyuan.model.procedure import CaseType
from fangyuan.model.state import CaseState
from fangyuan.model.world import CLOCKWORK, Directory, Person

_RANK = {FieldRight.HIDE: 0, FieldRight.MASK: 1, FieldRight.SEE: 2}


@dataclass(frozen=True, slots=True)
class Names:
    """Titles for one page."""

    pack: Pack
    case_type: CaseType
    directory: Directory

    def person(self, person: str) -> str:
        """An officer's name; blank for the clockwork, which no person is."""
        return "" if person in ("", CLOCKWORK.person) else self.directory.name(person)

    def people(self, people: tuple[str, ...]) -> tuple[Named, ...]:
        """Officers with their names."""
        return tuple(Named(person, self.person(person)) for person in people)

    def any(self, key: str) -> Named:
        """A unit, an officer or a tenant; blank stays blank."""
        return Named(key, self.directory.name(key) if key else "")

    def stage(self, stage: str) -> Named:
        """A stage of the case type; one that this version lacks keeps its id."""
        return Named(stage, next((s.title for s in self.case_type.stages if s.stage == stage), stage))

    def task(self, task: str) -> str:
        """A task's title."""
        found = self.case_type.tasks.get(task)
        return found.title if found else task

    def action(self, action: str) -> str:
        """An action's title."""
        return next((a.title for a in self.case_type.actions if a.action == action), action)

    def rule(self, rule: str) -> str:
        """A rule's title."""
        return next((r.title for r in self.case_type.rules if r.rule == rule), rule)

    def clock(self, clock: str) -> str:
        """A clock's title."""
        return next((c.title for c in self.case_type.clocks if c.clock == clock), clock)

    def role(self, role: str) -> str:
        """A role's title."""
        return self.pack.roles[role].title if role in self.pack.roles else role

    def ids(self) -> Mapping[str, str]:
        """Titles of units and names of officers by id, as texts of answers need them."""
        return {
            **{unit.unit: unit.title for unit in self.directory.units.values()},
            **{person.person: person.name for person in self.directory.people.values()},
        }


def roles_of(pack: Pack, person: Person) -> tuple[Role, ...]:
    """The pack's roles that an officer holds."""
    return tuple(pack.roles[role] for role in sorted(person.roles) if role in pack.roles)


def right_on(path: str, sensitive: bool, roles: tuple[Role, ...]) -> FieldRight:
    """The best right that any role gives; what no role mentions is masked when sensitive, else seen."""
    said = [role.fields[path] for role in roles if path in role.fields]
    usual = FieldRight.MASK if sensitive else FieldRight.SEE
    return max(said, key=lambda right: _RANK[right], default=usual)


def outcome_title(case_type: CaseType, case: CaseState) -> str:
    """The outcome in the words of the form that asks for it."""
    field = case_type.fields.get(case_type.outcome_field)
    options = field.options if field else ()
    return next((option.title for option in options if option.value == case.outcome), case.outcome)
