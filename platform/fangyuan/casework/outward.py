"""What people are told in-app, once more for each way that leads out of the house."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from fangyuan.model.channels import Channel
from fangyuan.model.decisions import Message
from fangyuan.model.world import Directory, Person

SUBJECT = 80
"""Characters of a mail's subject."""


@dataclass(frozen=True, slots=True)
class Outward:
    """The ways of an installation: mail where there is a server, and further channels."""

    mails: bool = False
    channels: tuple[Channel, ...] = ()

    def copies(self, directory: Directory, messages: Iterable[Message]) -> Iterator[Message]:
        """The messages for the outbox that repeat those for inboxes, to those who can be reached."""
        for message in messages:
            person = directory.people.get(message.to) if message.channel == "inbox" else None
            if person and person.active:
                yield from self._of(message, person)

    def _of(self, message: Message, person: Person) -> Iterator[Message]:
        number, text = str(message.body.get("number", "")), str(message.body.get("text", ""))
        # A line of a mail's head must not break; what is cut off stands below it.
        subject = " ".join(f"{number} {text}".split())[:SUBJECT]
        body = {"number": number, "subject": subject, "text": text, "person": person.person}
        if self.mails and person.email:
            yield Message("mail", person.email, body)
        for channel in self.channels:
            if channel.reaches(person):
                yield Message(channel.name, person.person, body)
