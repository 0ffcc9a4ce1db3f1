"""What `acts` of roles.yaml grants or takes away, beside what the platform allows by itself.

A person with several roles may do what any of them grants. What no role speaks of is as usual; it is refused only where
every role of the person takes it away, so that one more role never lessens what somebody may do.
"""

from fangyuan.engine.rounds import Round
from fangyuan.model.pack import Grant
from fangyuan.model.world import Person


def allows(round_: Round, person: Person, act: str, usual: bool, *, task: str = "", action: str = "") -> bool:
    """Whether the person may do an act of the platform's list; `usual` is the answer where no role says otherwise."""
    said = granted(round_, person, act, task=task, action=action)
    return usual if said is None else said


def granted(round_: Round, person: Person, act: str, *, task: str = "", action: str = "") -> bool | None:
    """True where a role grants the act here, False where every role takes it away, None where that is left open."""
    names = dict.fromkeys(name for hat in round_.hats(person) for name in sorted(hat.roles))
    roles = [round_.pack.roles[name] for name in names if name in round_.pack.roles]
    said = [_says(role.acts.get(act), round_.case.stage, task, action) for role in roles]
    if True in said:
        return True
    return False if said and None not in said else None


def _says(grant: Grant | None, stage: str, task: str, action: str) -> bool | None:
    """What one role says: a grant that is narrowed to other stages, tasks or actions takes away here."""
    if grant is None:
        return None
    narrowed = ((grant.stages, stage), (grant.tasks, task), (grant.actions, action))
    return grant.allowed and all(not wanted or here in wanted for wanted, here in narrowed)
