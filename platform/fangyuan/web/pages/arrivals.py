"""Archives that an administrator brings: uploaded, looked at, installed or thrown away."""

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import get_locale, gettext
from werkzeug.wrappers import Response

from fangyuan.casework import arriving
from fangyuan.casework.reading import packs as reading
from fangyuan.casework.reading.arrivals import arrival_page
from fangyuan.forms.wording import message
from fangyuan.model.problems import Problem, Refused
from fangyuan.web import uploads
from fangyuan.web.at_hand import me, now, office
from fangyuan.web.filling.sheet import ErrorLine

blueprint = Blueprint("arrivals", __name__)


@blueprint.get("/pack-arrivals")
def index() -> str:
    """Where an archive is brought, and what waits."""
    return _index()


@blueprint.post("/pack-arrivals")
def bring() -> Response | tuple[str, int]:
    """Looks at an archive and keeps it for a decision."""
    sent = request.files.get("archive")
    if sent is None or not sent.filename:
        return _index((Problem("blank", gettext("请选择文件。"), "archive"),)), 422
    with sent.stream as stream:
        raw = stream.read()
    if len(raw) > uploads.MOST:
        return _index((Problem("too-large", gettext("文件太大，不会是定义包。"), "archive"),)), 422
    try:
        digest = arriving.bring(office(), me(), sent.filename, raw, now())
    except Refused as refused:
        return _index(refused.problems), 422
    return redirect(url_for("arrivals.show", digest=digest))


@blueprint.get("/pack-arrivals/<digest>")
def show(digest: str) -> str:
    """Everything to know before an archive is installed."""
    return _show(digest)


@blueprint.post("/pack-arrivals/<digest>")
def decide(digest: str) -> Response | tuple[str, int]:
    """Installs the archive, or throws it away."""
    try:
        if request.form.get("_act") != "install":
            arriving.discard(office(), me(), digest, now())
            flash(gettext("已丢弃这个归档。"), "done")
            return redirect(url_for("packs.index"))
        pack = arriving.install_arrival(office(), me(), digest, now())
    except Refused as refused:
        if any(problem.code == "not-found" for problem in refused.problems):
            raise
        return _show(digest, refused.problems), 422
    flash(gettext("已安装 %(title)s %(version)s，还没有启用。", title=pack.title, version=pack.version), "done")
    return redirect(url_for("packs.show", pack=pack.name, version=pack.hash))


def language() -> str:
    """`zh` or `en`."""
    locale = get_locale()
    return str(locale.language) if locale else "zh"


def _index(problems: Sequence[Problem] = ()) -> str:
    page = reading.packs_page(office(), me(), now())
    return render_template("packs/bring.html", page=page, errors=_lines(problems))


def _show(digest: str, problems: Sequence[Problem] = ()) -> str:
    page = arrival_page(office(), me(), digest, language(), now())
    return render_template("packs/arrival.html", page=page, errors=_lines(problems or page.refused or page.against))


def _lines(problems: Sequence[Problem]) -> list[ErrorLine]:
    return [ErrorLine("f-archive" if one.path == "archive" else "", "", *told(one, language())) for one in problems]


def told(problem: Problem, language: str) -> tuple[str, str]:
    """What is wrong and what to do; in English both are one."""
    return (problem.message, problem.advice) if language == "zh" else (message(problem, language), "")
