"""Sealing of sensitive values, without a database: AES-256-GCM under keys that somebody else looks after.

A sealed value stands as `{"$sealed": {"key", "alg", "nonce", "data"}}`. A text that contains sensitive values stands as
`{"$parts": [text, sealed, …]}`, so that each part goes with the key of its own person. Once the key is erased a sealed
value reads as None, and a sealed part of a text as `REDACTED`.

What is sealed: `answers` by path; in every text that travels beside them (`CARRIERS`: the context of letters, the facts of
a cause, what a rule saw, reasons, opinions, comments) each value that is sensitive in the answers of the same case, by
equality, and from `SHORTEST` characters on also inside longer texts. Everything else, such as titles and names of
units, is kept readable: a pack must not put a sensitive answer there.
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator, Mapping
from os import urandom
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from fangyuan.store.canonical import canonical

ALGORITHM = "AES-256-GCM"
REDACTED = "████"
SHORTEST = 4
_NONCE = 12

Seal = Callable[[Any, str], dict[str, Any]]
"""Takes a value and the subject whose key seals it."""

Open = Callable[[Mapping[str, str]], Any]
"""Takes what stands under `$sealed`; None where the key is gone."""

_ANSWERS = frozenset({"answers", "context", "facts", "saw"})
_TEXTS = frozenset({"opinion", "reason", "text", "why"})
CARRIERS = _ANSWERS | _TEXTS


def encrypt(key: bytes, key_id: str, value: Any, aad: str) -> dict[str, Any]:
    """A sealed value; `aad` binds it to its place, so that it cannot be read anywhere else."""
    nonce = urandom(_NONCE)
    data = AESGCM(key).encrypt(nonce, canonical(value).encode(), aad.encode())
    return {"$sealed": {"key": key_id, "alg": ALGORITHM, "nonce": _text(nonce), "data": _text(data)}}


def decrypt(key: bytes, sealed: Mapping[str, str], aad: str) -> Any:
    """The value; None where it was not sealed with this key for this place."""
    try:
        data = AESGCM(key).decrypt(b64decode(sealed["nonce"]), b64decode(sealed["data"]), aad.encode())
    except (InvalidTag, ValueError):
        return None
    return json.loads(data)


def seal_tree(tree: Any, sensitive: frozenset[str], subject: str, seal: Seal, path: str = "") -> Any:
    """An answers tree with the values at `sensitive` paths sealed; paths are dotted, without indexes.

    The key is that of the `person_id` of the nearest enclosing row, else that of `subject`. Below `tasks.<task>` the
    key of the entry counts as an index: `tasks.visit.phone`.
    """
    if isinstance(tree, (list, tuple)):
        return [seal_tree(item, sensitive, subject, seal, path) for item in tree]
    if not isinstance(tree, Mapping):
        return tree
    subject = _person(tree) or subject
    return {key: _sealed_branch(value, sensitive, subject, seal, _below(path, key)) for key, value in tree.items()}


def subjects_of(tree: Any, sensitive: frozenset[str], subject: str) -> set[str]:
    """Whose keys sealing a tree will ask for."""
    found: set[str] = set()

    def ask(_: Any, whose: str) -> dict[str, Any]:
        found.add(whose)
        return {}

    seal_tree(tree, sensitive, subject, ask)
    return found


def secrets_of(tree: Any, sensitive: frozenset[str], subject: str, path: str = "") -> dict[str, str]:
    """The texts at sensitive paths, each with its subject: what is looked for beside the answers."""
    return {text: whose for text, whose in _secrets(tree, sensitive, subject, path) if len(text) > 1}


def seal_carriers(tree: Any, secrets: Mapping[str, str], seal: Seal, carrier: str = "") -> Any:
    """The same tree with every secret sealed that stands in a place that carries answers or texts."""
    if isinstance(tree, Mapping):
        if "$sealed" in tree or "$parts" in tree:
            return tree
        return {
            key: seal_carriers(value, secrets, seal, carrier if carrier in _ANSWERS else key)
            for key, value in tree.items()
        }
    if isinstance(tree, (list, tuple)):
        return [seal_carriers(item, secrets, seal, carrier) for item in tree]
    if not isinstance(tree, str) or carrier not in CARRIERS:
        return tree
    if carrier in _ANSWERS and tree in secrets:
        return seal(tree, secrets[tree])
    return _seal_parts(tree, secrets, seal)


def open_tree(tree: Any, open_one: Open) -> Any:
    """The tree with every seal opened."""
    if isinstance(tree, list):
        return [open_tree(item, open_one) for item in tree]
    if not isinstance(tree, dict):
        return tree
    if len(tree) == 1:
        if is_sealed(tree):
            return open_one(tree["$sealed"])
        if isinstance(tree.get("$parts"), list):
            return "".join(_open_part(part, open_one) for part in tree["$parts"])
    return {key: open_tree(value, open_one) for key, value in tree.items()}


def sealed_in(tree: Any) -> Iterator[Mapping[str, str]]:
    """Everything that stands under a `$sealed` in a tree."""
    if isinstance(tree, dict):
        if is_sealed(tree):
            yield tree["$sealed"]
        else:
            for value in tree.values():
                yield from sealed_in(value)
    elif isinstance(tree, list):
        for item in tree:
            yield from sealed_in(item)


def is_sealed(value: Any) -> bool:
    """Whether a value has exactly the shape of a sealed one; anything less is somebody's own words."""
    inner = value.get("$sealed") if isinstance(value, dict) and len(value) == 1 else None
    return (
        isinstance(inner, dict)
        and inner.keys() == {"key", "alg", "nonce", "data"}
        and all(isinstance(part, str) for part in inner.values())
    )


def _sealed_branch(value: Any, sensitive: frozenset[str], subject: str, seal: Seal, path: str) -> Any:
    """One value of a mapping: sealed as a whole, or looked through."""
    if path in sensitive and value is not None:
        return seal(value, _person(value) or subject)
    return seal_tree(value, sensitive, subject, seal, path)


def _secrets(tree: Any, sensitive: frozenset[str], subject: str, path: str) -> Iterator[tuple[str, str]]:
    if path in sensitive and path:
        yield from ((text, _person(tree) or subject) for text in _texts(tree))
    elif isinstance(tree, (list, tuple)):
        for item in tree:
            yield from _secrets(item, sensitive, subject, path)
    elif isinstance(tree, Mapping):
        for key, value in tree.items():
            yield from _secrets(value, sensitive, _person(tree) or subject, _below(path, key))


def _texts(value: Any) -> Iterator[str]:
    """Every text in a value, except the id of its person."""
    match value:
        case str():
            yield value
        case Mapping():
            for key, inner in value.items():
                yield from _texts(inner) if key != "person_id" else ()
        case list() | tuple():
            for inner in value:
                yield from _texts(inner)


def _seal_parts(text: str, secrets: Mapping[str, str], seal: Seal) -> Any:
    """The text, or its parts where it holds secrets; the longest secret goes first."""
    parts: list[Any] = [text]
    for secret in sorted(secrets, key=len, reverse=True):
        if secret in text and (len(secret) >= SHORTEST or secret == text):
            parts = [new for part in parts for new in _split(part, secret, secrets[secret], seal)]
    return text if parts == [text] else {"$parts": parts}


def _split(part: Any, secret: str, subject: str, seal: Seal) -> list[Any]:
    if not isinstance(part, str) or secret not in part:
        return [part]
    pieces: list[Any] = []
    for place, piece in enumerate(part.split(secret)):
        pieces += [seal(secret, subject)] if place else []
        pieces += [piece] if piece else []
    return pieces


def _open_part(part: Any, open_one: Open) -> str:
    if not is_sealed(part):
        return str(part)
    found = open_one(part["$sealed"])
    return REDACTED if found is None else str(found)


def _below(path: str, key: str) -> str:
    """The path of a member; below `tasks.<task>` the key of an entry is no part of it."""
    if path.startswith("tasks.") and path.count(".") == 1:
        return f"{path}."
    return f"{path.removesuffix('.')}.{key}" if path else key


def _person(value: Any) -> str:
    """The person whose row this is, or nobody."""
    person = value.get("person_id") if isinstance(value, Mapping) else None
    return person if isinstance(person, str) else ""


def _text(data: bytes) -> str:
    return b64encode(data).decode()
