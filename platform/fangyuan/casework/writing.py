"""The one way in which a decision becomes rows: numbers drawn, events chained, read columns, outbox, in one transaction."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any

from fangyuan.casework.announcing import announce
from fangyuan.casework.doubling import tell_of_double, tell_when_opened
from fangyuan.casework.filing import claim
from fangyuan.casework.identifying import remember_numbers
from fangyuan.casework.identity import Done
from fangyuan.casework.numbering import Draw, Given, alike, check_given, numbered, spellings
from fangyuan.casework.outward import Outward
from fangyuan.casework.recording import folded, recorded
from fangyuan.casework.rows import row_of
from fangyuan.engine.facts import today_of
from fangyuan.engine.masking import sensitive_paths
from fangyuan.kinds import Kinds
from fangyuan.model.commands import Command
from fangyuan.model.decisions import Decision, Message, Outgoing
from fangyuan.model.pack import Pack
from fangyuan.model.state import CaseState
from fangyuan.model.world import CLOCKWORK, OUTSIDER, World
from fangyuan.store.bundles import Gathered
from fangyuan.store.cases import Conflict, StoredCase
from fangyuan.store.database import UnitOfWork
from fangyuan.store.sealing import subjects_of

GIVEN = "given"
"""The counter at which those who write down numbers of the paper register wait for each other."""


@dataclass(frozen=True, slots=True)
class Act:
    """A decision that is about to be written: on which case, in which world, by which command, when, with which key.

    `doubles` are the cases whose numbers of other systems it may say again; whoever registered those is told.
    """

    tenant: str
    pack: Pack
    world: World
    before: StoredCase | None
    command: Command
    now: datetime
    kinds: Kinds
    key: str = ""
    hops: int = 0
    outward: Outward = Outward()
    doubles: frozenset[str] = frozenset()


def write(uow: UnitOfWork, act: Act, decision: Decision) -> Done:
    """Appends the events and everything that goes with them; the caller commits. Raises the store's Conflict."""
    return _write(uow, act, decision, partial(uow.counters.next, act.tenant), numbers=True)


def write_new(uow: UnitOfWork, made: Sequence[tuple[Act, Decision]]) -> list[Done]:
    """The same for many new cases, none of which knows of another. The caller remembers their numbers elsewhere.

    Their rows are written together, table by table, and what they want of one counter is drawn at once.
    """
    wanted = Counter(
        (act.tenant, one.kind, one.year or _year(act)) for act, decision in made for one in decision.numbers
    )
    _wait_for_shared(uow, made)
    first = {counter: uow.counters.range(*counter, many) for counter, many in wanted.items()}
    drawn = {counter: iter(range(first[counter], first[counter] + many)) for counter, many in wanted.items()}

    def draw(tenant: str, kind: str, year: int) -> int:
        return next(drawn[tenant, kind, year], 0) or uow.counters.next(tenant, kind, year)

    with uow.cases.many():
        return [_write(uow, act, decision, partial(draw, act.tenant), numbers=False) for act, decision in made]


def gathered(uow: UnitOfWork, act: Act, decision: Decision) -> Gathered:
    """The rows that `write` would write of a case that is there, not confidential and in want of no number, for a transaction
    of their own. The keys that seal them are there already (`subjects`).
    """
    return uow.cases.gathered(partial(write, uow, act, decision))


def subjects(act: Act, decision: Decision) -> Iterator[str]:
    """Whose keys the writing of a case that is there will ask for: brought at once, they cost one statement for many."""
    state = act.before.state if act.before else None
    if state is None:
        return
    if decision.messages or decision.outgoing:
        yield state.case
    sensitive = sensitive_paths(act.pack.case_types[state.case_type])
    for tree in (*state.former, state.answers) if sensitive else ():
        yield from subjects_of(tree, sensitive, state.case)


def _year(act: Act) -> int:
    return today_of(act.world, act.now).year


def _write(uow: UnitOfWork, act: Act, decision: Decision, draw: Draw, *, numbers: bool) -> Done:
    _wait_for_shared(uow, [(act, decision)])
    take, is_taken = partial(_take, uow, act.tenant), partial(_is_given, uow, act.tenant)
    is_borne = partial(_is_borne, uow, act.tenant)
    decision = numbered(decision, act.world.tenant, _year(act), draw, take, is_taken, is_borne)
    events = recorded(decision.events, act.before.state.seq if act.before else 0, act.command, act.now)
    if not events:
        return _nothing(act)
    state = decision.state or folded(act.before.state if act.before else None, events)
    row = row_of(state, act.pack, act.world, act.kinds, act.now)
    was = uow.cases.excluded(act.tenant, state.case) if act.before and act.before.confidential else frozenset()
    uow.cases.append(act.before, events, state, row, hops=act.hops)
    if numbers:
        _remember_numbers(uow, act, state)
    if was:
        tell_when_opened(uow, act.world.directory, act.pack.case_types[state.case_type], state, was, act.now)
    if act.command.actor is not CLOCKWORK:
        held = act.before.state.answers if act.before else {}
        claim(uow, act.tenant, state.case, act.command.actor.person, events, held)
    _send(uow, act, state, decision)
    announce(uow, act.world.directory, act.tenant, state, events)
    if act.key and not uow.keys.add(act.tenant, act.key, state.case, state.seq, act.now):
        raise Conflict
    if act.key and act.command.actor is not CLOCKWORK:
        # The key of a page is that of its draft, which has now become this act.
        uow.drafts.drop(act.tenant, act.command.actor.person, act.key)
    return Done(state.case, state.seq, state.number, tuple(event.event.word for event in events))


def _take(uow: UnitOfWork, tenant: str, given: Given) -> None:
    """Sets a number of the paper register down as used. Whoever gives one at the same time waits for this commit."""
    uow.counters.last(tenant, GIVEN, 0)
    last = uow.counters.last(tenant, given.kind, given.year)
    taken = _is_given(uow, tenant, given.number) or uow.letters.is_taken(tenant, spellings(given.number))
    check_given(given, last, taken)
    uow.counters.reach(tenant, given.kind, given.year, given.seq)
    uow.counters.reach(tenant, _mark(given.number), 0, 1)


def _is_given(uow: UnitOfWork, tenant: str, number: str) -> bool:
    """Whether a letter has the number off a paper, however it was spelled there."""
    return uow.counters.holds(tenant, _mark(number), 0)


def _is_borne(uow: UnitOfWork, tenant: str, number: str) -> bool:
    """Whether any letter has the number."""
    return uow.letters.is_taken(tenant, spellings(number))


def _wait_for_shared(uow: UnitOfWork, made: Sequence[tuple[Act, Decision]]) -> None:
    """Where two counters write alike, one act at a time draws, so that it sees what the other has drawn."""
    for tenant in sorted({act.tenant for act, decision in made if any(one.shared for one in decision.numbers)}):
        uow.counters.last(tenant, GIVEN, 0)


def _mark(number: str) -> str:
    """The counter that stands for one number that was given on paper."""
    return f"{GIVEN}:{alike(number)}"


def _remember_numbers(uow: UnitOfWork, act: Act, state: CaseState) -> None:
    """The numbers that the case bears elsewhere now; what no officer does refuses none."""
    beside = None if act.command.actor in (CLOCKWORK, OUTSIDER) else act.doubles
    case_type, before = act.pack.case_types[state.case_type], act.before.state if act.before else None
    others = remember_numbers(uow, case_type, before, state, act.now, beside)
    tell_of_double(uow, act.world.directory, state, others, act.now)


def _nothing(act: Act) -> Done:
    """An act that changed nothing, such as a firing that had already happened."""
    state = act.before.state if act.before else None
    return Done(state.case, state.seq, state.number) if state else Done("", 0, "")


def _send(uow: UnitOfWork, act: Act, state: CaseState, decision: Decision) -> None:
    """What leaves the case: in-app notes at once, the rest through the outbox, commands to other cases by receiver."""
    people = act.world.directory.people
    for message in decision.messages:
        if message.channel == "inbox":
            receiver = people.get(message.to)
            tenant = receiver.tenant if receiver else act.tenant
            uow.inbox.add(tenant, [message.to], state.case, dict(message.body), act.now)
    uow.outbox.add(act.tenant, state.case, _beyond_the_house(act, decision.messages), act.now)
    for tenant, orders in _by_tenant(uow, act, decision.outgoing).items():
        uow.commands.add(tenant, state.case, orders, act.now)


def _beyond_the_house(act: Act, messages: tuple[Message, ...]) -> list[Message]:
    """Messages that something outside the database must carry."""
    copies = act.outward.copies(act.world.directory, messages)
    return [*(message for message in messages if message.channel != "inbox"), *copies]


def _by_tenant(uow: UnitOfWork, act: Act, outgoing: tuple[Outgoing, ...]) -> Mapping[str, list[Outgoing]]:
    """Commands by the tenant that will carry them out, each one hop further."""
    found: dict[str, list[Outgoing]] = {}
    for order in outgoing:
        found.setdefault(_receiver(uow, act, order), []).append(replace(order, hops=act.hops + 1))
    return found


def _receiver(uow: UnitOfWork, act: Act, order: Outgoing) -> str:
    """The tenant of the receiving case, or of the unit that a dispatch names."""
    if order.case:
        return uow.cases.tenant_of(order.case) or act.tenant
    unit = act.world.directory.units.get(order.unit)
    return unit.tenant if unit else act.tenant


def plain_parameters(pack: Pack, given: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters of a pack: as given, else by default."""
    return {name: given.get(name, parameter.default) for name, parameter in pack.parameters.items()}
