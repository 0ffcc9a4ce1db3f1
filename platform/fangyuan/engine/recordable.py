"""What somebody decided on paper and another may write down: opinions, more time, actions; and for whom."""

from collections.abc import Iterable, Mapping

from fangyuan.engine.drafting import approvers_of, may_decide
from fangyuan.engine.entitlement import may_decide_extension, may_record, may_take
from fangyuan.engine.offering import problem_of
from fangyuan.engine.rounds import Round
from fangyuan.model.world import Person

Run = tuple[str, str]
"""A clock and its subject."""


def opinions(round_: Round, actor: Person) -> Mapping[int, tuple[str, ...]]:
    """The opinions that wait, each with those whose decision the actor may write down: not of what the actor asked for."""
    found = {
        number: _for(round_, actor, (one for one in _people(round_, approvers_of(round_, draft)) if may_decide(round_, draft, one)))
        for number, draft in round_.case.drafts.items()
        if draft.status == "waiting" and draft.asked_by != actor.person
    }  # fmt: skip
    return {number: people for number, people in found.items() if people}


def extensions(round_: Round, actor: Person) -> Mapping[Run, tuple[str, ...]]:
    """The extensions that wait, each with those whose decision the actor may write down: not of what the actor asked for."""
    found = {}
    for run in round_.case.open_clocks():
        extend = round_.case_type.clock(run.clock).extend
        if run.asked is None or extend is None or run.asked_by == actor.person:
            continue
        asked = dict.fromkeys((*run.asked[2], *(one.person for one in round_.people(extend.approver, run.subject))))
        deciders = (one for one in _people(round_, asked) if may_decide_extension(round_, run, one))
        if people := _for(round_, actor, deciders):
            found[run.clock, run.subject] = people
    return found


def actions(round_: Round, actor: Person) -> Mapping[str, tuple[str, ...]]:
    """The actions that may be taken now, each with the others who may take it and for whom the actor may write it down."""
    here = [one for one in round_.case_type.actions if one.who and round_.case.stage in one.source]
    found = {}
    for action in here:
        takers = (one for one in round_.people(action.who) if one != actor and may_take(round_, action, one))
        people = _for(round_, actor, takers, action.action)
        if people and problem_of(round_, action) is None:
            found[action.action] = people
    return found


def _for(round_: Round, actor: Person, people: Iterable[Person], action: str = "") -> tuple[str, ...]:
    """Those for whom the actor may write down what they did; for oneself one always may."""
    gone = dict(round_.case.recused)
    return tuple(
        one.person
        for one in people
        if one.person not in gone and (one == actor or may_record(round_, actor, one, action=action))
    )


def _people(round_: Round, names: Iterable[str]) -> list[Person]:
    known = round_.outside.directory.people
    return [known[name] for name in names if name in known and known[name].active]
