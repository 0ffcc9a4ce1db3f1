"""Whether cases of each type can begin at all."""

from collections.abc import Iterator, Mapping

from fangyuan.compiler.places import Places
from fangyuan.compiler.reaching import every_effect
from fangyuan.model.effects import Dispatch
from fangyuan.model.pack import Pack
from fangyuan.model.procedure import CaseType


def check_beginnings_of_cases(pack: Pack, places_of: Mapping[str, Places]) -> None:
    """Every type of the pack's own is registered by a role, opened by a duty, or sent by a case; others are offers.

    A pack with an abstract type is there to be built on, and one whose types only come from elsewhere says `only-sent`.
    """
    if any(kind.abstract for kind in pack.case_types.values()):
        return
    opened = {name for role in pack.roles.values() for name in role.registers}
    opened |= {duty.opens for duty in pack.duties.values()} | set(_sent(pack))
    for kind in pack.case_types.values():
        places = places_of[kind.key]
        if not kind.only_sent and not opened & {kind.key, *kind.ancestors} and not _inherited(kind, places):
            places.say("never-opened", "case-type", kind.key, type=kind.title, name=kind.key.partition("/")[2])


def _sent(pack: Pack) -> Iterator[str]:
    for kind in pack.case_types.values():
        effects = [effect for rule in kind.rules for effect in every_effect(rule.then)]
        dispatches = [action.dispatch for action in kind.actions if action.dispatch]
        yield from (one.case_type for one in (*dispatches, *effects) if isinstance(one, Dispatch))


def _inherited(kind: CaseType, places: Places) -> bool:
    mark, _ = places.find("case-type", kind.key)
    return mark is None or not mark.file.startswith("case-types/")
