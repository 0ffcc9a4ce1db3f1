"""Which events can happen to cases of a type, and in which stages."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from fangyuan.compiler.reaching import every_effect, reachable, ways_of
from fangyuan.model.effects import ClockAct, Dispatch, Effect, Flag, IssueLetter, OpenTask, TurnClock
from fangyuan.model.procedure import Action, CaseType, Task
from fangyuan.model.who import EventPattern, EventPatterns


@dataclass(slots=True)
class Happenings:
    """What can happen to cases of one type."""

    kind: CaseType
    reached: set[str] = field(init=False)
    effects: list[Effect] = field(init=False)
    _asking: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Looks once at where cases come to, and at what rules do."""
        self.reached = reachable([self.kind.first_stage.stage], ways_of(self.kind)) if self.kind.stages else set()
        self.effects = [effect for rule in self.kind.rules for effect in every_effect(rule.then)]

    def can(self, pattern: EventPattern) -> bool:
        """Whether the event can ever happen; an event that nobody can rule out can."""
        asked = _ASKED.get(pattern.word)
        if asked is not None:
            return all(asked[name](self, wanted) for name, wanted in pattern.narrowed.items() if name in asked)
        own = [*self._tasks_saying(pattern.word), *self._actions_saying(pattern.word)]
        said = [*self._every_task_saying(pattern.word), *self._every_action_saying(pattern.word)]
        return bool(own) or not said

    def any_of(self, patterns: EventPatterns) -> bool:
        """Whether one of the events can happen."""
        return any(self.can(pattern) for pattern in patterns)

    def task(self, name: str) -> bool:
        """Whether the task is ever opened: its stage is reached, a ladder or a rule opens it, or people do unasked."""
        task = self.kind.tasks.get(name)
        if task is None or name in self._opened():
            return task is not None
        if task.instrument:
            return bool(task.who)
        return any(task in stage.tasks for stage in self.kind.stages if stage.stage in self.reached)

    def action(self, name: str) -> bool:
        """Whether the action can be taken in a stage that is reached."""
        return any(action.action == name and self._offered(action) for action in self.kind.actions)

    def clock(self, name: str) -> bool:
        """Whether the clock is ever started; no clock by what only follows from its own start."""
        clock = next((clock for clock in self.kind.clocks if clock.clock == name), None)
        if clock is None or name in self.turned((ClockAct.START,)):
            return True
        if name in self._asking:
            return False
        self._asking.add(name)
        try:
            return self.any_of(clock.start)
        finally:
            self._asking.discard(name)

    def turned(self, acts: Iterable[ClockAct]) -> set[str]:
        """The clocks that rules turn so."""
        return {effect.clock for effect in self.effects if isinstance(effect, TurnClock) and effect.act in acts}

    def stage(self, name: str) -> bool:
        """Whether the stage is ever reached."""
        return name in self.reached

    def letter(self, name: str) -> bool:
        """Whether the letter is ever issued."""
        return name in letters_of(self.kind)

    def flag(self, name: str) -> bool:
        """Whether a rule raises the flag."""
        return any(isinstance(effect, Flag) and effect.flag == name for effect in self.effects)

    def _offered(self, action: Action) -> bool:
        return bool(self.reached.intersection(action.source))

    def _opened(self) -> set[str]:
        proposed = {rung.propose for clock in self.kind.clocks for rung in clock.escalate}
        return proposed | {effect.task for effect in self.effects if isinstance(effect, OpenTask)}

    def _every_task_saying(self, word: str) -> list[Task]:
        return [task for task in self.kind.tasks.values() if task.emits == word]

    def _every_action_saying(self, word: str) -> list[Action]:
        return [action for action in self.kind.actions if action.emits == word]

    def _tasks_saying(self, word: str) -> list[Task]:
        return [task for task in self._every_task_saying(word) if self.task(task.task)]

    def _actions_saying(self, word: str) -> list[Action]:
        return [action for action in self._every_action_saying(word) if self._offered(action)]


def letters_of(kind: CaseType) -> set[str]:
    """The letters that tasks, actions, extensions and rules of a type issue."""
    effects = [effect for rule in kind.rules for effect in every_effect(rule.then)]
    dispatches = [action.dispatch for action in kind.actions if action.dispatch]
    dispatches += [effect for effect in effects if isinstance(effect, Dispatch)]
    return {
        *(task.letter for task in kind.tasks.values()),
        *(action.letter for action in kind.actions),
        *(clock.extend.letter for clock in kind.clocks if clock.extend),
        *(dispatch.letter for dispatch in dispatches),
        *(effect.letter for effect in effects if isinstance(effect, IssueLetter)),
    } - {""}


_Question = Callable[[Happenings, str], bool]

_TASK: Mapping[str, _Question] = {"task": Happenings.task}
_CLOCK: Mapping[str, _Question] = {"clock": Happenings.clock}
_STAGE: Mapping[str, _Question] = {"stage": Happenings.stage}
_LETTER: Mapping[str, _Question] = {"letter": Happenings.letter}

_ASKED: Mapping[str, Mapping[str, _Question]] = {
    **{f"task-{word}": _TASK for word in ("opened", "completed", "returned", "claimed", "reassigned", "withdrawn")},
    **{
        f"clock-{word}": _CLOCK
        for word in ("started", "paused", "resumed", "extended", "warned", "due", "escalated", "stopped", "cancelled")
    },
    **{f"stage-{word}": _STAGE for word in ("entered", "left")},
    **{f"letter-{word}": _LETTER for word in ("issued", "rendered", "delivered")},
    "signed": _TASK,
    "action-taken": {"action": Happenings.action},
    "flag-raised": {"flag": Happenings.flag},
}
"""Events of the platform that a narrowing may rule out, and what must be so for each narrowing."""
