"""What a form only shows: it stays as the form begins with it, whatever was posted, at every depth."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from fangyuan.casework.reading.prefilling import copied
from fangyuan.forms.judging import settle
from fangyuan.forms.moment import Moment
from fangyuan.forms.paths import joined
from fangyuan.forms.seeing import conditions_of, disabled_paths, overlaid
from fangyuan.model.fields import Answers, Field, Form

Closed = Callable[[Field, str], bool]
"""Whether nobody may write into a field at a concrete path (`persons.0.phone`)."""

NOTHING: Mapping[str, Any] = {}


def only_shown(known: Field, _path: str = "") -> bool:
    """Whether the form shows a field to everybody and asks it of nobody; a computed one is worked out anyhow."""
    return known.read_only and known.compute is None


def held(form: Form, answers: Answers, begun: Answers, earlier: Answers, closed: Closed = only_shown) -> dict[str, Any]:
    """The answers with what is `closed` as the form began with it: `begun`, of which the case had `earlier`.

    A row of a list is the one of the case whose closed parts it brings back; any other row is new and has the defaults.
    """
    return _held(form.fields, answers, begun, earlier, closed, "")


def able(
    form: Form, answers: Answers, begun: Answers, earlier: Answers, tree: Mapping[str, Any], moment: Moment
) -> dict[str, Any]:
    """As `held`, where fields that an ENABLE or a DISABLE closes in view of the answers are closed as well.

    What is closed may close more, so it is done again until nothing changes; what was closed once stays so.
    """
    if not conditions_of(form).enabled:
        return held(form, answers, begun, earlier)
    closed: frozenset[str] = frozenset()
    while True:
        left = held(form, answers, begun, earlier, partial(_is_closed, closed))
        settled, _, _ = settle(form, left, tree, moment)
        now = disabled_paths(form, settled, overlaid(form, settled, tree), moment) | closed
        if now == closed:
            return left
        closed = now


def _is_closed(closed: frozenset[str], known: Field, path: str) -> bool:
    return path in closed or only_shown(known)


def _held(
    fields: tuple[Field, ...], given: Answers, begun: Answers, earlier: Answers, closed: Closed, base: str
) -> dict[str, Any]:
    kept = dict(given)
    for known in fields:
        name, path = known.name, joined(base, known.name)
        if closed(known, path):
            value = copied(begun.get(name))
        elif not known.children:
            continue
        elif known.many:
            value = _rows(known, kept.get(name), earlier.get(name), closed, path)
        else:
            value = _group(known, kept.get(name), begun.get(name), earlier.get(name), closed, path)
        kept.pop(name, None)
        if value is not None:
            kept[name] = value
    return kept


def _group(known: Field, given: Any, begun: Any, earlier: Any, closed: Closed, path: str) -> Any:
    """An object. One that may stay blank is not made by what it begins with, only by what the case has in it."""
    if given is not None and not isinstance(given, Mapping):
        return given
    typed = _held(known.children, given or NOTHING, NOTHING, NOTHING, closed, path)
    made = bool(typed or known.required or given == NOTHING)
    begin = begun if made else earlier
    whole = _held(known.children, given or NOTHING, _tree(begin), _tree(earlier), closed, path)
    return whole if whole or given == NOTHING else None


def _rows(known: Field, given: Any, earlier: Any, closed: Closed, path: str) -> Any:
    if not isinstance(given, (list, tuple)):
        return given
    waiting = [row for row in earlier or () if isinstance(row, Mapping)] if isinstance(earlier, (list, tuple)) else []
    return [
        _row(known, row, waiting, closed, joined(path, index)) if isinstance(row, Mapping) else row
        for index, row in enumerate(given)
    ]


def _row(known: Field, given: Answers, waiting: list[Answers], closed: Closed, path: str) -> dict[str, Any]:
    """One row; the row of the case that it was is not waited for any more."""
    for place, before in enumerate(waiting):
        if _held(known.children, given, before, before, closed, path) == given:
            waiting.pop(place)
            return dict(given)
    return _held(known.children, given, _defaults(known), NOTHING, closed, path)


def _defaults(known: Field) -> dict[str, Any]:
    """What a new row begins with."""
    found = {
        child.name: _defaults(child) if child.children and not child.many else child.default for child in known.children
    }
    return {name: value for name, value in found.items() if value is not None}


def _tree(value: Any) -> Answers:
    return value if isinstance(value, Mapping) else NOTHING
