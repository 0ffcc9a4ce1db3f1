"""Parts of a form that are folded away: which stand open because something in them asks to be seen."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from fangyuan.forms.paths import plain
from fangyuan.model.fields import Field, Layout, LayoutKind
from fangyuan.model.kinds import FieldKind


def filled(
    posted: Mapping[str, Sequence[str]], fields: Mapping[str, Field], kind: Callable[[str], FieldKind]
) -> Iterator[str]:
    """The names under which somebody wrote something: not what is worked out, unseen, or stood there from the beginning.

    A row that was added counts, though nothing stands in it yet.
    """
    for name, texts in posted.items():
        known = fields.get(plain(name))
        if known is None or known.compute is not None or known.kind == "hidden":
            continue
        if known.children and known.path != name:
            yield name
        if not any(map(str.strip, texts)):
            continue
        begun = known.default is not None and list(kind(known.kind).format(known.default, known))
        if list(texts) != begun:
            yield name


def is_open(nodes: Iterable[Layout], row: str, telling: Iterable[str]) -> bool:
    """Whether one of the `telling` names lies in these nodes; `row` is the row of a list in which they stand, or blank."""
    paths = tuple(placed(nodes))
    inside = [name for name in telling if not row or name.startswith(f"{row}.")]
    return any(plain(name) == path or plain(name).startswith(f"{path}.") for name in inside for path in paths)


def placed(nodes: Iterable[Layout]) -> Iterator[str]:
    """The paths of the controls in nodes; of a list its own."""
    for node in nodes:
        if node.kind is LayoutKind.CONTROL:
            yield node.field
        else:
            yield from placed(node.children)
