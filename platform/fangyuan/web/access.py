"""Who may open which address: every route of the application stands here exactly once."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from flask import Flask, abort, g, redirect, request, url_for
from werkzeug.wrappers import Response

from fangyuan.web import signing_in
from fangyuan.web.access_of_programs import OF_ADMINISTRATORS, OF_ANYBODY, OF_OFFICERS, OF_OUTSIDE
from fangyuan.web.api import bearer


class Who(StrEnum):
    """What a route asks of whoever opens it; the right to a single case is casework's to judge.

    `OUTSIDE` answers anybody where the jurisdiction has opened its public page, and is not there where it has not;
    `BY_ADDRESS` answers whoever has the secret that is a part of the address, and is not there for anybody else.
    """

    ANYBODY = "anybody"
    OUTSIDE = "outside"
    BY_ADDRESS = "address"
    SIGNED_IN = "signed-in"
    ADMINISTRATOR = "administrator"
    BEARER = "token"
    ADMINISTRATOR_BEARER = "administrator-token"


@dataclass(frozen=True, slots=True)
class Access:
    """The rule of one route."""

    who: Who


ANYBODY = Access(Who.ANYBODY)
OUTSIDE = Access(Who.OUTSIDE)
BY_ADDRESS = Access(Who.BY_ADDRESS)
SIGNED_IN = Access(Who.SIGNED_IN)
ADMINISTRATOR = Access(Who.ADMINISTRATOR)
TOKEN = Access(Who.BEARER)
TOKEN_OF_ADMINISTRATOR = Access(Who.ADMINISTRATOR_BEARER)

ACCESS: Mapping[str, Access] = MappingProxyType(
    {
        "static": ANYBODY,
        "health.show": ANYBODY,
        "login.show": ANYBODY,
        "login.enter": ANYBODY,
        "login.language": ANYBODY,
        "public.show": OUTSIDE,
        "public.ask": OUTSIDE,
        "public.act": OUTSIDE,
        "login.leave": SIGNED_IN,
        "password.show": SIGNED_IN,
        "password.change": SIGNED_IN,
        "desk.show": SIGNED_IN,
        "desk.inbox": SIGNED_IN,
        "desk.mark_read": SIGNED_IN,
        "desk.places": SIGNED_IN,
        "desk.search": SIGNED_IN,
        "register.choose": SIGNED_IN,
        "register.show": SIGNED_IN,
        "register.submit": SIGNED_IN,
        "register.earlier": SIGNED_IN,
        "register.alike": SIGNED_IN,
        "case.show": SIGNED_IN,
        "case.why": SIGNED_IN,
        "case.file": SIGNED_IN,
        "case.comment": SIGNED_IN,
        "case.reveal": SIGNED_IN,
        "case.printed": SIGNED_IN,
        "case.whole": SIGNED_IN,
        "case.brief": SIGNED_IN,
        "task.show": SIGNED_IN,
        "task.submit": SIGNED_IN,
        "action.show": SIGNED_IN,
        "action.submit": SIGNED_IN,
        "act.show": SIGNED_IN,
        "act.submit": SIGNED_IN,
        "correction.show": SIGNED_IN,
        "correction.submit": SIGNED_IN,
        "draft.decide": SIGNED_IN,
        "extension.decide": SIGNED_IN,
        "slip.show": SIGNED_IN,
        "slip.take": SIGNED_IN,
        "paper.blank": SIGNED_IN,
        "paper.filled": SIGNED_IN,
        "paper.trace": SIGNED_IN,
        "drafts.show": SIGNED_IN,
        "drafts.save": SIGNED_IN,
        "drafts.drop": SIGNED_IN,
        "drafts.restore": SIGNED_IN,
        "letter.show": SIGNED_IN,
        "letter.batch": SIGNED_IN,
        "letter.take_together": SIGNED_IN,
        "letter_register.show": SIGNED_IN,
        "letter_register.take": SIGNED_IN,
        "letter_register.excel": SIGNED_IN,
        "letter.page": SIGNED_IN,
        "letter.step": SIGNED_IN,
        "letter.to_sign": SIGNED_IN,
        "letter.deliver": SIGNED_IN,
        "diary.show": SIGNED_IN,
        "diary.file": SIGNED_IN,
        "diary.make_address": SIGNED_IN,
        "diary.end_address": SIGNED_IN,
        "diary.feed": BY_ADDRESS,
        "reception.show": SIGNED_IN,
        "reception.book_number": SIGNED_IN,
        "reception.paper": SIGNED_IN,
        "reception.came": SIGNED_IN,
        "reception.choose": SIGNED_IN,
        "reception.keep": SIGNED_IN,
        "rota.show": SIGNED_IN,
        "rota.give": SIGNED_IN,
        "rota.swap": SIGNED_IN,
        "rota.answer": SIGNED_IN,
        "rota.settle": SIGNED_IN,
        "duties.show": SIGNED_IN,
        "duties.report_nil": SIGNED_IN,
        "listeners.show": ADMINISTRATOR,
        "listeners.register": ADMINISTRATOR,
        "listeners.log": ADMINISTRATOR,
        "listeners.stop": ADMINISTRATOR,
        "listeners.start": ADMINISTRATOR,
        "listeners.drop": ADMINISTRATOR,
        "listeners.resend": ADMINISTRATOR,
        "aside.show": ADMINISTRATOR,
        "aside.release": ADMINISTRATOR,
        "calendars.index": SIGNED_IN,
        "calendars.show": ADMINISTRATOR,
        "calendars.keep": ADMINISTRATOR,
        "delegations.show": SIGNED_IN,
        "delegations.give": SIGNED_IN,
        "delegations.end": SIGNED_IN,
        "handover.charges": SIGNED_IN,
        "handover.hand_over": SIGNED_IN,
        "handover.merger": ADMINISTRATOR,
        "handover.merge": ADMINISTRATOR,
        "filters.save": SIGNED_IN,
        "filters.rename": SIGNED_IN,
        "filters.drop": SIGNED_IN,
        "bulk.ask": SIGNED_IN,
        "bulk.submit": SIGNED_IN,
        "bulk.show": SIGNED_IN,
        "bulk.take_back": SIGNED_IN,
        "bulk.do_now": SIGNED_IN,
        "kit.choose": SIGNED_IN,
        "kit.show": SIGNED_IN,
        "kit.make": SIGNED_IN,
        "ledger.show": SIGNED_IN,
        "ledger.excel": SIGNED_IN,
        "ledger.back": SIGNED_IN,
        "ledger.bring_back": SIGNED_IN,
        "imports.index": SIGNED_IN,
        "imports.bring": SIGNED_IN,
        "imports.show": SIGNED_IN,
        "imports.say": SIGNED_IN,
        "imports.wrong": SIGNED_IN,
        "jobs.index": SIGNED_IN,
        "jobs.show": SIGNED_IN,
        "jobs.file": SIGNED_IN,
        "jobs.discard": SIGNED_IN,
        "dashboard.show": SIGNED_IN,
        "dashboard.cases": SIGNED_IN,
        "reports.index": SIGNED_IN,
        "reports.show": SIGNED_IN,
        "reports.cases": SIGNED_IN,
        "reports.file": SIGNED_IN,
        "reports.targets": SIGNED_IN,
        "reports.behind": SIGNED_IN,
        "digests.show": SIGNED_IN,
        "digests.compose": SIGNED_IN,
        "leader.show": SIGNED_IN,
        "leader.cases": SIGNED_IN,
        "gallery.show": ADMINISTRATOR,
        "gallery.submit": ADMINISTRATOR,
        "packs.index": ADMINISTRATOR,
        "packs.show": ADMINISTRATOR,
        "packs.changes": ADMINISTRATOR,
        "packs.archive": ADMINISTRATOR,
        "packs.trial": ADMINISTRATOR,
        "arrivals.index": ADMINISTRATOR,
        "arrivals.bring": ADMINISTRATOR,
        "arrivals.show": ADMINISTRATOR,
        "arrivals.decide": ADMINISTRATOR,
        "activation.show": ADMINISTRATOR,
        "activation.submit": ADMINISTRATOR,
        "activation.back": ADMINISTRATOR,
        "activation.go_back": ADMINISTRATOR,
        "activation.stopping": ADMINISTRATOR,
        "activation.stop": ADMINISTRATOR,
        "activation.plan": ADMINISTRATOR,
        "activation.withdraw": ADMINISTRATOR,
        "organisation.show": ADMINISTRATOR,
        "organisation.add": ADMINISTRATOR,
        "organisation.code": ADMINISTRATOR,
        "organisation.publish": ADMINISTRATOR,
        "person.show": ADMINISTRATOR,
        "person.reset": ADMINISTRATOR,
        "person.place": ADMINISTRATOR,
        "person.retire": ADMINISTRATOR,
        "person.reinstate": ADMINISTRATOR,
        **{f"api.{name}": ANYBODY for name in OF_ANYBODY},
        **{f"api.{name}": OUTSIDE for name in OF_OUTSIDE},
        **{f"api.{name}": TOKEN for name in OF_OFFICERS},
        **{f"api.{name}": TOKEN_OF_ADMINISTRATOR for name in OF_ADMINISTRATORS},
    }
)

BEFORE_A_NEW_PASSWORD = frozenset({"password.show", "password.change", "login.leave"})
"""What an officer may open whose password somebody else knows."""


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
    if rule.who in (Who.ANYBODY, Who.OUTSIDE, Who.BY_ADDRESS):
        return None
    if rule.who in (Who.BEARER, Who.ADMINISTRATOR_BEARER):
        bearer.admit(administrators_only=rule.who is Who.ADMINISTRATOR_BEARER)
        return None
    g.viewer = signing_in.viewer()
    if g.viewer is None:
        return redirect(url_for("login.show", next=_way_back()))
    if g.must_change and request.endpoint not in BEFORE_A_NEW_PASSWORD:
        return redirect(url_for("password.show"))
    if rule.who is Who.ADMINISTRATOR and not g.viewer.administers:
        abort(403)
    return None


def _way_back() -> str:
    """Where to go on after the login: only what a reload could show again."""
    return request.full_path.rstrip("?") if request.method == "GET" else "/"
