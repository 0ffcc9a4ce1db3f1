"""What happened in a case, set down for the programs that listen, in the commit of the act."""

from collections.abc import Iterable, Iterator

from fangyuan.model.decisions import Message
from fangyuan.model.events import Emitted, Event, Recorded
from fangyuan.model.pack import Pack
from fangyuan.model.state import CaseState
from fangyuan.model.world import Directory, Listener
from fangyuan.store.database import UnitOfWork
from fangyuan.store.ids import new_id
from fangyuan.store.listeners import CHANNEL, Announcement


def announce(
    uow: UnitOfWork, directory: Directory, tenant: str, state: CaseState, events: Iterable[Recorded]
) -> None:  # fmt: skip
    """Queues each event for each listener of the tenant that asked for its kind; whether it may be told is judged when it
    leaves, for until then a case may have become confidential.
    """
    listeners = [
        one for one in directory.listeners
        if one.tenant == tenant and (not one.case_types or state.case_type in one.case_types)
    ]  # fmt: skip
    if not listeners:
        return
    news = [
        Announcement(tenant, new_id(), one.listener, state.case, state.number, word, event.at)
        for event in events
        for one in listeners
        if (word := _asked_for(one, event.event))
    ]
    uow.listeners.announce(news)
    messages = [Message(CHANNEL, one.listener, {"announcement": one.id}) for one in news]
    uow.outbox.add(tenant, state.case, messages, max((one.at for one in news), default=state.registered_at))


def own_words(packs: Iterable[Pack]) -> Iterator[tuple[str, str]]:
    """(word, title) of what tasks and actions of these packs say themselves (`emits`), each with whoever says it."""
    for pack in packs:
        for case_type in pack.case_types.values():
            said = [(task.emits, task.title) for task in case_type.tasks.values()]
            said += [(action.emits, action.title) for action in case_type.actions]
            yield from ((word, title) for word, title in said if word)


def _asked_for(listener: Listener, event: Event) -> str:
    """The word under which a listener asked for an event: the pack's own where it named that; blank where it did not ask."""
    own = event.mark if isinstance(event, Emitted) else ""
    return next((word for word in (own, event.word) if word and word in listener.events), "")
