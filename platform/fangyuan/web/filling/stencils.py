"""Pages of forms, cut once: what a form always looks like is drawn once a version and language, with holes for the rest.

A drawing is made by the same templates, before a `Recorder` that answers whatever differs between requests with the
mark of a hole. Filling a stencil joins the pieces with what the holes are in this request. Nothing that anybody typed is
ever kept.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from secrets import token_hex
from typing import Any, cast

from markupsafe import Markup

from fangyuan.model.conditions import ALWAYS, Condition
from fangyuan.model.fields import Field, Form, Layout
from fangyuan.web.filling.folding import placed
from fangyuan.web.filling.plan import detail

Hole = Callable[[Any], str]
"""What stands in a hole, given the sheet of a request."""


@dataclass(frozen=True, slots=True)
class Stencil:
    """A drawing as pieces: text that is always the same, and holes."""

    pieces: tuple[str | Hole, ...]

    def fill(self, sheet: Any) -> Markup:
        """The drawing in this request."""
        # The templates have escaped everything, and every hole gives what a template drew.
        return Markup("".join([one if isinstance(one, str) else one(sheet) for one in self.pieces]))  # noqa: S704


class Cutter:
    """Marks holes in a drawing, and cuts it at them; a mark cannot be guessed, so that no text of a pack is one."""

    def __init__(self) -> None:
        """Begins with no hole."""
        self._token = token_hex(8)
        self._holes: list[Hole] = []

    def cut(self, drawing: str) -> Stencil:
        """The drawing, cut at the marks."""
        parts = re.split(rf"<{self._token}-(\d+)>", drawing)
        return Stencil(tuple(self._holes[int(part)] if place % 2 else part for place, part in enumerate(parts) if part))

    def hole(self, fill: Hole) -> Markup:
        """The mark of a hole."""
        self._holes.append(fill)
        return Markup(f"<{self._token}-{len(self._holes) - 1}>")  # noqa: S704 it holds a token and a number


class Recorder(Cutter):
    """Stands before the templates in place of a sheet while a form is cut."""

    def __init__(self, form: Form, sheet_id: str) -> None:
        """Takes the form."""
        super().__init__()
        self.form, self.id = form, sheet_id
        self._fields = {known.path: known for known in form.walk()}

    def field(self, path: str) -> Field | None:
        """The field at a path of the form."""
        return self._fields.get(path)

    def shape(self, known: Field) -> str:
        """How a field is drawn."""
        return shape_of(known)

    def when(self, condition: Condition | None, name: str = "") -> Markup:
        """The attributes of what is shown on a condition."""
        return Markup() if is_always(condition) else self.hole(lambda sheet: sheet.when(condition, name))

    def fold(self, nodes: tuple[Layout, ...], opens: Condition | None, row: str = "") -> Markup:
        """The attributes of what is folded away."""
        return self.hole(lambda sheet: sheet.fold(nodes, opens, row))

    def inside(self, nodes: tuple[Layout, ...]) -> str:
        """What may be filled in there."""
        return "、".join(self._fields[path].title for path in placed(nodes) if path in self._fields)

    def detail(self, known: Field) -> tuple[Layout, ...]:
        """How the rows of a list are laid out."""
        return detail(self.form, known.path)

    def said(self, known: Field, name: str) -> Markup:
        """What is wrong at a place."""
        return self.hole(lambda sheet: sheet.said(known, name))

    def drawn(self, known: Field, name: str, draw: Callable[..., Markup]) -> Markup:
        """One answer. What never depends on others is drawn blank once, and stands there wherever nothing was typed."""
        if not is_by_itself(known):
            return self.hole(lambda sheet: sheet.drawn(known, name, draw))
        blank: list[str] = []

        def fill(sheet: Any) -> str:
            if not sheet.untouched(known, name):
                return cast("str", sheet.drawn(known, name, draw))
            if not blank:
                blank.append(sheet.drawn(known, name, draw))
            return blank[0]

        return self.hole(fill)

    def rows_drawn(self, known: Field, name: str, under: str, draw: Callable[..., Markup]) -> Markup:
        """The rows of a list."""
        return self.hole(lambda sheet: sheet.rows_drawn(known, name, under, draw))


def shape_of(known: Field) -> str:
    """How a field is drawn: as rows of parts, as parts, or by its kind alone."""
    if not known.children:
        return "single"
    return "rows" if known.many else "parts"


def is_by_itself(known: Field) -> bool:
    """Whether how a field is drawn depends on nothing else in the form."""
    conditions = (known.visible, known.required_if, known.enabled)
    return known.compute is None and all(is_always(condition) for condition in conditions)


def is_always(condition: Condition | None) -> bool:
    """Whether there is no condition to meet."""
    return condition is None or condition == ALWAYS
