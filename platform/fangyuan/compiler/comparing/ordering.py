"""What a file's order decides, compared: rules of equal priority, and automatic actions that leave the same stage.

Of rules the higher priority is weighed first, among equals the earlier in the file; of automatic actions the first
whose time has come is taken. The order of options and codes is what officers see. Order between others decides nothing.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from fangyuan.model.fields import Option
from fangyuan.model.procedure import CaseType

Orders = Mapping[Any, tuple[str, ...]]
"""What stands in each group, in the order that counts; a group is a priority, or a stage."""


def rule_order(case_type: CaseType) -> Orders:
    """The rules of each priority."""
    found: dict[int, tuple[str, ...]] = {}
    for rule in case_type.rules:
        found[rule.priority] = (*found.get(rule.priority, ()), rule.rule)
    return found


def automatic_order(case_type: CaseType) -> Orders:
    """The automatic actions of each stage."""
    found: dict[str, tuple[str, ...]] = {}
    for action in case_type.actions:
        for stage in action.source if action.automatic else ():
            found[stage] = (*found.get(stage, ()), action.action)
    return found


def option_order(options: Iterable[Option], parent: str = "") -> Orders:
    """The titles below each option or code, as forms offer them; those of the top stand under nothing."""
    listed = tuple(options)
    found = {parent: tuple(one.title for one in listed)} if listed else {}
    for one in listed:
        found.update(option_order(one.children, str(one.value)))
    return found


def reordered(was: Orders, now: Orders) -> tuple[list[str], list[str]]:
    """What stays in its group but no longer in its order, before and now; what came or went is a change of its own."""
    before: dict[str, None] = {}
    after: dict[str, None] = {}
    for group in was:
        stay, stand = _common(was[group], now.get(group, ())), _common(now.get(group, ()), was[group])
        if stay != stand:
            before.update(dict.fromkeys(stay))
            after.update(dict.fromkeys(stand))
    return list(before), list(after)


def same_orders(was: Orders, now: Orders) -> bool:
    """Whether whatever stays in its group keeps its order there."""
    return not any(reordered(was, now))


def _common(names: tuple[str, ...], others: tuple[str, ...]) -> list[str]:
    return [name for name in names if name in others]
