"""Which fields of a form are seen, and must be filled in, for the answers at hand.

Conditions of a field inside a list are weighed row by row: there a path through the row's own list means this row.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from fangyuan.forms.conditions import holds
from fangyuan.forms.moment import Moment
from fangyuan.forms.paths import joined
from fangyuan.model.conditions import Condition
from fangyuan.model.fields import Answers, Field, Form, WhenHidden
from fangyuan.model.once import once_each

Tree = Mapping[str, Any]


def overlaid(form: Form, answers: Answers, context: Tree) -> dict[str, Any]:
    """What conditions see: the facts of the case, with this form's answers in place of earlier ones."""
    return _over(_by_name(form), answers, context)


@once_each
def _by_name(form: Form) -> Mapping[str, Field]:
    return {each.name: each for each in form.fields}


def _over(fields: Mapping[str, Field], answers: Mapping[str, Any], context: Mapping[str, Any]) -> dict[str, Any]:
    whole = {name: value for name, value in context.items() if name not in fields}
    for name, known in fields.items():
        earlier, now = context.get(name), answers.get(name)
        if known.children and not known.many and isinstance(earlier, Mapping):
            inner = _over(
                {each.name: each for each in known.children}, now if isinstance(now, Mapping) else {}, earlier
            )
            whole |= {name: inner} if inner else {}
        elif name in answers:
            whole[name] = now
    whole.update({name: value for name, value in answers.items() if name not in fields})
    return whole


def in_row(tree: Tree, path: str, row: Any) -> dict[str, Any]:
    """The tree in which the list at `path` has this row alone."""
    head, _, rest = path.partition(".")
    if not rest:
        return {**tree, head: [row]}
    inner = tree.get(head)
    if isinstance(inner, list):
        return {**tree, head: [in_row(each, rest, row) if isinstance(each, Mapping) else each for each in inner]}
    return {**tree, head: in_row(inner, rest, row)} if isinstance(inner, Mapping) else dict(tree)


def places(fields: tuple[Field, ...], answers: Any, tree: Tree, base: str = "") -> Iterator[tuple[Field, str, Tree]]:
    """Every field with each concrete path it has in the answers, and the tree that its conditions see there."""
    inner = answers if isinstance(answers, Mapping) else by_place(fields, answers)
    for known in fields:
        path = joined(base, known.name)
        yield known, path, tree
        if not known.children:
            continue
        value = inner.get(known.name)
        if not known.many:
            yield from places(known.children, value, tree, path)
            continue
        for index, row in enumerate(value if isinstance(value, list) else []):
            yield from places(known.children, row, in_row(tree, known.path, row), f"{path}.{index}")


def by_place(fields: tuple[Field, ...], answers: Any) -> dict[str, Any]:
    """The answers to the places of a list under the names of their fields; nothing for what is no list."""
    return dict(zip((each.name for each in fields), answers if isinstance(answers, list) else (), strict=False))


def hidden_paths(form: Form, answers: Answers, tree: Tree, moment: Moment) -> frozenset[str]:
    """The concrete paths (`persons.0.phone`) of the fields that are not seen; what is below them is not named."""
    if not conditions_of(form).visible:
        return frozenset()
    return _where(form, answers, tree, lambda each: each.visible, lambda seen, at: not holds(seen, at, moment))


def disabled_paths(form: Form, answers: Answers, tree: Tree, moment: Moment) -> frozenset[str]:
    """The concrete paths of the fields that an ENABLE or a DISABLE lets nobody fill in now."""
    if not conditions_of(form).enabled:
        return frozenset()
    return _where(form, answers, tree, lambda each: each.enabled, lambda able, at: not holds(able, at, moment))


def demanded_paths(form: Form, answers: Answers, tree: Tree, moment: Moment) -> frozenset[str]:
    """The concrete paths of the fields that a REQUIRE asks for now."""
    if not conditions_of(form).required_if:
        return frozenset()
    return _where(form, answers, tree, lambda each: each.required_if, lambda asked, at: holds(asked, at, moment))


class Conditions(NamedTuple):
    """Which sorts of conditions stand anywhere in a form: most forms have none of most."""

    visible: bool
    enabled: bool
    required_if: bool


@once_each
def conditions_of(form: Form) -> Conditions:
    """Which sorts of conditions a form has."""
    fields = tuple(form.walk())
    return Conditions(*(any(getattr(each, sort) is not None for each in fields) for sort in Conditions._fields))


def _where(
    form: Form,
    answers: Answers,
    tree: Tree,
    condition: Callable[[Field], Condition | None],
    test: Callable[[Condition, Tree], bool],
) -> frozenset[str]:
    found = set()
    for known, path, seen in places(form.fields, answers, tree):
        asked = condition(known)
        if asked is not None and test(asked, seen):
            found.add(path)
    return frozenset(found)


def without(form: Form, answers: Answers, hidden: frozenset[str], keep: bool = True) -> dict[str, Any]:
    """The answers without hidden ones; with `keep`, those that say `when-hidden: keep` stay."""
    return _without(form.fields, answers, hidden, keep, "") if hidden else dict(answers)


def _without(
    fields: tuple[Field, ...], answers: Mapping[str, Any], hidden: frozenset[str], keep: bool, base: str
) -> dict[str, Any]:
    known = {each.name: each for each in fields}
    left: dict[str, Any] = {}
    for name, value in answers.items():
        path, each = joined(base, name), known.get(name)
        if each is None or not each.children:
            if path not in hidden or (keep and each is not None and each.when_hidden is WhenHidden.KEEP):
                left[name] = value
        elif path not in hidden:
            left[name] = _inside(each, value, hidden, keep, path)
        elif keep and (kept := _kept(each, value)):
            left[name] = kept
    return left


def _inside(each: Field, value: Any, hidden: frozenset[str], keep: bool, path: str) -> Any:
    if each.many and isinstance(value, list):
        return [_row(each, row, hidden, keep, f"{path}.{index}") for index, row in enumerate(value)]
    if each.json_type == "array" and isinstance(value, list):
        return _places(each, value, hidden, keep, path)
    return _row(each, value, hidden, keep, path)


def _places(each: Field, value: list[Any], hidden: frozenset[str], keep: bool, path: str) -> list[Any]:
    """The places of a list: a hidden one before others is null, and none stands at the end."""
    left = _without(each.children, by_place(each.children, value), hidden, keep, path)
    if len(left) == min(len(value), len(each.children)):
        return [*left.values(), *value[len(each.children) :]]
    made = [left.get(child.name) for child in each.children[: len(value)]] + value[len(each.children) :]
    while made and made[-1] is None:
        made.pop()
    return made


def _row(each: Field, value: Any, hidden: frozenset[str], keep: bool, path: str) -> Any:
    return _without(each.children, value, hidden, keep, path) if isinstance(value, Mapping) else value


def _kept(each: Field, value: Any) -> Any:
    """What stays of a hidden object or list: all of it when it says so itself, else nothing."""
    return value if each.when_hidden is WhenHidden.KEEP else None
