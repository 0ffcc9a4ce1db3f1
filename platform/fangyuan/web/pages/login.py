"""Signing in and out, and the language of the interface."""

from urllib.parse import urlsplit

from flask import Blueprint, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from fangyuan.casework import admitting
from fangyuan.model.problems import Problem, Refused
from fangyuan.web import signing_in
from fangyuan.web.at_hand import now, office
from fangyuan.web.filling.sheet import ErrorLine
from fangyuan.web.language import LANGUAGES

blueprint = Blueprint("login", __name__)


@blueprint.get("/login")
def show() -> Response | str:
    """The form; whoever is signed in goes on."""
    if "person" in session:
        return redirect(local(request.args.get("next", "")))
    return _form()


@blueprint.post("/login")
def enter() -> Response | tuple[str, int]:
    """Signs in, or says in the same words that name or password is wrong."""
    login = request.form.get("username", "")
    try:
        identity = admitting.sign_in(office(), login, request.form.get("password", ""), now())
    except Refused as refused:
        return _form(login, refused.problems), 422
    signing_in.remember(identity)
    return redirect(local(request.form.get("next", "")))


@blueprint.post("/logout")
def leave() -> Response:
    """Ends the session."""
    signing_in.forget()
    return redirect(url_for("login.show"))


@blueprint.post("/language")
def language() -> Response:
    """Changes the language of the interface for this session."""
    wanted = request.form.get("language", "")
    if wanted in LANGUAGES:
        session["language"] = wanted
    return redirect(local(request.form.get("back", "")))


def local(address: str) -> str:
    """An address of this site, or the first page: a link from elsewhere must not lead away after the login."""
    parts = urlsplit(address.replace("\\", "/"))
    inside = not parts.scheme and not parts.netloc and parts.path.startswith("/") and not parts.path.startswith("//")
    return address if inside and not parts.path.startswith("/login") else url_for("desk.show")


def _form(login: str = "", problems: tuple[Problem, ...] = ()) -> str:
    errors = [ErrorLine("", "", problem.message, problem.advice) for problem in problems]
    following = request.values.get("next", "")
    return render_template("login.html", login=login, errors=errors, next=following)
