"""The cookie of a session: signed as Flask signs it, verified once, and written anew once a minute at most."""

from collections import OrderedDict
from time import time
from typing import Any

from flask import Flask, Request, Response
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin
from itsdangerous import BadSignature, URLSafeTimedSerializer

KEPT = 4096
"""How many cookies are known to be good without verifying them again."""
FRESH = 60
"""For how many seconds a cookie of an officer who goes on working is good enough."""

Plain = dict[str, Any]


class Session(SecureCookieSession):
    """What the cookie holds, and when it was signed."""

    signed_at: float = 0.0


class Sessions(SecureCookieSessionInterface):
    """Opens and saves sessions. A cookie that was verified is known by its text; how old it is, is asked every time."""

    session_class = Session

    def __init__(self) -> None:
        """Begins with no cookie."""
        self._signer: URLSafeTimedSerializer | None = None
        self._good: OrderedDict[str, tuple[Plain, float]] = OrderedDict()

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """Flask's own, made once."""
        if self._signer is None:
            self._signer = super().get_signing_serializer(app)
        return self._signer

    def open_session(self, app: Flask, request: Request) -> Session | None:
        """The session of a request; an empty one where the cookie is not ours or too old."""
        written = request.cookies.get(self.get_cookie_name(app), "")
        found = self._good.get(written) or self._verified(app, written)
        if found is None or not 0 <= time() - found[1] <= app.permanent_session_lifetime.total_seconds():
            return Session()
        session = Session(found[0])
        session.signed_at = found[1]
        return session

    def should_set_cookie(self, app: Flask, session: SessionMixin) -> bool:
        """Whether something was changed, or the cookie of somebody who goes on working would end too early."""
        return session.modified or (session.permanent and time() - getattr(session, "signed_at", 0.0) > FRESH)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Writes the cookie where it must be written; else only says that the answer is for this one alone."""
        if not session or self.should_set_cookie(app, session):
            super().save_session(app, session, response)
        elif session.accessed:
            response.headers.add("Vary", "Cookie")

    def _verified(self, app: Flask, written: str) -> tuple[Plain, float] | None:
        signer = self.get_signing_serializer(app)
        if signer is None or not written:
            return None
        try:
            data, at = signer.loads(written, return_timestamp=True)
        except BadSignature:
            return None
        found: tuple[Plain, float] = (data, at.timestamp())
        if all(isinstance(one, str | bool) for one in data.values()):
            # What a request could change in place is read anew every time.
            self._good[written] = found
            while len(self._good) > KEPT:
                self._good.popitem(last=False)
        return found
