"""Which events can happen to cases of a type, and in which stages: what is possible grows from the first stage on.

At first nothing has happened. Whatever is possible by what is possible so far is added (actions, tasks, clocks and rules
whose condition may hold by then) until nothing more follows. What is not there in the end can never happen.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from fangyuan.compiler.proving.blocking import refused_actions, refused_tasks
from fangyuan.compiler.proving.cases import find
from fangyuan.compiler.proving.ranges import Ranges, derived_values
from fangyuan.compiler.reaching import every_effect
from fangyuan.model.clocks import Clock
from fangyuan.model.conditions import ALWAYS, Condition
from fangyuan.model.effects import ClockAct, Dispatch, Effect, Flag, IssueLetter, Move, OpenTask, Rule, TurnClock
from fangyuan.model.procedure import Action, CaseType, Task
from fangyuan.model.who import EventPattern, EventPatterns

Values = Mapping[str, tuple[Any, ...]]
"""Path -> all that it can be."""


@dataclass(slots=True)
class Happenings:
    """What can happen to cases of one type. Without `ranges`, as for an abstract type, no condition is asked.

    `ways` are pairs of stages: from the first of them an action or a rule leads to the second. `later` asks what can still
    happen once a case stands in one of the stages that are `reached`. `refused` and `undone` are the actions and the tasks that a
    rule refuses every time, with the rule.
    """

    kind: CaseType
    ranges: Ranges | None = None
    reached: set[str] = field(default_factory=set)
    taken: set[str] = field(default_factory=set)
    opened: set[str] = field(default_factory=set)
    started: set[str] = field(default_factory=set)
    firing: set[str] = field(default_factory=set)
    effects: list[Effect] = field(default_factory=list)
    ways: set[tuple[str, str]] = field(default_factory=set)
    later: bool = False
    refused: Mapping[str, str] = field(default_factory=dict)
    undone: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Adds what becomes possible until nothing more does."""
        self.refused, self.undone = refused_actions(self.kind), refused_tasks(self.kind)
        self.reached.update(stage.stage for stage in self.kind.stages[: 0 if self.later else 1])
        while any([*self._grown()]):
            pass

    def _grown(self) -> Iterator[bool]:
        """Whether each part has just become possible."""
        yield from map(self._act, self.kind.actions)
        yield from map(self._open, self.kind.tasks.values())
        yield from map(self._start, self.kind.clocks)
        yield from map(self._fire, self.kind.rules)

    def _act(self, action: Action) -> bool:
        if action.action in self.taken or action.action in self.refused or not self.offers(action):
            return False
        self.taken.add(action.action)
        self._lead(action.source, {action.to, action.close} - {""})
        return True

    def offers(self, action: Action) -> bool:
        """Whether the action stands in a stage that is reached, and its condition may hold there."""
        here = tuple(stage for stage in action.source if stage in self.reached)
        return bool(here) and self.may_hold(action.condition, {"case.stage": here})

    def _lead(self, sources: Iterable[str], stages: set[str]) -> None:
        self.reached |= stages
        self.ways.update((source, stage) for source in sources for stage in stages)

    def _open(self, task: Task) -> bool:
        if task.task in self.opened or not self._is_given(task) or not self.may_hold(task.condition, {}):
            return False
        self.opened.add(task.task)
        return True

    def _is_given(self, task: Task) -> bool:
        """Its stage is reached, a ladder or a rule opens it, or people do unasked while the case goes on."""
        if any(isinstance(effect, OpenTask) and effect.task == task.task for effect in self.effects):
            return True
        if any(rung.propose == task.task for clock in self.kind.clocks for rung in clock.escalate):
            return True
        if task.instrument:
            return bool(task.who) and self._goes_on()
        here = any(task in stage.tasks for stage in self.kind.stages if stage.stage in self.reached)
        return here or (self.later and task.keep)

    def _goes_on(self) -> bool:
        return any(not stage.final for stage in self.kind.stages if stage.stage in self.reached)

    def _start(self, clock: Clock) -> bool:
        turned = clock.clock in self.turned((ClockAct.START,))
        if clock.clock in self.started or not (turned or self.begins(clock)):
            return False
        self.started.add(clock.clock)
        return True

    def begins(self, clock: Clock) -> bool:
        """Whether an event that starts it can happen, and its condition may hold then."""
        return any(self.can(event) and self.may_hold(clock.start_if, implied(event)) for event in clock.start)

    def _fire(self, rule: Rule) -> bool:
        if rule.rule in self.firing or not any(self._lets(rule, event) for event in rule.on):
            return False
        self.firing.add(rule.rule)
        effects = list(every_effect(rule.then))
        self.effects += effects
        moves = {effect.stage for effect in effects if isinstance(effect, Move)}
        self._lead((stage.stage for stage in self.kind.stages), moves)
        return True

    def _lets(self, rule: Rule, event: EventPattern) -> bool:
        return self.can(event) and self.may_hold(rule.condition, implied(event))

    def may_hold(self, condition: Condition | None, known: Values) -> bool:
        """Whether the condition may hold by what is possible so far."""
        if condition is None or condition == ALWAYS or self.ranges is None:
            return True
        return not find(condition, self.known(self.ranges, known)).never

    def known(self, ranges: Ranges, more: Values) -> Ranges:
        """The ranges, with what the facts of the platform can be by what is possible so far; nothing of an abstract type."""
        if self.ranges is None:
            return ranges.pinning(more)
        return ranges.limiting(self.limits()).pinning({**self.pins(), **more})

    def pins(self) -> Values:
        """The tasks that are never opened are never done; one that is done again and again is never done for good."""
        pinned: dict[str, tuple[Any, ...]] = {"case.stage": tuple(s for s in self._order() if s in self.reached)}
        for name, task in self.kind.tasks.items():
            if name not in self.opened:
                pinned |= {f"task.{name}.{word}": (False,) for word in ("done", "done_here", "opened", "open")}
                pinned |= {f"task.{name}.{word}": (0,) for word in ("count", "done_count")}
            elif task.repeat or name in self.undone:
                pinned |= {f"task.{name}.{word}": (False,) for word in ("done", "done_here")}
        return pinned

    def limits(self) -> Values:
        """The flags that rules raise and the facts that they derive; nothing of clocks that never start."""
        never = [clock.clock for clock in self.kind.clocks if clock.clock not in self.started]
        unheard = dict.fromkeys(derived_values(self.kind.rules), ())
        derived = derived_values(rule for rule in self.kind.rules if rule.rule in self.firing)
        return {
            **{
                f"clock.{name}.{word}": ()
                for name in never
                for word in ("running", "status", "due", "light", "overdue")
            },
            **unheard,
            **derived,
            "case.flags": tuple({effect.flag: "" for effect in self.effects if isinstance(effect, Flag)}),
        }

    def _order(self) -> Iterator[str]:
        return (stage.stage for stage in self.kind.stages)

    def can(self, pattern: EventPattern) -> bool:
        """Whether the event can ever happen; an event that nobody can rule out can."""
        if self.later and pattern.word in _ENDING and not self._goes_on():
            return False
        asked = _ASKED.get(pattern.word)
        if asked is not None:
            return all(asked[name](self, wanted) for name, wanted in pattern.narrowed.items() if name in asked)
        tasks = {task.task for task in self.kind.tasks.values() if task.emits == pattern.word}
        actions = {action.action for action in self.kind.actions if action.emits == pattern.word}
        return bool(tasks & self.opened or actions & self.taken) or not (tasks or actions)

    def any_of(self, patterns: EventPatterns) -> bool:
        """Whether one of the events can happen."""
        return any(self.can(pattern) for pattern in patterns)

    def task(self, name: str) -> bool:
        """Whether the task is ever opened."""
        return name in self.opened

    def action(self, name: str) -> bool:
        """Whether the action can be taken."""
        return name in self.taken

    def clock(self, name: str) -> bool:
        """Whether the clock is ever started; one that the type does not have is another's."""
        return name in self.started or all(clock.clock != name for clock in self.kind.clocks)

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


def after(happenings: Happenings, events: EventPatterns) -> Happenings | None:
    """What can still happen after one of these events; None where nobody knows in which stage a case then stands."""
    stages = [_where(event, happenings.kind) for event in events if happenings.can(event)]
    found = {stage for some in stages for stage in some}
    if not found or not all(stages):
        return None
    return Happenings(happenings.kind, reached=found & happenings.reached, later=True)


def _where(event: EventPattern, kind: CaseType) -> set[str]:
    """The stages in which a case may stand after the event; none where that is not known."""
    if event.word == "case-closed":
        return {stage.stage for stage in kind.stages if stage.final}
    if event.word == "stage-entered" and "stage" in event.narrowed:
        return {event.narrowed["stage"]}
    acts = [one for one in kind.actions if event.word in ("action-taken", one.emits)]
    acts = [one for one in acts if event.narrowed.get("action", one.action) == one.action]
    if event.word == "action-taken" or any(one.emits == event.word for one in kind.actions):
        said = any(task.emits == event.word for task in kind.tasks.values())
        return (
            set()
            if said
            else {to for one in acts for to in ([one.close or one.to] if one.close or one.to else one.source)}
        )
    return set()


def implied(event: EventPattern) -> Values:
    """What an event says of its case."""
    if event.word == "stage-entered" and "stage" in event.narrowed:
        return {"case.stage": (event.narrowed["stage"],)}
    return {}


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


_ENDING = ("case-registered", "case-closed")
"""What never happens again to a case that has ended."""

_Question = Callable[[Happenings, str], bool]

_TASK: Mapping[str, _Question] = {"task": Happenings.task}
_CLOCK: Mapping[str, _Question] = {"clock": Happenings.clock}
_STAGE: Mapping[str, _Question] = {"stage": Happenings.stage}
_LETTER: Mapping[str, _Question] = {"letter": Happenings.letter}
_OF_LETTERS = (
    "drafted", "awaited", "corrected", "passed", "returned", "withdrawn", "issued", "rendered", "sealed", "delivered"
)  # fmt: skip

_ASKED: Mapping[str, Mapping[str, _Question]] = {
    **{f"task-{word}": _TASK for word in ("opened", "completed", "returned", "claimed", "reassigned", "withdrawn")},
    **{
        f"clock-{word}": _CLOCK
        for word in ("started", "paused", "resumed", "extended", "warned", "due", "escalated", "stopped", "cancelled")
    },
    **{f"stage-{word}": _STAGE for word in ("entered", "left")},
    **{f"letter-{word}": _LETTER for word in _OF_LETTERS},
    "signed": _TASK,
    "action-taken": {"action": Happenings.action},
    "flag-raised": {"flag": Happenings.flag},
}
"""Events of the platform that a narrowing may rule out, and what must be so for each narrowing."""
