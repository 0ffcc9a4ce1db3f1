"""From the house's values to what JSON can say, without what stays inside."""

from collections.abc import Mapping
from dataclasses import Field, fields, is_dataclass
from datetime import date
from enum import Enum
from typing import Any

from fangyuan.casework.reading.pages import (
    ActionButton,
    CasesBehind,
    DashboardCases,
    Ledger,
    LetterRegister,
    MonthCases,
    Onward,
    TaskCard,
)
from fangyuan.web.api.cursors import link

KEPT_INSIDE: Mapping[type, frozenset[str]] = {
    # A form has an address of its own; the facts that its conditions see never leave the server.
    TaskCard: frozenset({"form", "answers", "tree"}),
    ActionButton: frozenset({"form", "answers"}),
    # Programs go on by `next`; the numbers of pages are those of a browser.
    **dict.fromkeys((CasesBehind, DashboardCases, Ledger, LetterRegister, MonthCases), frozenset({"page", "pages"})),
}


def shown_fields(cls: type) -> "tuple[Field[Any], ...]":
    """The fields of a dataclass that the API shows."""
    inside = KEPT_INSIDE.get(cls, frozenset())
    return tuple(one for one in fields(cls) if one.name not in inside)


def plain(value: Any) -> Any:
    """Dataclasses and mappings become objects, sequences lists, dates and instants ISO texts, enumerations their values."""
    if isinstance(value, Enum):
        return value.value
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Onward):
        return link(value)
    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: plain(getattr(value, one.name)) for one in shown_fields(type(value))}
    if isinstance(value, Mapping):
        return {str(plain(key)): plain(inner) for key, inner in value.items()}
    return [plain(inner) for inner in value]
