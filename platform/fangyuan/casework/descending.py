"""Installed packs that extend another: what they will go on to hide when it changes."""

from collections.abc import Iterator
from dataclasses import dataclass

from fangyuan.casework.office import Office
from fangyuan.casework.releasing import newest
from fangyuan.compiler.comparing.upstream import Conflict, conflicts
from fangyuan.compiler.resolving import Library
from fangyuan.compiler.upstream import parents_of
from fangyuan.compiler.versions import fits
from fangyuan.model.pack import Pack
from fangyuan.packs.storage import from_json
from fangyuan.store.database import UnitOfWork


@dataclass(frozen=True, slots=True)
class Descendant:
    """An installed pack that may take a new version of its parent, and where it says otherwise than that changes."""

    pack: Pack
    conflicts: tuple[Conflict, ...]


def descendants(office: Office, uow: UnitOfWork, parent: Pack, find: Library) -> tuple[Descendant, ...]:
    """The newest version of each installed pack that extends `parent` in a range where this version lies, with conflicts."""
    found: list[Descendant] = []
    for digest in _children(uow, parent):
        child = office.packs.get(uow, digest)
        was = parents_of(child, find, office.packs.unproved).get(parent.pack)
        hidden = conflicts(was, parent, child, rebuilt=False) if was is not None else ()
        if hidden:
            found.append(Descendant(child, hidden))
    return tuple(found)


def _children(uow: UnitOfWork, parent: Pack) -> Iterator[str]:
    """The hashes of the newest versions of what extends a pack."""
    lines = uow.packs.all()
    for name in dict.fromkeys(line.pack for line in lines if line.pack != parent.pack):
        digest = newest(line for line in lines if line.pack == name).hash
        source = from_json(uow.packs.get(digest) or "{}")
        if any(above == parent.pack and fits(parent.version, wanted) for above, wanted in source.extends):
            yield digest
