"""A case with those that it was sent on to, came from or is tied to: what a scenario has to play together."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from fangyuan.model.events import CaseClosed, CaseRegistered, ObjectionMade, Recorded, StageEntered
from fangyuan.model.pack import Pack
from fangyuan.model.problems import Problem, Refused
from fangyuan.model.procedure import CaseType
from fangyuan.model.state import CaseState
from fangyuan.model.world import Directory

MOST = 8
"""So many cases a scenario may hold and still be read."""

CHILD, OBJECTED = "child", "(objected)"


@dataclass(frozen=True, slots=True)
class Member:
    """A case with its events, and what a scenario calls it: nothing for the first where it alone is registered by somebody,
    else `first` and `other-1`; `child` for what that one sent on last.

    `last` is false for what was followed by another: by the end of the scenario its name means that one.
    """

    state: CaseState
    history: Sequence[Recorded]
    directory: Directory
    name: str = ""
    last: bool = True

    def told(self, stage: str) -> list[int]:
        """The seq of each event that brought it to a stage; blank for its end, `OBJECTED` for its objections."""
        happened = [(each.seq, each.event) for each in self.history]
        if stage == OBJECTED:
            return [seq for seq, event in happened if isinstance(event, ObjectionMade)]
        if not stage:
            return [seq for seq, event in happened if isinstance(event, CaseClosed)]
        return [seq for seq, event in happened if isinstance(event, StageEntered) and event.stage == stage]

    def kind(self, pack: Pack) -> CaseType:
        """Its case type."""
        return pack.case_types[self.state.case_type]

    @property
    def parent(self) -> str:
        """The case that sent it; blank where somebody registered it."""
        begun = self.history[0].event
        return (begun.parent or "") if isinstance(begun, CaseRegistered) else ""


Find = Callable[[str], Member | None]
"""A case by its id; None where there is none, or nobody may look for it."""


def family_of(first: Member, find: Find) -> tuple[Member, ...]:
    """Everything that is tied to a case, the first that was registered before the others; raises Refused where one scenario
    cannot hold them: too many, of another pack, not at hand.
    """
    found = {first.state.case: first}
    waiting = [first]
    while waiting:
        for case in _tied(waiting.pop()):
            if case not in found:
                found[case] = _other(find(case), case, first)
                waiting.append(found[case])
        if len(found) > MOST:
            raise _refused(f"往来的事项超过 {MOST} 件", f"it is tied to more than {MOST - 1} other cases")
    ordered = sorted(found.values(), key=lambda one: (_depth(one, found), one.history[0].at, one.state.number))
    return tuple(_named({one.state.case: one for one in ordered}))


def _depth(one: Member, members: Mapping[str, Member]) -> int:
    """How often the matter had been sent on before this case."""
    return 1 + _depth(members[one.parent], members) if one.parent else 0


def _tied(member: Member) -> Iterator[str]:
    if member.parent:
        yield member.parent
    yield from (tie.case for tie in member.state.links if tie.case)


def _other(found: Member | None, case: str, first: Member) -> Member:
    if found is None:
        raise _refused("往来的一件不在本系统", "a case that it is tied to is not here")
    if found.state.pack != first.state.pack:
        raise _refused(
            f"往来的 {found.state.number} 按另一个定义包或者另一个版本办理",
            f"{found.state.number}, which it is tied to, follows another pack or version",
        )
    return found


def _named(members: Mapping[str, Member]) -> Iterator[Member]:
    """Each with its name; raises Refused where a name would mean another case by the time it is used."""
    opened = [one.state.case for one in members.values() if not one.parent]
    names = {case: f"other-{place}" if place else "first" for place, case in enumerate(opened)}
    if len(opened) == 1:
        names = dict.fromkeys(opened, "")
    for one in sorted(members.values(), key=lambda each: _depth(each, members)):
        if one.parent:
            sender = names[one.parent]
            names[one.state.case] = f"{sender}/{CHILD}" if sender else CHILD
    for case, one in members.items():
        later = [each.history[0].at for each in _sent_after(one, members)]
        if later and (acted := _last_act(one)) is not None and acted >= min(later):
            raise _refused(
                "发往几家以后，先发的一家还在办，情景只认得最后发出的一件",
                "it was sent to several, and a scenario knows only the last of them by name",
            )
        yield replace(one, name=names[case], last=not later)


def _sent_after(one: Member, members: Mapping[str, Member]) -> list[Member]:
    """What the sender of a case sent on after it."""
    if not one.parent:
        return []
    sent = [tie.case for tie in members[one.parent].state.links if tie.relation == CHILD and tie.case in members]
    return [members[case] for case in sent[sent.index(one.state.case) + 1 :]] if one.state.case in sent else []


def _last_act(one: Member) -> datetime | None:
    return max((each.at for each in one.history if each.cause.kind == "act"), default=None)


def _refused(zh: str, en: str) -> Refused:
    told = f"This case cannot be recorded as a scenario: {en}. Choose one that is handled by itself."
    return Refused(
        Problem(
            "not-recordable",
            f"这件事项不能录成场景：{zh}。",
            advice="请选一件单独办理的事项。",
            detail={"english": told},
        )
    )
