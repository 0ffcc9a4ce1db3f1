"""What a rung of a ladder brings about: people are informed, an instrument waits for whoever decides (Art. 39, 40).

The platform never sends an instrument by itself; it opens the task in which somebody decides.
"""

from collections.abc import Iterator

from fangyuan.engine.names import listed
from fangyuan.engine.opening import open_extra
from fangyuan.engine.rounds import Round
from fangyuan.model.clocks import Clock, Rung
from fangyuan.model.events import Cause, ClockEscalated


def escalated(round_: Round, event: ClockEscalated) -> None:
    """Informs, and opens the proposed instrument, once for each addressee that has no open one."""
    clock = round_.case_type.clock(event.clock)
    round_.tell(dict.fromkeys((*event.informed, *event.copied)), _told(round_, clock, event))
    if event.proposed not in round_.case_type.tasks or event.rung > len(clock.escalate):
        return
    rung = clock.escalate[event.rung - 1]
    decide = rung.decided_by or round_.case_type.tasks[event.proposed].who or rung.inform
    for subject, address in _addresses(round_, rung, event):
        cause = Cause("clock", event.clock)
        open_extra(round_, event.proposed, subject, whos=decide, proposed_to=address, cause=cause)


def _addresses(round_: Round, rung: Rung, event: ClockEscalated) -> Iterator[tuple[str, str]]:
    """Subject and addressee of each instrument: one for each holder of a slot, else one about the clock's subject."""
    if rung.to.slot:
        yield from ((holder, holder) for holder in round_.case.slots.get(rung.to.slot, ()))
    elif rung.to.whos:
        people = [person.person for person in round_.people(rung.to.whos, event.subject)]
        yield event.subject, people[0] if len(people) == 1 else listed(round_.outside.directory, people)
    else:
        yield event.subject, event.subject


def _told(round_: Round, clock: Clock, event: ClockEscalated) -> str:
    about = f"（{round_.outside.directory.name(event.subject)}）" if event.subject else ""
    task = round_.case_type.tasks.get(event.proposed)
    proposal = f"，建议：{task.title}" if task else ""
    return f"“{clock.title}”{about}逾期，第{event.rung}级提醒{proposal}"
