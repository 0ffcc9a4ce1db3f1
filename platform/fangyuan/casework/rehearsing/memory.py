"""A theatre in memory: the engine alone, no database; commands to other cases are drained at once."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from fangyuan.casework.answering import away_of, confidential_now, judged, moment_of
from fangyuan.casework.identifying import external_ids, numbers_of
from fangyuan.casework.numbering import Given, alike, check_given, numbered
from fangyuan.casework.recognising import refusal
from fangyuan.casework.recording import folded, recorded
from fangyuan.casework.rehearsing.script import OFFICE, Scenario
from fangyuan.casework.writing import plain_parameters
from fangyuan.engine.confidence import is_kept_from
from fangyuan.engine.deciding import decide
from fangyuan.engine.facts import Facts, facts_of, zone_among
from fangyuan.engine.recurring import Occurrence, calendar_for, hears_days, moved_to, occurrences, written
from fangyuan.engine.rights import may_see
from fangyuan.engine.rota import absent, go_round, order_of
from fangyuan.forms.conditions import holds
from fangyuan.kinds import Kinds
from fangyuan.model.commands import BeginDay, Command, FireClock, MergeCase, Register
from fangyuan.model.decisions import Decision, Outgoing
from fangyuan.model.events import Recorded
from fangyuan.model.letter_commands import RecordDelivery, RecordRendering
from fangyuan.model.outputs import Duty
from fangyuan.model.pack import Pack
from fangyuan.model.problems import Refused
from fangyuan.model.procedure import CaseType
from fangyuan.model.state import CaseState
from fangyuan.model.world import CLOCKWORK, OUTSIDER, Person, World
from fangyuan.store.sources import Source

HOPS = 8
DAILY = Duty("", "", "FREQ=DAILY", ())
YEAR = timedelta(days=366)


class Memory:
    """Cases in memory, in one jurisdiction. Two of the same scenario give the same events."""

    def __init__(self, pack: Pack, scenario: Scenario, kinds: Kinds) -> None:
        """An empty stage at the scenario's start."""
        self.pack, self.kinds, self.now = pack, kinds, scenario.start.astimezone(UTC)
        self.states: dict[str, CaseState] = {}
        self.histories: dict[str, list[Recorded]] = {}
        self.world = World(
            scenario.tenant,
            scenario.directory,
            pack.calendars,
            plain_parameters(pack, scenario.parameters),
            scenario.facts,
        )
        self._duties = tuple(one for one in pack.duties.values() if scenario.duties and one.opens and one.rrule)
        self._opened: list[tuple[str, str]] = []
        self._turns: dict[str, dict[date, str]] = {}
        self._ids = count(1)
        self._counters: dict[tuple[str, int], int] = {}
        self._given = set[str]()

    def register(
        self, who: str, case_type: str, answers: Mapping[str, Any], received_on: date | None, occurred_on: date | None,
        numbers: Mapping[str, str], as_written: bool,
    ) -> str:  # fmt: skip
        """Opens a case as that person."""
        person = self.world.directory.people[who]
        unit = next(iter(person.units), OFFICE)
        command = Register(
            actor=person,
            case=self._new_id(),
            case_type=case_type,
            unit=unit,
            answers=answers,
            received_on=received_on or occurred_on or self.today(),
            occurred_on=occurred_on,
            numbers=numbers,
            as_written=as_written,
        )
        self._carry_out(None, command)
        return command.case

    def act(self, who: str, case: str, command: Command) -> None:
        """Carries out a command as that person, after what has fallen due meanwhile."""
        self._fire_until(self.now)
        if isinstance(command, RecordDelivery):
            self._render(case, command.copy)
        if isinstance(command, MergeCase) and (main := self.states.get(command.into)):
            away = away_of(self.pack.case_types[main.case_type], main, self.world, self.now)
            command = replace(command, away=away)
        self._carry_out(
            self.states[case],
            replace(command, actor=OUTSIDER if who == OUTSIDER.person else self.world.directory.people[who]),
        )

    def _render(self, case: str, copy: int) -> None:
        """The worker would have made the file of a letter that is handed over; here only that it did is known."""
        letter = self.states[case].letters.get(copy)
        if letter and letter.is_issued and not letter.file:
            self._carry_out(self.states[case], RecordRendering(copy=copy, file=self._new_id(), sha256=""))

    def advance(self, until: datetime) -> None:
        """Opens the duties and fires what is due on the way, the earliest first, each at its own instant."""
        until = until.astimezone(UTC)
        for at, duty, day in self._falling(until):
            self._fall(at, duty, day)
        self._fire_until(until)

    def _fall(self, at: datetime, duty: Duty | None, day: date) -> None:
        """A duty, or a morning, after what fires before it."""
        self._fire_until(at)
        if duty is None:
            self._begin_day(day)
        else:
            self._open_duty(duty, day)

    def duties(self) -> list[tuple[str, str]]:
        """The recurring duties that were opened so far, each with its case, the newest last."""
        return self._opened

    def _falling(self, until: datetime) -> list[tuple[datetime, Duty | None, date]]:
        """The duties between now and an instant, in order, and the mornings where a type of the pack hears them."""
        found: list[tuple[datetime, Duty | None, date]] = [
            (one.at, duty, one.occurs_on)
            for duty in self._duties
            for one in occurrences(duty, calendar_for(duty, self.world), self.now, until)
        ]
        if any(map(hears_days, self.pack.case_types.values())):
            found += [
                (one.at, None, one.on) for one in occurrences(DAILY, calendar_for(DAILY, self.world), self.now, until)
            ]
        return sorted(found, key=lambda falling: (falling[0], falling[1].duty if falling[1] else ""))

    def _begin_day(self, day: date) -> None:
        """Tells the open cases of the types that hear it that a day began."""
        for state in tuple(self.states.values()):
            if not state.closed and hears_days(self.pack.case_types[state.case_type]):
                self._carry_out(state, BeginDay(day=day))

    def _open_duty(self, duty: Duty, occurs_on: date) -> None:
        """Opens the case of a duty, now."""
        calendar = calendar_for(duty, self.world)
        one = Occurrence(occurs_on, moved_to(duty, calendar, occurs_on) or occurs_on, self.now)
        turn = self._turn(duty, one)
        command = Register(
            actor=CLOCKWORK,
            case=self._new_id(),
            case_type=duty.opens,
            unit=OFFICE,
            answers=written(duty, one, turn),
            received_on=self.today(),
            duty=duty.duty,
            occurs_on=occurs_on,
            agenda=self._agenda(duty),
            turn=turn,
        )
        self._carry_out(None, command, judge=False)
        self._opened.append((duty.duty, command.case))

    def _turn(self, duty: Duty, one: Occurrence) -> str:
        """Whose turn it is, after those that have opened."""
        if duty.rota is None:
            return ""
        held, directory = self._turns.setdefault(duty.duty, {}), self.world.directory
        order = order_of(duty.rota, directory, self.world.tenant.tenant)
        away = {person for person in order if absent(directory, person, one.on)}
        found = go_round(order, held, [one.occurs_on], lambda person, _: person in away)[one.occurs_on]
        if found:
            held[one.occurs_on] = found
        return found

    def _agenda(self, duty: Duty) -> tuple[tuple[str, str], ...]:
        """The cases that stand in the view of a duty's agenda, without confidential ones."""
        view = self.pack.views.get(duty.agenda)
        moment = moment_of(self.world, self.now)
        rows = [one for one in self.states.values() if view and one.case_type == view.case_type and self._is_open(one)]
        return tuple(
            (state.case, state.number)
            for state in rows
            if view and (view.condition is None or holds(view.condition, self._facts(state), moment))
        )

    def _is_open(self, state: CaseState) -> bool:
        return not confidential_now(self.pack.case_types[state.case_type], state, self.world, self.now)

    def _facts(self, state: CaseState) -> Facts:
        return facts_of(state, self.world, self.now, case_type=self.pack.case_types[state.case_type])

    def _fire_until(self, until: datetime) -> None:
        """Fires what is due, and stops at the instant."""
        while (due := self._next_due()) and due[0] <= until:
            at, case, command = due
            self.now = max(self.now, at)
            self._carry_out(self.states[case], command)
        self.now = until

    def run_on(self, until: datetime, recurring: datetime) -> None:
        """Lets everything fire that is still to come, at most until an instant, and what recurs until another one.

        Time stops where nothing is left; what recurs never ends by itself.
        """
        for at, duty, day in self._falling(recurring.astimezone(UTC)):
            if not (self._duties or self._next_due() or self._hearing()):
                return
            self._fall(at, duty, day)
        while (due := self._next_due()) and due[0] <= until.astimezone(UTC):
            self._fire_until(max(due[0], self.now))

    def next_at(self) -> datetime | None:
        """When something comes next: a firing, a duty, a morning that an open case hears; nothing where nothing does."""
        due = self._next_due()
        recurs = self._falling(self.now + YEAR) if self._duties or self._hearing() else []
        return min([*([due[0]] if due else []), *(at for at, _, _ in recurs[:1])], default=None)

    def _hearing(self) -> bool:
        """Whether an open case does something on a morning."""
        return any(not one.closed and hears_days(self.pack.case_types[one.case_type]) for one in self.states.values())

    def state(self, case: str) -> CaseState:
        """The case as it stands."""
        return self.states[case]

    def history(self, case: str) -> list[Recorded]:
        """Its events so far."""
        return self.histories[case]

    def today(self) -> date:
        """The date in the calendar's zone."""
        return self.now.astimezone(zone_among(self.pack.calendars)).date()

    def _next_due(self) -> tuple[datetime, str, FireClock] | None:
        """The earliest firing of all cases."""
        waiting = [
            (
                run.next_firing.at,
                case.case,
                FireClock(
                    clock=run.clock,
                    subject=run.subject,
                    number=run.number,
                    kind=run.next_firing.kind,
                    index=run.next_firing.index,
                ),
            )
            for case in self.states.values()
            for run in case.clocks.values()
            if run.next_firing
        ]
        return min(waiting, key=lambda due: (due[0], due[1]), default=None)

    def _carry_out(self, case: CaseState | None, command: Command, hops: int = 0, judge: bool = True) -> None:
        """Judges, decides, folds, and drains what goes to other cases."""
        case_type = self.pack.case_types[command.case_type if isinstance(command, Register) else case.case_type]  # type: ignore[union-attr]
        if judge:
            command = judged(case_type, case, self.world, command, self.now, self.kinds, self._new_id)
        decision = decide(self.pack, case, self.world, command, self.now)
        drawn, given = dict(self._counters), set(self._given)
        year, asked = self.today().year, (self._is_given, self._is_borne)
        decision = numbered(decision, self.world.tenant, year, self._draw, self._take, *asked)
        events = recorded(decision.events, case.seq if case else 0, command, self.now)
        if not events:
            return
        after = folded(case, events)
        try:
            self._check_numbers(case_type, case, after, command)
        except Refused:
            # What is not written draws no number.
            self._counters, self._given = drawn, given
            raise
        self.states[after.case] = after
        self.histories.setdefault(after.case, []).extend(events)
        self._drain(after, decision, hops)

    def _check_numbers(self, case_type: CaseType, case: CaseState | None, after: CaseState, command: Command) -> None:
        """Refuses a number of another system that a case of another matter bears, as where cases are kept."""
        was = numbers_of(case_type, after.case, case.answers) if case else {}
        said = numbers_of(case_type, after.case, after.answers)
        fresh = {path: one for path, one in said.items() if one.source and one != was.get(path)}
        if command.actor in (CLOCKWORK, OUTSIDER):
            return
        for path, one in fresh.items():
            bearers = [other for other in self.states.values() if self._bears(other, one, after)]
            others = [other for other in bearers if not self._is_hidden(other, command.actor)]
            if others:
                self._refuse_number(external_ids(case_type)[path].title, path, after, others, command.actor)

    def _bears(self, other: CaseState, number: Source, mine: CaseState) -> bool:
        """Whether a case of another matter bears the number too."""
        theirs = numbers_of(self.pack.case_types[other.case_type], other.case, other.answers).values()
        return any(one.mark == number.mark for one in theirs) and not self._matter(other) & self._matter(mine)

    def _matter(self, case: CaseState) -> set[str]:
        """A case, and those that it came from or went into."""
        found, above = set[str](), case.case
        while above and above not in found:
            found.add(above)
            known = self.states.get(above, case if above == case.case else None)
            above = (known.into or known.parent or "") if known else ""
        return found

    def _is_hidden(self, other: CaseState, person: Person) -> bool:
        case_type = self.pack.case_types[other.case_type]
        if is_kept_from(person, away_of(case_type, other, self.world, self.now)) or person.person in dict(
            other.recused
        ):
            return True
        return confidential_now(case_type, other, self.world, self.now) and not self._sees(other, person)

    def _sees(self, other: CaseState, person: Person) -> bool:
        return may_see(self.pack, other, person, self.world, self.now)

    def _refuse_number(
        self, called: str, path: str, mine: CaseState, others: Sequence[CaseState], person: Person
    ) -> None:
        first = next((other for other in others if self._sees(other, person)), None)
        of = self.pack.case_types[first.case_type].title if first and first.case_type != mine.case_type else ""
        raise refusal(called, path, first.number if first else "", of)

    def _drain(self, origin: CaseState, decision: Decision, hops: int) -> None:
        """Carries out the commands to other cases."""
        for outgoing in decision.outgoing if hops < HOPS else ():
            if outgoing.command is not None:
                if outgoing.case in self.states:
                    self._carry_out(self.states[outgoing.case], outgoing.command, hops + 1)
            else:
                self._open(origin, outgoing, hops + 1)

    def _open(self, origin: CaseState, outgoing: Outgoing, hops: int) -> None:
        """Opens a case of the interface that a dispatch names, and tells its origin."""
        case_type = answering_type(self.pack, outgoing.case_type)
        command = Register(
            actor=CLOCKWORK,
            case=self._new_id(),
            case_type=case_type,
            unit=outgoing.unit,
            answers=outgoing.answers,
            received_on=self.today(),
            parent=origin.case,
            key=outgoing.key,
            asks=outgoing.asks,
        )
        self._carry_out(None, command, hops, judge=False)

    def _new_id(self) -> str:
        """Ids in order, so that a rehearsal repeats exactly."""
        return f"00000000-0000-7000-8000-{next(self._ids):012d}"

    def _draw(self, kind: str, year: int) -> int:
        """The next number of a counter, which begins anew each year."""
        counter = (kind, year)
        self._counters[counter] = self._counters.get(counter, 0) + 1
        return self._counters[counter]

    def _take(self, given: Given) -> None:
        """Sets a number of the paper register down as used."""
        counter = (given.kind, given.year)
        last = self._counters.get(counter, 0)
        check_given(given, last, self._is_borne(given.number))
        self._given.add(alike(given.number))
        self._counters[counter] = max(last, given.seq)

    def _is_borne(self, number: str) -> bool:
        """Whether any letter has the number."""
        known = (alike(letter.number) for case in self.states.values() for letter in case.letters.values())
        return alike(number) in known

    def _is_given(self, number: str) -> bool:
        """Whether a letter has the number off a paper."""
        return alike(number) in self._given


def answering_type(pack: Pack, interface: str) -> str:
    """The case type that answers to an interface: itself, else the first that derives from it; KeyError where none does."""
    if interface in pack.case_types and not pack.case_types[interface].abstract:
        return interface
    for key, case_type in pack.case_types.items():
        if interface in case_type.ancestors and not case_type.abstract:
            return key
    raise KeyError(interface)
