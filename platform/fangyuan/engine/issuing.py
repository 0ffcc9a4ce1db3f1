"""Which numbered letters an act may issue: where its form asks for the numbers that their papers have already."""

from collections.abc import Iterator

from fangyuan.engine.letter_paths import AFTERWARDS
from fangyuan.engine.patterns import fits
from fangyuan.model.clocks import Clock
from fangyuan.model.effects import Dispatch, Effect, IssueLetter
from fangyuan.model.outputs import Letter
from fangyuan.model.pack import Pack
from fangyuan.model.procedure import Action, CaseType, Task

Said = tuple[str, dict[str, str]]
"""An event that an act makes happen, as patterns mean it: its word, and what narrows it."""


def of_task(pack: Pack, case_type: CaseType, task: Task) -> tuple[str, ...]:
    """The letters that completing a task may issue with a number: its own, and those of rules on it."""
    said = [("task-completed", {"task": task.task}), (task.emits, {})]
    return _issued(pack, [task.letter, *_by_rules(case_type, said), *_automatic(case_type, task)])


def of_action(pack: Pack, case_type: CaseType, action: Action) -> tuple[str, ...]:
    """The same for an action: its own, that of what it sends on, and those of rules on it and on what it opens."""
    entered = action.close or action.to
    stage = case_type.stage(entered) if entered else None
    opened = [("task-opened", {"task": one.task}) for one in stage.tasks] if stage else []
    said = [
        ("action-taken", {"action": action.action}),
        (action.emits, {}),
        *opened,
        *([("stage-entered", {"stage": entered})] if entered else []),
    ]
    sent = action.dispatch.letter if action.dispatch else ""
    return _issued(pack, [action.letter, sent, *_by_rules(case_type, said)])


def of_extension(pack: Pack, case_type: CaseType, clock: Clock) -> tuple[str, ...]:
    """The same for granting more time on a clock."""
    own = clock.extend.letter if clock.extend else ""
    return _issued(pack, [own, *_by_rules(case_type, [("clock-extended", {"clock": clock.clock})])])


def of_effects(pack: Pack, effects: tuple[Effect, ...]) -> tuple[str, ...]:
    """The same for what follows once an opinion is approved."""
    return _issued(pack, _letters(effects))


def is_issued_at_once(letter: Letter) -> bool:
    """Whether what brings a letter issues it with a number, since no step of its way before the seal waits for anybody."""
    first = 0 if letter.path and letter.path[0].who else 1
    return bool(letter.number.parts) and all(step.step in AFTERWARDS for step in letter.path[first:])


def _issued(pack: Pack, names: list[str]) -> tuple[str, ...]:
    return tuple(one for one in dict.fromkeys(names) if one in pack.letters and is_issued_at_once(pack.letters[one]))


def _letters(effects: tuple[Effect, ...]) -> list[str]:
    return [one.letter for one in effects if isinstance(one, IssueLetter | Dispatch)]


def _by_rules(case_type: CaseType, said: list[Said]) -> Iterator[str]:
    for rule in case_type.rules:
        if any(fits(pattern, word, narrowed) for pattern in rule.on for word, narrowed in said if word):
            yield from _letters(rule.then)


def _automatic(case_type: CaseType, task: Task) -> Iterator[str]:
    """The letters of automatic actions that a task may set off in its stage."""
    here = {stage.stage for stage in case_type.stages if task in stage.tasks}
    for action in case_type.actions:
        if action.automatic and not here.isdisjoint(action.source):
            yield action.letter
            yield action.dispatch.letter if action.dispatch else ""
