"""What leaves a case lies sealed while it waits, and is read back whole."""

from datetime import UTC, datetime

from sqlalchemy import text

from fangyuan.model.decisions import Message, Outgoing
from fangyuan.store.database import Database

NOW = datetime(2026, 3, 2, 1, tzinfo=UTC)
PHONE = "13800000000"


def test_messages_commands_and_notes_lie_sealed_and_are_read_back(database: Database) -> None:
    sent = Outgoing(key="k", command=None, case_type="p/t", unit="u", answers={"persons": [{"phone": PHONE}]})
    with database.begin() as uow:
        uow.outbox.add("t", "c", [Message("mail", "a@example.org", {"subject": "x", "text": PHONE})], NOW)
        uow.commands.add("t", "c", [sent], NOW)
        uow.inbox.add("t", ["p"], "c", {"text": PHONE}, NOW)
        uow.commit()
    with database.read() as uow:
        for table in ("outbox", "case_commands", "inbox"):
            bodies = uow.connection.execute(text(f"select body from {table}")).scalars().all()
            assert len(bodies) == 1
            assert PHONE not in bodies[0]
        assert uow.inbox.page("t", "p")[0].body == {"text": PHONE}
    with database.begin() as uow:
        assert uow.outbox.lease(NOW)[0].message.body["text"] == PHONE
        assert uow.commands.lease(NOW)[0].outgoing == sent
