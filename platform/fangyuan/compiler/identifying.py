"""Whether the numbers that cases bear in other systems stand where a case has one of each."""

from fangyuan.compiler.places import Places
from fangyuan.model.fields import Field
from fangyuan.model.procedure import CaseType
from fangyuan.packs.problems import finding

_SHELF = "tasks."


def check_external_ids(kind: CaseType, places: Places) -> None:
    """The number of a system stands in one field of the case itself: in no list, in no task that is done several times."""
    known: dict[str, Field] = {}
    for path, field in kind.fields.items():
        if field.external_id is None:
            continue
        if path.startswith(_SHELF) or _in_list(kind, path):
            _say("external-id-in-list", field, places, name=field.title)
        elif field.external_id.system:
            other = known.setdefault(field.external_id.system, field)
            if other is not field:
                _say("external-id-twice", field, places, name=field.external_id.system, other=other.path)


def _in_list(kind: CaseType, path: str) -> bool:
    above = (path[:end] for end, letter in enumerate(path) if letter == ".")
    return any(kind.fields[one].many for one in above if one in kind.fields)


def _say(code: str, field: Field, places: Places, **detail: str) -> None:
    places.problems.append(finding(code, field.mark, f"{field.path}.x-fangyuan-external-id", **detail))
