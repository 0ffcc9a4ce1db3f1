"""A form of a pack with what stands in it: made once a request, drawn by templates/sheet/."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from markupsafe import Markup

from fangyuan.casework.reading.pages import Named
from fangyuan.forms.conditions import holds
from fangyuan.forms.judging import settle
from fangyuan.forms.moment import Moment
from fangyuan.forms.paths import plain, values_at
from fangyuan.forms.seeing import overlaid
from fangyuan.forms.sentences import sentence
from fangyuan.model.conditions import ALWAYS, AllOf, Atom, Condition
from fangyuan.model.fields import Field, Form, Layout, LayoutKind
from fangyuan.model.kinds import FieldKind
from fangyuan.model.problems import Problem
from fangyuan.web.filling.rows import indexes
from fangyuan.web.filling.rules import written
from fangyuan.web.filling.widgets import KindField, Widgets

NO_LIMIT = 200
SECTIONED = (LayoutKind.GROUP, LayoutKind.CATEGORY)


@dataclass(frozen=True, slots=True)
class Shown:
    """Whether something conditional is shown now, and the rule by which the browser goes on deciding it."""

    rule: str
    now: bool
    sentence: str


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the form under its heading, and how many errors stand in it."""

    id: str
    title: str
    nodes: tuple[Layout, ...]
    errors: int = 0
    shown: Shown | None = None


@dataclass(frozen=True, slots=True)
class ErrorLine:
    """A line of the summary above a form; `id` is where it leads."""

    id: str
    title: str
    message: str
    advice: str = ""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a sheet needs from outside: the kinds and their drawings, choices, and what conditions may see."""

    kind: Callable[[str], FieldKind]
    widgets: Widgets
    moment: Moment
    choices: Mapping[str, Sequence[Named]] = field(default_factory=dict)
    tree: Mapping[str, Any] = field(default_factory=dict)


class Sheet:
    """`posted` are the texts under dotted names; `answers` the tree they read as; `problems` what was judged wrong."""

    def __init__(self, form: Form, around: Surroundings, posted: Mapping[str, Sequence[str]],
                 answers: Mapping[str, Any], problems: Sequence[Problem] = (), action: str = "") -> None:  # fmt: skip
        """Takes a form, its surroundings, everything that stands in it, and the address that it is sent to."""
        self.form, self.around, self.posted, self.problems, self.action = form, around, posted, tuple(problems), action
        self.id = f"sheet-{form.form}"
        settled = settle(form, answers, around.tree, around.moment)
        self._settled, self._hidden, self._demanded = settled
        self._seen = overlaid(form, self._settled, around.tree)
        self._fields = {known.path: known for known in form.walk()}
        self._roots = {top.name for top in form.fields}
        self._messages: dict[str, list[str]] = {}
        for problem in problems:
            self._messages.setdefault(problem.path, []).append(problem.message)

    def field(self, path: str) -> Field | None:
        """The field at a path of the form."""
        return self._fields.get(path)

    def cell(self, known: Field, name: str) -> KindField:
        """The inputs of one answer."""
        around = self.around
        kind, offered = around.kind(known.kind), around.choices.get(known.kind, ())
        texts = self.posted.get(name, ()) if known.compute is None else self._worked_out(known, kind, name)
        return KindField.of(known, kind, around.widgets, offered, name, texts, self._messages.get(name, ()))

    def drawn(self, known: Field, name: str, draw: Callable[..., Markup]) -> Markup:
        """One answer with its title, hint and inputs. One that is blank looks the same for everybody and is kept."""
        if self.posted.get(name) or known.compute is not None or self._messages.get(name):
            return draw(self, known, self.cell(known, name))
        state = (self.shown(known.visible, name), self.demanded(known.required_if, name))
        offered = () if known.options else tuple(self.around.choices.get(known.kind, ()))
        blanks = self.around.widgets.blanks
        return blanks.of(self.form, (name, state, offered), lambda: draw(self, known, self.cell(known, name)))

    def shape(self, known: Field) -> str:
        """How a field is drawn: as rows of parts, as parts, or by its kind alone."""
        if not known.children:
            return "single"
        return "rows" if known.many else "parts"

    def rows(self, known: Field, name: str) -> list[int]:
        """The numbers of the rows that stand in a list; a list that must not be empty begins with one."""
        there = indexes(self.posted, name)
        return there or list(range(min(1, self.fewest(known))))

    def fewest(self, known: Field) -> int:
        """How many rows must stay."""
        return max(int(known.schema.get("minItems", 0)), int(known.required))

    def most(self, known: Field) -> int:
        """How many rows there may be."""
        return int(known.schema.get("maxItems", NO_LIMIT))

    def messages(self, name: str) -> list[str]:
        """What is wrong with a list, a row or an object as a whole."""
        return self._messages.get(name, [])

    def shown(self, condition: Condition | None, name: str = "") -> Shown | None:
        """Whether a part of the layout, or the field at `name`, is shown; None where there is no condition to meet."""
        return self._shown(condition, name not in self._hidden if name else None)

    def demanded(self, condition: Condition | None, name: str) -> Shown | None:
        """Whether the field at `name` must be filled in now; None where no condition asks for it."""
        return self._shown(condition, name in self._demanded)

    def _shown(self, condition: Condition | None, now: bool | None) -> Shown | None:
        if condition is None or condition == ALWAYS:
            return None
        moment = self.around.moment
        rule = written(condition, self._inside, moment.parameters, self._decided)
        holding = holds(condition, self._seen, moment) if now is None else now
        return Shown(rule, holding, sentence(condition, self._titles, "zh"))

    def _worked_out(self, known: Field, kind: FieldKind, name: str) -> Sequence[str]:
        """The texts of a computed field: always the server's own."""
        found = values_at(self._settled, name)
        return kind.format(found[0], known) if found else ()

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """The parts of the form: each group or category at the top, and what stands loose between them."""
        made = [self._section(number, *part) for number, part in enumerate(_parts(self.form.layout), 1)]
        return tuple(made)

    @cached_property
    def errors(self) -> tuple[ErrorLine, ...]:
        """The summary above the form, in the order of the judge."""
        return tuple(self._line(problem) for problem in self.problems)

    @cached_property
    def _titles(self) -> dict[str, str]:
        return {path: known.title for path, known in self._fields.items()}

    def _inside(self, path: str) -> bool:
        return path.partition(".")[0] in self._roots

    def _decided(self, atom: Atom) -> bool:
        return holds(atom, self._seen, self.around.moment)

    def _section(self, number: int, title: str, nodes: tuple[Layout, ...], visible: Condition | None) -> Section:
        tops = {control.field.partition(".")[0] for node in nodes for control in _controls(node)}
        errors = sum(problem.path.partition(".")[0] in tops for problem in self.problems)
        return Section(f"{self.id}-{number}", title, nodes, errors, self.shown(visible))

    def _line(self, problem: Problem) -> ErrorLine:
        known = self._fields.get(plain(problem.path))
        title = known.title if known else ""
        return ErrorLine(f"f-{problem.path}" if known else "", title, problem.message, problem.advice)


def _controls(node: Layout) -> list[Layout]:
    """The controls at or below a node."""
    if node.kind is LayoutKind.CONTROL:
        return [node]
    return [control for child in node.children for control in _controls(child)]


def _parts(layout: Layout) -> list[tuple[str, tuple[Layout, ...], Condition | None]]:
    """The top of a layout as (title, nodes, condition), loose nodes gathered under no title."""
    if layout.kind in (*SECTIONED, LayoutKind.CONTROL, LayoutKind.CATEGORIZATION, LayoutKind.HORIZONTAL):
        layout = Layout(LayoutKind.VERTICAL, children=(layout,))
    parts: list[tuple[str, tuple[Layout, ...], Condition | None]] = []
    for node in layout.children:
        if node.kind is LayoutKind.CATEGORIZATION:
            parts += [(part.title, part.children, _both(node.visible, part.visible)) for part in node.children]
        elif node.kind in SECTIONED:
            parts.append((node.title, node.children, node.visible))
        elif parts and not parts[-1][0]:
            parts[-1] = ("", (*parts[-1][1], node), None)
        else:
            parts.append(("", (node,), None))
    return parts


def _both(first: Condition | None, second: Condition | None) -> Condition | None:
    """Both conditions as one."""
    given = tuple(condition for condition in (first, second) if condition is not None)
    return AllOf(given) if len(given) > 1 else next(iter(given), None)
