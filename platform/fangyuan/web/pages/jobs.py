"""Exports and imports of this officer that take long: how far they are, what they made, and throwing them away."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from fangyuan.casework import jobs
from fangyuan.web.at_hand import me, office
from fangyuan.web.pages.letter import handed_out

blueprint = Blueprint("jobs", __name__)


@blueprint.get("/jobs")
def index() -> str:
    """What this officer asked for, the newest first."""
    return render_template("jobs/index.html", jobs=jobs.my_jobs(office(), me()), kept=jobs.KEPT.days)


@blueprint.get("/jobs/<job>")
def show(job: str) -> str | Response:
    """How far it is; the page comes anew by itself while it is under way. What is brought in has a page of its own."""
    found = jobs.my_job(office(), me(), job)
    if found.kind != "export":
        return redirect(url_for("imports.show", job=job))
    return render_template("jobs/show.html", job=found, kept=jobs.KEPT.days)


@blueprint.get("/jobs/<job>/file")
def file(job: str) -> Response:
    """What it made; that rows were taken out stands in the access log since it was made."""
    return handed_out(jobs.file_of(office(), me(), job))


@blueprint.post("/jobs/<job>/discard")
def discard(job: str) -> Response:
    """Throws it away, with its file."""
    jobs.discard(office(), me(), job)
    flash(gettext("已删除。"), "done")
    return redirect(url_for("jobs.index"))
