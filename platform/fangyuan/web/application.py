"""Puts the web together: one Flask application around one office."""

from typing import Any

from flask import Flask
from flask_wtf.csrf import CSRFProtect

from fangyuan.web import access, assets_built, errors, frame, headers, language, reading_once, texts, uploads
from fangyuan.web.addresses import LateRule
from fangyuan.web.api import mounting
from fangyuan.web.filling.widgets import Widgets
from fangyuan.web.pages import BLUEPRINTS, public
from fangyuan.web.sessions import Sessions
from fangyuan.web.settings import Settings
from fangyuan.web.templating import Spoken


def create_app(office: Any, settings: Settings) -> Flask:
    """The staff's application over `office` (a casework office, which only the pages hand on to casework)."""
    app = Flask(__name__, static_folder="static", template_folder="templates")
    app.request_class = uploads.Request
    app.url_rule_class = LateRule
    app.jinja_environment = Spoken
    app.session_interface = Sessions()
    app.config.from_mapping(_config(settings))
    app.extensions["fangyuan"] = {"office": office, "settings": settings}
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    csrf = CSRFProtect(app)
    language.init(app, settings.zone)
    texts.init(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    # Whoever comes to the public page has no session that a foreign page could use: the form itself carries the ticket.
    csrf.exempt(public.blueprint)
    # Programs come with a token in a header, which no foreign page can make a browser send.
    api = mounting.make()
    csrf.exempt(api)
    app.register_blueprint(api)
    app.extensions["fangyuan"]["widgets"] = Widgets(app.jinja_env)
    reading_once.init(app)
    access.init(app)
    frame.init(app)
    assets_built.init(app)
    headers.init(app)
    errors.init(app)
    return app


def _config(settings: Settings) -> dict[str, Any]:
    """Flask's own words for the settings."""
    return {
        "SECRET_KEY": settings.secret_key,
        "SESSION_COOKIE_NAME": "fangyuan",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": settings.secure_cookies,
        "PERMANENT_SESSION_LIFETIME": settings.session_length,
        "MAX_CONTENT_LENGTH": settings.max_upload,
        "MAX_FORM_MEMORY_SIZE": settings.max_form_text,
        "MAX_FORM_PARTS": 10_000,
        # A long form may stay open over lunch; the session bounds the token anyway.
        "WTF_CSRF_TIME_LIMIT": None,
        "TEMPLATES_AUTO_RELOAD": False,
    }
