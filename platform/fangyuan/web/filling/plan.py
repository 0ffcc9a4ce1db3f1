"""How a form is laid out on pages: in one piece, behind tabs, or as the pages of a wizard. Worked out once a version."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from fangyuan.model.conditions import AllOf, Condition
from fangyuan.model.fields import Form, Layout, LayoutKind
from fangyuan.model.once import once_each

SECTIONED = (LayoutKind.GROUP, LayoutKind.CATEGORY)
EVERYWHERE = 0
"""The page of what stands outside the tabs."""


class Mode(StrEnum):
    """One page with a list of its parts, tabs of which one is looked at, or pages that are filled in one after another."""

    WHOLE = "whole"
    TABS = "tabs"
    WIZARD = "wizard"


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a form under its heading: the nodes in it, the names of the answers at the top, and its page from 1."""

    title: str
    nodes: tuple[Layout, ...]
    visible: Condition | None
    tops: frozenset[str]
    page: int = EVERYWHERE
    folded: bool = False
    opens: Condition | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """The parts of a form in order."""

    mode: Mode
    parts: tuple[Part, ...]

    @property
    def pages(self) -> tuple[int, ...]:
        """The numbers of the pages."""
        return tuple(dict.fromkeys(part.page for part in self.parts if part.page != EVERYWHERE))

    def on(self, page: int) -> tuple[Part, ...]:
        """What stands on a page."""
        return tuple(part for part in self.parts if part.page in (page, EVERYWHERE))

    def page_of(self, path: str) -> int:
        """The page on which an answer is given, by its dotted path; 0 where it is on all or on none."""
        top = path.partition(".")[0]
        return next((part.page for part in self.parts if top in part.tops), EVERYWHERE)


@once_each
def plan_of(form: Form) -> Plan:
    """How a form is laid out. What stands before the pages of a wizard is on its first, what stands after on its last."""
    layout = form.layout
    if layout.kind is not LayoutKind.VERTICAL or layout.visible is not None:
        layout = Layout(LayoutKind.VERTICAL, children=(layout,))
    paged = next((node for node in layout.children if node.kind is LayoutKind.CATEGORIZATION), None)
    mode = _mode(paged)
    parts: list[Part] = []
    for node in layout.children:
        parts = _joined(parts, node, paged if mode is not Mode.WHOLE else None)
    return Plan(mode, tuple(_settled(parts, mode)))


def detail(form: Form, path: str) -> tuple[Layout, ...]:
    """How the rows of the list at a path are laid out; nothing where the layout leaves that open."""
    laid = next((one for one in controls(form.layout) if one.field == path), None)
    return laid.children if laid else ()


def controls(node: Layout) -> Iterator[Layout]:
    """The controls at or below a node."""
    if node.kind is LayoutKind.CONTROL:
        yield node
    for child in node.children:
        yield from controls(child)


def _mode(paged: Layout | None) -> Mode:
    if paged is None or len(paged.children) < 2:
        return Mode.WHOLE
    return Mode.WIZARD if paged.wizard else Mode.TABS if paged.tabs else Mode.WHOLE


def _joined(parts: list[Part], node: Layout, paged: Layout | None) -> list[Part]:
    """The parts with what a node adds; loose nodes are gathered under no title."""
    if node.kind is LayoutKind.CATEGORIZATION:
        first = max((part.page for part in parts), default=EVERYWHERE) + 1
        made = [
            _part(child, _both(node.visible, child.visible), first + place if node is paged else EVERYWHERE)
            for place, child in enumerate(node.children)
        ]
        return parts + made
    if node.kind in SECTIONED:
        return [*parts, _part(node, node.visible)]
    if parts and not parts[-1].title and not parts[-1].page and parts[-1].visible is None:
        return [*parts[:-1], Part("", (*parts[-1].nodes, node), None, parts[-1].tops | _tops((node,)))]
    return [*parts, Part("", (node,), None, _tops((node,)))]


def _part(node: Layout, visible: Condition | None, page: int = EVERYWHERE) -> Part:
    """The part that a group is; a page of a wizard, or one behind a tab, is folded away already."""
    folded = node.folded and page == EVERYWHERE
    return Part(node.title, node.children, visible, _tops(node.children), page, folded, node.opens)


def _tops(nodes: tuple[Layout, ...]) -> frozenset[str]:
    return frozenset(control.field.partition(".")[0] for node in nodes for control in controls(node))


def _settled(parts: list[Part], mode: Mode) -> Iterator[Part]:
    """In a wizard everything has a page."""
    last = max((part.page for part in parts), default=EVERYWHERE)
    seen = False
    for part in parts:
        seen = seen or part.page != EVERYWHERE
        page = part.page or (last if seen else 1) if mode is Mode.WIZARD else part.page
        yield replace(part, page=page)


def _both(first: Condition | None, second: Condition | None) -> Condition | None:
    """Both conditions as one."""
    given = tuple(condition for condition in (first, second) if condition is not None)
    return AllOf(given) if len(given) > 1 else next(iter(given), None)
