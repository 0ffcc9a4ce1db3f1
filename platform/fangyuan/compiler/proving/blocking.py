"""Acts that a rule refuses every time: nobody can ever do them."""

from collections.abc import Iterator, Mapping

from fangyuan.compiler.places import Places
from fangyuan.model.conditions import ALWAYS
from fangyuan.model.effects import Block, Rule
from fangyuan.model.procedure import Action, CaseType, Task
from fangyuan.model.who import EventPattern


def refused_actions(kind: CaseType) -> Mapping[str, str]:
    """By the actions that can never be taken, the rule that refuses them."""
    return _first((action.action, rule) for rule in _refusing(kind) for action in kind.actions if _meets(rule, action))


def refused_tasks(kind: CaseType) -> Mapping[str, str]:
    """By the tasks that can never be done, the rule that refuses them."""
    return _first((task.task, rule) for rule in _refusing(kind) for task in kind.tasks.values() if _ends(rule, task))


def check_refused(kind: CaseType, places: Places) -> None:
    """Says what a rule of the type itself, or of the pack that adds to it, refuses every time."""
    for rule in _refusing(kind):
        if any(pattern.word == "case-registered" for pattern in rule.on) and not places.inherited("rule", rule.rule):
            places.say("never-registered", "rule", rule.rule, rule=rule.rule, type=kind.title)
    for what, found in (("action", refused_actions(kind)), ("task", refused_tasks(kind))):
        for name, refusing in found.items():
            if not places.inherited("rule", refusing):
                places.say(
                    "always-refused", "rule", refusing, rule=refusing, what=name, sort=_SORTS[what], sort_en=what
                )


def _refusing(kind: CaseType) -> Iterator[Rule]:
    """Rules that refuse whatever they hear."""
    for rule in kind.rules:
        if rule.condition == ALWAYS and any(isinstance(effect, Block) for effect in rule.then):
            yield rule


def _meets(rule: Rule, action: Action) -> bool:
    """Whether taking an action is something that a rule hears."""
    said = {"action-taken": {"action": {action.action}}, action.emits: {}}
    if action.close:
        said |= {"case-closed": {}}
    if action.close or action.to:
        said |= {"stage-entered": {"stage": {action.close or action.to}}, "stage-left": {"stage": set(action.source)}}
    return any(_hears(pattern, said) for pattern in rule.on)


def _ends(rule: Rule, task: Task) -> bool:
    said: dict[str, dict[str, set[str]]] = {"task-completed": {"task": {task.task}}, task.emits: {}}
    return any(_hears(pattern, said) for pattern in rule.on)


def _hears(pattern: EventPattern, said: Mapping[str, Mapping[str, set[str]]]) -> bool:
    """Whether a pattern means one of these events, whatever else comes with it."""
    known = said.get(pattern.word) if pattern.word else None
    if known is None:
        return False
    return all(known.get(name) == {value} for name, value in pattern.narrowed.items())


def _first(found: Iterator[tuple[str, Rule]]) -> dict[str, str]:
    rules: dict[str, str] = {}
    for name, rule in found:
        rules.setdefault(name, rule.rule)
    return rules


_SORTS = {"action": "操作", "task": "任务"}
