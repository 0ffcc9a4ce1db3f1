"""Whether anybody below hears what a case tells those that were assigned from it."""

from collections.abc import Iterator, Mapping

from fangyuan.compiler.places import Places
from fangyuan.compiler.reaching import every_effect
from fangyuan.model.effects import Dispatch, TellSent
from fangyuan.model.pack import Pack
from fangyuan.model.procedure import CaseType

HEARS = "sender-spoke"


def check_told(pack: Pack, places_of: Mapping[str, Places]) -> None:
    """A word is said to a case type that something reports back from, and is heard by a rule or a clock of one of them.

    Types that only other packs have are not known here; where nothing here answers to the interface, nothing is said.
    """
    for kind in pack.case_types.values():
        below = list(_answering(pack, kind))
        for rule in kind.rules:
            for word in (one for one in every_effect(rule.then) if isinstance(one, TellSent)):
                detail = {"said": word.say, "types": "、".join(f"{one.title}（{one.key}）" for one in below)}
                if not any(_sent(kind)):
                    places_of[kind.key].say("told-to-nobody", "rule", rule.rule, **detail)
                elif below and not any(_hears(one, word.say) for one in below):
                    places_of[kind.key].say("told-unheard", "rule", rule.rule, **detail)
                for theirs in word.answers if below else ():
                    if not any(theirs in one.fields for one in below):
                        places_of[kind.key].say("told-field", "rule", rule.rule, field=theirs, **detail)


def _sent(kind: CaseType) -> Iterator[Dispatch]:
    """What a case type sends on and waits for a report of."""
    of_actions = (action.dispatch for action in kind.actions)
    of_rules = (one for rule in kind.rules for one in every_effect(rule.then))
    yield from (one for one in (*of_actions, *of_rules) if isinstance(one, Dispatch) and one.report)


def _answering(pack: Pack, kind: CaseType) -> Iterator[CaseType]:
    """The types of the pack, each once, that answer to what a case type sends on."""
    interfaces = {one.case_type for one in _sent(kind)}
    for key, other in pack.case_types.items():
        if not other.abstract and not interfaces.isdisjoint((key, *other.ancestors)):
            yield other


def _hears(kind: CaseType, said: str) -> bool:
    patterns = [pattern for rule in kind.rules for pattern in rule.on]
    for clock in kind.clocks:
        patterns += (*clock.start, *clock.stop, *clock.cancel, *clock.resume, *clock.restart, *clock.met_by)
    return any(one.word == HEARS and one.narrowed.get("said", said) == said for one in patterns)
