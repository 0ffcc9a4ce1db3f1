"""What of a case's answers one viewer may see, and a mask over the rest, also where it stands inside other texts."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from fangyuan.engine.field_rights import right_on
from fangyuan.forms.paths import joined, texts_in, values_at
from fangyuan.forms.texts import masked
from fangyuan.model.once import once_each
from fangyuan.model.pack import FieldRight, Pack, Role
from fangyuan.model.procedure import CaseType
from fangyuan.model.replacing import replace
from fangyuan.model.state import CaseState
from fangyuan.model.world import Person

SHORTEST = 2
"""A masked value of at least so many characters is covered also where it stands inside another text."""


def roles_of(pack: Pack, person: Person) -> tuple[Role, ...]:
    """The pack's roles that an officer holds."""
    return tuple(pack.roles[role] for role in sorted(person.roles) if role in pack.roles)


@dataclass(frozen=True, slots=True)
class FieldSight:
    """The rights of one viewer on the answers of one case type; `shown` are paths that they revealed and may see now.

    `closed` are the names at the root of which they see nothing, whatever their roles say.
    """

    case_type: CaseType
    roles: tuple[Role, ...]
    shown: frozenset[str] = frozenset()
    closed: frozenset[str] = frozenset()

    def right(self, path: str) -> FieldRight:
        """The best right that any role gives on a path; what was revealed is seen."""
        if path.partition(".")[0] in self.closed:
            return FieldRight.HIDE
        best = right_on(path, self.case_type.fields, sensitive_paths(self.case_type), self.roles)
        return FieldRight.SEE if best is FieldRight.MASK and path in self.shown else best

    def sees(self, path: str) -> bool:
        """Whether the value itself may be shown."""
        return self.right(path) is FieldRight.SEE


@dataclass(frozen=True, slots=True)
class Veil:
    """The masked values of one case, each with its mask; the longest come first."""

    values: tuple[tuple[str, str], ...] = ()

    def cover(self, text: str) -> str:
        """The text with every masked value in it covered."""
        for value, cover in self.values:
            text = text.replace(value, cover)
        return text


def veil(case: CaseState, sight: FieldSight) -> Veil:
    """A veil over what this viewer may not see of the answers of a case, as they are and as they ever were.

    What stood there before is covered as what stands there now would be, had nobody revealed it.
    """
    before = replace(sight, shown=frozenset())
    open_now = {text for path in sight.shown for text in texts_in(list(values_at(case.answers, path)))}
    found = [text for tree in case.former for text in _unseen(tree, before, "") if text not in open_now]
    told = {text: masked(text) for text in (*found, *_unseen(case.answers, sight, "")) if len(text) >= SHORTEST}
    return Veil(tuple(sorted(told.items(), key=lambda pair: -len(pair[0]))))


def sealed_veil(case: CaseState, case_type: CaseType) -> Veil:
    """A veil over every sealed value, for texts that are kept once for all readers: titles, notices, what is searched."""
    names = _sealed_names(case_type)
    if not names:
        return Veil()
    answers, *former = (
        {name: value for name, value in tree.items() if name in names} for tree in (case.answers, *case.former)
    )
    return veil(replace(case, answers=answers, former=tuple(former)), FieldSight(case_type, ()))


@once_each
def sensitive_paths(case_type: CaseType) -> frozenset[str]:
    """The dotted paths, without indexes, of the answers that are sealed."""
    return frozenset(path for path, field in case_type.fields.items() if field.sensitive)


@once_each
def _sealed_names(case_type: CaseType) -> frozenset[str]:
    """The names at the root of a case at which anything sealed can stand."""
    return frozenset(path.partition(".")[0] for path in sensitive_paths(case_type))


def open_values(answers: Mapping[str, Any], sight: FieldSight) -> int:
    """How many sealed answers stand open to a viewer because of their roles."""
    case_type = sight.case_type
    names, unknown = _sealed_names(case_type), FieldSight(case_type, ())
    sealed = {name: value for name, value in answers.items() if name in names}
    by_role = FieldSight(case_type, sight.roles, closed=sight.closed)
    said = (path for path, value in _leaves(sealed, "") if value not in (None, ""))
    return sum(by_role.sees(path) and not unknown.sees(path) for path in said)


def _unseen(tree: Any, sight: FieldSight, path: str) -> Iterator[str]:
    """Every text that stands at a place, with its rows and entries, where it is masked or hidden."""
    return (value for at, value in _leaves(tree, path) if isinstance(value, str) and at and not sight.sees(at))


def _leaves(tree: Any, path: str) -> Iterator[tuple[str, Any]]:
    """(place, value) of all that is neither a group nor a list, with its rows and entries."""
    if isinstance(tree, Mapping):
        for key, value in tree.items():
            if key != "person_id":
                yield from _leaves(value, joined(path, key))
    elif isinstance(tree, list | tuple):
        for place, item in enumerate(tree):
            yield from _leaves(item, joined(path, place))
    else:
        yield path, tree
