"""What the frame of every page needs besides its own picture."""

from typing import Any
from uuid import uuid4

from flask import Flask, g

from fangyuan.web.at_hand import moment, now, office, settings
from fangyuan.web.sentences import cause, sentence


def init(app: Flask) -> None:
    """Gives every template the frame's words."""
    app.context_processor(framed)
    app.jinja_env.globals.update(new_key=new_key, sentence=sentence, cause=cause, now_shown=now)


def new_key() -> str:
    """The key of one act: a page that is sent twice acts once."""
    return uuid4().hex


def framed() -> dict[str, Any]:
    """The viewer, today and the local now; the instant where the clock is virtual."""
    here = moment()
    return {
        "viewer": g.get("viewer"),
        "today": here.today.isoformat(),
        "local_now": now().astimezone(here.zone).strftime("%Y-%m-%dT%H:%M"),
        "virtual_now": now() if office().clock.virtual else None,
        "zone": settings().zone,
    }
