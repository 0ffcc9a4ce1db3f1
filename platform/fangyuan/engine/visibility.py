"""Who may see a case at all: who has a part in it, and whose role reaches it; never those it is kept from (Art. 30), and
nobody who was recused from it for a conflict of interest (Art. 28).
"""

from collections.abc import Collection, Iterator

from fangyuan.engine.people import tenant_of
from fangyuan.engine.rounds import Round
from fangyuan.model.pack import Scope
from fangyuan.model.state import CaseState
from fangyuan.model.world import Person, Post, World


def is_seen_by(round_: Round, person: Person) -> bool:
    """Whether the person may see the case."""
    if round_.is_kept_from(person) or person.person in dict(round_.case.recused):
        return False
    hats, with_part = round_.hats(person), set(involved(round_.case))
    if any(hat.person in with_part for hat in hats):
        return True
    units = {round_.case.unit, *_units(round_)}
    return any(reaches(round_, hat, post, units) for hat in hats for post in hat.posts)


def involved(case: CaseState) -> Iterator[str]:
    """Everybody who has, or had, a part in the case by name; some of them several times."""
    yield case.registered_by
    for state in case.tasks.values():
        yield from (person for slot in state.slots for person in slot.people)
        yield from (signature.person for signature in state.signatures)
    for draft in case.drafts.values():
        yield from draft.approvers
    for letter in case.letters.values():
        yield from (*letter.waiting, *(one.by for one in letter.passed))
    for run in case.clocks.values():
        yield from run.asked[2] if run.asked else ()
    for holders in case.slots.values():
        yield from holders


def reaches(round_: Round, person: Person, post: Post, units: Collection[str]) -> bool:
    """Whether the scope of one post's role reaches the case for the sake of one of these units of it."""
    role = round_.pack.roles.get(post.role)
    if role is None or role.scope is Scope.OWN:
        return False
    if role.scope is Scope.UNIT:
        return post.unit in units
    if role.scope is Scope.SUBTREE:
        return any(post.unit in lineage(unit, round_.outside) for unit in units)
    known = round_.outside.directory.units.get(post.unit)
    return (known.tenant if known else person.tenant) == tenant_of(round_.case, round_.outside)


def _units(round_: Round) -> Iterator[str]:
    """The units that the case is about: those in its slots, those of which something is asked, those a clock runs for."""
    for holders in round_.case.slots.values():
        yield from holders
    for state in round_.case.tasks.values():
        yield state.subject
        yield from (slot.unit for slot in state.slots)
    yield from (run.subject for run in round_.case.clocks.values())


def lineage(unit: str, world: World) -> list[str]:
    """The unit and those above it."""
    found: list[str] = []
    known = world.directory.units
    while unit and unit not in found:
        found.append(unit)
        unit = (known[unit].parent or "") if unit in known else ""
    return found
