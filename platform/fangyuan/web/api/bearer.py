"""The officer whom a request's token stands for: `Authorization: Bearer …`. Cookies count for nothing here."""

from flask import g, request

from fangyuan.casework import admitting
from fangyuan.casework.identity import Identity
from fangyuan.casework.reading import frame
from fangyuan.model.problems import Problem, Refused
from fangyuan.web.at_hand import now, office

MISSING = Problem(
    "wrong-token", "请求没有带访问令牌。", advice="请在请求头写 Authorization: Bearer <令牌>；令牌由管理员签发。"
)
NOT_ADMINISTRATOR = Problem("forbidden", "只有管理员的令牌可以这样做。", advice="请联系本单位管理员。")


def admit(administrators_only: bool) -> None:
    """Remembers who asks, for this request; raises Refused (`wrong-token`, `forbidden`)."""
    scheme, _, secret = request.headers.get("Authorization", "").strip().partition(" ")
    if scheme.lower() != "bearer" or not secret.strip():
        raise Refused(MISSING)
    g.identity = admitting.by_token(office(), secret.strip(), now())
    if administrators_only and not frame.viewer(office(), g.identity, now()).administers:
        raise Refused(NOT_ADMINISTRATOR)


def identity() -> Identity:
    """Who asks; only behind `admit`."""
    found: Identity = g.identity
    return found
