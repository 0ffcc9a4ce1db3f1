"""What of a case type the pack calls internal: it is for those who look after the case, not for the units that take part."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from fangyuan.engine.placement import SHELF, has_entries
from fangyuan.model.once import once_each
from fangyuan.model.pack import Pack
from fangyuan.model.procedure import Action, CaseType, Task


@dataclass(frozen=True, slots=True)
class Internals:
    """The internal tasks and actions, the letters that they alone bring, and the answers at the root that they alone give."""

    tasks: frozenset[str] = frozenset()
    actions: frozenset[str] = frozenset()
    letters: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    of_task: Mapping[str, frozenset[str]] = field(default_factory=dict)


@once_each
def internals(case_type: CaseType) -> Internals:
    """What is internal; a letter or an answer that some other task or action brings too is not."""
    works: list[Task | Action] = [*case_type.tasks.values(), *case_type.actions]
    inside, outside = [one for one in works if one.internal], [one for one in works if not one.internal]
    if not inside:
        return Internals()
    common = {name for one in outside for name in _names(case_type, one)}
    tasks = {one.task: _names(case_type, one) - common for one in inside if isinstance(one, Task)}
    return Internals(
        frozenset(tasks),
        frozenset(one.action for one in inside if isinstance(one, Action)),
        frozenset(one.letter for one in inside) - {one.letter for one in outside} - {""},
        frozenset(name for one in inside for name in _names(case_type, one)) - common,
        tasks,
    )


@once_each
def gathering(pack: Pack, case_type: CaseType) -> frozenset[str]:
    """The letters that read what is answered once for each unit, person or row."""
    each = tuple(f"{SHELF}.{task.task}." for task in case_type.tasks.values() if task.per)
    return frozenset(
        name for name, letter in pack.letters.items() if any(path.startswith(each) for path in letter.context.values())
    )


def _names(case_type: CaseType, work: Task | Action) -> frozenset[str]:
    """The names at the root that a task or an action fills in."""
    form = case_type.forms.get(work.form)
    if form is None or (isinstance(work, Task) and has_entries(work)):
        return frozenset()
    return frozenset(one.name for one in form.fields)
