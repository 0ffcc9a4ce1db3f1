"""What a template of a letter may hold: words of the context, choices, loops over its rows, and a few filters.

A template comes from strangers, and Jinja's sandbox bounds neither time nor memory: text can be multiplied, loops nested,
macros call themselves. What is allowed here takes no longer than the context is large.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from jinja2 import TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

OWN_FILTERS = ("date", "chinese_date", "sentence")
"""What a template may apply to a word beside Jinja's own filters; `publishing.letters` brings them."""

_FILTERS = frozenset(
    {*OWN_FILTERS, "default", "d", "e", "escape", "join", "length", "count", "first", "last", "upper", "lower",
     "capitalize", "title", "trim", "string", "int", "float", "round", "abs", "sort", "unique", "reverse", "list"}
)  # fmt: skip
_ALLOWED = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Getattr, nodes.Getitem, nodes.Slice, nodes.Const,
    nodes.For, nodes.If, nodes.CondExpr, nodes.Filter, nodes.Test, nodes.Compare, nodes.Operand, nodes.And, nodes.Or,
    nodes.Not, nodes.List, nodes.Tuple, nodes.Concat, nodes.Keyword,
)  # fmt: skip
_WRITTEN = {
    nodes.Macro: "{% macro %}",
    nodes.Call: "( )",
    nodes.CallBlock: "{% call %}",
    nodes.Import: "{% import %}",
    nodes.FromImport: "{% from %}",
    nodes.Include: "{% include %}",
    nodes.Extends: "{% extends %}",
    nodes.Block: "{% block %}",
    nodes.Assign: "{% set %}",
    nodes.AssignBlock: "{% set %}",
    nodes.Add: "+",
    nodes.Sub: "-",
    nodes.Mul: "*",
    nodes.Div: "/",
    nodes.FloorDiv: "//",
    nodes.Mod: "%",
    nodes.Pow: "**",
}


class LetterEnvironment(ImmutableSandboxedEnvironment):
    """A sandbox that refuses, before anything is worked out, what could take time or memory without end."""

    optimized = False

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        """Every way to a template leads through here: to its words, and to its text."""
        template = super()._parse(source, name, filename)
        _check(template, frozenset())
        return template


class ReadingEnvironment(LetterEnvironment):
    """The same, where a template is only read: `ways` are what it asked for below the words of its context."""

    def __init__(self) -> None:
        """Knows the filters by name alone: one that no letter can use is a fault of the template."""
        super().__init__()
        self.filters.update(dict.fromkeys(OWN_FILTERS, str))
        self.ways: set[Way] = set()

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        template = super()._parse(source, name, filename)
        self.ways.update(ways_in(template))
        return template


def _check(node: nodes.Node, rows: frozenset[str]) -> None:
    """Raises TemplateSyntaxError for what a template may not hold; `rows` are the words of the loops around it."""
    if not isinstance(node, _ALLOWED):
        raise _may_not(_WRITTEN.get(type(node), type(node).__name__), node)
    if isinstance(node, nodes.Filter) and (node.name not in _FILTERS or _multiplies(node)):
        raise _may_not(f"|{node.name}", node)
    if isinstance(node, nodes.For):
        if node.recursive or (rows and _root(node.iter) not in rows):
            raise _may_not("{% for %} in {% for %} over other rows", node)
        rows |= {name.name for name in node.target.find_all(nodes.Name)} | _names(node.target)
    for child in node.iter_child_nodes():
        _check(child, rows)


def _multiplies(node: nodes.Filter) -> bool:
    """Whether a text is joined by a text of the context, or joined again: each time it grows by as much as the other has."""
    if node.name != "join":
        return False
    inner = [found.name for found in node.node.find_all(nodes.Filter)] if node.node is not None else []
    first = node.node.name if isinstance(node.node, nodes.Filter) else ""
    return "join" in (*inner, first) or not all(isinstance(each, nodes.Const) for each in node.args)


def _names(target: nodes.Node) -> frozenset[str]:
    return frozenset({target.name}) if isinstance(target, nodes.Name) else frozenset()


def _root(node: nodes.Node) -> str:
    """The word that an expression begins with: a loop in a loop goes over the rows of a row, so that work cannot multiply."""
    while isinstance(node, nodes.Getattr | nodes.Getitem | nodes.Filter) and node.node is not None:
        if isinstance(node, nodes.Filter) and (node.args or node.kwargs):
            return ""
        node = node.node
    return node.name if isinstance(node, nodes.Name) else ""


_SAME_ROWS = frozenset({"first", "last", "sort", "reverse", "unique", "list", "default", "d"})
Way = tuple[str, ...]
"""A word of the context and the names below it: `("persons", "name")`."""


def ways_in(node: nodes.Node, rows: Mapping[str, Way] = MappingProxyType({})) -> Iterator[Way]:
    """What a template asks below the words of its context, in loops by the rows they go over; `rows` are the loops around."""
    if isinstance(node, nodes.Getattr | nodes.Getitem):
        way = _way(node, rows)
        if way is not None and len(way) > 1:
            yield way
    if isinstance(node, nodes.For) and isinstance(node.target, nodes.Name):
        yield from ways_in(node.iter, rows)
        rows = {**rows, "loop": (), node.target.name: _way(node.iter, rows) or ()}
    for child in node.iter_child_nodes():
        yield from ways_in(child, rows)


def _way(node: nodes.Node | None, rows: Mapping[str, Way]) -> Way | None:
    """Where an expression leads; nothing where it makes something new."""
    if isinstance(node, nodes.Name):
        return rows.get(node.name, (node.name,)) or None
    if isinstance(node, nodes.Filter):
        return _way(node.node, rows) if node.name in _SAME_ROWS else None
    if not isinstance(node, nodes.Getattr | nodes.Getitem):
        return None
    before = _way(node.node, rows)
    key = node.attr if isinstance(node, nodes.Getattr) else getattr(node.arg, "value", None)
    return before if before is None or not isinstance(key, str) else (*before, key)


def _may_not(what: str, node: nodes.Node) -> TemplateSyntaxError:
    return TemplateSyntaxError(f"a template may not hold {what}", node.lineno)
