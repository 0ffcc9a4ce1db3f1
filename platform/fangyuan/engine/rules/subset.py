"""The narrow part of what durable_rules accepts that is known to be safe; nothing else is ever handed to it.

A ruleset is held to it once, before it is created: what lies outside is refused here instead of crashing there.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

MARK, SENTINEL, LAST = "__k", "__end", 65535
MOST_RULES = 50
MOST_ATOMS = 200
"""More different conditions in one ruleset than about five hundred hang the library."""
LARGEST = 2**53
LONGEST = 1000

_OPS = frozenset({"$lt", "$lte", "$gt", "$gte", "$ex", "$nex"})
_ALIAS = re.compile(r"f\d+")
_NAME = re.compile(r"r\d\d")


def outside(ruleset: Mapping[str, Any]) -> str:
    """What of a ruleset lies outside the safe part, for developers; blank where nothing does."""
    return next(_found(ruleset), "")


def is_operand(value: Any) -> bool:
    """Whether a value may stand in a rule or a fact: a whole number of safe size, or a word that is not too long."""
    if isinstance(value, str):
        return 0 < len(value.encode(errors="replace")) <= LONGEST
    return type(value) is int and abs(value) <= LARGEST


def is_alias(name: str) -> bool:
    """Whether a name may stand for a field."""
    return _ALIAS.fullmatch(name) is not None


def _found(ruleset: Mapping[str, Any]) -> Iterator[str]:
    rules = {name: rule for name, rule in ruleset.items() if name != SENTINEL}
    if ruleset.get(SENTINEL) != {"all": [{"m": {MARK: 1}}], "pri": LAST}:
        yield "the last rule is missing"
    if not 0 < len(rules) <= MOST_RULES:
        yield f"{len(rules)} rules"
    if [rule.get("pri") for rule in rules.values()] != list(range(1, len(rules) + 1)):
        yield "priorities that are not in order"
    atoms = 0
    for name, rule in rules.items():
        pattern = _pattern(rule) if _NAME.fullmatch(name) else None
        if pattern is None:
            yield f"the rule {name}: {rule}"
            return
        atoms += len(pattern)
        yield from (f"the atom {atom}" for atom in pattern if not _is_atom(atom))
    if atoms > MOST_ATOMS:
        yield f"{atoms} atoms"


def _pattern(rule: Mapping[str, Any]) -> Sequence[Any] | None:
    """The atoms of a rule of one pattern; None for any other shape."""
    match rule:
        case {"all": [{"m": {"$and": [first, *atoms]} as pattern}], "pri": _} if first == {MARK: 1} and atoms:
            return atoms if len(pattern) == 1 and set(rule) == {"all", "pri"} else None
        case {"all": [{"m": pattern}], "pri": _} if pattern == {MARK: 1} and set(rule) == {"all", "pri"}:
            return ()
    return None


def _is_atom(atom: Any) -> bool:
    if not isinstance(atom, dict) or len(atom) != 1:
        return False
    ((name, value),) = atom.items()
    if name in _OPS:
        return isinstance(value, dict) and len(value) == 1 and all(map(_is_test, value.items()))
    return _is_test((name, value))


def _is_test(test: tuple[str, Any]) -> bool:
    return is_alias(test[0]) and is_operand(test[1])
