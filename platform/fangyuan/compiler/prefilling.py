"""Whether what a field is to begin with is known anywhere: a fact of the case, an answer, or the people of an earlier case."""

from collections.abc import Iterator

from fangyuan.compiler import facts
from fangyuan.compiler.reaching import every_effect
from fangyuan.model.effects import Derive
from fangyuan.model.fields import Field
from fangyuan.model.pack import Pack
from fangyuan.model.problems import Problem
from fangyuan.model.procedure import CaseType
from fangyuan.packs.problems import finding, listed, nearest

TODAY, EARLIER, _PERSON = "today", "earlier.", "person"


def check_prefills(pack: Pack) -> list[Problem]:
    """Every word of a form that leads nowhere, once however many types inherit the form."""
    people = sorted({path for kind in pack.case_types.values() for path in _of_people(kind)})
    found: dict[tuple[str, str], Problem] = {}
    for kind in pack.case_types.values():
        known = [TODAY, *_known(kind)]
        for field in kind.fields.values():
            problem = _wrong(field, known, people) if field.prefill else None
            if problem is not None:
                found.setdefault((str(field.mark), field.path), problem)
    return list(found.values())


def _wrong(field: Field, known: list[str], people: list[str]) -> Problem | None:
    written = str(field.prefill)
    if written.startswith(EARLIER):
        path = written.removeprefix(EARLIER)
        if path in people:
            return None
        detail = {"name": path, "near": nearest(path, people), "known": listed(people)}
        return finding("prefill-not-of-people", field.mark, field.path, **detail)
    if written in known:
        return None
    return finding(
        "prefill-unknown", field.mark, field.path, name=written, near=nearest(written, known), known=listed(known)
    )


def _known(kind: CaseType) -> Iterator[str]:
    """Every fact and answer of a type."""
    clocks = [clock.clock for clock in kind.clocks]
    yield from (*facts.STANDING, *kind.fields)
    yield from (effect.fact for rule in kind.rules for effect in every_effect(rule.then) if isinstance(effect, Derive))
    yield from (*facts.of_tasks(kind.tasks.values()), *facts.of_slots(kind.slots))
    yield from (*facts.of_clocks(clocks), *facts.passing(clocks))


def _of_people(kind: CaseType) -> Iterator[str]:
    """The people of a type, and what is said of them."""
    whole = [path for path, field in kind.fields.items() if field.kind == _PERSON]
    yield from (path for path in kind.fields for start in whole if path == start or path.startswith(f"{start}."))
