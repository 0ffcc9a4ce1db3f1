"""Webhooks: programs that are told what happens in cases, and what each was told."""

from dataclasses import dataclass
from typing import Annotated, Any

from fangyuan.casework import listening
from fangyuan.casework.listening import ListenerLog, ListenerView
from fangyuan.casework.reading.pages import Named
from fangyuan.model.events import EVENTS
from fangyuan.web.api.bodies import Id, Subject
from fangyuan.web.api.cursors import CURSOR, onward
from fangyuan.web.api.operations import Asked, Body, Created, Operation
from fangyuan.web.api.schemas import within
from fangyuan.web.at_hand import now, office

Word = Annotated[str, within(minLength=1, maxLength=100)]


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisteringListener(Body):
    """An address that is told of these kinds of events in cases of these types (of all where none is named), as far as
    `person` may see the cases: without it, as far as the administrator may. `events` are the platform's, such as
    `case-registered`, and those of `words`, which the packs say themselves.
    """

    address: Annotated[str, within(minLength=1, maxLength=500)]
    events: Annotated[tuple[Word, ...], within(minItems=1, maxItems=200, uniqueItems=True)]
    case_types: Annotated[tuple[Id, ...], within(maxItems=100, uniqueItems=True)] = ()
    person: Subject = ""


@dataclass(frozen=True, slots=True)
class ListenerList:
    """The listeners of the jurisdiction; the `servers` at which the operator lets programs be told; the `events` of the platform,
    and the `words` of the packs at work here.
    """

    items: tuple[ListenerView, ...]
    servers: tuple[str, ...]
    events: tuple[str, ...]
    words: tuple[Named, ...]


@dataclass(frozen=True, slots=True)
class ListenerMade:
    """A new listener. `secret` signs what it is told; it is told this once."""

    listener: str
    secret: str


def index(asked: Asked[Any]) -> ListenerList:
    """Who is told what."""
    return ListenerList(
        listening.listeners(office(), asked.me), tuple(office().may_listen), tuple(sorted(EVENTS)),
        listening.words(office(), asked.me, now()),
    )  # fmt: skip


def register(asked: Asked[RegisteringListener]) -> Created:
    """Registers an address at a server that the operator allowed; the answer holds the secret, this once."""
    body = asked.body
    wanted = listening.Wanted(body.address, body.events, body.case_types, body.person)
    made = ListenerMade(*listening.register(office(), asked.me, wanted, now()))
    return Created(f"/listeners/{made.listener}/log", made)


def log(asked: Asked[Any]) -> ListenerLog:
    """A page of what it was told and is to be told, with what went wrong."""
    return listening.log(office(), asked.me, asked.path["listener"], onward(asked.query))


def stop(asked: Asked[Any]) -> ListenerList:
    """Tells it nothing from now on."""
    listening.stop(office(), asked.me, asked.path["listener"], now())
    return index(asked)


def start(asked: Asked[Any]) -> ListenerList:
    """Tells it again what happens from now on."""
    listening.start(office(), asked.me, asked.path["listener"], now())
    return index(asked)


def drop(asked: Asked[Any]) -> ListenerList:
    """Forgets it."""
    listening.drop(office(), asked.me, asked.path["listener"], now())
    return index(asked)


def resend(asked: Asked[Any]) -> ListenerLog:
    """Tells it once more, under the same key."""
    listening.resend(office(), asked.me, asked.path["listener"], asked.path["announcement"], now())
    return listening.log(office(), asked.me, asked.path["listener"], 1)


OPERATIONS = (
    Operation("listListeners", "get", "/listeners", "Programs that are told what happens (administrators)", index,
              ListenerList),
    Operation("registerListener", "post", "/listeners", "Let a program be told what happens (administrators)", register,
              ListenerMade, body=RegisteringListener, status=201, told_once=True),
    Operation("getListenerLog", "get", "/listeners/{listener}/log", "What a program was told (administrators)", log,
              ListenerLog, query=(CURSOR,)),
    Operation("stopListener", "post", "/listeners/{listener}/stop", "Tell a program nothing more (administrators)", stop,
              ListenerList, body=Body),
    Operation("startListener", "post", "/listeners/{listener}/start", "Tell a program again (administrators)", start,
              ListenerList, body=Body),
    Operation("dropListener", "post", "/listeners/{listener}/drop", "Forget a program (administrators)", drop,
              ListenerList, body=Body),
    Operation("resendAnnouncement", "post", "/listeners/{listener}/log/{announcement}/resend",
              "Tell a program once more (administrators)", resend, ListenerLog, body=Body),
)  # fmt: skip
