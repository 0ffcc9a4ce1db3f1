"""What a pack itself says of the procedures that it inherits: what its scenarios have to show."""

from collections.abc import Iterable, Iterator

from fangyuan.compiler.layers import Type
from fangyuan.packs.trees import Node


def said_of_inherited(
    types: Iterable[Type], duties: list[Node], name: str, parents: Iterable[str]
) -> dict[str, tuple[str, ...]]:
    """By the folder of each case type that another pack defined: the stages, actions, clocks, rungs and rules that the pack
    called `name` adds to it or changes, as `clock/handle`, `rung/handle#2`. A folder without any is left out.
    """
    above = tuple(f"{parent}/" for parent in parents)
    said = {
        made.folder: tuple(f"{part}/{item}" for part, item, node in parts if not node.mark.file.startswith(above))
        for made in types
        if made.home != name
        for parts in [(*_parts(made), *_of_duties(made, duties))]
    }
    return {folder: names for folder, names in said.items() if names}


def _of_duties(made: Type, duties: list[Node]) -> Iterator[tuple[str, str, Node]]:
    """The clocks, and their rungs, that recurring duties bring to the type that they open."""
    for duty in duties:
        opens = duty.get("opens")
        if opens is not None and opens.text("case-type") in (made.folder, made.key):
            clock, ladder = f"duty-{duty.text('duty')}", duty.get("escalate")
            yield "clock", clock, duty
            yield from (("rung", f"{clock}#{n + 1}", duty) for n in range(len(ladder.rows() if ladder else []) + 1))


def _parts(made: Type) -> Iterator[tuple[str, str, Node]]:
    for part, rows in (("stage", made.head.get("stages")), ("action", made.head.get("actions"))):
        yield from ((part, row.text(part), row) for row in (rows.rows() if rows else []))
    yield from (("rule", rule.text("rule"), rule) for rule in made.rules)
    for clock in made.clocks:
        name, ladder = clock.text("clock"), clock.get("escalate")
        yield "clock", name, clock
        yield from (("rung", f"{name}#{n}", rung) for n, rung in enumerate(ladder.rows() if ladder else [], 1))
