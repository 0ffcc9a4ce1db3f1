"""Actions taken, by a person or by the platform: what they say, send, write and where they lead."""

from fangyuan.engine.dispatching import send
from fangyuan.engine.letter_paths import bring
from fangyuan.engine.lettering import Asked
from fangyuan.engine.moving import move
from fangyuan.engine.returning import concerned, send_back
from fangyuan.engine.rounds import Round
from fangyuan.model.events import ActionTaken, Cause, Emitted
from fangyuan.model.procedure import Action


def take(round_: Round, action: Action, cause: Cause) -> None:
    """Takes an action: what it sends back, the event and the pack's word for it, the dispatch, the letter, then the stage
    it leads to. What it is about one by one is said, and written to, one by one.

    The word comes before the stage, so that a clock which the word stops is not cancelled by the closing that follows.
    """
    round_.emit(ActionTaken(action=action.action, automatic=action.automatic), cause)
    following = Cause("action", action.action, cause.facts)
    subjects = concerned(round_, action)
    send_back(round_, action, subjects, following)
    for subject in subjects if action.emits else ():
        round_.emit(Emitted(mark=action.emits, subject=subject), Cause("action", action.action))
    if action.dispatch:
        send(round_, action.dispatch, following)
    for subject in subjects if action.letter else ():
        bring(round_, action.letter, following, Asked(subject))
    if target := action.close or action.to:
        move(round_, target, following, action.outcome)
