"""One act under way: what has happened so far, the case as that made it, and what waits to be handled.

This is the one place of the engine that changes while it works; it lives as long as one call of `decide`.
"""

from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from fangyuan.engine.clocks.turning import turned_last
from fangyuan.engine.confidence import is_kept_from, kept_from, world_after, world_without
from fangyuan.engine.facts import AWAY, Facts, Parts, facts_of, today_of, zone_of
from fangyuan.engine.folding import UNTOLD, fold
from fangyuan.engine.names import Names
from fangyuan.engine.people import resolve
from fangyuan.engine.placement import ENTRY, SHELF, answers_at, has_entries, split_place
from fangyuan.forms.conditions import all_seen
from fangyuan.forms.holes import fill
from fangyuan.forms.moment import Moment
from fangyuan.model.commands import Command, Register
from fangyuan.model.conditions import Condition
from fangyuan.model.decisions import Decision, Message, NumberWanted, Outgoing
from fangyuan.model.effects import PluginEffect
from fangyuan.model.events import (
    AnswersSubmitted,
    Cause,
    Event,
    Happened,
    Notified,
    Recorded,
    RulesWeighed,
    TaskCompleted,
)
from fangyuan.model.pack import Pack
from fangyuan.model.problems import Refused
from fangyuan.model.procedure import CaseType, Task
from fangyuan.model.state import CaseState
from fangyuan.model.who import Text, Who, Whos
from fangyuan.model.world import Person, World

PluginAct = Callable[[PluginEffect, CaseState, Facts, datetime], Sequence[Event]]
PluginActs = Mapping[str, PluginAct]
"""What a plugin's effect says happens: word of the effect -> function without side effects."""


NOTHING_PINNED: Mapping[str, Any] = {}
"""The parameters of a case that is not registered yet."""


@dataclass(frozen=True, slots=True)
class Link:
    """An event in the queue with its number in the case, and the event whose handling caused it."""

    event: Event
    seq: int
    before: "Link | None" = None
    depth: int = 1

    def chain(self) -> Iterator[str]:
        """The words from the first cause to this event."""
        if self.before:
            yield from self.before.chain()
        yield self.event.word


@dataclass(slots=True)
class Round:
    """The accumulator of one decision.

    `handled` is the event in hand, `taken` the automatic actions of this act, `held_before` those that were ripe when
    it began, `before` the case as it was then. `due_at` is the instant at which a firing was due that is carried out only
    `now`.
    """

    pack: Pack
    case_type: CaseType
    outside: World
    command: Command
    now: datetime
    state: CaseState | None = None
    plugins: PluginActs = field(default_factory=dict)
    due_at: datetime | None = None
    happened: list[Happened] = field(default_factory=list)
    outgoing: list[Outgoing] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    numbers: list[NumberWanted] = field(default_factory=list)
    queue: deque[Link] = field(default_factory=deque)
    handled: Link | None = None
    taken: set[str] = field(default_factory=set)
    held_before: frozenset[str] = frozenset()
    before: CaseState | None = field(init=False)
    _facts: dict[str, Facts] = field(default_factory=dict)
    _parts: Parts = field(default_factory=Parts)
    _away: frozenset[str] | None = None
    _moment: tuple[Mapping[str, Any], Moment] | None = None
    _reach: tuple[frozenset[str], tuple[tuple[str, str], ...], World] | None = None
    _rests: dict[str, int] = field(default_factory=dict)
    _version: int = 0

    def __post_init__(self) -> None:
        """Keeps the case as the act found it."""
        self.before = self.state

    @property
    def case(self) -> CaseState:
        """The case as everything so far made it."""
        assert self.state is not None, "a round without a case begins with case-registered"
        return self.state

    @property
    def as_of(self) -> datetime:
        """The instant that clocks count from and conditions are judged at.

        A late firing leaves the deadlines that a punctual one would have left: no delay of ours moves what the law counts.
        But it turns no clock back behind what has been done to the clocks of the case since.
        """
        return max(self.due_at, turned_last(self.before)) if self.due_at else self.now

    @property
    def fired_at(self) -> datetime:
        """The instant of the firing itself, by which its run goes on to its next period."""
        return self.due_at or self.now

    @property
    def moment(self) -> Moment:
        """The instant, its date and the case's parameters, for conditions."""
        pinned = self.state.parameters if self.state else NOTHING_PINNED
        if self._moment is None or self._moment[0] is not pinned:
            moment = Moment.of(self.as_of, zone_of(self.outside), {**self.outside.parameters, **pinned})
            self._moment = (pinned, moment)
        return self._moment[1]

    @property
    def today(self) -> date:
        """The date of the act."""
        return today_of(self.outside, self.now)

    @property
    def acting(self) -> Person:
        """Whose act it is: who signed on paper, else who is writing."""
        person = self.command.on_behalf_of
        return self.outside.directory.people[person] if person else self.command.actor

    @property
    def occurred_on(self) -> date | None:
        """The day on which the act occurred, where it is not that of writing it down: a matter's is that of its receipt.

        It is the act that registers and not the instant: what is done within the same minute occurs when it is done.
        """
        received = self.case.received_on if isinstance(self.command, Register) else None
        return self.command.occurred_on or received

    @property
    def away(self) -> frozenset[str]:
        """The units and people that the case is kept from."""
        if self.case_type.confidential is None or self.state is None:
            return frozenset()
        if self._away is None:
            self._away = kept_from(self.case_type, self._told(""), self.moment, self.outside.directory)
        return self._away

    @property
    def world(self) -> World:
        """The outside without those whom a confidential case must not reach, and those who were recused."""
        away, recused = self.away, self.state.recused if self.state else ()
        if self._reach is None or self._reach[:2] != (away, recused):
            reached = world_without(self.outside, away)
            self._reach = (away, recused, world_after(reached, recused) if recused else reached)
        return self._reach[2]

    @property
    def records_what_is_over(self) -> bool:
        """Whether a matter is written down that had ended before: no clock, rule, task or letter follows from it any more."""
        return isinstance(self.command, Register) and self.command.ended is not None

    def hats(self, person: Person) -> tuple[Person, ...]:
        """The person as this case knows them, then those for whom they may act today; nobody who takes no part in it."""
        known = self.world.directory.people
        lent = (known[one] for one in self.outside.directory.principals(person.person, self.today))
        return (known.get(person.person, person), *(one for one in lent if one.active))

    def is_kept_from(self, person: Person) -> bool:
        """Whether the case is kept from this person."""
        return is_kept_from(person, self.away)

    def anybody(self, people: Iterable[str]) -> bool:
        """Whether any of the people still works here; who has left can do nothing any more."""
        known = self.outside.directory.people
        return any(one in known and known[one].active for one in people)

    @property
    def names(self) -> Names:
        """Titles by id."""
        return Names(self.outside.directory)

    def facts(self, subject: str = "") -> Facts:
        """What conditions may test now, narrowed to a subject; and, for the engine, whom the case is kept from."""
        told = self._told(subject)
        if AWAY not in told and (away := self.away):
            told[AWAY] = away | {
                one.person for one in self.outside.directory.people.values() if is_kept_from(one, away)
            }
        return told

    def _told(self, subject: str) -> Facts:
        if subject not in self._facts:
            actor = self.outside.directory.empowered(self.acting, self.today)
            seen = facts_of(
                self.case, self.outside, self.as_of, actor, case_type=self.case_type, subject=subject, parts=self._parts
            )
            self._facts[subject] = {**seen, **self._entry_in_hand()}
        return self._facts[subject]

    def take_up(self, link: Link | None) -> None:
        """Takes an event in hand. What it completed is a fact as long as it is in hand, and no longer."""
        if any(one and isinstance(one.event, TaskCompleted) for one in (self.handled, link)):
            self._forget()
        self.handled = link

    def _forget(self) -> None:
        """What can be told of the case has changed."""
        self._facts.clear()
        self._away = None
        self._version += 1

    def rests(self, work: Callable[["Round"], None]) -> None:
        """Does what brings the case to rest, unless nothing that can be told of it has changed since it last did."""
        name, before = work.__qualname__, len(self.happened)
        if self._rests.get(name) == self._version:
            return
        work(self)
        if len(self.happened) == before:
            self._rests[name] = self._version

    def people(self, who: Who | Whos, subject: str = "") -> tuple[Person, ...]:
        """The people that a description means, within reach of the case."""
        return resolve(who, self.case, self.world, subject)

    def written(self, text: Text, subject: str = "") -> str:
        """A text with its holes filled."""
        return fill(text, self.facts(subject), self.names)

    def seen(self, condition: Condition | None, subject: str = "") -> Facts:
        """The facts that a condition looked at, by path: what a cause keeps."""
        return all_seen(condition, self.facts(subject))

    def emit(self, event: Event, cause: Cause | None = None) -> None:
        """Lets an event happen: it is folded at once, and waits in the queue to be handled."""
        cause = cause or Cause()
        happened = Happened(event, self._late(cause) if self.due_at else cause)
        self.state = fold(self.state, self._recorded(happened))
        if type(event) not in UNTOLD:
            self._forget()
        self.happened.append(happened)
        if not isinstance(event, RulesWeighed):
            self.queue.append(Link(event, self.state.seq, self.handled, self.handled.depth + 1 if self.handled else 1))
        if isinstance(event, Notified):
            self.tell(event.to, event.text)

    def attempt(self, act: Callable[[], None]) -> Refused | None:
        """Does something wholly, or not at all where it is refused; gives the refusal."""
        grown: tuple[list[Any], ...] = (self.happened, self.outgoing, self.messages, self.numbers)
        before, state, queue = [len(one) for one in grown], self.state, tuple(self.queue)
        try:
            act()
        except Refused as refused:
            for one, length in zip(grown, before, strict=True):
                del one[length:]
            self.state, self.queue = state, deque(queue)
            self._forget()
            return refused
        return None

    def _late(self, cause: Cause) -> Cause:
        as_of = self.as_of
        return replace(cause, due_at=self.due_at, counts_from=as_of if as_of != self.due_at else None)

    def tell(self, people: Collection[str], text: str) -> None:
        """Puts a text into the inboxes of people."""
        about = {"case": self.case.case, "number": self.case.number, "text": text}
        self.messages.extend(Message(channel="inbox", to=person, body=about) for person in people)

    def _entry_in_hand(self) -> Facts:
        """`entry`: the answers that the task in hand was completed with, where each doing of it is an entry of its own."""
        done = self.handled.event if self.handled else None
        task = self.case_type.tasks.get(done.task) if isinstance(done, TaskCompleted) else None
        if task is None or not isinstance(done, TaskCompleted) or not has_entries(task):
            return {}
        _, key = split_place(self._place_of(task, done))
        return {ENTRY: self.case.answers.get(SHELF, {}).get(task.task, {}).get(key, {})}

    def _place_of(self, task: Task, done: TaskCompleted) -> str:
        """Where its answers stand: where this act wrote them, else where its number says."""
        written = (one.event for one in reversed(self.happened) if isinstance(one.event, AnswersSubmitted))
        places = (event.at for event in written if (event.task, event.subject) == (task.task, done.subject))
        return next(filter(None, places), "") or answers_at(task, done.subject, done.n)

    def decision(self) -> Decision:
        """Everything that must be written and leave in one commit."""
        state = self.state if self.happened and not self.numbers else None
        return Decision(tuple(self.happened), tuple(self.outgoing), tuple(self.messages), tuple(self.numbers), state)

    def _recorded(self, happened: Happened) -> Recorded:
        command = self.command
        return Recorded(
            seq=(self.state.seq if self.state else 0) + 1,
            event=happened.event,
            at=self.now,
            actor=command.actor.person,
            cause=happened.cause,
            occurred_on=command.occurred_on,
            on_behalf_of=command.on_behalf_of,
            scan=command.scan,
        )
