"""Who is asking: an officer of a tenant, as the session or a token says."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Identity:
    """A signed-in officer. Every read and every act is led by the tenant."""

    tenant: str
    person: str


@dataclass(frozen=True, slots=True)
class Done:
    """What an act did: the case, the number of its last event, its case number, the words of the events. `again`: it had
    been done under its key before, and nothing was done now.
    """

    case: str
    seq: int
    number: str
    words: tuple[str, ...] = ()
    again: bool = False


@dataclass(frozen=True, slots=True)
class Download:
    """A file to hand out."""

    name: str
    type: str
    data: bytes
