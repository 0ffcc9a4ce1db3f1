"""Lists of two cases made one: people, requests, whatever a case holds in rows."""

from collections.abc import Mapping
from typing import Any

from fangyuan.model.procedure import CaseType

IDENTITY = "person_id"


def carried_lists(case_type: CaseType, answers: Mapping[str, Any]) -> dict[str, Any]:
    """The root answers that are lists of rows, as the case type knows them: what comes along when a case is merged."""
    fields = case_type.fields
    lists = {name for name, field in fields.items() if field.json_type == "array" and _has_rows(name, case_type)}
    return {name: answers[name] for name in sorted(lists & answers.keys()) if isinstance(answers[name], list)}


def joined(here: Any, more: Any) -> list[Any]:
    """The rows that are here, then those of the other that are not: another person, or other words."""
    rows = list(here) if isinstance(here, list) else []
    known = [_said(row) for row in rows]
    ids = {row.get(IDENTITY) for row in rows if isinstance(row, Mapping)} - {None, ""}
    for row in more if isinstance(more, list) else ():
        same = isinstance(row, Mapping) and row.get(IDENTITY) in ids
        if not same and _said(row) not in known:
            rows.append(row)
            known.append(_said(row))
    return rows


def _has_rows(name: str, case_type: CaseType) -> bool:
    """Whether each element is a row of fields, and not a plain value such as a code."""
    return any(path.startswith(f"{name}.") for path in case_type.fields)


def _said(row: Any) -> Any:
    """What a row says, whoever it was given an id for."""
    return {key: value for key, value in row.items() if key != IDENTITY} if isinstance(row, Mapping) else row
