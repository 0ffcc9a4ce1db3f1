"""The parents of a pack as they were when it was resolved, compiled by themselves."""

from collections.abc import Callable

from fangyuan.compiler.comparing.upstream import Conflict, conflicts
from fangyuan.compiler.resolving import Library, resolve
from fangyuan.model.pack import Pack
from fangyuan.model.problems import PackRejected
from fangyuan.packs.source import Source
from fangyuan.packs.storage import hash_of

Compile = Callable[[Source], Pack]


def hidden(old: Pack, find_old: Library, new: Pack, find_new: Library, make: Compile) -> tuple[Conflict, ...]:
    """What the parents of `new` say otherwise than those of `old`, where `new` itself says something else again.

    The libraries find the parents by their exact versions; one that is no longer at hand, or says something else by now,
    is left aside.
    """
    if old.parents == new.parents:
        return ()
    before, after = parents_of(old, find_old, make), parents_of(new, find_new, make)
    both = [name for name in after if name in before and before[name].hash != after[name].hash]
    return tuple(one for name in both for one in conflicts(before[name], after[name], new))


def parents_of(pack: Pack, find: Library, make: Compile) -> dict[str, Pack]:
    """The packs that a pack itself extends, by name, in the versions that it was resolved with."""
    said = {name: one for name, what in pack.parents.items() if (one := _exactly(name, what, find))}
    above = {name for one in said.values() for name, _ in one.extends}
    found: dict[str, Pack] = {}
    for name, one in said.items():
        if name not in above:
            try:
                found[name] = make(resolve(one, lambda wanted, _: said.get(wanted)))
            except PackRejected:
                continue
    return found


def _exactly(name: str, what: str, find: Library) -> Source | None:
    """The parent of which a resolved pack keeps `version hash`."""
    version, _, digest = what.partition(" ")
    one = find(name, version)
    return one if one is not None and hash_of(one) == digest else None
