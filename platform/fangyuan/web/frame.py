"""What the frame of every page needs besides its own picture; its parts are drawn once for an officer and language."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import uuid4

from flask import Flask, current_app, g, request, session
from flask_wtf.csrf import generate_csrf
from itsdangerous import URLSafeTimedSerializer
from markupsafe import Markup, escape

from fangyuan.casework.reading.pages import Viewer
from fangyuan.web.at_hand import moment, now, office, settings
from fangyuan.web.filling.stencils import Cutter, Stencil
from fangyuan.web.language import tongue
from fangyuan.web.sentences import cause, sentence

TOKEN = "csrf_token"  # noqa: S105 the name of it
KEPT = 1500
"""How many parts of frames are kept: three for an officer."""

CURRENT = Markup(' aria-current="page"')
NOTHING = Markup()


def init(app: Flask) -> None:
    """Gives every template the frame's words."""
    app.context_processor(context)
    app.extensions["fangyuan"]["frames"] = OrderedDict()
    app.jinja_env.globals.update(
        new_key=new_key,
        sentence=sentence,
        cause=cause,
        now_shown=now,
        local_now=local_now,
        csrf_token=token,
        live=Live(_at_once),
        framed=framed,
    )


def new_key() -> str:
    """The key of one act: a page that is sent twice acts once."""
    return uuid4().hex


def context() -> dict[str, Any]:
    """The viewer, today and the local now; the instant where the clock is virtual."""
    here = moment()
    return {
        "viewer": g.get("viewer"),
        "today": here.today.isoformat(),
        "virtual_now": now() if office().clock.virtual else None,
        "zone": settings().zone,
    }


def local_now() -> str:
    """The instant of this request as the browser's own inputs write it."""
    return now().astimezone(moment().zone).strftime("%Y-%m-%dT%H:%M")


@dataclass(frozen=True, slots=True)
class Here:
    """Where the officer is, for what of the frame differs from request to request."""

    path: str
    address: str
    sought: str
    token: str


def here() -> Here:
    """This request."""
    sought = request.args.get("q", "") if request.endpoint == "desk.search" else ""
    return Here(request.path, request.full_path, sought, token())


class Live:
    """What of the frame differs from request to request, as templates ask for it: `put` says what becomes of it."""

    def __init__(self, put: Callable[[Callable[[Here], str]], Markup]) -> None:
        """Takes what draws it at once, or what leaves a hole."""
        self._put = put

    def token(self) -> Markup:
        """The token against forged posts."""
        return self._put(lambda here: escape(here.token))

    def address(self) -> Markup:
        """Where the officer is."""
        return self._put(lambda here: escape(here.address))

    def current(self, href: str) -> Markup:
        """The attribute of the link that leads to where the officer is."""
        return self._put(lambda here: CURRENT if here.path == href else NOTHING)

    def sought(self) -> Markup:
        """What was looked for, on the page that tells what was found."""
        return self._put(lambda here: escape(here.sought))


def framed(template: str) -> Markup:
    """A part of the frame around the page, for the officer who opened it."""
    viewer: Viewer = g.viewer
    kept: OrderedDict[Hashable, tuple[Viewer, Stencil]] = current_app.extensions["fangyuan"]["frames"]
    key = (id(viewer), template, tongue(), request.script_root)
    # The officer is kept with the drawing, so that the id stays theirs.
    held = kept.pop(key, None) or (viewer, _cut(template, viewer))
    kept[key] = held
    while len(kept) > KEPT:
        kept.popitem(last=False)
    if "here" not in g:
        g.here = here()
    return held[1].fill(g.here)


def _cut(template: str, viewer: Viewer) -> Stencil:
    cutter = Cutter()
    return cutter.cut(current_app.jinja_env.get_template(template).render(viewer=viewer, live=Live(cutter.hole)))


def _at_once(fill: Callable[[Here], str]) -> Markup:
    return escape(fill(here()))


def token() -> str:
    """The token of this session, as forms send it."""
    if TOKEN not in g and TOKEN in session:
        setattr(g, TOKEN, _signed(str(current_app.secret_key), session[TOKEN]))
    written: str = g.get(TOKEN) or generate_csrf()
    return written


@lru_cache(maxsize=4096)
def _signed(secret: str, raw: str) -> str:
    """As Flask-WTF signs it; a token is good as long as its session."""
    written = URLSafeTimedSerializer(secret, salt="wtf-csrf-token").dumps(raw)
    return written if isinstance(written, str) else written.decode("ascii")
