"""Whether fields that offer some of the case's own know the list that they offer from."""

from fangyuan.compiler.places import Places
from fangyuan.model.fields import Field
from fangyuan.model.procedure import CaseType
from fangyuan.packs.problems import finding, listed, nearest

ROW = "row"


def check_offers(kind: CaseType, places: Places) -> None:
    """What `among` names is a list or a slot of the case type: for rows a list with rows."""
    for field in (one for form in kind.forms.values() for one in form.walk()):
        if field.offer and field.offer.among:
            known = _lists(kind, rows=field.kind == ROW)
            if field.offer.among not in known:
                _say(field, known, places)


def _lists(kind: CaseType, *, rows: bool) -> list[str]:
    lists = [path for path, field in kind.fields.items() if field.many and (field.children or not rows)]
    return lists if rows else [*lists, *kind.slots]


def _say(field: Field, known: list[str], places: Places) -> None:
    assert field.offer is not None
    path, name = f"{field.path}.x-fangyuan-offer", field.offer.among
    told = finding("unknown-list", field.mark, path, name=name, near=nearest(name, known), known=listed(known))
    places.problems.append(told)
