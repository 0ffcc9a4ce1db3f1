"""What becomes of an act that says a number of another system which another case bears already.

It is refused, with the number of that case where the officer may see it. One that is confidential and kept from them stays
unknown to them (Regulation 2022, Art. 30): then theirs is made, and whoever registered the other one is told.
"""

from collections.abc import Callable
from dataclasses import replace

from fangyuan.casework.identifying import NumberKnown, external_ids
from fangyuan.casework.identity import Done
from fangyuan.casework.office import Office
from fangyuan.casework.writing import Act, write
from fangyuan.engine.rights import may_see
from fangyuan.model.decisions import Decision
from fangyuan.model.problems import Problem, Refused
from fangyuan.store.cases import Conflict
from fangyuan.store.database import UnitOfWork

Beside = Callable[[UnitOfWork], None]
"""What is written in the transaction of an act, before it."""


def committed(office: Office, act: Act, decision: Decision, beside: Beside | None = None) -> Done:
    """Writes a decision in one transaction, with what stands `beside` it; raises Refused for a number that is known."""
    try:
        return _written(office, act, decision, beside)
    except NumberKnown as known:
        _check_hidden(office, act, known)
        return _written(office, replace(act, doubles=True), decision, beside)


def _written(office: Office, act: Act, decision: Decision, beside: Beside | None) -> Done:
    with office.database.begin() as uow:
        if beside is not None:
            beside(uow)
        done = write(uow, act, decision)
        uow.commit()
    return done


def _check_hidden(office: Office, act: Act, known: NumberKnown) -> None:
    """Lets the act go on only where it must not tell that there is such a case."""
    with office.database.read() as uow:
        if act.key and uow.keys.find(act.tenant, act.key):
            # The same page was sent twice, and the other one was quicker.
            raise Conflict
        other = uow.cases.load(act.tenant, known.source.case)
        if other is None:
            raise Conflict
        pack = office.pack_of(uow, other.state)
        world = office.world_of(uow, act.tenant, pack, other.state, act.now)
    called = external_ids(act.pack.case_types[known.source.case_type])[known.path].title
    if may_see(pack, other.state, act.command.actor, world, act.now):
        raise refusal(called, known.path, other.state.number)
    if not other.confidential:
        raise refusal(called, known.path)


def refusal(called: str, path: str, number: str = "") -> Refused:
    """The refusal of a number of a system that is `called` so; `number` is that of the case that bears it, for who may know."""
    if number:
        told = f"这个编号（{called}）已经登记过，是 {number}。"
        advice, english = (
            "请打开那一件接着办；不是同一件的，请核对编号。",
            f"{number} bears this number already; go on with it, or check the number",
        )
    else:
        told = f"这个编号（{called}）在本机关已经登记过，您无权查看那一件。"
        advice, english = (
            "请核对编号；没有错的，请向负责登记的人员核实。",
            "A case that you may not see bears this number already; check it, or ask those who register",
        )
    return Refused(Problem("number-known", told, path, advice=advice, detail={"english": english}))
