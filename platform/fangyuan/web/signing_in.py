"""The session of an officer: it holds two ids, and the stamp of the password that it began with."""

from flask import g, session

from fangyuan.casework import admitting
from fangyuan.casework.identity import Identity
from fangyuan.casework.reading import frame
from fangyuan.casework.reading.pages import Viewer
from fangyuan.model.problems import Refused
from fangyuan.web.at_hand import me, now, office


def remember(identity: Identity) -> None:
    """Begins a session; what an earlier one held is gone, so that nobody can plant one."""
    language = session.get("language")
    session.clear()
    session.permanent = True
    session["tenant"], session["person"] = identity.tenant, identity.person
    session["stamp"] = admitting.arrived(office(), identity).stamp
    if language:
        session["language"] = language


def forget() -> None:
    """Ends the session, and keeps the language."""
    language = session.get("language")
    session.clear()
    if language:
        session["language"] = language


def viewer() -> Viewer | None:
    """The officer of this session as the frame shows them; None for nobody, or for one who has left."""
    if "person" not in session:
        return None
    arrived = admitting.arrived(office(), me())
    if session.get("stamp", "") != arrived.stamp:
        forget()
        return None
    g.must_change = arrived.must_change
    try:
        return frame.viewer(office(), me(), now(), arrived.unread)
    except Refused:
        forget()
        return None
