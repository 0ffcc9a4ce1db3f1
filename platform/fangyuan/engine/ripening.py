"""When an automatic action is to be taken."""

from fangyuan.engine.entitlement import awaited
from fangyuan.engine.rounds import Round
from fangyuan.forms.conditions import holds
from fangyuan.model.procedure import Action


def next_ripe(round_: Round) -> Action | None:
    """The first automatic action of the present stage, in file order, whose time has come.

    One that stays in its stage is taken when its condition begins to hold, once an act: otherwise it would never rest.
    """
    return next(
        (action for action in _automatic(round_) if not _rests(round_, action) and is_ripe(round_, action)), None
    )


def ripe_at_rest(round_: Round) -> frozenset[str]:
    """The automatic actions that stay in their stage and whose condition holds before anything has happened."""
    return frozenset(a.action for a in _automatic(round_) if _stays(a) and is_ripe(round_, a))


def is_ripe(round_: Round, action: Action) -> bool:
    """Whether its condition holds, and nothing that was sent on is waited for."""
    if awaited(round_, action):
        return False
    return action.condition is None or holds(action.condition, round_.facts(), round_.moment)


def _automatic(round_: Round) -> list[Action]:
    stage = round_.case.stage
    return [action for action in round_.case_type.actions if action.automatic and stage in action.source]


def _stays(action: Action) -> bool:
    return not (action.to or action.close)


def _rests(round_: Round, action: Action) -> bool:
    return _stays(action) and action.action in round_.taken | round_.held_before
