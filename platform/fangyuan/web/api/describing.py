"""Forms for programs: schema, layout, and the conditions of both as data."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fangyuan.casework.reading.pages import FormPage, Named
from fangyuan.forms.conditions import holds
from fangyuan.forms.moment import Moment
from fangyuan.forms.seeing import overlaid
from fangyuan.model.conditions import ALWAYS, Atom, Condition
from fangyuan.model.fields import Field, Layout, Option
from fangyuan.web.api.answers import FieldNode, FormDescription, LayoutNode, OptionNode
from fangyuan.web.filling.rules import written


def described(page: FormPage, moment: Moment) -> FormDescription:
    """The form of a page."""
    form = page.form
    scribe = _Scribe(frozenset(top.name for top in form.fields), overlaid(form, page.answers, page.tree), moment)
    return FormDescription(
        form=form.form,
        title=form.title,
        description=form.description,
        case_type=Named(page.case_type.key, page.case_type.title),
        schema=form.schema,
        layout=scribe.layout(form.layout),
        fields=tuple(scribe.field(one) for one in form.walk()),
        answers=page.answers,
        choices=page.choices,
        units=page.units,
    )


@dataclass(frozen=True, slots=True)
class _Scribe:
    """Writes conditions: those on the form's own fields as they are, those on the case decided."""

    roots: frozenset[str]
    seen: Mapping[str, Any]
    moment: Moment

    def field(self, known: Field) -> FieldNode:
        return FieldNode(
            path=known.path,
            title=known.title,
            kind=known.kind,
            hint=known.hint,
            required=known.required,
            many=known.many,
            read_only=known.read_only or known.compute is not None,
            sensitive=known.sensitive,
            options=tuple(_option(option) for option in known.options),
            visible=self.condition(known.visible),
            enabled=self.condition(known.enabled),
            required_if=self.condition(known.required_if),
        )

    def layout(self, node: Layout) -> LayoutNode:
        children = tuple(self.layout(child) for child in node.children)
        return LayoutNode(node.kind.value, node.title, node.field, self.condition(node.visible), children, node.folded)

    def condition(self, condition: Condition | None) -> dict[str, Any] | None:
        if condition is None or condition == ALWAYS:
            return None
        text = written(condition, self._inside, self.moment.parameters, self._decided)
        return dict(json.loads(text))

    def _inside(self, path: str) -> bool:
        return path.partition(".")[0] in self.roots

    def _decided(self, atom: Atom) -> bool:
        return holds(atom, self.seen, self.moment)


def _option(option: Option) -> OptionNode:
    return OptionNode(option.value, option.title, tuple(_option(child) for child in option.children))
