"""What follows where nobody is there to read a refusal: a firing, a morning, a command from another case."""

from collections.abc import Callable

from fangyuan.engine.office import office_people
from fangyuan.engine.rounds import Round
from fangyuan.model.events import Cause, Notified
from fangyuan.model.world import CLOCKWORK


def follows(round_: Round, what: str, cause: Cause, act: Callable[[], None]) -> None:
    """Does what follows; a person's act is refused with it, an act of the clockwork goes on without it.

    A rule that asks for what is blank, or a letter that is incomplete, must not hold up a due date: the office of the case
    is told what was not done and why, so that somebody does it by hand.
    """
    if round_.command.actor.person != CLOCKWORK.person:
        act()
        return
    refused = round_.attempt(act)
    if refused is not None:
        people = tuple(one.person for one in office_people(round_.pack, round_.case, round_.world))
        round_.emit(Notified(to=people, text=f"{what}没有办成，请人工处理：{refused}"), cause)
