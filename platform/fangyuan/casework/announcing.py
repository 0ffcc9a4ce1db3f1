"""What happened in a case, set down for the programs that listen, in the commit of the act."""

from collections.abc import Iterable

from fangyuan.model.decisions import Message
from fangyuan.model.events import Recorded
from fangyuan.model.state import CaseState
from fangyuan.model.world import Directory
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
        Announcement(tenant, new_id(), one.listener, state.case, state.number, event.event.word, event.at)
        for event in events
        for one in listeners
        if event.event.word in one.events
    ]
    uow.listeners.announce(news)
    messages = [Message(CHANNEL, one.listener, {"announcement": one.id}) for one in news]
    uow.outbox.add(tenant, state.case, messages, max((one.at for one in news), default=state.registered_at))
