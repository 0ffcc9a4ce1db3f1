"""A channel that puts each message into a folder, one JSON file a message: a stand-in for a short-message gateway.

A program of the gateway's owner takes the files away. The file's name is the delivery key, so that a message that is
handed over a second time lies there once.
"""

import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from fangyuan.hookspecs import hookimpl
from fangyuan.model.channels import Channel, Outbound
from fangyuan.model.world import Person

VARIABLE = "FANGYUAN_SPOOL"


@dataclass(frozen=True, slots=True)
class Spool:
    """The channel `spool`: reaches whoever has a telephone number."""

    folder: Path
    name: str = "spool"

    def reaches(self, person: Person) -> bool:
        """Whether there is a number to write to."""
        return bool(person.phone)

    def send(self, message: Outbound) -> None:
        """Writes the file whole or not at all; raises OSError where the folder cannot be written."""
        self.folder.mkdir(parents=True, exist_ok=True)
        told = {
            "key": message.key, "phone": message.to.phone, "text": f"{message.number} {message.text}".strip(),
            "at": message.at.isoformat(),
        }  # fmt: skip
        draft = self.folder / f".{message.key}"
        draft.write_text(json.dumps(told, ensure_ascii=False), "utf-8")
        draft.replace(self.folder / f"{message.key}.json")


@hookimpl
def channels() -> Iterable[Channel]:
    """The spool of the folder that FANGYUAN_SPOOL names; none without it."""
    folder = os.environ.get(VARIABLE)
    return [Spool(Path(folder))] if folder else []
