"""Who may open which address: every route of the application stands here exactly once."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from flask import Flask, abort, g, redirect, request, url_for
from werkzeug.wrappers import Response

from fangyuan.web import signing_in


class Who(StrEnum):
    """What a route asks of whoever opens it; the right to a single case is casework's to judge."""

    ANYBODY = "anybody"
    SIGNED_IN = "signed-in"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True, slots=True)
class Access:
    """The rule of one route."""

    who: Who


ANYBODY = Access(Who.ANYBODY)
SIGNED_IN = Access(Who.SIGNED_IN)
ADMINISTRATOR = Access(Who.ADMINISTRATOR)

ACCESS: Mapping[str, Access] = MappingProxyType(
    {
        "static": ANYBODY,
        "health.show": ANYBODY,
        "login.show": ANYBODY,
        "login.enter": ANYBODY,
        "login.language": ANYBODY,
        "login.leave": SIGNED_IN,
        "desk.show": SIGNED_IN,
        "desk.inbox": SIGNED_IN,
        "desk.mark_read": SIGNED_IN,
        "desk.search": SIGNED_IN,
        "register.choose": SIGNED_IN,
        "register.show": SIGNED_IN,
        "register.submit": SIGNED_IN,
        "case.show": SIGNED_IN,
        "case.why": SIGNED_IN,
        "case.file": SIGNED_IN,
        "case.comment": SIGNED_IN,
        "case.reveal": SIGNED_IN,
        "case.printed": SIGNED_IN,
        "task.show": SIGNED_IN,
        "task.submit": SIGNED_IN,
        "action.show": SIGNED_IN,
        "action.submit": SIGNED_IN,
        "draft.decide": SIGNED_IN,
        "extension.decide": SIGNED_IN,
        "letter.show": SIGNED_IN,
        "letter.deliver": SIGNED_IN,
        "ledger.show": SIGNED_IN,
        "ledger.excel": SIGNED_IN,
        "leader.show": SIGNED_IN,
        "packs.index": ADMINISTRATOR,
        "packs.show": ADMINISTRATOR,
        "organisation.show": ADMINISTRATOR,
        "organisation.add": ADMINISTRATOR,
    }
)


def init(app: Flask) -> None:
    """Asks the table before every request."""
    app.before_request(guard)


def guard() -> Response | None:
    """Lets the request through, sends it to the login page, or refuses it; an address without a rule is refused."""
    if request.endpoint is None:
        return None
    rule = ACCESS.get(request.endpoint)
    if rule is None:
        abort(403)
    if rule.who is Who.ANYBODY:
        return None
    g.viewer = signing_in.viewer()
    if g.viewer is None:
        return redirect(url_for("login.show", next=_way_back()))
    if rule.who is Who.ADMINISTRATOR and not g.viewer.administers:
        abort(403)
    return None


def _way_back() -> str:
    """Where to go on after the login: only what a reload could show again."""
    return request.full_path.rstrip("?") if request.method == "GET" else "/"
