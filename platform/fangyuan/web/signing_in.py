"""The session of an officer: it holds two ids and nothing else."""

from flask import session

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
    try:
        return frame.viewer(office(), me(), now())
    except Refused:
        forget()
        return None
