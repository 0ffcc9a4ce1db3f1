"""What may be done in the chosen cases, and what an act would do in each; nothing is written."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from fangyuan.casework.acting import foreseen_as
from fangyuan.casework.bulk.targets import ASSIGN, LINK, REMIND, Target, Wanted, offered, targets
from fangyuan.casework.identity import Identity
from fangyuan.casework.linking import by_number
from fangyuan.casework.office import Office
from fangyuan.casework.passing_on import check_named_as
from fangyuan.casework.reading.colleagues import colleagues
from fangyuan.casework.reading.opened import Opened, all_opened
from fangyuan.casework.reading.pages import BulkChoice, BulkOffer, BulkRow, BulkStep, Colleagues, Named
from fangyuan.casework.reading.timeline import is_told, params
from fangyuan.casework.rows import title_of
from fangyuan.engine.rights import Available
from fangyuan.model.commands import Command, ReassignTask
from fangyuan.model.events import Recorded
from fangyuan.model.problems import Problem, Refused

MOST = 200
"""Cases that one act takes at most."""

TOO_MANY = Problem("too-many", f"一次最多办 {MOST} 件。", advice="请分几次办。")
NONE_CHOSEN = Problem("none-chosen", "没有选中案件。", advice="请回到列表，在行首勾选要办的案件。")


@dataclass(frozen=True, slots=True)
class Planned:
    """A row with the command that it stands for, and the last event of the case that it was made from."""

    row: BulkRow
    command: Command | None
    seq: int


def choice(office: Office, me: Identity, cases: Sequence[str], now: datetime) -> BulkChoice:
    """What is offered in any of these cases, most often offered first; those that the officer may not see are left out."""
    numbers: dict[str, str] = {}
    titles: dict[str, str] = {}
    where: dict[str, list[str]] = {}
    people: list[Colleagues] = []
    for found in _each(office, me, _checked(cases), now):
        if isinstance(found, Refused):
            continue
        numbers[found.state.case] = found.state.number
        for act, title in offered(found, _available(found)).items():
            titles.setdefault(act, title)
            where.setdefault(act, []).append(found.state.case)
        people += colleagues(found, found.person.units)
    offers = (BulkOffer(act, titles[act], len(held), held[0]) for act, held in where.items())
    return BulkChoice(numbers, tuple(sorted(offers, key=lambda one: -one.count)), _merged(people))


def plan(
    office: Office, me: Identity, cases: Sequence[str], wanted: Wanted, now: datetime, look: bool = True
) -> tuple[Planned, ...]:
    """What the act comes to, case by case; with `look` every command is tried out, and what it would refuse is told."""
    made: list[Planned] = []
    if look:
        _check_said(wanted)
        wanted = _with_other(office, me, wanted, now)
    for case, found in zip(_checked(cases), _each(office, me, cases, now), strict=True):
        if isinstance(found, Refused):
            made.append(Planned(BulkRow(case, "", "", "", why_not=told(found)), None, 0))
            continue
        rows = (_planned(found, target, office) for target in targets(found, _available(found), wanted))
        made += (_looked_at(office, one, found) if look else one for one in rows)
    return tuple(made)


def told(refused: Refused) -> str:
    """A refusal in one line."""
    return " ".join(f"{one.message} {one.advice}".strip() for one in refused.problems)


def _check_said(wanted: Wanted) -> None:
    """An act that passes work on says to whom and why; a reminder says something."""
    if wanted.act in (ASSIGN, REMIND) and not wanted.reason:
        raise Refused(Problem("reason-missing", "请写明理由，或者提醒的话。", "reason"))
    if wanted.act == ASSIGN and not wanted.to:
        raise Refused(Problem("unknown-person", "请选择由谁办理。", "to"))


def _with_other(office: Office, me: Identity, wanted: Wanted, now: datetime) -> Wanted:
    """The case in which others are gathered, by its number; raises Refused where the officer sees none of it."""
    if wanted.act != LINK:
        return wanted
    with office.database.read() as uow:
        other = by_number(office, uow, me, wanted.to, now)
    return replace(wanted, other=(other.case, other.number))


def _checked(cases: Sequence[str]) -> Sequence[str]:
    if len(cases) > MOST:
        raise Refused(TOO_MANY)
    if not cases:
        raise Refused(NONE_CHOSEN)
    return cases


def _each(office: Office, me: Identity, cases: Sequence[str], now: datetime) -> list[Opened | Refused]:
    """The cases for this officer, or why not, all of them seen at one moment."""
    with office.database.read() as uow:
        return list(all_opened(office, uow, me, cases, now))


def _available(found: Opened) -> Available:
    return found.may


def _planned(found: Opened, target: Target, office: Office) -> Planned:
    """A row, with what the officer may not read covered."""
    state, cover = found.state, found.veil(found.sight()).cover
    matter = cover(title_of(state, found.case_type, found.world, office.kinds)) or found.case_type.title
    row = BulkRow(state.case, state.number, matter, cover(target.about), why_not=target.why_not)
    return Planned(row, target.command, state.seq)


def _looked_at(office: Office, one: Planned, found: Opened) -> Planned:
    """The row with what will happen, or with why not."""
    if one.command is None:
        return one
    try:
        if isinstance(one.command, ReassignTask):
            check_named_as(office, found, one.command)
        command = replace(one.command, actor=found.world.directory.people[found.person.person])
        events = foreseen_as(office, found.pack, found.share.case, found.world, command, found.now)
    except Refused as refused:
        return replace(one, row=replace(one.row, why_not=told(refused)), command=None)
    return replace(one, row=replace(one.row, steps=tuple(_steps(events, found))))


def _steps(events: Iterable[Recorded], found: Opened) -> Iterator[BulkStep]:
    cover = found.veil(found.sight()).cover
    for recorded in events:
        if is_told(recorded, found.names):
            said: Mapping[str, str] = params(recorded.event, found.names, found.zone)
            yield BulkStep(recorded.event.word, {name: cover(text) for name, text in said.items()})


def _merged(groups: Iterable[Colleagues]) -> tuple[Colleagues, ...]:
    """The colleagues of several cases, each once under each unit."""
    units: dict[str, Named] = {}
    people: dict[str, dict[str, Named]] = {}
    for group in groups:
        units.setdefault(group.unit.id, group.unit)
        people.setdefault(group.unit.id, {}).update({one.id: one for one in group.people})
    return tuple(Colleagues(units[unit], tuple(own.values())) for unit, own in people.items())
