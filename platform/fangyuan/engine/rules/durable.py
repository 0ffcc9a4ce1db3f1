"""durable_rules behind a narrow door: the only module of the house that knows it.

The library's own host and language crash, hang or mislead on much that they accept. What is used here never does:
the functions of the C module, one flat fact an evaluation, at most fifty rules a ruleset, one session a ruleset which
is never deleted while in use, a last rule that proves that the agenda was worked off.
"""

import json
import threading
import weakref
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import count
from types import ModuleType
from typing import Any

from fangyuan.engine.rules.flattening import NUMBER, Part, Source, Tree, Unsuited, flat, scale_of, scaled, value_of
from fangyuan.engine.rules.matching import by_weight
from fangyuan.engine.rules.subset import LAST, MARK, MOST_ATOMS, MOST_RULES, SENTINEL, outside
from fangyuan.forms.conditions import holds
from fangyuan.forms.moment import Moment
from fangyuan.model.effects import Rule

native: ModuleType | None
try:
    import durable_rules_engine

    native = durable_rules_engine
except ImportError:
    # A source-only C extension: without a compiler the reference matcher does all the work.
    native = None

_SESSION = "1"
_RESERVED = frozenset(
    "all any pri count cap dist $lt $lte $gt $gte $eq $neq $mt $imt $iall $iany $ex $nex $or $and $m name "  # noqa: SIM905
    "$add $sub $mul $div $l $r $forward $i $s $time $timerName $baseTime id sid m run".split()
)

Flat = tuple[Rule, tuple[Part, ...]]


class EngineFault(Exception):
    """The native engine did not do what it must; nothing that it said is used."""


def available() -> bool:
    """Whether the extension could be built on this machine."""
    return native is not None


class Durable:
    """A matcher for a fixed list of rules. Safe to use from several threads; `close` frees the native memory."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        """Builds the rulesets; raises EngineFault where they cannot be built or do not work off their agenda."""
        if native is None:
            raise EngineFault("durable_rules is not installed")
        self._lock = threading.Lock()
        self._rulesets: list[_Ruleset] = []
        handles: list[int] = []
        self._free = weakref.finalize(self, _free, native, handles)
        self._free.atexit = False
        for chunk in _chunks([(rule, flat(rule.condition)) for rule in by_weight(rules)]):
            self._rulesets.append(_Ruleset(native, chunk, handles))

    def matches(self, tree: Tree, moment: Moment) -> tuple[str, ...]:
        """The ids of the rules whose condition holds, the weightiest first; raises EngineFault."""
        with self._lock:
            if not self._free.alive:
                raise EngineFault("this matcher is closed")
            return tuple(found for ruleset in self._rulesets for found in ruleset.matches(tree, moment))

    def close(self) -> None:
        """Frees the native rulesets; calling it again does nothing."""
        with self._lock:
            self._free()


class _Ruleset:
    """One native ruleset of at most fifty rules, with the one session that it ever has."""

    def __init__(self, engine: ModuleType, rules: Sequence[Flat], handles: list[int]) -> None:
        self._engine = engine
        self._rules = [rule for rule, _ in rules]
        parts = [part for _, flat_parts in rules for part in flat_parts]
        self._aliases = _aliases(dict.fromkeys(part.source for part in parts))
        self._places = _places(parts)
        self._askers = _askers(rules)
        self._handle = _created(engine, self._native(rules))
        # The session exists once something has fired in it; deleting one in which nothing did is a crash, so only
        # a ruleset that has worked is ever freed.
        self._run({})
        handles.append(self._handle)
        self._handles = handles

    def matches(self, tree: Tree, moment: Moment) -> list[str]:
        """The ids of the rules that hold; those that ask for a value that cannot be sent are weighed in Python."""
        fact, python_way = self._fact(tree, moment)
        said = set(self._run_or_give_up(fact)) if len(python_way) < len(self._rules) else set()
        return [
            rule.rule
            for place, rule in enumerate(self._rules)
            if (holds(rule.condition, tree, moment) if place in python_way else _name(place) in said)
        ]

    def _fact(self, tree: Tree, moment: Moment) -> tuple[dict[str, int | str], set[int]]:
        fact: dict[str, int | str] = {}
        python_way: set[int] = set()
        for source, alias in self._aliases.items():
            try:
                value = value_of(source, self._places.get(source, 0), tree, moment)
            except Unsuited:
                python_way |= self._askers[source]
                continue
            if value is not None:
                fact[alias] = value
        return fact, python_way

    def _run_or_give_up(self, fact: Mapping[str, int | str]) -> list[str]:
        """A ruleset that failed is left to leak: freeing it in an unknown state might crash the process."""
        try:
            return self._run(fact)
        except EngineFault:
            self._handles.remove(self._handle)
            raise

    def _run(self, fact: Mapping[str, int | str]) -> list[str]:
        """Asserts the fact, reads off which rules fire, and takes it back."""
        message = json.dumps({"sid": _SESSION, "id": "f", MARK: 1, **fact}, ensure_ascii=False)
        try:
            fired = self._fired(message)
            self._engine.retract_fact(self._handle, message)
        except Exception as failed:
            raise EngineFault(f"{type(failed).__name__}: {failed}") from failed
        if fired[-1:] != [SENTINEL] or fired[:-1] != sorted(fired[:-1]):
            raise EngineFault(f"the agenda was not worked off in order: {fired}")
        return fired[:-1]

    def _fired(self, message: str) -> list[str]:
        code, state = self._engine.assert_fact(self._handle, message)
        if code != 0:
            raise EngineFault(f"assert_fact gave {code}")
        first = self._engine.start_action_for_state(self._handle, state)
        said: str | None = first[1] if first else None
        fired: list[str] = []
        while said is not None and len(fired) <= MOST_RULES:
            fired.append(said[2 : said.index('"', 2)])
            said = self._engine.complete_and_start_action(self._handle, state)
        return fired

    def _native(self, rules: Sequence[Flat]) -> dict[str, Any]:
        """The ruleset as the library reads it; there the lowest priority number fires first."""
        written = {
            _name(place): {"all": [{"m": self._pattern(parts)}], "pri": place + 1}
            for place, (_, parts) in enumerate(rules)
        }
        return {**written, SENTINEL: {"all": [{"m": {MARK: 1}}], "pri": LAST}}

    def _pattern(self, parts: Sequence[Part]) -> dict[str, Any]:
        atoms = [self._atom(part) for part in parts]
        return {"$and": [{MARK: 1}, *atoms]} if atoms else {MARK: 1}

    def _atom(self, part: Part) -> dict[str, Any]:
        operand = scaled(part.operand, self._places[part.source]) if part.source.sort == NUMBER else part.operand
        test = {self._aliases[part.source]: operand}
        return test if part.op == "$eq" else {part.op: test}


def _created(engine: ModuleType, ruleset: Mapping[str, Any]) -> int:
    if wrong := outside(ruleset):
        raise EngineFault(f"not a ruleset that is known to be safe: {wrong}")
    try:
        return int(engine.create_ruleset("p", json.dumps(ruleset, ensure_ascii=False)))
    except Exception as failed:
        raise EngineFault(f"{type(failed).__name__}: {failed}") from failed


def _free(engine: ModuleType, handles: list[int]) -> None:
    """Deletes the session first: a ruleset that is deleted with a session in it is never freed."""
    while handles:
        handle = handles.pop()
        try:
            engine.delete_state(handle, _SESSION)
        finally:
            engine.delete_ruleset(handle)


def _chunks(rules: Sequence[Flat]) -> Iterator[list[Flat]]:
    """The rules in order, in pieces that the library can bear."""
    chunk: list[Flat] = []
    atoms = 0
    for rule in rules:
        size = len(rule[1])
        if chunk and (len(chunk) == MOST_RULES or atoms + size > MOST_ATOMS):
            yield chunk
            chunk, atoms = [], 0
        chunk.append(rule)
        atoms += size
    if chunk:
        yield chunk


def _places(parts: Sequence[Part]) -> dict[Source, int]:
    """The scale of each source that holds numbers."""
    sources = dict.fromkeys(part.source for part in parts if part.source.sort == NUMBER)
    return {source: scale_of(part for part in parts if part.source == source) for source in sources}


def _askers(rules: Sequence[Flat]) -> dict[Source, set[int]]:
    """Which rules (by place) ask for a source."""
    asked: dict[Source, set[int]] = {}
    for place, (_, parts) in enumerate(rules):
        for part in parts:
            asked.setdefault(part.source, set()).add(place)
    return asked


def _aliases(sources: Iterable[Source]) -> dict[Source, str]:
    """A name for each source. The library compares names by a 32-bit hash only, so no two may share one."""
    taken = {_hash(word) for word in (*_RESERVED, MARK, SENTINEL)}
    numbers = count()
    aliases: dict[Source, str] = {}
    for source in sources:
        alias = next(name for n in numbers if _hash(name := f"f{n}") not in taken)
        taken.add(_hash(alias))
        aliases[source] = alias
    return aliases


def _hash(word: str) -> int:
    """FNV-1a over signed bytes, as the C source computes it."""
    value = 0x811C9DC5
    for byte in word.encode():
        value = ((value ^ (byte if byte < 0x80 else byte | 0xFFFFFF00)) * 16777619) & 0xFFFFFFFF
    return value


def _name(place: int) -> str:
    """The name of a rule in its ruleset; names sort as the places do."""
    return f"r{place:02}"
