"""What they see of a case who are in it with their unit alone: the unit's own part, not that of the others.

Whoever looks after the case sees the whole of it. The answers that stand at its root are common, but for those of tasks
and actions that the pack calls `internal`. Everything that has a subject is the part of that unit, person or row.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from fangyuan.engine.internal import gathering, internals
from fangyuan.engine.people import leads
from fangyuan.engine.placement import SHELF, split_place, subject_of
from fangyuan.engine.rounds import Round
from fangyuan.engine.visibility import lineage, reaches
from fangyuan.model.events import (
    ActionTaken,
    AnswersSubmitted,
    CommentMade,
    Event,
    Notified,
    PrivateDataSeen,
    Recorded,
    RulesWeighed,
)
from fangyuan.model.pack import Portion, Scope
from fangyuan.model.procedure import CaseType
from fangyuan.model.state import CaseState, DraftState, LetterState, TaskState, Weighing
from fangyuan.model.world import Person, Post


@dataclass(frozen=True)
class Share:
    """What one reader sees of one case.

    `units` are those in whose name they take part, `people` they themselves and those they stand in for, `colleagues`
    everybody who works in one of the units; `known` are the ids of all units, `gathering` the letters that say what
    several units answered each for itself.
    """

    case: CaseState
    case_type: CaseType
    portion: Portion
    units: frozenset[str] = frozenset()
    titles: frozenset[str] = frozenset()
    people: frozenset[str] = frozenset()
    colleagues: frozenset[str] = frozenset()
    known: Collection[str] = frozenset()
    gathering: Collection[str] = frozenset()

    @property
    def is_whole(self) -> bool:
        """Whether nothing of the case is left out."""
        return self.portion is Portion.WHOLE

    def of_case(self) -> CaseState:
        """The case without the parts of others."""
        case = self.case
        if self.is_whole:
            return case
        return replace(
            case,
            answers={name: value for name, value in self._answers() if name != SHELF or value},
            tasks={key: one for key, one in case.tasks.items() if self.sees_task(one.task, one.subject)},
            clocks={key: run for key, run in case.clocks.items() if self._sees_subject(run.subject)},
            letters={copy: letter for copy, letter in case.letters.items() if self.sees_letter(letter)},
            drafts={number: draft for number, draft in case.drafts.items() if self._decides(draft)},
        )

    def of_events(self, events: Iterable[Recorded]) -> tuple[Recorded, ...]:
        """What happened, without what happened to the parts of others; in order."""
        if self.is_whole:
            return tuple(events)
        return tuple(self._bare(one) for one in events if self._sees(one))

    def weighed(self, case: CaseState, events: Iterable[Recorded]) -> CaseState:
        """The case with those weighings alone that these events set off, and of the facts only those that are seen."""
        if self.is_whole:
            return case
        seen = {one.seq for one in events}
        return replace(case, weighings=tuple(self._verdicts(one) for one in case.weighings if one.of in seen))

    def holds(self, path: str) -> bool:
        """Whether an answer, at a path with the entries and rows in it, is among what is seen."""
        if self.is_whole:
            return True
        name, _, rest = path.partition(".")
        if name != SHELF:
            return name not in self._hidden
        task, _, place = rest.partition(".")
        kept = self.case.answers.get(SHELF, {}).get(task, {})
        # The name of an entry may itself hold dots.
        return any(place == one or place.startswith(f"{one}.") for one in kept if self._sees_entry(task, one))

    def sees_task(self, task: str, subject: str) -> bool:
        """Whether a task about a subject is seen: that of the own unit, a common one, or one of the reader's own."""
        if (task, subject) in self._worked_on:
            return True
        if task not in self.case_type.tasks or task in internals(self.case_type).tasks:
            return False
        return self._sees_subject(subject)

    def sees_letter(self, letter: LetterState) -> bool:
        """Whether a letter is seen: one about or to the unit, one of its own task, and a common one that gathers no parts."""
        by_name = {letter.drafter, *letter.waiting, *(one.by for one in letter.passed)}
        brought = {self.case_type.tasks[task].letter for task, _ in self._worked_on if task in self.case_type.tasks}
        own = letter.subject in self._subjects if letter.subject else letter.letter in brought
        if own or letter.to in self.titles or by_name & self.people:
            return True
        if letter.letter in internals(self.case_type).letters:
            return False
        return self.portion is Portion.UNITS or not (letter.subject or letter.letter in self.gathering)

    @cached_property
    def _worked_on(self) -> frozenset[tuple[str, str]]:
        """The tasks, with their subjects, in which the reader or their unit has a place."""
        return frozenset((one.task, one.subject) for one in self.case.tasks.values() if self._works_on(one))

    def _works_on(self, task: TaskState) -> bool:
        if any(place.unit in self.units for place in task.slots):
            return True
        people = {person for place in task.slots for person in place.people}
        # Colleagues of one unit may work in another as well: of a task about a unit, that unit alone says whose it is.
        crowd = self.people if task.subject in self.known or not self.units else self.colleagues
        return not crowd.isdisjoint(people | {one.person for one in task.signatures})

    @cached_property
    def _subjects(self) -> frozenset[str]:
        return self.units | self.people | {subject for _, subject in self._worked_on if subject}

    @cached_property
    def _hidden(self) -> frozenset[str]:
        """The answers at the root that only internal tasks and actions give, but for those the reader gives."""
        hidden = internals(self.case_type)
        mine = {name for task, _ in self._worked_on for name in hidden.of_task.get(task, ())}
        return hidden.names - mine

    def _sees_subject(self, subject: str) -> bool:
        return not subject or self.portion is Portion.UNITS or subject in self._subjects

    def _sees_entry(self, task: str, entry: str) -> bool:
        defined = self.case_type.tasks.get(task)
        had = frozenset(one.subject for one in self.case.tasks.values() if one.task == task)
        subject = entry.partition("/")[0] if defined and defined.per else subject_of(entry, had)
        return self.sees_task(task, subject)

    def _answers(self) -> Iterator[tuple[str, Any]]:
        for name, value in self.case.answers.items():
            if name == SHELF:
                kept = {task: self._entries(task, entries) for task, entries in value.items()}
                yield name, {task: entries for task, entries in kept.items() if entries}
            elif name not in self._hidden:
                yield name, value

    def _entries(self, task: str, entries: dict[str, Any]) -> dict[str, Any]:
        return {entry: told for entry, told in entries.items() if self._sees_entry(task, entry)}

    def _decides(self, draft: DraftState) -> bool:
        return not self.people.isdisjoint({*draft.approvers, draft.decided_by})

    def _sees(self, recorded: Recorded) -> bool:
        event = recorded.event
        match event:
            case CommentMade():
                return recorded.actor in self.colleagues or not self.colleagues.isdisjoint(event.mentions)
            case Notified():
                return not self.colleagues.isdisjoint(event.to)
            case AnswersSubmitted():
                return self._sees_answers(event)
            case ActionTaken():
                return event.action not in internals(self.case_type).actions
            case PrivateDataSeen():
                return self.holds(event.path)
            case RulesWeighed():
                return False
        return self._sees_about(event)

    def _sees_answers(self, event: AnswersSubmitted) -> bool:
        if event.at:
            return self._sees_entry(*split_place(event.at))
        if event.task:
            return self.sees_task(event.task, event.subject)
        return not event.answers or not self._hidden.issuperset(event.answers)

    def _sees_about(self, event: Event) -> bool:
        """What an event is about: a letter or an opinion by its number, a task, a clock or a word by its subject."""
        copy, draft = getattr(event, "copy", 0), getattr(event, "draft", 0)
        if copy:
            return copy in self.case.letters and self.sees_letter(self.case.letters[copy])
        if draft:
            return draft in self.case.drafts and self._decides(self.case.drafts[draft])
        subject = getattr(event, "subject", "")
        task = getattr(event, "task", "")
        return self.sees_task(task, subject) if task else self._sees_subject(subject)

    def _bare(self, recorded: Recorded) -> Recorded:
        """An event of which the cause tells no fact that the reader does not see."""
        facts = {path: value for path, value in recorded.cause.facts.items() if self._sees_fact(path)}
        return replace(recorded, cause=replace(recorded.cause, facts=facts))

    def _verdicts(self, weighing: Weighing) -> Weighing:
        """The verdicts that rest on nothing but what the reader sees."""
        seen = (one for one in weighing.verdicts if all(map(self._sees_fact, filter(None, [one.failed, *one.facts]))))
        return replace(weighing, verdicts=tuple(seen))

    def _sees_fact(self, path: str) -> bool:
        """Facts about the tasks of all are told; answers of entries are not, since a path does not say whose."""
        name = path.partition(".")[0]
        return name != SHELF and name not in self._hidden


def share(round_: Round, person: Person) -> Share:
    """What the person sees of the case of the round, if they see it at all."""
    hats, case_type = round_.hats(person), round_.pack.case_types[round_.case.case_type]
    pairs = [(hat, post) for hat in hats for post in hat.posts]
    people = frozenset(hat.person for hat in hats)
    portion = max((_portion(round_, hat, post) for hat, post in pairs), key=_ORDER.index, default=Portion.OWN)
    if portion is Portion.WHOLE or not people.isdisjoint({round_.case.registered_by, round_.case.leader}):
        return Share(round_.case, case_type, Portion.WHOLE)
    directory = round_.outside.directory
    units = frozenset(unit for _, post in pairs for unit in _units(round_, post))
    homes = {post.unit for _, post in pairs}
    colleagues = frozenset(one.person for one in directory.people.values() if not homes.isdisjoint(one.units))
    return Share(
        round_.case,
        case_type,
        portion,
        units,
        frozenset(directory.name(unit) for unit in units),
        people,
        people | colleagues,
        directory.units,
        gathering(round_.pack, case_type),
    )


_ORDER = (Portion.OWN, Portion.UNITS, Portion.WHOLE)


def _portion(round_: Round, person: Person, post: Post) -> Portion:
    """How much one post shows: all of what its scope reaches for the sake of the owning unit, else what its role says."""
    role = round_.pack.roles.get(post.role)
    if role is None:
        return Portion.OWN
    if reaches(round_, person, post, {round_.case.unit}):
        return Portion.WHOLE
    leading = leads(round_.case_type, round_.facts())
    ahead = Portion.UNITS if not leading.isdisjoint(_units(round_, post)) else Portion.OWN
    return max(role.portion, ahead, key=_ORDER.index)


def _units(round_: Round, post: Post) -> frozenset[str]:
    """The units in whose name a post takes part: none for whoever sees only what concerns them by name."""
    role = round_.pack.roles.get(post.role)
    if role is None or role.scope is Scope.OWN:
        return frozenset()
    if role.scope is Scope.SUBTREE:
        below = (one for one in round_.outside.directory.units if post.unit in lineage(one, round_.outside))
        return frozenset(below) | {post.unit}
    return frozenset({post.unit})
