"""Whether two case types can come to the same number: each is counted by itself, so that their patterns must differ."""

from collections.abc import Iterator, Mapping

from fangyuan.compiler.places import Places
from fangyuan.model.pack import Pack
from fangyuan.model.procedure import CaseType


def shape(kind: CaseType, code: str = "{tenant.code}") -> str:
    """What its numbers look like in a jurisdiction of this code; two with one shape will meet.

    How many noughts stand before the running number makes no difference: they are used up one day.
    """
    holes = {"tenant.code": code}
    return "".join(
        part if isinstance(part, str) else holes.get(part.path, f"{{{part.path.partition(':')[0]}}}")
        for part in kind.number.parts
    )


def check_numbers(pack: Pack, places: Mapping[str, Places]) -> None:
    """Says of each case type that another one of the pack, which stands before it, gives the same numbers."""
    for kind, other in _alike(pack):
        places[kind.key].say("number-taken", "case-type", kind.key, other=other.title)


def _alike(pack: Pack) -> Iterator[tuple[CaseType, CaseType]]:
    seen: dict[str, CaseType] = {}
    for kind in pack.case_types.values():
        if not kind.abstract and (other := seen.setdefault(shape(kind), kind)) is not kind:
            yield kind, other
