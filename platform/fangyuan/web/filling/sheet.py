"""A form of a pack with what stands in it: made once a request, drawn by templates/sheet/ through the form's stencils."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar

from markupsafe import Markup, escape

from fangyuan.casework.reading.choices import choices_of
from fangyuan.casework.reading.pages import Named
from fangyuan.forms.admitting import problem as worded
from fangyuan.forms.conditions import holds
from fangyuan.forms.judging import settle
from fangyuan.forms.moment import Moment
from fangyuan.forms.paths import plain, values_at
from fangyuan.forms.seeing import disabled_paths, overlaid
from fangyuan.forms.sentences import sentence
from fangyuan.model.conditions import Atom, Condition
from fangyuan.model.fields import Field, Form, Layout
from fangyuan.model.kinds import FieldKind
from fangyuan.model.problems import Problem
from fangyuan.web.filling.folding import filled, is_open, placed
from fangyuan.web.filling.plan import Mode, Plan, detail, plan_of
from fangyuan.web.filling.rows import indexes
from fangyuan.web.filling.rules import is_fixed, spoken, written
from fangyuan.web.filling.stencils import Recorder, Stencil, is_always, shape_of
from fangyuan.web.filling.taking import FILED
from fangyuan.web.filling.widgets import KindField, Widgets
from fangyuan.web.language import tongue

NO_LIMIT = 200
Made = TypeVar("Made")
YES_NO = frozenset({"true", "false"})
Draw = Callable[..., Markup]


def sheet_id(form: Form) -> str:
    """How the form element of a page is called in it."""
    return f"sheet-{form.form}"


@dataclass(frozen=True, slots=True)
class Shown:
    """Whether something conditional is shown now, and the rule by which the browser goes on deciding it."""

    rule: str
    now: bool


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the form under its heading, on its page, and how many errors stand in it."""

    id: str
    title: str
    nodes: tuple[Layout, ...]
    errors: int = 0
    visible: Condition | None = None
    page: int = 0
    folded: bool = False
    opens: Condition | None = None


@dataclass(frozen=True, slots=True)
class ErrorLine:
    """A line of the summary above a form; `id` is where it leads, `href` the way there where it is on another page."""

    id: str
    title: str
    message: str
    advice: str = ""
    href: str = ""


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
        self.id = sheet_id(form)
        self._language = tongue()
        self.page: int | None = None
        """The page of a wizard that is drawn, 0 where all is shown once more; None draws all of them."""
        self.leads: Callable[[int], str] | None = None
        """The address of another page of a wizard."""
        self._settled, self._hidden, self._demanded = settle(form, answers, around.tree, around.moment)
        self._seen = overlaid(form, self._settled, around.tree)
        self._disabled = disabled_paths(form, self._settled, self._seen, around.moment)
        self._messages: dict[str, list[str]] = {}
        for problem in problems:
            self._messages.setdefault(self._drawn_at(problem.path), []).append(problem.message)

    # --- what the templates ask ---------------------------------------------------------------------------------------

    def body(self, section: Section, draw: Draw) -> Markup:
        """What stands in a section."""
        return self._stenciled(("section", section.id), lambda recorder: draw(recorder, section))

    def row(self, known: Field, name: str, draw: Draw) -> Markup:
        """What stands in a row of a list."""
        return self._stenciled(("row", name), lambda recorder: draw(recorder, known, name))

    def field(self, path: str) -> Field | None:
        """The field at a path of the form."""
        return self._fields.get(path)

    def cell(self, known: Field, name: str) -> KindField:
        """The inputs of one answer."""
        around = self.around
        kind, offered = around.kind(known.kind), choices_of(known, around.choices)
        texts = self.posted.get(name, ()) if known.compute is None else self._worked_out(known, kind, name)
        return KindField.of(known, kind, around.widgets, offered, name, texts, self._messages.get(name, ()))

    def drawn(self, known: Field, name: str, draw: Draw) -> Markup:
        """One answer with its title, hint and inputs.

        A blank one, or one of the form's own choices, looks the same for everybody and is drawn once. Of others that are
        plain the drawing is kept with a hole for the text; the rest is drawn anew.
        """
        if known.compute is not None or self._messages.get(name):
            return draw(self, known, self.cell(known, name))
        texts = self.posted.get(name, ())
        state = (self.shown(known.visible, name), self.demanded(known.required_if, name), self.able(known, name))
        offered = () if known.options else choices_of(known, self.around.choices)
        if self._is_public(known, texts):
            about = (name, state, offered, tuple(texts))
            return self._kept(about, lambda: draw(self, known, self.cell(known, name)))
        stencil = self._kept(("typed", name, state), lambda: self._with_a_hole(known, name, draw))
        if stencil is None or len(texts) > 1 or self.around.kind(known.kind).parse(texts, known).problem:
            return draw(self, known, self.cell(known, name))
        return stencil.fill(escape(texts[0]))

    def untouched(self, known: Field, name: str) -> bool:
        """Whether nothing stands in a field and nothing is wrong with it, and it offers nothing but what the pack says."""
        offered = self.around.choices
        return (
            name not in self.posted
            and name not in self._messages
            and not (offered and (known.kind in offered or f"#{known.path}" in offered))
        )

    def rows_drawn(self, known: Field, name: str, under: str, draw: Draw) -> Markup:
        """The rows of a list, with their buttons."""
        return draw(self, known, name, under)

    def shape(self, known: Field) -> str:
        """How a field is drawn."""
        return shape_of(known)

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

    def said(self, known: Field, name: str) -> Markup:
        """What is wrong with a list, a row or an object as a whole, and what is odd about it."""
        wrong = [Markup('<p class="fy-error">{}</p>').format(one) for one in self._messages.get(name, ())]
        odd = self.warning(known, name)
        return Markup("").join([*wrong, *([Markup('<p class="fy-warning">{}</p>').format(odd)] if odd else [])])

    def warning(self, known: Field, name: str) -> str:
        """What is odd about an object, or a row of a list, as a whole, and may be right all the same."""
        warn, found = getattr(self.around.kind(known.kind), "warn", None), values_at(self._settled, name)
        code = warn(found[0], known) if warn and found and not isinstance(found[0], list) else ""
        return worded(code, name).message if code else ""

    def when(self, condition: Condition | None, name: str = "") -> Markup:
        """The attributes of what is shown on a condition: its rule, and whether it is away now."""
        shown = self.shown(condition, name)
        if shown is None:
            return Markup()
        rule = Markup(' data-when="{}"').format(shown.rule)
        return rule if shown.now else rule + Markup(" data-away")

    def shown(self, condition: Condition | None, name: str = "") -> Shown | None:
        """Whether a part of the layout, or the field at `name`, is shown; None where there is no condition to meet."""
        return self._shown(condition, name not in self._hidden if name else None)

    def demanded(self, condition: Condition | None, name: str) -> Shown | None:
        """Whether the field at `name` must be filled in now; None where no condition asks for it."""
        return self._shown(condition, name in self._demanded)

    def able(self, known: Field, name: str) -> Shown | None:
        """Whether the field at `name` may be filled in now; None where no condition closes it."""
        return self._shown(known.enabled, name not in self._disabled)

    def fold(self, nodes: tuple[Layout, ...], opens: Condition | None, row: str = "") -> Markup:
        """The attributes of what is folded away: the rule by which the browser opens it, and whether it stands open."""
        shown = self.shown(opens)
        rule = Markup(' data-open-when="{}"').format(shown.rule) if shown else Markup()
        stands = (shown is not None and shown.now) or is_open(nodes, row, self._telling)
        return rule + Markup(" open") if stands else rule

    def inside(self, nodes: tuple[Layout, ...]) -> str:
        """What may be filled in there, for the line under which it is folded away."""
        return "、".join(self._titles[path] for path in placed(nodes) if path in self._titles)

    def detail(self, known: Field) -> tuple[Layout, ...]:
        """How the rows of a list are laid out; nothing where its fields simply follow one another."""
        return self._kept(("detail", known.path), lambda: detail(self.form, known.path))

    def told(self, condition: Condition | None) -> str:
        """A condition as a sentence; nothing where there is none to meet."""
        if condition is None or is_always(condition):
            return ""
        return sentence(spoken(condition, self._fields), self._titles, self._language)

    # --- the parts of the form ----------------------------------------------------------------------------------------

    @cached_property
    def plan(self) -> Plan:
        """How the form is laid out."""
        return self._kept("plan", lambda: plan_of(self.form))

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """The parts of the form: each group or category at the top, and what stands loose between them."""
        wrong = [problem.path.partition(".")[0] for problem in self.problems]
        return tuple(
            Section(f"{self.id}-{number}", part.title, part.nodes, sum(top in part.tops for top in wrong), part.visible,
                    part.page, part.folded, part.opens)
            for number, part in enumerate(self.plan.parts, 1)
            if self.page is None or part.page == self.page
        )  # fmt: skip

    @cached_property
    def pages(self) -> tuple[int, ...]:
        """The pages of a wizard on which something is asked now, and the last, on which everything is shown once more."""
        shown = (part.page for part in self.plan.parts if (now := self.shown(part.visible)) is None or now.now)
        return (*sorted(set(shown)), 0)

    def title_of(self, page: int) -> str:
        """What a page is called."""
        return next((part.title for part in self.plan.parts if part.page == page and part.title), self.form.title)

    @property
    def listed(self) -> bool:
        """Whether a list of the sections stands beside them: where they all stand one under another."""
        return len(self.sections) > 1 and self.plan.mode is Mode.WHOLE

    @property
    def takes_files(self) -> bool:
        """Whether files can be sent with it; a form of texts alone is read much quicker as the server gets it."""
        return self._kept("files", lambda: any(known.kind in FILED for known in self.form.walk()))

    @property
    def tabs(self) -> bool:
        """Whether the sections stand behind tabs."""
        return self.plan.mode is Mode.TABS

    @cached_property
    def errors(self) -> tuple[ErrorLine, ...]:
        """The summary above the form, in the order of the judge."""
        return tuple(self._line(problem) for problem in self.problems)

    # --- inside -------------------------------------------------------------------------------------------------------

    def _kept(self, about: Hashable, make: Callable[[], Made]) -> Made:
        """What is the same in every request in this language, made once."""
        return self.around.widgets.kept.of(self.form, (self._language, about), make)

    @cached_property
    def _telling(self) -> frozenset[str]:
        """The names where something stands, is wrong, or is asked for now."""
        return frozenset({*filled(self.posted, self._fields, self.around.kind), *self._messages, *self._demanded})

    @cached_property
    def _fields(self) -> Mapping[str, Field]:
        return self._kept("fields", lambda: {known.path: known for known in self.form.walk()})

    @cached_property
    def _titles(self) -> dict[str, str]:
        return {path: known.title for path, known in self._fields.items()}

    def _stenciled(self, about: tuple[str, str], draw: Callable[[Recorder], Markup]) -> Markup:
        return self._kept(about, lambda: self._cut(draw)).fill(self)

    def _cut(self, draw: Callable[[Recorder], Markup]) -> Stencil:
        recorder = Recorder(self.form, self.id)
        return recorder.cut(draw(recorder))

    def _is_public(self, known: Field, texts: Sequence[str]) -> bool:
        """Whether nothing stands there that the pack itself does not say."""
        if not any(texts):
            return True
        if known.json_type == "boolean":
            return set(texts) <= YES_NO
        return bool(known.options) and set(texts) <= self._options(known)

    def _options(self, known: Field) -> frozenset[str]:
        """The values of a field's own choices that are texts."""
        return self._kept(("options", known.path), lambda: _values(known))

    def _with_a_hole(self, known: Field, name: str, draw: Draw) -> Stencil | None:
        """The drawing with a hole for the text; None where the kind does not say that it is plain."""
        kind = self.around.kind(known.kind)
        plain = self.around.widgets.of(kind.template).plain and not hasattr(kind, "warn")
        if not plain or known.read_only or known.many:
            return None
        recorder = Recorder(self.form, self.id)
        mark = recorder.hole(str)
        cell = KindField.of(known, kind, self.around.widgets, (), name, ())
        cell.texts = (mark,)
        stencil = recorder.cut(draw(self, known, cell))
        return stencil if sum(not isinstance(piece, str) for piece in stencil.pieces) == 1 else None

    def _shown(self, condition: Condition | None, now: bool | None) -> Shown | None:
        if condition is None or is_always(condition):
            return None
        holding = holds(condition, self._seen, self.around.moment) if now is None else now
        fixed = self._kept(("rule", condition), lambda: self._fixed(condition))
        return Shown(fixed or self._rule(condition), holding)

    def _fixed(self, condition: Condition) -> str:
        """The rule, where it is the same in every request."""
        return self._rule(condition) if is_fixed(condition, self._inside) else ""

    def _rule(self, condition: Condition) -> str:
        return written(condition, self._inside, self.around.moment.parameters, self._decided)

    def _inside(self, path: str) -> bool:
        return path.partition(".")[0] in self._fields

    def _decided(self, atom: Atom) -> bool:
        return holds(atom, self._seen, self.around.moment)

    def _worked_out(self, known: Field, kind: FieldKind, name: str) -> Sequence[str]:
        """The texts of a computed field: always the server's own."""
        found = values_at(self._settled, name)
        return kind.format(found[0], known) if found else ()

    def _drawn_at(self, path: str) -> str:
        """The name under which a place is drawn: one value of several, or a part of a file, stands with its field."""
        segments = path.split(".")
        for count in range(1, len(segments) + 1):
            name = ".".join(segments[:count])
            known = self._fields.get(plain(name))
            if known is not None and not known.children:
                return name
        return path

    def _line(self, problem: Problem) -> ErrorLine:
        place = self._drawn_at(problem.path)
        known = self._fields.get(plain(place))
        title = known.title if known else ""
        page = self.plan.page_of(problem.path)
        elsewhere = self.leads is not None and page not in (0, self.page)
        href = f"{self.leads(page)}#f-{place}" if self.leads and elsewhere else ""
        return ErrorLine(f"f-{place}" if known else "", title, problem.message, problem.advice, href)


def _values(known: Field) -> frozenset[str]:
    """The texts among the values of a field's choices, those of the branches of a tree as well."""
    waiting, found = list(known.options), set()
    while waiting:
        option = waiting.pop()
        waiting += option.children
        found |= {option.value} if isinstance(option.value, str) else set()
    return frozenset(found)
