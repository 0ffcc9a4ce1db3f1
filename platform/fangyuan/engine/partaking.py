"""Which units have a part in a case: what is done about a unit unasked is done about one of those (Regulation 2022,
Art. 39, 40: whoever fails in a duty that they have).
"""

from collections.abc import Iterator

from fangyuan.engine.names import listed
from fangyuan.engine.people import ids_at
from fangyuan.engine.refusing import refuse
from fangyuan.engine.rounds import Round
from fangyuan.engine.shielding import reaching_paths
from fangyuan.model.procedure import Task


def check_part(round_: Round, task: Task, subject: str) -> None:
    """Refuses an instrument that somebody starts about a unit which has no part in the case; rows and people pass.

    One that the case is kept from is refused at the end of the act, as everywhere.
    """
    known = round_.outside.directory.units
    if subject in known and subject not in {*_partaking(round_), *round_.away}:
        name = listed(round_.outside.directory, [subject])
        refuse("no-part", f"{name}在本件中没有要办的事，不能对其“{task.title}”", "请选本件的承办单位", "subject")


def _partaking(round_: Round) -> Iterator[str]:
    """Whom the procedure names where it reaches people, who holds a place, was sent the matter, has a task or a clock."""
    case, facts = round_.case, round_.facts()
    for path in reaching_paths(round_.case_type):
        yield from ids_at(path, dict(facts))
    for holders in case.slots.values():
        yield from holders
    yield from (tie.to for tie in case.links if not tie.came_back)
    yield from (state.subject for state in case.tasks.values())
    yield from (run.subject for run in case.clocks.values())
