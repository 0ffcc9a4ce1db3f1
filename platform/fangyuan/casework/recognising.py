"""What becomes of an act that says a number of another system which another case bears already.

It is refused, with the number of that case where the officer may see it. One that is kept from them, or is confidential and
not theirs to see, stays unknown to them (Regulation 2022, Art. 30): then theirs is made, bears the number as well, so that the
next try finds it, and whoever registered the other one is told.
"""

from collections.abc import Callable
from dataclasses import replace

from fangyuan.casework.identifying import NumberKnown, external_ids
from fangyuan.casework.identity import Done
from fangyuan.casework.kept_away import hidden_from
from fangyuan.casework.office import Office
from fangyuan.casework.writing import Act, write
from fangyuan.engine.rights import may_see
from fangyuan.model.decisions import Decision
from fangyuan.model.problems import Problem, Refused
from fangyuan.model.state import CaseState
from fangyuan.store.cases import Conflict
from fangyuan.store.database import UnitOfWork

TRIES = 3

Beside = Callable[[UnitOfWork], None]
"""What is written in the transaction of an act, before it."""


def committed(office: Office, act: Act, decision: Decision, beside: Beside | None = None) -> Done:
    """Writes a decision in one transaction, with what stands `beside` it; raises Refused for a number that is known."""
    for _ in range(TRIES):
        try:
            return _written(office, act, decision, beside)
        except NumberKnown as known:
            act = replace(act, doubles=act.doubles | _hidden(office, act, known))
    raise Conflict


def _written(office: Office, act: Act, decision: Decision, beside: Beside | None) -> Done:
    with office.database.begin() as uow:
        if beside is not None:
            beside(uow)
        done = write(uow, act, decision)
        uow.commit()
    return done


def _hidden(office: Office, act: Act, known: NumberKnown) -> frozenset[str]:
    """The cases that bear the number and must stay unknown to the officer; raises Refused where there is any other."""
    person, path = act.command.actor, known.path
    with office.database.read() as uow:
        if act.key and uow.keys.find(act.tenant, act.key):
            # The same page was sent twice, and the other one was quicker.
            raise Conflict
        hidden = hidden_from(office, uow, act.tenant, person, (one.case for one in known.others), act.now)
        others = [one for one in known.others if one.case not in hidden]
        states = uow.cases.states(act.tenant, [one.case for one in others])
        seen = [one for one in others if _is_seen(office, uow, act, states[one.case])]
        first = states[seen[0].case] if seen else None
        of = office.type_of(uow, first).title if first and first.case_type != known.case_type else ""
    if others:
        called = external_ids(act.pack.case_types[known.case_type])[path].title
        raise refusal(called, path, first.number if first else "", of)
    return hidden


def _is_seen(office: Office, uow: UnitOfWork, act: Act, state: CaseState) -> bool:
    pack = office.pack_of(uow, state)
    world = office.world_of(uow, act.tenant, pack, state, act.now)
    return may_see(pack, state, act.command.actor, world, act.now)


def refusal(called: str, path: str, number: str = "", of: str = "") -> Refused:
    """The refusal of a number of a system that is `called` so.

    `number` is that of the case that bears it, for who may know, and `of` the title of its type where that is another one.
    """
    if number and of:
        told = f"这个编号（{called}）已经登记过，是 {number}（{of}）。"
        advice, english = (
            "请打开那一件接着办，要由别的单位办的从那一件转送、交办，不另登记；不是同一件的，请核对编号。",
            f"{number} ({of}) bears this number already; go on with it, send it on from there, or check the number",
        )
    elif number:
        told = f"这个编号（{called}）已经登记过，是 {number}。"
        advice, english = (
            "请打开那一件接着办；不是同一件的，请核对编号。",
            f"{number} bears this number already; go on with it, or check the number",
        )
    else:
        told = f"这个编号（{called}）在本机关已经登记过，您无权查看那一件。"
        advice, english = (
            "请核对编号；没有错的，请向负责登记的人员核实，要由本单位办的，请他们转送、交办过来。",
            "A case that you may not see bears this number already; check it, or ask those who register to send it to you",
        )
    return Refused(Problem("number-known", told, path, advice=advice, detail={"english": english}))
