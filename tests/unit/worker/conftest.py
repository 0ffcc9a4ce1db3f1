"""Offices for the worker, and a real mail server."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from fangyuan.casework.delivering import Post
from fixtures.serving import free_port
from unit.casework.offices import Place, make_place


@dataclass(slots=True)
class Mailbox:
    """Keeps what a server received; while `closed`, it takes nothing."""

    post: Post
    mails: list[EmailMessage] = field(default_factory=list)
    closed: bool = False

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - the name is aiosmtpd's.
        """One mail, as aiosmtpd hands it over."""
        if self.closed:
            return "451 try again later"
        mail = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)
        return "250 OK"


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    """A mail server on this machine."""
    box = Mailbox(Post("127.0.0.1", free_port(), "fangyuan@example.org"))
    controller = Controller(box, hostname=box.post.host, port=box.post.port)
    controller.start()
    yield box
    controller.stop()


@pytest.fixture
def place(database_url: str, tmp_path: Path) -> Iterator[Place]:
    """The minimal pack at work, on SQLite and on PostgreSQL."""
    made = make_place(database_url, tmp_path)
    yield made
    made.office.database.close()
