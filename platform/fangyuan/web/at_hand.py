"""What every page has at hand: the office, the instant of this request, and who is asking."""

from datetime import datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from flask import current_app, g, request, session

from fangyuan.casework.identity import Identity
from fangyuan.forms.moment import Moment
from fangyuan.model.kinds import FieldKind
from fangyuan.web.filling.widgets import Widgets
from fangyuan.web.settings import Settings

MOST_DIGITS = 7
Else = TypeVar("Else", int, None)


def office() -> Any:
    """The casework office; pages hand it on and never look inside."""
    return current_app.extensions["fangyuan"]["office"]


def settings() -> Settings:
    """What the composition root said."""
    found: Settings = current_app.extensions["fangyuan"]["settings"]
    return found


def widgets() -> Widgets:
    """The drawings of the field kinds."""
    found: Widgets = current_app.extensions["fangyuan"]["widgets"]
    return found


def kind(name: str) -> FieldKind:
    """A field kind of this installation."""
    found: FieldKind = office().kinds.get(name)
    return found


def now() -> datetime:
    """The instant of this request, aware and UTC: one for everything that the request does."""
    if "now" not in g:
        g.now = office().clock.now()
    instant: datetime = g.now
    return instant


def moment() -> Moment:
    """The instant with its local date."""
    return Moment.of(now(), ZoneInfo(settings().zone), {})


def page_number() -> int:
    """The page of a list that the address names, from 1."""
    return max(1, whole(request.args.get("page", "1"), 1))


def whole(text: str, otherwise: Else) -> int | Else:
    """A number that a page of ours carried; `otherwise` where it is none, or longer than any that we write."""
    return int(text) if text.isdecimal() and len(text) < MOST_DIGITS else otherwise


def names_carried(*but: str) -> list[str]:
    """What the address names, as far as a link of the page may name it again: not `but`, and nothing by which `url_for` is
    told how to make an address.
    """
    return [name for name in request.args if name not in ("endpoint", *but) and not name.startswith("_")]


def carried_on(*but: str) -> dict[str, str]:
    """The same with what it says, where it says something."""
    return {name: request.args[name] for name in names_carried(*but) if request.args[name]}


def me() -> Identity:
    """The signed-in officer; only where the access table asked for one."""
    return Identity(session["tenant"], session["person"])
