"""Whether somebody can act wherever the procedure waits for somebody."""

from fangyuan.compiler.places import Places
from fangyuan.compiler.reaching import every_effect
from fangyuan.model.clocks import Clock
from fangyuan.model.effects import OpenTask
from fangyuan.model.procedure import CaseType, SlotKind, Stage, Task
from fangyuan.model.who import UnitFrom, UnitRef, Whos


def check_actors(kind: CaseType, places: Places) -> None:
    """Every task says who does it, and every stage that waits has somebody who can act."""
    for task in kind.tasks.values():
        if not task.who and (not task.instrument or _opened_for_nobody(task, kind)):
            places.say("task-without-actor", "task", task.task, task=task.task)
    for stage in kind.stages:
        if not stage.final and not _anybody(stage, kind):
            places.say("stage-without-actor", "stage", stage.stage, stage=stage.stage)
        for task in stage.tasks if stage.final else ():
            places.say("task-in-final-stage", "task", task.task, task=task.task, stage=stage.stage)
    _check_subjects(kind, places)


def _check_subjects(kind: CaseType, places: Places) -> None:
    """Whoever is looked for in the unit that a task, an action or a clock is about: it is about one only `per` unit."""
    asked = [
        *(("task", task.task, task.who, task.per) for task in kind.tasks.values() if not task.instrument),
        *(("action", action.action, action.who, "") for action in kind.actions),
        *(("clock", clock.clock, _of_clock(clock), clock.per) for clock in kind.clocks),
    ]
    for part, name, whos, per in asked:
        for who in whos:
            if who.unit is not None and who.unit.source is UnitFrom.SUBJECT and not _is_unit(who.unit, per, kind):
                places.say("subject-is-no-unit", part, name, name=name, per=per or "—")


def _of_clock(clock: Clock) -> Whos:
    """Everybody whom a clock names."""
    asked = (*clock.extend.approver, *clock.extend.asked_by) if clock.extend else ()
    rungs = (who for rung in clock.escalate for who in (*rung.inform, *rung.decided_by, *rung.to.whos, *rung.copy))
    return (*asked, *rungs, *(who for warning in clock.warn for who in warning.inform))


def _is_unit(unit: UnitRef, per: str, kind: CaseType) -> bool:
    """Whether the subject is a unit, or a row with a column that names one."""
    if unit.path:
        return unit.path.rpartition(".")[0] == per
    held = kind.fields.get(per)
    if held is not None:
        return held.kind in ("unit", "hidden") or held.compute is not None
    return per in kind.slots and kind.slots[per].kind is SlotKind.UNIT


def _anybody(stage: Stage, kind: CaseType) -> bool:
    actions = (action for action in kind.actions if stage.stage in action.source)
    return any(task.who for task in stage.tasks) or any(action.who or action.automatic for action in actions)


def _opened_for_nobody(task: Task, kind: CaseType) -> bool:
    """Whether an instrument without `who` is ever opened without somebody who decides it."""
    proposed = [rung for clock in kind.clocks for rung in clock.escalate if rung.propose == task.task]
    by_rules = [
        effect for rule in kind.rules for effect in every_effect(rule.then)
        if isinstance(effect, OpenTask) and effect.task == task.task
    ]  # fmt: skip
    return bool(by_rules) or any(not rung.decided_by for rung in proposed)


def check_order(kind: CaseType, places: Places) -> None:
    """Tasks of a stage never wait for each other in a circle."""
    for stage in kind.stages:
        waits = {task.task: task.after for task in stage.tasks}
        for task in stage.tasks:
            circle = _circle(task.task, waits, ())
            if circle and circle[0] == min(circle):
                places.say("task-circle", "task", task.task, circle=" → ".join((*circle, circle[0])))
                break


def _circle(task: str, waits: dict[str, tuple[str, ...]], way: tuple[str, ...]) -> tuple[str, ...]:
    """The tasks of a circle that leads back to the first task of `way`."""
    if way and task == way[0]:
        return way
    if task in way:
        return ()
    found = (_circle(before, waits, (*way, task)) for before in waits.get(task, ()))
    return next((circle for circle in found if circle), ())
