"""What an address of the API is: method, path, what it takes and gives; the routing and the document are made of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from fangyuan.casework.identity import Identity

Schema = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Body:
    """Base of what a request may say; a name that its class does not have is refused."""


B = TypeVar("B", bound=Body)


@dataclass(frozen=True, slots=True)
class Parameter:
    """A word of the query. One whose schema is an object is written `name[key]=value`, once a key."""

    name: str
    description: str
    schema: Schema
    default: Any = ""


@dataclass(frozen=True, slots=True)
class Asked(Generic[B]):
    """A request that was understood: who asks, the words of the address, the query with its defaults, the body.

    `key` is the idempotency key, made the asker's and the address's own; blank where none was sent.
    """

    me: Identity
    path: Mapping[str, str]
    query: Mapping[str, Any]
    body: B
    key: str = ""


@dataclass(frozen=True, slots=True)
class File:
    """A download as an operation gives it, by media type; a range such as `*/*` where that depends on the file."""

    media_type: str


@dataclass(frozen=True, slots=True)
class Created:
    """Something new and its address below the API."""

    address: str
    value: Any


@dataclass(frozen=True, slots=True)
class Operation:
    """One address. `gives` is the type of the answer, or a File; `run` answers with a value of it, Created or Download.

    `upload` says that the request is a form with one file, named `file`, instead of JSON. `acts` marks what hands its
    idempotency key on to casework, because it writes into a case; every other operation that writes is done once by
    `once`. What is `told_once` answers with a secret, of which nothing is kept. `open` asks for no token.
    """

    id: str
    method: str
    path: str
    summary: str
    run: Callable[[Asked[Any]], Any]
    gives: Any
    body: type[Body] | None = None
    query: tuple[Parameter, ...] = ()
    status: int = 200
    acts: bool = False
    upload: bool = False
    told_once: bool = False
    open: bool = False
    integers: frozenset[str] = field(default_factory=frozenset)

    @property
    def writes(self) -> bool:
        """Whether it does more than read, or reads by a body: such a request may carry an idempotency key."""
        return self.method != "get"
