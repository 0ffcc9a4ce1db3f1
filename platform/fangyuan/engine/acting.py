"""Actions taken, by a person or by the platform: what they say, send, write and where they lead."""

from fangyuan.engine.dispatching import send
from fangyuan.engine.lettering import issue
from fangyuan.engine.moving import move
from fangyuan.engine.rounds import Round
from fangyuan.model.events import ActionTaken, Cause, Emitted
from fangyuan.model.procedure import Action


def take(round_: Round, action: Action, cause: Cause) -> None:
    """Takes an action: the event and the pack's word for it, the dispatch, the letter, then the stage it leads to.

    The word comes before the stage, so that a clock which the word stops is not cancelled by the closing that follows.
    """
    round_.emit(ActionTaken(action=action.action, automatic=action.automatic), cause)
    following = Cause("action", action.action, cause.facts)
    if action.emits:
        round_.emit(Emitted(mark=action.emits), Cause("action", action.action))
    if action.dispatch:
        send(round_, action.dispatch, following)
    if action.letter:
        issue(round_, action.letter, following)
    if target := action.close or action.to:
        move(round_, target, following, action.outcome)
