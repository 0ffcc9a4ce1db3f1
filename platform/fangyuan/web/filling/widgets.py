"""The one WTForms field of every answer: its kind parses, its kind's template draws."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from flask_babel import gettext
from jinja2 import Environment
from markupsafe import Markup
from wtforms import Field as WTField
from wtforms.meta import DefaultMeta

from fangyuan.casework.reading.pages import Named
from fangyuan.forms.admitting import problem
from fangyuan.model.fields import Field, Form, Option
from fangyuan.model.kinds import FieldKind
from fangyuan.model.once import Kept
from fangyuan.web.language import tongue

META = DefaultMeta()
STATIC = "static"
LONG = 12
"""A list of more choices than this is typed into where there is a script."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """How a kind is drawn."""

    draw: Callable[..., Markup]
    grouped: bool
    grouped_many: bool
    plain: bool = False


KEPT = 8192
"""How many drawings are kept, over all forms; those of a form go with it."""


class Widgets:
    """The macros of the kinds' templates, each looked up once a language.

    A template under `templates/kinds/` has a macro `widget(cell)`; it sets `grouped` (`grouped_many`: only where many
    may be chosen) where it draws several inputs, so that the field's title stands in a legend and not in a label;
    it sets `plain` where what was typed stands in it once, and nothing else of the drawing depends on it.
    """

    def __init__(self, environment: Environment) -> None:
        """Takes the environment that knows the templates."""
        self._environment = environment
        self._known: dict[tuple[str, str], Drawing] = {}
        self.kept: Kept[Form] = Kept(KEPT)

    def of(self, template: str) -> Drawing:
        """The macro of a template, and whether it draws a group."""
        asked = (template, tongue())
        if asked not in self._known:
            module: Any = self._environment.get_template(f"kinds/{template}").module
            said = {word: bool(getattr(module, word, False)) for word in ("grouped", "grouped_many", "plain")}
            self._known[asked] = Drawing(module.widget, **said)
        return self._known[asked]


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice as a page writes it: its text in the form, its title, whether it stands chosen."""

    text: str
    title: str
    chosen: bool
    children: tuple["Choice", ...] = ()


class KindField(WTField):
    """One answer of a form. `texts` are what the inputs hold: what was typed, or what the answer reads as."""

    def __init__(
        self, field: Field, kind: FieldKind, widgets: Widgets, offered: Sequence[Named] = (), **given: Any
    ) -> None:
        """Takes the pack's field, its kind, and what is offered where it names units or officers."""
        super().__init__(label=field.title, description=field.hint, **given)
        self.field, self.kind = field, kind
        drawing = widgets.of(kind.template)
        self.draw, self.grouped = drawing.draw, drawing.grouped or (field.many and drawing.grouped_many)
        self.offered = offered

    @classmethod
    def of(cls, field: Field, kind: FieldKind, widgets: Widgets, offered: Sequence[Named], name: str,
           texts: Sequence[str], errors: Sequence[str] = ()) -> "KindField":  # fmt: skip
        """The field at its place in a form: the texts under its name, and what the judge said of it."""
        made = cls(field, kind, widgets, offered, name=name, id=f"f-{name}", _form=None, _meta=META)
        made.process_formdata(list(texts))
        made.errors = tuple(errors) or tuple(made.process_errors)
        return made

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Reads the posted texts through the kind; what cannot be read stays in `texts` beside its message."""
        self.texts: tuple[str, ...] = tuple(valuelist)
        parsed = self.kind.parse(self.texts, self.field)
        self.data = None if parsed.absent else parsed.value
        self.process_errors = [parsed.problem] if parsed.problem else []

    @property
    def shown(self) -> str:
        """The single text of an input that has one."""
        return self.texts[0] if self.texts else ""

    @property
    def described_by(self) -> str:
        """The ids of the hint and the message, for assistive technology."""
        parts = [f"{self.id}-hint"] if self.field.hint else []
        told = "error" if self.errors else "warning" if self.warning else ""
        return " ".join(parts + ([f"{self.id}-{told}"] if told else []))

    @property
    def placeholder(self) -> str:
        """The first example of the schema, which an empty input shows."""
        examples = self.field.schema.get("examples", ())
        return gettext("例如：%(example)s", example=examples[0]) if examples and isinstance(examples[0], str) else ""

    @property
    def help(self) -> str:
        """More than the hint says: the schema's description, where there is a hint beside it."""
        told = self.field.schema.get("description")
        return told if isinstance(told, str) and told != self.field.hint and self.kind.name != STATIC else ""

    @cached_property
    def warning(self) -> str:
        """What is odd about the answer and may be right all the same."""
        warn = getattr(self.kind, "warn", None)
        values = self.data if isinstance(self.data, list) else [self.data]
        code = next(filter(None, (warn(value, self.field) for value in values)), "") if warn and self.data else ""
        return problem(code, "").message if code else ""

    @property
    def html(self) -> Markup:
        """The answer with its formatting, which its kind has made harmless; empty where it has none."""
        html = getattr(self.kind, "html", None)
        return Markup(html(self.data, self.field)) if html and self.data else Markup("")  # noqa: S704

    @cached_property
    def choices(self) -> tuple[Choice, ...]:
        """What may be chosen: the field's own options, those of its kind, or the units or officers of this request.

        A retired one is offered only where the answer has it.
        """
        own = getattr(self.kind, "options", None)
        options = own(self.field) if own else self.field.options
        options = options or tuple(Option(named.id, named.title) for named in self.offered)
        return tuple(choice for option in options if (choice := _choice(option, self.texts)))

    @property
    def is_long(self) -> bool:
        """Whether there are so many choices that one would rather type than look for one."""
        return sum(1 + _below(choice) for choice in self.choices) > LONG

    @property
    def read(self) -> str:
        """What stands in a field that nobody may write into, as a person reads it; what cannot be read, as it was typed."""
        titles = {"true": gettext("是"), "false": gettext("否"), **{named.id: named.title for named in self.offered}}
        return "、".join(self.texts) if self.data is None else self.kind.text(self.data, self.field, titles)

    @property
    def files(self) -> tuple[tuple[str, str], ...]:
        """The files that were taken in already: the reference as posted, and its name."""
        return tuple((text, _file_name(text)) for text in self.texts if text.startswith("{"))

    def __call__(self, **_: Any) -> Markup:
        """The inputs."""
        return self.draw(self)


def _choice(option: Option, texts: Sequence[str]) -> Choice | None:
    """An option; a value that is no text is written as JSON, as the kinds read it. None where it is retired and unused."""
    text = option.value if isinstance(option.value, str) else json.dumps(option.value, ensure_ascii=False)
    below = tuple(choice for child in option.children if (choice := _choice(child, texts)))
    if option.retired and text not in texts and not below:
        return None
    title = gettext("%(title)s（已停用）", title=option.title) if option.retired else option.title
    return Choice(text, title, text in texts, below)


def _below(choice: Choice) -> int:
    return sum(1 + _below(child) for child in choice.children)


def _file_name(text: str) -> str:
    try:
        return str(json.loads(text)["name"])
    except (ValueError, KeyError, TypeError):
        return ""
